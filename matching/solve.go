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
// What must go together is placed when the first of it is reached.
//
// Solve asks stop before each shipment; once it returns true the shipments not
// yet reached are Undone with a text that says so. A nil stop never stops. p
// is read only. It must have a matrix for each profile in use, in which only
// the columns of stop places, and of End for vehicles that return, are read:
// no leg leads back to a vehicle's start.
func Solve(p *problem.Problem, stop func() bool) problem.Plan {
	s := newSolver(p)
	plan := problem.Plan{Epoch: p.Epoch}
	s.construct(&plan, stop)
	for k := range s.tours {
		if s.tours[k].added > 0 {
			plan.Routes = append(plan.Routes, s.tours[k].route())
		}
	}
	plan.Changed = s.changed()
	plan.Iterations = s.finder.tried
	return plan
}

// construct places every waiting shipment, and writes down what it decides.
func (s *solver) construct(plan *problem.Plan, stop func() bool) {
	for _, i := range waiting(s.problem) {
		sh := &s.problem.Shipments[i]
		switch {
		case s.decided[i]:
		case stop != nil && stop():
			plan.Undone = append(plan.Undone, problem.Undone{
				Shipment: sh.ID, Explanation: problem.Explanation{Text: stoppedText()}})
		case sh.Workers > 1:
			s.placeCrew(i, plan)
		case sh.Together != "":
			s.placeGroup(i, plan)
		default:
			s.place(i, plan)
		}
	}
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

// place decides one shipment and writes the decision into the plan.
func (s *solver) place(i int, plan *problem.Plan) {
	s.decided[i] = true
	s.consider(i, 0)
	explanation := s.verdict.explanation(s.problem)
	best, ok := s.verdict.chosen()
	if !ok {
		plan.Undone = append(plan.Undone, problem.Undone{Shipment: s.problem.Shipments[i].ID, Explanation: explanation})
		return
	}
	s.put(i, best)
	plan.Assignments = append(plan.Assignments, s.assignment(i, best, explanation))
}

func (s *solver) assignment(i int, c candidate, e problem.Explanation) problem.Assignment {
	return problem.Assignment{Shipment: s.problem.Shipments[i].ID, Vehicle: c.tour.vehicle.ID, Option: c.option, Explanation: e}
}
