package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
)

func edit(id orders.ID) dispatch.EditOrder {
	return dispatch.EditOrder{Order: id, By: merchant, Reason: "customer_request"}
}

// A new door releases who has the order, and it is planned and priced anew.
func TestEditBeforePickup(t *testing.T) {
	z := served(t)
	z.do(place("o1"))
	z.solve()
	z.ok(z.accept("c1"))
	was := *z.order("o1")
	e := edit("o1")
	to := was.Dropoff
	to.Point = geo.Point{Lng: to.Point.Lng + 0.002, Lat: to.Point.Lat}
	e.Dropoff, e.Meters = &to, 4200
	z.ok(e)
	o := z.order("o1")
	if o.Carriage != orders.Unassigned || o.Attempt != was.Attempt+1 || o.Dropoff.Point != to.Point {
		t.Errorf("%+v", o)
	}
	if want := z.s.Policy.FeeBase + 5*z.s.Policy.FeePerKm; o.Fee != want {
		t.Errorf("a fee of %d, want %d", o.Fee, want)
	}
	if len(z.s.Couriers.Get("c1").Route) != 0 || len(o.Barred) != 0 {
		t.Error("who had it keeps it, or is barred for it")
	}
	z.solve()
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	z.refused(orders.IllegalMove, e)
	tip := int64(300)
	late := edit("o1")
	late.Tip = &tip
	z.ok(late)
	less := int64(200)
	late.Tip = &less
	z.refused(orders.IllegalMove, late)
	z.ok(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	if got := z.s.Ledger.Balance(ledger.Worker.Of("c1"), "cny"); got < tip {
		t.Errorf("the courier has %d, not the tip of %d", got, tip)
	}
	z.refused(orders.UnknownOrder, late)
	z.recovers(nil)
}

func TestEditRefusals(t *testing.T) {
	z := served(t)
	z.do(paid("o1"))
	alien := edit("o1")
	alien.By = orders.Actor{Role: orders.Merchant, ID: "other"}
	z.refused(orders.NotYours, alien)
	dear := edit("o1")
	dear.Items = []orders.Item{{Name: "gold", Quantity: 1, Grams: 10, Millis: 10, Price: 1_000_000}}
	z.refused(orders.IllegalMove, dear)
	past := edit("o1")
	past.Due = z.now.Add(-time.Minute)
	z.refused(orders.BadOrder, past)
	bad := int64(-1)
	tip := edit("o1")
	tip.Tip = &bad
	z.refused(orders.BadOrder, tip)
	empty := edit("o1")
	empty.Items = []orders.Item{}
	z.refused(orders.BadOrder, empty)
}

// An order with windows waits for its time, and what is late is nobody's.
func TestWindows(t *testing.T) {
	z := served(t)
	p := place("o1")
	from := z.now.Add(2 * time.Hour)
	p.Windows = orders.Windows{Pickup: orders.Window{From: from}, Dropoff: orders.Window{From: from.Add(10 * time.Minute), To: from.Add(time.Hour)}}
	z.do(p)
	o := z.order("o1")
	if o.ReadyAt < from || o.Due != from.Add(time.Hour) {
		t.Errorf("ready at %s, due %s", o.ReadyAt, o.Due)
	}
	z.ok(dispatch.Prepare{Order: "o1", Verb: orders.Finish, By: merchant})
	if z.s.Offers.Len() != 0 {
		t.Error("it is offered hours ahead")
	}
	over := place("o2")
	over.Windows.Dropoff.To = z.now.Add(-time.Minute)
	z.refused(orders.BadOrder, over)
	crossed := place("o3")
	crossed.Windows = orders.Windows{Pickup: orders.Window{From: from}, Dropoff: orders.Window{To: from.Add(-time.Minute)}}
	z.refused(orders.BadOrder, crossed)
}

// An order on hold whose windows change is planned when its time comes, though
// it was released long before.
func TestEditOnHold(t *testing.T) {
	z := served(t)
	z.do(place("o1"))
	z.solve()
	z.ok(dispatch.HoldOrder{Order: "o1", Held: true, By: desk})
	from := z.now.Add(3 * time.Hour)
	e := edit("o1")
	e.Windows = &orders.Windows{Pickup: orders.Window{From: from}}
	z.ok(e, dispatch.HoldOrder{Order: "o1", By: desk}, dispatch.Prepare{Order: "o1", Verb: orders.Finish, By: merchant})
	if z.s.Offers.Len() != 0 {
		t.Error("it is offered hours ahead")
	}
	z.fire("lead/o1")
	if at := from.Add(-z.s.Policy.Lead); z.now != at || z.s.Solving.At != at {
		t.Errorf("planned at %s, at %s, want %s", z.s.Solving.At, z.now, at)
	}
}

// denied sees to it that a step was refused, though it noted something.
func denied(t *testing.T, ds []dispatch.Decision, code orders.Code) {
	t.Helper()
	if r := refusal(ds); r == nil || r.Code != code {
		t.Errorf("%+v, want %s", r, code)
	}
}

// Goods do not change hands without what the order asks for.
func TestProofs(t *testing.T) {
	z := served(t)
	p := place("o1")
	p.Demands = orders.Demands{
		Pickup:  []orders.Demand{{Proof: orders.PIN, Digest: "counter"}, {Proof: orders.Barcode, Digest: "690"}},
		Dropoff: []orders.Demand{{Proof: orders.Photo}, {Proof: orders.Age}},
	}
	z.do(p)
	z.solve()
	z.ok(z.accept("c1"))
	pick := dispatch.PickUpOrder{Courier: "c1", Order: "o1", Proof: "counter"}
	z.refused(orders.ProofMissing, pick)
	courier := orders.Actor{Role: orders.Courier, ID: "c1"}
	shown := func(kind, stage, hash string) dispatch.EvidenceAdded {
		return dispatch.EvidenceAdded{Order: "o1", Evidence: kind, Kind: kind, Stage: stage, Hash: hash, By: courier}
	}
	z.ok(shown("code", "pickup", "another"))
	z.refused(orders.ProofMissing, pick)
	z.ok(shown("code", "pickup", "690"))
	wrong := pick
	wrong.Proof = "good"
	denied(t, z.do(wrong), orders.WrongPIN)
	z.ok(pick)
	deliver := dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"}
	z.refused(orders.ProofMissing, deliver)
	z.ok(shown("photo", "dropoff", "h"))
	z.refused(orders.ProofMissing, deliver)
	deliver.OfAge = true
	deliver.Proof = "bad"
	denied(t, z.do(deliver), orders.WrongPIN)
	deliver.Proof = "good"
	z.ok(deliver)
	z.recovers(nil)
	twice := place("o2")
	twice.Demands.Dropoff = []orders.Demand{{Proof: orders.PIN, Digest: "x"}}
	z.refused(orders.BadOrder, twice)
}

// Staff is called once, answers, and is called again when it is asked later.
func TestChase(t *testing.T) {
	z := served(t)
	z.do(place("o1"))
	ask := dispatch.ChaseOrder{Order: "o1", By: merchant}
	answer := dispatch.AnswerChase{Order: "o1", By: desk, Answer: orders.Delayed, When: z.now.Add(time.Hour)}
	z.refused(orders.IllegalMove, answer)
	if a := only[dispatch.Alerted](t, z.do(ask)); a.Code != "chased" {
		t.Errorf("%+v", a)
	}
	if has[dispatch.Alerted](z.do(ask)) {
		t.Error("staff is called for every click")
	}
	z.ok(answer)
	if c := z.order("o1").Chase; c.Times != 2 || c.Answer != orders.Delayed || c.By == 0 || c.Answered == 0 {
		t.Errorf("%+v", c)
	}
	answer.Answer = "perhaps"
	z.refused(orders.BadOrder, answer)
	answer.By = merchant
	z.refused(orders.NotYours, answer)
	z.now = z.now.Add(time.Hour)
	only[dispatch.Alerted](t, z.do(ask))
	if c := z.order("o1").Chase; c.Times != 3 || c.Answer != "" {
		t.Errorf("%+v", c)
	}
}

// The merchant's own prices go before the zone's, and hold as promised.
func TestCancelPrices(t *testing.T) {
	for what, c := range map[string]struct {
		on   func(*zone)
		want int64
	}{
		"placed":   {func(*zone) {}, 0},
		"accepted": {func(z *zone) { z.ok(dispatch.Prepare{Order: "o1", Verb: orders.Accept, By: merchant}) }, 40},
	} {
		z := newZone(t)
		z.s.Policy.Cancel = circle.Cancellation{Accepted: 1, Assigned: 2}
		z.do(dispatch.RegisterProvider{Provider: circle.Provider{ID: "m1", Name: "M", Cancel: &circle.Cancellation{Accepted: 40, Assigned: 90}}})
		z.do(place("o1"))
		z.do(dispatch.RegisterProvider{Provider: circle.Provider{ID: "m1", Name: "M", Cancel: &circle.Cancellation{Accepted: 777, Assigned: 777}}})
		c.on(z)
		if price, ok := z.order("o1").CancelPrice(); !ok || price != c.want {
			t.Errorf("%s: said to cost %d", what, price)
		}
		z.ok(dispatch.CancelOrder{Order: "o1", By: merchant, Reason: "r"})
		if got := -z.s.Ledger.Balance(ledger.Merchant.Of("m1"), "cny"); got != c.want {
			t.Errorf("%s: it cost %d, want %d", what, got, c.want)
		}
	}
}
