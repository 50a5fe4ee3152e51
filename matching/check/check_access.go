package check

import "github.com/linli/linli/matching/problem"

// checkAccess asks that the resident can get at the goods.
func checkAccess(c *course) {
	c.eachAdded(func(s *problem.Shipment, o *problem.Option) {
		if o.Stairs && s.Needs.NoStairs {
			c.fail("access", s.ID, "the resident cannot use stairs")
		}
		if o.Mode == problem.InLocker && s.Needs.NoScreen {
			c.fail("access", s.ID, "the resident cannot use a locker's screen")
		}
		if o.Mode != problem.Door && s.Needs.NoComingDown {
			c.fail("access", s.ID, "the resident cannot leave the home")
		}
		if o.Mode != problem.Door && s.Needs.NoWords {
			c.fail("access", s.ID, "the resident does not read what a locker or a robot says")
		}
	})
}
