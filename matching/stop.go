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
	setup    clock.Instant // and more, unless the stop before is at the same place
	opens    clock.Instant // service does not start before: release, or earliest
	closes   clock.Instant // nor after
	windows  []span        // where there are several between the two; nil: all between
	load     problem.Load  // what it adds to the load: positive at a pickup, negative at a delivery
	takes    problem.Load  // what else a visit adds
	class    int           // of the load: index into the words of the problem
	free     bool          // a visit that uses nothing up
	rides    bool          // a pickup of what bears only so long a ride

	// Of a delivery only.
	option      int // by which it is made, if it is not of a route in hand
	due, placed clock.Instant
	after       clock.Instant // from hand-over until the resident has the goods
	maxRide     clock.Instant
	pickupAt    int           // index of the pickup in the route; -1: on board at the start
	boarded     clock.Instant // when it came on board, if it was at the start; 0: not known
}

// pickupStop returns the stop that picks up the shipment at index i.
func (x *words) pickupStop(i, place int, service time.Duration) stop {
	s := &x.problem.Shipments[i]
	p := stop{shipment: i, kind: problem.Pickup, place: place, service: micros(service), setup: micros(s.PickupSetup),
		load: s.Load, class: x.class(s.Class), rides: s.MaxRide != 0}
	p.open(s.PickupWindows, s.Release, 0)
	return p
}

// deliveryStop returns the stop that hands over the shipment at index i by
// option o; a committed shipment that no longer says its option has none (nil).
func (x *words) deliveryStop(i int, o *problem.Option, place int, service time.Duration) stop {
	s := &x.problem.Shipments[i]
	d := stop{shipment: i, kind: problem.Delivery, place: place, service: micros(service),
		load: problem.Load{}.Minus(s.Load), class: x.class(s.Class), free: s.Visit && s.Load == problem.Load{}, takes: s.Takes,
		due: s.Due, placed: s.Placed, maxRide: micros(s.MaxRide), pickupAt: -1, boarded: s.PickedUpAt}
	if s.Visit {
		d.maxRide, d.boarded = 0, 0
	} else {
		d.takes = problem.Load{}
	}
	if d.placed == 0 {
		d.placed = x.problem.Now
	}
	if o != nil {
		d.after, d.setup = micros(o.After), micros(o.Setup)
	}
	d.open(s.Windows, s.Earliest, s.Latest)
	return d
}

// open sets when service may start.
func (s *stop) open(windows []problem.Window, from, to clock.Instant) {
	s.opens, s.closes = from, clock.Never
	if to != 0 {
		s.closes = to
	}
	if len(windows) == 0 {
		return
	}
	list := spans(windows, s.opens, s.closes)
	if len(list) == 0 {
		s.closes = -1 // never
		return
	}
	s.opens, s.closes = list[0].from, list[len(list)-1].to
	if len(list) > 1 {
		s.windows = list
	}
}

// at fixes the one instant at which service may start, if it may.
func (s *stop) at(t clock.Instant) {
	if _, ok := s.start(t); ok && t >= s.opens {
		if first, _ := s.start(t); first == t {
			s.opens, s.closes, s.windows = t, t, nil
			return
		}
	}
	s.closes = -1
}

// start returns when service starts for who arrives at t, and whether it may.
func (s *stop) start(t clock.Instant) (clock.Instant, bool) {
	if s.windows == nil {
		t = max(t, s.opens)
		return t, t <= s.closes
	}
	return earliest(s.windows, t)
}

// committedStop returns a stop of a vehicle's route in hand.
func (x *words) committedStop(c problem.Stop, typ string) stop {
	s := &x.problem.Shipments[c.Shipment]
	if c.Kind == problem.Pickup {
		p := x.pickupStop(c.Shipment, c.Place, c.Service)
		p.setup = own(s.PickupSetupFor, typ, s.PickupSetup)
		return p
	}
	var o *problem.Option
	if s.Option >= 0 && s.Option < len(s.Options) {
		o = &s.Options[s.Option]
	}
	d := x.deliveryStop(c.Shipment, o, c.Place, c.Service)
	if o != nil {
		d.setup = own(o.SetupFor, typ, o.Setup)
	}
	if c.Start != 0 {
		d.at(c.Start)
	}
	return d
}

// micros rounds d down to whole microseconds, as clock.Instant.Add does.
func micros(d time.Duration) clock.Instant { return clock.Instant(d / time.Microsecond) }
