package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

func keyed(id orders.ID, key, digest, external string) dispatch.PlaceOrder {
	p := place(id)
	p.Key, p.Digest, p.External = key, digest, external
	return p
}

// The same key and body gets the same answer; another body is refused; each
// merchant has its own keys.
func TestKeys(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false), shop("m2", false))
	z.ok(keyed("o1", "k", "d", ""))
	if r := only[dispatch.Replayed](t, z.do(keyed("o2", "k", "d", ""))); r.Order != "o1" {
		t.Errorf("replayed %s", r.Order)
	}
	if r := z.refused(orders.KeyReused, keyed("o2", "k", "other", "")); r.Order != "o1" {
		t.Errorf("refused for %s", r.Order)
	}
	other := keyed("o3", "k", "other", "")
	other.Merchant = "m2"
	z.ok(other)
	if z.s.Orders.Len() != 2 || z.s.Orders.Get("o3") == nil {
		t.Errorf("%d orders", z.s.Orders.Len())
	}
	// Without a key nothing is remembered.
	z.ok(place("o4"), place("o5"))
	if z.s.Keys.Len() != 2 {
		t.Errorf("%d keys", z.s.Keys.Len())
	}
}

// A refusal is an answer too: it stays the answer to its key when the reason
// is gone.
func TestRefusalIsReplayed(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false), dispatch.PauseProvider{Provider: "m1", Paused: true, By: merchant})
	first := z.refused(orders.ProviderPaused, keyed("o1", "k", "d", ""))
	z.ok(dispatch.PauseProvider{Provider: "m1", By: merchant})
	again := z.refused(orders.ProviderPaused, keyed("o2", "k", "d", ""))
	if *first != *again {
		t.Errorf("%+v, then %+v", first, again)
	}
	z.refused(orders.KeyReused, keyed("o2", "k", "other", ""))
	z.ok(keyed("o2", "k2", "d", ""))
}

// A repeated external id returns the existing order: while it is open, and
// for 48 hours after it ended.
func TestExternalIDs(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false), shop("m2", false), keyed("o1", "", "", "x"))
	if r := only[dispatch.Replayed](t, z.do(keyed("o2", "", "", "x"))); r.Order != "o1" {
		t.Errorf("replayed %s", r.Order)
	}
	// The key that came with it remembers the same.
	z.ok(keyed("o2", "k", "d", "x"))
	if r := only[dispatch.Replayed](t, z.do(keyed("o3", "k", "d", ""))); r.Order != "o1" {
		t.Errorf("the key is answered with %s", r.Order)
	}
	other := keyed("o4", "", "", "x")
	other.Merchant = "m2"
	z.ok(other)
	if z.s.Orders.Get("o4") == nil {
		t.Error("another merchant cannot use the same external id")
	}
	z.ok(dispatch.CancelOrder{Order: "o1", By: merchant})
	ended := z.now
	z.sweepUntil(ended.Add(48 * time.Hour))
	if r := only[dispatch.Replayed](t, z.do(keyed("o5", "", "", "x"))); r.Order != "o1" {
		t.Errorf("just before 48 h: %s", r.Order)
	}
	z.sweepUntil(ended.Add(49*time.Hour + time.Minute))
	z.ok(keyed("o6", "", "", "x"), keyed("o7", "k", "other body", ""))
	if z.s.Orders.Get("o6") == nil || z.s.Orders.Get("o7") == nil {
		t.Error("after 48 h something is still remembered")
	}
	z.recovers(nil)
}

// sweepUntil fires the sweep until the instant, and sets the clock to it.
func (z *zone) sweepUntil(until clock.Instant) {
	z.t.Helper()
	for next := z.s.Timers.Get("sweep"); next != nil && *next <= until; next = z.s.Timers.Get("sweep") {
		z.fire("sweep")
	}
	z.now = until
}

// What the edge found in its projection is answered like what the state knows.
func TestOlderOrder(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false))
	p := keyed("o2", "k", "d", "x")
	p.Older = "ancient"
	if r := only[dispatch.Replayed](t, z.do(p)); r.Order != "ancient" || z.s.Orders.Len() != 0 {
		t.Errorf("%+v", r)
	}
	p.Older = ""
	if r := only[dispatch.Replayed](t, z.do(p)); r.Order != "ancient" {
		t.Errorf("the key forgot: %+v", r)
	}
}

// The sweep ends by itself when there is nothing left to forget.
func TestSweepEnds(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", false), keyed("o1", "k", "d", "x"), dispatch.AskQuote{ID: "q", Merchant: "m1"})
	z.ok(dispatch.CancelOrder{Order: "o1", By: merchant})
	for range 200 {
		if z.s.Timers.Get("sweep") == nil {
			break
		}
		z.fire("sweep")
	}
	if n := z.s.Keys.Len() + z.s.Quotes.Len() + z.s.Closed.Len() + z.s.Externals.Len() + z.s.Timers.Len(); n != 0 {
		t.Errorf("%d rows are left, timers %v", n, timers(z.s))
	}
}
