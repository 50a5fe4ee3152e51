package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// Hand is a worker on duty: where and when the route in hand ends.
type Hand struct {
	Profile geo.Profile
	Robot   bool
	Goods   bool // carries goods
	Point   geo.Point
	Free    clock.Instant
	Skills  []string
}

// Hands lists the workers on duty as things stand.
func (s *State) Hands(at clock.Instant) []Hand {
	var out []Hand
	for _, c := range s.Couriers.All() {
		if !c.Online || s.Now.Sub(c.Seen) > s.Policy.Silent || c.ShiftEnd != 0 && c.ShiftEnd <= at || s.spent(c) {
			continue
		}
		h := Hand{Profile: c.Profile, Goods: len(c.Skills) == 0 || c.Capacity != fleet.Capacity{}, Point: c.Point, Free: at, Skills: c.Skills}
		if n := len(c.Route); n > 0 {
			h.Point, h.Free = c.Route[n-1].Point, max(at, c.Route[n-1].Depart)
		}
		out = append(out, h)
	}
	for _, r := range s.Robots.All() {
		if r.Free() && s.Now.Sub(r.Seen) <= s.Policy.Silent {
			out = append(out, Hand{Profile: geo.Robot, Robot: true, Goods: true, Point: r.Point, Free: at})
		}
	}
	return out
}

// Queue returns how many orders of goods wait for a worker now.
func (s *State) Queue() int {
	n := 0
	for id := range s.idleOrders().All() {
		if o := s.Orders.Get(id); o.Kind != orders.Visit && s.waits(o) {
			n++
		}
	}
	return n
}

// Turn returns when a worker comes to an order that is placed now: arrivals
// are when each could be there, queue are the orders that wait before it, and
// round is what one order takes. Those before it get the first workers. It is
// clock.Never when there is nobody. arrivals are sorted.
func Turn(arrivals []clock.Instant, queue int, round time.Duration) clock.Instant {
	if len(arrivals) == 0 {
		return clock.Never
	}
	slices.Sort(arrivals)
	return arrivals[queue%len(arrivals)].Add(time.Duration(queue/len(arrivals)) * round)
}

// Qualified returns how many carers of the zone have all of the skills.
func (s *State) Qualified(skills []string) int {
	n := 0
	for _, c := range s.Couriers.All() {
		if c.Can(skills, s.Now) && len(c.Skills) > 0 {
			n++
		}
	}
	return n
}
