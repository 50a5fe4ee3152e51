package mdrp

import (
	"context"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// answer makes the plan that goes back to the engine: the next order of each
// bundle, and for the others why they wait.
func (s *Solver) answer(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	out := problem.Plan{Epoch: p.Epoch, Standby: s.standby}
	s.standby = nil
	waiting := map[string]*problem.Shipment{}
	for i := range p.Shipments {
		if sh := &p.Shipments[i]; sh.Vehicle == "" {
			waiting[sh.ID] = sh
		}
	}
	vehicles := map[string]*problem.Vehicle{}
	for i := range p.Vehicles {
		vehicles[p.Vehicles[i].ID] = &p.Vehicles[i]
	}
	gone := map[string]bool{}
	for c, bundle := range s.bundles {
		n := s.given[c]
		if n == len(bundle) {
			continue
		}
		v := vehicles[string(s.ids[c])]
		sh := waiting[s.orders[bundle[n]]]
		if v == nil || sh == nil || len(v.Route) != 2*n {
			s.bundles[c], s.given[c] = nil, 0 // it was not taken: what waits is planned anew
			continue
		}
		r, err := s.route(ctx, p, v, sh)
		if err != nil {
			return out, err
		}
		s.given[c]++
		gone[sh.ID] = true
		out.Routes = append(out.Routes, r)
		out.Assignments = append(out.Assignments, problem.Assignment{
			Shipment: sh.ID, Vehicle: v.ID, Explanation: leaves(v.ID, n+1, len(bundle)),
		})
	}
	for i := range p.Shipments {
		if sh := &p.Shipments[i]; sh.Vehicle == "" && !gone[sh.ID] {
			out.Undone = append(out.Undone, problem.Undone{Shipment: sh.ID, Explanation: s.waits(sh.ID)})
		}
	}
	return out, nil
}

// route returns a courier's route with one more order of his bundle: all
// pickups, then the doors in the order of the bundle.
func (s *Solver) route(ctx context.Context, p *problem.Problem, v *problem.Vehicle, sh *problem.Shipment) (problem.Route, error) {
	var pickups, doors []problem.PlannedStop
	for _, stop := range v.Route {
		planned := problem.PlannedStop{Shipment: p.Shipments[stop.Shipment].ID, Kind: stop.Kind, Point: p.Places[stop.Place], Service: stop.Service}
		if stop.Kind == problem.Pickup {
			pickups = append(pickups, planned)
		} else {
			doors = append(doors, planned)
		}
	}
	pickups = append(pickups, problem.PlannedStop{Shipment: sh.ID, Kind: problem.Pickup, Point: p.Places[sh.Pickup], Service: sh.PickupService})
	doors = append(doors, problem.PlannedStop{
		Shipment: sh.ID, Kind: problem.Delivery, Point: p.Places[sh.Options[0].Place], Service: sh.Options[0].Service,
	})
	r := problem.Route{Vehicle: v.ID, Stops: append(pickups, doors...)}
	return r, s.time(ctx, p, v, r.Stops)
}

// time fills in the legs and times of a route. A pickup takes half of its
// service before and half after the meals change hands, once for the bundle: so
// its stop is when the courier leaves the counter. A drop-off is when half of
// its service is done.
func (s *Solver) time(ctx context.Context, p *problem.Problem, v *problem.Vehicle, stops []problem.PlannedStop) error {
	release := map[string]clock.Instant{}
	for i := range p.Shipments {
		release[p.Shipments[i].ID] = p.Shipments[i].Release
	}
	hp, hd := minutes(s.plan.params.halfPickup()), minutes(s.plan.params.halfDropoff())
	at, from := v.ReadyAt, p.Places[v.Start]
	for i := range stops {
		x := &stops[i]
		legs, err := s.travel.Times(ctx, v.Profile, []geo.Point{from}, []geo.Point{x.Point})
		if err != nil {
			return fmt.Errorf("mdrp: %w", err)
		}
		x.Leg = legs[0][0]
		x.Arrive = at.Add(x.Leg.Travel)
		switch {
		case x.Kind == problem.Delivery:
			x.Start = x.Arrive.Add(hd)
		case i == 0:
			x.Start = max(x.Arrive.Add(2*hp), release[x.Shipment].Add(hp))
		default:
			x.Start = max(x.Arrive, release[x.Shipment].Add(hp))
		}
		x.Depart = x.Start.Add(x.Service)
		at, from = x.Depart, x.Point
	}
	return nil
}

// leaves says why a courier is told an order now.
func leaves(courier string, nth, of int) problem.Explanation {
	return problem.Explanation{Text: problem.Text{
		En: fmt.Sprintf("order %d of %d for %s, who would be late at the restaurant if he left a minute later", nth, of, courier),
		Zh: fmt.Sprintf("%s 的第 %d 单(共 %d 单):再晚一分钟出发,到店就迟了", courier, nth, of),
	}}
}

// waits says why an order waits.
func (s *Solver) waits(id string) problem.Explanation {
	text := problem.Text{En: "nobody can bring it in time", Zh: "无人能按时送达"}
	if c := s.plan.meals[s.meal[id]].worker; c >= 0 {
		text.En = fmt.Sprintf("planned for %s, who is told when he must leave", s.ids[c])
		text.Zh = fmt.Sprintf("计划由 %s 配送,到必须出发时再通知", s.ids[c])
	}
	return problem.Explanation{Text: text}
}
