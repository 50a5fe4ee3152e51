package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// berths is a zone with a locker of three doors near the home and one in front
// of it with stairs, and no courier.
func berths(t *testing.T) *zone {
	z := newZone(t)
	z.ok(shop("m1", true), locker("l1", 380, 3), locker("l2", 405, 1), dispatch.BankLink{Bank: "l1", Linked: true}, dispatch.BankLink{Bank: "l2", Linked: true})
	return z
}

func keep(id orders.ID, bank string) dispatch.KeepCompartment {
	return dispatch.KeepCompartment{Order: id, Locker: bank, Proof: "code", By: merchant}
}

// deposit is what the merchant and the door do, once a compartment is kept.
func (z *zone) deposit(id orders.ID) {
	z.t.Helper()
	o := z.order(id)
	z.ok(dispatch.PutIn{Order: id, Proof: "code"},
		dispatch.CompartmentReport{Bank: o.Locker, Compartment: o.Compartment},
		dispatch.CompartmentReport{Bank: o.Locker, Compartment: o.Compartment, Closed: true, Occupied: true})
}

// A merchant puts the goods into the nearest locker itself: nobody is sent, the
// resident collects as ever, and what the merchant owes is the price of that.
func TestMerchantPutsTheGoodsIn(t *testing.T) {
	z := berths(t)
	z.ok(register("c1"), online("c1", 10), toLocker("o1"))
	if z.s.Couriers.Get("c1").Offer == "" {
		t.Fatal("nobody was asked before")
	}
	z.ok(keep("o1", ""))
	o := z.order("o1")
	if o.Locker != "l2" || o.Berth == nil || o.Berth.Until != noon.Add(2*time.Hour) || z.s.Couriers.Get("c1").Offer != "" {
		t.Fatalf("%+v %+v", o, o.Berth)
	}
	if ds := z.do(keep("o1", "")); len(ds) > 0 {
		t.Errorf("said again: %+v", ds)
	}
	z.refused(orders.WrongPIN, dispatch.PutIn{Order: "o1", Proof: "good"})
	z.deposit("o1")
	o = z.order("o1")
	if o.Carriage != orders.InLocker || o.Preparation != orders.Ready || o.Berth != nil || z.s.Timers.Get("collect/o1") == nil || z.s.Timers.Get("reserve/o1") != nil {
		t.Fatalf("%+v", o)
	}
	z.ok(dispatch.Collect{Order: "o1", Proof: "good"}, dispatch.CompartmentReport{Bank: "l2", Compartment: "a", Closed: true})
	if z.s.Counter.Delivered != 1 || z.s.Banks.Get("l2").Find("a").State != fleet.Free {
		t.Errorf("%+v", z.s.Counter)
	}
	if owes := z.s.Ledger.Balance(ledger.Merchant.Of("m1"), "cny"); owes != -dispatch.DefaultPolicy().DepositFee {
		t.Errorf("the merchant's account stands at %d", owes)
	}
}

// With the order: the answer is the order as it was placed, compartment and all,
// or one refusal of the whole.
func TestPlacedWithACompartment(t *testing.T) {
	z := berths(t)
	p := toLocker("o1")
	p.Berth = &dispatch.BerthWish{Locker: "l1", Proof: "code"}
	z.ok(p)
	if o := z.order("o1"); o.Locker != "l1" || o.Compartment != "a" || o.Preparation != orders.Accepted {
		t.Errorf("%+v", o)
	}
	p.ID, p.Consent.Locker = "o2", false
	if r := z.refused(orders.Infeasible, p); !strings.Contains(r.Detail, "l1") || z.s.Orders.Get("o2") != nil {
		t.Errorf("%+v", r)
	}
}

// What rules a locker out rules it out for a merchant too, and is named.
func TestNoCompartmentForTheMerchant(t *testing.T) {
	for what, c := range map[string]struct {
		change func(*dispatch.PlaceOrder)
		bank   string
		code   orders.Code
		says   string
	}{
		"no consent":   {func(p *dispatch.PlaceOrder) { p.Consent.Locker = false }, "", orders.Infeasible, "not agreed"},
		"no screen":    {func(p *dispatch.PlaceOrder) { p.Needs.NoScreen = true }, "", orders.Infeasible, "access needs"},
		"stays in":     {func(p *dispatch.PlaceOrder) { p.Needs.NoComingDown = true }, "l1", orders.Infeasible, "access needs"},
		"too large":    {func(p *dispatch.PlaceOrder) { p.Items[0].Quantity = 41 }, "l1", orders.Infeasible, "no compartment takes"},
		"frozen":       {func(p *dispatch.PlaceOrder) { p.Items[0].Temperature = circle.Frozen }, "l1", orders.Infeasible, "frozen"},
		"far away":     {func(p *dispatch.PlaceOrder) { p.Dropoff.Point = east(900) }, "l1", orders.Infeasible, "from the home"},
		"none near":    {func(p *dispatch.PlaceOrder) { p.Dropoff.Point = east(900) }, "", orders.Infeasible, "no locker is within"},
		"no such bank": {func(*dispatch.PlaceOrder) {}, "l9", orders.UnknownLocker, "l9"},
		"by hand": {func(p *dispatch.PlaceOrder) {
			p.Demands.Dropoff = []orders.Demand{{Proof: orders.Age}}
		}, "", orders.Infeasible, "door"},
		"ready too late": {func(p *dispatch.PlaceOrder) { p.Due = noon.Add(9 * time.Hour) }, "", orders.BadOrder, "nearly"},
	} {
		t.Run(what, func(t *testing.T) {
			z := berths(t)
			p := toLocker("o1")
			c.change(&p)
			z.ok(p)
			if r := z.refused(c.code, keep("o1", c.bank)); r == nil || !strings.Contains(r.Detail, c.says) {
				t.Errorf("%+v", r)
			}
		})
	}
	z := berths(t)
	z.ok(toLocker("o1"), toLocker("o2"), keep("o1", "l2"))
	if r := z.refused(orders.CompartmentBusy, keep("o2", "l2")); !r.Retryable {
		t.Errorf("%+v", r)
	}
	z.refused(orders.NotYours, dispatch.KeepCompartment{Order: "o2", Proof: "p", By: orders.Actor{Role: orders.Merchant, ID: "m2"}})
}

// released returns why the merchant was told that its compartment is gone.
func released(t *testing.T, ds []dispatch.Decision) string {
	t.Helper()
	for _, d := range ds {
		if p, ok := d.(dispatch.Published); ok && p.Track == orders.DepositTrack && p.State == orders.LetGo {
			return p.Reason
		}
	}
	return ""
}

// A compartment that is not filled in time is free again, the merchant is told,
// and the order goes to a courier.
func TestKeptCompartmentLapses(t *testing.T) {
	z := berths(t)
	z.ok(register("c1"), online("c1", 10), toLocker("o1"), keep("o1", "l1"))
	z.now = noon.Add(119 * time.Minute)
	z.ok(online("c1", 10))
	if why := released(t, z.fire("reserve/o1")); why != "reserve_lapsed" {
		t.Errorf("told %q", why)
	}
	if o := z.order("o1"); o.Berth != nil || z.door("a").Order != "" || z.s.Couriers.Get("c1").Offer == "" {
		t.Errorf("%+v %+v", o, z.door("a"))
	}
	z.refused(orders.IllegalMove, dispatch.PutIn{Order: "o1", Proof: "code"})
}

// What changes meanwhile gives the compartment back, or moves the order to
// another; while the door stands open nothing does.
func TestKeptCompartmentIsGivenBack(t *testing.T) {
	tip := dispatch.EditOrder{Order: "o1", By: merchant, Reason: "r", Due: noon.Add(3 * time.Hour)}
	jam := dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Jammed: true}
	for what, c := range map[string]struct {
		ev   dispatch.Event
		told string
	}{
		"given back": {dispatch.ReleaseCompartment{Order: "o1", By: merchant, Reason: "mind"}, "mind"},
		"edited":     {tip, "edited"},
		"no longer agreed": {dispatch.ChangeConsent{Order: "o1", Mode: residents.LockerMode, By: orders.Actor{Role: orders.Resident}, Channel: residents.Online},
			"consent_withdrawn"},
		"staff sends somebody": {dispatch.AssignOrder{Order: "o1", By: desk, Reason: "hurry"}, "hurry"},
	} {
		z := berths(t)
		z.ok(toLocker("o1"), keep("o1", "l1"))
		if why := released(t, z.do(c.ev)); why != c.told || z.order("o1").Locker != "" || z.door("a").Order != "" {
			t.Errorf("%s: told %q, %+v", what, why, z.order("o1"))
		}
		z.ok(dispatch.ChangeConsent{Order: "o1", Mode: residents.LockerMode, Given: true, By: desk, Channel: residents.Counter}, keep("o1", "l2"))
		z.ok(dispatch.PutIn{Order: "o1", Proof: "code"})
		if _, staff := c.ev.(dispatch.AssignOrder); !staff {
			z.refused(orders.CompartmentBusy, c.ev)
		}
	}
	z := berths(t)
	z.ok(toLocker("o1"), keep("o1", "l1"), jam)
	if o := z.order("o1"); o.Compartment != "b" || z.door("a").Order != "" {
		t.Errorf("%+v", o)
	}
	z.ok(keep("o1", "l2"))
	if o := z.order("o1"); o.Locker != "l2" || z.door("b").Order != "" {
		t.Errorf("moved: %+v", o)
	}
	jam.Bank = "l2"
	if why := released(t, z.do(jam)); why != "locker_jammed" || z.order("o1").Berth != nil {
		t.Errorf("no other door: told %q", why)
	}
}

// A bank that was away says that the code opened a door: what it says of the
// door next is the deposit.
func TestPutInWithoutALink(t *testing.T) {
	z := berths(t)
	z.ok(toLocker("o1"), keep("o1", "l1"), dispatch.BankLink{Bank: "l1"})
	z.ok(dispatch.BankLink{Bank: "l1", Linked: true}, dispatch.DoorUsed{Bank: "l1", Compartment: "a", At: noon})
	z.ok(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Occupied: true})
	if o := z.order("o1"); o.Carriage != orders.InLocker {
		t.Errorf("%+v", o)
	}
}

// A compartment that a courier does not come to is free again: before pickup
// somebody else gets the order, after it the goods go to the door.
func TestCouriersCompartmentLapses(t *testing.T) {
	z := doors(t)
	z.ok(toLocker("o1"), dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
	z.ok(z.accept("c1"))
	lapse := func() {
		z.now = z.s.Timers.Get("reserve/o1").Add(-time.Minute)
		z.ok(dispatch.CourierAt{Courier: "c1", Point: east(10)})
		z.fire("reserve/o1")
	}
	lapse()
	if o := z.order("o1"); o.Carriage != orders.Unassigned || z.door("a").Order != "" {
		t.Fatalf("%+v", o)
	}
	z = doors(t)
	z.ok(toLocker("o1"), dispatch.AssignOrder{Order: "o1", Mode: "locker", By: desk, Reason: "r"})
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"})
	lapse()
	if o := z.order("o1"); o.Mode != "door" || o.Worker != "c1" || z.door("a").Order != "" {
		t.Errorf("%+v", o)
	}
}

// What its merchant puts into a locker comes after no other order: nobody holds
// the merchant back before the door.
func TestKeptGoodsComeAfterNothing(t *testing.T) {
	z := berths(t)
	z.ok(toLocker("o1"), toLocker("o2"), keep("o2", ""))
	z.refused(orders.IllegalMove, dispatch.ChangeAfter{Order: "o2", After: "o1", By: desk, Reason: "together"})
	z.ok(dispatch.ReleaseCompartment{Order: "o2", By: merchant, Reason: "closed"})
	z.ok(dispatch.ChangeAfter{Order: "o2", After: "o1", By: desk, Reason: "together"})
	z.refused(orders.IllegalMove, keep("o2", ""))
}
