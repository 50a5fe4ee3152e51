package check

import (
	"time"
)

// checkPlace asks that each stop is where the shipment, its option or the
// route before says, and that added stops take the service time that they
// need: that of the vehicle's type, with set-up on coming from another place.
func checkPlace(c *course) {
	for k, call := range c.calls {
		place := call.place()
		if !call.added && call.was == nil {
			continue // not in the route so often: check_committed
		}
		if point, ok := c.point(place); !ok || point != call.Point {
			c.fail("place", call.Shipment, "stop %d is not at place %d", k, place)
		}
		if want := c.service(k); call.added && !sameDuration(want, call.Service) {
			c.fail("place", call.Shipment, "service at stop %d is %s instead of %s", k, call.Service, want)
		}
	}
}

// sameDuration compares to the microsecond, the grain of the engine clock.
func sameDuration(a, b time.Duration) bool { return a/time.Microsecond == b/time.Microsecond }
