package check

import "github.com/linli/linli/matching/problem"

// checkTimes asks that the times of the stops follow from each other, with the
// breaks between them: no leaving before the vehicle is ready, no service
// before arrival or before the goods are there. Waiting longer than needed is
// allowed.
func checkTimes(c *course) {
	at := c.v.ReadyAt
	for k, call := range c.calls {
		if call.Leg.Travel < 0 || call.Leg.Meters < 0 || call.Service < 0 {
			c.fail("times", call.Shipment, "stop %d has a negative leg or service", k)
		}
		if call.Leg.Travel == problem.Unreachable {
			return // check_reach; what follows has no times
		}
		arrive := c.arrival(at, k, call.Leg)
		if k == 0 && call.Arrive < arrive {
			c.fail("times", call.Shipment, "it is reached at %s, before %s", call.Arrive, arrive)
		}
		if k > 0 && call.Arrive != arrive {
			c.fail("times", call.Shipment, "stop %d is reached at %s, not %s", k, call.Arrive, arrive)
		}
		if call.Start < call.Arrive {
			c.fail("times", call.Shipment, "service at stop %d starts before arrival", k)
		}
		if call.Kind == problem.Pickup && call.Start < call.shipment.Release {
			c.fail("times", call.Shipment, "it is picked up at %s, before %s", call.Start, call.shipment.Release)
		}
		if call.Depart != call.Start.Add(call.Service) {
			c.fail("times", call.Shipment, "stop %d is left at %s, not %s", k, call.Depart, call.Start.Add(call.Service))
		}
		at = call.Depart
	}
}
