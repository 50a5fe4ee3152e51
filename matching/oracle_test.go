package matching_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// oracle finds the cheapest insertion of the shipment at index i by writing
// out every route and asking the judge, and prices routes in its own way.
type oracle struct {
	p *problem.Problem
	i int
}

func (o oracle) best() (best problem.Candidate, found bool) {
	for _, v := range o.p.Vehicles {
		if c := o.route(v, v.Route); len(check.Route(o.p, v, c)) > 0 {
			continue // a route that is broken already takes nothing more
		}
		for k := range o.p.Shipments[o.i].Options {
			for a := min(v.Locked, len(v.Route)); a <= len(v.Route); a++ {
				for b := a; b <= len(v.Route); b++ {
					c, ok := o.try(v, k, a, b)
					if ok && (!found || c.Total < best.Total ||
						c.Total == best.Total && (c.Vehicle < best.Vehicle || c.Vehicle == best.Vehicle && c.Option < best.Option)) {
						best, found = c, true
					}
				}
			}
		}
	}
	return best, found
}

// try puts the pickup before stop a and the delivery before stop b.
func (o oracle) try(v problem.Vehicle, option, a, b int) (problem.Candidate, bool) {
	p := *o.p
	p.Shipments = slices.Clone(p.Shipments)
	s := &p.Shipments[o.i]
	op := s.Options[option]
	s.Vehicle, s.Option = v.ID, option
	stops := slices.Insert(slices.Clone(v.Route), b, problem.Stop{Shipment: o.i, Kind: problem.Delivery, Place: op.Place, Service: op.Service})
	stops = slices.Insert(stops, a, problem.Stop{Shipment: o.i, Kind: problem.Pickup, Place: s.Pickup, Service: s.PickupService})
	after := oracle{&p, o.i}
	r := after.route(v, stops)
	if len(check.Route(&p, v, r)) > 0 || !o.compartment(op) {
		return problem.Candidate{}, false
	}
	with, without := after.price(v, r), o.price(v, o.route(v, v.Route))
	with.Task = v.Cost.PerTask + op.Fee
	for _, k := range s.Known {
		if k.Vehicle == v.ID {
			with.Continuity = k.Price - s.Strange
		}
	}
	with.Continuity += s.Strange
	c := problem.Candidate{Vehicle: v.ID, Option: option, Mode: op.Mode, Terms: problem.Terms{Task: with.Task,
		Time: with.Time - without.Time, Distance: with.Distance - without.Distance, Wait: with.Wait - without.Wait,
		Late: with.Late - without.Late, Resident: with.Resident - without.Resident, Continuity: with.Continuity}}
	c.Total = c.Terms.Total()
	c.At = r.Stops[b+1].Start
	return c, true
}

func (o oracle) compartment(op problem.Option) bool {
	if op.Mode != problem.InLocker {
		return true
	}
	for _, l := range o.p.Lockers {
		if l.ID == op.Locker && slices.ContainsFunc(l.Free, o.p.Shipments[o.i].Load.Fits) {
			return true
		}
	}
	return false
}

func (o oracle) route(v problem.Vehicle, stops []problem.Stop) problem.Route {
	r := problem.Route{Vehicle: v.ID}
	at, from := max(v.ReadyAt, o.p.Now), v.Start
	for _, s := range stops {
		sh := o.p.Shipments[s.Shipment]
		leg := o.p.Leg(v.Profile, from, s.Place)
		ps := problem.PlannedStop{Shipment: sh.ID, Kind: s.Kind, Point: o.p.Places[s.Place], Leg: leg, Service: s.Service}
		if leg.Travel != problem.Unreachable {
			ps.Arrive = at.Add(leg.Travel)
		}
		ps.Start = max(ps.Arrive, sh.Release)
		if s.Kind == problem.Delivery {
			ps.Start = max(ps.Arrive, sh.Earliest)
		}
		ps.Depart = ps.Start.Add(s.Service)
		at, from = ps.Depart, s.Place
		r.Stops = append(r.Stops, ps)
	}
	return r
}

func (o oracle) price(v problem.Vehicle, r problem.Route) (t problem.Terms) {
	var work, wait, resident time.Duration
	var meters int64
	w := o.p.Weights
	for _, s := range r.Stops {
		work += s.Leg.Travel + s.Service
		wait += s.Start.Sub(s.Arrive)
		meters += int64(s.Leg.Meters)
		if s.Kind != problem.Delivery {
			continue
		}
		k := slices.IndexFunc(o.p.Shipments, func(x problem.Shipment) bool { return x.ID == s.Shipment })
		sh := o.p.Shipments[k]
		resident += max(0, s.Start.Add(sh.Options[sh.Option].After).Sub(sh.Placed))
		for m := clock.Instant(0); sh.Due != 0 && sh.Due+m*60_000_000 < s.Start; m++ {
			t.Late += w.LatePerMinute + int64(m)*w.LateStep
		}
	}
	round := func(rate int64, amount, unit int64) int64 { return (2*rate*amount + unit) / (2 * unit) }
	t.Time = round(v.Cost.PerHour, work.Microseconds(), 3_600_000_000)
	t.Distance = round(v.Cost.PerKm, meters, 1000)
	t.Wait = round(w.WaitPerMinute, wait.Microseconds(), 60_000_000)
	t.Resident = round(w.ResidentPerMinute, resident.Microseconds(), 60_000_000)
	return t
}

// TestOracle compares the first decision of Solve with an exhaustive search.
func TestOracle(t *testing.T) {
	computes(t)
	placed, undone := 0, 0
	for seed := range sweep(15_000) {
		d := dice(seed)
		p := random(&d, size{vehicles: 1 + d.n(2), waiting: 1, committed: d.n(3)})
		want, found := oracle{p, 0}.best()
		plan := matching.Solve(p, nil)
		if !found {
			undone++
			if len(plan.Undone) != 1 {
				t.Fatalf("seed %d: placed %+v, and there is no feasible insertion", seed, plan.Assignments)
			}
			continue
		}
		placed++
		if len(plan.Assignments) != 1 {
			t.Fatalf("seed %d: undone (%s), and %+v is feasible", seed, plan.Undone[0].Explanation.Text.En, want)
		}
		got := plan.Assignments[0].Explanation.Candidates[0]
		if got != want {
			t.Fatalf("seed %d:\n got %+v\nwant %+v", seed, got, want)
		}
	}
	if placed < sweep(3000) || undone < sweep(600) {
		t.Errorf("the problems are one-sided: %d placed, %d undone", placed, undone)
	}
}
