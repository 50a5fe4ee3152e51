package check

import "github.com/linli/linli/matching/problem"

// checkCarrier asks that handover points are served by robots, doors by
// couriers, and lockers by couriers or, at their dock, by robots that deposit.
func checkCarrier(c *course) {
	c.eachAdded(func(s *problem.Shipment, o *problem.Option) {
		robot := c.v.Kind == problem.Robot
		wanted := o.Mode == problem.Handover || o.Mode == problem.InLocker && o.Carrier == problem.Robot
		if wanted != robot || robot && o.Mode == problem.InLocker && !c.v.Deposits {
			c.fail("carrier", s.ID, "a %s cannot deliver by %s", c.v.Kind, o.Mode)
		}
	})
}
