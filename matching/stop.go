package matching

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// stop is a stop with everything that a visit to it needs, in microseconds.
type stop struct {
	shipment int // index into Problem.Shipments
	kind     problem.StopKind
	place    int
	service  clock.Instant // how long it takes
	opens    clock.Instant // service does not start before: release, or earliest
	load     problem.Load  // what it adds to the load; negative at a delivery

	// Of a delivery only.
	latest, due, placed clock.Instant
	after               clock.Instant // from hand-over until the resident has the goods
	maxRide             clock.Instant
	pickupAt            int           // index of the pickup in the route; -1: on board at the start
	boarded             clock.Instant // when it came on board, if it was at the start; 0: not known
}

// pickupStop returns the stop that picks up the shipment at index i.
func pickupStop(p *problem.Problem, i, place int, service time.Duration) stop {
	s := &p.Shipments[i]
	return stop{shipment: i, kind: problem.Pickup, place: place, service: micros(service),
		opens: s.Release, load: s.Load}
}

// deliveryStop returns the stop that hands over the shipment at index i by
// option o; a committed shipment that
// no longer says its option has none (nil).
func deliveryStop(p *problem.Problem, i int, o *problem.Option, place int, service time.Duration) stop {
	s := &p.Shipments[i]
	d := stop{shipment: i, kind: problem.Delivery, place: place, service: micros(service),
		opens: s.Earliest, load: problem.Load{}.Minus(s.Load), latest: s.Latest, due: s.Due,
		placed: s.Placed, maxRide: micros(s.MaxRide), pickupAt: -1, boarded: s.PickedUpAt}
	if d.placed == 0 {
		d.placed = p.Now
	}
	if o != nil {
		d.after = micros(o.After)
	}
	return d
}

// committedStop returns a stop of a vehicle's route in hand.
func committedStop(p *problem.Problem, c problem.Stop) stop {
	if c.Kind == problem.Pickup {
		return pickupStop(p, c.Shipment, c.Place, c.Service)
	}
	var o *problem.Option
	if s := &p.Shipments[c.Shipment]; s.Option >= 0 && s.Option < len(s.Options) {
		o = &s.Options[s.Option]
	}
	return deliveryStop(p, c.Shipment, o, c.Place, c.Service)
}

// micros rounds d down to whole microseconds, as clock.Instant.Add does.
func micros(d time.Duration) clock.Instant { return clock.Instant(d / time.Microsecond) }
