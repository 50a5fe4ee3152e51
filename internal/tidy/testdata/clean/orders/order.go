package orders

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/linli/linli/clock"
)

type State struct {
	open map[string]clock.Instant
	next func(yield func(int) bool)
}

// time may be the name of a value; it has no clock.
func shadow(time struct{ Now int }) int { return time.Now }

func (s *State) IDs() []string {
	out := slices.Sorted(maps.Keys(s.open))
	for _, id := range slices.SortedFunc(maps.Keys(s.open), cmp.Compare[string]) {
		_ = id
	}
	for _, at := range slices.Sorted(maps.Values(s.open)) {
		_ = time.Duration(at)
	}
	for range s.next {
	}
	for i := range 3 {
		_ = i
	}
	for _, r := range "邻里" {
		_ = r
	}
	clear(s.open)
	return out
}

func each[S ~[]E, E any](s S) {
	for range s {
	}
}
