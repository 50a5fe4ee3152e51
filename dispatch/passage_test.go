package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// guarded is a zone with a robot whose way to the door at 400 m leads through a
// lift from the street at 290 m to the yard at 310 m, and then a gate at 350 m.
func guarded(t *testing.T) *zone {
	z := newZone(t)
	lift := []geo.Point{east(290), east(300), east(310)}
	drawn := dispatch.SetLanes{Features: []lanes.Feature{
		{ID: "up", Kind: lanes.Lift, Points: lift, Floors: []string{"street", "yard"}, Device: "lift-1"},
		{ID: "gate", Kind: lanes.Gate, Points: []geo.Point{east(350)}, Device: "gate-1"},
	}, By: desk}
	z.refused(orders.BadRegistration, drawn)
	z.refused(orders.BadRegistration, dispatch.RegisterPassage{Passage: "lift-1", Kind: "moat"})
	z.ok(dispatch.RegisterPassage{Passage: "lift-1", Kind: fleet.GatePassage}, dispatch.RegisterPassage{Passage: "gate-1", Kind: fleet.GatePassage})
	z.refused(orders.BadRegistration, drawn)
	z.ok(dispatch.RegisterPassage{Passage: "lift-1", Kind: fleet.LiftPassage}, drawn, locker("l1", 500, 1))
	z.refused(orders.BadRegistration, dispatch.RegisterPassage{Passage: "l1", Kind: fleet.LiftPassage})
	z.refused(orders.BadRegistration, locker("lift-1", 500, 1))
	z.ok(shop("m1", true), robot("r1"), z.robotAt("r1"))
	p := place("o1")
	p.Consent.Robot = true
	z.do(p)
	plan := plan(z.problem)
	z.problem = nil
	for i := range plan.Routes {
		stops := plan.Routes[i].Stops
		if n := len(stops); n > 0 {
			stops[n-1].Path = append([]geo.Point{east(0)}, lift...)
		}
	}
	z.do(dispatch.Solved{Plan: plan})
	z.loaded("r1")
	return z
}

// stands is the report of a gate or lift, for the robot r1.
func stands(passage string, open bool, floor string) dispatch.PassageReport {
	return dispatch.PassageReport{Passage: passage, Open: open, Floor: floor, Holds: "r1"}
}

func (z *zone) wants(passage, robot, floor string) {
	z.t.Helper()
	if p := z.s.Passages.Get(passage); p.Robot != robot || p.Want != floor {
		z.t.Fatalf("%s is to stand open for %q on %q, want %q on %q", passage, p.Robot, p.Want, robot, floor)
	}
}

// before checks that the base ends before the first node that f describes.
func (z *zone) before(what string, f func(missions.Node) bool) {
	z.t.Helper()
	if m := z.mission("r1"); m.Released() != z.node("r1", f) {
		z.t.Fatalf("%s: released up to %d of %+v", what, m.Released(), m.Nodes)
	}
}

func onto(floor string) func(missions.Node) bool {
	return func(n missions.Node) bool { return n.Floor == floor }
}

// A lift comes to the robot's floor before it may drive in, and to the other
// before it may drive out; a gate opens once the robot has the way through it
// and closes behind it. Both are freed by the robot's word alone.
func TestThroughLiftAndGate(t *testing.T) {
	z := guarded(t)
	z.ok(dispatch.PassageLink{Passage: "lift-1", Linked: true}, dispatch.PassageLink{Passage: "gate-1", Linked: true})
	cabin := z.node("r1", onto("street"))
	z.wants("lift-1", "", "")
	z.goes("r1", cabin-1)
	z.wants("lift-1", "r1", "street")
	z.before("the cabin is not there", onto("street"))
	z.ok(stands("lift-1", true, "yard"))
	z.before("it stands open at the wrong floor", onto("street"))
	z.ok(dispatch.PassageReport{Passage: "lift-1", Open: true, Floor: "street", Holds: "r9"})
	z.before("it stands open for somebody else", onto("street"))
	raw := z.json()
	z.ok(stands("lift-1", true, "street"))
	z.before("it must not drive out on the wrong floor", onto("yard"))
	z.goes("r1", cabin)
	z.wants("lift-1", "r1", "yard")
	z.before("the cabin goes up", onto("yard"))
	z.ok(stands("lift-1", false, "street"), stands("lift-1", true, "yard"))
	out := z.node("r1", onto("yard"))
	if m := z.mission("r1"); m.Released() <= out {
		t.Fatalf("released up to %d, and the way out is %d", m.Released(), out)
	}
	for len(z.holds("r1")) == 0 || z.holds("r1")[0] != "gate/gate" {
		out++
		z.goes("r1", out)
	}
	z.wants("lift-1", "", "")
	z.wants("gate-1", "r1", "")
	z.before("the gate is shut", in("gate/gate"))
	z.ok(stands("gate-1", true, ""))
	if m := z.mission("r1"); m.Released() != len(m.Nodes) {
		t.Fatalf("the gate is open, and it is released up to %d of %d", m.Released(), len(m.Nodes))
	}
	for i := out + 1; len(z.holds("r1")) > 0; i++ {
		z.goes("r1", i)
	}
	z.wants("gate-1", "", "")
	z.recovers([]byte(raw))
}

// A gate that does not open keeps the robot before it and calls staff, who may
// open it by hand: that holds for this robot and this time.
func TestGateThatStaysShut(t *testing.T) {
	z := guarded(t)
	z.refused(orders.UnknownPassage, dispatch.PassageLink{Passage: "lift-9", Linked: true})
	z.refused(orders.IllegalMove, dispatch.LetThrough{Passage: "lift-1", By: desk, Reason: "early"})
	z.goes("r1", z.node("r1", onto("street"))-1)
	if a := only[dispatch.Alerted](t, z.fire("passage/lift-1")); a.Code != "passage_shut" || a.Order != "o1" {
		t.Errorf("%+v", a)
	}
	if a := only[dispatch.Alerted](t, z.do(dispatch.PassageReport{Passage: "lift-1", Jammed: true})); a.Code != "passage_jammed" || a.Order != "o1" {
		t.Errorf("%+v", a)
	}
	z.before("it is stuck", onto("street"))
	z.refused(orders.NotYours, dispatch.LetThrough{Passage: "lift-1", By: merchant, Reason: "in a hurry"})
	put := only[dispatch.PassagePut](t, z.do(dispatch.LetThrough{Passage: "lift-1", By: desk, Reason: "cranked"}))
	if put.By != desk || put.Why != "cranked" {
		t.Errorf("%+v", put)
	}
	z.before("staff let it in, and has not said that it may drive out", onto("yard"))
	z.goes("r1", z.node("r1", onto("street")))
	z.before("nobody has said that the cabin is up", onto("yard"))
	z.ok(dispatch.AssignOrder{Order: "o1", By: desk, Reason: "stuck"})
	z.ok(dispatch.FreeGrant{Robot: "r1", Resource: "lift/up", By: desk, Reason: "pushed out"})
	z.wants("lift-1", "", "")
	if z.s.Passages.Get("lift-1").ByHand {
		t.Error("it would let the next robot through")
	}
}
