package matching

import "github.com/linli/linli/clock"

// rideTooLong reports whether the goods handed over at start, on board since
// boarded, were carried longer than they bear. Unknown boarding is not judged.
func rideTooLong(s *stop, boarded, start clock.Instant) bool {
	return s.maxRide != 0 && boarded != 0 && start-boarded > s.maxRide
}
