package simulator

import (
	"context"
	"slices"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// Greedy is the dispatcher's rule of thumb: the most urgent order goes to the
// nearest worker who has nothing to do, and waits if there is none. Travel
// times, legs and explanations are the production planner's.
type Greedy struct{ shell.Planner }

// Solve leaves each waiting order the nearest free worker alone.
func (g Greedy) Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	taken := make([]bool, len(p.Vehicles))
	for i := range p.Shipments {
		s := &p.Shipments[i]
		if s.Vehicle != "" || s.Only != "" {
			continue
		}
		best, far := -1, 0.0
		for j := range p.Vehicles {
			if taken[j] || !mayTake(p, &p.Vehicles[j], s) {
				continue
			}
			if d := geo.Distance(p.Places[p.Vehicles[j].Start], p.Places[beginsAt(s)]); best < 0 || d < far {
				best, far = j, d
			}
		}
		s.Only = "nobody"
		if best >= 0 {
			taken[best] = true
			s.Only = p.Vehicles[best].ID
		}
	}
	return g.Planner.Solve(ctx, p)
}

// beginsAt is the place where a shipment's first stop is.
func beginsAt(s *problem.Shipment) int {
	if s.Visit {
		return s.Options[0].Place
	}
	return s.Pickup
}

// mayTake reports whether a free vehicle can have a shipment at all.
func mayTake(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) bool {
	if slices.ContainsFunc(s.Skills, func(k string) bool { return !slices.Contains(v.Skills, k) }) {
		return false
	}
	if len(v.Route) > 0 || slices.Contains(s.Exclude, v.ID) || s.Load.Grams > v.Capacity.Grams || s.Load.Millis > v.Capacity.Millis {
		return false
	}
	if v.Kind != problem.Robot {
		return true
	}
	way := geo.Distance(p.Places[v.Start], p.Places[s.Pickup])
	return slices.ContainsFunc(s.Options, func(o problem.Option) bool {
		return o.Mode == problem.Handover && o.Consent && 1.6*(way+geo.Distance(p.Places[s.Pickup], p.Places[o.Place])) < float64(v.Range)
	})
}

// Rolling is rolling-horizon matching: at each look all waiting orders and all
// free workers are matched, one order a worker, at the least total cost.
type Rolling struct{ shell.Planner }

// Solve gives nobody a second order.
func (r Rolling) Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	for i := range p.Vehicles {
		p.Vehicles[i].MaxTasks = 1
	}
	return r.Planner.Solve(ctx, p)
}

// PlanWith lets another solver make the day's plans. It is called before Run.
func (d *Day) PlanWith(s shell.Solver) { d.planner = s }
