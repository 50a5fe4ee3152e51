package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

func paid(id orders.ID) dispatch.PlaceOrder {
	p := place(id)
	p.Payment = &orders.Payment{Amount: 2400, Currency: "cny", Method: "pm", State: "pending"}
	return p
}

func settle(id orders.ID, state string) dispatch.Settle {
	return dispatch.Settle{Order: id, Merchant: "m1", State: state, Intent: "pi"}
}

// Hold at booking, capture at delivery; the order leaves only then.
func TestPaymentOfADelivery(t *testing.T) {
	z := served(t)
	if c := only[dispatch.Charge](t, z.do(paid("o1"))); c.Action != "hold" || c.Payment.Amount != 2400 || c.Merchant != "m1" || c.Payment.Method != "pm" {
		t.Errorf("%+v", c)
	}
	z.solve()
	z.ok(settle("o1", "held"))
	if p := z.order("o1").Payment; p.State != "held" || p.Intent != "pi" {
		t.Errorf("%+v", p)
	}
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	ds := z.do(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	if c := only[dispatch.Charge](t, ds); c.Action != "capture" || c.Payment.Intent != "pi" {
		t.Errorf("%+v", c)
	}
	if has[dispatch.OrderGone](ds) || z.order("o1").Carriage != orders.Delivered {
		t.Error("the order left before its money came")
	}
	// Nothing moves it any more while it waits for its money.
	z.refused(orders.IllegalMove, dispatch.CancelOrder{Order: "o1", By: merchant})
	z.refused(orders.IllegalMove, dispatch.HoldOrder{Order: "o1", Held: true, By: desk})
	z.refused(orders.IllegalMove, dispatch.AssignOrder{Order: "o1", By: desk})
	z.refused(orders.IllegalMove, dispatch.Prepare{Order: "o1", Verb: orders.Refusal, By: merchant})
	z.refused(orders.IllegalMove, dispatch.RefuseItem{Order: "o1", Quantity: 1, By: merchant})
	z.refused(orders.IllegalMove, dispatch.Collect{Order: "o1", Proof: "good"})
	// Events of the payment provider come twice and out of order.
	if ds := z.do(settle("o1", "held")); has[dispatch.OrderGone](ds) {
		t.Error("a late hold closed the order")
	}
	gone := only[dispatch.OrderGone](t, z.do(settle("o1", "captured")))
	if gone.Order.Payment.State != "captured" || gone.Closed.Carriage != orders.Delivered || gone.Closed.Worker != "c1" {
		t.Errorf("%+v", gone)
	}
	z.refused(orders.UnknownOrder, settle("o1", "captured"))
	if z.s.Counter.Delivered != 1 || z.s.Orders.Len() != 0 {
		t.Errorf("%+v", z.s.Counter)
	}
	z.recovers(nil)
}

// A hold that is refused calls the order off, wherever it is before pickup.
func TestRefusedHoldCancels(t *testing.T) {
	for what, on := range map[string]func(*zone){
		"placed":   func(*zone) {},
		"offered":  func(z *zone) { z.solve() },
		"assigned": func(z *zone) { z.solve(); z.ok(z.accept("c1")) },
	} {
		z := served(t)
		z.do(paid("o1"))
		on(z)
		ds := z.do(settle("o1", "refused"))
		gone := only[dispatch.OrderGone](t, ds)
		if gone.Order.Carriage != orders.Cancelled || gone.Order.Reason != "payment_refused" || has[dispatch.Charge](ds) {
			t.Errorf("%s: %+v", what, ds)
		}
		if c := z.s.Couriers.Get("c1"); len(c.Route) != 0 || c.Offer != "" {
			t.Errorf("%s: the courier still has it", what)
		}
	}
}

// After pickup it is too late: staff is called, and the goods are handed over.
func TestHoldRefusedTooLate(t *testing.T) {
	z := served(t)
	z.brought(paid("o1"), "c1")
	ds := z.do(settle("o1", "refused"))
	if a := only[dispatch.Alerted](t, ds); a.Code != "payment_refused" || z.order("o1").Carriage != orders.PickedUp {
		t.Errorf("%+v", ds)
	}
	ds = z.do(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	if only[dispatch.OrderGone](t, ds); has[dispatch.Charge](ds) {
		t.Error("what was refused is captured")
	}
}

// Whatever ends without a delivery gives the money back.
func TestPaymentOfFailures(t *testing.T) {
	for what, end := range map[string]func(*zone) []dispatch.Decision{
		"cancelled": func(z *zone) []dispatch.Decision {
			return z.do(dispatch.CancelOrder{Order: "o1", By: merchant, Reason: "closing"})
		},
		"refused": func(z *zone) []dispatch.Decision {
			return z.do(dispatch.Prepare{Order: "o1", Verb: orders.Refusal, By: merchant})
		},
		"sold out": func(z *zone) []dispatch.Decision {
			return z.do(dispatch.RefuseItem{Order: "o1", Quantity: 2, By: merchant})
		},
		"nobody": func(z *zone) []dispatch.Decision {
			z.ok(dispatch.CourierOffline{Courier: "c1"})
			return z.fire("giveup/o1")
		},
		"at the door": func(z *zone) []dispatch.Decision {
			z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
			return z.do(dispatch.FailOrder{Courier: "c1", Order: "o1", Reason: "nobody_home"})
		},
		"by staff": func(z *zone) []dispatch.Decision {
			return z.do(dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: desk, Reason: "r"})
		},
	} {
		z := served(t)
		z.ok(paid("o1"), settle("o1", "held"))
		ds := end(z)
		if c := only[dispatch.Charge](t, ds); c.Action != "cancel" || c.Order != "o1" {
			t.Errorf("%s: %+v", what, c)
		}
		if has[dispatch.OrderGone](ds) {
			t.Errorf("%s: it left before its money went back", what)
		}
		if gone := only[dispatch.OrderGone](t, z.do(settle("o1", "cancelled"))); gone.Order.ID != "o1" {
			t.Errorf("%s: %+v", what, gone)
		}
		z.recovers(nil)
	}
}

// An order that was called off before its hold was known waits for the hold
// to be given back.
func TestHoldComesAfterTheEnd(t *testing.T) {
	z := served(t)
	z.do(paid("o1"))
	z.do(dispatch.CancelOrder{Order: "o1", By: merchant})
	z.ok(settle("o1", "held"))
	z.now = z.now.Add(time.Hour)
	if z.order("o1").Carriage != orders.Cancelled {
		t.Error("it came back to life")
	}
	only[dispatch.OrderGone](t, z.do(settle("o1", "cancelled")))
}

func TestSettleRefusesWhatIsNoOutcome(t *testing.T) {
	z := served(t)
	z.ok(paid("o1"))
	z.refused(orders.BadOrder, settle("o1", "pending"))
	z.refused(orders.BadOrder, settle("o1", ""))
}

// What the merchant could not supply is not captured, once.
func TestPartialCapture(t *testing.T) {
	z := served(t)
	z.ok(paid("o1"), settle("o1", "held"), dispatch.RefuseItem{Order: "o1", Quantity: 1, By: merchant})
	if p := z.order("o1").Payment; p.Amount != 1200 || p.State != "held" {
		t.Errorf("%+v", p)
	}
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	ds := z.do(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	if c := only[dispatch.Charge](t, ds); c.Action != "capture" || c.Payment.Amount != 1200 {
		t.Errorf("%+v", c)
	}
}
