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
	free         []int // for each option of the shipment at hand its compartment, or -1
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
	o := &sh.Options[best.option]
	pickup, delivery := s.stops(i, o)
	best.tour.insert(pickup, delivery, best.pickupAt, best.deliveryAt)
	if o.Mode == problem.InLocker {
		s.compartments.take(o.Locker, s.free[best.option])
	}
	plan.Assignments = append(plan.Assignments, problem.Assignment{
		Shipment: sh.ID, Vehicle: best.tour.vehicle.ID, Option: best.option, Explanation: explanation})
}

// consider looks at every vehicle with every option of the shipment at i and
// leaves what it found in the verdict.
func (s *solver) consider(i int) {
	sh := &s.problem.Shipments[i]
	s.verdict.reset(sh)
	s.free = s.free[:0]
	for k := range sh.Options {
		free := -1
		if o := &sh.Options[k]; o.Mode == problem.InLocker {
			free = s.compartments.smallest(o.Locker, sh.Load)
		}
		s.free = append(s.free, free)
	}
	for k := range s.tours {
		t := &s.tours[k]
		for o := range sh.Options {
			pr := pair{shipment: sh, option: &sh.Options[o], compartment: s.free[o], tour: t}
			r := pr.judge()
			var in insertion
			if r == none {
				pickup, delivery := s.stops(i, pr.option)
				in, r = s.finder.find(t, &pickup, &delivery)
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

// stops returns the two stops that the shipment at i adds by option o.
func (s *solver) stops(i int, o *problem.Option) (pickup, delivery stop) {
	sh := &s.problem.Shipments[i]
	return pickupStop(s.problem, i, sh.Pickup, sh.PickupService), deliveryStop(s.problem, i, o, o.Place, o.Service)
}
