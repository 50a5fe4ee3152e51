package matching

import (
	"cmp"
	"slices"
)

// listed is a vehicle with breaks and an option, and what they cost at least.
type listed struct {
	tour   *tour
	option int
	bound  int64 // on the score of the candidate
	exact  bool  // found: the insertion, or the rule that forbids any
	in     insertion
	rule   rule
}

// shortlist finds the best insertions into the routes of vehicles with breaks,
// of those that may be among the candidates that are told. Of the others it
// only matters whether there is one: following such routes is dear.
func (s *solver) shortlist() {
	s.listed = s.listed[:0]
	for k := range s.tours {
		t := &s.tours[k]
		if len(t.rests) == 0 || t.broken != none {
			continue
		}
		for o := range s.pair.shipment.Options {
			if s.onlyOption >= 0 && o != s.onlyOption || s.suits(t, o) != none {
				continue
			}
			s.finder.aim(t, &s.ways[o])
			s.listed = append(s.listed, listed{tour: t, option: o, bound: s.finder.leastRested() + t.prices.extra(s.price(t, o).sum()) - t.cost})
		}
	}
	if len(s.listed) <= maxCandidates {
		return
	}
	s.order = s.order[:0]
	for k := range s.listed {
		s.order = append(s.order, k)
	}
	slices.SortFunc(s.order, func(i, j int) int { return cmp.Or(cmp.Compare(s.listed[i].bound, s.listed[j].bound), i-j) })
	s.least = s.least[:0]
	for _, k := range s.order {
		l := &s.listed[k]
		if len(s.least) == maxCandidates && l.bound > s.least[maxCandidates-1] {
			break
		}
		l.exact = true
		s.suits(l.tour, l.option)
		if l.in, l.rule = s.finder.find(l.tour, &s.ways[l.option]); l.rule != none {
			continue
		}
		score := s.candidate(l.tour, l.option, l.in).score
		at, _ := slices.BinarySearch(s.least, score)
		s.least = slices.Insert(s.least, at, score)
		s.least = s.least[:min(len(s.least), maxCandidates)]
	}
}

// known returns what shortlist found about a vehicle and an option. If they
// are outclassed, it only says whether there is an insertion.
func (s *solver) known(t *tour, option int) (in insertion, r rule, known, outclassed bool) {
	if len(t.rests) == 0 || len(s.listed) <= maxCandidates {
		return in, r, false, false
	}
	at, ok := slices.BinarySearchFunc(s.listed, t, func(l listed, t *tour) int { return cmp.Compare(l.tour.vehicle.ID, t.vehicle.ID) })
	for ; ok && s.listed[at].option != option; at++ {
	}
	if !ok {
		return in, r, false, false
	}
	l := &s.listed[at]
	if l.exact {
		return l.in, l.rule, true, false
	}
	return in, s.finder.any(t, &s.ways[option]), true, true
}
