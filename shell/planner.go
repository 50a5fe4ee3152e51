package shell

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
)

// Planner is the solver work of both drivers: travel times, then the matcher,
// then the way to drive for robots.
type Planner struct {
	Travel Travel
}

// searchIterations is how long a plan for several orders is bettered. More made
// no difference in simulated days with more orders than the couriers can carry
// on time; none left a tenth of the orders late that need not be.
const searchIterations = 200

// Solve fills the problem's travel times, solves it, and adds the ways of
// robots to the plan. It stops early, with what it has, when ctx ends.
func (p Planner) Solve(ctx context.Context, prob *problem.Problem) (problem.Plan, error) {
	if err := p.fill(ctx, prob); err != nil {
		return problem.Plan{}, err
	}
	plan := Plan(ctx, prob)
	for i := range plan.Routes {
		if err := p.drive(ctx, prob, &plan.Routes[i]); err != nil {
			return problem.Plan{}, err
		}
	}
	return plan, nil
}

// Plan solves a problem that has its travel times. One waiting order goes where
// it is cheapest; of several, a search finds which is better left to whom. The
// same problem gives the same plan, unless ctx ends first.
func Plan(ctx context.Context, prob *problem.Problem) problem.Plan {
	waiting := 0
	for i := range prob.Shipments {
		if prob.Shipments[i].Vehicle == "" {
			waiting++
		}
	}
	if waiting < 2 {
		return matching.Solve(prob, func() bool { return ctx.Err() != nil })
	}
	spent := func() float64 {
		if ctx.Err() != nil {
			return 1
		}
		return 0
	}
	return matching.Optimize(prob, matching.Options{Seed: 1, Threads: 1, Iterations: searchIterations, Spent: spent})
}

// fill sets the legs from every place to the places of stops, for each
// profile in use.
func (p Planner) fill(ctx context.Context, prob *problem.Problem) error {
	stops := stopPlaces(prob)
	to := make([]geo.Point, len(stops))
	for i, s := range stops {
		to[i] = prob.Places[s]
	}
	for _, v := range prob.Vehicles {
		if prob.Matrix(v.Profile) != nil {
			continue
		}
		times, err := p.Travel.Times(ctx, v.Profile, prob.Places, to)
		if err != nil {
			return fmt.Errorf("shell: travel times by %s: %w", v.Profile, err)
		}
		m := problem.NewMatrix(len(prob.Places))
		for i, row := range times {
			for j, leg := range row {
				m.Set(i, stops[j], leg)
			}
		}
		prob.SetMatrix(v.Profile, m)
	}
	return nil
}

// stopPlaces lists the places that some stop may be at.
func stopPlaces(prob *problem.Problem) []int {
	seen := make([]bool, len(prob.Places))
	for _, s := range prob.Shipments {
		seen[s.Pickup] = true
		for _, o := range s.Options {
			seen[o.Place] = true
		}
	}
	for _, v := range prob.Vehicles {
		for _, s := range v.Route {
			seen[s.Place] = true
		}
	}
	var stops []int
	for i, is := range seen {
		if is {
			stops = append(stops, i)
		}
	}
	return stops
}

// pathTolerance is how far, in degrees (some 3 m), a robot's way may be from
// the road's true shape: fewer nodes, shorter orders.
const pathTolerance = 3e-5

// drive adds the way of each leg to a robot's route.
func (p Planner) drive(ctx context.Context, prob *problem.Problem, r *problem.Route) error {
	for _, v := range prob.Vehicles {
		if v.ID != r.Vehicle || v.Kind != problem.Robot {
			continue
		}
		from := prob.Places[v.Start]
		for i := range r.Stops {
			way, err := p.Travel.Way(ctx, v.Profile, from, r.Stops[i].Point)
			if err != nil {
				return fmt.Errorf("shell: way of robot %s: %w", v.ID, err)
			}
			r.Stops[i].Path = thin(way)
			from = r.Stops[i].Point
		}
	}
	return nil
}

func thin(path []geo.Point) []geo.Point {
	line := make(orb.LineString, len(path))
	for i, p := range path {
		line[i] = p.Orb()
	}
	line = simplify.DouglasPeucker(pathTolerance).LineString(line)
	out := make([]geo.Point, 0, len(line))
	for _, o := range line {
		p := geo.FromOrb(o).Round()
		if !math.IsNaN(p.Lng) {
			out = append(out, p)
		}
	}
	return out
}
