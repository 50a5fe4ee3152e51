package check

import "github.com/linli/linli/matching/problem"

// checkEntry asks that no courier delivers where couriers do not go in.
func checkEntry(c *course) {
	c.eachAdded(func(s *problem.Shipment, o *problem.Option) {
		if o.NoEntry && c.v.Kind != problem.Robot {
			c.fail("entry", s.ID, "a %s does not go in there", c.v.Kind)
		}
	})
}
