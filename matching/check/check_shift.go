package check

// checkShift asks that the last stop is left before the shift ends.
func checkShift(c *course) {
	if c.v.ShiftEnd.IsZero() || len(c.calls) == 0 {
		return
	}
	if last := c.calls[len(c.calls)-1]; last.Depart > c.v.ShiftEnd {
		c.fail("shift", last.Shipment, "the last stop is left at %s and the shift ends at %s", last.Depart, c.v.ShiftEnd)
	}
}
