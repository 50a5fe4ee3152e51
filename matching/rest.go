package matching

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// rest is a break that a vehicle takes.
type rest struct {
	id     string
	spans  []span // it starts in one of them
	length clock.Instant
	closes clock.Instant // the last instant at which it may start; clock.Never: there is none
}

// newRests returns the breaks of v that are not over before it is ready.
func newRests(v *problem.Vehicle) []rest {
	var list []rest
	for _, b := range v.Breaks {
		r := rest{id: b.ID, spans: spans(b.Windows, 0, clock.Never), length: micros(b.Duration), closes: -1}
		if n := len(r.spans); n > 0 {
			r.closes = r.spans[n-1].to
		}
		if r.closes >= v.ReadyAt {
			list = append(list, r)
		}
	}
	return list
}

// due returns how many of the breaks must have been taken by a route that
// ends at end.
func due(rests []rest, end clock.Instant) int {
	for n := len(rests); n > 0; n-- {
		if rests[n-1].closes < end {
			return n
		}
	}
	return 0
}

// pause is what breaks between two stops add to the drive.
type pause struct {
	length clock.Instant // of all breaks
	ends   clock.Instant // of the last one
}

// after returns the arrival of who would arrive at t without the pause.
func (p pause) after(t clock.Instant) clock.Instant { return max(t+p.length, p.ends) }

// take adds a break to the pause of who departed then, as early as it may
// start. It returns false when the windows are over.
func (p *pause) take(r *rest, departed clock.Instant) (start clock.Instant, ok bool) {
	start, ok = earliest(r.spans, max(departed, p.ends))
	p.length += r.length
	p.ends = start + r.length
	return start, ok
}
