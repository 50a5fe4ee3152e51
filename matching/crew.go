package matching

import (
	"cmp"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// mostStarts is how many common starts are tried for a visit with several
// workers.
const mostStarts = 12

// placeCrew places a visit with several workers. It tries the instants at
// which single vehicles would start it for the least cost, and takes the one
// at which as many vehicles as it needs cost least together. From then on the
// start stands: later insertions and the search go round it. So a start that
// suits two vehicles and is nobody's cheapest is not found, and at most ten
// workers are.
func (s *solver) placeCrew(i int, plan *problem.Plan) {
	s.decided[i] = true
	start, option, ok := s.agree(i)
	s.short = !ok
	s.onlyOption = option
	var seats []verdict
	for range s.problem.Shipments[i].Workers {
		s.consider(i, start)
		explanation := s.verdict.explanation(s.problem)
		best, found := s.verdict.chosen()
		if !found {
			s.dissolve(i, plan)
			plan.Undone = append(plan.Undone, problem.Undone{Shipment: s.problem.Shipments[i].ID, Explanation: explanation})
			seats = nil
			break
		}
		seats = append(seats, s.verdict.keep())
		s.put(i, best)
		plan.Assignments = append(plan.Assignments, s.assignment(i, best, explanation))
	}
	s.short, s.onlyOption = false, -1
	s.introduce(seats, plan)
}

// introduce writes the sentences about the workers of one visit, the last in the
// plan, again: now it is known who comes with whom, and that no fellow was the
// runner-up.
func (s *solver) introduce(seats []verdict, plan *problem.Plan) {
	told := plan.Assignments[len(plan.Assignments)-len(seats):]
	for k := range seats {
		v := &seats[k]
		for n := range seats {
			if n != k {
				v.fellows = append(v.fellows, seats[n].candidates[0].tour)
			}
		}
		slices.SortFunc(v.fellows, func(a, b *tour) int { return cmp.Compare(a.vehicle.ID, b.vehicle.ID) })
		told[k].Explanation.Text = v.text(s.problem.Now)
	}
}

// dissolve takes back what was decided for the visit at i.
func (s *solver) dissolve(i int, plan *problem.Plan) {
	for n := len(s.where[i].tours); n > 0; n-- {
		s.lift(i, s.where[i].tours[n-1])
		plan.Assignments = plan.Assignments[:len(plan.Assignments)-1]
	}
}

// constructCrews places the visits for several workers and nothing else.
func (s *solver) constructCrews(plan *problem.Plan, stop func() bool) {
	for _, i := range waiting(s.problem) {
		if s.problem.Shipments[i].Workers > 1 && !stop() {
			s.placeCrew(i, plan)
		}
	}
}

// agree finds the start and the option for a visit with several workers.
func (s *solver) agree(i int) (start clock.Instant, option int, ok bool) {
	sh := &s.problem.Shipments[i]
	var least int64
	for o := range sh.Options {
		s.onlyOption = o
		for _, at := range s.starts(i) {
			s.consider(i, at)
			if len(s.verdict.candidates) < sh.Workers {
				continue
			}
			score := int64(0)
			for _, c := range s.verdict.candidates[:sh.Workers] {
				score += c.score
			}
			if !ok || score < least {
				start, option, least, ok = at, o, score, true
			}
		}
	}
	if !ok {
		return 0, -1, false
	}
	return start, option, true
}

// starts lists the instants at which single vehicles would start the visit at
// i, without those too early for enough of them.
func (s *solver) starts(i int) []clock.Instant {
	var list []clock.Instant
	for k := range s.tours {
		s.verdict.reset(&s.problem.Shipments[i])
		s.prepare(i, 0)
		s.judge(&s.tours[k])
		if c, ok := s.verdict.chosen(); ok {
			list = append(list, c.handover)
		}
	}
	slices.Sort(list)
	workers := s.problem.Shipments[i].Workers
	if len(list) < workers {
		return nil
	}
	list = slices.Compact(list[workers-1:])
	return list[:min(len(list), mostStarts)]
}
