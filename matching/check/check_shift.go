package check

// checkShift asks that the last stop is left, or a vehicle that returns is
// back, before the shift ends.
func checkShift(c *course) {
	end, ok := c.end()
	if c.v.ShiftEnd.IsZero() || !ok || end <= c.v.ShiftEnd {
		return
	}
	if c.v.Returns && c.r.Back != nil {
		c.fail("shift", "", "it is back at %s and the shift ends at %s", end, c.v.ShiftEnd)
		return
	}
	c.fail("shift", c.calls[len(c.calls)-1].Shipment, "the last stop is left at %s and the shift ends at %s", end, c.v.ShiftEnd)
}
