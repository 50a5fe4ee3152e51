package check

// checkCommitted asks that the stops that were in the route before are all
// there, in their order, with their service and the start agreed on, and that
// nothing was put before the first Locked of them.
func checkCommitted(c *course) {
	next := 0
	for k, call := range c.calls {
		if call.added {
			if next < min(c.v.Locked, len(c.v.Route)) {
				c.fail("committed", call.Shipment, "stop %d was put before locked stop %d", k, next)
			}
			continue
		}
		was := call.was
		if was == nil {
			c.fail("committed", call.Shipment, "stop %d was not in the route so often", k)
			return
		}
		if was.Shipment != call.index || was.Kind != call.Kind {
			c.fail("committed", call.Shipment, "stop %d is in the place of the %s of %s", k, was.Kind, c.p.Shipments[was.Shipment].ID)
			return
		}
		if want := c.service(k); !sameDuration(want, call.Service) {
			c.fail("committed", call.Shipment, "service %s became %s", want, call.Service)
		}
		if !was.Start.IsZero() && call.Start != was.Start {
			c.fail("committed", call.Shipment, "its start at %s, agreed on, became %s", was.Start, call.Start)
		}
		next++
	}
	for _, was := range c.v.Route[next:] {
		c.fail("committed", c.p.Shipments[was.Shipment].ID, "its %s was dropped", was.Kind)
	}
}
