package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

var (
	theResident = orders.Actor{Role: orders.Resident}
	deskClerk   = orders.Actor{Role: orders.Staff, ID: "sam"}
)

func withdraw(id orders.ID, mode string) dispatch.ChangeConsent {
	return dispatch.ChangeConsent{Order: id, Mode: mode, By: theResident, Channel: residents.Online}
}

// TestConsentRecord: who wrote down what, when, by which channel; strangers
// may not, repeats add nothing.
func TestConsentRecord(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false))
	p := place("o1")
	p.Consent = residents.Consent{Robot: true}
	p.Booking = &orders.Booking{By: orders.ByStaff, Channel: residents.Phone, Entered: deskClerk}
	z.ok(p)
	z.now = z.now.Add(time.Minute)
	z.ok(dispatch.ChangeConsent{Order: "o1", Mode: "locker", Given: true, By: deskClerk, Channel: residents.Round})
	z.ok(dispatch.ChangeConsent{Order: "o1", Mode: "locker", Given: true, By: deskClerk, Channel: residents.Round})
	z.ok(withdraw("o1", "robot"))
	o := z.s.Orders.Get("o1")
	want := []residents.Agreed{
		{Mode: "robot", Given: true, At: noon, By: "staff/sam", Channel: residents.Phone},
		{Mode: "locker", Given: true, At: z.now, By: "staff/sam", Channel: residents.Round},
		{Mode: "robot", At: z.now, By: "resident/", Channel: residents.Online},
	}
	if !slices.Equal(o.Agreed, want) || o.Consent != (residents.Consent{Locker: true}) {
		t.Errorf("%+v %+v", o.Consent, o.Agreed)
	}
	for _, by := range []orders.Actor{{Role: orders.Courier, ID: "c1"}, {Role: orders.Merchant, ID: "m2"}, {}} {
		e := withdraw("o1", "locker")
		e.By = by
		z.refused(orders.NotYours, e)
	}
	z.refused(orders.BadOrder, withdraw("o1", "drone"))
	z.refused(orders.BadOrder, dispatch.ChangeConsent{Order: "o1", Mode: "locker", By: deskClerk, Channel: "rumour"})
}

// TestConsentWithdrawn: whatever is under way by the mode goes another way at
// once.
func TestConsentWithdrawn(t *testing.T) {
	toLocker := func(t *testing.T) (*zone, orders.ID) {
		z := newZone(t)
		z.ok(shop("m1", true), locker("l1", 300, 1), dispatch.BankLink{Bank: "l1", Linked: true}, register("c1"), online("c1", 0))
		p := place("o1")
		p.Dropoff.Point, p.Dropoff.Floor, p.Consent = east(400), 30, residents.Consent{Locker: true} // the stairs make the door dear
		z.ok(p)
		f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer)
		if f == nil || f.Mode != "locker" {
			t.Fatalf("no offer to the locker: %+v", f)
		}
		return z, "o1"
	}
	accept := func(z *zone) {
		z.ok(dispatch.AnswerOffer{Courier: "c1", Offer: z.s.Couriers.Get("c1").Offer, Accept: true})
	}
	t.Run("offered", func(t *testing.T) {
		z, id := toLocker(t)
		z.ok(withdraw(id, "locker"))
		if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f == nil || f.Mode != "door" {
			t.Errorf("offered anew: %+v", f)
		}
	})
	t.Run("assigned", func(t *testing.T) {
		z, id := toLocker(t)
		accept(z)
		z.ok(withdraw(id, "locker"))
		if o := z.s.Orders.Get(id); o.Mode == "locker" || o.Attempt != 2 {
			t.Errorf("%+v", o)
		}
		if c := z.s.Banks.Get("l1").Compartments[0]; c.State != fleet.Free {
			t.Errorf("the compartment is %s", c.State)
		}
	})
	t.Run("carried", func(t *testing.T) {
		z, id := toLocker(t)
		accept(z)
		z.ok(dispatch.Prepare{Order: id, Verb: orders.Finish, By: orders.Actor{Role: orders.Merchant, ID: "m1"}})
		z.ok(dispatch.PickUpOrder{Courier: "c1", Order: id})
		z.ok(withdraw(id, "locker"))
		o, route := z.s.Orders.Get(id), z.s.Couriers.Get("c1").Route
		if o.Mode != "door" || o.Locker != "" || o.Worker != "c1" || len(route) != 1 || route[0].Point != o.Dropoff.Point {
			t.Errorf("%+v %+v", o, route)
		}
		if c := z.s.Banks.Get("l1").Compartments[0]; c.State != fleet.Free {
			t.Errorf("the compartment is %s", c.State)
		}
		z.ok(dispatch.DeliverOrder{Courier: "c1", Order: id, Proof: o.Proof})
	})
	t.Run("in a robot", func(t *testing.T) {
		z := newZone(t)
		z.ok(shop("m1", true), robot("r1"))
		z.ok(z.report("r1", 0, missions.Signal("")))
		p := place("o1")
		p.Dropoff.Point, p.Dropoff.Handover, p.Consent = east(400), east(400), residents.Consent{Robot: true}
		z.ok(p)
		if o := z.s.Orders.Get("o1"); o.Mode != "handover" {
			t.Fatalf("%+v", o)
		}
		z.ok(withdraw("o1", "robot"))
		if o := z.s.Orders.Get("o1"); o.Worker != "" || !z.s.Robots.Get("r1").Free() {
			t.Errorf("%+v", o)
		}
	})
}
