package matching

import (
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// draft is a copy of a problem in which things can be different for a while.
type draft struct {
	p         *problem.Problem
	vehicles  map[string]int // index by ID
	shipments map[string]int
	undo      []func()
}

// newDraft copies p as far as changes reach.
func newDraft(p *problem.Problem) *draft {
	q := *p
	q.Vehicles, q.Shipments, q.Lockers = slices.Clone(p.Vehicles), slices.Clone(p.Shipments), slices.Clone(p.Lockers)
	d := &draft{p: &q, vehicles: make(map[string]int, len(q.Vehicles)), shipments: make(map[string]int, len(q.Shipments))}
	for i := range q.Vehicles {
		d.vehicles[q.Vehicles[i].ID] = i
	}
	for i := range q.Shipments {
		d.shipments[q.Shipments[i].ID] = i
	}
	return d
}

// apply makes the change, until revert.
func (d *draft) apply(c *problem.Change) error {
	switch c.Kind {
	case problem.ShiftLater, problem.StartEarlier, problem.MoreRange, problem.MoreDrive, problem.MoreCapacity, problem.MoreRoom,
		problem.MoreTasks, problem.MoreNew, problem.AnyOrder, problem.BreakLater, problem.AddSkill, problem.AddVehicle:
		i, ok := d.vehicles[c.Vehicle]
		if !ok {
			return fmt.Errorf("matching: there is no vehicle %q", c.Vehicle)
		}
		if c.Kind == problem.AddVehicle {
			return d.addVehicle(&d.p.Vehicles[i], c.To)
		}
		was := d.p.Vehicles[i]
		d.undo = append(d.undo, func() { d.p.Vehicles[i] = was })
		return changeVehicle(d.p, &d.p.Vehicles[i], c)
	case problem.FreeLocker, problem.MorePromises:
		return d.applyShared(c)
	case problem.Move, problem.Drop, problem.Wait:
		return nil // of the plan, or of the question
	}
	i, ok := d.shipments[c.Shipment]
	if !ok {
		return fmt.Errorf("matching: there is no shipment %q", c.Shipment)
	}
	was := d.p.Shipments[i]
	d.undo = append(d.undo, func() { d.p.Shipments[i] = was })
	return changeShipment(&d.p.Shipments[i], c)
}

// revert takes all changes back.
func (d *draft) revert() {
	for n := len(d.undo); n > 0; n-- {
		d.undo[n-1]()
	}
	d.undo = d.undo[:0]
}

// applyShared changes what all have in common.
func (d *draft) applyShared(c *problem.Change) error {
	if c.Kind == problem.MorePromises {
		was := d.p.MaxChanged
		d.undo = append(d.undo, func() { d.p.MaxChanged = was })
		d.p.MaxChanged += int(c.Amount)
		return nil
	}
	i, ok := d.shipments[c.Shipment]
	if !ok {
		return fmt.Errorf("matching: there is no shipment %q", c.Shipment)
	}
	was := d.p.Lockers
	d.undo = append(d.undo, func() { d.p.Lockers = was })
	d.p.Lockers = slices.Clone(was)
	k := slices.IndexFunc(was, func(l problem.Locker) bool { return l.ID == c.Name })
	if k < 0 {
		k = len(was)
		d.p.Lockers = append(d.p.Lockers, problem.Locker{ID: c.Name})
	}
	d.p.Lockers[k].Free = append(slices.Clone(d.p.Lockers[k].Free), d.p.Shipments[i].Load)
	return nil
}

// addVehicle adds one more like v, idle at its start.
func (d *draft) addVehicle(v *problem.Vehicle, id string) error {
	if _, taken := d.vehicles[id]; taken || id == "" {
		return fmt.Errorf("matching: a vehicle cannot be called %q", id)
	}
	n := len(d.p.Vehicles)
	d.undo = append(d.undo, func() {
		delete(d.vehicles, id)
		d.p.Vehicles = d.p.Vehicles[:n]
	})
	d.vehicles[id] = n
	d.p.Vehicles = append(d.p.Vehicles, anotherVehicle(d.p, v, id))
	return nil
}

// anotherVehicle returns one like v, idle at its start from now on.
func anotherVehicle(p *problem.Problem, v *problem.Vehicle, id string) problem.Vehicle {
	x := *v
	x.ID, x.Route, x.Locked, x.Worked, x.ReadyAt = id, nil, 0, 0, p.Now
	return x
}

func changeVehicle(p *problem.Problem, v *problem.Vehicle, c *problem.Change) error {
	switch c.Kind {
	case problem.ShiftLater:
		v.ShiftEnd = v.ShiftEnd.Add(c.Time())
	case problem.StartEarlier:
		v.ReadyAt = max(v.ReadyAt.Add(-c.Time()), p.Now)
	case problem.MoreRange:
		v.Range += geo.Meters(c.Amount)
	case problem.MoreDrive:
		v.MaxDrive += c.Time()
	case problem.MoreCapacity:
		v.Capacity = v.Capacity.Plus(c.Load())
	case problem.MoreRoom:
		return changeCompartment(v, c)
	case problem.MoreTasks:
		v.MaxTasks += int(c.Amount)
	case problem.MoreNew:
		v.MaxNew += int(c.Amount)
	case problem.AnyOrder:
		v.LastInFirstOut = false
	case problem.AddSkill:
		v.Skills = append(slices.Clone(v.Skills), c.Name)
		v.Lapses = slices.DeleteFunc(slices.Clone(v.Lapses), func(l problem.Lapse) bool { return l.Skill == c.Name })
	case problem.BreakLater:
		k := slices.IndexFunc(v.Breaks, func(b problem.Break) bool { return b.ID == c.Name })
		if k < 0 {
			return fmt.Errorf("matching: %q has no break %q", v.ID, c.Name)
		}
		v.Breaks = slices.Clone(v.Breaks)
		v.Breaks[k].Windows = closeLater(v.Breaks[k].Windows, c)
	}
	return nil
}

func changeCompartment(v *problem.Vehicle, c *problem.Change) error {
	k := slices.IndexFunc(v.Compartments, func(x problem.Compartment) bool { return x.Class == c.Name })
	v.Compartments = slices.Clone(v.Compartments)
	switch {
	case k >= 0:
		v.Compartments[k].Capacity = v.Compartments[k].Capacity.Plus(c.Load())
	case c.Unit == problem.Pieces:
		v.Compartments = append(v.Compartments, problem.Compartment{Class: c.Name, Capacity: v.Capacity})
	default:
		return fmt.Errorf("matching: %q has no compartment for %q", v.ID, c.Name)
	}
	return nil
}

func changeShipment(s *problem.Shipment, c *problem.Change) error {
	switch c.Kind {
	case problem.Allow:
		if s.Only != "" {
			s.Only = c.Vehicle
		}
		s.Exclude = slices.DeleteFunc(slices.Clone(s.Exclude), func(id string) bool { return id == c.Vehicle })
	case problem.Consent:
		if c.Option < 0 || c.Option >= len(s.Options) {
			return fmt.Errorf("matching: %q has no option %d", s.ID, c.Option)
		}
		s.Options = slices.Clone(s.Options)
		s.Options[c.Option].Consent = true
	case problem.LaterHandover:
		closes := closing(s.Windows, s.Latest) + micros(c.Time())
		if s.Latest != 0 {
			s.Latest = max(s.Latest, closes)
		}
		s.Windows = closeAt(s.Windows, closes)
	case problem.LaterPickup:
		s.PickupWindows = closeLater(s.PickupWindows, c)
	case problem.LongerRide:
		s.MaxRide += c.Time()
	case problem.ReadyEarlier:
		s.Release = max(s.Release.Add(-c.Time()), 1)
	case problem.GoAlone:
		s.Together = ""
	case problem.GoWith:
		s.Apart = ""
	default:
		return fmt.Errorf("matching: nothing changes %q", c.Kind)
	}
	return nil
}

// closing returns the last instant that the windows and the end allow; zero:
// there is none.
func closing(windows []problem.Window, end clock.Instant) clock.Instant {
	if n := len(windows); n > 0 && windows[n-1].To != 0 && (end == 0 || windows[n-1].To < end) {
		return windows[n-1].To
	}
	return end
}

// closeLater moves the end of the last window.
func closeLater(windows []problem.Window, c *problem.Change) []problem.Window {
	return closeAt(windows, closing(windows, 0)+micros(c.Time()))
}

// closeAt lets the last window end no sooner than then.
func closeAt(windows []problem.Window, then clock.Instant) []problem.Window {
	n := len(windows)
	if n == 0 || windows[n-1].To == 0 {
		return windows
	}
	windows = slices.Clone(windows)
	windows[n-1].To = max(windows[n-1].To, then)
	return windows
}
