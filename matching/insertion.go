package matching

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// insertion is the cheapest place for a shipment in one tour.
type insertion struct {
	pickupAt, deliveryAt int // before the stops that have these indices now
	handover             clock.Instant
	after                measure // of the whole route
	cost                 int64   // price of the whole route
}

// finder tries positions. It is kept between calls for its scratch space.
type finder struct {
	tour     *tour
	pickup   *stop
	delivery *stop

	departs []clock.Instant // of the tour's stops, under the insertion being tried
	broke   [ruleCount]int  // positions that each rule ruled out
	best    insertion
	found   bool
	tried   int64 // positions, over all calls
}

// find returns the cheapest feasible insertion into t; of equals the earliest
// pickup, then the earliest delivery. If there is none it returns the rule
// that ruled out the most positions, of equals the one judged first.
func (f *finder) find(t *tour, pickup, delivery *stop) (insertion, rule) {
	if t.broken != none {
		return insertion{}, t.broken
	}
	f.tour, f.pickup, f.delivery = t, pickup, delivery
	f.broke, f.found = [ruleCount]int{}, false
	f.departs = f.departs[:0]
	for k := range t.stops {
		f.departs = append(f.departs, t.along[k+1].depart)
	}
	for i := t.locked; i <= len(t.stops); i++ {
		f.tryPickup(i)
	}
	if f.found {
		return f.best, none
	}
	worst := none
	for r, n := range f.broke {
		if n > f.broke[worst] {
			worst = rule(r)
		}
	}
	return insertion{}, worst
}

// tryPickup tries the pickup before stop i with the delivery anywhere after.
func (f *finder) tryPickup(i int) {
	t, n := f.tour, len(f.tour.stops)
	g := t.along[i]
	if r := t.visit(&g, f.pickup, 0); r != none {
		f.tried++
		f.broke[r] += n - i + 1
		return
	}
	boarded := g.depart
	for j := i; j <= n; j++ {
		f.tried++
		f.tryDelivery(g, i, j, boarded)
		if j == n {
			break
		}
		s := &t.stops[j]
		if r := t.visit(&g, s, f.boarded(s)); r != none {
			f.broke[r] += n - j // the same stop stays broken however late the delivery
			break
		}
		f.departs[j] = g.depart
	}
	for k := i; k < n; k++ {
		f.departs[k] = t.along[k+1].depart
	}
}

// tryDelivery tries the delivery before stop j, from g on.
func (f *finder) tryDelivery(g progress, i, j int, boarded clock.Instant) {
	t := f.tour
	if r := t.visit(&g, f.delivery, boarded); r != none {
		f.broke[r]++
		return
	}
	handover := g.depart - f.delivery.service
	if f.found {
		if bound, ok := t.atLeast(&g, j); ok && bound >= f.best.cost {
			return
		}
	}
	for k := j; k < len(t.stops); k++ {
		s := &t.stops[k]
		if r := t.visit(&g, s, f.boarded(s)); r != none {
			f.broke[r]++
			return
		}
		f.departs[k] = g.depart
	}
	cost := t.prices.total(&g.measure)
	if !f.found || cost < f.best.cost {
		f.found = true
		f.best = insertion{pickupAt: i, deliveryAt: j, handover: handover, after: g.measure, cost: cost}
	}
}

// boarded returns when the goods that s delivers came on board, under the
// insertion being tried.
func (f *finder) boarded(s *stop) clock.Instant {
	if s.kind == problem.Delivery && s.pickupAt >= 0 {
		return f.departs[s.pickupAt]
	}
	return s.boarded
}
