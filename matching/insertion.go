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
	cost                 int64   // score of the whole route
}

// way is an option made ready for every vehicle to try.
type way struct {
	room             bool // see pair
	visit            bool // there is no pickup
	pickup, delivery stop
	timings          []timing // by type of vehicle; nil: all the same
}

// suit sets how long the stops take for a type of vehicle.
func (w *way) suit(typ int) {
	if w.timings != nil {
		t := &w.timings[typ]
		w.pickup.service, w.pickup.setup = t.pickup, t.pickupSetup
		w.delivery.service, w.delivery.setup = t.delivery, t.deliverySetup
	}
}

// finder tries positions. It is kept between calls for its scratch space.
type finder struct {
	tour     *tour
	visit    bool
	pickup   *stop
	delivery *stop
	bay      int // of the tour, where the goods go; -1: none

	departs []clock.Instant // of the tour's stops, under the insertion being tried
	broke   [ruleCount]int  // positions that each rule ruled out
	best    insertion
	found   bool
	tried   int64 // positions, over all calls

	by *itinerary
}

// find returns the cheapest feasible insertion into t; of equals the earliest
// pickup, then the earliest delivery. If there is none it returns the rule
// that ruled out the most positions, of equals the one judged first.
func (f *finder) find(t *tour, w *way) (insertion, rule) {
	if t.broken != none {
		return insertion{}, t.broken
	}
	f.tour, f.visit, f.pickup, f.delivery = t, w.visit, &w.pickup, &w.delivery
	w.suit(t.typ)
	f.bay = t.bay(w.delivery.class)
	f.broke, f.found = [ruleCount]int{}, false
	switch {
	case len(t.rests) > 0:
		f.tryRested()
	case f.visit:
		f.restore(0)
		f.tryVisits()
	default:
		f.restore(0)
		for i := t.locked; i <= len(t.stops); i++ {
			f.tryPickup(i)
		}
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

// restore sets the departs from the stop at index i on to those of the tour.
func (f *finder) restore(i int) {
	f.departs = f.departs[:i]
	for k := i; k < len(f.tour.stops); k++ {
		f.departs = append(f.departs, f.tour.along[k+1].depart)
	}
}

// tight returns the rule that forbids to have goods on board, beside what is
// there, behind the first k stops.
func (f *finder) tight(k int, goods *problem.Load) rule {
	t := f.tour
	if !t.loads[k].Plus(*goods).Fits(t.vehicle.Capacity) {
		return capacity
	}
	if f.bay >= 0 && !t.bayed[k*len(t.bays)+f.bay].Plus(*goods).Fits(t.bays[f.bay]) {
		return compartment
	}
	return none
}

// tryPickup tries the pickup before stop i with the delivery anywhere after.
func (f *finder) tryPickup(i int) {
	t, n := f.tour, len(f.tour.stops)
	g := t.along[i]
	r := t.visit(&g, f.pickup, 0)
	if r != reach {
		if full := f.tight(i, &f.pickup.load); full != none {
			r = full
		}
	}
	if r != none {
		f.tried++
		f.broke[r] += n - i + 1
		return
	}
	boarded, above := g.depart, 0
	for j := i; j <= n; j++ {
		f.tried++
		if above != 0 {
			f.broke[lifo]++ // others lie on top
		} else {
			f.tryDelivery(g, i, j, boarded)
		}
		if j == n {
			break
		}
		s := &t.stops[j]
		r := t.visit(&g, s, f.boarded(s))
		if r != reach {
			if full := f.tight(j+1, &f.pickup.load); full != none {
				r = full
			} else if t.vehicle.LastInFirstOut {
				if above += s.nesting(); above < 0 {
					r = lifo
				}
			}
		}
		if r != none {
			f.broke[r] += n - j // the same stop stays broken however late the delivery
			break
		}
		f.departs[j] = g.depart
	}
	f.restore(i)
}

// tryVisits tries a visit before each stop.
func (f *finder) tryVisits() {
	t, n := f.tour, len(f.tour.stops)
	k, brings := 0, problem.Load{}.Minus(f.delivery.load) // behind less than k stops they are known to fit
	for j := t.locked; j <= n; j++ {
		f.tried++
		for ; k <= j; k++ {
			if full := f.tight(k, &brings); full != none {
				f.broke[full] += n - j + 1
				return
			}
		}
		if full := f.tightFrom(j); full != none {
			f.broke[full]++
			continue
		}
		if t.vehicle.LastInFirstOut && t.open[j] > 0 && !f.delivery.free {
			f.broke[lifo]++
			continue
		}
		f.tryDelivery(t.along[j], j, j, 0)
		f.restore(j)
	}
}

// tightFrom returns the rule that forbids to take along from behind the first j
// stops on what the visit has for the vehicle.
func (f *finder) tightFrom(j int) rule {
	if f.delivery.takes == (problem.Load{}) {
		return none
	}
	for k := j; k < len(f.tour.loads); k++ {
		if full := f.tight(k, &f.delivery.takes); full != none {
			return full
		}
	}
	return none
}

// tryDelivery tries the delivery before stop j, from g on.
func (f *finder) tryDelivery(g progress, i, j int, boarded clock.Instant) {
	t := f.tour
	if r := t.visit(&g, f.delivery, boarded); r != none {
		f.broke[r]++
		return
	}
	handover := f.handover(g.depart, i, j)
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
	if r := t.home(&g, pause{}); r != none {
		f.broke[r]++
		return
	}
	cost := t.prices.score(&g.measure)
	if !f.found || cost < f.best.cost {
		f.found = true
		f.best = insertion{pickupAt: i, deliveryAt: j, handover: handover, after: g.measure, cost: cost}
	}
}

// handover returns when service starts at the delivery at (i, j) that is left
// at departs.
func (f *finder) handover(departs clock.Instant, i, j int) clock.Instant {
	if f.delivery.setup != 0 && f.before(i, j) != f.delivery.place {
		departs -= f.delivery.setup
	}
	return departs - f.delivery.service
}

// before returns the place of the stop before the delivery at (i, j); -1 when
// it is the first.
func (f *finder) before(i, j int) int {
	switch {
	case !f.visit && i == j:
		return f.pickup.place
	case j == 0:
		return -1
	}
	return f.tour.stops[j-1].place
}

// boarded returns when the goods that s delivers came on board, under the
// insertion being tried.
func (f *finder) boarded(s *stop) clock.Instant {
	if s.kind == problem.Delivery && s.pickupAt >= 0 {
		return f.departs[s.pickupAt]
	}
	return s.boarded
}
