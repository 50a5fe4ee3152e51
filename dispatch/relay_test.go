package dispatch_test

import (
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// compound is a zone with a courier, and a home in a compound that couriers do
// not go into; its robots, in there, are too weak for the way to the counter.
func compound(t *testing.T, exceptions bool) *zone {
	z := newZone(t)
	z.ok(dispatch.SetLanes{Features: []lanes.Feature{
		{ID: "yard", Kind: lanes.Compound, Points: area(400, 110), Gate: "north", Exceptions: exceptions},
		{ID: "north", Kind: lanes.Handover, Points: area(300, 1)[:1]},
	}, By: desk})
	z.ok(shop("m1", true), register("c1"), online("c1", 10))
	for _, id := range []fleet.WorkerID{"r1", "r2"} {
		r := robot(id)
		r.Range = 700
		z.ok(r)
		z.ok(z.report(id, 420, ""))
	}
	return z
}

func (z *zone) toCompound(id orders.ID) {
	p := place(id)
	p.Consent.Robot = true
	z.ok(p)
}

// fetched takes an order for the compound into the courier's bag, and a robot to
// the gate.
func fetched(t *testing.T, exceptions bool) *zone {
	z := compound(t, exceptions)
	z.toCompound("o1")
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	return z
}

// A courier brings it to the gate, a robot takes it over and hands it over: who
// has it changes when the robot says so, and both are paid.
func TestCourierToRobotAtTheGate(t *testing.T) {
	z := compound(t, false)
	z.toCompound("o1")
	if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f == nil || f.Mode != "gate" {
		t.Fatalf("%+v", f)
	}
	z.ok(z.accept("c1"))
	if o := z.order("o1"); o.Mode != "gate" || z.s.Robots.Get("r1").Mission+z.s.Robots.Get("r2").Mission != "" {
		t.Errorf("a robot is sent before the courier has the goods: %+v", o)
	}
	z.ok(dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	o := z.order("o1")
	if o.Worker != "c1" || o.Carriage != orders.PickedUp || o.Relay.Robot != "r1" || z.s.Robots.Get("r1").Mission == "" {
		t.Fatalf("no robot comes: %+v, %+v", o, o.Relay)
	}
	z.refused(orders.IllegalMove, dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	z.ok(z.report("r1", 300, missions.AtPickup))
	if r := z.refused(orders.IllegalMove, dispatch.DeliverOrder{Courier: "c1", Order: "o1"}); !strings.Contains(r.Detail, "r1") {
		t.Errorf("%+v", r)
	}
	if z.s.Holder("o1") != nil || z.order("o1").Worker != "c1" {
		t.Error("the courier has the goods still")
	}
	ds := z.do(z.report("r1", 300, missions.Loaded))
	if p := posted(t, ds, ledger.Relayed); !strings.Contains(amounts(p), `"worker/c1":`) {
		t.Errorf("%s", amounts(p))
	}
	o = z.order("o1")
	if o.Worker != "r1" || o.Mode != "handover" || o.Attempt != 2 || o.Carriage != orders.PickedUp || len(o.Legs) != 1 || o.Legs[0].Worker != "c1" {
		t.Errorf("%+v", o)
	}
	if c := z.s.Couriers.Get("c1"); len(c.Route) > 0 || z.s.Holder("o1").ID != "r1" || z.s.Timers.Get("gate/o1") != nil {
		t.Errorf("the courier is not free: %+v", c)
	}
	z.ok(z.report("r1", 400, missions.AtHandoff), dispatch.Collect{Order: "o1", Proof: "good"})
	ds = z.do(z.report("r1", 400, missions.Unloaded))
	if p := posted(t, ds, ledger.Delivered); strings.Contains(amounts(p), "c1") || !strings.Contains(amounts(p), `"provider/r1":`) {
		t.Errorf("%s", amounts(p))
	}
	if z.s.Counter.Delivered != 1 || !z.s.Robots.Get("r1").Free() {
		t.Errorf("%+v", z.s.Counter)
	}
}

// A robot that refuses, or does not come in time, is replaced; the courier waits
// with the goods. Without any, staff is called, or the courier goes in where
// there are exceptions.
func TestNobodyAtTheGate(t *testing.T) {
	z := fetched(t, false)
	z.do(z.report("r1", 420, missions.Abort))
	z.solve()
	if o := z.order("o1"); o.Worker != "c1" || o.Relay.Robot != "r2" || z.s.Robots.Get("r1").Mission != "" {
		t.Fatalf("%+v %+v", o, o.Relay)
	}
	if a := alerts(z.fire("gate/o1")); strings.Join(a, " ") != "gate_missed" {
		t.Errorf("alerts %v", a)
	}
	if o := z.order("o1"); o.Worker != "c1" || o.Relay.Robot != "" || z.s.Robots.Get("r2").Mission != "" {
		t.Errorf("%+v %+v", o, o.Relay)
	}
	if a := alerts(z.fire("gate/o1")); len(a) > 0 {
		t.Errorf("staff is called twice: %v", a)
	}
	for z.s.Orders.Get("o1") != nil {
		z.fire("gate/o1")
	}
	if back := z.order("o1-r"); back.Worker != "c1" || back.Carriage != orders.PickedUp {
		t.Errorf("the goods are lost: %+v", back)
	}

	z = fetched(t, true)
	z.do(z.report("r1", 420, missions.Abort))
	z.solve()
	z.fire("gate/o1")
	if a := alerts(z.fire("gate/o1")); len(a) > 0 {
		t.Errorf("alerts %v", a)
	}
	if o := z.order("o1"); o.Mode != "door" || o.Relay != nil {
		t.Errorf("%+v", o)
	}
	z.ok(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
}

// A robot that stands at the gate waits for a courier who is late, and a courier
// who is lost takes nobody's robot along.
func TestCourierDoesNotComeToTheGate(t *testing.T) {
	z := fetched(t, true)
	z.ok(z.report("r1", 300, missions.AtPickup))
	if a := alerts(z.fire("gate/o1")); strings.Join(a, " ") != "gate_missed" {
		t.Errorf("alerts %v", a)
	}
	if o := z.order("o1"); o.Relay.Robot != "r1" {
		t.Errorf("%+v", o.Relay)
	}
	z.ok(dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: desk, Reason: "lost"})
	if m := z.s.Robots.Get("r1").Mission; m != "" {
		t.Errorf("the robot still has mission %s", m)
	}
}

// A robot that breaks down with what it took over keeps it until a courier has
// been let in to fetch it.
func TestRobotFromTheGateBreaksDown(t *testing.T) {
	z := fetched(t, false)
	z.ok(z.report("r1", 300, missions.AtPickup), z.report("r1", 300, missions.Loaded))
	e := z.report("r1", 350, "")
	e.Faulty = true
	z.ok(e)
	o := z.order("o1")
	if o.Carriage != orders.Unassigned || z.s.Holder("o1").ID != "r1" || o.Attempt != 3 {
		t.Fatalf("%+v", o)
	}
	if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f == nil || f.Mode != "door" {
		t.Fatalf("%+v", f)
	}
	if a := alerts(z.do(z.accept("c1"))); strings.Join(a, " ") != "compound_entry" {
		t.Errorf("alerts %v", a)
	}
	z.ok(dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	if z.s.Counter.Delivered != 1 {
		t.Errorf("%+v", z.s.Counter)
	}
}

// A robot that staff sends home before it has the goods is replaced.
func TestRobotForTheGateIsSentHome(t *testing.T) {
	z := fetched(t, false)
	z.ok(dispatch.HomeRobots{Robots: []fleet.WorkerID{"r1"}, By: desk, Reason: "storm"})
	if o := z.order("o1"); o.Relay == nil || o.Relay.Robot != "r2" || o.Worker != "c1" {
		t.Errorf("%+v", o)
	}
}

// Who does not agree to robots gets nothing into a compound, unless it has
// exceptions or staff wants it to the door.
func TestCouriersDoNotGoIn(t *testing.T) {
	for what, c := range map[string]struct {
		exceptions, byStaff bool
		mode                orders.Mode
	}{"nobody": {}, "an exception": {exceptions: true, mode: "door"}, "staff": {byStaff: true, mode: "door"}} {
		z := compound(t, c.exceptions)
		z.ok(place("o1"))
		if c.byStaff {
			z.ok(dispatch.AssignOrder{Order: "o1", Mode: "door", By: desk, Reason: "the guard knows"})
		}
		mode := orders.Mode("")
		if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f != nil {
			mode = f.Mode
		}
		if mode != c.mode {
			t.Errorf("%s: offered by %q", what, mode)
		}
	}
}

// Consent that is withdrawn counts at once, wherever the goods are.
func TestConsentWithdrawnBeforeTheGate(t *testing.T) {
	z := fetched(t, false)
	ds := z.do(dispatch.ChangeConsent{Order: "o1", Mode: "robot", By: desk, Channel: "phone"})
	if a := alerts(ds); strings.Join(a, " ") != "compound_entry" {
		t.Errorf("alerts %v", a)
	}
	if o := z.order("o1"); o.Mode != "door" || o.Relay != nil || o.Worker != "c1" || z.s.Robots.Get("r1").Mission != "" {
		t.Errorf("%+v", o)
	}
}

// alerts lists the codes for which staff is called.
func alerts(ds []dispatch.Decision) (codes []string) {
	for _, d := range ds {
		if a, ok := d.(dispatch.Alerted); ok {
			codes = append(codes, a.Code)
		}
	}
	return codes
}
