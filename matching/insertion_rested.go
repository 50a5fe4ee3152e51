package matching

import (
	"math"

	"github.com/linli/linli/matching/problem"
)

// tryRested tries every position in the route of a vehicle with breaks. Where
// they lie best depends on the whole route, so that each position is followed
// as a whole, once the route without breaks and without waiting does not rule
// it out: that is never later at any stop, nor dearer.
func (f *finder) tryRested() {
	f.eachRested(func(i, j int, bound int64) bool {
		if !f.found || bound < f.best.cost {
			f.tryWhole(i, j)
		}
		return true
	})
}

// any returns none if there is a feasible insertion into t, which has breaks,
// and else what find does.
func (f *finder) any(t *tour, w *way) rule {
	f.aim(t, w)
	f.last = true
	f.eachRested(func(i, j int, _ int64) bool {
		f.tryWhole(i, j)
		return !f.found
	})
	f.last = false
	if f.found {
		return none
	}
	return f.worst()
}

// leastRested returns a lower bound on the score of any insertion aimed at.
func (f *finder) leastRested() int64 {
	least := int64(math.MaxInt64 / 4)
	f.eachRested(func(_, _ int, bound int64) bool {
		least = min(least, bound)
		return true
	})
	return least
}

// eachRested calls try for the positions that the load and the route without
// breaks allow, with a lower bound on the score, until it returns false; the
// last pickup first if f.last says so: there it is likeliest that one will do.
func (f *finder) eachRested(try func(i, j int, bound int64) bool) {
	for k := f.from; k <= f.to; k++ {
		i := k
		if f.last {
			i = f.to - (k - f.from)
		}
		if f.visit && !f.visitRested(i, try) || !f.visit && !f.pickupRested(i, try) {
			return
		}
	}
}

// visitRested is eachRested for a visit before stop j.
func (f *finder) visitRested(j int, try func(i, j int, bound int64) bool) bool {
	t := f.tour
	f.tried++
	if full := f.tightVisit(j); full != none {
		f.broke[full]++
		return true
	}
	g := t.free[j]
	if r := t.visit(&g, f.delivery, 0); r != none {
		f.broke[r]++
		return true
	}
	return try(j, j, f.boundRested(&g, j))
}

// pickupRested is eachRested for a pickup before stop i.
func (f *finder) pickupRested(i int, try func(i, j int, bound int64) bool) bool {
	t, n := f.tour, f.to
	g := t.free[i]
	r := t.visit(&g, f.pickup, 0)
	if r != reach {
		if full := f.tight(i, &f.pickup.load); full != none {
			r = full
		}
	}
	if r != none {
		f.tried++
		f.broke[r] += n - i + 1
		return true
	}
	above := 0
	for j := i; ; j++ {
		f.tried++
		if above != 0 {
			f.broke[lifo]++
		} else {
			h := g
			if r := t.visit(&h, f.delivery, 0); r != none {
				f.broke[r]++
			} else if !try(i, j, f.boundRested(&h, j)) {
				return false
			}
		}
		if j == n {
			return true
		}
		s := &t.stops[j]
		if r = t.visit(&g, s, 0); r == none {
			r = f.tight(j+1, &f.pickup.load)
		}
		if r == none && t.vehicle.LastInFirstOut {
			if above += s.nesting(); above < 0 {
				r = lifo
			}
		}
		if r != none {
			f.broke[r] += n - j
			return true
		}
	}
}

// boundRested is a lower bound for who is at g, without any break, with the
// stops from index j on to go.
func (f *finder) boundRested(g *progress, j int) int64 {
	g.wait = 0
	if bound, ok := f.tour.atLeast(g, j, f.tour.free, &f.tour.freeEnd); ok {
		return bound
	}
	return math.MinInt64
}

// tryWhole follows the route with the pickup before stop i and the delivery
// before stop j. What is on board is known to fit.
func (f *finder) tryWhole(i, j int) {
	t, by := f.tour, f.by
	by.stops, by.pickupAt = by.stops[:0], by.pickupAt[:0]
	at, shift := 0, 1 // of the delivery; how far stops from j on move
	if !f.visit {
		shift = 2
	}
	for k := 0; k <= len(t.stops); k++ {
		if k == i && !f.visit {
			by.stops, by.pickupAt = append(by.stops, f.pickup), append(by.pickupAt, -1)
		}
		if k == j {
			at = len(by.stops)
			by.stops, by.pickupAt = append(by.stops, f.delivery), append(by.pickupAt, -1)
			if !f.visit {
				by.pickupAt[at] = i
			}
		}
		if k < len(t.stops) {
			from := -1
			if s := &t.stops[k]; s.kind == problem.Delivery {
				from = s.pickupAt
				if from >= j {
					from += shift
				} else if from >= i {
					from += shift - 1
				}
			}
			by.stops, by.pickupAt = append(by.stops, &t.stops[k]), append(by.pickupAt, from)
		}
	}
	if r := by.rested(&t.rig, t.labels, i); r != none {
		f.broke[r]++
		return
	}
	if cost := t.prices.score(&by.end.measure); !f.found || cost < f.best.cost {
		f.found = true
		f.best = insertion{pickupAt: i, deliveryAt: j, handover: f.handover(by.departs[at], i, j),
			after: by.end.measure, cost: cost}
	}
}
