package simulator

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/simulator/report"
)

// No order of a day that was lived is served faster, less late or for less than
// the bound says, and the plan in hindsight keeps to the bound too.
func TestHindsight(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	sc := Scenario{Seed: 3, Box: AndorraLaVella(), Orders: 80, Couriers: 5, Robots: 4, Lockers: 4, Start: start, Span: 90 * time.Minute}
	d, err := NewDay(context.Background(), sc, andorra(t), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	day, h := report.NewCollector(0), NewHindsight(d)
	d.Watch = func(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
		day.Take(s, at, ds)
		h.Take(s, at, ds)
	}
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	r := day.Report()
	w, err := h.state(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	least, compared := h.least(w), map[orders.Mode]int{}
	for i := range r.Orders {
		o := &r.Orders[i]
		if o.State != orders.Delivered {
			continue
		}
		lived, bound := outcomeOf(o), least[string(o.ID)]
		compared[o.Mode]++
		if !bound.delivered || bound.minutes > lived.minutes || bound.late > lived.late || bound.cost > lived.cost {
			t.Errorf("order %s by %s: lived %+v, bound %+v", o.ID, o.Mode, lived, bound)
		}
	}
	if len(compared) != 3 || r.Delivered < 70 {
		t.Fatalf("compared %v", compared)
	}
	plan, err := h.Plan(t.Context(), r, 300)
	if err != nil {
		t.Fatal(err)
	}
	bound, err := h.Bound(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	lived := DayFigures(r, d.Decision())
	t.Logf("lived %+v\nplan  %+v\nbound %+v", lived, plan, bound)
	for _, f := range []Figures{lived, plan} {
		if f.Delivered > bound.Delivered || f.OnTime > bound.OnTime || f.P50 < bound.P50 || f.P95 < bound.P95 || f.Cost < bound.Cost || f.Late < bound.Late {
			t.Errorf("%+v is better than the bound %+v", f, bound)
		}
	}
	if plan.Delivered < 95 || plan.Cost >= lived.Cost || plan.Km <= 0 || !math.IsNaN(bound.Km) {
		t.Errorf("a plan with everything known: %+v; lived: %+v", plan, lived)
	}
}

// Figures are counted over what nobody called off; what was spent on the rest
// is spent all the same.
func TestFigures(t *testing.T) {
	at := func(m int) clock.Instant { return clock.Instant(m) * 60_000_000 }
	row := func(id string, state orders.State, served, late int) report.Order {
		return report.Order{ID: orders.ID(id), State: state, Placed: at(10), Served: at(served), LateMillis: int64(late) * 60_000, Cost: 600, Meters: 1000}
	}
	r := &report.Report{
		Orders: []report.Order{
			row("a", orders.Delivered, 30, -5), row("b", orders.Delivered, 50, 6), row("c", orders.Failed, 0, 9), row("d", orders.Cancelled, 0, 0),
		},
		Returns: []report.Order{row("c-r", orders.Delivered, 90, 0)},
	}
	got := DayFigures(r, 1500*time.Microsecond)
	want := Figures{Delivered: 200. / 3, OnTime: 100. / 3, P50: 20, P95: 40, Cost: 15, Km: 2.5, Late: 5, Decision: 1.5}
	if got != want {
		t.Errorf("%+v\n%+v", got, want)
	}
	if f := DayFigures(&report.Report{}, 0); f.Cost != 0 || f.Delivered != 0 {
		t.Errorf("of nothing: %+v", f)
	}
}
