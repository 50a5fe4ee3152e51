package matching

import (
	"cmp"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// span is a closed interval of time.
type span struct{ from, to clock.Instant }

// spans returns the windows without what lies outside opens and closes, in
// order and joined where they overlap. No window at all is the whole interval.
func spans(windows []problem.Window, opens, closes clock.Instant) []span {
	if len(windows) == 0 {
		return []span{{opens, closes}}
	}
	list := make([]span, 0, len(windows))
	for _, w := range windows {
		s := span{max(w.From, opens), closes}
		if w.To != 0 {
			s.to = min(w.To, closes)
		}
		if s.from <= s.to {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	joined := list[:0]
	for _, s := range list {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// earliest returns the first instant of the spans at or after t, and false
// when they are over.
func earliest(list []span, t clock.Instant) (clock.Instant, bool) {
	for i := range list {
		if t <= list[i].to {
			return max(t, list[i].from), true
		}
	}
	return t, false
}
