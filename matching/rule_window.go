package matching

import "github.com/linli/linli/clock"

// pastLatest reports whether service starts after the hard end of the window.
// The hard beginning cannot be broken: a vehicle that is early waits.
func pastLatest(s *stop, start clock.Instant) bool { return s.latest != 0 && start > s.latest }
