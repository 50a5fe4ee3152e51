package check

import "github.com/linli/linli/matching/problem"

// checkWindow asks that every hand-over lies between Earliest and Latest and in
// one of the shipment's windows, and every pickup in one of the pickup's.
func checkWindow(c *course) {
	for _, call := range c.calls {
		s := call.shipment
		if call.Kind == problem.Pickup {
			if !open(s.PickupWindows, call.Start) {
				c.fail("window", s.ID, "it is picked up at %s, outside of its windows", call.Start)
			}
			continue
		}
		if !s.Earliest.IsZero() && call.Start < s.Earliest {
			c.fail("window", s.ID, "it is handed over at %s, before %s", call.Start, s.Earliest)
		}
		if !s.Latest.IsZero() && call.Start > s.Latest {
			c.fail("window", s.ID, "it is handed over at %s, after %s", call.Start, s.Latest)
		}
		if !open(s.Windows, call.Start) {
			c.fail("window", s.ID, "it is handed over at %s, outside of its windows", call.Start)
		}
	}
}
