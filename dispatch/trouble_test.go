package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// TestQueue: an order enters the desk's queue when something is wrong with
// it, leaves it when it moves on, and stays, ended, until staff sees to it.
func TestQueue(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false))
	sam := deskClerk
	queue := func(want ...string) {
		t.Helper()
		got := z.s.InTrouble(z.now)
		if len(got) != len(want) {
			t.Fatalf("%+v, want %v", got, want)
		}
		for i, q := range got {
			if s := string(q.Order) + " " + string(q.Kind) + " " + q.Code; s != want[i] {
				t.Fatalf("%q, want %q", s, want[i])
			}
		}
	}
	wake := func(timer string) {
		t.Helper()
		z.now = *z.s.Timers.Get(timer)
		z.ok(dispatch.Wake{Timer: timer})
	}
	m1 := orders.Actor{Role: orders.Merchant, ID: "m1"}
	z.ok(place("o1"), place("o2"))
	queue()
	wake("accept/o1")
	queue("o1 unreachable merchant_silent")
	since := z.now
	z.ok(dispatch.Prepare{Order: "o1", Verb: orders.Accept, By: m1})
	queue()
	wake("accept/o2")
	wake("accept/o2") // and lapses
	queue("o2 unreachable merchant_silent")
	if q := z.s.InTrouble(z.now)[0]; !q.Ended || q.Since < since {
		t.Errorf("%+v", q)
	}
	z.now = z.s.Orders.Get("o1").Due.Add(time.Second)
	queue("o2 unreachable merchant_silent", "o1 late late")
	z.refused(orders.IllegalMove, dispatch.ClearTrouble{Order: "o1", By: sam, Reason: "seen"})
	z.refused(orders.NotYours, dispatch.ClearTrouble{Order: "o2", By: m1, Reason: "seen"})
	z.ok(dispatch.ClearTrouble{Order: "o2", By: sam, Reason: "resident_ate"})
	queue("o1 late late")
	z.ok(dispatch.CancelOrder{Order: "o1", By: m1, Reason: "mind"})
	queue()
}

// TestReopen: what failed is tried again as a new order of the same goods,
// resident and price; nobody but staff does so, and once.
func TestReopen(t *testing.T) {
	z := served(t)
	p := place("o1")
	p.Needs.Pet, p.Consent.Locker = true, true
	z.ok(p)
	was := *z.s.Orders.Get("o1")
	again := func(by orders.Actor) dispatch.ReopenOrder {
		return dispatch.ReopenOrder{ID: "o1-b", Original: was, Proof: "good", By: by, Reason: "resident_called"}
	}
	z.refused(orders.IllegalMove, again(deskClerk))
	ds := z.do(dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: deskClerk, Reason: "nobody_home"})
	was = only[dispatch.OrderGone](t, ds).Order
	if q := z.s.InTrouble(z.now); len(q) != 1 || q[0].Kind != dispatch.Unreachable || !q[0].Ended {
		t.Fatalf("%+v", q)
	}
	z.refused(orders.NotYours, again(orders.Actor{Role: orders.Merchant, ID: "m1"}))
	z.ok(again(deskClerk))
	o := z.s.Orders.Get("o1-b")
	if o == nil || o.ReopenOf != "o1" || !o.Needs.Pet || !o.Consent.Locker || len(o.Agreed) != 1 || o.Fee != was.Fee || o.Preparation != orders.Accepted {
		t.Fatalf("%+v", o)
	}
	if q := z.s.InTrouble(z.now); len(q) != 0 {
		t.Errorf("%+v", q)
	}
	only[dispatch.Replayed](t, z.do(again(deskClerk)))
	z.refused(orders.NotYours, dispatch.TellResident{Order: "o1-b", Subject: "staff_late", By: orders.Actor{Role: orders.Courier, ID: "c1"}})
	only[dispatch.Told](t, z.do(dispatch.TellResident{Order: "o1", Subject: "staff_again", By: deskClerk, Reason: "asked"}))
}
