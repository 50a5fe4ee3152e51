package check

import (
	"slices"

	"github.com/linli/linli/matching/problem"
)

// checkCompartments asks, of a vehicle that has compartments, for one of the
// class of every shipment, in which the load of the class fits at all times.
func checkCompartments(c *course) {
	checkBoxes(c)
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

// checkBoxes asks, of a vehicle that has boxes, for one of its own for every
// shipment of the route.
func checkBoxes(c *course) {
	if len(c.v.Boxes) == 0 {
		return
	}
	var goods []*problem.Shipment
	for _, call := range c.calls {
		if call.Kind != problem.Delivery {
			continue
		}
		goods = append(goods, call.shipment)
		if !packed(goods, c.v.Boxes) {
			c.fail("compartment", call.Shipment, "there is no box for it beside the other goods")
			return
		}
	}
}

// packed reports whether the goods can have a box each.
func packed(goods []*problem.Shipment, boxes []problem.Box) bool {
	if len(goods) > len(boxes) {
		return false
	}
	free := make([]problem.Load, len(boxes))
	for i, b := range boxes {
		free[i] = b.Capacity
	}
	loads := make([]problem.Load, len(goods))
	for i, g := range goods {
		loads[i] = g.Load
	}
	return pair(loads, free, func(l, f int) bool { return boxes[f].Class == "" || boxes[f].Class == goods[l].Class }) == len(goods)
}
