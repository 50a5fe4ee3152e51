package check

import (
	"fmt"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// course is a route with its stops understood, for the rules to read.
type course struct {
	p     *problem.Problem
	v     *problem.Vehicle
	calls []call
	found []Violation
}

// call is one stop of a course.
type call struct {
	*problem.PlannedStop
	shipment *problem.Shipment
	index    int  // of shipment in Problem.Shipments
	added    bool // not in the vehicle's route before
}

// newCourse resolves the stops of r. It reports, under "assignment", stops
// that cannot be understood: of unknown shipments, of shipments that are not
// the vehicle's, of no known kind, by an option that does not exist.
func newCourse(p *problem.Problem, v *problem.Vehicle, r *problem.Route) *course {
	c := &course{p: p, v: v}
	if r.Vehicle != v.ID {
		c.fail("assignment", "", "the route is of vehicle %q", r.Vehicle)
	}
	before := make([]bool, len(p.Shipments))
	for _, s := range v.Route {
		before[s.Shipment] = true
	}
	byID := make(map[string]int, len(p.Shipments))
	for i := range p.Shipments {
		byID[p.Shipments[i].ID] = i
	}
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
		c.calls = append(c.calls, call{PlannedStop: stop, shipment: s, index: i, added: !before[i]})
	}
	return c
}

// option returns the option by which an added shipment is handed over.
func (c call) option() *problem.Option { return &c.shipment.Options[c.shipment.Option] }

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
	for _, call := range c.calls {
		sum += int64(call.Leg.Meters)
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
