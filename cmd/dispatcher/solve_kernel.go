package main

import (
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// optimize looks for a plan with the bare search: what the text formats need,
// until the whole model has its solver.
func optimize(p *problem.Problem, b budget) *problem.Plan {
	if p.Objective != problem.VehiclesDistance || len(p.Times) != int(geo.Car)+1 {
		plan := matching.Solve(p, func() bool { return b.spent() >= 1 })
		return &plan
	}
	m := &search.Model{Places: len(p.Places), Dims: 1}
	matrix := p.Times[p.Vehicles[0].Profile]
	c := search.Class{Travel: make([]int32, m.Places*m.Places), Cost: make([]int32, m.Places*m.Places)}
	for i := range m.Places {
		for j := range m.Places {
			l := matrix.At(i, j)
			c.Travel[i*m.Places+j], c.Cost[i*m.Places+j] = int32(l.Travel.Microseconds()), int32(l.Meters)
		}
	}
	m.Classes = []search.Class{c}
	for i := range p.Shipments {
		s := &p.Shipments[i]
		o := search.Option{Pickup: -1}
		if !s.Visit {
			o.Pickup = int32(len(m.Stops))
			w := s.PickupWindows[0]
			m.Stops = append(m.Stops, search.Stop{Place: int32(s.Pickup), Task: int32(i), Open: int64(w.From), Close: int64(w.To),
				Service: s.PickupService.Microseconds(), Load: search.Load{s.Load.Grams}})
		}
		o.Delivery = int32(len(m.Stops))
		m.Stops = append(m.Stops, search.Stop{Place: int32(s.Options[0].Place), Task: int32(i), Open: int64(s.Earliest), Close: int64(s.Latest),
			Service: s.Options[0].Service.Microseconds(), Load: search.Load{-s.Load.Grams}})
		m.Tasks = append(m.Tasks, search.Task{Options: []search.Option{o}, Undone: 1})
	}
	for range p.Vehicles {
		v := &p.Vehicles[0]
		m.Vehicles = append(m.Vehicles, search.Vehicle{End: int32(v.End), Open: int64(v.ReadyAt), Close: int64(v.ShiftEnd), Capacity: search.Load{v.Capacity.Grams}})
	}
	o := search.Options{Seed: b.seed, Threads: b.threads, Iterations: b.iterations, Spent: b.spent, FewestVehicles: p.Objective == problem.VehiclesDistance}
	if b.progress != nil {
		o.Progress = func(v search.Value, n int64) { b.progress(found{v.Vehicles, float64(v.Cost) / 1e6, v.Undone, n}) }
	}
	return kernelPlan(p, m, search.Search(m, o))
}

func kernelPlan(p *problem.Problem, m *search.Model, s *search.Solution) *problem.Plan {
	plan := &problem.Plan{Iterations: s.Iterations}
	for v, stops := range s.Routes {
		r := problem.Route{Vehicle: p.Vehicles[v].ID}
		for _, k := range stops {
			t := m.Stops[k].Task
			kind := problem.Delivery
			if s.Options[t] >= 0 && m.Tasks[t].Options[0].Pickup == k {
				kind = problem.Pickup
			}
			r.Stops = append(r.Stops, problem.PlannedStop{Shipment: p.Shipments[t].ID, Kind: kind})
		}
		if len(stops) > 0 {
			plan.Routes = append(plan.Routes, r)
		}
	}
	for t, o := range s.Options {
		if o < 0 {
			plan.Undone = append(plan.Undone, problem.Undone{Shipment: p.Shipments[t].ID})
		}
	}
	return plan
}
