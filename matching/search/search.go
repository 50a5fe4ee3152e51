package search

import (
	"math"
	"sync"
)

// islands is how many workers search side by side. The number is fixed, so
// that the result does not depend on the threads that carry them.
const islands = 2

const (
	shrinkShare = 0.3 // of the budget, for fewer vehicles
	roundSteps  = 50  // steps of each worker between two looks at the others, at most
	rounds      = 20  // at least
	roundShare  = 1.0 / 256
	fullSteps   = 400 // for each task, from which on the search begins as hot as it may
	regretMost  = 500 // tasks
	roomyShare  = 0.4 // of a cycle
)

// cycle is a part of the annealing: until that share of it, the temperature
// falls from a multiple of the highest to the lowest.
type cycle struct{ until, hot float64 }

// cycles are the annealing's. Those in the middle are hot enough to leave the
// region of the first plan, in which few vehicles can lock it; for the last one
// all workers go on from the best plan.
var cycles = [...]cycle{{0.25, 1}, {0.5, 4}, {0.75, 4}, {1, 0.4}}

// Search looks for a good solution until its budget is spent and returns the
// best it found. With the same model, seed and Iterations, and without Spent,
// it returns the same on any number of threads.
//
// If vehicles count, the first part of the budget goes into using fewer: one
// worker by guided ejection, the other by annealing a plan that may not use as
// many. The rest is annealing, in the middle of which the plans may use one more.
func Search(m *Model, o Options) *Solution {
	s := newSearch(m, &o)
	s.construct()
	for s.progress() < 1 {
		s.round()
	}
	return s.solution()
}

type search struct {
	m         *Model
	o         *Options
	workers   []*worker
	best      *worker
	told      Value
	hot, cold float64 // temperatures

	shrinking bool
	began     float64 // progress when the annealing began
	cycle     int     // of the annealing
	steps     int64   // of each worker in a round
}

func newSearch(m *Model, o *Options) *search {
	s := &search{m: m, o: o, steps: math.MaxInt64}
	if o.Iterations > 0 {
		s.steps = max(1, min(roundSteps, o.Iterations/(islands*rounds)))
	}
	classes := make([]class, len(m.Classes))
	for i := range classes {
		classes[i] = newClass(m, &m.Classes[i], o.Threads)
	}
	for i := range islands {
		s.workers = append(s.workers, newWorker(m, classes, o, i))
	}
	s.best = s.workers[0]
	return s
}

// construct makes the first plans: the one the caller has, and one by regret
// where that is quick.
func (s *search) construct() {
	if len(s.m.Tasks) == 0 {
		s.o.Iterations, s.o.Spent = 0, nil
		return
	}
	s.each(func(w *worker) {
		w.done++
		plain := s.m.Judge == nil && s.m.Shared == nil && len(s.m.Tasks) <= regretMost
		if w != s.workers[0] && plain {
			w.regret()
		} else {
			w.begin(s.o.Start)
			w.recreate()
		}
		w.note()
	})
	s.compare()
	near := neighbors(s.m, &s.best.cur.classes[0], s.o.Threads)
	price, least := s.price()
	s.hot, s.cold = price*hotShare, price*coldShare
	s.shrinking = s.o.FewestVehicles && s.best.value.Undone == 0
	for _, w := range s.workers {
		w.near, w.finder.near = near, near
		w.least = float64(least)
		w.usual = price * tollShare / w.least
		w.toll = w.usual
	}
}

// price returns what a task costs in the best plan, and the least weight of
// one that is undone.
func (s *search) price() (float64, int64) {
	p := s.best.best
	cost, tasks := int64(0), 0
	for _, v := range p.used {
		cost += p.routes[v].cost - s.m.Vehicles[v].Fixed
		tasks += p.routes[v].tasks
	}
	least := int64(math.MaxInt64)
	for t := range s.m.Tasks {
		least = min(least, max(1, s.m.Tasks[t].Undone))
	}
	return math.Max(1, float64(cost)/float64(max(1, tasks))), least
}

// progress is how much of the budget is spent, from 0 to 1.
func (s *search) progress() float64 {
	if s.o.Iterations <= 0 && s.o.Spent == nil {
		return 1
	}
	at := 0.0
	if s.o.Iterations > 0 {
		at = float64(s.done()) / float64(s.o.Iterations)
	}
	if s.o.Spent != nil {
		at = max(at, s.o.Spent())
	}
	return at
}

func (s *search) done() int64 {
	n := int64(0)
	for _, w := range s.workers {
		n += w.done
	}
	return n
}

// round lets every worker search for a while, then compares: for so many steps,
// or, where only the time is limited, for so much of it, because steps take
// workers unequally long.
func (s *search) round() {
	at := s.progress()
	if s.o.Iterations <= 0 {
		for _, w := range s.workers {
			w.until = min(1, s.o.Spent()+roundShare)
		}
	}
	if s.shrinking && at >= shrinkShare {
		s.shrinking, s.began = false, at
		for _, w := range s.workers {
			w.adopt(w)
		}
	}
	if s.shrinking {
		s.each(func(w *worker) {
			if w == s.workers[0] {
				w.shrink(s.steps)
			} else {
				w.squeeze(s.steps, s.hot)
			}
		})
	} else {
		share := (at - s.began) / (1 - s.began)
		temperature := s.temperature(share, float64(s.done())/max(at, 1e-9))
		roomy := s.roomy(share)
		s.each(func(w *worker) {
			w.room(roomy)
			w.anneal(s.steps, temperature)
		})
	}
	s.compare()
}

// temperature returns that of a share of the annealing, and begins the cycle
// that it lies in. A search of few steps begins cooler: it has no time to mend
// what heat spoils.
func (s *search) temperature(share, steps float64) float64 {
	for s.cycle < len(cycles)-1 && share >= cycles[s.cycle].until {
		s.cycle++
		s.again()
	}
	c, begin := cycles[s.cycle], 0.0
	if s.cycle > 0 {
		begin = cycles[s.cycle-1].until
	}
	patience := min(1, steps/(fullSteps*float64(len(s.m.Tasks))))
	hot := max(s.cold, s.hot*c.hot*patience)
	return hot * math.Pow(s.cold*patience/hot, (share-begin)/(c.until-begin))
}

// roomy reports whether the plans may use a vehicle more now: in the first part
// of the cycles in the middle.
func (s *search) roomy(share float64) bool {
	if !s.o.FewestVehicles || s.best.value.Undone > 0 || s.cycle == 0 || s.cycle == len(cycles)-1 {
		return false
	}
	begin := cycles[s.cycle-1].until
	return share-begin < roomyShare*(cycles[s.cycle].until-begin)
}

// again begins a cycle: a worker that cannot complete its plan goes on from the
// best one it had, and all do from the best of all when it is the last cycle.
func (s *search) again() {
	for _, w := range s.workers {
		w.toll = w.usual
		if s.cycle == len(cycles)-1 {
			w.adopt(s.best)
		} else if w.cur.weight > w.best.weight {
			w.adopt(w)
		}
	}
}

// each runs f for every worker, on as many threads as allowed.
func (s *search) each(f func(*worker)) {
	if s.o.Threads <= 1 {
		for _, w := range s.workers {
			f(w)
		}
		return
	}
	var wait sync.WaitGroup
	for _, w := range s.workers {
		wait.Go(func() { f(w) })
	}
	wait.Wait()
}

// compare finds the best worker, tells the caller, and lets those with more
// undone or more vehicles follow it.
func (s *search) compare() {
	for _, w := range s.workers {
		if w.value.Less(s.best.value) {
			s.best = w
		}
	}
	b := s.best.value
	for _, w := range s.workers {
		if v := w.value; b.Undone < v.Undone || b.Undone == v.Undone && b.Vehicles < v.Vehicles {
			w.adopt(s.best)
		}
	}
	if s.o.Progress != nil && (b.Less(s.told) || s.told == Value{}) {
		s.o.Progress(b, s.done())
	}
	s.told = b
}

func (s *search) solution() *Solution {
	p := s.best.best
	out := &Solution{Routes: make([][]int32, len(s.m.Vehicles)), Options: append([]int32(nil), p.option...),
		Value: s.best.value, Iterations: s.done()}
	for v := range out.Routes {
		out.Routes[v] = p.stops(int32(v), nil)
	}
	return out
}
