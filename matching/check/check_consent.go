package check

import "github.com/linli/linli/matching/problem"

// checkConsent asks that the resident agreed to the way of delivery.
func checkConsent(c *course) {
	c.eachAdded(func(s *problem.Shipment, o *problem.Option) {
		if !o.Consent {
			c.fail("consent", s.ID, "the resident did not agree to %s", o.Mode)
		}
	})
}
