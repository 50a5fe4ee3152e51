package matching

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// tour is a vehicle's route while the plan grows.
type tour struct {
	problem *problem.Problem
	vehicle *problem.Vehicle
	times   *problem.Matrix // nil: no travel times for its profile
	prices  prices
	stops   []stop
	locked  int // insertions go at this index or later
	tasks   int // shipments in the route
	added   int // of them by this plan
	broken  rule

	// along[k] is the vehicle after its first k stops, along[0] at its start.
	along []progress
	cost  int64 // the price of the route as it stands
}

// progress is a vehicle part-way along a route.
type progress struct {
	place  int
	arrive clock.Instant
	depart clock.Instant
	load   problem.Load
	measure
}

// newTour returns the route that the vehicle has in hand. A route that breaks
// a rule already is marked broken, and takes nothing more until the engine or
// the staff have mended it.
func newTour(p *problem.Problem, v *problem.Vehicle, stops []stop, along []progress) tour {
	t := tour{problem: p, vehicle: v, times: p.Matrix(v.Profile), stops: stops, along: along,
		locked: min(v.Locked, len(v.Route)), prices: prices{v.Cost, p.Weights}}
	for _, c := range v.Route {
		t.stops = append(t.stops, committedStop(p, c))
		if c.Kind == problem.Delivery {
			t.tasks++
		}
	}
	if t.times != nil {
		t.walk()
	}
	return t
}

// insert puts pickup before the stop at index i and delivery before the stop
// that was at index j, i ≤ j.
func (t *tour) insert(pickup, delivery stop, i, j int) {
	t.stops = slices.Insert(t.stops, j, delivery)
	t.stops = slices.Insert(t.stops, i, pickup)
	t.tasks++
	t.added++
	t.walk()
}

// walk follows the route from its start and notes the vehicle after each stop.
func (t *tour) walk() {
	g := progress{place: t.vehicle.Start, depart: max(t.vehicle.ReadyAt, t.problem.Now)}
	for k := range t.stops {
		d := &t.stops[k]
		if d.kind != problem.Delivery {
			continue
		}
		if d.pickupAt = t.pickupBefore(k); d.pickupAt < 0 {
			g.load = g.load.Minus(d.load)
		}
	}
	t.along = append(t.along[:0], g)
	if overloaded(t.vehicle, g.load) {
		t.broken = capacity
	}
	for k := range t.stops {
		s := &t.stops[k]
		boarded := s.boarded
		if s.kind == problem.Delivery && s.pickupAt >= 0 {
			boarded = t.along[s.pickupAt+1].depart
		}
		if r := t.visit(&g, s, boarded); r != none && t.broken == none {
			t.broken = r
		}
		t.along = append(t.along, g)
	}
	t.cost = t.prices.total(&g.measure)
}

// pickupBefore returns the index of the stop that picks up what the stop at k
// delivers, or -1.
func (t *tour) pickupBefore(k int) int {
	for i := k - 1; i >= 0; i-- {
		if t.stops[i].shipment == t.stops[k].shipment {
			return i
		}
	}
	return -1
}

// visit drives the vehicle on to s and serves it there. It returns the first
// rule of the route that this breaks; g is then of no use. boarded says when
// the goods delivered at s came on board.
func (t *tour) visit(g *progress, s *stop, boarded clock.Instant) rule {
	leg := t.times.At(g.place, s.place)
	if unreachable(leg) {
		return reach
	}
	travel := micros(leg.Travel)
	g.place, g.arrive = s.place, g.depart+travel
	start := max(g.arrive, s.opens)
	g.depart = start + s.service
	g.load = g.load.Plus(s.load)
	g.meters += int64(leg.Meters)
	g.work += travel + s.service
	g.wait += start - g.arrive
	if s.kind == problem.Delivery {
		g.late += lateness(&t.prices.weights, s.due, start)
		g.resident += max(0, start+s.after-s.placed)
	}
	switch {
	case overloaded(t.vehicle, g.load):
		return capacity
	case pastLatest(s, start):
		return window
	case rideTooLong(s, boarded, start):
		return ride
	case shiftOver(t.vehicle, g.depart):
		return shift
	case outOfRange(t.vehicle, g.meters):
		return vehicleRange
	}
	return none
}

// atLeast returns a lower bound on the price of the route when the vehicle, at
// g, still has the stops from index j on to visit. It is exact but for the
// waiting, the lateness and the residents' time after g, which it takes from
// the route as it stands. That is a bound only while g reaches stop j no
// earlier than before; a matrix that breaks the triangle inequality can make
// it earlier, and then there is no bound.
func (t *tour) atLeast(g *progress, j int) (bound int64, ok bool) {
	m := g.measure
	if j < len(t.stops) {
		next, last := &t.along[j+1], &t.along[len(t.stops)]
		leg := t.times.At(g.place, t.stops[j].place)
		if unreachable(leg) || g.depart+micros(leg.Travel) < next.arrive {
			return 0, false
		}
		m.work += micros(leg.Travel) + t.stops[j].service + last.work - next.work
		m.meters += int64(leg.Meters) + last.meters - next.meters
		m.late += last.late - t.along[j].late
		m.resident += last.resident - t.along[j].resident
	}
	return t.prices.total(&m), true
}

// route returns the tour as the plan tells it, with legs and times.
func (t *tour) route() problem.Route {
	r := problem.Route{Vehicle: t.vehicle.ID, Stops: make([]problem.PlannedStop, len(t.stops))}
	for k := range t.stops {
		s, at := &t.stops[k], &t.along[k+1]
		leg := t.times.At(t.along[k].place, s.place)
		r.Stops[k] = problem.PlannedStop{
			Shipment: t.problem.Shipments[s.shipment].ID,
			Kind:     s.kind,
			Point:    t.problem.Places[s.place],
			Leg:      leg,
			Service:  s.service.Sub(0),
			Arrive:   at.arrive,
			Start:    at.depart - s.service,
			Depart:   at.depart,
		}
	}
	return r
}
