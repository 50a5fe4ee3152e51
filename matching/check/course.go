package check

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// course is a route with its stops understood, for the rules to read.
type course struct {
	p     *problem.Problem
	v     *problem.Vehicle
	r     *problem.Route
	calls []call
	found []Violation
}

// call is one stop of a course.
type call struct {
	*problem.PlannedStop
	shipment *problem.Shipment
	index    int           // of shipment in Problem.Shipments
	added    bool          // not in the vehicle's route before
	was      *problem.Stop // of a stop that is not added: the one in its turn of the route before; nil: there are not so many
}

// newCourse resolves the stops of r. It reports, under "assignment", stops
// that cannot be understood: of unknown shipments, of shipments that are not
// the vehicle's, of no known kind, by an option that does not exist.
func newCourse(p *problem.Problem, v *problem.Vehicle, r *problem.Route, byID map[string]int) *course {
	c := &course{p: p, v: v, r: r}
	if r.Vehicle != v.ID {
		c.fail("assignment", "", "the route is of vehicle %q", r.Vehicle)
	}
	before := make(map[int]bool, len(v.Route))
	for _, s := range v.Route {
		before[s.Shipment] = true
	}
	turn := 0
	for k := range r.Stops {
		stop := &r.Stops[k]
		i, ok := byID[stop.Shipment]
		if !ok {
			c.fail("assignment", stop.Shipment, "stop %d is of an unknown shipment", k)
			continue
		}
		s := &p.Shipments[i]
		switch {
		case stop.Kind != problem.Pickup && stop.Kind != problem.Delivery:
			c.fail("assignment", s.ID, "stop %d is neither pickup nor delivery: %q", k, stop.Kind)
		case !before[i] && s.Vehicle != v.ID:
			c.fail("assignment", s.ID, "stop %d is of a shipment of vehicle %q", k, s.Vehicle)
		case !before[i] && (s.Option < 0 || s.Option >= len(s.Options)):
			c.fail("assignment", s.ID, "option %d does not exist", s.Option)
		}
		next := call{PlannedStop: stop, shipment: s, index: i, added: !before[i]}
		if !next.added && turn < len(v.Route) {
			next.was = &v.Route[turn]
			turn++
		}
		c.calls = append(c.calls, next)
	}
	return c
}

// option returns the option by which the shipment is handed over; nil for one
// in the route before that no longer says it.
func (c call) option() *problem.Option {
	if c.shipment.Option < 0 || c.shipment.Option >= len(c.shipment.Options) {
		return nil
	}
	return &c.shipment.Options[c.shipment.Option]
}

// place returns where the stop should be: the index of a place, -1 when the
// route before has no such stop.
func (c call) place() int {
	switch {
	case !c.added && c.was == nil:
		return -1
	case !c.added:
		return c.was.Place
	case c.Kind == problem.Pickup:
		return c.shipment.Pickup
	}
	return c.option().Place
}

// service returns how long the stop at k should take, with set-up.
func (c *course) service(k int) time.Duration {
	call := c.calls[k]
	var base, setup time.Duration
	if s := call.shipment; call.Kind == problem.Pickup {
		base = c.own(s.PickupServiceFor, s.PickupService)
		setup = c.own(s.PickupSetupFor, s.PickupSetup)
	} else if o := call.option(); o != nil {
		base, setup = c.own(o.ServiceFor, o.Service), c.own(o.SetupFor, o.Setup)
	}
	if call.was != nil {
		base = call.was.Service
	}
	if k > 0 && c.calls[k-1].place() == call.place() {
		setup = 0
	}
	return grain(base) + grain(setup)
}

// own returns what holds for the vehicle's Type: the time set for it, or else
// the one for all.
func (c *course) own(byType map[string]time.Duration, all time.Duration) time.Duration {
	if d, ok := byType[c.v.Type]; ok {
		return d
	}
	return all
}

// rest returns the breaks after k stops and before the next: how long they are
// in sum, and when the last one ends; zeros when there are none.
func (c *course) rest(k int) (sum time.Duration, end clock.Instant) {
	for _, b := range c.r.Breaks {
		if b.After == k {
			sum += b.End.Sub(b.Start)
			end = max(end, b.End)
		}
	}
	return sum, end
}

// arrival returns when a drive that begins at from, behind k stops, is over.
func (c *course) arrival(from clock.Instant, k int, leg problem.Leg) clock.Instant {
	sum, end := c.rest(k)
	return max(from.Add(leg.Travel).Add(sum), end)
}

// end returns when the route is over: the last stop is left or, of a vehicle
// that returns, its End is reached. It is false for a route without stops.
func (c *course) end() (clock.Instant, bool) {
	if len(c.calls) == 0 {
		return 0, false
	}
	if c.v.Returns && c.r.Back != nil {
		return c.r.Back.Arrive, true
	}
	return c.calls[len(c.calls)-1].Depart, true
}

// legs returns all legs of the route, the one to End last.
func (c *course) legs() []problem.Leg {
	list := make([]problem.Leg, 0, len(c.calls)+1)
	for _, call := range c.calls {
		list = append(list, call.Leg)
	}
	if c.r.Back != nil {
		list = append(list, c.r.Back.Leg)
	}
	return list
}

// eachAdded calls f once for each shipment that the route adds, in the order
// of their deliveries.
func (c *course) eachAdded(f func(s *problem.Shipment, o *problem.Option)) {
	for _, call := range c.calls {
		if call.added && call.Kind == problem.Delivery {
			f(call.shipment, call.option())
		}
	}
}

// pickup returns the call that picks up the shipment, nil if the route has none.
func (c *course) pickup(shipment int) *call {
	for k := range c.calls {
		if c.calls[k].index == shipment && c.calls[k].Kind == problem.Pickup {
			return &c.calls[k]
		}
	}
	return nil
}

// meters returns the length of the whole route.
func (c *course) meters() (sum int64) {
	for _, leg := range c.legs() {
		sum += int64(leg.Meters)
	}
	return sum
}

// point returns the point of a place, and false when there is no such place.
func (c *course) point(place int) (geo.Point, bool) {
	if place < 0 || place >= len(c.p.Places) {
		return geo.Point{}, false
	}
	return c.p.Places[place], true
}

func (c *course) fail(rule, shipment, format string, args ...any) {
	c.found = append(c.found, Violation{Rule: rule, Vehicle: c.v.ID, Shipment: shipment, Detail: fmt.Sprintf(format, args...)})
}

// grain rounds d down to the microsecond, the grain of the engine clock.
func grain(d time.Duration) time.Duration { return d / time.Microsecond * time.Microsecond }
