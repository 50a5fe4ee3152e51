package matching

import (
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// tracer rebuilds the tours of a plan.
type tracer struct {
	s        *solver
	index    map[string]int    // shipments by ID
	vehicles map[string]int    // tours by vehicle ID
	option   map[[2]string]int // by shipment and vehicle
	seen     map[string]bool   // vehicles with a route
}

// retrace returns the plan as a solver has it while it grows: the tours stop
// by stop as the plan says, each stop as early as it can be. An error names
// what does not fit the problem, or the route that breaks a rule.
func retrace(p *problem.Problem, plan *problem.Plan) (*solver, error) {
	s, err := retraceAnyhow(p, plan)
	if err != nil {
		return nil, err
	}
	for k := range s.tours {
		if t := &s.tours[k]; t.added > 0 && t.broken != none {
			return nil, fmt.Errorf("matching: the route of %q breaks the rule %s", t.vehicle.ID, t.broken)
		}
	}
	return s, nil
}

// retraceAnyhow is retrace for routes that may break rules.
func retraceAnyhow(p *problem.Problem, plan *problem.Plan) (*solver, error) {
	r := &tracer{s: newSolver(p), index: make(map[string]int, len(p.Shipments)), vehicles: make(map[string]int, len(p.Vehicles)),
		option: make(map[[2]string]int, len(plan.Assignments)), seen: map[string]bool{}}
	for i := range p.Shipments {
		r.index[p.Shipments[i].ID] = i
	}
	for k := range r.s.tours {
		r.vehicles[r.s.tours[k].vehicle.ID] = k
	}
	for _, a := range plan.Assignments {
		i, known := r.index[a.Shipment]
		if !known || p.Shipments[i].Vehicle != "" || a.Option < 0 || a.Option >= len(p.Shipments[i].Options) {
			return nil, fmt.Errorf("matching: the plan assigns %q, option %d, which does not wait", a.Shipment, a.Option)
		}
		r.option[[2]string{a.Shipment, a.Vehicle}] = a.Option
	}
	for k := range plan.Routes {
		if err := r.route(&plan.Routes[k]); err != nil {
			return nil, err
		}
	}
	for _, a := range plan.Assignments {
		i := r.index[a.Shipment]
		if n := len(r.s.where[i].tours); n != max(1, p.Shipments[i].Workers) {
			return nil, fmt.Errorf("matching: the plan assigns %q and %d routes have it", a.Shipment, n)
		}
	}
	return r.s, nil
}

// route rebuilds one tour.
func (r *tracer) route(route *problem.Route) error {
	k, known := r.vehicles[route.Vehicle]
	if !known || r.seen[route.Vehicle] {
		return fmt.Errorf("matching: the plan has a route for %q, which is unknown or has one", route.Vehicle)
	}
	r.seen[route.Vehicle] = true
	t := &r.s.tours[k]
	if t.times == nil {
		return fmt.Errorf("matching: there are no travel times for %q", route.Vehicle)
	}
	hand := t.stops
	t.stops = make([]stop, 0, len(route.Stops))
	for n := range route.Stops {
		x := &route.Stops[n]
		i, known := r.index[x.Shipment]
		option, added := r.option[[2]string{x.Shipment, route.Vehicle}]
		switch {
		case known && added:
			r.add(t, i, option, x)
		case known && len(hand) > 0 && hand[0].shipment == i && hand[0].kind == x.Kind:
			t.stops, hand = append(t.stops, hand[0]), hand[1:]
		default:
			return fmt.Errorf("matching: stop %d of %q, for %q, is neither assigned nor the next in hand", n, route.Vehicle, x.Shipment)
		}
	}
	if len(hand) > 0 {
		return fmt.Errorf("matching: the route of %q leaves out stops in hand", route.Vehicle)
	}
	t.walk(r.s.by)
	for n := range t.stops {
		if i := t.stops[n].shipment; t.stops[n].kind == problem.Delivery && r.s.problem.Shipments[i].Vehicle == "" {
			if err := r.place(t, &t.stops[n]); err != nil {
				return err
			}
		}
	}
	return nil
}

// add puts a stop that the plan added at the end of the tour.
func (r *tracer) add(t *tour, i, option int, x *problem.PlannedStop) {
	start := clock.Instant(0)
	if r.s.problem.Shipments[i].Workers > 1 {
		start = x.Start
	}
	r.s.prepare(i, start)
	w := &r.s.ways[option]
	w.suit(t.typ)
	if x.Kind == problem.Pickup {
		t.stops = append(t.stops, w.pickup)
		return
	}
	t.stops = append(t.stops, w.delivery)
	t.tasks++
	t.added++
}

// place notes that the tour has the shipment that is handed over at x.
func (r *tracer) place(t *tour, x *stop) error {
	s, i := r.s, x.shipment
	sh := &s.problem.Shipments[i]
	at := &s.where[i]
	switch {
	case !sh.Visit && x.pickupAt < 0:
		return fmt.Errorf("matching: %q hands over %q without a pickup", t.vehicle.ID, sh.ID)
	case len(at.tours) > 0 && sh.Workers < 2:
		return fmt.Errorf("matching: the plan has %q twice", sh.ID)
	}
	if o := &sh.Options[x.option]; len(at.tours) == 0 && o.Mode == problem.InLocker {
		if !s.compartments.fits(o.Locker, i) {
			return fmt.Errorf("matching: locker %q has no room for %q", o.Locker, sh.ID)
		}
		s.compartments.take(o.Locker, i)
	}
	s.promise(i, -1)
	at.tours, at.option = append(at.tours, t), x.option
	if sh.Workers > 1 {
		at.start = x.opens
	}
	s.decided[i] = true
	s.promise(i, 1)
	return nil
}
