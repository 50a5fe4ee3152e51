package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// Goods in a broken robot's hold come back however their order ends.
func TestHoldOfABrokenRobot(t *testing.T) {
	for what, end := range map[string]dispatch.Event{
		"failed":    dispatch.SetOutcome{Order: "rolling", Outcome: orders.Failed, By: desk, Reason: "r"},
		"cancelled": dispatch.CancelOrder{Order: "rolling", By: merchant, Reason: "r"},
	} {
		z := set(t)
		fault := z.report("r1", 200, "")
		fault.Faulty = true
		z.ok(fault)
		z.ok(end)
		if r := z.s.Robots.Get("r1"); r.Cargo("rolling-r") == nil {
			t.Fatalf("%s: the robot holds %v", what, r.Holding)
		}
		if o := z.order("rolling-r"); o.Pickup != east(200) || o.ReturnOf != "rolling" || o.Kind != orders.Return {
			t.Errorf("%s: %+v", what, o)
		}
		// Nobody fetches it: the robot is free again, and staff knows where to look.
		ds := z.do(dispatch.SetOutcome{Order: "rolling-r", Outcome: orders.Failed, By: desk})
		if a := only[dispatch.Alerted](t, ds); a.Code != "goods_left" || a.Order != "rolling-r" {
			t.Errorf("%s: %+v", what, a)
		}
		if r := z.s.Robots.Get("r1"); len(r.Holding) > 0 {
			t.Errorf("%s: the robot still holds %v", what, r.Holding)
		}
		z.recovers(nil)
	}
}

// A courier on the way to a broken robot loses the trip when the order ends,
// and the goods stay with the robot.
func TestRescueCalledOff(t *testing.T) {
	z := set(t)
	fault := z.report("r1", 200, "")
	fault.Faulty = true
	z.ok(z.accept("c2"), fault, dispatch.AssignOrder{Order: "rolling", Worker: "c2", By: desk})
	if o := z.order("rolling"); o.Worker != "c2" {
		t.Fatalf("%+v", o)
	}
	z.ok(dispatch.CancelOrder{Order: "rolling", By: merchant})
	if c := z.s.Couriers.Get("c2"); fleet.Carries(c.Route, "rolling") || fleet.Carries(c.Route, "rolling-r") {
		t.Errorf("%+v", c.Route)
	}
	if z.s.Robots.Get("r1").Cargo("rolling-r") == nil {
		t.Error("the goods are forgotten")
	}
}

// An uncollected compartment is free again once it says that it is empty,
// whoever emptied it.
func TestExpiredCompartment(t *testing.T) {
	expire := func(z *zone) {
		z.fire("collect/stored")
		if c := z.s.Banks.Get("l1").Find("a"); c.State != fleet.Expired || c.Order != "stored-r" {
			t.Fatalf("%+v", c)
		}
	}
	empty := dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true}
	full := empty
	full.Occupied = true

	z := set(t)
	expire(z)
	z.ok(full)
	if c := z.s.Banks.Get("l1").Find("a"); c.State != fleet.Expired {
		t.Errorf("%+v", c)
	}
	if a := only[dispatch.Alerted](t, z.do(empty)); a.Code != "goods_gone" || a.Order != "stored-r" {
		t.Errorf("%+v", a)
	}
	if c := z.s.Banks.Get("l1").Find("a"); !c.Usable() {
		t.Errorf("%+v", c)
	}

	// The courier took them: nothing to be alarmed about.
	z = set(t)
	expire(z)
	z.ok(online("c1", 10), dispatch.AssignOrder{Order: "stored-r", Worker: "c1", By: desk})
	if ds := z.do(dispatch.OpenLocker{Courier: "c1", Order: "stored-r"}); !has[dispatch.OpenDoor](ds) {
		t.Fatalf("%+v", ds)
	}
	if has[dispatch.Alerted](z.do(empty)) {
		t.Error("an alarm for nothing")
	}
	z.solve()
	z.ok(dispatch.PickUpOrder{Courier: "c1", Order: "stored-r"}, dispatch.DeliverOrder{Courier: "c1", Order: "stored-r"})

	// Nobody fetches them: staff is told where they are.
	z = set(t)
	expire(z)
	z.ok(dispatch.CourierOffline{Courier: "c2"})
	ds := z.fire("giveup/stored-r")
	left := ""
	for _, d := range ds {
		if a, ok := d.(dispatch.Alerted); ok && a.Code == "goods_left" {
			left = a.Detail
		}
	}
	if left != "the goods of the return are left behind door a of locker l1: collect them" {
		t.Errorf("%q in %+v", left, ds)
	}
	z.ok(empty)
	if c := z.s.Banks.Get("l1").Find("a"); !c.Usable() {
		t.Errorf("%+v", c)
	}
	z.recovers(nil)
}

// Goods that the merchant will not take back are not passed on for ever.
func TestReturnThatFails(t *testing.T) {
	z := set(t)
	z.ok(dispatch.FailOrder{Courier: "c3", Order: "carried", Reason: "nobody_home"})
	ds := z.do(dispatch.FailOrder{Courier: "c3", Order: "carried-r", Reason: "shop_closed"})
	if a := only[dispatch.Alerted](t, ds); a.Code != "goods_left" || a.Detail != "the goods of the return are left with c3: collect them" {
		t.Errorf("%+v", a)
	}
	if z.s.Orders.Get("carried-r-r") != nil {
		t.Error("a return of a return")
	}
}

// What does not fit beside the goods on board stays at the counter.
func TestPickUpThatDoesNotFit(t *testing.T) {
	z := newZone(t)
	c := register("c1")
	c.Capacity = fleet.Capacity{Grams: 1000, Millis: 1000}
	z.ok(shop("m1", true), c, online("c1", 10), place("o1")) // 600 g
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, place("o2"))
	z.ok(z.accept("c1"))
	z.refused(orders.WorkerBusy, dispatch.PickUpOrder{Courier: "c1", Order: "o2"})
	z.ok(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"}, dispatch.PickUpOrder{Courier: "c1", Order: "o2"})
}

// A plan is old by the time it comes back: what no longer holds is refused,
// the rest is used.
func TestPlanComesBackLate(t *testing.T) {
	for what, c := range map[string]struct {
		meanwhile dispatch.Event
		adopted   int
	}{
		"nothing happened":      {dispatch.CourierAt{Courier: "c1", Point: east(20)}, 2},
		"an order was called":   {dispatch.CancelOrder{Order: "o1", By: merchant}, 1},
		"an order was held":     {dispatch.HoldOrder{Order: "o1", Held: true, By: desk}, 1},
		"a courier went home":   {dispatch.CourierOffline{Courier: "c1"}, 1},
		"staff barred a choice": {dispatch.AssignOrder{Order: "o1", Worker: "c2", By: desk}, 1},
	} {
		z := newZone(t)
		z.ok(shop("m1", true), register("c1"), register("c2"), place("o1"), place("o2"))
		z.do(online("c1", 10))
		first := z.problem
		z.problem = nil
		z.do(online("c2", 300)) // wanted again while the plan is made
		if z.problem != nil || !z.s.Solving.Again {
			t.Fatalf("%s: two plans at once", what)
		}
		z.do(dispatch.Solved{Plan: plan(first)})
		z.problem = nil // the second plan is what this test is about
		open := z.s.Solving.Epoch
		z.do(dispatch.Solved{Plan: problem.Plan{Epoch: open}})
		for id, f := range z.s.Offers.All() {
			z.do(dispatch.AnswerOffer{Courier: f.Courier, Offer: id})
		}
		z.problem = nil
		z.do(dispatch.Started{Engine: "x", City: "city"})
		p := z.problem
		z.problem = nil
		for i := range p.Shipments {
			p.Shipments[i].Exclude = nil
		}
		pl := plan(p)
		if len(pl.Assignments) != 2 {
			t.Fatalf("%s: %+v", what, pl.Assignments)
		}
		for id, o := range z.s.Orders.All() { // the world forgave those who declined
			o.Excluded = nil
			_ = id
		}
		z.do(c.meanwhile)
		z.do(dispatch.Solved{Plan: pl})
		if z.s.Offers.Len() != c.adopted {
			t.Errorf("%s: %d offers, want %d", what, z.s.Offers.Len(), c.adopted)
		}
	}
}

// An order that nobody takes calls staff once, and a staff choice that cannot
// take it is dropped.
func TestUnservedCallsStaff(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), register("c1"), register("c2"), online("c1", 10), place("o1"))
	z.ok(dispatch.AnswerOffer{Courier: "c1", Offer: z.s.Couriers.Get("c1").Offer})
	alerts := 0
	for z.now < noon.Add(30*time.Minute) {
		z.do(dispatch.CourierAt{Courier: "c1", Point: east(10)})
		if z.s.Timers.Get("retry") == nil {
			break
		}
		z.fire("retry")
		if z.order("o1").Chased {
			alerts++
			break
		}
	}
	if alerts != 1 || z.now.Sub(noon) < 5*time.Minute || z.now.Sub(noon) > 6*time.Minute || len(z.order("o1").Excluded) != 0 {
		t.Errorf("called after %s, excluded %v", z.now.Sub(noon), z.order("o1").Excluded)
	}
	z.do(dispatch.CourierAt{Courier: "c1", Point: east(10)})
	z.fire("retry")
	z.ok(z.accept("c1"))
	if o := z.order("o1"); o.Chased || o.Unserved != 0 {
		t.Errorf("%+v", o)
	}
}
