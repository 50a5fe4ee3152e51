package matching

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// grow adds a free compartment of that size to a locker, which the problem
// knows, and returns what takes it away again.
func (c *compartments) grow(locker string, size problem.Load) (back func()) {
	l, before := c.locker(locker), len(c.shelves)
	for len(c.shelves) <= l {
		c.shelves = append(c.shelves, shelf{})
	}
	s := &c.shelves[l]
	free := s.free
	s.free = append(slices.Clip(free), size)
	s.holder, s.tried = append(s.holder, -1), append(s.tried, false)
	return func() {
		s := &c.shelves[l]
		n := len(free)
		g := s.holder[n]
		s.free, s.holder, s.tried = free, s.holder[:n], s.tried[:n]
		if g >= 0 {
			clear(s.tried)
			s.assign(g) // all that was there before fits without it
		}
		c.shelves = c.shelves[:before]
	}
}
