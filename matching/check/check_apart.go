package check

import "github.com/linli/linli/matching/problem"

// checkApart asks that no added shipment goes with another that has the same
// word in Apart.
func checkApart(c *course) {
	words := map[string]int{} // shipments in the route with the word
	for _, call := range c.calls {
		if call.Kind == problem.Delivery && call.shipment.Apart != "" {
			words[call.shipment.Apart]++
		}
	}
	c.eachAdded(func(s *problem.Shipment, _ *problem.Option) {
		if n := words[s.Apart]; n > 1 {
			c.fail("apart", s.ID, "%d shipments of %q go by one vehicle", n, s.Apart)
		}
	})
}
