package matching

import (
	"math"

	"github.com/linli/linli/clock"
)

// tryRested tries every position in the route of a vehicle with breaks. Where
// they lie best depends on the whole route, so that each position is followed
// as a whole, once the drives alone do not rule it out.
func (f *finder) tryRested() {
	t, n := f.tour, len(f.tour.stops)
	for i := t.locked; i <= n; i++ {
		if f.visit {
			f.tried++
			f.tryWhole(i, i)
			continue
		}
		for j := i; j <= n; j++ {
			f.tried++
			f.tryWhole(i, j)
		}
	}
}

// tryWhole follows the route with the pickup before stop i and the delivery
// before stop j.
func (f *finder) tryWhole(i, j int) {
	t, by := f.tour, f.by
	if f.found && f.drives(i, j) >= f.best.cost {
		return
	}
	by.stops = by.stops[:0]
	at := 0 // of the delivery
	for k := 0; k <= len(t.stops); k++ {
		if k == i && !f.visit {
			by.stops = append(by.stops, f.pickup)
		}
		if k == j {
			at = len(by.stops)
			by.stops = append(by.stops, f.delivery)
		}
		if k < len(t.stops) {
			by.stops = append(by.stops, &t.stops[k])
		}
	}
	if r := by.follow(&t.rig); r != none {
		f.broke[r]++
		return
	}
	if cost := t.prices.score(&by.end.measure); !f.found || cost < f.best.cost {
		f.found = true
		f.best = insertion{pickupAt: i, deliveryAt: j, handover: f.handover(by.departs[at], i, j),
			after: by.end.measure, cost: cost}
	}
}

// drives returns a lower bound on the score of the route with the insertion:
// what its drives and services cost, set-up left out.
func (f *finder) drives(i, j int) int64 {
	t := f.tour
	m := measure{work: t.bare + f.delivery.service, meters: t.end.meters, used: true}
	from, last := t.along[i].place, t.next(i)
	ok := true
	if !f.visit {
		m.work += f.pickup.service
		ok = t.detour(&m, from, f.pickup.place)
		if i == j {
			from = f.pickup.place
		} else {
			ok = ok && t.detour(&m, f.pickup.place, last) && t.shorten(&m, from, last)
			from, last = t.along[j].place, t.next(j)
		}
	}
	ok = ok && t.detour(&m, from, f.delivery.place) && t.detour(&m, f.delivery.place, last)
	if len(t.stops) > 0 {
		ok = ok && t.shorten(&m, t.along[j].place, last)
	}
	if !ok {
		return math.MaxInt64
	}
	return t.prices.score(&m)
}

// next returns the place behind the first k stops; -1: there is none.
func (t *tour) next(k int) int {
	switch {
	case k < len(t.stops):
		return t.stops[k].place
	case t.vehicle.Returns:
		return t.vehicle.End
	}
	return -1
}

// detour adds a leg to m. It returns false when there is no way along it.
func (t *tour) detour(m *measure, from, to int) bool { return t.leg(m, from, to, 1) }

// shorten takes a leg out of m.
func (t *tour) shorten(m *measure, from, to int) bool { return t.leg(m, from, to, -1) }

func (t *tour) leg(m *measure, from, to int, sign int64) bool {
	if to < 0 {
		return true
	}
	leg := t.times.At(from, to)
	if unreachable(leg) {
		return false
	}
	m.work += clock.Instant(sign) * micros(leg.Travel)
	m.meters += sign * int64(leg.Meters)
	return true
}
