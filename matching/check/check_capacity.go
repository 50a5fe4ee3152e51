package check

import "github.com/linli/linli/matching/problem"

// checkCapacity asks that weight and volume fit at the start and after each stop.
func checkCapacity(c *course) {
	var grams, millis int64
	add := func(s *problem.Shipment, sign int64) {
		grams += sign * s.Load.Grams
		millis += sign * s.Load.Millis
	}
	judge := func(where string, shipment string) {
		if grams > c.v.Capacity.Grams || millis > c.v.Capacity.Millis {
			c.fail("capacity", shipment, "%s it has %d g and %d ml on board and may have %d g and %d ml",
				where, grams, millis, c.v.Capacity.Grams, c.v.Capacity.Millis)
		}
	}
	for _, call := range c.calls {
		if call.Kind == problem.Delivery && c.pickup(call.index) == nil {
			add(call.shipment, 1)
		}
	}
	judge("at the start", "")
	for _, call := range c.calls {
		if call.Kind == problem.Pickup {
			add(call.shipment, 1)
		} else {
			add(call.shipment, -1)
		}
		judge("after this "+string(call.Kind), call.Shipment)
	}
}
