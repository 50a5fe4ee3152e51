package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// Staff pauses a robot, those in an area, or all. A paused robot keeps its
// mission and gets no other.
func TestPauseRobots(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true))
	for i, r := range []fleet.WorkerID{"r1", "r2", "r3"} {
		at := z.robotAt(r)
		at.Point = east(float64(100 * i))
		z.ok(robot(r), at)
	}
	pause := func(e dispatch.PauseRobots) dispatch.PauseRobots {
		e.By, e.Reason = desk, "a parade"
		return e
	}
	paused := func() (list string) {
		for id, r := range z.s.Robots.All() {
			if r.Paused {
				list += string(id)
			}
		}
		return list
	}
	z.refused(orders.NotYours, dispatch.PauseRobots{All: true, Pause: true, By: merchant})
	z.refused(orders.UnknownWorker, pause(dispatch.PauseRobots{Robots: []fleet.WorkerID{"r1", "r9"}, Pause: true}))
	z.refused(orders.UnknownWorker, pause(dispatch.PauseRobots{Pause: true}))
	z.refused(orders.UnknownWorker, pause(dispatch.PauseRobots{Area: area(5000, 50), Pause: true}))
	z.ok(pause(dispatch.PauseRobots{Area: area(200, 150), Pause: true}))
	if got := paused(); got != "r2r3" {
		t.Fatalf("paused %q", got)
	}
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	if w := z.order("o1").Worker; w != "r1" {
		t.Fatalf("the order went to %q", w)
	}
	mission := z.mission("r1").ID
	z.ok(pause(dispatch.PauseRobots{All: true, Pause: true}))
	p = place("o2")
	p.Consent.Robot = true
	z.ok(p)
	if w := z.order("o2").Worker; w != "" || z.mission("r1").ID != mission {
		t.Fatalf("the order went to %q", w)
	}
	z.ok(pause(dispatch.PauseRobots{Robots: []fleet.WorkerID{"r1", "r3"}}))
	if got, w := paused(), z.order("o2").Worker; got != "r2" || w != "r3" {
		t.Errorf("paused %q, and the order went to %q", got, w)
	}
	var corner geo.Point
	z.refused(orders.UnknownWorker, pause(dispatch.PauseRobots{Area: []geo.Point{corner, corner}}))
	z.recovers(nil)
}
