package matching

import (
	"sync"

	"github.com/linli/linli/matching/problem"
)

// shared knows what routes share: the compartments of lockers, and how many
// promises may be changed.
type shared struct {
	c       *compiled
	lockers []bank    // by locker of the problem
	in      [][]int   // by task and option: the locker, -1: none
	changes int       // that may still be made; -1: any number
	tied    []int32   // tasks with a promise
	pool    sync.Pool // of *fitting
}

// bank is a locker with the tasks that may use it.
type bank struct {
	free  []problem.Load
	users []int32
	any   bool // every compartment takes everything that may come
}

// fitting is scratch space for seeing whether goods fit a locker.
type fitting struct{ shelf shelf }

// newShared returns nil if nothing is shared.
func newShared(c *compiled) *shared {
	p := c.solver.problem
	s := &shared{c: c, lockers: make([]bank, len(p.Lockers)), changes: c.changes}
	s.pool.New = func() any { return &fitting{} }
	need := false
	for t := range c.tasks {
		row := make([]int, len(c.tasks[t].choices))
		for o, choice := range c.tasks[t].choices {
			row[o] = -1
			option := &p.Shipments[c.tasks[t].shipment].Options[choice.option]
			if option.Mode == problem.InLocker {
				row[o] = c.solver.compartments.locker(option.Locker)
				if b := &s.lockers[row[o]]; len(b.users) == 0 || b.users[len(b.users)-1] != int32(t) {
					b.users = append(b.users, int32(t))
				}
				need = true
			}
			if choice.changed && c.changes >= 0 && (len(s.tied) == 0 || s.tied[len(s.tied)-1] != int32(t)) {
				s.tied = append(s.tied, int32(t))
				need = true
			}
		}
		s.in = append(s.in, row)
	}
	if !need {
		return nil
	}
	for l := range s.lockers {
		b := &s.lockers[l]
		b.free = p.Lockers[l].Free
		b.any = true
		for _, t := range b.users {
			for _, f := range b.free {
				b.any = b.any && p.Shipments[c.tasks[t].shipment].Load.Fits(f)
			}
		}
	}
	return s
}

// Fits implements search.Shared.
func (s *shared) Fits(task, option int32, chosen []int32) bool {
	if s.c.tasks[task].pinned {
		return true
	}
	if s.changes >= 0 && s.c.tasks[task].choices[option].changed && s.changed(task, chosen) >= s.changes {
		return false
	}
	l := s.in[task][option]
	if l < 0 {
		return true
	}
	b := &s.lockers[l]
	n := 1
	for _, t := range b.users {
		if t != task && chosen[t] >= 0 && s.in[t][chosen[t]] == l {
			n++
		}
	}
	if n > len(b.free) {
		return false
	}
	return b.any || s.pack(b, l, task, chosen)
}

// changed counts the other tasks that changed their promise.
func (s *shared) changed(task int32, chosen []int32) int {
	n := 0
	for _, t := range s.tied {
		if t != task && chosen[t] >= 0 && s.c.tasks[t].choices[chosen[t]].changed {
			n++
		}
	}
	return n
}

// pack reports whether the task's goods and all that is to be in the locker
// can have a compartment of their own at once.
func (s *shared) pack(b *bank, locker int, task int32, chosen []int32) bool {
	f := s.pool.Get().(*fitting)
	defer s.pool.Put(f)
	f.shelf.reset(b.free)
	put := func(t int32) bool {
		i := s.c.tasks[t].shipment
		return f.shelf.put(s.c.solver.problem.Shipments[i].Load, i)
	}
	if !put(task) {
		return false
	}
	for _, t := range b.users {
		if t != task && chosen[t] >= 0 && s.in[t][chosen[t]] == locker && !put(t) {
			return false
		}
	}
	return true
}
