package dispatch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/orders"
)

// wish is an hour of care 400 m away, at any half hour of an afternoon.
func wish() dispatch.Wish {
	return dispatch.Wish{
		Merchant: "m1", Dropoff: orders.Dropoff{Point: east(400)},
		Call: orders.Call{Resident: "res1", Service: "care", Duration: time.Hour, Skills: []string{"care"}},
		From: noon.Add(time.Hour), To: noon.Add(5 * time.Hour), Step: 30 * time.Minute, Window: 30 * time.Minute,
	}
}

// slots asks for the slots of a wish, with prices.
func (z *zone) slots(w dispatch.Wish) []dispatch.RankedSlot {
	z.t.Helper()
	q, refusal := z.s.Slots(w, z.now)
	if refusal != nil {
		z.t.Fatal(refusal)
	}
	base := *q.Problem
	base.Shipments = base.Shipments[:q.Planned]
	p := plan(&base)
	q.Problem.Times = base.Times
	prices, err := matching.Prices(q.Problem, &p, q.Names(), nil)
	if err != nil {
		z.t.Fatal(err)
	}
	return q.Rank(prices)
}

func starts(list []dispatch.RankedSlot) []clock.Instant {
	var at []clock.Instant
	for _, s := range list {
		at = append(at, s.From)
	}
	slices.Sort(at)
	return at
}

// A slot beside a visit that the carer makes next door is cheaper than one that
// takes the way there twice, and none is where the carer is busy; a visit that
// is only booked takes its time as well.
func TestSlots(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 4000})
	near := book("v1", noon.Add(2*time.Hour))
	near.Call.To, near.Call.Hard = near.Call.From, true
	z.ok(near)
	for range 2 {
		list := z.slots(wish())
		best := list[0]
		if best.Price == nil || best.Free != 1 || best.Price.Candidates[0].Vehicle != "c2" || best.Price.Total != best.Price.Terms.Total() {
			t.Fatalf("%+v", best)
		}
		for _, s := range list {
			if s.Price.Total < best.Price.Total {
				t.Errorf("%s costs %d and the first %d", s.From, s.Price.Total, best.Price.Total)
			}
			if s.From > noon.Add(time.Hour) && s.To < noon.Add(3*time.Hour) {
				t.Errorf("a start from %s on, while c2 is at v1", s.From)
			}
		}
		if len(list) < 4 || !strings.HasPrefix(best.Text.En, "Courier c2 could make the visit in ") || best.Text.Zh == "" {
			t.Errorf("%d; %+v", len(list), best.Text)
		}
		if f := z.s.Couriers.Get("c2"); f.Offer == "" && len(f.Route) == 0 {
			t.Error("v1 is neither on offer nor in hand")
		} else if f.Offer != "" {
			z.ok(z.accept("c2"))
		}
	}
	digest := len(z.records)
	z.slots(wish())
	if len(z.records) != digest || z.s.Orders.Len() != 1 {
		t.Error("asking changed the zone")
	}
	z.recovers(nil)
}

// Who was there before, or is wished for, makes a slot cheaper by what the
// policy says that is worth.
func TestSlotsContinuity(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 400, "c3": 400})
	z.ok(dispatch.CourierOffline{Courier: "c2"})
	free := z.slots(wish())[0].Price
	w := wish()
	w.Call.Carer = "c2"
	strange := z.slots(w)[0].Price
	if free.Terms.Continuity != 0 || strange.Total-free.Total != z.s.Policy.Continuity.Price {
		t.Errorf("%+v, and with a wish %+v", free, strange)
	}
	z.ok(online("c2", 400))
	if p := z.slots(w)[0].Price; p.Candidates[0].Vehicle != "c2" || p.Total != free.Total {
		t.Errorf("%+v", p)
	}
}

// Two come together, and only where both can.
func TestSlotsForTwo(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100, "c3": 200})
	z.ok(dispatch.CourierOffline{Courier: "c3"}, dispatch.CourierOnline{Courier: "c3", Point: east(200), ShiftEnd: noon.Add(3 * time.Hour)})
	w := wish()
	w.Call.Carers = 2
	list := z.slots(w)
	for _, s := range list {
		switch {
		case s.Price == nil && s.From <= noon.Add(3*time.Hour), s.Price != nil && s.From > noon.Add(2*time.Hour):
			t.Errorf("%+v", s)
		case s.Price != nil && (len(s.Price.Candidates) != 2 || s.Price.Candidates[0].At != s.Price.Candidates[1].At):
			t.Errorf("%+v", s.Price)
		case s.Price == nil && s.Free != 2:
			t.Errorf("%+v", s)
		}
	}
	if list[0].Price == nil || list[len(list)-1].Price != nil {
		t.Errorf("%d slots, first %+v", len(list), list[0])
	}
}

// Days for which nobody is on duty have no cost: who is free is counted.
func TestSlotsFarAhead(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100, "c3": 100})
	day := noon.Add(48 * time.Hour)
	z.ok(book("v1", day.Add(2*time.Hour)))
	w := wish()
	w.From, w.To, w.Step = day, day.Add(5*time.Hour), time.Hour
	list := z.slots(w)
	if len(list) != 6 || list[0].Price != nil || list[0].Free != 2 || list[5].From != day.Add(2*time.Hour) || list[5].Free != 1 {
		t.Errorf("%+v", list)
	}
	w.Call.Carers = 2
	if at := starts(z.slots(w)); len(at) != 5 || slices.Contains(at, day.Add(2*time.Hour)) {
		t.Error(at)
	}
	z.ok(book("v2", day.Add(2*time.Hour)))
	w.From, w.To = day.Add(2*time.Hour), day.Add(2*time.Hour)
	if _, r := z.s.Slots(w, z.now); r == nil || r.Code != orders.Infeasible {
		t.Error(r)
	}
}

// Wishes that cannot be.
func TestSlotsRefused(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	for name, x := range map[string]struct {
		spoil func(*dispatch.Wish)
		code  orders.Code
	}{
		"merchant": {func(w *dispatch.Wish) { w.Merchant = "m9" }, orders.UnknownProvider},
		"skill":    {func(w *dispatch.Wish) { w.Call.Skills = []string{"nurse"} }, orders.Infeasible},
		"two":      {func(w *dispatch.Wish) { w.Call.Carers = 2 }, orders.Infeasible},
		"order":    {func(w *dispatch.Wish) { w.To = w.From.Add(-time.Hour) }, orders.BadOrder},
		"over":     {func(w *dispatch.Wish) { w.From, w.To = 1, 2 }, orders.BadOrder},
		"far":      {func(w *dispatch.Wish) { w.To = noon.Add(32 * 24 * time.Hour) }, orders.BadOrder},
		"many":     {func(w *dispatch.Wish) { w.Step = time.Minute }, orders.BadOrder},
		"step":     {func(w *dispatch.Wish) { w.Step = 0 }, orders.BadOrder},
		"work":     {func(w *dispatch.Wish) { w.Call.Duration = 0 }, orders.BadOrder},
	} {
		w := wish()
		x.spoil(&w)
		if _, r := z.s.Slots(w, z.now); r == nil || r.Code != x.code {
			t.Errorf("%s: %v", name, r)
		}
	}
	w := wish()
	w.From = noon.Add(-20 * time.Minute) // the first start that has not passed is 10 minutes on
	if at := starts(z.slots(w)); at[0] != noon.Add(10*time.Minute) {
		t.Error(at[0])
	}
}

// A visit that comes after another one is offered no start before that ends:
// as it is planned, or, without a carer yet, as early as it can be.
func TestSlotsAfter(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
	far := book("v1", noon.Add(2*time.Hour))
	far.External = "bath"
	z.ok(far)
	w := wish()
	w.After, w.Window = "bath", 10*time.Minute
	for _, planned := range []bool{false, true} {
		if planned {
			z.ok(z.accept(z.s.Offers.Get("v1.1").Courier))
		}
		ends := noon.Add(3 * time.Hour)
		if planned {
			ends = z.order("v1").ETA.Add(time.Hour)
		}
		q, refusal := z.s.Slots(w, z.now)
		if refusal != nil || q.Early != 4 || q.Slots[0].From != noon.Add(3*time.Hour) {
			t.Fatalf("planned %v: %+v, %+v", planned, refusal, q)
		}
		for _, s := range z.slots(w) {
			if at := s.Price.Candidates[0].At; at < ends || at > s.To {
				t.Errorf("planned %v: in %s at %s, and the other ends at %s", planned, s.From, at, ends)
			}
		}
	}
	w.To = noon.Add(2 * time.Hour)
	if _, r := z.s.Slots(w, z.now); r == nil || r.Code != orders.Infeasible || !strings.Contains(r.Detail, "v1") {
		t.Error(r)
	}
	z.ok(shop("m2", true))
	w = wish()
	w.Merchant, w.After = "m2", "v1"
	if _, r := z.s.Slots(w, z.now); r == nil || r.Code != orders.BadOrder {
		t.Errorf("after another merchant's: %v", r)
	}
	w.Staff = true
	if _, r := z.s.Slots(w, z.now); r != nil {
		t.Errorf("staff names any merchant's: %v", r)
	}
	z.ok(dispatch.CancelOrder{Order: "v1", By: desk, Reason: "r"})
	if _, r := z.s.Slots(w, z.now); r == nil || r.Code != orders.BadOrder {
		t.Errorf("after one that was called off: %v", r)
	}
}
