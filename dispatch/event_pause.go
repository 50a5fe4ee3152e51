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
// missions stay theirs.
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
	if e.By.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff may pause robots"))
		return
	}
	for _, id := range e.Robots {
		if t.s.Robots.Get(id) == nil {
			t.refuse(orders.Refuse(orders.UnknownWorker, "", "no robot %q in this zone", id))
			return
		}
	}
	why := RobotResumed
	if e.Pause {
		why = RobotPaused
	}
	found := false
	for id, r := range t.s.Robots.All() {
		if !e.All && !slices.Contains(e.Robots, id) && !e.covers(r.Point) {
			continue
		}
		found = true
		t.putRobot(id, why, func(r *fleet.Robot) { r.Paused = e.Pause })
	}
	if !found {
		t.refuse(orders.Refuse(orders.UnknownWorker, "", "no robot is there"))
		return
	}
	t.wanted = true
}

func (e PauseRobots) covers(p geo.Point) bool {
	if len(e.Area) < 3 {
		return false
	}
	ring := make(orb.Ring, 0, len(e.Area)+1)
	for _, c := range e.Area {
		ring = append(ring, c.Orb())
	}
	return planar.RingContains(append(ring, ring[0]), p.Orb())
}
