package check

import "github.com/linli/linli/matching/problem"

// checkRide asks that no goods are carried longer than they bear, from leaving
// the pickup to hand-over. For goods on board that is from PickedUpAt, where
// it is known. Visits carry nothing.
func checkRide(c *course) {
	for _, call := range c.calls {
		s := call.shipment
		if call.Kind != problem.Delivery || s.MaxRide == 0 || s.Visit {
			continue
		}
		from := s.PickedUpAt
		if p := c.pickup(call.index); p != nil {
			from = p.Depart
		}
		if !from.IsZero() && call.Start.Sub(from) > s.MaxRide {
			c.fail("ride", s.ID, "it is carried for %s and bears %s", call.Start.Sub(from), s.MaxRide)
		}
	}
}
