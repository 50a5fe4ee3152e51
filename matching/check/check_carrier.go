package check

import "github.com/linli/linli/matching/problem"

// checkCarrier asks that handover points are served by robots, and doors and
// lockers by couriers.
func checkCarrier(c *course) {
	c.eachAdded(func(s *problem.Shipment, o *problem.Option) {
		robot := c.v.Kind == problem.Robot
		if (o.Mode == problem.Handover) != robot {
			c.fail("carrier", s.ID, "a %s cannot deliver by %s", c.v.Kind, o.Mode)
		}
	})
}
