package faults

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// crow is shell.Travel in a straight line, half as long again.
type crow struct{}

// Times implements shell.Travel.
func (crow) Times(_ context.Context, profile geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	speed := 4.0 // metres a second
	if profile == geo.Robot {
		speed = 1.6
	}
	out := make([][]problem.Leg, len(from))
	for i, p := range from {
		out[i] = make([]problem.Leg, len(to))
		for k, q := range to {
			m := math.Round(geo.Distance(p, q) * 1.5)
			out[i][k] = problem.Leg{Travel: time.Duration(math.Round(m/speed)) * time.Second, Meters: geo.Meters(m)}
		}
	}
	return out, nil
}

// Way implements shell.Travel.
func (crow) Way(_ context.Context, _ geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	return []geo.Point{from, to}, nil
}

// solve makes the plan of a problem, and answers as badly as solvers do.
func (z *zone) solve(p *problem.Problem) {
	s, life := &z.stage, z.life
	plan, err := z.planner.Solve(z.ctx, p)
	if err != nil {
		z.referee.wrong("the matcher failed: %v", err)
		return
	}
	takes := time.Duration(plan.Iterations) * time.Microsecond
	answer := func(after time.Duration, p problem.Plan) {
		s.after(after, func() { z.post(life, dispatch.Solved{Plan: p}) })
	}
	empty, before := problem.Plan{Epoch: p.Epoch}, z.planned
	before.Epoch, z.planned = p.Epoch, plan
	switch {
	case s.strikes(PlanError, 0.05):
		answer(takes, empty)
	case s.strikes(PlanNever, 0.05):
		answer(shell.Patience, empty)
		answer(shell.Patience+s.delay(0, time.Minute), plan) // from the worker that was given up
	case s.strikes(PlanLate, 0.15):
		if z.drawn && s.chaos.IntN(3) == 0 {
			z.desk.highWater() // what it planned with has changed
		}
		answer(takes+s.delay(time.Second, 40*time.Second), plan)
	case s.strikes(PlanStale, 0.1):
		old := plan
		old.Epoch -= 1 + s.chaos.Uint64N(3)
		answer(takes, old)
		answer(takes+s.delay(0, time.Second), plan)
	case s.strikes(PlanStale, 0.05):
		answer(takes, before) // under the number of this one
	case s.strikes(PlanGarbage, 0.2):
		answer(takes, z.garble(plan))
	default:
		answer(takes, plan)
		if s.strikes(PlanStale, 0.1) {
			answer(takes+s.delay(0, time.Minute), plan)
		}
	}
}

// garble spoils a plan in one or more ways; leg times stay true, for nobody
// but the solver knows them.
func (z *zone) garble(p problem.Plan) problem.Plan {
	r := z.stage.chaos
	p.Assignments, p.Routes = append([]problem.Assignment(nil), p.Assignments...), append([]problem.Route(nil), p.Routes...)
	for range 1 + r.IntN(3) {
		if len(p.Assignments) == 0 {
			break
		}
		a := &p.Assignments[r.IntN(len(p.Assignments))]
		switch r.IntN(13) {
		case 0:
			a.Option = r.IntN(6) - 1
		case 1:
			a.Vehicle = pick(r, []string{"c1", "c2", "c3", "c6", "c7", "r1", "r2", "nobody", ""})
		case 2:
			if ids := z.open(); len(ids) > 0 {
				a.Shipment = string(pick(r, ids))
			}
		case 3:
			p.Assignments = append(p.Assignments, *a)
		case 4, 5:
			z.garbleRoute(&p.Routes[r.IntN(len(p.Routes))])
		case 6:
			other := p.Routes[r.IntN(len(p.Routes))]
			p.Routes[r.IntN(len(p.Routes))].Stops = other.Stops
		case 7:
			p.Routes = p.Routes[:len(p.Routes)-1]
			if len(p.Routes) == 0 {
				return p
			}
		case 8:
			p.Routes = append([]problem.Route{{Vehicle: a.Vehicle}}, p.Routes...)
		case 9, 12:
			if ids := z.open(); len(ids) > 0 {
				mistake(p, a.Shipment, string(pick(r, ids)))
			}
		case 10, 11:
			swap(p, a.Vehicle, pick(r, []string{"c1", "c2", "c3", "c6", "c7", "c8", "r1", "r2"}))
		}
	}
	return p
}

// mistake takes one shipment for another throughout a plan.
func mistake(p problem.Plan, was, is string) {
	for i := range p.Assignments {
		if p.Assignments[i].Shipment == was {
			p.Assignments[i].Shipment = is
		}
	}
	for i := range p.Routes {
		stops := slices.Clone(p.Routes[i].Stops)
		for k := range stops {
			if stops[k].Shipment == was {
				stops[k].Shipment = is
			}
		}
		p.Routes[i].Stops = stops
	}
}

// swap lets one vehicle do throughout a plan what another was to do.
func swap(p problem.Plan, was, is string) {
	for i := range p.Assignments {
		if p.Assignments[i].Vehicle == was {
			p.Assignments[i].Vehicle = is
		}
	}
	for i := range p.Routes {
		if p.Routes[i].Vehicle == was {
			p.Routes[i].Vehicle = is
		}
	}
}

// garbleRoute spoils the stops of one route.
func (z *zone) garbleRoute(route *problem.Route) {
	r := z.stage.chaos
	stops := append([]problem.PlannedStop(nil), route.Stops...)
	if len(stops) == 0 {
		return
	}
	i, k := r.IntN(len(stops)), r.IntN(len(stops))
	switch r.IntN(5) {
	case 0:
		stops = stops[:i]
	case 1:
		stops[i], stops[k] = stops[k], stops[i]
	case 2:
		stops[i].Shipment = stops[k].Shipment
	case 3:
		stops = append(stops, stops[i])
	case 4:
		if ids := z.open(); len(ids) > 0 {
			stops[i].Shipment = string(pick(r, ids))
		}
	}
	route.Stops = stops
}
