package dispatch

import (
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// leadOf returns when a visit is to be planned.
func (s *State) leadOf(o *orders.Order) clock.Instant { return o.Call.From.Add(-s.Policy.VisitLead) }

// doorway is how long it takes from the building's entrance to the door.
func (s *State) doorway(o *orders.Order) time.Duration {
	return (s.Policy.DoorService + climb(o.Dropoff)*s.Policy.FloorService) / 2
}

// stay is how long the carer of a visit is still in the building, from the
// entrance in until out of it again.
func (s *State) stay(o *orders.Order, at clock.Instant) time.Duration {
	if o.Carriage == orders.Started {
		return o.Left(at) + s.doorway(o)
	}
	return o.Call.Duration + 2*s.doorway(o)
}

// visit is what a visit has in any problem. Its window speaks of the start at
// the door, the matcher's of the arrival at the entrance. A carer who stands at
// the door is in time; nothing binds one who is at work.
func (b *builder) visit(o *orders.Order) problem.Shipment {
	c := o.Call
	s := problem.Shipment{
		ID: string(o.ID), Visit: true, Placed: c.From, Skills: c.Skills, SkillsUntil: c.Ends(), Priority: c.Priority,
		Needs: problem.Needs{
			NoStairs: o.Needs.NoStairs, NoScreen: o.Needs.NoScreen, NoComingDown: o.Needs.NoComingDown, NoWords: o.Needs.Foreign(),
		},
	}
	if o.Carriage == orders.Booked {
		s.Strange, s.Known = b.s.known(o)
	}
	if broken(visitSkill) {
		s.Skills = nil
	}
	opens := o.Opens()
	latest, firm := max(b.s.lastStart(o), opens), c.Hard || b.s.pinnedStart(o) != 0
	switch {
	case o.Carriage == orders.Started:
	case o.Carriage == orders.Arrived:
		if firm || o.Follows() {
			s.Earliest = opens
		}
	default:
		s.Earliest, s.Due = opens, latest
		if firm {
			s.Latest = latest
		}
	}
	return s
}

// lastStart is the latest arrival at the entrance for a start within the
// window, or when it is pinned to begin.
func (s *State) lastStart(o *orders.Order) clock.Instant {
	if at := s.pinnedStart(o); at != 0 {
		return at
	}
	return max(o.Call.To.Add(-s.doorway(o)), o.Call.From)
}

// service is how long a stop of a route in hand takes from now on.
func (b *builder) service(o *orders.Order, stop fleet.Stop) time.Duration {
	if stop.Kind == fleet.Visit {
		return b.s.stay(o, b.p.Now)
	}
	return stop.Service
}

// inside says where a courier is whose first stop is a visit. Who is in the
// home is there. A visit that the carer has not left for is first only until
// something fits in before it.
func (b *builder) inside(c *fleet.Courier, v *problem.Vehicle) {
	if len(c.Route) == 0 || c.Route[0].Kind != fleet.Visit {
		return
	}
	switch o := b.s.Orders.Get(orders.ID(c.Route[0].Order)); o.StateOf(string(c.ID)) {
	case orders.Assigned:
		v.Locked = 0
	case orders.Arrived, orders.Started:
		v.Start = b.place(c.Route[0].Point)
	}
}

// kindOf is how the matcher calls a stop.
func kindOf(s fleet.Stop) problem.StopKind {
	if s.Kind == fleet.Pickup {
		return problem.Pickup
	}
	return problem.Delivery // a visit is one that nothing was picked up for
}

// stopKind is how the fleet calls a stop of the matcher's.
func (s *State) stopKind(p problem.PlannedStop) fleet.StopKind {
	if o := s.Orders.Get(orderOf(p.Shipment)); o != nil && o.Kind == orders.Visit {
		return fleet.Visit
	}
	return fleet.StopKind(p.Kind)
}

// breaks lists the breaks that a courier has still to take.
func breaks(c *fleet.Courier, at clock.Instant) []problem.Break {
	var list []problem.Break
	for _, b := range c.Breaks {
		if b.To >= at {
			list = append(list, problem.Break{
				ID: fmt.Sprintf("b%d", len(list)+1), Windows: []problem.Window{{From: b.From, To: b.To}}, Duration: b.For,
			})
		}
	}
	return list
}

// lapses lists the certificates of a courier as the matcher calls them.
func lapses(c *fleet.Courier) []problem.Lapse {
	var list []problem.Lapse
	for _, p := range c.Papers {
		list = append(list, problem.Lapse{Skill: p.Skill, At: p.Until})
	}
	return list
}

// tasks is how many orders a courier may have in hand, with skills or without.
func (s *State) tasks(skilled bool) int {
	if skilled {
		return s.Policy.CarerTasks
	}
	return s.Policy.CourierTasks
}

// spent reports whether a courier has worked as long as the limit allows.
func (s *State) spent(c *fleet.Courier) bool {
	return c.Limit > 0 && c.Duty.Worked(s.Now) >= c.Limit
}

// attending returns the visit that a courier is on the way to, or in, or nil.
func (s *State) attending(c *fleet.Courier) *orders.Order {
	for i := range c.Route {
		if c.Route[i].Kind != fleet.Visit {
			continue
		}
		if o := s.Orders.Get(orders.ID(c.Route[i].Order)); o != nil && o.Under(string(c.ID)) {
			return o
		}
	}
	return nil
}

// inHome reports whether a courier is at work in a home, or at its door: nobody
// is asked for anything there.
func (s *State) inHome(c *fleet.Courier) bool {
	o := s.attending(c)
	return o != nil && o.StateOf(string(c.ID)) != orders.OnTheWay
}

// first puts the stops of an order at the head of a route.
func first(route []fleet.Stop, id orders.ID) []fleet.Stop {
	var head, rest []fleet.Stop
	for _, s := range route {
		if s.Order == string(id) {
			head = append(head, s)
		} else {
			rest = append(rest, s)
		}
	}
	return slices.Concat(head, rest)
}

// rests reports whether a visit is left out of plans for a while: nobody could
// take it just now, and it is hours away. Plans for others are made meanwhile.
func (s *State) rests(o *orders.Order) bool {
	return o.Unserved != 0 && s.Now.Sub(o.Unserved) < s.Policy.Silent && s.distant(o)
}

// distant reports whether an order is a visit that is still an hour away or more.
func (s *State) distant(o *orders.Order) bool {
	return o.Call != nil && o.Call.From.Sub(s.Now) >= time.Hour
}

// asking reports whether it is too early to call staff because nobody takes a
// distant visit: a carer who could is being asked for something else, and is
// asked for one thing at a time.
func (s *State) asking(o *orders.Order) bool {
	if !s.distant(o) {
		return false
	}
	for _, f := range s.Offers.All() {
		id, only := string(f.Courier), o.Sole()
		c := s.Couriers.Get(f.Courier)
		if c.Can(o.Call.Skills, o.Call.Ends()) && (only == "" || only == id) && !slices.Contains(o.Barred, id) && !slices.Contains(o.Excluded, id) {
			return true
		}
	}
	return false
}

// patience is how long who found no worker waits for the next look: longer
// where only visits wait, none of which is to begin soon.
func (s *State) patience() time.Duration {
	for _, o := range s.waiting() {
		if !s.distant(o) {
			return s.Policy.Retry
		}
	}
	return 10 * s.Policy.Retry
}
