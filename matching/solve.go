package matching

import (
	"cmp"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// Solve places the waiting shipments one after another, each where it adds the
// least cost: the highest Priority first, then the earliest Due (none: last),
// then by ID. Equal costs go to the vehicle with the lower ID, then to the
// earlier option. The order of p.Vehicles and p.Shipments does not matter.
//
// Solve asks stop before each shipment; once it returns true the shipments not
// yet reached are Undone with a text that says so. A nil stop never stops. p
// is read only. It must have a matrix for each profile in use, in which only
// the columns of stop places are read: no leg leads back to a vehicle's start.
func Solve(p *problem.Problem, stop func() bool) problem.Plan {
	s := newSolver(p)
	plan := problem.Plan{Epoch: p.Epoch}
	for _, i := range waiting(p) {
		if stop != nil && stop() {
			plan.Undone = append(plan.Undone, problem.Undone{
				Shipment: p.Shipments[i].ID, Explanation: problem.Explanation{Text: stoppedText()}})
			continue
		}
		s.place(i, &plan)
	}
	for k := range s.tours {
		if s.tours[k].added > 0 {
			plan.Routes = append(plan.Routes, s.tours[k].route())
		}
	}
	plan.Iterations = s.finder.tried
	return plan
}

// waiting returns the indices of the shipments without a vehicle in the order
// in which they are placed.
func waiting(p *problem.Problem) []int {
	var order []int
	for i := range p.Shipments {
		if p.Shipments[i].Vehicle == "" {
			order = append(order, i)
		}
	}
	due := func(s *problem.Shipment) clock.Instant {
		if s.Due == 0 {
			return clock.Never
		}
		return s.Due
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &p.Shipments[i], &p.Shipments[j]
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(due(a), due(b)), cmp.Compare(a.ID, b.ID))
	})
	return order
}

type solver struct {
	problem      *problem.Problem
	tours        []tour // by vehicle ID
	compartments *compartments
	finder       finder
	verdict      verdict
	ways         []way // the options of the shipment at hand
	pair         pair  // the pair at hand, here because the rules' functions would move it to the heap
}

// way is an option made ready for every vehicle to try.
type way struct {
	compartment      int // see pair
	pickup, delivery stop
}

func newSolver(p *problem.Problem) *solver {
	s := &solver{problem: p, compartments: newCompartments(p.Lockers)}
	order := make([]int, len(p.Vehicles))
	total := 0
	for i := range order {
		order[i] = i
		total += len(p.Vehicles[i].Route)
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(p.Vehicles[i].ID, p.Vehicles[j].ID) })

	// All tours share two arrays; one that grows moves out.
	stops := make([]stop, total)
	along := make([]progress, total+len(order))
	s.tours = make([]tour, 0, len(order))
	for _, i := range order {
		v := &p.Vehicles[i]
		n := len(v.Route)
		s.tours = append(s.tours, newTour(p, v, stops[:0:n], along[:0:n+1]))
		stops, along = stops[n:], along[n+1:]
	}
	return s
}

// place decides one shipment and writes the decision into the plan.
func (s *solver) place(i int, plan *problem.Plan) {
	sh := &s.problem.Shipments[i]
	s.consider(i)
	explanation := s.verdict.explanation(s.problem)
	best, ok := s.verdict.chosen()
	if !ok {
		plan.Undone = append(plan.Undone, problem.Undone{Shipment: sh.ID, Explanation: explanation})
		return
	}
	o, w := &sh.Options[best.option], &s.ways[best.option]
	best.tour.insert(w.pickup, w.delivery, best.pickupAt, best.deliveryAt)
	if o.Mode == problem.InLocker {
		s.compartments.take(o.Locker, w.compartment)
	}
	plan.Assignments = append(plan.Assignments, problem.Assignment{
		Shipment: sh.ID, Vehicle: best.tour.vehicle.ID, Option: best.option, Explanation: explanation})
}

// consider looks at every vehicle with every option of the shipment at i and
// leaves what it found in the verdict.
func (s *solver) consider(i int) {
	sh := &s.problem.Shipments[i]
	s.verdict.reset(sh)
	s.prepare(i)
	for k := range s.tours {
		t := &s.tours[k]
		for o := range sh.Options {
			w := &s.ways[o]
			pr := &s.pair
			*pr = pair{shipment: sh, option: &sh.Options[o], compartment: w.compartment, tour: t}
			r := pr.judge()
			var in insertion
			if r == none {
				in, r = s.finder.find(t, &w.pickup, &w.delivery)
			}
			if r != none {
				s.verdict.exclude(r, t, o)
				continue
			}
			s.verdict.add(candidate{insertion: in, tour: t, option: o,
				total: t.vehicle.Cost.PerTask + pr.option.Fee + in.cost - t.cost})
		}
		s.verdict.endVehicle(t)
	}
}

// prepare fills in the ways of the shipment at i.
func (s *solver) prepare(i int) {
	sh := &s.problem.Shipments[i]
	s.ways = s.ways[:0]
	for k := range sh.Options {
		o := &sh.Options[k]
		w := way{
			compartment: -1,
			pickup:      pickupStop(s.problem, i, sh.Pickup, sh.PickupService),
			delivery:    deliveryStop(s.problem, i, o, o.Place, o.Service),
		}
		if o.Mode == problem.InLocker {
			w.compartment = s.compartments.smallest(o.Locker, sh.Load)
		}
		s.ways = append(s.ways, w)
	}
}
