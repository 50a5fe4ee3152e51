package simulator

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/simulator/report"
)

// A day with visits is decided again as recorded, told in a report, planned in
// hindsight, and lived otherwise.
func TestVisitsAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("computes in one goroutine: the tests at full speed run it")
	}
	sc := visitingDay(2)
	router := andorra(t)
	d, err := NewDay(context.Background(), sc, router, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	after, lived := NewHindsight(d), report.NewCollector(0)
	d.Watch = func(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
		after.Take(s, at, ds)
		lived.Take(s, at, ds)
	}
	if err := d.Run(sc.Start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	h, day := NewHistory(), report.NewCollector(0)
	_, err = Replay{Journal: d.Store, Zone: "day", Engines: []string{Engine}, Policy: dispatch.DefaultPolicy(), Each: func(s Step) error {
		h.Take(s)
		day.Take(s.State, s.Record.At, s.Decisions)
		return nil
	}}.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.Settle()
	then := day.Report()
	tells(t, d.Summary(), then)
	plannedAgain(t, after, lived.Report())

	rerun := func(c Change) *report.Report {
		t.Helper()
		r, err := Rerun{History: h, Router: router, Policy: dispatch.DefaultPolicy(), Change: c, Seed: 1}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	own := rerun(Change{})
	if v := own.Visits; len(v.All) != len(then.Visits.All) || v.Open > 0 || math.Abs(float64(v.Done-then.Visits.Done)) > 4 || v.Punctual < 0.7 {
		t.Errorf("recorded %+v\nagain %+v", then.Visits, v)
	}
	fewer := rerun(Change{Carers: -8})
	if len(fewer.Carers) != 1 || len(fewer.Couriers) != len(then.Couriers) || fewer.Visits.Done >= own.Visits.Done-3 {
		t.Errorf("with one carer %d visits are done, with all %d", fewer.Visits.Done, own.Visits.Done)
	}
	t.Log("\n" + SideBySide(then, []*report.Report{own}, []*report.Report{fewer}))
}

// tells holds a report against the summary of the same day.
func tells(t *testing.T, s Summary, r *report.Report) {
	t.Helper()
	failed := 0
	for _, n := range s.Visits.Failed {
		failed += n
	}
	v := r.Visits
	if v.Done != s.Visits.Done || v.Failed != failed || v.Cancelled != s.Visits.Cancelled || len(r.Orders) != s.Orders {
		t.Errorf("the report tells %+v of %+v", v, s.Visits)
	}
	if math.Abs(v.Punctual-s.Visits.OnTime) > 0.001 || v.Cost <= 0 {
		t.Errorf("%.3f punctual, the summary says %.3f", v.Punctual, s.Visits.OnTime)
	}
	if len(s.Ledger) != len(r.Accounts) {
		t.Fatalf("%+v, told as %+v", s.Ledger, r.Accounts)
	}
	for i, a := range r.Accounts {
		if l := s.Ledger[i]; ledger.Account(a.Kind) != l.Account || a.Amount != l.Amount || a.Currency != l.Currency {
			t.Errorf("%+v, told as %+v", l, a)
		}
	}
	if len(r.Carers) != 9 || len(r.Couriers) != 3 {
		t.Errorf("%d carers, %d couriers", len(r.Carers), len(r.Couriers))
	}
	for _, c := range r.Carers {
		if c.Busy > c.OnDuty || c.OnDuty > 7*time.Hour {
			t.Errorf("carer %+v", c)
		}
	}
}

// plannedAgain: visits are part of the whole day's problem, with their skills, and
// the bound of the orders holds.
func plannedAgain(t *testing.T, h *Hindsight, r *report.Report) {
	t.Helper()
	w, err := h.state(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	visits, skilled := 0, 0
	for i := range w.Shipments {
		if w.Shipments[i].Visit {
			visits++
		}
	}
	for i := range w.Vehicles {
		if len(w.Vehicles[i].Skills) > 0 {
			skilled++
		}
	}
	if visits < len(r.Visits.All)-r.Visits.Cancelled-2 || skilled != 9 || problem.Validate(w.Problem) != nil {
		t.Errorf("%d visits of %d, %d carers: %v", visits, len(r.Visits.All), skilled, problem.Validate(w.Problem))
	}
	plan, err := h.Plan(t.Context(), r, 100)
	if err != nil {
		t.Fatal(err)
	}
	bound, err := h.Bound(t.Context(), r)
	if err != nil || plan.Delivered > bound.Delivered || plan.Cost < bound.Cost || plan.Delivered < 90 {
		t.Errorf("plan %+v, bound %+v, %v", plan, bound, err)
	}
}
