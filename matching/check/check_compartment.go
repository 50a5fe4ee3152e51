package check

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// checkCompartments asks, of a vehicle that has compartments, for one of the
// class of every shipment, in which the load of the class fits at all times.
func checkCompartments(c *course) {
	if len(c.v.Compartments) == 0 {
		return
	}
	for _, call := range c.calls {
		class := call.shipment.Class
		if call.Kind == problem.Delivery && !slices.ContainsFunc(c.v.Compartments, func(p problem.Compartment) bool { return p.Class == class }) {
			c.fail("compartment", call.Shipment, "there is no compartment for class %q", class)
		}
	}
	for _, part := range c.v.Compartments {
		of := func(s *problem.Shipment) bool { return s.Class == part.Class }
		c.eachLoad(of, func(where, shipment string, load measures) {
			if m, ok := load.over(part.Capacity); ok {
				c.fail("compartment", shipment, "%s compartment %q has %d of measure %d in it and may have %d",
					where, part.Class, load[m], m, measured(part.Capacity)[m])
			}
		})
	}
}
