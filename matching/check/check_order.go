package check

import "github.com/linli/linli/matching/problem"

// checkOrder asks for one pickup and then one delivery of each shipment. Only
// what was in the route before may lack the pickup: it is on board.
func checkOrder(c *course) {
	for k, call := range c.calls {
		pickups, deliveries, pickedUp := 0, 0, false
		for j, other := range c.calls {
			switch {
			case other.index != call.index:
			case other.Kind == problem.Pickup:
				pickups++
				pickedUp = pickedUp || j < k
			default:
				deliveries++
			}
		}
		switch {
		case deliveries != 1:
			c.fail("order", call.Shipment, "it has %d deliveries", deliveries)
		case pickups > 1 || pickups == 0 && (call.added || !call.shipment.OnBoard):
			c.fail("order", call.Shipment, "it has %d pickups", pickups)
		case call.Kind == problem.Delivery && pickups == 1 && !pickedUp:
			c.fail("order", call.Shipment, "it is delivered before it is picked up")
		}
	}
}
