package dispatch

import (
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// HomeRobots is staff's word that robots work no more until they are to go on:
// those that are named, all that are in an area now, or the whole fleet. What
// they have on board they bring; then they drive to a station.
type HomeRobots struct {
	Robots []fleet.WorkerID `json:"robots,omitempty"`
	Area   []geo.Point      `json:"area,omitempty"` // its corners, the first not repeated
	All    bool             `json:"all,omitempty"`
	By     orders.Actor     `json:"by"`
	Reason string           `json:"reason"`
}

func (e HomeRobots) step(t *turn) {
	for _, id := range t.meant(e.By, e.Robots, e.Area, e.All) {
		t.putRobot(id, "home", func(r *fleet.Robot) { r.Home = true })
		if m := t.s.Missions.Get(missions.ID(t.s.Robots.Get(id).Mission)); m != nil {
			t.recall(*m, e.By, "sent_home")
		}
		t.resting = append(t.resting, id)
	}
}
