package matching

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// longestHold bounds how far ahead commitBy looks.
const longestHold = clock.Instant(24 * time.Hour / time.Microsecond)

// commitBy returns the latest instant at which the vehicle may leave for its
// first stop that is not locked without any cost, broken rule or promise; zero
// when there is no such stop. It is found by halving, as if what does not hold
// for one instant held for none after it: a later one may hold again.
func (t *tour) commitBy(by *itinerary) clock.Instant {
	if t.broken != none || t.locked >= len(t.stops) {
		return 0
	}
	by.stops = by.stops[:0]
	for k := range t.stops {
		by.stops = append(by.stops, &t.stops[k])
	}
	now := t.along[t.locked].depart
	good, bad := now, now+longestHold
	for good+1 < bad {
		middle := good + (bad-good)/2
		if t.holds(by, middle) {
			good = middle
		} else {
			bad = middle
		}
	}
	return good
}

// holds reports whether leaving for the first stop that is not locked no
// earlier than until breaks nothing and costs nothing.
func (t *tour) holds(by *itinerary, until clock.Instant) bool {
	by.held, by.until = t.locked, until
	broken := by.follow(&t.rig)
	by.held = -1
	if broken != none || t.prices.score(&by.end.measure) > t.cost {
		return false
	}
	for k := range t.stops {
		s := &t.stops[k]
		if s.kind != problem.Delivery || s.due == 0 {
			continue
		}
		late := t.along[k+1].depart // as it stands
		if late < by.departs[k] && by.departs[k] > s.due+t.serviceAt(k) {
			return false
		}
	}
	return true
}

// serviceAt returns how long the stop at index k takes, with set-up.
func (t *tour) serviceAt(k int) clock.Instant {
	s := &t.stops[k]
	if s.setup != 0 && t.along[k].at != s.place {
		return s.service + s.setup
	}
	return s.service
}
