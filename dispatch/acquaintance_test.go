package dispatch_test

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// visited lets a carer make a visit, from the offer to the end.
func (z *zone) visited(c fleet.WorkerID, v dispatch.PlaceOrder, alive ...fleet.WorkerID) {
	z.t.Helper()
	z.ok(v)
	z.ok(z.accept(c))
	z.pass(v.Call.From.Sub(z.now), alive...)
	z.ok(attend(c, v.ID, orders.Start))
	z.pass(v.Call.Duration, alive...)
	z.ok(attend(c, v.ID, orders.Finish))
}

// explained returns why a visit went where it did.
func explained(t *testing.T, ds []dispatch.Decision) dispatch.Explained {
	t.Helper()
	return only[dispatch.Explained](t, ds)
}

// planned answers the problem that waits and returns what came of it.
func (z *zone) planned() []dispatch.Decision {
	p := z.problem
	z.problem = nil
	return z.do(dispatch.Solved{Plan: plan(p)})
}

// A preferred carer comes from farther away, as far as that is worth.
func TestPreferredCarer(t *testing.T) {
	for _, c := range []struct {
		price int64
		want  string
	}{{600, "c3"}, {0, "c2"}, {1, "c2"}} {
		z := caring(t, map[fleet.WorkerID]float64{"c2": 300, "c3": 2500})
		z.s.Policy.Continuity.Price = c.price
		b := book("v1", noon.Add(time.Hour))
		b.Call.Carer = "c3"
		z.do(b)
		ds := z.planned()
		x := explained(t, ds)
		if x.Worker != c.want {
			t.Errorf("at %d it goes to %s: %+v", c.price, x.Worker, x.Explanation.Candidates)
		}
		if c.price != 600 {
			continue
		}
		if first, second := x.Explanation.Candidates[0].Terms, x.Explanation.Candidates[1].Terms; first.Continuity != 0 || second.Continuity != 600 {
			t.Errorf("continuity costs %d, and %d of the other", first.Continuity, second.Continuity)
		}
		if s := x.Explanation.Text; !strings.Contains(s.En, "better known to the resident") || !strings.Contains(s.Zh, "更熟悉") {
			t.Errorf("told as %+v", s)
		}
	}
}

// Who came before comes again, until it is long ago or the resident is erased.
func TestAcquaintedCarer(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c3": 100})
	z.visited("c3", book("v0", noon.Add(time.Hour)), "c1", "c3")
	z.ok(carer("c2", "care"), online("c2", 400))
	other := book("v1", z.now.Add(time.Hour))
	other.Call.Resident = "res2"
	z.do(other)
	if x := explained(t, z.planned()); x.Worker != "c2" || x.Explanation.Candidates[0].Terms.Continuity != 0 {
		t.Errorf("a stranger is visited by %s: %+v", x.Worker, x.Explanation.Candidates)
	}
	z.ok(dispatch.CancelOrder{Order: "v1", By: merchant, Reason: "mind"})
	z.do(book("v2", z.now.Add(time.Hour)))
	x := explained(t, z.planned())
	if x.Worker != "c3" || x.Explanation.Candidates[0].Terms.Continuity != 300 || x.Explanation.Candidates[1].Terms.Continuity != 600 {
		t.Errorf("one who was visited by c3 is visited by %s: %+v", x.Worker, x.Explanation.Candidates)
	}
	z.ok(dispatch.CancelOrder{Order: "v2", By: merchant, Reason: "mind"})
	z.recovers(nil)

	z.ok(dispatch.ForgetResident{Resident: "res1", By: desk})
	z.do(book("v3", z.now.Add(time.Hour)))
	if x := explained(t, z.planned()); x.Worker != "c2" || z.s.Served.Len() != 0 {
		t.Errorf("one who was erased is visited by %s", x.Worker)
	}
	z.refused(orders.UnknownResident, dispatch.ForgetResident{Resident: "res1", By: desk})
}

// The same id at another provider is another person, and what is long ago is
// forgotten by itself.
func TestAcquaintanceIsTheProviders(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c3": 100})
	z.s.Policy.Continuity.Keep = 24 * time.Hour
	z.visited("c3", book("v0", noon.Add(time.Hour)), "c1", "c3")
	z.ok(shop("m2", true))
	b := book("v1", z.now.Add(time.Hour))
	b.Merchant = "m2"
	z.do(b)
	if ships := z.problem.Shipments; ships[0].Strange != 0 || len(ships[0].Known) != 0 {
		t.Errorf("another provider's resident is taken for the same: %+v", ships[0])
	}
	z.ok(dispatch.CancelOrder{Order: "v1", By: desk, Reason: "mind"})
	if n := len(z.s.Acquainted("res1")); n != 1 {
		t.Fatalf("%d records", n)
	}
	z.sweepUntil(z.now.Add(26 * time.Hour))
	if n := z.s.Served.Len(); n != 0 {
		t.Errorf("%d records are left after a day", n)
	}
}
