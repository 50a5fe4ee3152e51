package problem

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
)

func (v *validator) vehicles() error {
	v.vehicleIDs = make(map[string]bool, len(v.p.Vehicles))
	for i := range v.p.Vehicles {
		x := &v.p.Vehicles[i]
		item := named("vehicle", i, x.ID)
		if err := unique(item, x.ID, v.vehicleIDs); err != nil {
			return err
		}
		for _, judge := range []func(string, *Vehicle) error{v.vehicle, vehicleAmounts, vehicleRoom, breaks} {
			if err := judge(item, x); err != nil {
				return err
			}
		}
	}
	return nil
}

// vehicle judges where and when the vehicle is.
func (v *validator) vehicle(item string, x *Vehicle) error {
	if x.Kind != Courier && x.Kind != Robot {
		return &Invalid{item, fmt.Sprintf("kind %s is unknown", quote(string(x.Kind))), fmt.Sprintf("say %q or %q", Courier, Robot)}
	}
	if err := v.place(item, "start", x.Start); err != nil {
		return err
	}
	if x.Returns {
		if err := v.place(item, "end", x.End); err != nil {
			return err
		}
	}
	if err := instant(item, "ready_at", x.ReadyAt); err != nil {
		return err
	}
	if err := instant(item, "shift_end", x.ShiftEnd); err != nil {
		return err
	}
	if x.ShiftEnd != 0 && x.ShiftEnd < x.ReadyAt {
		return &Invalid{item, fmt.Sprintf("its shift ends at %s, before it is ready at %s", when(x.ShiftEnd), when(x.ReadyAt)), "exchange the two, or leave the vehicle out"}
	}
	if v.p.Matrix(x.Profile) == nil {
		return &Invalid{item, fmt.Sprintf("there are no travel times for its profile, %s", x.Profile), "give the problem a matrix for it"}
	}
	return nil
}

func vehicleAmounts(item string, x *Vehicle) error {
	for _, a := range []struct {
		what string
		n    int64
	}{
		{"max_tasks", int64(x.MaxTasks)}, {"max_new", int64(x.MaxNew)}, {"range", int64(x.Range)}, {"locked", int64(x.Locked)},
		{"cost, fixed", x.Cost.Fixed}, {"cost, per_task", x.Cost.PerTask},
		{"cost, per_hour", x.Cost.PerHour}, {"cost, per_km", x.Cost.PerKm},
	} {
		if a.n < 0 {
			return negative(item+", "+a.what, a.n)
		}
	}
	if err := duration(item, "max_drive", x.MaxDrive); err != nil {
		return err
	}
	return duration(item, "worked", x.Worked)
}

func vehicleRoom(item string, x *Vehicle) error {
	if err := room(item+", capacity", x.Capacity); err != nil {
		return err
	}
	if len(x.Compartments) > 100 {
		return &Invalid{item, fmt.Sprintf("it has %d compartments", len(x.Compartments)), "100 at most: join some"}
	}
	classes := make(map[string]bool, len(x.Compartments))
	for k, c := range x.Compartments {
		part := fmt.Sprintf("%s, compartment %d", item, k)
		if classes[c.Class] {
			return &Invalid{part, fmt.Sprintf("class %s has one already", quote(c.Class)), "give each class one compartment"}
		}
		classes[c.Class] = true
		if err := room(part, c.Capacity); err != nil {
			return err
		}
	}
	if len(x.Boxes) > 100 {
		return &Invalid{item, fmt.Sprintf("it has %d boxes", len(x.Boxes)), "100 at most: leave some out"}
	}
	for k, b := range x.Boxes {
		if err := room(fmt.Sprintf("%s, box %d", item, k), b.Capacity); err != nil {
			return err
		}
	}
	return nil
}

// breaks judges the vehicle's breaks. Each must be possible behind the one
// before: in its last window when that is over at the earliest.
func breaks(item string, x *Vehicle) error {
	if len(x.Breaks) > MaxBreaks {
		return &Invalid{item, fmt.Sprintf("it has %d breaks", len(x.Breaks)), fmt.Sprintf("%d at most: leave some out", MaxBreaks)}
	}
	ids := make(map[string]bool, len(x.Breaks))
	over := -MaxInstant // when the breaks so far can be over
	for k := range x.Breaks {
		b := &x.Breaks[k]
		part := item + ", " + named("break", k, b.ID)
		if err := unique(part, b.ID, ids); err != nil {
			return err
		}
		if err := windows(part, "windows", b.Windows); err != nil {
			return err
		}
		if err := duration(part, "duration", b.Duration); err != nil {
			return err
		}
		start, ok := opens(b.Windows, over)
		if !ok {
			return &Invalid{part, fmt.Sprintf("its last window closes before the breaks listed ahead of it can be over, at %s", when(over)),
				"list breaks in the order in which they are taken"}
		}
		over = start + clock.Instant(b.Duration/time.Microsecond)
	}
	return nil
}

// opens returns the first instant from at on that lies in one of the windows
// (none: any does), and false when they are all over.
func opens(list []Window, at clock.Instant) (clock.Instant, bool) {
	for _, w := range list {
		if w.To == 0 || w.To >= at {
			return max(at, w.From), true
		}
	}
	return at, len(list) == 0
}

// routes judges what the vehicles are committed to, and that every shipment
// with a vehicle is in its route.
func (v *validator) routes() error {
	in := make([]committed, len(v.p.Shipments))
	for i := range v.p.Vehicles {
		x := &v.p.Vehicles[i]
		if err := v.route(named("vehicle", i, x.ID), x, in); err != nil {
			return err
		}
	}
	for i := range v.p.Shipments {
		if s := &v.p.Shipments[i]; s.Vehicle != "" && in[i].routes == 0 {
			return &Invalid{named("shipment", i, s.ID), fmt.Sprintf("vehicle %s has it, whose route does not stop for it", quote(s.Vehicle)),
				"add its stops to the route, or clear its vehicle"}
		}
	}
	return nil
}

// committed is what the routes in hand say about a shipment.
type committed struct {
	routes  int
	start   clock.Instant
	picked  bool // in the route at hand, likewise
	dropped bool
}

func (v *validator) route(item string, x *Vehicle, in []committed) error {
	for k, stop := range x.Route {
		at := fmt.Sprintf("%s, stop %d of its route", item, k)
		if stop.Shipment < 0 || stop.Shipment >= len(in) {
			return &Invalid{at, fmt.Sprintf("it is for shipment %d, and there are %d", stop.Shipment, len(in)), "shipments count from 0: name one that is listed"}
		}
		if err := v.place(at, "it", stop.Place); err != nil {
			return err
		}
		if err := duration(at, "service", stop.Service); err != nil {
			return err
		}
		if err := instant(at, "start", stop.Start); err != nil {
			return err
		}
		s, c := &v.p.Shipments[stop.Shipment], &in[stop.Shipment]
		if wrong, do := c.add(s, x, stop); wrong != "" {
			return &Invalid{at, fmt.Sprintf("shipment %s: %s", quote(s.ID), wrong), do}
		}
	}
	for k, stop := range x.Route {
		s, c := &v.p.Shipments[stop.Shipment], &in[stop.Shipment]
		if !c.dropped && c.picked {
			return &Invalid{fmt.Sprintf("%s, stop %d of its route", item, k), fmt.Sprintf("shipment %s is picked up and not delivered", quote(s.ID)), "add its delivery"}
		}
	}
	for _, stop := range x.Route {
		in[stop.Shipment].picked, in[stop.Shipment].dropped = false, false
	}
	return nil
}

// add notes a stop of x for the shipment and returns what is wrong with it,
// and what to do.
func (c *committed) add(s *Shipment, x *Vehicle, stop Stop) (wrong, do string) {
	shared := s.Visit && s.Workers > 1
	switch {
	case s.Vehicle == "":
		return "it has no vehicle", "set its vehicle to the one whose route it is in"
	case s.Vehicle != x.ID && !shared:
		return fmt.Sprintf("vehicle %s has it", quote(s.Vehicle)), "leave it in one route"
	case stop.Kind != Pickup && stop.Kind != Delivery:
		return fmt.Sprintf("kind %s is unknown", quote(string(stop.Kind))), fmt.Sprintf("say %q or %q", Pickup, Delivery)
	case stop.Kind == Pickup && s.Visit:
		return "it is a visit and has no pickup", "leave the delivery alone"
	case stop.Kind == Pickup && s.OnBoard:
		return "it is on board", "leave its pickup out"
	case stop.Kind == Pickup && (c.picked || c.dropped):
		return "it is picked up twice, or behind its delivery", "give it one pickup and then one delivery"
	case stop.Kind == Pickup:
		c.picked = true
		return "", ""
	case c.dropped:
		return "it is delivered twice", "leave one delivery"
	case !c.picked && !s.OnBoard && !s.Visit:
		return "it is delivered and neither picked up before nor on board", "add its pickup, or say that it is on board"
	}
	c.dropped = true
	c.routes++
	if !shared {
		return "", ""
	}
	switch {
	case stop.Start == 0:
		return "its workers have not agreed on a start", "give the stop its start"
	case c.routes > 1 && c.start != stop.Start:
		return fmt.Sprintf("its workers start at %s and %s", when(c.start), when(stop.Start)), "give all its stops one start"
	case c.routes > s.Workers:
		return fmt.Sprintf("it is in %d routes and needs %d workers", c.routes, s.Workers), "leave it out of the others"
	}
	c.start = stop.Start
	return "", ""
}
