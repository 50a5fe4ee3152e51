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
	from, to int // no stop goes before this index, nor behind that

	sequence *sequence

	departs []clock.Instant // of the tour's stops, under the insertion being tried
	broke   [ruleCount]int  // positions that each rule ruled out
	best    insertion
	found   bool
	tried   int64 // positions, over all calls
	last    bool  // see eachRested

	by *itinerary
}

// find returns the cheapest feasible insertion into t; of equals the earliest
// pickup, then the earliest delivery. If there is none it returns the rule
// that ruled out the most positions, of equals the one judged first.
func (f *finder) find(t *tour, w *way) (insertion, rule) {
	if t.broken != none {
		return insertion{}, t.broken
	}
	f.aim(t, w)
	switch {
	case len(t.rests) > 0:
		f.tryRested()
	case f.visit:
		f.restore(0)
		f.tryVisits()
	default:
		f.restore(0)
		for i := f.from; i <= f.to; i++ {
			f.tryPickup(i)
		}
	}
	if f.found {
		return f.best, none
	}
	return insertion{}, f.worst()
}

// aim makes ready to try the way in the tour.
func (f *finder) aim(t *tour, w *way) {
	f.tour, f.visit, f.pickup, f.delivery = t, w.visit, &w.pickup, &w.delivery
	w.suit(t.typ)
	f.bay = t.bay(w.delivery.class)
	f.broke, f.found = [ruleCount]int{}, false
	f.from, f.to = f.sequence.bounds(t, w.delivery.shipment)
	f.broke[after] = f.positions(len(t.stops)-t.locked) - f.positions(f.to-f.from)
}

// positions is how many there are in so many stops of a tour; none in -1.
func (f *finder) positions(stops int) int {
	switch {
	case stops < 0:
		return 0
	case f.visit:
		return stops + 1
	}
	return (stops + 1) * (stops + 2) / 2
}

// worst returns the rule that ruled out the most positions, of equals the one
// judged first.
func (f *finder) worst() rule {
	worst := none
	for r, n := range f.broke {
		if n > f.broke[worst] {
			worst = rule(r)
		}
	}
	return worst
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
	if !goods.Fits(t.room[k]) {
		return capacity
	}
	if f.bay >= 0 && !goods.Fits(t.bayed[k*len(t.bays)+f.bay]) {
		return compartment
	}
	return none
}

// tryPickup tries the pickup before stop i with the delivery anywhere after.
func (f *finder) tryPickup(i int) {
	t, n := f.tour, f.to
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
	t := f.tour
	for j := f.from; j <= f.to; j++ {
		f.tried++
		if full := f.tightVisit(j); full != none {
			f.broke[full]++
			continue
		}
		f.tryDelivery(t.along[j], j, j, 0)
		f.restore(j)
	}
}

// tightVisit returns the rule that forbids a visit behind the first j stops for
// what it brings along from the start or takes along to the end.
func (f *finder) tightVisit(j int) rule {
	t := f.tour
	if !f.delivery.free {
		brings := problem.Load{}.Minus(f.delivery.load)
		for k := 0; k <= j; k++ {
			if full := f.tight(k, &brings); full != none {
				return full
			}
		}
	}
	if f.delivery.takes != (problem.Load{}) {
		for k := j; k < len(t.room); k++ {
			if full := f.tight(k, &f.delivery.takes); full != none {
				return full
			}
		}
	}
	if t.vehicle.LastInFirstOut && t.open[j] > 0 && !f.delivery.free {
		return lifo
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
		if bound, ok := t.atLeast(&g, j, t.along, &t.end); ok && bound >= f.best.cost {
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
