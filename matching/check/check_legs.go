package check

import "github.com/linli/linli/matching/problem"

// checkLegs asks, where the problem has travel times, that the legs are theirs.
func checkLegs(c *course) {
	times := c.p.Matrix(c.v.Profile)
	if times == nil {
		return
	}
	from, before := c.v.Start, c.v.Route
	for k, call := range c.calls {
		to := call.shipment.Pickup
		switch {
		case !call.added && len(before) == 0:
			return // check_committed
		case !call.added:
			to, before = before[0].Place, before[1:]
		case call.Kind == problem.Delivery:
			to = call.option().Place
		}
		if want := times.At(from, to); want != call.Leg {
			c.fail("legs", call.Shipment, "the leg to stop %d takes %s and %d m, not %s and %d m",
				k, call.Leg.Travel, call.Leg.Meters, want.Travel, want.Meters)
		}
		from = to
	}
}
