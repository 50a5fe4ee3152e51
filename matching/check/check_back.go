package check

import "github.com/linli/linli/matching/problem"

// checkBack asks that a vehicle that returns drives to its End behind the last
// stop, at once but for breaks, and that no other does. A route without stops
// has no way back.
func checkBack(c *course) {
	back := c.r.Back
	if want := c.v.Returns && len(c.calls) > 0; want != (back != nil) {
		c.fail("back", "", "there is a way back: %t, and should be: %t", back != nil, want)
		return
	}
	if back == nil {
		return
	}
	if back.Leg.Travel < 0 || back.Leg.Meters < 0 {
		c.fail("back", "", "the way back has a negative leg")
	}
	if back.Leg.Travel == problem.Unreachable {
		return // check_reach
	}
	k := len(c.calls)
	if want := c.arrival(c.calls[k-1].Depart, k, back.Leg); back.Arrive != want {
		c.fail("back", "", "it is back at %s, not %s", back.Arrive, want)
	}
}
