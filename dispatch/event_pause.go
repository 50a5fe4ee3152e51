package dispatch

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// PauseRobots is staff's word that robots stop where they are, or go on: those
// that are named, all that are in an area now, or the whole fleet. Their
// missions stay theirs. Those that were sent home work again once they go on.
type PauseRobots struct {
	Robots []fleet.WorkerID `json:"robots,omitempty"`
	Area   []geo.Point      `json:"area,omitempty"` // its corners, the first not repeated
	All    bool             `json:"all,omitempty"`
	Pause  bool             `json:"pause"` // false: they go on
	By     orders.Actor     `json:"by"`
	Reason string           `json:"reason"`
}

// Why a robot is stored: its session listens for these.
const (
	RobotPaused  = "paused"
	RobotResumed = "resumed"
)

func (e PauseRobots) step(t *turn) {
	why := RobotResumed
	if e.Pause {
		why = RobotPaused
	}
	for _, id := range t.meant(e.By, e.Robots, e.Area, e.All) {
		t.putRobot(id, why, func(r *fleet.Robot) {
			r.Paused = e.Pause
			r.Home = r.Home && e.Pause
		})
		if r := t.s.Robots.Get(id); !e.Pause && r.Plight != nil && (r.Plight.Kind == fleet.Stuck || r.Plight.Kind == fleet.Taken) {
			t.plight(id, "")
		}
		t.resting = append(t.resting, id)
		t.wanted = true
	}
}

// meant lists the robots that staff means: those named, those in an area and, if
// so, all; or refuses.
func (t *turn) meant(by orders.Actor, named []fleet.WorkerID, area []geo.Point, all bool) []fleet.WorkerID {
	if by.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff may say what robots do"))
		return nil
	}
	for _, id := range named {
		if t.s.Robots.Get(id) == nil {
			t.refuse(orders.Refuse(orders.UnknownWorker, "", "no robot %q in this zone", id))
			return nil
		}
	}
	var list []fleet.WorkerID
	for id, r := range t.s.Robots.All() {
		if all || slices.Contains(named, id) || covers(area, r.Point) {
			list = append(list, id)
		}
	}
	if len(list) == 0 {
		t.refuse(orders.Refuse(orders.UnknownWorker, "", "no robot is there"))
	}
	return list
}

func covers(area []geo.Point, p geo.Point) bool {
	if len(area) < 3 {
		return false
	}
	ring := make(orb.Ring, 0, len(area)+1)
	for _, c := range area {
		ring = append(ring, c.Orb())
	}
	return planar.RingContains(append(ring, ring[0]), p.Orb())
}
