package mdrp

import (
	"cmp"
	"slices"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// clerk writes a day down from what the engine decided, and the couriers' drives
// from what they did.
type clerk struct {
	params Params
	told   []*Assignment
	own    map[string]*Assignment // the latest of each courier
	done   map[string]*Delivery
	moves  map[string][]Move
}

func newClerk(p Params) *clerk {
	return &clerk{params: p, own: map[string]*Assignment{}, done: map[string]*Delivery{}, moves: map[string][]Move{}}
}

// note takes a move of an order that the engine decided in a minute.
func (c *clerk) note(minute int, d dispatch.OrderMoved) {
	id := string(d.Order)
	switch d.Move.To {
	case orders.Assigned:
		a := c.own[d.Move.Worker]
		if a == nil || a.At != minute {
			a = &Assignment{At: minute, Courier: d.Move.Worker}
			c.own[d.Move.Worker], c.told = a, append(c.told, a)
		}
		a.Orders = append(a.Orders, id)
	case orders.PickedUp:
		courier := d.Move.By.ID
		c.done[id] = &Delivery{Order: id, Pickup: minute, Courier: courier}
		c.own[courier].Pickup = minute
	case orders.Delivered:
		// The courier says so when he leaves the door.
		c.done[id].Dropoff = minute - c.params.halfDropoff()
	}
}

// drive writes down that a courier left for a place.
func (c *clerk) drive(m Move) { c.moves[m.Courier] = append(c.moves[m.Courier], m) }

// solution returns the day as the official files have it: assignments by time,
// each with its orders as they were dropped off.
func (c *clerk) solution(in *Instance) *Solution {
	s := &Solution{}
	for _, a := range c.told {
		slices.SortStableFunc(a.Orders, func(x, y string) int { return cmp.Compare(c.dropped(x), c.dropped(y)) })
		s.Assignments = append(s.Assignments, *a)
	}
	for _, o := range in.Orders {
		d := Delivery{Order: o.ID}
		if done := c.done[o.ID]; done != nil {
			d = *done
		}
		s.Deliveries = append(s.Deliveries, d)
	}
	for _, w := range in.Couriers {
		s.Moves = append(s.Moves, c.moves[w.ID]...)
	}
	return s
}

// dropped returns when an order was dropped off, or later than all if it was not.
func (c *clerk) dropped(id string) int {
	if d := c.done[id]; d != nil {
		return d.Dropoff
	}
	return always
}
