package matching

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// droveTooLong reports whether the driving exceeds what the driver may do.
func droveTooLong(v *problem.Vehicle, drive clock.Instant) bool {
	return v.MaxDrive != 0 && drive > micros(v.MaxDrive)
}
