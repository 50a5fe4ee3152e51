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
// when there is no such stop. Nothing is done sooner than planned, and breaks
// stay between the same stops. It is found by halving, as if what does not
// hold for one instant held for none after it: a later one may hold again.
func (t *tour) commitBy() clock.Instant {
	if t.broken != none || t.locked >= len(t.stops) {
		return 0
	}
	breaks := t.breaks()
	good := t.along[t.locked].depart
	bad := good + longestHold
	for good+1 < bad {
		middle := good + (bad-good)/2
		if t.holds(middle, breaks) {
			good = middle
		} else {
			bad = middle
		}
	}
	return good
}

// holds reports whether leaving for the first stop that is not locked then
// breaks nothing and costs nothing.
func (t *tour) holds(leaves clock.Instant, breaks []problem.PlannedBreak) bool {
	m := t.end.measure
	departs := leaves
	left := make([]clock.Instant, len(t.stops)) // of the stops made later
	for k := t.locked; k <= len(t.stops); k++ {
		p, ok := t.postpone(breaks, k, departs, k == t.locked)
		if !ok {
			return false
		}
		if k == len(t.stops) {
			if t.vehicle.Returns {
				departs = p.after(departs + micros(t.times.At(t.along[k].place, t.vehicle.End).Travel))
			}
			break
		}
		s, was, service := &t.stops[k], &t.along[k+1], t.serviceAt(k)
		arrive := p.after(departs + micros(t.times.At(t.along[k].place, s.place).Travel))
		begun := was.depart - service
		start := max(arrive, begun)
		if at, open := s.start(start); !open || at != start || !t.rides(s, start, left) {
			return false
		}
		if s.kind == problem.Delivery {
			more := lateness(&t.prices.weights, s.due, start) - lateness(&t.prices.weights, s.due, begun)
			if start > begun && s.due != 0 && start > s.due {
				return false
			}
			m.late += more
			m.resident += max(0, start+s.after-s.placed) - max(0, begun+s.after-s.placed)
		}
		m.wait += (start - arrive) - (begun - was.arrive)
		departs = start + service
		left[k] = departs
	}
	if due(t.rests, departs) > len(breaks) || shiftOver(t.vehicle, departs) {
		return false
	}
	return t.prices.total(&m) <= t.prices.total(&t.end.measure)
}

// rides reports whether the goods handed over at s at start bear their ride,
// when the stops so far are left then (zero: as planned).
func (t *tour) rides(s *stop, start clock.Instant, left []clock.Instant) bool {
	boarded := t.boardedAt(s)
	if s.kind == problem.Delivery && s.pickupAt >= 0 && left[s.pickupAt] != 0 {
		boarded = left[s.pickupAt]
	}
	return !rideTooLong(s, boarded, start)
}

// postpone moves the breaks behind the first k stops so that none lies before
// departs; where the vehicle only waits to leave, those over by then stay.
func (t *tour) postpone(breaks []problem.PlannedBreak, k int, departs clock.Instant, waits bool) (p pause, ok bool) {
	for n, b := range breaks {
		if b.After != k {
			continue
		}
		if b.End <= departs && p.length == 0 {
			if waits {
				continue
			}
			return p, false
		}
		start := max(b.Start, departs, p.ends)
		if at, open := earliest(t.rests[n].spans, start); !open || at != start {
			return p, false
		}
		p.length += t.rests[n].length
		p.ends = start + t.rests[n].length
	}
	return p, true
}

// serviceAt returns how long the stop at index k takes, with set-up.
func (t *tour) serviceAt(k int) clock.Instant {
	s := &t.stops[k]
	if s.setup != 0 && t.along[k].at != s.place {
		return s.service + s.setup
	}
	return s.service
}
