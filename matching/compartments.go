package matching

import "github.com/linli/linli/matching/problem"

// compartments knows which compartments the plan has used up.
type compartments struct {
	lockers []problem.Locker
	taken   [][]bool
}

func newCompartments(lockers []problem.Locker) *compartments {
	c := &compartments{lockers: lockers, taken: make([][]bool, len(lockers))}
	for i, l := range lockers {
		c.taken[i] = make([]bool, len(l.Free))
	}
	return c
}

// smallest returns the free compartment of the locker that wastes the least
// volume, then the least weight, on the load; -1 when none fits.
func (c *compartments) smallest(lockerID string, load problem.Load) int {
	l := c.locker(lockerID)
	if l < 0 {
		return -1
	}
	best := -1
	for i, size := range c.lockers[l].Free {
		if c.taken[l][i] || !load.Fits(size) {
			continue
		}
		if best < 0 || smaller(size, c.lockers[l].Free[best]) {
			best = i
		}
	}
	return best
}

// take uses up a compartment that smallest returned.
func (c *compartments) take(lockerID string, compartment int) {
	c.taken[c.locker(lockerID)][compartment] = true
}

func (c *compartments) locker(id string) int {
	for i := range c.lockers {
		if c.lockers[i].ID == id {
			return i
		}
	}
	return -1
}

func smaller(a, b problem.Load) bool {
	if a.Millis != b.Millis {
		return a.Millis < b.Millis
	}
	return a.Grams < b.Grams
}
