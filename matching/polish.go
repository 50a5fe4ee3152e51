package matching

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// mostPasses bounds how often all shipments are compared with other places.
const mostPasses = 20

// polish places what is still undone where it can, moves single shipments
// while one has a cheaper place, and explains every decision. Each move lowers
// the cost of the plan, or keeps it and goes to a vehicle or option that comes
// first, so that it ends.
func (s *solver) polish(plan *problem.Plan, o *Options) {
	for pass := 0; ; pass++ {
		for i := range s.decided {
			s.decided[i] = len(s.where[i].tours) > 0
		}
		var draft problem.Plan
		s.construct(&draft, o.over)
		plan.Undone, plan.Assignments = draft.Undone, nil
		moved := false
		for _, i := range waiting(s.problem) {
			var seats []verdict
			for range s.where[i].tours {
				if s.relocate(i, plan, o.Brief || o.over()) {
					moved = true
				}
				if s.problem.Shipments[i].Workers > 1 {
					seats = append(seats, s.verdict.keep())
				}
			}
			s.introduce(seats, plan)
		}
		if !moved || o.Brief || o.over() || pass == mostPasses {
			return
		}
	}
}

// relocate takes the shipment at i, or its first worker, out of its tour, puts
// it where that is cheapest, and explains why; alone: only in the same tour. It
// reports whether the shipment found a better place.
func (s *solver) relocate(i int, plan *problem.Plan, alone bool) bool {
	sh := &s.problem.Shipments[i]
	at := s.where[i]
	t := at.tours[0]
	had, cost := slices.Clone(t.stops), t.cost
	stays := candidate{insertion: insertion{after: t.end.measure, handover: t.handover(i)}, tour: t, option: at.option}
	s.lift(i, t)
	start := clock.Instant(0)
	if sh.Workers > 1 {
		start, s.onlyOption = at.start, at.option
	}
	if t.broken == none {
		if alone {
			s.verdict.reset(sh)
			s.verdict.uncompared = true
			s.prepare(i, start)
			s.judge(t)
		} else {
			s.consider(i, start)
		}
	}
	s.onlyOption = -1
	c, ok := s.verdict.chosen()
	if t.broken != none || !ok {
		c = s.needed(i, stays)
		plan.Assignments = append(plan.Assignments, s.assignment(i, c, s.verdict.explanation(s.problem)))
		s.putBack(i, t, had, at.option)
		return false
	}
	plan.Assignments = append(plan.Assignments, s.assignment(i, c, s.verdict.explanation(s.problem)))
	s.put(i, c)
	return c.tour != t || c.option != at.option || t.cost < cost
}

// putBack restores a tour from which the shipment at i was just lifted.
func (s *solver) putBack(i int, t *tour, stops []stop, option int) {
	t.stops = stops
	t.tasks++
	t.added++
	t.walk(s.by)
	at := &s.where[i]
	if o := &s.problem.Shipments[i].Options[option]; len(at.tours) == 0 && o.Mode == problem.InLocker {
		s.compartments.take(o.Locker, i)
	}
	s.promise(i, -1)
	at.tours, at.option = append(at.tours, t), option
	s.promise(i, 1)
}

// needed leaves in the verdict that the shipment at i, just lifted, stays in its
// tour because the rest of it breaks a rule without. Breaks make that possible,
// and set-up that is shared.
func (s *solver) needed(i int, c candidate) candidate {
	s.verdict.reset(&s.problem.Shipments[i])
	s.verdict.needed = true
	s.prepare(i, s.where[i].start)
	s.suits(c.tour, c.option)
	c.beside = s.price(c.tour, c.option)
	s.verdict.add(c)
	return c
}

// handover returns when the shipment at i is handed over on the tour.
func (t *tour) handover(i int) clock.Instant {
	for k := range t.stops {
		if x := &t.stops[k]; x.shipment == i && x.kind == problem.Delivery {
			return t.along[k+1].depart - t.serviceAt(k)
		}
	}
	return 0
}
