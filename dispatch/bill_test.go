package dispatch_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// posted returns the one posting of a cause.
func posted(t *testing.T, ds []dispatch.Decision, c ledger.Cause) ledger.Posting {
	t.Helper()
	var found []ledger.Posting
	for _, d := range ds {
		if p, ok := d.(dispatch.Posted); ok && p.Posting.Cause == c {
			found = append(found, p.Posting)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d postings as %s in %+v", len(found), c, ds)
	}
	return found[0]
}

func amounts(p ledger.Posting) string {
	m := map[ledger.Account]int64{}
	for _, e := range p.Entries {
		m[e.Account] += e.Amount
	}
	raw, _ := json.Marshal(m)
	return string(raw)
}

// Each end of an order costs whom it should, in one posting that balances.
func TestEndsAreBilled(t *testing.T) {
	given := func(z *zone) { z.ok(place("o1")); z.ok(z.accept("c1")) }
	fetched := func(z *zone) { given(z); z.ok(dispatch.PickUpOrder{Courier: "c1", Order: "o1"}) }
	for what, c := range map[string]struct {
		before func(*zone)
		end    dispatch.Event
		cause  ledger.Cause
		want   string // the courier earns 300 for the task, and 2400 an hour
	}{
		"delivered": {fetched, dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"}, ledger.Delivered,
			`{"merchant/m1":-600,"platform":126,"worker/c1":474}`},
		"nobody at the door": {fetched, dispatch.FailOrder{Courier: "c1", Order: "o1", Reason: "nobody_home"}, ledger.Failed,
			`{"merchant/m1":-600,"platform":126,"worker/c1":474}`},
		"called off early": {func(z *zone) { z.ok(place("o1")) }, dispatch.CancelOrder{Order: "o1", By: merchant}, ledger.Cancelled, `{}`},
		"called off late":  {given, dispatch.CancelOrder{Order: "o1", By: merchant}, ledger.Cancelled, `{"merchant/m1":-150,"worker/c1":150}`},
		"refused late":     {given, dispatch.Prepare{Order: "o1", Verb: orders.Refusal, By: merchant}, ledger.Cancelled, `{"merchant/m1":-150,"worker/c1":150}`},
		"by staff":         {given, dispatch.CancelOrder{Order: "o1", By: desk}, ledger.Cancelled, `{}`},
		"not fetched":      {given, dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: desk, Reason: "r"}, ledger.Failed, `{}`},
		"said so by staff": {fetched, dispatch.SetOutcome{Order: "o1", Outcome: orders.Delivered, By: desk, Reason: "r"}, ledger.Delivered, `{"merchant/m1":-600,"platform":126,"worker/c1":474}`},
	} {
		z := served(t)
		z.s.Policy.Cancel.Assigned = 150
		c.before(z)
		p := posted(t, z.do(c.end), c.cause)
		if got := amounts(p); got != c.want || p.Order != "o1" || p.Currency != "cny" {
			t.Errorf("%s: %+v: %s, want %s", what, p, got, c.want)
		}
		z.do(c.end) // said again
		if n := z.s.Ledger.Count(c.cause); n != 1 {
			t.Errorf("%s: posted %d times", what, n)
		}
	}
}

// Goods that were lost with their courier are no carriage.
func TestLostGoodsAreNotPaid(t *testing.T) {
	z := served(t)
	z.brought(place("o1"), "c1")
	z.fire("silent/o1")
	p := posted(t, z.fire("silent/o1"), ledger.Failed)
	if len(p.Entries) != 0 {
		t.Errorf("%+v", p)
	}
}

// What is offered is what is earned, by who ends up with the order.
func TestPayIsWhatWasOffered(t *testing.T) {
	z := served(t)
	z.ok(register("c2"), online("c2", 300), place("o1"))
	first := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer)
	if first == nil {
		t.Fatal("no offer")
	}
	z.ok(z.accept("c1"))
	if o := z.order("o1"); o.Pay == 0 {
		t.Error("no pay")
	}
	z.ok(dispatch.HandBack{Courier: "c1", Order: "o1", Reason: "tyre"})
	if o := z.order("o1"); o.Pay != 0 {
		t.Errorf("nobody has it and it pays %d", o.Pay)
	}
	pay := z.s.Offers.Get(z.s.Couriers.Get("c2").Offer).Pay
	z.ok(z.accept("c2"), dispatch.PickUpOrder{Courier: "c2", Order: "o1"})
	z.do(dispatch.DeliverOrder{Courier: "c2", Order: "o1", Proof: "good"})
	if a, b := z.s.Ledger.Balance("worker/c1", "cny"), z.s.Ledger.Balance("worker/c2", "cny"); a != 0 || b != pay || pay == 0 {
		t.Errorf("c1 has %d, c2 %d, offered %d", a, b, pay)
	}
}

// A robot's carriage goes to who runs it, a locker's part to who runs that.
func TestProvidersAreBilled(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), z.robotAt("r1"))
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	pay := z.order("o1").Pay
	for _, s := range []missions.Signal{missions.AtPickup, missions.Loaded, missions.AtHandoff} {
		z.ok(z.report("r1", 400, s))
	}
	z.ok(dispatch.Collect{Order: "o1", Proof: "good"}, z.report("r1", 400, missions.Unloaded))
	if got := z.s.Ledger.Balance("provider/r1", "cny"); got != pay || pay == 0 {
		t.Errorf("the robot has %d for %d", got, pay)
	}

	z = newZone(t)
	z.ok(shop("m1", true), register("c1"), locker("l1", 410, 1), dispatch.BankLink{Bank: "l1", Linked: true}, online("c1", 10))
	z.s.Policy.Weights.ResidentPerMinute = 0
	z.s.Policy.DoorService = 3600e9
	p = place("o1")
	p.Consent.Locker = true
	z.ok(p)
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, dispatch.OpenLocker{Courier: "c1", Order: "o1"})
	z.ok(dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true, Occupied: true})
	if z.s.Ledger.Count(ledger.Delivered) != 0 {
		t.Error("billed before it ended")
	}
	z.ok(dispatch.Collect{Order: "o1", Proof: "good"}, dispatch.CompartmentReport{Bank: "l1", Compartment: "a", Closed: true})
	if got := z.s.Ledger.Balance("provider/l1", "cny"); got != z.s.Policy.LockerFee {
		t.Errorf("the locker has %d", got)
	}
}

// robotAt reports a robot at the shop with a full battery.
func (z *zone) robotAt(id fleet.WorkerID) dispatch.RobotReport {
	return dispatch.RobotReport{Robot: id, Linked: true, Point: east(0), Charge: 90}
}

// A hold is on no account but its own, until it is captured or let go.
func TestPaymentsArePosted(t *testing.T) {
	z := served(t)
	z.ok(paid("o1"))
	held := posted(t, z.do(settle("o1", "held")), ledger.Held)
	if got := amounts(held); got != `{"holds":2400,"residents":-2400}` {
		t.Error(got)
	}
	if ds := z.do(settle("o1", "held")); has[dispatch.Posted](ds) {
		t.Error("posted twice")
	}
	z.ok(dispatch.RefuseItem{Order: "o1", Quantity: 1, By: merchant})
	z.ok(z.accept("c1"), dispatch.PickUpOrder{Courier: "c1", Order: "o1"}, dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	if got := amounts(posted(t, z.do(settle("o1", "captured")), ledger.Captured)); got != `{"holds":-2400,"merchant/m1":1200,"residents":1200}` {
		t.Error(got)
	}

	z = served(t)
	z.ok(paid("o1"), settle("o1", "held"), dispatch.CancelOrder{Order: "o1", By: merchant})
	if got := amounts(posted(t, z.do(settle("o1", "cancelled")), ledger.Released)); got != `{"holds":-2400,"residents":2400}` {
		t.Error(got)
	}
	// An answer that overtook the one before: nothing was known to be held.
	z = served(t)
	z.brought(paid("o1"), "c1")
	z.ok(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	if got := amounts(posted(t, z.do(settle("o1", "captured")), ledger.Captured)); got != `{"merchant/m1":2400,"residents":-2400}` {
		t.Error(got)
	}
	// What is refused moves nothing, and does not come back to life.
	z = served(t)
	z.brought(paid("o1"), "c1")
	for _, s := range []string{"refused", "held"} {
		if ds := z.do(settle("o1", s)); has[dispatch.Posted](ds) || z.order("o1").Payment.State != "refused" {
			t.Errorf("%s: %+v", s, ds)
		}
	}
	z.recovers(nil)
}

// The books of a broken state are found out.
func TestInvariantsFindBrokenBooks(t *testing.T) {
	z := served(t)
	z.ok(paid("o2"), settle("o2", "held"))
	z.ok(place("o1"), dispatch.CancelOrder{Order: "o1", By: merchant})
	raw := z.json()
	for what, c := range map[string]struct {
		spoil func(*ledger.Book)
		says  string
	}{
		"one side":     {func(b *ledger.Book) { b.Balances[0].Amount++ }, "sum to 1 cny"},
		"posted twice": {func(b *ledger.Book) { b.Counts[0].N++ }, "1 orders were cancelled, and 2 were posted so"},
		"not posted":   {func(b *ledger.Book) { b.Counts = nil }, "and 0 were posted so"},
		"hold too low": {func(b *ledger.Book) { b.Balances[0].Amount--; b.Balances[1].Amount++ }, "on hold, but 2400"},
	} {
		s := new(dispatch.State)
		if err := json.Unmarshal([]byte(raw), s); err != nil {
			t.Fatal(err)
		}
		c.spoil(&s.Ledger)
		if wrong := strings.Join(dispatch.Invariants(s), "\n"); !strings.Contains(wrong, c.says) {
			t.Errorf("%s: %q, want %q", what, wrong, c.says)
		}
	}
}
