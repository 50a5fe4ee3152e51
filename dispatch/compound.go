package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// compound returns the compound in which a place is that couriers do not go
// into, or nil.
func (s *State) compound(p geo.Point) *lanes.Feature {
	for i := range s.Lanes.Features {
		if f := &s.Lanes.Features[i]; f.Kind == lanes.Compound && circle.Ring(f.Points).Holds(p) {
			return f
		}
	}
	return nil
}

// noEntry reports whether couriers do not deliver an order at a place, because
// it is in a compound. Somebody lets them in where staff wants it to the door,
// where the goods are in there already, and, where there are exceptions, when no
// robot could bring them.
func (s *State) noEntry(o *orders.Order, p geo.Point) bool {
	if o.Kind == orders.Visit || o.Kind == orders.Return || o.Way.Mode == orders.Mode(problem.Door) || len(o.Legs) > 0 {
		return false
	}
	c := s.compound(p)
	if c == nil || c == s.compound(o.Pickup) || broken(compoundClosed) {
		return false
	}
	return !c.Exceptions || !o.ByHand() && s.barred(o, s.handover(o), 0) == ""
}

// gateOption is the way of an order to the gate of its compound, where a robot
// takes it over; false: there is none.
func (s *State) gateOption(o *orders.Order) (option, bool) {
	c := s.compound(o.Dropoff.Point)
	if c == nil || !s.noEntry(o, o.Dropoff.Point) || !s.relayable(o) {
		return option{}, false
	}
	gate := s.Lanes.Feature(lanes.GateOf(c))
	if gate == nil {
		return option{}, false
	}
	opt, far := s.handover(o), meters(gate.Points[0], o.Dropoff.Handover)*4/3
	opt.mode, opt.point, opt.service = problem.Gate, gate.Points[0], s.Policy.HandoffTime/2
	opt.after = s.Policy.HandoffTime + time.Duration(far)*time.Second*3/5 // at 6 km/h
	opt.fee = s.Policy.RobotCost.PerTask + int64(far)*s.Policy.RobotCost.PerKm/1000
	return opt, true
}

// relayable reports whether some robot that is well could bring an order from a
// gate, now or once it is done with something else.
func (s *State) relayable(o *orders.Order) bool {
	size := o.Size()
	for id, r := range s.Robots.All() {
		c := r.Carries()
		if size.Grams <= c.Grams && size.Millis <= c.Millis && r.Linked && !r.Faulty && !r.Manual && !r.Halted() && r.Plight == nil && !slices.Contains(o.Barred, string(id)) {
			return true
		}
	}
	return false
}

// lets calls staff to let a courier in who fetches goods in a compound without
// exceptions, or brings them there for once.
func (t *turn) lets(o *orders.Order) {
	c := t.s.compound(o.Pickup)
	if c == nil && o.Mode == orders.Mode(problem.Door) {
		c = t.s.compound(o.Dropoff.Point)
	}
	if m := t.s.Providers.Get(o.Merchant); m != nil && c == t.s.compound(m.Point) {
		return // who sells in there lets couriers in
	}
	if c != nil && !c.Exceptions && o.Kind != orders.Visit && t.s.Couriers.Get(fleet.WorkerID(o.Worker)) != nil {
		t.alert(o.ID, "compound_entry", "%s has to go into compound %s: let them in", o.Worker, c.ID)
	}
}
