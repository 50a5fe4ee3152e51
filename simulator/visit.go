package simulator

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
)

// agency is who does the visits of a world, with its office in the middle.
func (w *World) agency() circle.Provider {
	return circle.Provider{
		ID: "care", Name: "Home care", Category: circle.ElderCare, Point: w.sc.Box.Center().Round(), Preparation: time.Minute,
	}
}

// newVisits draws every visit of a scenario: an inhomogeneous Poisson process
// whose rate follows the visits' peaks, spread over the homes.
func newVisits(sc *Scenario, hs []roadnet.Building) (*demand, error) {
	w := &demand{}
	if sc.Visits == 0 {
		return w, nil
	}
	sums := sc.visitRates()
	total := sums[len(sums)-1]
	if total == 0 {
		return nil, fmt.Errorf("simulator: %d visits are wanted at a rate of 0", sc.Visits)
	}
	w.all = sc.Visits
	if sc.Demand == nil || !sc.Demand.Exact {
		d := roll(sc.Seed, "visits")
		w.all = d.poisson(total)
	}
	w.draw = func(n int) (Placement, error) {
		d := roll(sc.Seed, "visit", fmt.Sprint(n))
		return sc.visit(&d, n, sums, hs[d.below(len(hs))]), nil
	}
	for n := range w.all {
		p, _ := w.draw(n)
		w.due = append(w.due, arrival{p.At, n})
	}
	slices.SortStableFunc(w.due, func(a, b arrival) int { return cmp.Compare(a.at, b.at) })
	return w, nil
}

// visitRates returns how many visits begin to be wanted up to the end of each
// minute of the span.
func (sc *Scenario) visitRates() []float64 {
	sums := make([]float64, max(int(sc.Span/time.Minute), 1))
	sum := 0.0
	for i := range sums {
		tod := sc.local(sc.Start.Add(time.Duration(i) * time.Minute))
		for _, p := range sc.Care.Peaks {
			sum += float64(sc.Visits) * p.Weight * bell(tod, p.At, p.Width)
		}
		sums[i] = sum
	}
	return sums
}

// bell is the share of a daily bell that lies in the minute at a time of day.
func bell(tod, at, width time.Duration) float64 {
	share := 0.0
	for _, day := range []time.Duration{-24 * time.Hour, 0, 24 * time.Hour} {
		z := float64(tod+day-at) / float64(width)
		share += math.Exp(-z*z/2) / (width.Minutes() * math.Sqrt(2*math.Pi))
	}
	return share
}

// visit draws one: when it is wanted, what is done, and when it was booked.
func (sc *Scenario) visit(d *dice, n int, sums []float64, b roadnet.Building) Placement {
	minute := min(sort.SearchFloat64s(sums, d.unit()*sums[len(sums)-1]), len(sums)-1)
	from := sc.Start.Add(time.Duration(minute) * time.Minute)
	s := weighted(d, sc.Care.Services, func(s Service) float64 { return s.Weight })
	p := Placement{
		At: max(from.Add(-d.spread(sc.Care.Notice, 0.8)), sc.Start), External: fmt.Sprintf("sim-v%d", n),
		Merchant: "care", Kind: orders.Visit, Dropoff: sc.Habits.dropoff(d, b),
		Name: fmt.Sprintf("Resident v%d", n), Address: fmt.Sprintf("Building %d", b.ID),
		Call: &orders.Call{
			Resident: fmt.Sprintf("r%d", b.ID), Service: s.Code, Duration: s.Work, From: from, To: from.Add(s.Window),
			Hard: d.chance(s.Hard), Skills: s.Skills,
		},
	}
	pairs := roll(sc.Seed, "pair", fmt.Sprint(n))
	if pairs.chance(sc.Care.Pairs) {
		p.Call.Carers = 2
	}
	return p
}

// booked lets a resident call a visit off, now and then, before it begins.
func (w *World) booked(id orders.ID, p *parcel) {
	d := roll(w.sc.Seed, "call off", p.External)
	if !d.chance(w.sc.Care.CallsOff) {
		return
	}
	w.stage.After(d.between(0, p.Call.From.Sub(w.stage.Now())), func() {
		if !p.over {
			w.desk.Cancel(p.Merchant, id)
		}
	})
}

// unopened says why the carer of a visit is not let in, or "".
func (w *World) unopened(id orders.ID) string {
	if why := w.shut(id); why != "" {
		return why
	}
	name := string(id)
	if p := w.parcels[id]; p != nil {
		name = p.External
	}
	d := roll(w.sc.Seed, "visited", name)
	if d.chance(w.sc.Care.Away) {
		return "nobody_home"
	}
	return ""
}

// workOf is how long the work of a visit really takes.
func (w *World) workOf(id orders.ID, planned time.Duration) time.Duration {
	p := w.parcels[id]
	if p == nil {
		return planned
	}
	d := roll(w.sc.Seed, "work", p.External)
	i := slices.IndexFunc(w.sc.Care.Services, func(s Service) bool { return s.Code == p.Call.Service })
	if i < 0 {
		return planned
	}
	return d.spread(planned, w.sc.Care.Services[i].Spread)
}

// visited takes a public status change of a visit.
func (w *World) visited(s dispatch.Published, p *parcel) {
	w.tally.visits.status(s, p)
	switch {
	case s.State == orders.Booked && s.Attempt == 1:
		w.booked(s.Order, p)
	case s.State.Terminal():
		p.over = true
		w.tally.ended++
		delete(w.parcels, s.Order)
	}
}
