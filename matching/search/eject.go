package search

import (
	"math"
	"slices"
)

// ejector empties vehicles by guided ejection (Nagata and Bräysy 2009, Nagata
// and Kobayashi 2010): the tasks of one vehicle become homeless; each is put
// where it fits, or takes the place of tasks that were rarely hard to place,
// which are homeless then.
type ejector struct {
	penalty  []int64 // by task: how often it found no place
	reduced  route   // the route being looked at without what is ejected
	tasks    []int32 // of that route, those easiest to place first
	keys     []float64
	order    []int32 // vehicles
	chosen   ejection
	homeless bool // an attempt is under way
	steps    int  // of this attempt
	attempts int  // in vain, in a row
}

// ejection is which tasks leave a route for one that takes their place.
type ejection struct {
	penalty int64
	out     [maxEjected]int32
	n       int
	spot    spot
}

const (
	maxEjected   = 3
	maxReduced   = 400  // reduced routes tried in one route
	patience     = 3000 // steps of an attempt, the first one
	wanderLeast  = 12   // moves after an ejection, doubled up to four times
	halfOfBlinks = math.MaxUint32 / 2
)

// shrink makes n steps of guided ejection.
func (w *worker) shrink(n int64) {
	e := &w.eject
	for range n {
		w.done++
		if w.late() || !e.homeless && !w.evict() {
			return
		}
		w.attempt()
	}
}

// attempt makes a step of guided ejection. An attempt that takes too long ends
// with the best plan.
func (w *worker) attempt() {
	e := &w.eject
	w.house()
	if len(w.cur.undone) == 0 {
		w.note()
		e.homeless, e.attempts = false, 0
	} else if e.steps++; e.steps > patience+e.attempts*patience/2 {
		e.homeless = false
		e.attempts++
		w.cur.copyFrom(w.best)
	}
}

// room lets the plan use a vehicle more than the best one, which leads out of
// the region in which few vehicles lock a search, or no longer: then guided
// ejection empties the vehicle.
func (w *worker) room(more bool) {
	if more == w.roomy {
		return
	}
	w.roomy = more
	w.finder.fewest = w.fewest && !more
	w.finder.limit = max(1, len(w.best.used))
	if more && w.eject.homeless {
		w.cur.copyFrom(w.best)
		w.eject.homeless = false
	}
	if more {
		w.finder.limit++
	} else if len(w.cur.used) > w.finder.limit {
		w.eject.attempts = 0
		w.evict()
	}
}

// evict makes the tasks of one vehicle homeless, rather of one with few.
func (w *worker) evict() bool {
	p, e := w.cur, &w.eject
	best := int32(-1)
	for range 2 {
		if len(p.used) == 0 {
			return false
		}
		v := p.used[w.dice.n(len(p.used))]
		if len(w.m.Vehicles[v].Route) == 0 && (best < 0 || p.routes[v].tasks < p.routes[best].tasks) {
			best = v
		}
	}
	if best < 0 {
		return false
	}
	w.removed = w.removed[:0]
	for _, x := range p.routes[best].seq {
		if x.stop >= 0 {
			w.pick(w.m.Stops[x.stop].Task)
		}
	}
	for _, t := range w.removed {
		w.out[t] = false
	}
	w.dice.shuffle(w.removed)
	p.remove(w.removed)
	w.finder.limit = len(p.used)
	for t := range e.penalty {
		e.penalty[t] = 1
	}
	e.homeless, e.steps = len(p.undone) > 0, 0
	return true
}

// house finds a place for the task that lost its own last.
func (w *worker) house() {
	p, e := w.cur, &w.eject
	t := p.undone[len(p.undone)-1]
	s := w.finder.find(t)
	if s.cost != noCost {
		p.insert(t, &s)
		return
	}
	e.penalty[t]++
	e.chosen = ejection{penalty: math.MaxInt64}
	e.order = append(e.order[:0], p.used...)
	w.dice.shuffle(e.order)
	for _, v := range e.order {
		if among(w.m.Tasks[t].Near, v) {
			w.lookEject(t, v)
		}
	}
	if e.chosen.penalty == math.MaxInt64 {
		// It fits nowhere now, whatever leaves: others first.
		p.undone = without(p.undone, t)
		p.undone = slices.Insert(p.undone, 0, t)
	} else {
		c := &e.chosen
		v := c.spot.vehicle
		p.remove(c.out[:c.n])
		if p.routes[v].used() || len(p.used) < w.finder.limit {
			p.insert(t, &c.spot)
		}
	}
	w.wander(wanderLeast << w.dice.n(5))
}

// lookEject tries to put a task into a route from which some tasks leave, as
// long as their penalties together are less than the least known.
func (w *worker) lookEject(t, v int32) {
	p, e := w.cur, &w.eject
	e.tasks, e.keys = e.tasks[:0], e.keys[:0]
	for _, x := range p.routes[v].seq {
		if x.stop < 0 {
			continue
		}
		u := w.m.Stops[x.stop].Task
		if p.deliveryOf(u) == x.stop && !w.m.Tasks[u].Pinned && w.m.Tasks[u].Group == 0 {
			e.tasks = append(e.tasks, u)
			e.keys = append(e.keys, float64(e.penalty[u])+w.dice.share()/2)
		}
	}
	sortBy(e.tasks, e.keys)
	tries := maxReduced
	w.with(t, v, ejection{}, len(e.tasks), &tries)
}

// with adds to an ejection each of the first tasks of the route, and to that
// others before it, until one makes room or their penalties are too much.
func (w *worker) with(t, v int32, x ejection, first int, tries *int) {
	e := &w.eject
	for i, u := range e.tasks[:first] {
		more := x
		more.out[x.n], more.n, more.penalty = u, x.n+1, x.penalty+e.penalty[u]
		if more.penalty >= e.chosen.penalty || *tries <= 0 || w.without(t, v, more, tries) {
			return
		}
		if more.n < maxEjected {
			w.with(t, v, more, i, tries)
		}
	}
}

// without tries the task in the route without those of x; true when it fits,
// and then that is the ejection chosen.
func (w *worker) without(t, v int32, x ejection, tries *int) bool {
	p, e := w.cur, &w.eject
	*tries--
	e.reduced.seq = e.reduced.seq[:0]
	for _, y := range p.routes[v].seq {
		if y.stop < 0 || !slices.Contains(x.out[:x.n], w.m.Stops[y.stop].Task) {
			e.reduced.seq = append(e.reduced.seq, y)
		}
	}
	if !p.compute(&e.reduced, &w.m.Vehicles[v]) {
		return false
	}
	f := &w.finder
	blinks := f.blinks
	f.blinks = 0
	f.best = spot{cost: noCost, vehicle: -1}
	f.lookIn(t, v, &e.reduced)
	f.blinks = blinks
	if f.best.cost == noCost {
		return false
	}
	x.spot = f.best
	e.chosen = x
	return true
}

// wander makes n random moves that leave no more undone, so that the next
// task meets other routes.
func (w *worker) wander(n int) {
	p := w.cur
	blinks := w.finder.blinks
	w.finder.blinks = halfOfBlinks
	for range n {
		if len(p.used) < 2 {
			break
		}
		t := int32(w.dice.n(len(w.m.Tasks)))
		if p.at[t] < 0 || w.m.Tasks[t].Pinned || w.m.Tasks[t].Group > 0 {
			continue
		}
		v := p.at[t]
		to := p.used[w.dice.n(len(p.used))]
		if to == v || !among(w.m.Tasks[t].Near, to) {
			continue
		}
		w.finder.best = spot{cost: noCost, vehicle: -1}
		w.finder.ready(t)
		w.finder.look(t, to)
		if s := w.finder.best; s.cost != noCost {
			p.start()
			w.removed = append(w.removed[:0], t)
			if fine := p.remove(w.removed); fine && p.routes[v].used() {
				p.insert(t, &s)
				p.keep()
			} else {
				p.back()
			}
		}
	}
	w.finder.blinks = blinks
}

// squeeze makes n steps of annealing a plan that may use one vehicle less than
// the best and leaves undone what does not fit. What temperature helps depends
// on the problem: it falls in the course of an attempt, and each attempt takes
// longer than the one before.
func (w *worker) squeeze(n int64, hot float64) {
	e := &w.eject
	for range n {
		w.done++
		if w.late() || !e.homeless && !w.evict() {
			return
		}
		share := float64(e.steps) / float64(firstSqueeze+e.attempts*firstSqueeze/2)
		t := hot * squeezeHot * math.Pow(squeezeCold/squeezeHot, share)
		w.step(t, t*squeezeToll/w.least)
		e.steps++
		switch {
		case len(w.cur.undone) == 0:
			e.homeless, e.attempts = false, 0
		case share >= 1:
			e.homeless = false
			e.attempts++
			w.cur.copyFrom(w.best)
		}
	}
}

// The temperatures of an attempt, as shares of the highest, and its steps.
const (
	squeezeHot   = 0.5
	squeezeCold  = 0.05
	firstSqueeze = 2000
	squeezeToll  = 20 // temperatures
)
