package roadnet

import "github.com/linli/linli/geo"

// onRoad is how far, in metres, a point may be from a road to be on it: a way
// that was simplified is no farther.
const onRoad = 10

// RobotSpeed returns how fast, in m/s, the jurisdiction lets a robot drive on
// the road that a point lies on; 0 where there is none.
func (r *Router) RobotSpeed(p geo.Point) float64 {
	at, err := r.meshes[geo.Robot].snap(p, onRoad)
	if err != nil {
		return 0
	}
	rule, _ := r.city.Jurisdiction.rule(r.city.net.edges[at.edge].class, true)
	return rule.KmH / 3.6
}
