package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Which modes are open to whom, and why not.
func TestQuotedModes(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), locker("l1", 300, 1), dispatch.BankLink{Bank: "l1", Linked: true})
	z.ok(z.report("r1", 0, missions.Signal("")))
	all := residents.Consent{Locker: true, Robot: true}
	for what, c := range map[string]struct {
		consent residents.Consent
		needs   residents.Needs
		floor   int
		lift    bool
		size    orders.Size
		travel  [2]time.Duration
		want    [3]string // door, locker, handover
	}{
		"agrees to all":       {consent: all, want: [3]string{"", "", ""}},
		"agrees to nothing":   {want: [3]string{"", "consent", "consent"}},
		"cannot come down":    {consent: all, needs: residents.Needs{NoComingDown: true}, want: [3]string{"", "access", "access"}},
		"cannot read":         {consent: all, needs: residents.Needs{NoScreen: true}, want: [3]string{"", "access", ""}},
		"no stairs, upstairs": {consent: all, needs: residents.Needs{NoStairs: true}, floor: 3, want: [3]string{"", "access", "access"}},
		"no stairs, a lift":   {consent: all, needs: residents.Needs{NoStairs: true}, floor: 3, lift: true, want: [3]string{"", "", ""}},
		"no stairs, basement": {consent: all, needs: residents.Needs{NoStairs: true}, floor: -1, want: [3]string{"", "access", "access"}},
		"reads Tibetan":       {consent: all, needs: residents.Needs{Language: "bo"}, want: [3]string{"", "access", "access"}},
		"reads English":       {consent: all, needs: residents.Needs{Language: "en", HardOfHearing: true, Pet: true}, want: [3]string{"", "", ""}},
		"call first":          {consent: all, needs: residents.Needs{CallFirst: true}, want: [3]string{"", "", ""}},
		"too large":           {consent: all, size: orders.Size{Millis: 20001}, want: [3]string{"", "locker", ""}},
		"far too large":       {consent: all, size: orders.Size{Millis: 30001}, want: [3]string{"", "locker", "capacity"}},
		"no way":              {consent: all, travel: [2]time.Duration{-1, -1}, want: [3]string{"no_way", "no_way", "no_way"}},
		"no way for robots":   {consent: all, travel: [2]time.Duration{0, -1}, want: [3]string{"", "", "no_way"}},
	} {
		q := only[dispatch.QuotePut](t, z.do(dispatch.AskQuote{
			ID: "q", Merchant: "m1", Dropoff: orders.Dropoff{Point: east(400), Handover: east(400), Floor: c.floor, Lift: c.lift},
			Consent: c.consent, Needs: c.needs, Size: c.size, Travel: c.travel,
		})).Quote
		if len(q.Modes) != 3 {
			t.Fatalf("%s: %+v", what, q.Modes)
		}
		for i, m := range q.Modes {
			if m.Reason != c.want[i] || m.Open != (c.want[i] == "") || m.Open != (m.By != 0) {
				t.Errorf("%s: %+v, want %q", what, m, c.want[i])
			}
		}
	}
	// A locker without a link and one beyond the walk are not offered at all.
	z.ok(dispatch.BankLink{Bank: "l1"}, locker("l2", 400+451, 1), dispatch.BankLink{Bank: "l2", Linked: true})
	q := only[dispatch.QuotePut](t, z.do(dispatch.AskQuote{ID: "q", Merchant: "m1", Dropoff: orders.Dropoff{Point: east(400)}, Consent: all})).Quote
	if len(q.Modes) != 2 {
		t.Errorf("%+v", q.Modes)
	}
}

func TestQuotedFee(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false), shop("m2", false))
	for _, c := range []struct{ meters, fee int64 }{{0, 500}, {1, 600}, {1000, 600}, {1001, 700}} {
		ask := dispatch.AskQuote{ID: "q", Merchant: "m1"}
		ask.Meters = 0
		for range c.meters {
			ask.Meters++
		}
		if q := only[dispatch.QuotePut](t, z.do(ask)).Quote; q.Fee != c.fee || q.Currency != "cny" || q.Expires != z.now.Add(10*time.Minute) {
			t.Errorf("%d m: %+v", c.meters, q)
		}
	}
	// The fee of a quote holds, until it expires, for its merchant.
	p := place("o1")
	p.Quote = "q" // 700; the order alone would be 600
	z.ok(p)
	if z.order("o1").Fee != 700 {
		t.Errorf("fee %d", z.order("o1").Fee)
	}
	p.ID, p.Merchant = "o2", "m2"
	z.refused(orders.QuoteExpired, p)
	p.Merchant = "m1"
	z.now = z.now.Add(10 * time.Minute)
	z.ok(p)
	z.now = z.now.Add(time.Second)
	p.ID = "o3"
	z.refused(orders.QuoteExpired, p)
}

// A promise that is not said is the policy's; one for later is prepared later.
func TestPromise(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), place("o1"))
	if o := z.order("o1"); o.Due != z.now.Add(45*time.Minute) || o.ReadyAt != z.now.Add(5*time.Minute) {
		t.Errorf("due %s, ready %s", o.Due, o.ReadyAt)
	}
	later := place("o2")
	later.Due = z.now.Add(6 * time.Hour)
	z.ok(later)
	if o := z.order("o2"); o.ReadyAt != later.Due.Add(-40*time.Minute) {
		t.Errorf("ready %s for %s", o.ReadyAt, o.Due)
	}
	if lead := z.s.Timers.Get("lead/o2"); lead == nil || *lead != later.Due.Add(-52*time.Minute) {
		t.Errorf("planned from %v", lead)
	}
	// The merchant knows better.
	z.ok(shop("m2", false))
	hand := place("o3")
	hand.Merchant, hand.Due = "m2", later.Due
	m2 := orders.Actor{Role: orders.Merchant, ID: "m2"}
	z.ok(hand, dispatch.Prepare{Order: "o3", Verb: orders.Accept, By: m2, ReadyAt: z.now.Add(time.Hour)})
	if o := z.order("o3"); o.ReadyAt != z.now.Add(time.Hour) {
		t.Errorf("ready %s", o.ReadyAt)
	}
	hand.ID = "o4"
	z.ok(hand, dispatch.Prepare{Order: "o4", Verb: orders.Accept, By: m2, ReadyAt: z.now.Add(-time.Hour)})
	if o := z.order("o4"); o.ReadyAt != later.Due.Add(-40*time.Minute) {
		t.Errorf("an estimate in the past: ready %s", o.ReadyAt)
	}
}

// Registering again keeps what a row is doing.
func TestRegisterAgain(t *testing.T) {
	z := set(t)
	before := z.json()
	z.ok(dispatch.PauseProvider{Provider: "m1", Paused: true, By: merchant})
	m := shop("m1", false)
	m.Provider.Point = east(7)
	z.ok(m)
	if p := z.s.Providers.Get("m1"); !p.Paused || p.AutoAccept || p.Point != east(7) {
		t.Errorf("%+v", p)
	}
	c := register("c3")
	c.Capacity.Grams = 700
	z.ok(c)
	if c := z.s.Couriers.Get("c3"); c.Capacity.Grams != 700 || len(c.Route) == 0 {
		t.Errorf("%+v", c)
	}
	r := robot("r1")
	r.Range = 5
	z.ok(r)
	if r := z.s.Robots.Get("r1"); r.Range != 5 || r.Mission == "" || r.Cargo("rolling") == nil || !r.Linked {
		t.Errorf("%+v", r)
	}
	again := locker("l1", 390, 1) // b is gone; a holds goods
	again.Bank.Compartments[0].Capacity.Grams = 1
	again.Bank.Compartments[0].OutOf = true // staff's to say, by TendDoor
	again.Bank.Compartments[0].State = fleet.Reserved
	z.ok(again)
	l := z.s.Banks.Get("l1")
	a := l.Find("a")
	if !l.Linked || l.Point != east(390) || len(l.Compartments) != 1 || a.State != fleet.Occupied || a.Order != "stored" || a.Capacity.Grams != 1 || a.OutOf {
		t.Errorf("%+v", l)
	}
	z.ok(dispatch.RegisterBank{Bank: fleet.Bank{ID: "l1"}})
	if l := z.s.Banks.Get("l1"); len(l.Compartments) != 1 || l.Find("a").Order != "stored" {
		t.Errorf("a compartment with goods is gone: %+v", l)
	}
	if before == z.json() {
		t.Error("nothing changed")
	}
	z.recovers(nil)
}
