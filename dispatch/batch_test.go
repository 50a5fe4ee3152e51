package dispatch_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
)

// batch places orders to homes so far from the shop, under b1.
func batch(metres ...float64) dispatch.PlaceBatch {
	b := dispatch.PlaceBatch{ID: "b1", Key: "k", Digest: "d"}
	for i, m := range metres {
		p := place(dispatch.MemberOf(b.ID, i+1))
		p.Dropoff.Point, p.External = east(m), fmt.Sprint("x", i+1)
		b.Orders = append(b.Orders, p)
	}
	return b
}

// holders says who has each of b1's orders.
func (z *zone) holders(n int) []string {
	var out []string
	for i := range n {
		if o := z.s.Orders.Get(dispatch.MemberOf("b1", i+1)); o != nil {
			out = append(out, o.Worker)
		} else {
			out = append(out, "gone")
		}
	}
	return out
}

func (z *zone) held(want ...string) {
	z.t.Helper()
	if got := z.holders(len(want)); !slices.Equal(got, want) {
		z.t.Fatalf("with %q, want %q", got, want)
	}
}

// From the request to the books: one offer for all, one courier, each delivered
// and paid for itself.
func TestBatch(t *testing.T) {
	z := served(t)
	z.ok(register("c2"), online("c2", 2000), batch(400, 900, 600))
	if z.s.Offers.Len() != 1 {
		t.Fatalf("%d offers", z.s.Offers.Len())
	}
	c := z.s.Couriers.Get("c1")
	f := *z.s.Offers.Get(c.Offer)
	if len(f.Orders()) != 3 || len(f.Route) != 6 {
		t.Fatalf("offered: %+v", f)
	}
	again := z.accept("c1")
	z.ok(again)
	z.held("c1", "c1", "c1")
	if pay := z.order("b1-1").Pay + z.order("b1-2").Pay + z.order("b1-3").Pay; pay != f.Pay {
		t.Errorf("%d was offered, and they pay %d", f.Pay, pay)
	}
	z.ok(again)
	for _, s := range slices.Clone(z.s.Couriers.Get("c1").Route) {
		if s.Kind == "pickup" {
			z.ok(dispatch.PickUpOrder{Courier: "c1", Order: orders.ID(s.Order)})
		} else {
			z.ok(dispatch.DeliverOrder{Courier: "c1", Order: orders.ID(s.Order), Proof: "good"})
		}
	}
	if z.s.Orders.Len() > 0 || z.s.Ledger.Balance(ledger.Worker.Of("c1"), "cny") != f.Pay {
		t.Errorf("%d open, %d earned of %d", z.s.Orders.Len(), z.s.Ledger.Balance(ledger.Worker.Of("c1"), "cny"), f.Pay)
	}
	z.recovers(nil)
}

// A robot and a locker are near, and the residents agree to both; the batch
// goes to the doors all the same, and staff cannot give it to the robot.
func TestBatchGoesToTheDoor(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), locker("l1", 500, 9), dispatch.BankLink{Bank: "l1", Linked: true},
		dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(50), Charge: 90})
	b := batch(400, 500)
	for i := range b.Orders {
		b.Orders[i].Consent.Robot, b.Orders[i].Consent.Locker = true, true
	}
	z.ok(b)
	z.held("", "")
	z.refused(orders.Infeasible, dispatch.AssignOrder{Order: "b1-1", Worker: "r1", By: desk})
	z.ok(register("c1"), online("c1", 10))
	z.ok(z.accept("c1"))
	if o := z.order("b1-2"); o.Mode != "door" {
		t.Errorf("by %s", o.Mode)
	}
	z.recovers(nil)
}

// Nobody is asked before the merchant has taken all of it, and until the last
// of it is nearly ready.
func TestBatchWaitsForAllOfIt(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false), register("c1"), online("c1", 10), batch(400, 500))
	take := func(id orders.ID, in time.Duration) dispatch.Prepare {
		return dispatch.Prepare{Order: id, Verb: orders.Accept, By: merchant, ReadyAt: z.now.Add(in)}
	}
	z.ok(take("b1-1", time.Minute))
	if z.s.Offers.Len() > 0 {
		t.Fatal("offered before the second was taken")
	}
	z.ok(take("b1-2", time.Hour))
	if z.s.Offers.Len() > 0 {
		t.Fatal("offered long before the second is ready")
	}
	z.now = *z.s.Timers.Get("lead/b1-2")
	z.ok(dispatch.CourierAt{Courier: "c1", Point: east(20)}) // at that instant, before the timer fires
	z.ok(online("c1", 10), dispatch.Wake{Timer: "lead/b1-2"})
	if z.s.Offers.Len() != 1 {
		t.Fatal("nobody is asked")
	}
	z.ok(dispatch.HoldOrder{Order: "b1-1", Held: true, By: desk})
	if z.s.Offers.Len() > 0 {
		t.Fatal("offered while staff holds one")
	}
	z.ok(dispatch.CancelOrder{Order: "b1-1", By: merchant, Reason: "mind"})
	z.ok(z.accept("c1"))
	z.held("gone", "c1")
	z.recovers(nil)
}

// One is called off: the others stay with whom they are with.
func TestBatchWithoutOne(t *testing.T) {
	z := served(t)
	z.ok(batch(400, 500, 600))
	z.ok(z.accept("c1"))
	z.ok(dispatch.CancelOrder{Order: "b1-2", By: merchant, Reason: "mind"})
	z.held("c1", "gone", "c1")
	if n := len(z.s.Couriers.Get("c1").Route); n != 4 {
		t.Errorf("%d stops left", n)
	}
	z.ok(dispatch.PickUpOrder{Courier: "c1", Order: "b1-1"})
	z.ok(dispatch.CancelBatch{Batch: "b1", By: merchant, Reason: "mind"})
	z.held("c1", "gone", "gone")
	z.refused(orders.IllegalMove, dispatch.CancelBatch{Batch: "b1", By: merchant, Reason: "mind"})
	z.refused(orders.UnknownOrder, dispatch.CancelBatch{Batch: "b2", By: merchant, Reason: "mind"})
	z.recovers(nil)
}

// Who loses one before any is fetched loses all; another has all of them.
func TestBatchChangesHandsWhole(t *testing.T) {
	for name, lose := range map[string]dispatch.Event{
		"handed back": dispatch.HandBack{Courier: "c1", Order: "b1-2", Reason: "puncture"},
		"cannot go":   dispatch.CourierOut{Courier: "c1", By: desk, Reason: "ill"},
		"staff":       dispatch.AssignOrder{Order: "b1-3", By: desk, Reason: "desk"},
		"staff's own": dispatch.AssignOrder{Order: "b1-1", Worker: "c2", By: desk, Reason: "desk"},
	} {
		t.Run(name, func(t *testing.T) {
			z := served(t)
			z.ok(register("c2"), online("c2", 1500), batch(400, 500, 600))
			z.ok(z.accept("c1"))
			z.held("c1", "c1", "c1")
			z.ok(lose)
			if name == "staff's own" {
				z.held("c2", "c2", "c2")
			} else {
				z.held("", "", "")
				z.ok(z.accept("c2"))
				z.held("c2", "c2", "c2")
			}
			if r := z.s.Couriers.Get("c1").Route; len(r) > 0 {
				t.Errorf("the first still has %v", r)
			}
			z.recovers(nil)
		})
	}
}

// Once one is fetched, what is left behind goes with somebody else, and so does
// what must be rescued; the rest stays.
func TestBatchAfterThePickup(t *testing.T) {
	z := served(t)
	z.ok(register("c2"), online("c2", 1500), batch(400, 500, 600))
	z.ok(z.accept("c1"))
	z.ok(dispatch.PickUpOrder{Courier: "c1", Order: "b1-1"}, dispatch.HandBack{Courier: "c1", Order: "b1-2", Reason: "burst"})
	z.held("c1", "", "c1")
	z.ok(z.accept("c2"))
	z.held("c1", "c2", "c1")
	if !z.order("b1-2").Loose || z.order("b1-3").Loose {
		t.Error("the wrong one rides alone")
	}
	z.ok(dispatch.AssignOrder{Order: "b1-1", By: desk, Reason: "desk"})
	z.held("", "c2", "c1")
	z.ok(z.accept("c2"))
	z.held("c2", "c2", "c1")
	z.recovers(nil)
}

// What declines a batch is asked no more for any of it, and an offer that is
// closed frees all of it.
func TestBatchDeclined(t *testing.T) {
	z := served(t)
	z.ok(register("c2"), online("c2", 1500), batch(400, 500))
	no := z.accept("c1")
	no.Accept = false
	z.ok(no)
	if f := z.s.Offers.Get(z.s.Couriers.Get("c2").Offer); f == nil || len(f.With) != 1 {
		t.Fatalf("%+v", f)
	}
	z.fire("offer/" + z.s.Couriers.Get("c2").Offer)
	for _, id := range []orders.ID{"b1-1", "b1-2"} {
		if got := z.order(id).Excluded; !slices.Equal(got, []string{"c1", "c2"}) {
			t.Errorf("%s is kept from %v", id, got)
		}
	}
	z.recovers(nil)
}

// A batch that nobody can take and an order that somebody can do not wait for
// each other, and a plan that finds nobody is not asked for again at once.
func TestBatchAndOthersTakeTurns(t *testing.T) {
	z := served(t)
	b := batch(400, 500)
	for i := range b.Orders {
		b.Orders[i].Windows.Dropoff.To = z.now.Add(20 * time.Second)
	}
	before := z.s.Solving.Epoch
	z.ok(b, place("o1"))
	if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f == nil || f.Order != "o1" {
		t.Fatalf("asked for %+v", f)
	}
	if n := z.s.Solving.Epoch - before; n > 5 {
		t.Errorf("%d plans", n)
	}
	z.recovers(nil)
}

func TestBatchRefusals(t *testing.T) {
	z := served(t)
	z.ok(shop("m2", true))
	for name, c := range map[string]struct {
		code  orders.Code
		spoil func(*dispatch.PlaceBatch)
	}{
		"one alone":      {orders.BadOrder, func(b *dispatch.PlaceBatch) { b.Orders = b.Orders[:1] }},
		"too many":       {orders.BadOrder, func(b *dispatch.PlaceBatch) { *b = batch(make([]float64, dispatch.MostInBatch+1)...) }},
		"two merchants":  {orders.BadOrder, func(b *dispatch.PlaceBatch) { b.Orders[1].Merchant = "m2" }},
		"the same name":  {orders.BadOrder, func(b *dispatch.PlaceBatch) { b.Orders[1].External = "x1" }},
		"another's id":   {orders.BadOrder, func(b *dispatch.PlaceBatch) { b.Orders[1].ID = "o1" }},
		"no items":       {orders.BadOrder, func(b *dispatch.PlaceBatch) { b.Orders[1].Items = nil }},
		"quote too old":  {orders.QuoteExpired, func(b *dispatch.PlaceBatch) { b.Orders[1].Quote = "q" }},
		"heavy together": {orders.Infeasible, func(b *dispatch.PlaceBatch) { b.Orders[0].Items[0].Quantity, b.Orders[1].Items[0].Quantity = 20, 20 }},
	} {
		t.Run(name, func(t *testing.T) {
			z.t = t
			b := batch(400, 500)
			b.Key = name
			c.spoil(&b)
			z.refused(c.code, b)
			if z.s.Orders.Len() > 0 {
				t.Error("some of it was placed")
			}
		})
	}
}

// A repeated request makes nothing new: by its key, or by the names of all.
func TestBatchAgain(t *testing.T) {
	z := served(t)
	z.ok(batch(400, 500))
	for _, key := range []string{"k", "other", ""} {
		b := batch(400, 500)
		b.ID, b.Key = "b2", key
		for i := range b.Orders {
			b.Orders[i].ID = dispatch.MemberOf("b2", i+1)
		}
		if got := only[dispatch.Replayed](t, z.do(b)); got.Order != "b1" {
			t.Errorf("key %q: %s", key, got.Order)
		}
	}
	mixed := batch(400, 500)
	mixed.ID, mixed.Key, mixed.Orders[1].External = "b2", "mixed", "new"
	if r := z.refused(orders.BadOrder, mixed); r.Detail == "" {
		t.Error("it does not say why")
	}
	single := place("o1")
	single.External = "x2"
	if got := only[dispatch.Replayed](t, z.do(single)); got.Order != "b1-2" {
		t.Errorf("%s", got.Order)
	}
}
