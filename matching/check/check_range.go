package check

// checkRange asks that the charge suffices for the whole route.
func checkRange(c *course) {
	if m := c.meters(); c.v.Range > 0 && m > int64(c.v.Range) {
		c.fail("range", "", "the route has %d m and the charge allows %d m", m, c.v.Range)
	}
}
