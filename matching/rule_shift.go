package matching

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// shiftOver reports whether the vehicle leaves a stop, or is back at its end,
// after its shift's end.
func shiftOver(v *problem.Vehicle, depart clock.Instant) bool {
	return v.ShiftEnd != 0 && depart > v.ShiftEnd
}
