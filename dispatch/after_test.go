package dispatch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// behind books a visit that comes after another order.
func behind(id orders.ID, other string, from time.Duration) dispatch.PlaceOrder {
	p := book(id, noon.Add(from))
	p.Call.To = p.Call.From.Add(2 * time.Hour)
	p.After = other
	return p
}

// inTrouble returns the code under which an order is on the desk's queue, or "".
func (z *zone) inTrouble(id orders.ID) string {
	if tr := z.s.Troubles.Get(id); tr != nil {
		return tr.Code
	}
	return ""
}

// A visit after a meal is planned behind the meal's promise, by its external
// id, and not begun before the meal is there.
func TestMealBeforeMedicine(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 300})
	meal := place("o1")
	meal.External, meal.Due = "lunch", noon.Add(50*time.Minute)
	z.ok(meal)
	z.ok(behind("v1", "lunch", 10*time.Minute))
	if s := z.problem; s != nil {
		t.Fatal("a plan is left over")
	}
	z.ok(z.accept("c1"), z.accept("c2"))
	o := z.order("v1")
	if o.Carriage != orders.Assigned || o.ETA < o.After.Ends || o.After.Ends > noon.Add(50*time.Minute) || o.After.Ends <= noon {
		t.Fatalf("%s at %s; the meal ends at %s", o.Carriage, o.ETA, o.After.Ends)
	}
	z.ok(attend("c2", "v1", orders.Arrive))
	if r := z.refused(orders.IllegalMove, attend("c2", "v1", orders.Start)); !r.Retryable || !strings.Contains(r.Detail, "o1") {
		t.Errorf("refused with %+v", r)
	}
	z.refused(orders.IllegalMove, dispatch.SetOutcome{Order: "v1", Outcome: orders.Done, By: desk, Reason: "telephoned"})
	z.ok(dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	z.ok(attend("c2", "v1", orders.Start))
	if o := z.order("v1"); !o.After.Over || o.After.Ends != z.now || z.s.Timers.Get("after/v1") != nil {
		t.Errorf("%+v", o.After)
	}
	z.recovers(nil)
}

// One that comes after a visit waits for its plan, slips with it, and the
// resident is told once it is later than the tolerance.
func TestAfterSlips(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
	z.ok(book("v1", noon.Add(20*time.Minute)))
	z.ok(behind("v2", "v1", 20*time.Minute))
	if z.s.Offers.Len() != 1 || z.order("v2").After.Planned {
		t.Fatalf("%d offers; v2 %+v", z.s.Offers.Len(), z.order("v2").After)
	}
	first := z.s.Offers.Get("v1.1").Courier
	z.ok(z.accept(first))
	ends := z.order("v1").ETA.Add(time.Hour)
	second := z.s.Offers.Get("v2.2").Courier
	z.ok(z.accept(second))
	if o := z.order("v2"); o.ETA < ends || o.After.Ends < ends {
		t.Fatalf("v2 at %s, and v1 ends at %s", o.ETA, ends)
	}
	was := z.order("v2").ETA
	z.pass(25*time.Minute, "c1", "c2", "c3")
	z.ok(attend(first, "v1", orders.Arrive), attend(first, "v1", orders.Start)) // five minutes late: within the tolerance
	if o := z.order("v2"); o.ETA != z.now.Add(time.Hour) || o.After.Told != was {
		t.Errorf("at %s, %s before; told %s", o.ETA, was, o.After.Told)
	}
	told := 0
	for range 85 { // it overruns
		z.now = z.now.Add(time.Minute)
		for _, c := range []fleet.WorkerID{"c1", "c2", "c3"} {
			z.ok(dispatch.CourierAt{Courier: c, Point: z.s.Couriers.Get(c).Point})
		}
		if at := z.s.Timers.Get("after/v2"); at != nil && *at <= z.now {
			if ds := z.do(dispatch.Wake{Timer: "after/v2"}); has[dispatch.Told](ds) {
				told++
				if d := only[dispatch.Told](t, ds); d.Order != "v2" || d.Subject != "later" {
					t.Errorf("told %+v", d)
				}
			}
		}
		z.due()
	}
	if o := z.order("v2"); told == 0 || told > 3 || o.ETA <= z.now || o.Worker != string(second) {
		t.Errorf("told %d times; at %s with %s", told, o.ETA, o.Worker)
	}
	z.ok(attend(first, "v1", orders.Finish), attend(second, "v2", orders.Arrive), attend(second, "v2", orders.Start))
	z.recovers(nil)
}

// Goods that come after a visit are fetched by nobody before it has ended.
func TestGoodsAfterVisit(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon.Add(5*time.Minute)))
	z.ok(z.accept("c2"))
	p := place("o1")
	p.After = "v1"
	z.ok(p)
	if o := z.order("o1"); o.ReadyAt < z.order("v1").ETA.Add(time.Hour) || o.Due < o.ReadyAt {
		t.Errorf("ready at %s, due at %s", o.ReadyAt, o.Due)
	}
	z.pass(20*time.Minute, "c1", "c2")
	z.ok(dispatch.Prepare{Order: "o1", Verb: orders.Finish, By: merchant})
	z.ok(attend("c2", "v1", orders.Start))
	z.pass(30*time.Minute, "c1", "c2")
	if z.s.Couriers.Get("c1").Offer != "" {
		t.Fatal("goods are on offer before the visit has ended")
	}
	z.ok(attend("c2", "v1", orders.Finish))
	z.ok(z.accept("c1"))
	z.recovers(nil)
}

// When the other fails or is called off, the desk hears of it, and lets the
// order go on or calls it off. What comes after that one waits in its turn.
func TestAfterLost(t *testing.T) {
	for how, end := range map[string]dispatch.Event{
		"cancelled": dispatch.CancelOrder{Order: "v1", By: merchant, Reason: "mind"},
		"failed":    dispatch.SetOutcome{Order: "v1", Outcome: orders.Failed, By: desk, Reason: "nobody_home"},
	} {
		z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
		z.ok(book("v1", noon.Add(20*time.Minute)), behind("v2", "v1", time.Hour), behind("v3", "v2", 2*time.Hour))
		z.ok(end)
		if o := z.order("v2"); o.After.Lost != how || z.inTrouble("v2") != "after_lost" || z.inTrouble("v3") != "" || z.s.Offers.Len() != 0 {
			t.Fatalf("%s: %+v, %q and %q, %d offers", how, o.After, z.inTrouble("v2"), z.inTrouble("v3"), z.s.Offers.Len())
		}
		z.refused(orders.NotYours, dispatch.ChangeAfter{Order: "v2", By: merchant, Reason: "mine"})
		put := only[dispatch.AfterPut](t, z.do(dispatch.ChangeAfter{Order: "v2", By: desk, Reason: "fed_already"}))
		if put.By != desk || put.Reason != "fed_already" || put.After != nil {
			t.Errorf("recorded as %+v", put)
		}
		z.solve()
		if z.inTrouble("v2") != "" || z.s.Offers.Len() != 1 {
			t.Errorf("freed: %q, %d offers", z.inTrouble("v2"), z.s.Offers.Len())
		}
		z.refused(orders.IllegalMove, dispatch.ChangeAfter{Order: "v2", By: desk, Reason: "again"})
		z.ok(dispatch.CancelOrder{Order: "v2", By: merchant, Reason: "mind"})
		if z.inTrouble("v3") != "after_lost" {
			t.Errorf("the third is %q", z.inTrouble("v3"))
		}
		z.recovers(nil)
	}
}

// A carer who has it keeps it until staff decides, and cannot begin.
func TestAfterLostKeepsCarer(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
	z.ok(book("v1", noon.Add(20*time.Minute)), behind("v2", "v1", time.Hour))
	z.ok(z.accept(z.s.Offers.Get("v1.1").Courier))
	c := z.s.Offers.Get("v2.2").Courier
	z.ok(z.accept(c))
	z.ok(dispatch.CancelOrder{Order: "v1", By: merchant, Reason: "mind"})
	z.ok(attend(c, "v2", orders.Arrive))
	if r := z.refused(orders.IllegalMove, attend(c, "v2", orders.Start)); r.Retryable || z.inTrouble("v2") != "after_lost" {
		t.Errorf("%+v, on the queue as %q", r, z.inTrouble("v2"))
	}
	z.ok(dispatch.ChangeAfter{Order: "v2", By: desk, Reason: "fed_already"}, attend(c, "v2", orders.Start))
	z.recovers(nil)
}

// An order that is tried again takes the place of the one before.
func TestAfterReopened(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
	z.ok(book("v1", noon.Add(20*time.Minute)), behind("v2", "v1", time.Hour))
	was := *z.s.Orders.Get("v1")
	z.ok(dispatch.CancelOrder{Order: "v1", By: merchant, Reason: "mind"})
	was.Carriage = orders.Cancelled
	z.ok(dispatch.ReopenOrder{ID: "v1-b", Original: was, From: noon.Add(40 * time.Minute), Due: noon.Add(time.Hour), By: desk, Reason: "again"})
	if o := z.order("v2"); o.After.Order != "v1-b" || o.Bereft() || z.inTrouble("v2") != "" {
		t.Errorf("%+v, %q", o.After, z.inTrouble("v2"))
	}
	z.recovers(nil)
}

// What cannot come after another is refused by name.
func TestAfterRefused(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(shop("m2", true))
	foreign := book("v9", noon.Add(20*time.Minute))
	foreign.Merchant, foreign.External = "m2", "lunch"
	z.ok(foreign)
	for _, name := range []string{"v7", "lunch", "v9"} {
		if r := z.refused(orders.BadOrder, behind("v1", name, time.Hour)); !strings.Contains(r.Detail, name) {
			t.Errorf("%s: %s", name, r.Detail)
		}
	}
	staffed := behind("v1", "v9", time.Hour) // the desk sees both
	staffed.Booking = &orders.Booking{By: orders.ByStaff, Channel: "phone", Entered: desk}
	z.ok(staffed, behind("v2", "v1", 2*time.Hour), behind("v3", "v2", 3*time.Hour))
	r := z.refused(orders.BadOrder, dispatch.ChangeAfter{Order: "v1", After: "v3", By: desk, Reason: "turn"})
	if !strings.Contains(r.Detail, "v1 after v3 after v2 after v1") {
		t.Error(r.Detail)
	}
	z.refused(orders.BadOrder, dispatch.ChangeAfter{Order: "v1", After: "v1", By: desk, Reason: "turn"})
	z.ok(dispatch.CancelOrder{Order: "v9", By: orders.Actor{Role: orders.Merchant, ID: "m2"}, Reason: "mind"})
	z.refused(orders.BadOrder, dispatch.ChangeAfter{Order: "v3", After: "v9", By: desk, Reason: "turn"})
	z.ok(dispatch.ChangeAfter{Order: "v1", By: desk, Reason: "turn"})
	z.ok(z.accept("c2"))
	z.refused(orders.IllegalMove, dispatch.ChangeAfter{Order: "v1", After: "v3", By: desk, Reason: "turn"})
}

// A hard window that closes before the other ends goes to the desk at once, and
// the visit fails when it has closed.
func TestAfterTooLate(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
	z.ok(book("v1", noon.Add(20*time.Minute)))
	p := behind("v2", "v1", 30*time.Minute)
	p.Call.Hard, p.Call.To = true, noon.Add(time.Hour)
	z.ok(p)
	z.ok(z.accept(z.s.Offers.Get("v1.1").Courier))
	if z.inTrouble("v2") != "after_late" || z.s.Offers.Len() != 0 {
		t.Errorf("%q, %d offers", z.inTrouble("v2"), z.s.Offers.Len())
	}
	z.pass(61*time.Minute, "c1", "c2", "c3")
	if z.s.Orders.Get("v2") != nil || z.inTrouble("v2") != "after_late" {
		t.Errorf("%+v, %q", z.s.Orders.Get("v2"), z.inTrouble("v2"))
	}
}

// Each visit of a plan comes after that of another plan's same day, also once
// that was moved.
func TestPlanAfterPlan(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(dispatch.CourierOffline{Courier: "c2"})
	meals := weekly(t, z, "FREQ=DAILY;COUNT=8")
	medicine := weekly(t, z, "FREQ=DAILY;COUNT=8")
	medicine.Recurring.Plan.ID, medicine.Recurring.After = "p2", "p1"
	z.refused(orders.BadOrder, medicine)
	z.ok(meals)
	tight := medicine
	tight.Recurring.Plan.ID, tight.Recurring.Window = "p3", 0
	z.ok(medicine, tight)
	if c := z.s.Recurring.Get("p2").Check; c.Doubtful != 8 { // 20 minutes are not enough for a meal of 30
		t.Errorf("%+v", c)
	}
	day := func(p, suffix string) orders.ID { return orders.ID(p + "~20261126" + suffix) }
	if o := z.order(day("p2", "")); o.After == nil || o.After.Order != day("p1", "") {
		t.Fatalf("%+v", o.After)
	}
	z.ok(dispatch.MoveInstance{Plan: "p1", Day: date(t, "2026-11-26"), Start: z.order(day("p1", "")).Call.From.Add(time.Hour), By: merchant, Reason: "doctor"})
	if o := z.order(day("p2", "")); o.After.Order != day("p1", "~1") || o.Bereft() {
		t.Errorf("moved: %+v", o.After)
	}
	z.ok(dispatch.SkipInstance{Plan: "p1", Day: date(t, "2026-11-27"), By: merchant, Reason: "away"})
	if z.inTrouble("p2~20261127") != "after_lost" {
		t.Errorf("skipped: %q", z.inTrouble("p2~20261127"))
	}
	z.recovers(nil)
}

// A visit for two that comes after another moves the start that both count on.
func TestTeamAfter(t *testing.T) {
	z := trio(t)
	z.ok(carer("c5", "care"), online("c5", 380))
	z.ok(book("v1", noon.Add(20*time.Minute)))
	first := z.s.Offers.Get("v1.1").Courier
	z.ok(z.accept(first))
	p := behind("v2", "v1", 20*time.Minute)
	p.Call.Carers = 2
	z.ok(p)
	for _, c := range []fleet.WorkerID{"c2", "c3", "c4", "c5"} {
		if z.s.Couriers.Get(c).Offer != "" {
			z.ok(z.accept(c))
		}
	}
	o := z.order("v2")
	if o.Carriage != orders.Assigned || o.Call.Meet < z.order("v1").ETA.Add(time.Hour) {
		t.Fatalf("%s at %s", o.Carriage, o.Call.Meet)
	}
	z.pass(28*time.Minute, "c1", "c2", "c3", "c4", "c5")
	z.ok(attend(first, "v1", orders.Start))
	if o := z.order("v2"); o.Call.Meet != z.now.Add(time.Hour) || o.ETA != o.Call.Meet || o.Crew[1].ETA != o.Call.Meet {
		t.Errorf("begun at %s, and v2 is at %s: %+v", z.now, o.Call.Meet, o.Crew)
	}
	z.recovers(nil)
}

// replanned returns a zone in which one carer has what comes after v1, and v1,
// which another had, is planned anew for them; and who that is.
func replanned(t *testing.T) (*zone, fleet.WorkerID) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 300})
	z.ok(book("v1", noon.Add(20*time.Minute)))
	z.ok(dispatch.AssignOrder{Order: "v1", Worker: "c2", By: desk, Reason: "asked_for"})
	p := behind("v2", "v1", 20*time.Minute)
	p.Call.To = noon.Add(6 * time.Hour)
	z.ok(p)
	z.ok(dispatch.AssignOrder{Order: "v2", Worker: "c3", By: desk, Reason: "asked_for"})
	z.do(dispatch.AssignOrder{Order: "v1", Worker: "c3", By: desk, Reason: "asked_for"})
	if z.problem == nil || z.order("v1").Carriage != orders.Booked || z.order("v2").Worker != "c3" {
		t.Fatalf("v1 is %s, v2 with %q", z.order("v1").Carriage, z.order("v2").Worker)
	}
	return z, "c3"
}

// What comes after another goes behind it on the route of who has both, also
// when the other is planned anew, and its carer cannot set off to it first.
func TestAfterOnOneRoute(t *testing.T) {
	z, both := replanned(t)
	z.solve()
	c := z.s.Couriers.Get(both)
	if len(c.Route) != 2 || c.Route[0].Order != "v1" || c.Route[1].Order != "v2" {
		t.Fatalf("the route of %s is %+v", both, c.Route)
	}
	if r := z.refused(orders.IllegalMove, attend(both, "v2", orders.SetOff)); !r.Retryable || !strings.Contains(r.Detail, "v1") {
		t.Errorf("refused with %+v", r)
	}
	z.pass(20*time.Minute, "c1", "c2", "c3")
	z.ok(attend(both, "v1", orders.SetOff), attend(both, "v1", orders.Start))
	z.pass(time.Hour, "c1", "c2", "c3")
	z.ok(attend(both, "v1", orders.Finish), attend(both, "v2", orders.SetOff))
	z.recovers(nil)
}

// A plan that puts it before the other is not adopted.
func TestAfterJudged(t *testing.T) {
	z, both := replanned(t)
	p := *z.problem
	p.Shipments, p.Vehicles = slices.Clone(p.Shipments), slices.Clone(p.Vehicles)
	for i := range p.Shipments {
		p.Shipments[i].After = nil
	}
	for i := range p.Vehicles {
		p.Vehicles[i].Locked = len(p.Vehicles[i].Route)
	}
	wrong := plan(&p)
	if len(wrong.Routes) != 1 || wrong.Routes[0].Stops[0].Shipment != "v2" {
		t.Fatalf("planned %+v", wrong.Routes)
	}
	if r := refusal(z.do(dispatch.Solved{Plan: wrong})); r == nil || r.Code != orders.BadPlan || !strings.HasPrefix(r.Detail, "after: ") {
		t.Errorf("refused with %+v", r)
	}
	if c := z.s.Couriers.Get(both); len(c.Route) != 1 {
		t.Errorf("the route is %+v", c.Route)
	}
}
