package check

import (
	"time"

	"github.com/linli/linli/matching/problem"
)

// checkDrive asks that the whole route is not driven for longer than the
// vehicle may.
func checkDrive(c *course) {
	var sum time.Duration
	for _, leg := range c.legs() {
		if leg.Travel == problem.Unreachable {
			return // check_reach
		}
		sum += grain(leg.Travel)
	}
	if c.v.MaxDrive > 0 && sum > grain(c.v.MaxDrive) {
		c.fail("drive", "", "the route is driven for %s and may be for %s", sum, c.v.MaxDrive)
	}
}
