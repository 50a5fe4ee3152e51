package check

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// checkAfter asks that nothing is begun before what it comes after is handed
// over, where both are on the route. Of two that were on it before, the engine
// has to answer for the order.
func checkAfter(c *course) {
	for k, call := range c.calls {
		for _, later := range c.calls[k+1:] {
			if later.Kind == problem.Delivery && (later.added || call.added) && slices.Contains(call.shipment.After, later.Shipment) {
				c.fail("after", call.Shipment, "stop %d comes before %s is handed over", k, later.Shipment)
			}
		}
	}
}
