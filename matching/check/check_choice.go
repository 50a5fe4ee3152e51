package check

import "github.com/linli/linli/matching/problem"

// checkChoice asks that no barred vehicle took a shipment, nor another than
// the one that staff chose.
func checkChoice(c *course) {
	c.eachAdded(func(s *problem.Shipment, _ *problem.Option) {
		if s.Only != "" && s.Only != c.v.ID {
			c.fail("choice", s.ID, "only %s may take it", s.Only)
		}
		for _, id := range s.Exclude {
			if id == c.v.ID {
				c.fail("choice", s.ID, "the vehicle is excluded")
			}
		}
	})
}
