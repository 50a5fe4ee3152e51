package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// These were found by the sweep of simulator/faults.

// A courier whose delivery was heard and who says it again is not refused
// while the order waits for its money.
func TestDeliveredTwiceBeforeCapture(t *testing.T) {
	z := served(t)
	z.brought(paid("o1"), "c1")
	deliver := dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"}
	z.ok(deliver)
	before := z.order("o1").Seq
	z.ok(deliver)
	if o := z.order("o1"); o.Carriage != orders.Delivered || o.Seq != before {
		t.Errorf("%+v", o)
	}
}

// An assignment whose route does not serve the order is no offer: the route
// itself breaks no rule.
func TestPlanWithAnEmptyRoute(t *testing.T) {
	z := served(t)
	z.do(place("o1"))
	p := plan(z.problem)
	p.Routes = []problem.Route{{Vehicle: "c1"}}
	if r := refusal(z.do(dispatch.Solved{Plan: p})); r == nil || r.Code != orders.BadPlan {
		t.Errorf("refused with %v", r)
	}
	if z.s.Offers.Len() != 0 {
		t.Error("an offer without stops was made")
	}
}

// A robot that breaks down at the counter with the goods in its hold: the
// merchant cannot load them into another robot, a courier fetches them.
func TestRobotBreaksDownAtTheCounter(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(0), Charge: 90})
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	if o := z.order("o1"); o.Worker != "r1" {
		t.Fatalf("%+v", o)
	}
	z.ok(z.report("r1", 0, "at_pickup"), z.report("r1", 0, "loaded"))
	z.ok(robot("r2"), dispatch.RobotReport{Robot: "r2", Linked: true, Point: east(0), Charge: 90}, register("c1"), online("c1", 10))
	fault := z.report("r1", 0, "")
	fault.Faulty = true
	z.ok(fault)
	if o := z.order("o1"); o.Worker == "r2" {
		t.Fatal("the goods are in the hold of r1, and r2 is to be loaded")
	}
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	if r := z.s.Robots.Get("r1"); len(r.Holding) > 0 {
		t.Errorf("r1 holds %v", r.Holding)
	}
}
