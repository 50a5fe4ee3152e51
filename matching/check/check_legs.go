package check

// checkLegs asks, where the problem has travel times, that the legs are theirs.
func checkLegs(c *course) {
	times := c.p.Matrix(c.v.Profile)
	if times == nil {
		return
	}
	from := c.v.Start
	for k, call := range c.calls {
		to := call.place()
		if _, ok := c.point(to); !ok {
			return // check_committed, check_place
		}
		if want := times.At(from, to); want != call.Leg {
			c.fail("legs", call.Shipment, "the leg to stop %d takes %s and %d m, not %s and %d m",
				k, call.Leg.Travel, call.Leg.Meters, want.Travel, want.Meters)
		}
		from = to
	}
	if back := c.r.Back; back != nil && c.v.Returns {
		if want := times.At(from, c.v.End); want != back.Leg {
			c.fail("legs", "", "the way back takes %s and %d m, not %s and %d m",
				back.Leg.Travel, back.Leg.Meters, want.Travel, want.Meters)
		}
	}
}
