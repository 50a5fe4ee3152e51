package check

import (
	"time"

	"github.com/linli/linli/matching/problem"
)

// checkPlace asks that each stop is where the shipment, its option or the
// route before says, and that added stops take the service time that they need.
func checkPlace(c *course) {
	before := c.v.Route
	for k, call := range c.calls {
		place, service := 0, call.Service
		switch {
		case !call.added && len(before) == 0:
			continue // not in the route so often: check_committed
		case !call.added:
			place, before = before[0].Place, before[1:]
		case call.Kind == problem.Pickup:
			place, service = call.shipment.Pickup, call.shipment.PickupService
		default:
			place, service = call.option().Place, call.option().Service
		}
		if point, ok := c.point(place); !ok || point != call.Point {
			c.fail("place", call.Shipment, "stop %d is not at place %d", k, place)
		}
		if !sameDuration(service, call.Service) {
			c.fail("place", call.Shipment, "service at stop %d is %s instead of %s", k, call.Service, service)
		}
	}
}

// sameDuration compares to the microsecond, the grain of the engine clock.
func sameDuration(a, b time.Duration) bool { return a/time.Microsecond == b/time.Microsecond }
