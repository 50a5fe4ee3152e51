package matching

import "github.com/linli/linli/matching/problem"

// mates says where those are that the shipment at i must go with.
func (s *solver) mates(i int) mates {
	word := s.problem.Shipments[i].Together
	var m mates
	if word == "" {
		return m
	}
	if s.binding != nil {
		return *s.binding
	}
	for j := range s.problem.Shipments {
		other := &s.problem.Shipments[j]
		if j == i || other.Together != word {
			continue
		}
		var at *tour
		switch {
		case other.Vehicle != "":
			if at = s.tourOf(other.Vehicle); at == nil {
				return mates{torn: true}
			}
		case other.Workers > 1:
			return mates{torn: true}
		case len(s.where[j].tours) > 0:
			at = s.where[j].tours[0]
		}
		if at != nil && m.tour != nil && at != m.tour {
			return mates{torn: true}
		}
		if at != nil {
			m.tour = at
		}
	}
	return m
}

// tourOf returns the tour of a vehicle, nil if there is none.
func (s *solver) tourOf(vehicle string) *tour {
	for k := range s.tours {
		if s.tours[k].vehicle.ID == vehicle {
			return &s.tours[k]
		}
	}
	return nil
}

// placeGroup places the shipment at i and all that must go with it: by the
// vehicle that takes them all, one after another, for the least cost.
func (s *solver) placeGroup(i int, plan *problem.Plan) {
	group := s.group(i)
	tied := s.mates(i)
	var best *tour
	var least int64
	for k := range s.tours {
		t := &s.tours[k]
		if tied.torn || tied.tour != nil && tied.tour != t {
			continue
		}
		if score, ok := s.tryGroup(group, t); ok && (best == nil || score < least) {
			best, least = t, score
		}
	}
	s.binding = &mates{tour: best, torn: best == nil}
	for _, j := range group {
		s.place(j, plan)
	}
	s.binding = nil
}

// group lists the waiting shipments that go with the one at i, itself first.
func (s *solver) group(i int) []int {
	list := []int{i}
	for _, j := range waiting(s.problem) {
		if j != i && s.problem.Shipments[j].Together == s.problem.Shipments[i].Together {
			list = append(list, j)
		}
	}
	return list
}

// tryGroup puts the group into the tour, one after another, and takes it out
// again. It returns what that costs, and false if some of it found no place.
func (s *solver) tryGroup(group []int, t *tour) (score int64, ok bool) {
	s.binding = &mates{tour: t}
	done := 0
	for _, j := range group {
		s.verdict.reset(&s.problem.Shipments[j])
		s.prepare(j, 0)
		s.judge(t)
		c, found := s.verdict.chosen()
		if !found {
			break
		}
		score += c.score
		s.put(j, c)
		done++
	}
	for _, j := range group[:done] {
		s.lift(j, t)
	}
	s.binding = nil
	return score, done == len(group)
}
