package dispatch_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// lift books an hour that two carers make together.
func lift(id orders.ID, from clock.Instant) dispatch.PlaceOrder {
	p := book(id, from)
	p.Call.Carers = 2
	return p
}

// trio is a zone with three carers, and c1 who cannot care.
func trio(t *testing.T) *zone {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100, "c3": 700})
	z.ok(carer("c4", "care"), online("c4", 1500))
	return z
}

// pair lets c2 and c3 take a visit together.
func pair(t *testing.T, from time.Duration) *zone {
	z := trio(t)
	z.ok(lift("v1", noon.Add(from)))
	z.ok(z.accept("c2"), z.accept("c3"))
	if o := z.order("v1"); o.Carriage != orders.Assigned || !slices.Equal(o.Workers(), []string{"c2", "c3"}) || o.Worker != "c2" {
		t.Fatalf("%s with %v", o.Carriage, o.Workers())
	}
	return z
}

// A visit for two that has ended, and is kept until its money is settled, takes
// no more words.
func TestTeamWordAfterTheEnd(t *testing.T) {
	z := trio(t)
	p := lift("v1", noon.Add(time.Hour))
	p.Payment = &orders.Payment{Amount: 2400, Currency: "cny", Method: "card", State: "pending"}
	z.ok(p, dispatch.Settle{Order: "v1", Merchant: p.Merchant, State: "held", Intent: "pi"})
	z.ok(z.accept("c2"), z.accept("c3"))
	z.ok(dispatch.SetOutcome{Order: "v1", Outcome: orders.Failed, By: orders.Actor{Role: orders.Staff, ID: "s1"}, Reason: "desk"})
	if z.s.Orders.Get("v1") == nil {
		t.Fatal("the visit has left before its money was settled")
	}
	z.do(attend("c3", "v1", orders.SetOff))
	if o := z.s.Orders.Get("v1"); o.Carriage != orders.Failed {
		t.Errorf("the visit is %s", o.Carriage)
	}
}

// A visit for two has one record: begun by the last at the door, ended by the
// last to be done, with what these two showed. A telephone is enough for it.
func TestTeamVisitIsRecorded(t *testing.T) {
	z := trio(t)
	p := lift("v1", noon.Add(time.Hour))
	p.Call.Landline = "line"
	z.ok(p)
	z.ok(z.accept("c2"), z.accept("c3"))
	z.pass(time.Hour, "c1", "c2", "c3", "c4")
	call := func(c fleet.WorkerID, v orders.Verb) dispatch.CallIn {
		return dispatch.CallIn{Order: "v1", Courier: c, Landline: "line", Verb: v, Matched: true}
	}
	if r := z.counts(orders.IllegalMove, call("c3", orders.Start)); !r.Retryable || z.order("v1").StateOf("c3") != orders.Arrived {
		t.Fatalf("the first to call: %+v, %s", r, z.order("v1").StateOf("c3"))
	}
	z.now = z.now.Add(time.Minute)
	z.ok(attend("c2", "v1", orders.Start))
	begun := z.now
	if m := z.order("v1").Call.Record.Start; m.At != begun || m.Method != orders.MethodWord {
		t.Errorf("begun: %+v", m)
	}
	z.now = z.now.Add(time.Minute)
	z.ok(call("c3", orders.Start)) // shows more
	z.pass(time.Hour, "c1", "c2", "c3", "c4")
	z.ok(call("c3", orders.Finish))
	if r := z.order("v1").Call.Record; r.End.At != 0 {
		t.Errorf("ended by the first: %+v", r)
	}
	z.now = z.now.Add(time.Minute)
	o := ended(t, z.do(attend("c2", "v1", orders.Finish)))
	want := orders.Record{Start: orders.Mark{At: begun, Method: orders.MethodPhone}, End: orders.Mark{At: z.now, Method: orders.MethodWord}}
	if r := o.Call.Record; r.Start != want.Start || r.End != want.End {
		t.Errorf("recorded %+v", r)
	}
	z.recovers(nil)
}

// Staff's word is enough wherever each of the two has got to.
func TestTeamVisitEndedByStaff(t *testing.T) {
	z := pair(t, time.Hour)
	z.pass(time.Hour, "c1", "c2", "c3", "c4")
	z.ok(attend("c2", "v1", orders.Arrive))
	o := ended(t, z.do(dispatch.SetOutcome{Order: "v1", Outcome: orders.Done, By: desk, Reason: "telephoned"}))
	if r := o.Call.Record; r.Start.Method != orders.MethodStaff || r.End.Method != orders.MethodStaff {
		t.Errorf("recorded %+v", r)
	}
	z.recovers(nil)
}

// From the booking to the books: asked together, held when both have accepted,
// begun when both are there, done when both have said so, each paid.
func TestTeamVisit(t *testing.T) {
	z := trio(t)
	z.ok(lift("v1", noon.Add(time.Hour)))
	if z.s.Offers.Len() != 2 || z.s.Couriers.Get("c2").Offer == "" || z.s.Couriers.Get("c3").Offer == "" {
		t.Fatalf("%d offers", z.s.Offers.Len())
	}
	z.ok(z.accept("c2"))
	if o := z.order("v1"); o.Carriage != orders.Booked || len(z.s.Couriers.Get("c2").Route) != 1 {
		t.Fatalf("after the first: %+v", o)
	}
	if r := z.refused(orders.IllegalMove, attend("c2", "v1", orders.SetOff)); !r.Retryable {
		t.Error("the first may never set off")
	}
	ds := z.do(z.accept("c3"))
	if p := only[dispatch.Published](t, ds); p.State != orders.Assigned || p.Seq != 2 {
		t.Errorf("published %+v", p)
	}
	o := z.order("v1")
	if o.Call.Meet != noon.Add(time.Hour) || o.ETA != o.Call.Meet || o.Pay != o.Crew[0].Pay+o.Crew[1].Pay || o.Crew[1].Pay == 0 {
		t.Errorf("%+v", o)
	}
	z.pass(time.Hour, "c1", "c2", "c3", "c4")
	z.ok(attend("c2", "v1", orders.Arrive), attend("c2", "v1", orders.Arrive))
	if o := z.order("v1"); o.Carriage != orders.Assigned || o.StateOf("c2") != orders.Arrived || o.StateOf("c3") != orders.Assigned {
		t.Errorf("one at the door: %s, %+v", o.Carriage, o.Crew)
	}
	if r := z.refused(orders.IllegalMove, attend("c2", "v1", orders.Start)); !r.Retryable {
		t.Error("begins never")
	}
	z.ok(attend("c3", "v1", orders.Start), attend("c2", "v1", orders.Start))
	if o := z.order("v1"); o.Carriage != orders.Started || o.StateOf("c2") != orders.Started {
		t.Errorf("begun: %s, %+v", o.Carriage, o.Crew)
	}
	z.pass(time.Hour, "c1", "c2", "c3", "c4")
	z.ok(attend("c3", "v1", orders.Finish))
	if o := z.order("v1"); o.Carriage != orders.Started || len(z.s.Couriers.Get("c3").Route) != 0 || len(z.s.Couriers.Get("c2").Route) != 1 {
		t.Errorf("one has finished: %s", o.Carriage)
	}
	ds = z.do(attend("c2", "v1", orders.Finish))
	p := only[dispatch.Posted](t, ds).Posting
	if len(p.Entries) != 4 || p.Cause != "visited" { // the provider, the platform and two carers
		t.Errorf("posted %+v", p)
	}
	z.ok(attend("c2", "v1", orders.Finish), attend("c3", "v1", orders.Finish))
	if z.s.Counter.Done != 1 || z.s.Counter.Punctual != 1 || z.s.Orders.Len() != 0 {
		t.Errorf("counted %+v", z.s.Counter)
	}
	z.recovers(nil)
}

// One who does not want it is replaced alone: the other keeps the visit and its
// start.
func TestTeamRefusal(t *testing.T) {
	z := trio(t)
	z.ok(lift("v1", noon.Add(time.Hour)))
	z.ok(z.accept("c2"))
	meet := z.order("v1").Call.Meet
	z.ok(dispatch.AnswerOffer{Courier: "c3", Offer: z.s.Couriers.Get("c3").Offer})
	if f := z.s.Offers.Get(z.s.Couriers.Get("c4").Offer); f == nil || z.s.Offers.Len() != 1 || !z.order("v1").With("c2") {
		t.Fatalf("asked instead: %+v", f)
	}
	z.ok(z.accept("c4"))
	if o := z.order("v1"); o.Carriage != orders.Assigned || o.Call.Meet != meet || o.Attempt != 1 || !slices.Equal(o.Workers(), []string{"c2", "c4"}) {
		t.Errorf("%+v", o)
	}
	z.recovers(nil)
}

// One who falls ill, hands it back, goes silent or does not come loses it
// alone; the other's other visits stay as they are.
func TestTeamLosesOne(t *testing.T) {
	for name, lose := range map[string]func(z *zone){
		"ill":         func(z *zone) { z.ok(dispatch.CourierOut{Courier: "c3", By: desk, Reason: "unwell"}) },
		"handed back": func(z *zone) { z.ok(dispatch.HandBack{Courier: "c3", Order: "v1", Reason: "other"}) },
		"silent":      func(z *zone) { z.pass(196*time.Minute, "c1", "c2", "c4") },
		"staff": func(z *zone) {
			z.ok(dispatch.AssignOrder{Order: "v1", Worker: "c4", Instead: "c3", By: desk, Reason: "asked_for"})
		},
	} {
		z := pair(t, 4*time.Hour)
		z.ok(book("v2", noon.Add(5*time.Hour+30*time.Minute)))
		z.ok(z.accept("c2"))
		lose(z)
		if c := z.s.Couriers.Get("c4"); c.Offer != "" {
			z.ok(z.accept("c4"))
		}
		o := z.order("v1")
		if o.Carriage != orders.Assigned || !slices.Equal(o.Workers(), []string{"c2", "c4"}) || o.Attempt != 2 || o.Call.Meet != noon.Add(4*time.Hour) {
			t.Errorf("%s: %s with %v, attempt %d, at %s", name, o.Carriage, o.Workers(), o.Attempt, o.Call.Meet)
		}
		if v2 := z.order("v2"); v2.Worker != "c2" || v2.Attempt != 1 {
			t.Errorf("%s: the other visit is %s with %s", name, v2.Carriage, v2.Worker)
		}
		z.recovers(nil)
	}
}

// Who stands at the door alone waits, and may still lose the visit: without a
// second nothing begins, and the visit fails when its window closes.
func TestTeamWithoutSecond(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100, "c3": 700})
	p := lift("v1", noon.Add(time.Hour))
	p.Call.Hard = true
	z.ok(p)
	z.ok(z.accept("c2"), z.accept("c3"))
	z.pass(time.Hour, "c1", "c2", "c3")
	z.ok(attend("c2", "v1", orders.Arrive), dispatch.CourierOut{Courier: "c3", By: desk, Reason: "unwell"})
	if o := z.order("v1"); o.Carriage != orders.Booked {
		t.Fatalf("%s with %v", o.Carriage, o.Workers())
	}
	z.pass(time.Hour, "c1", "c2")
	if z.s.Orders.Get("v1") != nil || z.s.Counter.Failed != 1 || len(z.s.Couriers.Get("c2").Route) != 0 {
		t.Errorf("%+v; c2 has %v", z.s.Counter, z.s.Couriers.Get("c2").Route)
	}
	z.recovers(nil)
}

// Work that had begun is cut short when one cannot go on; who stood at the door
// is paid.
func TestTeamCutShort(t *testing.T) {
	z := pair(t, time.Hour)
	z.pass(time.Hour, "c1", "c2", "c3", "c4")
	z.ok(attend("c2", "v1", orders.Arrive), attend("c3", "v1", orders.Start))
	ds := z.do(dispatch.CourierOut{Courier: "c3", By: desk, Reason: "unwell"})
	if p := only[dispatch.Posted](t, ds).Posting; p.Cause != "failed" || len(p.Entries) != 4 {
		t.Errorf("posted %+v", p)
	}
	if z.s.Counter.Failed != 1 || len(z.s.Couriers.Get("c2").Route) != 0 {
		t.Errorf("%+v", z.s.Counter)
	}
}

// Bookings that cannot be, and staff's words that say too little.
func TestTeamRefused(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	t.Log(z.refused(orders.Infeasible, lift("v1", noon.Add(time.Hour))))
	p := lift("v1", noon.Add(time.Hour))
	p.Call.Carers = 5
	z.refused(orders.BadOrder, p)
	z = pair(t, 4*time.Hour)
	t.Log(z.refused(orders.IllegalMove, dispatch.AssignOrder{Order: "v1", Worker: "c4", By: desk}))
	z.refused(orders.IllegalMove, dispatch.AssignOrder{Order: "v1", Worker: "c4", Instead: "c1", By: desk})
	z.refused(orders.IllegalMove, dispatch.AssignOrder{Order: "v1", Worker: "c2", Instead: "c3", By: desk})
	z.refused(orders.NotYours, attend("c4", "v1", orders.SetOff))
	z.ok(dispatch.AssignOrder{Order: "v1", By: desk, Reason: "again"})
	if o := z.order("v1"); o.Carriage != orders.Booked || len(o.Crew) != 0 || z.s.Offers.Len() != 2 {
		t.Errorf("given to nobody: %+v, %d offers", o, z.s.Offers.Len())
	}
}

// Whatever three carers and staff do to visits for two and for one, the
// invariants hold after every step, and the journal gives the same state.
func TestTeamWalks(t *testing.T) {
	seeds := uint64(10)
	if testing.Short() {
		seeds = 3
	}
	done := uint64(0)
	for seed := range seeds {
		z, rng := trio(t), rand.New(rand.NewPCG(seed, 7))
		for n := range 500 {
			z.do(teamEvent(z, rng, n))
			z.solve()
			if rng.IntN(3) == 0 {
				z.pass(time.Minute, "c2", "c3", "c4")
			}
		}
		z.recovers(nil)
		done += z.s.Counter.Done
	}
	if done < 5*seeds {
		t.Errorf("%d visits were done: the walks do not reach far enough", done)
	}
}

// teamEvent is mostly the next thing that ought to happen.
func teamEvent(z *zone, rng *rand.Rand, n int) dispatch.Event {
	carer := pick(rng, []fleet.WorkerID{"c2", "c3", "c4"})
	c := z.s.Couriers.Get(carer)
	var id orders.ID
	if len(c.Route) > 0 {
		id = orders.ID(c.Route[0].Order)
	}
	switch u := rng.IntN(30); {
	case !c.Online:
		return online(carer, float64(rng.IntN(1500)))
	case u == 0 && id != "":
		return dispatch.HandBack{Courier: carer, Order: id, Reason: "other"}
	case u == 1:
		return dispatch.CourierOut{Courier: carer, By: desk, Reason: "unwell"}
	case u == 2 && id != "":
		return dispatch.AssignOrder{Order: id, Worker: pick(rng, []string{"", "c2", "c3", "c4"}), Instead: pick(rng, []string{"", string(carer)}), By: desk, Reason: "desk"}
	case u == 3 && id != "":
		return pick(rng, []dispatch.Event{
			dispatch.CancelOrder{Order: id, By: merchant, Reason: "mind"}, dispatch.FailOrder{Courier: carer, Order: id, Reason: "nobody_home"},
			dispatch.HoldOrder{Order: id, Held: rng.IntN(2) == 0, By: desk},
		})
	case u == 4 && id != "":
		return attend(carer, id, pick(rng, []orders.Verb{orders.SetOff, orders.Arrive, orders.Start, orders.Finish}))
	case z.s.Orders.Len() < 3:
		p := book(orders.ID(fmt.Sprint("v", n)), z.now.Add(time.Duration(10+rng.IntN(60))*time.Minute))
		p.Call.Duration, p.Call.Hard, p.Call.Carers = 10*time.Minute, rng.IntN(2) == 0, 1+rng.IntN(2)
		p.Dropoff.Point = east(float64(rng.IntN(1500)))
		if rng.IntN(4) == 0 && id != "" {
			p.After = string(id)
		}
		return p
	case c.Offer != "":
		return dispatch.AnswerOffer{Courier: carer, Offer: c.Offer, Accept: rng.IntN(8) > 0}
	case id == "":
		return dispatch.CourierAt{Courier: carer, Point: east(float64(rng.IntN(1500)))}
	}
	next := map[orders.State]orders.Verb{orders.Assigned: orders.SetOff, orders.OnTheWay: orders.Arrive, orders.Arrived: orders.Start, orders.Started: orders.Finish}
	return attend(carer, id, next[z.order(id).StateOf(string(carer))])
}
