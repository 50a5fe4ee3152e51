package check

import "github.com/linli/linli/matching/problem"

// checkCapacity asks that the load fits, in every measure, at the start and
// after each stop.
func checkCapacity(c *course) {
	c.eachLoad(nil, func(where, shipment string, load measures) {
		if m, ok := load.over(c.v.Capacity); ok {
			c.fail("capacity", shipment, "%s it has %d of measure %d on board and may have %d",
				where, load[m], m, measured(c.v.Capacity)[m])
		}
	})
}

// measures is a load as a row of numbers: grams, millilitres, and the others.
type measures [problem.MaxDims]int64

func measured(l problem.Load) measures {
	m := measures{l.Grams, l.Millis}
	copy(m[2:], l.More[:])
	return m
}

// over returns the first measure in which m is more than the room.
func (m measures) over(room problem.Load) (int, bool) {
	for i, has := range measured(room) {
		if m[i] > has {
			return i, true
		}
	}
	return 0, false
}

// eachLoad calls f with what is on board at the start and after each stop,
// counting the shipments that counts says (nil: all).
func (c *course) eachLoad(counts func(*problem.Shipment) bool, f func(where, shipment string, load measures)) {
	var load measures
	add := func(s *problem.Shipment, l problem.Load, sign int64) {
		if counts != nil && !counts(s) {
			return
		}
		for i, amount := range measured(l) {
			load[i] += sign * amount
		}
	}
	picked := make(map[int]bool, len(c.calls))
	for _, call := range c.calls {
		if call.Kind == problem.Pickup {
			picked[call.index] = true
		}
	}
	for _, call := range c.calls {
		if call.Kind == problem.Delivery && !picked[call.index] {
			add(call.shipment, call.shipment.Load, 1)
		}
	}
	f("at the start", "", load)
	for _, call := range c.calls {
		if call.Kind == problem.Pickup {
			add(call.shipment, call.shipment.Load, 1)
		} else {
			add(call.shipment, call.shipment.Load, -1)
		}
		if call.shipment.Visit {
			add(call.shipment, call.shipment.Takes, 1)
		}
		f("after this "+string(call.Kind), call.Shipment, load)
	}
}
