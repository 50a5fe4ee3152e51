package matching

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// rig is a vehicle made ready to drive routes.
type rig struct {
	problem *problem.Problem
	vehicle *problem.Vehicle
	times   *problem.Matrix // nil: no travel times for its profile
	prices  prices
	ready   clock.Instant // it leaves its start then
	typ     int           // of vehicle, in the words of the problem
	rests   []rest
	bays    []problem.Load // what each compartment holds; nil: it has none
	bayOf   []int          // class → index into bays, -1: none
}

// progress is a vehicle part-way along a route.
type progress struct {
	place  int
	at     int // the place of the stop made last; -1: none yet
	arrive clock.Instant
	depart clock.Instant
	measure
}

func newRig(x *words, v *problem.Vehicle) rig {
	p := x.problem
	r := rig{problem: p, vehicle: v, times: p.Matrix(v.Profile), prices: newPrices(p, v),
		ready: max(v.ReadyAt, p.Now), typ: slices.Index(x.types, v.Type)}
	r.rests = newRests(v)
	if len(v.Compartments) > 0 {
		r.bayOf = make([]int, len(x.classes)+1)
		for i := range r.bayOf {
			r.bayOf[i] = -1
		}
		for i, c := range v.Compartments {
			r.bays = append(r.bays, c.Capacity)
			r.bayOf[x.class(c.Class)] = i
		}
	}
	return r
}

// bay returns the compartment for a class of goods; -1 when there is none.
func (r *rig) bay(class int) int {
	if r.bayOf == nil {
		return -1
	}
	return r.bayOf[class]
}

// begin returns the vehicle at its start.
func (r *rig) begin() progress {
	return progress{place: r.vehicle.Start, at: -1, depart: r.ready}
}

// visit drives the vehicle on to s and serves it there. It returns the first
// rule of the route that this breaks, but for what is on board; g is then of
// no use. boarded says when the goods delivered at s came on board.
func (r *rig) visit(g *progress, s *stop, boarded clock.Instant) rule {
	return r.visitRested(g, s, boarded, pause{})
}

// visitRested is visit with a pause on the way.
func (r *rig) visitRested(g *progress, s *stop, boarded clock.Instant, p pause) rule {
	leg := r.times.At(g.place, s.place)
	if unreachable(leg) {
		return reach
	}
	travel := micros(leg.Travel)
	g.place, g.arrive = s.place, p.after(g.depart+travel)
	start, open := s.start(g.arrive)
	service := s.service
	if s.setup != 0 && g.at != s.place {
		service += s.setup
	}
	g.at = s.place
	g.depart = start + service
	g.meters += int64(leg.Meters)
	g.drive += travel
	g.work += travel + service
	g.wait += start - g.arrive
	g.used = true
	if s.kind == problem.Delivery {
		g.late += lateness(&r.prices.weights, s.due, start)
		g.resident += max(0, start+s.after-s.placed)
	}
	switch {
	case !open:
		return window
	case rideTooLong(s, boarded, start):
		return ride
	case shiftOver(r.vehicle, g.depart):
		return shift
	}
	return r.overdriven(g)
}

// home drives the vehicle to its end, where it has one, with a pause on the
// way. It returns the rule that this breaks.
func (r *rig) home(g *progress, p pause) rule {
	if !r.vehicle.Returns || !g.used {
		return none
	}
	leg := r.times.At(g.place, r.vehicle.End)
	if unreachable(leg) {
		return reach
	}
	travel := micros(leg.Travel)
	g.place, g.arrive = r.vehicle.End, p.after(g.depart+travel)
	g.depart = g.arrive
	g.meters += int64(leg.Meters)
	g.drive += travel
	g.work += travel
	if shiftOver(r.vehicle, g.depart) {
		return shift
	}
	return r.overdriven(g)
}

// overdriven returns the rule that the drive so far breaks.
func (r *rig) overdriven(g *progress) rule {
	switch {
	case outOfRange(r.vehicle, g.meters):
		return vehicleRange
	case droveTooLong(r.vehicle, g.drive):
		return drive
	}
	return none
}
