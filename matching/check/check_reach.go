package check

import "github.com/linli/linli/matching/problem"

// checkReach asks for a way along every leg.
func checkReach(c *course) {
	for k, leg := range c.legs() {
		if leg.Travel != problem.Unreachable {
			continue
		}
		if k == len(c.calls) {
			c.fail("reach", "", "the vehicle's end cannot be reached")
		} else {
			c.fail("reach", c.calls[k].Shipment, "stop %d cannot be reached", k)
		}
	}
}
