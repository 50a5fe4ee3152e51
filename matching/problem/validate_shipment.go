package problem

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

func (v *validator) shipments() error {
	v.shipmentIDs = make(map[string]bool, len(v.p.Shipments))
	for i := range v.p.Shipments {
		s := &v.p.Shipments[i]
		item := named("shipment", i, s.ID)
		if err := unique(item, s.ID, v.shipmentIDs); err != nil {
			return err
		}
		for _, judge := range []func(string, *Shipment) error{v.pickup, v.shipmentTimes, workers, v.holders, known} {
			if err := judge(item, s); err != nil {
				return err
			}
		}
		if err := room(item, s.Load); err != nil {
			return err
		}
		if err := room(item+", takes", s.Takes); err != nil {
			return err
		}
		if len(s.Options) > MaxOptions {
			return &Invalid{item, fmt.Sprintf("it has %d options", len(s.Options)), fmt.Sprintf("%d at most: leave some out", MaxOptions)}
		}
		for k := range s.Options {
			if err := v.option(fmt.Sprintf("%s, option %d", item, k), s, &s.Options[k]); err != nil {
				return err
			}
		}
	}
	for i := range v.p.Shipments {
		if err := v.after(named("shipment", i, v.p.Shipments[i].ID), &v.p.Shipments[i]); err != nil {
			return err
		}
	}
	return nil
}

// after judges what the shipment comes after.
func (v *validator) after(item string, s *Shipment) error {
	if len(s.After) > MaxAfter {
		return &Invalid{item, fmt.Sprintf("it comes after %d others", len(s.After)), fmt.Sprintf("%d at most: leave out those that come after others of them", MaxAfter)}
	}
	for _, other := range s.After {
		switch {
		case other == s.ID:
			return &Invalid{item, "it comes after itself", "name another shipment"}
		case !v.shipmentIDs[other]:
			return &Invalid{item, fmt.Sprintf("it comes after shipment %s, which is unknown", quote(other)), "list the shipment, or leave its name out"}
		}
	}
	return nil
}

// pickup judges the beginning of the shipment; a visit has none.
func (v *validator) pickup(item string, s *Shipment) error {
	if s.Visit {
		return nil
	}
	if err := v.place(item, "pickup", s.Pickup); err != nil {
		return err
	}
	if err := duration(item, "pickup_service", s.PickupService); err != nil {
		return err
	}
	if err := duration(item, "pickup_setup", s.PickupSetup); err != nil {
		return err
	}
	if err := timesFor(item, "pickup_service", s.PickupServiceFor); err != nil {
		return err
	}
	if err := timesFor(item, "pickup_setup", s.PickupSetupFor); err != nil {
		return err
	}
	if err := duration(item, "max_ride", s.MaxRide); err != nil {
		return err
	}
	if err := instant(item, "release", s.Release); err != nil {
		return err
	}
	if err := instant(item, "picked_up_at", s.PickedUpAt); err != nil {
		return err
	}
	return windows(item, "pickup_windows", s.PickupWindows)
}

// shipmentTimes judges the hand-over.
func (v *validator) shipmentTimes(item string, s *Shipment) error {
	if err := instant(item, "placed", s.Placed); err != nil {
		return err
	}
	if err := instant(item, "earliest", s.Earliest); err != nil {
		return err
	}
	if err := instant(item, "due", s.Due); err != nil {
		return err
	}
	if err := instant(item, "skills_until", s.SkillsUntil); err != nil {
		return err
	}
	if err := instant(item, "latest", s.Latest); err != nil {
		return err
	}
	if s.Latest != 0 && s.Latest < s.Earliest {
		return &Invalid{item, fmt.Sprintf("its window ends at %s, before it starts at %s", when(s.Latest), when(s.Earliest)), "exchange the two, or leave one out"}
	}
	if s.Priority > MaxPriority || s.Priority < -MaxPriority {
		return &Invalid{item, fmt.Sprintf("its priority is %d", s.Priority), fmt.Sprintf("from %d to %d", -MaxPriority, MaxPriority)}
	}
	return windows(item, "windows", s.Windows)
}

// workers judges a visit of several workers.
func workers(item string, s *Shipment) error {
	switch {
	case s.Workers < 0 || s.Workers > MaxWorkers:
		return &Invalid{item, fmt.Sprintf("it needs %d workers", s.Workers), fmt.Sprintf("from 0 to %d", MaxWorkers)}
	case s.Workers > 1 && !s.Visit:
		return &Invalid{item, fmt.Sprintf("it needs %d workers and is no visit", s.Workers), "only visits are shared: make it one, or several shipments"}
	case s.Workers > 1 && s.Together != "":
		return &Invalid{item, fmt.Sprintf("it needs %d workers and goes together with others by one", s.Workers), "leave out one of the two"}
	}
	return nil
}

// holders judges who has the shipment and who may have it.
func (v *validator) holders(item string, s *Shipment) error {
	switch {
	case s.Vehicle != "" && !v.vehicleIDs[s.Vehicle]:
		return &Invalid{item, fmt.Sprintf("vehicle %s has it, which is unknown", quote(s.Vehicle)), "list the vehicle, or clear it"}
	case s.Vehicle == "" && s.OnBoard && !s.Visit:
		return &Invalid{item, "it is on board of nobody", "name its vehicle"}
	case s.Vehicle == "" && s.Only != "" && !v.vehicleIDs[s.Only]:
		return &Invalid{item, fmt.Sprintf("only vehicle %s may take it, which is unknown", quote(s.Only)), "list the vehicle, or let others take it"}
	case s.Vehicle == "" && len(s.Options) == 0 && s.Visit:
		return &Invalid{item, "the visit is nowhere", "give it an option"}
	case s.Vehicle == "" && len(s.Options) == 0:
		return &Invalid{item, "it is picked up and never delivered", "give it an option"}
	}
	return nil
}

func (v *validator) option(item string, s *Shipment, o *Option) error {
	if o.Mode != Door && o.Mode != InLocker && o.Mode != Handover && o.Mode != Gate {
		return &Invalid{item, fmt.Sprintf("mode %s is unknown", quote(string(o.Mode))), fmt.Sprintf("say %q, %q, %q or %q", Door, InLocker, Handover, Gate)}
	}
	if c := o.Carries(); c != Courier && c != Robot || (o.Mode == Door || o.Mode == Gate) && c == Robot || o.Mode == Handover && c == Courier {
		return &Invalid{item, fmt.Sprintf("a %s cannot carry by %s", quote(string(c)), o.Mode), "leave carrier out; robot may be said of a locker"}
	}
	if err := v.place(item, "it", o.Place); err != nil {
		return err
	}
	if err := duration(item, "service", o.Service); err != nil {
		return err
	}
	if err := duration(item, "setup", o.Setup); err != nil {
		return err
	}
	if err := duration(item, "after", o.After); err != nil {
		return err
	}
	if o.Fee < 0 {
		return negative(item+", fee", o.Fee)
	}
	if s.Vehicle == "" && o.Mode == InLocker && !v.lockerIDs[o.Locker] {
		return &Invalid{item, fmt.Sprintf("locker %s is unknown", quote(o.Locker)), "list the locker, or leave the option out"}
	}
	if err := timesFor(item, "service", o.ServiceFor); err != nil {
		return err
	}
	return timesFor(item, "setup", o.SetupFor)
}

// timesFor judges times that hold for types of vehicles in the place of the one
// called what.
func timesFor(item, what string, byType map[string]time.Duration) error {
	for _, t := range slices.Sorted(maps.Keys(byType)) {
		if t == "" {
			return &Invalid{item, what + "_for speaks of vehicles without a type", "name the type, or set " + what}
		}
		if err := duration(item, what+"_for "+quote(t), byType[t]); err != nil {
			return err
		}
	}
	return nil
}

// known judges the prices of who was there before.
func known(item string, s *Shipment) error {
	if s.Strange < 0 {
		return negative(item+", strange", s.Strange)
	}
	if len(s.Known) > MaxKnown {
		return &Invalid{item, fmt.Sprintf("it knows %d vehicles", len(s.Known)), fmt.Sprintf("%d at most: leave out the dearest", MaxKnown)}
	}
	seen := make(map[string]bool, len(s.Known))
	for _, k := range s.Known {
		if err := unique(fmt.Sprintf("%s, known vehicle %s", item, quote(k.Vehicle)), k.Vehicle, seen); err != nil {
			return err
		}
		if k.Price < 0 {
			return negative(fmt.Sprintf("%s, known vehicle %s, price", item, quote(k.Vehicle)), k.Price)
		}
	}
	return nil
}
