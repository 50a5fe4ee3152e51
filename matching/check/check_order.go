package check

import "github.com/linli/linli/matching/problem"

// checkOrder asks for one pickup and then one delivery of each shipment, and
// for the one stop of a visit. Only what was in the route before may lack the
// pickup: it is on board.
func checkOrder(c *course) {
	type count struct{ pickups, deliveries, pickedUp int } // pickedUp: index of the first pickup
	counts := make(map[int]*count, len(c.calls))
	for k, call := range c.calls {
		n := counts[call.index]
		if n == nil {
			n = &count{pickedUp: len(c.calls)}
			counts[call.index] = n
		}
		if call.Kind == problem.Pickup {
			n.pickups++
			n.pickedUp = min(n.pickedUp, k)
		} else {
			n.deliveries++
		}
	}
	for k, call := range c.calls {
		n, s := counts[call.index], call.shipment
		switch {
		case n.deliveries != 1:
			c.fail("order", call.Shipment, "it has %d deliveries", n.deliveries)
		case s.Visit && n.pickups > 0:
			c.fail("order", call.Shipment, "it is a visit and has %d pickups", n.pickups)
		case n.pickups > 1 || n.pickups == 0 && !s.Visit && (call.added || !s.OnBoard):
			c.fail("order", call.Shipment, "it has %d pickups", n.pickups)
		case call.Kind == problem.Delivery && n.pickups == 1 && n.pickedUp > k:
			c.fail("order", call.Shipment, "it is delivered before it is picked up")
		}
	}
}
