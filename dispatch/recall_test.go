package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/orders"
)

// A robot that stands before a shut gate on its way to the counter loses its
// order to a courier once there is one, and not while there is nobody.
func TestHeldUpRobotGivesUp(t *testing.T) {
	z := newZone(t)
	z.ok(dispatch.RegisterPassage{Passage: "gate-1", Kind: fleet.GatePassage},
		dispatch.SetLanes{Features: []lanes.Feature{{ID: "gate", Kind: lanes.Gate, Points: []geo.Point{east(150)}, Device: "gate-1"}}, By: desk},
		shop("m1", true), robot("r1"))
	far := z.robotAt("r1")
	far.Point = east(300)
	z.ok(far)
	p := place("o1")
	p.Consent.Robot = true
	z.do(p)
	answer := plan(z.problem)
	z.problem = nil
	answer.Routes[0].Stops[0].Path = []geo.Point{east(300), east(150), east(0)}
	z.do(dispatch.Solved{Plan: answer})
	if w := z.order("o1").Worker; w != "r1" {
		t.Fatalf("the order went to %q", w)
	}
	stands := func() { z.goes("r1", z.mission("r1").Released()-1) }
	stands()
	z.now = z.now.Add(z.s.Policy.HeldUp)
	stands()
	if z.order("o1").Worker != "r1" {
		t.Fatal("the order was taken from it, and nobody else is there")
	}
	z.ok(register("c1"), online("c1", 10))
	stands()
	z.solve()
	if z.order("o1").Worker == "r1" || z.s.Robots.Get("r1").Mission != "" || z.s.Offers.Len() != 1 {
		t.Fatalf("it still has the order: %+v", z.order("o1"))
	}
}

// In a storm robots that have not loaded lose their orders; one that has goes on.
func TestStormRecalls(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), robot("r2"), z.robotAt("r1"), z.robotAt("r2"))
	for _, id := range []orders.ID{"o1", "o2"} {
		p := place(id)
		p.Consent.Robot = true
		z.ok(p)
	}
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	z.loaded(first)
	z.ok(dispatch.SetDriving{Driving: fleet.Driving{Paces: []fleet.Pace{{Weather: fleet.Storm}}}, By: desk})
	z.ok(dispatch.SetWeather{Weather: fleet.Storm, By: desk, Reason: "gale"})
	if z.mission(first) == nil || z.order("o1").Carriage != orders.PickedUp {
		t.Errorf("what is on board does not go on: %+v", z.order("o1"))
	}
	if o := z.order("o2"); o.Worker != "" || z.s.Robots.Get(second).Mission != "" || len(o.Barred) != 0 {
		t.Errorf("the other still goes: %+v", o)
	}
	z.ok(dispatch.SetWeather{By: desk, Reason: "calm"})
	if w := z.order("o2").Worker; w != string(second) {
		t.Errorf("when it is over the order goes to %q", w)
	}
}
