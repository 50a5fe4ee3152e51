package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// standing is a zone in which robot r1 stands at the counter for o1.
func standing(t *testing.T) *zone {
	t.Helper()
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(0), Charge: 90})
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	if o := z.order("o1"); o.Worker != "r1" {
		t.Fatalf("%+v", o)
	}
	z.ok(z.report("r1", 0, missions.AtPickup))
	return z
}

// A robot that is well and stands at a counter where nobody ever finishes does
// not stand there for ever: it is free, and the order is for another.
func TestRobotLeavesAMerchantWhoNeverFinishes(t *testing.T) {
	z := standing(t)
	until := max(z.now, z.order("o1").ReadyAt).Add(dispatch.DefaultPolicy().LoadWait)
	if at := z.s.Timers.Get("counter/o1"); at == nil || *at != until {
		t.Fatalf("the wait ends %v, not at %s", at, until)
	}
	for z.now.Add(time.Minute) < until { // it is alive all the while
		z.now = z.now.Add(time.Minute)
		z.ok(z.report("r1", 0, missions.AtPickup))
	}
	ds := z.fire("counter/o1")
	if a := only[dispatch.Alerted](t, ds); a.Code != "merchant_late" || a.Order != "o1" {
		t.Errorf("%+v", a)
	}
	gone := only[dispatch.MissionGone](t, ds)
	if !gone.Recall || gone.Robot != "r1" || !z.s.Robots.Get("r1").Free() {
		t.Errorf("%+v; %+v", gone, z.s.Robots.Get("r1"))
	}
	if o := z.order("o1"); o.Carriage != orders.Unassigned || o.Reason != "not_loaded" {
		t.Errorf("%+v", o)
	}
	// It does not come back; a courier may, and if nobody does the order ends.
	z.ok(register("c1"), online("c1", 10))
	z.ok(z.accept("c1"))
	z.ok(dispatch.HandBack{Courier: "c1", Order: "o1", Reason: "late"})
	z.fire("giveup/o1")
	if z.s.Orders.Get("o1") != nil {
		t.Errorf("%+v", z.order("o1"))
	}
	z.recovers(nil)
}

// Goods that are ready at last only have to be put in, which has its own time.
func TestRobotWaitsForGoodsThatAreReady(t *testing.T) {
	z := standing(t)
	z.now = max(z.now, z.order("o1").ReadyAt).Add(15 * time.Minute)
	z.ok(z.report("r1", 0, missions.AtPickup), dispatch.Prepare{Order: "o1", Verb: orders.Finish, By: merchant})
	if at := z.s.Timers.Get("counter/o1"); at == nil || *at != z.now.Add(dispatch.DefaultPolicy().LoadWait) {
		t.Fatalf("%v", at)
	}
	late := z.now
	z.ok(z.report("r1", 0, missions.Loaded))
	if z.s.Timers.Get("counter/o1") != nil {
		t.Error("the timer outlives the wait")
	}
	z.recovers(nil)

	again := standing(t)
	again.now = late
	again.ok(again.report("r1", 0, missions.AtPickup), dispatch.Prepare{Order: "o1", Verb: orders.Finish, By: merchant})
	if a := only[dispatch.Alerted](t, again.fire("counter/o1")); a.Code != "robot_not_loaded" {
		t.Errorf("%+v", a)
	}
	again.recovers(nil)
}

// Without its timer the wait at the counter is found to be nobody's.
func TestInvariantsFindAForgottenWait(t *testing.T) {
	z := standing(t)
	z.s.Timers.Delete("counter/o1")
	if wrong := dispatch.Invariants(z.s); len(wrong) != 1 || wrong[0] != "order o1 has no counter timer" {
		t.Errorf("%q", wrong)
	}
}
