package matching

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// compartments knows what the plan puts into lockers. It only asks that all of
// a locker's goods can have a compartment of their own at once; which one each
// gets is decided when it is needed, so that a small parcel never keeps a
// large one out of the plan.
type compartments struct {
	problem *problem.Problem
	shelves []shelf // by locker
}

// shelf is one locker: a bipartite matching of goods and compartments, kept
// largest by augmenting paths (Kuhn).
type shelf struct {
	free   []problem.Load
	goods  []problem.Load
	owner  []int // of the goods: shipment
	holder []int // of each compartment: index into goods, -1: empty
	tried  []bool
	spare  []int // for holder, while trying
}

func newCompartments(p *problem.Problem) *compartments {
	c := &compartments{problem: p, shelves: make([]shelf, len(p.Lockers))}
	for i, l := range p.Lockers {
		c.shelves[i].reset(l.Free)
	}
	return c
}

// reset empties the locker.
func (s *shelf) reset(free []problem.Load) {
	s.free, s.goods, s.owner, s.holder, s.tried = free, s.goods[:0], s.owner[:0], s.holder[:0], s.tried[:0]
	for range free {
		s.holder, s.tried = append(s.holder, -1), append(s.tried, false)
	}
}

// fits reports whether the shipment finds room in the locker beside all else.
func (c *compartments) fits(locker string, shipment int) bool {
	l := c.locker(locker)
	if l < 0 {
		return false
	}
	s := &c.shelves[l]
	s.spare = append(s.spare[:0], s.holder...)
	ok := s.put(c.problem.Shipments[shipment].Load, shipment)
	if ok {
		s.goods, s.owner = s.goods[:len(s.goods)-1], s.owner[:len(s.owner)-1]
		copy(s.holder, s.spare)
	}
	return ok
}

// take puts the shipment, which fits, into the locker.
func (c *compartments) take(locker string, shipment int) {
	c.shelves[c.locker(locker)].put(c.problem.Shipments[shipment].Load, shipment)
}

// give takes the shipment out again.
func (c *compartments) give(locker string, shipment int) {
	s := &c.shelves[c.locker(locker)]
	k := slices.Index(s.owner, shipment)
	last := len(s.owner) - 1
	for i, g := range s.holder {
		switch g {
		case k:
			s.holder[i] = -1
		case last:
			s.holder[i] = k
		}
	}
	s.owner[k], s.goods[k] = s.owner[last], s.goods[last]
	s.owner, s.goods = s.owner[:last], s.goods[:last]
}

// put adds goods if they find room.
func (s *shelf) put(load problem.Load, shipment int) bool {
	s.goods, s.owner = append(s.goods, load), append(s.owner, shipment)
	clear(s.tried)
	if s.assign(len(s.goods) - 1) {
		return true
	}
	s.goods, s.owner = s.goods[:len(s.goods)-1], s.owner[:len(s.owner)-1]
	return false
}

// assign finds a compartment for goods g, and others for those that make way:
// an empty one first.
func (s *shelf) assign(g int) bool {
	for i, size := range s.free {
		if s.holder[i] < 0 && s.goods[g].Fits(size) {
			s.holder[i] = g
			return true
		}
	}
	for i, size := range s.free {
		if s.tried[i] || !s.goods[g].Fits(size) {
			continue
		}
		s.tried[i] = true
		if s.assign(s.holder[i]) {
			s.holder[i] = g
			return true
		}
	}
	return false
}

func (c *compartments) locker(id string) int {
	return slices.IndexFunc(c.problem.Lockers, func(l problem.Locker) bool { return l.ID == id })
}
