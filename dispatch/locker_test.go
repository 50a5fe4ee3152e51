package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// doors is a zone with a locker of three doors near the home, the last one
// chilled.
func doors(t *testing.T) *zone {
	z := served(t)
	l := locker("l1", 380, 3)
	l.Bank.Compartments[2].Temperature = circle.Chilled
	z.ok(l, dispatch.BankLink{Bank: "l1", Linked: true})
	return z
}

// toLocker places an order that may only go into a locker.
func toLocker(id orders.ID, items ...orders.Item) dispatch.PlaceOrder {
	p := place(id)
	p.Consent.Locker = true
	if len(items) > 0 {
		p.Items = items
	}
	return p
}

func (z *zone) door(id string) (c struct{ State, Order string }) {
	d := z.s.Banks.Get("l1").Find(id)
	c.State, c.Order = string(d.State), d.Order
	return c
}

func TestTemperatureChoosesTheCompartment(t *testing.T) {
	item := func(class circle.Temperature) orders.Item {
		return orders.Item{Name: "i", Quantity: 1, Grams: 100, Millis: 100, Temperature: class}
	}
	for what, c := range map[string]struct {
		items []orders.Item
		door  string // "" where no compartment keeps it
	}{
		"nothing said":       {[]orders.Item{item("")}, "a"},
		"ambient":            {[]orders.Item{item(circle.Ambient)}, "a"},
		"chilled":            {[]orders.Item{item(circle.Chilled)}, "c"},
		"chilled and not":    {[]orders.Item{item(""), item(circle.Chilled)}, "c"},
		"frozen":             {[]orders.Item{item(circle.Frozen)}, ""},
		"chilled and frozen": {[]orders.Item{item(circle.Frozen), item(circle.Chilled)}, ""},
	} {
		z := doors(t)
		z.ok(toLocker("o1", c.items...))
		z.ok(dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
		f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer)
		switch {
		case f == nil:
			t.Errorf("%s: nobody is asked", what)
		case c.door == "" && f.Mode == "locker", c.door != "" && (f.Mode != "locker" || f.Compartment != c.door):
			t.Errorf("%s: by %s, compartment %q, want %q", what, f.Mode, f.Compartment, c.door)
		}
	}
}

// Staff is called to a door that nobody closes, and it gets no goods meanwhile.
func TestDoorLeftOpen(t *testing.T) {
	z := doors(t)
	open := dispatch.CompartmentReport{Bank: "l1", Compartment: "a"}
	z.ok(open)
	z.now = z.now.Add(2 * time.Minute)
	z.ok(open) // said again: no longer open than it is
	if a := only[dispatch.Alerted](t, z.fire("door/l1/a")); a.Code != "door_open" || z.now != noon.Add(5*time.Minute) {
		t.Errorf("%+v at %v", a, z.now)
	}
	if z.s.Banks.Get("l1").Find("a").Usable() {
		t.Error("an open compartment is used")
	}
	z.ok(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true})
	if !z.s.Banks.Get("l1").Find("a").Usable() {
		t.Error("a closed compartment is not used again")
	}
	z.ok(open, dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true})
	if z.s.Timers.Get("door/l1/a") != nil {
		t.Error("the timer of a door outlives its closing")
	}
}

// A compartment that is closed on something that no order put there is not
// used, and an order that counted on it gets another.
func TestForeignGoodsInACompartment(t *testing.T) {
	z := doors(t)
	filled := dispatch.CompartmentReport{Bank: "l1", Compartment: "b", Closed: true, Occupied: true}
	if a := only[dispatch.Alerted](t, z.do(filled)); a.Code != "locker_filled" {
		t.Errorf("%+v", a)
	}
	if z.s.Banks.Get("l1").Find("b").Usable() {
		t.Error("it is used")
	}
	z.ok(toLocker("o1"), dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	if d := z.door("a"); d.Order != "o1" {
		t.Fatalf("%+v", d)
	}
	filled.Compartment = "a"
	z.ok(dispatch.CompartmentReport{Bank: "l1", Compartment: "b", Closed: true}) // somebody emptied b
	z.ok(filled)
	if o := z.order("o1"); o.Compartment != "b" || z.door("b").Order != "o1" || z.door("a").Order != "" {
		t.Errorf("it still counts on %s: %+v, %+v", o.Compartment, z.door("a"), z.door("b"))
	}
}

// The resident is reminded until the goods have been in the locker for too long.
func TestLockerReminders(t *testing.T) {
	z := doors(t)
	z.ok(toLocker("o1"), dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, dispatch.OpenLocker{Courier: "c1", Order: "o1"})
	z.ok(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Occupied: true})
	for range 2 {
		if told := only[dispatch.Told](t, z.fire("remind/o1")); told.Subject != dispatch.LockerReminder || told.Order != "o1" {
			t.Errorf("%+v", told)
		}
	}
	if z.s.Timers.Get("remind/o1") != nil {
		t.Error("a reminder is left for when it is too late")
	}
	z.fire("collect/o1")
	if o := z.s.Orders.Get("o1-r"); o == nil || o.Kind != orders.Return {
		t.Errorf("the goods have no way back: %+v", o)
	}
}

// Goods that are gone before anybody collected call staff, once.
func TestGoodsGoneFromALocker(t *testing.T) {
	z := doors(t)
	z.ok(toLocker("o1"), dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, dispatch.OpenLocker{Courier: "c1", Order: "o1"})
	z.ok(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Occupied: true})
	empty := dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true}
	if a := only[dispatch.Alerted](t, z.do(empty)); a.Code != "goods_gone" || a.Order != "o1" {
		t.Errorf("%+v", a)
	}
	if ds := z.do(empty); has[dispatch.Alerted](ds) || z.order("o1").Carriage != orders.InLocker {
		t.Errorf("%+v", ds)
	}
}

// Staff opens doors, and takes compartments out of service and back.
func TestStaffSeesToLockers(t *testing.T) {
	z := doors(t)
	tend := func(compartment string, act dispatch.DoorAct) dispatch.TendDoor {
		return dispatch.TendDoor{Bank: "l1", Compartment: compartment, Act: act, By: desk, Reason: "r"}
	}
	if d := only[dispatch.OpenDoor](t, z.do(tend("b", dispatch.OpenIt))); d.Bank != "l1" || d.Compartment != "b" || d.Deposit {
		t.Errorf("%+v", d)
	}
	z.ok(tend("a", dispatch.Retire), tend("a", dispatch.Retire))
	again := locker("l1", 380, 3)
	again.Bank.Compartments[2].Temperature = circle.Chilled
	z.ok(again) // registered anew, it stays out of service
	z.ok(toLocker("o1"), dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
	if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f.Compartment != "b" {
		t.Errorf("%+v", f)
	}
	z.ok(tend("a", dispatch.Restore))
	if !z.s.Banks.Get("l1").Find("a").Usable() {
		t.Error("it is still out of service")
	}
	byMerchant := tend("a", dispatch.OpenIt)
	byMerchant.By = merchant
	z.refused(orders.NotYours, byMerchant)
	z.refused(orders.UnknownLocker, tend("z", dispatch.OpenIt))
	z.ok(dispatch.BankLink{Bank: "l1"})
	if r := z.refused(orders.IllegalMove, tend("a", dispatch.OpenIt)); !r.Retryable {
		t.Errorf("%+v", r)
	}
}

// A code that opened a door while the link was away ends the order as one that
// was typed with it.
func TestDoorUsedWithoutALink(t *testing.T) {
	z := doors(t)
	z.ok(toLocker("o1"), dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, dispatch.OpenLocker{Courier: "c1", Order: "o1"})
	z.ok(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Occupied: true})
	z.ok(dispatch.BankLink{Bank: "l1"}, dispatch.BankLink{Bank: "l1", Linked: true})
	used := dispatch.DoorUsed{Bank: "l1", Compartment: "a", At: z.now}
	z.ok(used)
	if ds := z.do(used); len(ds) != 0 { // told again after another break of the link
		t.Errorf("%+v", ds)
	}
	ds := z.do(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true})
	if has[dispatch.Alerted](ds) || z.s.Closed.Get("o1").Carriage != orders.Delivered {
		t.Errorf("%+v", ds)
	}
	z.refused(orders.UnknownLocker, dispatch.DoorUsed{Bank: "l9", Compartment: "a"})
}
