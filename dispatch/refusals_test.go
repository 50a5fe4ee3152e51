package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// set is a zone in which an order stands in each place that an order can be:
//
//	placed    waits for its merchant (m2)
//	waiting   accepted, with an offer out to c2
//	held      accepted, on hold
//	given     assigned to c1
//	carried   with c3
//	stored    in locker l1
//	rolling   on robot r1
//	over      delivered
func set(t *testing.T) *zone {
	z := newZone(t)
	z.ok(shop("m1", true), shop("m2", false), locker("l1", 380, 2), dispatch.BankLink{Bank: "l1", Linked: true})
	for _, c := range []fleet.WorkerID{"c1", "c2", "c3"} {
		z.ok(register(c))
	}
	z.ok(online("c3", 10))
	z.brought(place("over"), "c3")
	z.ok(dispatch.DeliverOrder{Courier: "c3", Order: "over", Proof: "good"})
	stored := place("stored")
	stored.Consent.Locker, stored.Dropoff.Floor = true, 40
	z.brought(stored, "c3")
	z.ok(dispatch.OpenLocker{Courier: "c3", Order: "stored"}, dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Occupied: true})
	z.brought(place("carried"), "c3")
	z.ok(dispatch.CourierOffline{Courier: "c3"}, online("c1", 10), place("given"))
	z.ok(z.accept("c1"), dispatch.CourierOffline{Courier: "c1"})
	z.ok(robot("r1"), robot("r2"))
	z.ok(z.report("r1", 10, ""))
	rolling := place("rolling")
	rolling.Consent.Robot = true
	z.ok(rolling)
	z.ok(z.report("r1", 0, missions.Loaded))
	z.ok(online("c2", 10), place("waiting"))
	z.ok(place("held"), dispatch.HoldOrder{Order: "held", Held: true, By: desk})
	late := place("placed")
	late.Merchant = "m2"
	z.ok(late)
	want := map[orders.ID]orders.State{
		"placed": orders.Unassigned, "waiting": orders.Unassigned, "held": orders.Unassigned, "given": orders.Assigned,
		"carried": orders.PickedUp, "stored": orders.InLocker, "rolling": orders.PickedUp,
	}
	for id, o := range z.s.Orders.All() {
		if want[id] != o.Carriage {
			t.Fatalf("%s is %s", id, o.Carriage)
		}
	}
	if z.s.Orders.Len() != len(want) || z.s.Offers.Len() != 1 || z.s.Couriers.Get("c2").Offer == "" || z.s.Closed.Get("over") == nil {
		t.Fatalf("%d orders, %d offers", z.s.Orders.Len(), z.s.Offers.Len())
	}
	return z
}

func bad(change func(*dispatch.PlaceOrder)) dispatch.PlaceOrder {
	p := place("new")
	change(&p)
	return p
}

// Every refusal of every event, and that a refusal changes nothing.
func TestRefusals(t *testing.T) {
	resident, m2 := orders.Actor{Role: orders.Resident}, orders.Actor{Role: orders.Merchant, ID: "m2"}
	carrier := orders.Actor{Role: orders.Courier, ID: "c1"}
	z := set(t)
	over := orders.Order{ID: "over", Merchant: "m1", Carriage: orders.Delivered}
	failed, returned, orphan := over, over, over
	failed.Carriage, returned.Kind, orphan.Merchant = orders.Failed, orders.Return, "gone"
	offer := z.s.Couriers.Get("c2").Offer
	cases := []struct {
		code orders.Code
		ev   dispatch.Event
	}{
		{orders.UnknownProvider, dispatch.PauseProvider{Provider: "gone", By: desk}},
		{orders.NotYours, dispatch.PauseProvider{Provider: "m1", By: m2}},
		{orders.WorkerBusy, dispatch.RegisterCourier{Courier: "c3", Capacity: fleet.Capacity{Grams: 599, Millis: 9000}}},
		{orders.WorkerBusy, dispatch.RegisterCourier{Courier: "c3", Capacity: fleet.Capacity{Grams: 9000, Millis: 999}}},

		{orders.UnknownProvider, dispatch.AskQuote{ID: "q", Merchant: "gone"}},
		{orders.Infeasible, dispatch.AskQuote{ID: "q", Merchant: "m1", Size: orders.Size{Grams: 10001}}},

		{orders.UnknownProvider, bad(func(p *dispatch.PlaceOrder) { p.Merchant = "gone" })},
		{orders.BadOrder, bad(func(p *dispatch.PlaceOrder) { p.ID = "given" })},
		{orders.BadOrder, bad(func(p *dispatch.PlaceOrder) { p.ID = "over" })},
		{orders.BadOrder, bad(func(p *dispatch.PlaceOrder) { p.Kind = orders.Return })},
		{orders.BadOrder, bad(func(p *dispatch.PlaceOrder) { p.Items = nil })},
		{orders.BadOrder, bad(func(p *dispatch.PlaceOrder) { p.Due = z.now })},
		{orders.QuoteExpired, bad(func(p *dispatch.PlaceOrder) { p.Quote = "nothing" })},
		{orders.Infeasible, bad(func(p *dispatch.PlaceOrder) { p.Items[0].Quantity = 40 })},

		{orders.UnknownOrder, dispatch.Prepare{Order: "nothing", Verb: orders.Accept, By: m2}},
		{orders.UnknownOrder, dispatch.Prepare{Order: "over", Verb: orders.Accept, By: merchant}},
		{orders.NotYours, dispatch.Prepare{Order: "placed", Verb: orders.Accept, By: merchant}},
		{orders.NotYours, dispatch.Prepare{Order: "placed", Verb: orders.Accept, By: resident}},
		{orders.IllegalMove, dispatch.Prepare{Order: "placed", Verb: orders.Finish, By: m2}},
		{orders.IllegalMove, dispatch.Prepare{Order: "waiting", Verb: orders.Accept, By: merchant}},
		{orders.IllegalMove, dispatch.Prepare{Order: "waiting", Verb: orders.Cancel, By: merchant}},
		{orders.IllegalMove, dispatch.Prepare{Order: "waiting", Verb: orders.Deliver, By: desk}},
		{orders.IllegalMove, dispatch.Prepare{Order: "carried", Verb: orders.Refusal, By: merchant}},
		{orders.IllegalMove, dispatch.Prepare{Order: "stored", Verb: orders.Refusal, By: merchant}},

		{orders.UnknownOrder, dispatch.RefuseItem{Order: "nothing", Quantity: 1, By: merchant}},
		{orders.NotYours, dispatch.RefuseItem{Order: "waiting", Quantity: 1, By: m2}},
		{orders.NotYours, dispatch.RefuseItem{Order: "waiting", Quantity: 2, By: resident}},
		{orders.IllegalMove, dispatch.RefuseItem{Order: "carried", Quantity: 1, By: merchant}},
		{orders.BadOrder, dispatch.RefuseItem{Order: "waiting", Item: 1, Quantity: 1, By: merchant}},
		{orders.BadOrder, dispatch.RefuseItem{Order: "waiting", Item: -1, Quantity: 1, By: merchant}},
		{orders.BadOrder, dispatch.RefuseItem{Order: "waiting", Quantity: 3, By: merchant}},
		{orders.BadOrder, dispatch.RefuseItem{Order: "waiting", Quantity: 0, By: merchant}},

		{orders.UnknownOrder, dispatch.CancelOrder{Order: "over", By: merchant}},
		{orders.NotYours, dispatch.CancelOrder{Order: "given", By: m2}},
		{orders.NotYours, dispatch.CancelOrder{Order: "given", By: carrier}},
		{orders.IllegalMove, dispatch.CancelOrder{Order: "carried", By: merchant}},
		{orders.IllegalMove, dispatch.CancelOrder{Order: "stored", By: resident}},

		{orders.IllegalMove, dispatch.ReturnOrder{ID: "r", Original: *z.order("carried"), By: merchant}},
		{orders.IllegalMove, dispatch.ReturnOrder{ID: "r", Original: failed, By: merchant}},
		{orders.IllegalMove, dispatch.ReturnOrder{ID: "r", Original: returned, By: merchant}},
		{orders.UnknownProvider, dispatch.ReturnOrder{ID: "r", Original: orphan, By: desk}},
		{orders.NotYours, dispatch.ReturnOrder{ID: "r", Original: over, By: m2}},

		{orders.UnknownOrder, dispatch.Settle{Order: "over", State: "captured"}},
		{orders.BadOrder, dispatch.Settle{Order: "carried", State: "captured"}},

		{orders.NotSandbox, scripted(orders.OutDelivered, true)},
		{orders.BadOrder, scripted(orders.OutDone, false)},
		{orders.BadOrder, scripted(orders.OutLockerFull, false)},
		{orders.BadOrder, scripted(orders.OutMerchantSilent, false)},
		{orders.UnknownLocker, dispatch.AssignOrder{Order: "waiting", Worker: "c2", Locker: "moon", By: desk}},
		{orders.UnknownOrder, dispatch.AssignOrder{Order: "nothing", Worker: "c2", By: desk}},
		{orders.NotYours, dispatch.AssignOrder{Order: "waiting", Worker: "c2", By: merchant}},
		{orders.OrderHeld, dispatch.AssignOrder{Order: "held", Worker: "c2", By: desk}},
		{orders.IllegalMove, dispatch.AssignOrder{Order: "stored", Worker: "c2", By: desk}},
		{orders.UnknownWorker, dispatch.AssignOrder{Order: "waiting", Worker: "nobody", By: desk}},
		{orders.IllegalMove, dispatch.AssignOrder{Order: "given", Worker: "c1", By: desk}},
		{orders.WorkerBusy, dispatch.AssignOrder{Order: "given", Worker: "c3", By: desk}},
		{orders.WorkerBusy, dispatch.AssignOrder{Order: "given", Worker: "r1", By: desk}},
		{orders.WorkerBusy, dispatch.AssignOrder{Order: "given", Worker: "r2", By: desk}},

		{orders.UnknownOrder, dispatch.HoldOrder{Order: "over", Held: true, By: desk}},
		{orders.NotYours, dispatch.HoldOrder{Order: "given", Held: true, By: merchant}},

		{orders.UnknownOrder, dispatch.SetOutcome{Order: "over", Outcome: orders.Failed, By: desk}},
		{orders.BadOrder, dispatch.SetOutcome{Order: "given", Outcome: "lost", By: desk}},
		{orders.IllegalMove, dispatch.SetOutcome{Order: "given", Outcome: orders.Delivered, By: desk}},
		{orders.IllegalMove, dispatch.SetOutcome{Order: "carried", Outcome: orders.Cancelled, By: desk}},
		{orders.NotYours, dispatch.SetOutcome{Order: "carried", Outcome: orders.Delivered, By: merchant}},
		{orders.NotYours, dispatch.SetOutcome{Order: "given", Outcome: orders.Failed, By: merchant}},

		{orders.UnknownWorker, online("nobody", 0)},
		{orders.UnknownWorker, dispatch.CourierOffline{Courier: "nobody"}},
		{orders.UnknownWorker, dispatch.CourierAt{Courier: "nobody"}},
		{orders.UnknownWorker, dispatch.AnswerOffer{Courier: "nobody", Offer: offer, Accept: true}},
		{orders.UnknownOffer, dispatch.AnswerOffer{Courier: "c1", Offer: offer, Accept: true}},
		{orders.UnknownOffer, dispatch.AnswerOffer{Courier: "c1", Offer: "odd", Accept: true}},
		{orders.UnknownOffer, dispatch.AnswerOffer{Courier: "c1", Offer: "", Accept: false}},
		{orders.UnknownWorker, dispatch.PickUpOrder{Courier: "nobody", Order: "given"}},
		{orders.UnknownOrder, dispatch.PickUpOrder{Courier: "c3", Order: "over"}},
		{orders.NotYours, dispatch.PickUpOrder{Courier: "c2", Order: "given"}},
		{orders.NotYours, dispatch.PickUpOrder{Courier: "c2", Order: "waiting"}},
		{orders.UnknownWorker, dispatch.DeliverOrder{Courier: "nobody", Order: "carried"}},
		{orders.UnknownOrder, dispatch.DeliverOrder{Courier: "c1", Order: "over", Proof: "good"}},
		{orders.NotYours, dispatch.DeliverOrder{Courier: "c1", Order: "carried", Proof: "good"}},
		{orders.IllegalMove, dispatch.DeliverOrder{Courier: "c1", Order: "given", Proof: "good"}},
		{orders.UnknownWorker, dispatch.FailOrder{Courier: "nobody", Order: "carried"}},
		{orders.NotYours, dispatch.FailOrder{Courier: "c1", Order: "carried"}},
		{orders.NotYours, dispatch.FailOrder{Courier: "c1", Order: "given"}},
		{orders.UnknownWorker, dispatch.HandBack{Courier: "nobody", Order: "given"}},
		{orders.NotYours, dispatch.HandBack{Courier: "c2", Order: "given"}},
		{orders.IllegalMove, dispatch.HandBack{Courier: "c3", Order: "carried"}},
		{orders.UnknownWorker, dispatch.OpenLocker{Courier: "nobody", Order: "carried"}},
		{orders.UnknownOrder, dispatch.OpenLocker{Courier: "c3", Order: "nothing"}},
		{orders.IllegalMove, dispatch.OpenLocker{Courier: "c3", Order: "carried"}},
		{orders.IllegalMove, dispatch.OpenLocker{Courier: "c3", Order: "stored"}},

		{orders.UnknownWorker, dispatch.RobotReport{Robot: "nobody"}},
		{orders.UnknownLocker, dispatch.BankLink{Bank: "nothing"}},
		{orders.UnknownLocker, dispatch.CompartmentReport{Bank: "nothing", Compartment: "a"}},
		{orders.UnknownLocker, dispatch.CompartmentReport{Bank: "l1", Compartment: "z"}},
		{orders.UnknownOrder, dispatch.Collect{Order: "over", Proof: "good"}},
		{orders.IllegalMove, dispatch.Collect{Order: "carried", Proof: "good"}},
		{orders.IllegalMove, dispatch.Collect{Order: "rolling", Proof: "good"}},

		{orders.BadPlan, dispatch.Started{Engine: "x", City: "another"}},
		{orders.BadPlan, dispatch.Solved{Plan: problem.Plan{Epoch: 999}}},
		{orders.BadPlan, dispatch.Solved{Plan: problem.Plan{Epoch: z.s.Solving.Epoch}}}, // it came back already
	}
	z.s.Timers.Put("sweep", z.now.Add(time.Hour)) // so that no case sets it
	for _, c := range cases {
		before := *z.s
		seq := z.s.Seq
		r := z.refused(c.code, c.ev)
		if r != nil && r.Detail == "" {
			t.Errorf("%T: no word of what to do", c.ev)
		}
		if z.s.Seq != seq+1 || z.s.Counter != before.Counter || z.s.Solving != before.Solving {
			t.Errorf("%T was refused and counted", c.ev)
		}
	}
	// A report is taken although its signal is refused.
	late := z.report("r1", 20, missions.AtPickup)
	late.Mission = "old"
	if r := refusal(z.do(late)); r == nil || r.Code != orders.IllegalMove || z.s.Robots.Get("r1").Point != east(20) {
		t.Errorf("%v", r)
	}
	early := z.report("r1", 30, "dance")
	if r := refusal(z.do(early)); r == nil || r.Code != orders.IllegalMove || r.Order != "rolling" {
		t.Errorf("%v", r)
	}
	// An answer past its time.
	z.now = z.now.Add(dispatch.DefaultPolicy().OfferTTL + time.Microsecond)
	z.refused(orders.OfferExpired, z.accept("c2"))
	z.recovers(nil)
}

// An event out of its place in history is a bug, not a refusal.
func TestStepPanicsOutOfOrder(t *testing.T) {
	for what, ev := range map[string]func(*zone) dispatch.Stamped{
		"a gap":      func(z *zone) dispatch.Stamped { return dispatch.Stamped{Seq: z.s.Seq + 2, At: z.now} },
		"a repeat":   func(z *zone) dispatch.Stamped { return dispatch.Stamped{Seq: z.s.Seq, At: z.now} },
		"time lapse": func(z *zone) dispatch.Stamped { return dispatch.Stamped{Seq: z.s.Seq + 1, At: z.now - 1} },
	} {
		z := newZone(t)
		st := ev(z)
		st.Event = dispatch.Wake{Timer: "x"}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is accepted", what)
				}
			}()
			dispatch.Step(z.s, st)
		}()
	}
}

// Said twice, these change nothing more and are not refused: their answer got
// lost on the way.
func TestRepeats(t *testing.T) {
	z := set(t)
	silent := func(ev dispatch.Event) {
		t.Helper()
		for _, d := range z.do(ev) {
			if _, ok := d.(dispatch.CourierMoved); !ok {
				t.Errorf("%+v again decides %s", ev, dispatch.NameOf(d))
			}
		}
	}
	yes := z.accept("c2")
	z.ok(yes)
	silent(yes)
	z.ok(dispatch.PickUpOrder{Courier: "c2", Order: "waiting"})
	silent(dispatch.PickUpOrder{Courier: "c2", Order: "waiting"})
	silent(yes)
	z.ok(dispatch.DeliverOrder{Courier: "c2", Order: "waiting", Proof: "good"})
	silent(dispatch.DeliverOrder{Courier: "c2", Order: "waiting", Proof: "good"})
	silent(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Occupied: true})
	silent(dispatch.CompartmentReport{Bank: "l1", Compartment: "b", Closed: true})
	silent(dispatch.Wake{Timer: "offer/" + yes.Offer})
	silent(dispatch.Wake{Timer: "silent/given"}) // not due yet
	silent(dispatch.Wake{Timer: "nothing/at all"})
	z.ok(dispatch.Collect{Order: "stored", Proof: "good"})
	if ds := z.do(dispatch.Collect{Order: "stored", Proof: "good"}); !has[dispatch.OpenDoor](ds) || len(ds) != 1 {
		t.Errorf("the door that did not open is not opened again: %+v", ds)
	}
}

// scripted asks m1, who accepts by itself, for an outcome.
func scripted(o orders.Outcome, live bool) dispatch.PlaceOrder {
	e := place("scripted")
	e.LiveMode, e.Script = live, &orders.Script{Outcome: o}
	return e
}
