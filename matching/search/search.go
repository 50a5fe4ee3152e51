package search

import (
	"math"
	"sync"
)

// islands is how many workers search side by side. The number is fixed, so
// that the result does not depend on the threads that carry them.
const islands = 2

// Search looks for a good solution until its budget is spent and returns the
// best it found. With the same model, seed and Iterations it returns the same
// on any number of threads.
func Search(m *Model, o Options) *Solution {
	s := newSearch(m, &o)
	s.construct()
	for s.progress() < 1 {
		s.round()
	}
	return s.solution()
}

type search struct {
	m       *Model
	o       *Options
	workers []*worker
	best    *worker
	told    Value
	hot     float64
	cold    float64

	shrinking bool
	began     float64 // progress at which the annealing began
}

func newSearch(m *Model, o *Options) *search {
	s := &search{m: m, o: o, shrinking: o.FewestVehicles}
	classes := make([]class, len(m.Classes))
	for i := range classes {
		classes[i] = newClass(m, &m.Classes[i])
	}
	var near [][]int32
	if len(classes) > 0 {
		near = neighbors(m, &classes[0])
	}
	for i := range islands {
		s.workers = append(s.workers, newWorker(m, classes, near, o, i))
	}
	s.best = s.workers[0]
	s.told = s.best.value
	return s
}

// construct makes the first complete plan.
func (s *search) construct() {
	s.each(func(w *worker) {
		blinks := w.finder.blinks
		if w == s.workers[0] {
			w.finder.blinks = 0
		}
		w.recreate()
		w.finder.blinks = blinks
		w.done++
		w.note()
	})
	s.compare()
	mean := 0.0
	if n := len(s.m.Tasks); n > 0 {
		mean = float64(s.best.value.Cost) / float64(n)
	}
	s.hot, s.cold = max(1, mean*hotShare), max(0.01, mean*coldShare)
}

const (
	hotShare  = 0.3
	coldShare = 0.003

	shrinkShare = 0.3
)

// progress is how much of the budget is spent, from 0 to 1.
func (s *search) progress() float64 {
	at := 0.0
	if s.o.Iterations > 0 {
		at = float64(s.done()) / float64(s.o.Iterations)
	}
	if s.o.Spent != nil {
		at = max(at, s.o.Spent())
	}
	if s.o.Iterations == 0 && s.o.Spent == nil {
		return 1
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

// round lets every worker search for a while, then compares.
func (s *search) round() {
	at := s.progress()
	if s.shrinking && (at >= shrinkShare || s.stuck()) {
		s.settleDown(at)
	}
	if s.shrinking {
		s.each(func(w *worker) { w.shrink(50) })
	} else {
		share := (at - s.began) / (1 - s.began)
		t := s.hot * math.Pow(s.cold/s.hot, share)
		s.each(func(w *worker) { w.anneal(100, t) })
	}
	s.compare()
}

// stuck reports whether the workers have tried in vain for long enough.
func (s *search) stuck() bool { return false }

// settleDown ends the search for fewer vehicles: from here on all go on from
// the best plan.
func (s *search) settleDown(at float64) {
	s.shrinking, s.began = false, at
	for _, w := range s.workers {
		if w != s.best {
			w.adopt(s.best)
		} else {
			w.cur.copyFrom(w.best)
		}
		w.finder.limit = max(1, len(w.cur.used))
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
// vehicles or undone tasks follow the best.
func (s *search) compare() {
	for _, w := range s.workers {
		if w.value.Less(s.best.value) {
			s.best = w
		}
	}
	for _, w := range s.workers {
		b, v := s.best.value, w.value
		if b.Undone < v.Undone || b.Undone == v.Undone && b.Vehicles < v.Vehicles {
			w.adopt(s.best)
			w.eject.homeless = false
			w.finder.limit = min(w.finder.limit, max(1, len(w.cur.used)))
		}
	}
	if s.best.value.Less(s.told) {
		s.told = s.best.value
		if s.o.Progress != nil {
			s.o.Progress(s.told, s.done())
		}
	}
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
