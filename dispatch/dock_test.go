package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// docks is a zone with a robot that puts goods into lockers, and a locker with a
// dock; no courier.
func docks(t *testing.T) *zone {
	z := newZone(t)
	l, r := locker("l1", 380, 2), robot("r1")
	dock := east(384)
	l.Bank.Dock, r.Deposits = &dock, true
	z.ok(shop("m1", true), l, dispatch.BankLink{Bank: "l1", Linked: true}, r)
	z.ok(z.report("r1", 0, ""))
	return z
}

// driven takes an order with a robot as far as the dock.
func driven(t *testing.T) *zone {
	z := docks(t)
	z.ok(toLocker("o1"))
	for _, s := range []missions.Signal{missions.AtPickup, missions.Loaded, missions.AtHandoff} {
		z.ok(z.report("r1", 384, s))
	}
	return z
}

func doorA(closed, occupied bool) dispatch.CompartmentReport {
	return dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: closed, Occupied: occupied}
}

// A resident who agreed to lockers and not to robots: a robot brings it to the
// locker, and the choice says so.
func TestRobotToLocker(t *testing.T) {
	z := docks(t)
	z.ok(toLocker("o1"))
	o := z.order("o1")
	if o.Worker != "r1" || o.Mode != "locker" || o.Locker != "l1" || z.door("a").State != string(fleet.Reserved) || z.s.Timers.Get("reserve/o1") == nil {
		t.Fatalf("%+v", o)
	}
	said := false
	for _, r := range z.records {
		said = said || strings.Contains(string(r.Decisions), "Robot r1 delivers to locker l1")
	}
	if !said {
		t.Error("the choice is not explained")
	}
	z.ok(z.report("r1", 0, missions.AtPickup), z.report("r1", 0, missions.Loaded))
	if d := only[dispatch.OpenDoor](t, z.do(z.report("r1", 384, missions.AtHandoff))); !d.Deposit || d.Compartment != "a" {
		t.Errorf("%+v", d)
	}
	if u := only[dispatch.UnlockHold](t, z.do(doorA(false, false))); u.Robot != "r1" || u.Order != "o1" {
		t.Errorf("%+v", u)
	}
	if ds := z.do(doorA(false, true)); has[dispatch.UnlockHold](ds) {
		t.Errorf("unlocked again: %+v", ds)
	}
}

// Either of the two may speak first; the goods are in once both have spoken, and
// the robot is free then.
func TestRobotAndLockerAgree(t *testing.T) {
	for what, first := range map[string]bool{"the robot first": true, "the locker first": false} {
		z := driven(t)
		z.ok(doorA(false, false))
		robot, bank := z.report("r1", 384, missions.Unloaded), doorA(true, true)
		if first {
			z.ok(robot)
			if o := z.order("o1"); o.Carriage != orders.PickedUp || z.s.Holder("o1") == nil {
				t.Errorf("%s: %+v", what, o)
			}
			z.ok(bank)
		} else {
			z.ok(bank)
			if z.s.Robots.Get("r1").Mission == "" || z.s.Holder("o1") != nil {
				t.Errorf("%s: %+v", what, z.s.Robots.Get("r1"))
			}
			z.ok(robot)
		}
		if o := z.order("o1"); o.Carriage != orders.InLocker || !z.s.Robots.Get("r1").Free() || z.s.Timers.Get("handoff/o1") != nil {
			t.Fatalf("%s: %+v %+v", what, o, z.s.Robots.Get("r1"))
		}
		z.ok(dispatch.Collect{Order: "o1", Proof: "good"}, doorA(true, false))
		if z.s.Counter.Delivered != 1 {
			t.Errorf("%s: %+v", what, z.s.Counter)
		}
	}
}

// What does not come into the locker is fetched from the robot by a courier, and
// a robot that breaks down once the goods are in takes nothing with it.
func TestRobotAtTheDockInTrouble(t *testing.T) {
	rescued := func(z *zone, what string) {
		t.Helper()
		o := z.order("o1")
		if o.Carriage != orders.Unassigned || o.Attempt != 2 || z.s.Holder("o1") == nil || z.door("a").Order != "" || o.Pickup != z.s.Robots.Get("r1").Point {
			t.Errorf("%s: %+v, %+v", what, o, z.door("a"))
		}
	}
	z := driven(t)
	z.fire("handoff/o1")
	rescued(z, "the door never opens")

	z = driven(t)
	z.ok(doorA(false, false))
	if d := only[dispatch.OpenDoor](t, z.do(doorA(true, false))); d.Compartment != "a" {
		t.Errorf("it does not open again: %+v", d)
	}

	z = driven(t)
	jam := doorA(true, false)
	jam.Jammed = true
	z.ok(jam)
	if o := z.order("o1"); o.Compartment != "b" || z.door("b").State != string(fleet.OpenForDeposit) {
		t.Errorf("the other door: %+v", o)
	}
	jam.Compartment = "b"
	z.ok(jam)
	rescued(z, "both jam")

	z = driven(t)
	z.ok(doorA(false, false), doorA(true, true))
	broken := z.report("r1", 384, "")
	broken.Faulty = true
	z.ok(broken)
	if o := z.order("o1"); o.Carriage != orders.InLocker || z.s.Robots.Get("r1").Mission != "" {
		t.Errorf("%+v", o)
	}

	z = driven(t)
	z.ok(doorA(false, false), doorA(true, true))
	z.fire("handoff/o1")
	if r := z.s.Robots.Get("r1"); r.Mission != "" || z.order("o1").Carriage != orders.InLocker {
		t.Errorf("it never says that it is empty: %+v", r)
	}

	z = driven(t)
	z.ok(dispatch.ChangeConsent{Order: "o1", Mode: residents.RobotMode, By: desk, Channel: residents.Counter})
	if z.order("o1").Worker != "r1" {
		t.Error("a resident who meets no robot has a word on robots")
	}
}

// A robot that cannot, or a bank without a dock, has no part in it.
func TestNoRobotToTheLocker(t *testing.T) {
	z := docks(t)
	z.ok(robot("r1"), toLocker("o1")) // registered again, without
	if o := z.order("o1"); o.Worker != "" {
		t.Errorf("%+v", o)
	}
	z = docks(t)
	z.ok(locker("l1", 380, 2), toLocker("o1"))
	if o := z.order("o1"); o.Worker != "" {
		t.Errorf("%+v", o)
	}
	z.now = z.now.Add(time.Minute)
	z.ok(register("c1"), online("c1", 10))
	if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f == nil {
		t.Error("no courier is asked")
	}
}

// waiting is a zone whose robot waits at the home for a resident who agreed to
// both.
func waiting(t *testing.T) *zone {
	z := docks(t)
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	for _, s := range []missions.Signal{missions.AtPickup, missions.Loaded, missions.AtHandoff} {
		z.ok(z.report("r1", 400, s))
	}
	if o := z.order("o1"); o.Mode != "handover" || o.Carriage != orders.PickedUp {
		t.Fatalf("%+v", o)
	}
	z.ok(dispatch.ChangeConsent{Order: "o1", Mode: residents.LockerMode, Given: true, By: desk, Channel: residents.Counter})
	return z
}

// A resident who does not come, or asks, finds the goods in a locker: the robot
// goes on to its dock.
func TestRobotGoesOnToALocker(t *testing.T) {
	resident := orders.Actor{Role: orders.Resident}
	for what, asked := range map[string]bool{"asked": true, "not come": false} {
		z := waiting(t)
		z.refused(orders.NotYours, dispatch.ToLocker{Order: "o1", By: merchant})
		first := z.s.Robots.Get("r1").Mission
		if asked {
			z.ok(dispatch.ToLocker{Order: "o1", By: resident})
			z.refused(orders.IllegalMove, dispatch.ToLocker{Order: "o1", By: resident})
		} else {
			z.fire("handoff/o1")
		}
		o, m := z.order("o1"), z.s.Robots.Get("r1").Mission
		if o.Mode != "locker" || o.Worker != "r1" || m == first || m == "" || z.door("a").Order != "o1" || z.s.Holder("o1") == nil {
			t.Fatalf("%s: %+v, mission %s", what, o, m)
		}
		z.ok(z.report("r1", 384, missions.AtHandoff), doorA(false, false), z.report("r1", 384, missions.Unloaded), doorA(true, true))
		if o := z.order("o1"); o.Carriage != orders.InLocker || !z.s.Robots.Get("r1").Free() {
			t.Errorf("%s: %+v", what, o)
		}
	}
}

// Without a locker that takes it, or without a way, it goes back as ever; and who
// comes in the meantime gets it.
func TestRobotDoesNotGoOn(t *testing.T) {
	z := waiting(t)
	z.ok(dispatch.BankLink{Bank: "l1"})
	z.fire("handoff/o1")
	if o := z.s.Orders.Get("o1-r"); o == nil || o.Reason != "no_show" {
		t.Errorf("no locker: %+v", o)
	}
	z = waiting(t)
	z.do(dispatch.ToLocker{Order: "o1", By: desk})
	z.problem = nil
	z.do(dispatch.Solved{Plan: problem.Plan{Epoch: z.s.Solving.Epoch, Trips: []problem.TripWay{{Robot: "r1"}}}})
	if o := z.order("o1"); o.Mode != "handover" {
		t.Errorf("no way: %+v", o)
	}
	z.fire("handoff/o1")
	if o := z.s.Orders.Get("o1-r"); o == nil || o.Reason != "no_show" {
		t.Errorf("nobody came either: %+v", o)
	}
	z = waiting(t)
	z.do(dispatch.ToLocker{Order: "o1", By: desk})
	z.do(dispatch.Collect{Order: "o1", Proof: "good"})
	z.solve()
	if o := z.order("o1"); o.Mode != "handover" || z.door("a").Order != "" {
		t.Errorf("somebody has come: %+v", o)
	}
}
