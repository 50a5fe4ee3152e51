package check

import "github.com/linli/linli/matching/problem"

// checkReach asks for a way along every leg.
func checkReach(c *course) {
	for k, call := range c.calls {
		if call.Leg.Travel == problem.Unreachable {
			c.fail("reach", call.Shipment, "stop %d cannot be reached", k)
		}
	}
}
