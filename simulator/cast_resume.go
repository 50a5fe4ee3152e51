package simulator

import (
	"slices"
	"strconv"
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/courier"
	"github.com/linli/linli/wire/vda5050"
)

// Resume takes on every order that is open in a zone which was stopped:
// whoever was on duty is back where they were, with what they had in hand, and
// goes on as the script says. Before, nothing is heard. It is called once, as
// the loop calls its doors. It reads the state and keeps nothing of it; the
// rest happens on the stage.
func (c *Cast) Resume(s *dispatch.State) {
	c.ready = true
	var acts []func()
	for _, row := range s.Orders.All() {
		o := *row
		acts = append(acts, func() { c.takeUp(&o) })
	}
	for _, row := range s.Couriers.All() {
		k := *row
		if kind, ok := c.count(string(k.ID)); ok && k.Online {
			w, _ := courier.Snapshot(s, k.ID)
			acts = append(acts, func() { c.courierBack(kind, k, w) })
		} else if ok {
			c.spare[kind] = append(c.spare[kind], string(k.ID))
		}
	}
	for _, row := range s.Robots.All() {
		r := *row
		if kind, ok := c.count(string(r.ID)); ok && r.Linked {
			m := s.Missions.Get(missions.ID(r.Mission))
			if m != nil {
				copied := *m
				m = &copied
			}
			acts = append(acts, func() { c.robotBack(kind, r, m) })
		} else if ok {
			c.spare[kind] = append(c.spare[kind], string(r.ID))
		}
	}
	for _, row := range s.Banks.All() {
		b := *row
		if kind, ok := c.count(b.ID); ok && b.Linked {
			acts = append(acts, func() { c.lockerBack(kind, b) })
		} else if ok {
			c.spare[kind] = append(c.spare[kind], b.ID)
		}
	}
	c.stage.After(0, func() {
		for _, act := range acts {
			act()
		}
		c.stage.After(lag, c.rest)
	})
}

// count notes the number of a member, so that no other gets it.
func (c *Cast) count(id string) (kind string, ok bool) {
	for _, kind := range []string{castCourier, castCarer, castRobot, castLocker} {
		if n, found := strings.CutPrefix(id, kind); found {
			i, err := strconv.Atoi(n)
			c.hired[kind] = max(c.hired[kind], i)
			return kind, err == nil
		}
	}
	return "", false
}

// takeUp takes an order on in the middle of its life.
func (c *Cast) takeUp(o *orders.Order) {
	c.begin(o)
	p := c.world.parcels[o.ID]
	p.part.Bank, p.ready = o.Locker, o.Preparation == orders.Ready
	if p.part.Bank == "" {
		p.part.Bank = o.Way.Locker
	}
	p.part.Worker = o.Worker
	if o.Worker == "" {
		p.part.Worker = o.Only
	}
	p.part.Sent, p.part.Lost = slices.Clone(o.Workers()), slices.Clone(o.Barred)
	switch {
	case o.Kind == orders.Visit:
		return
	case !p.ready:
		c.world.Status(dispatch.Published{Order: o.ID, Track: orders.Preparation, State: o.Preparation})
	case o.Carriage == orders.InLocker:
		c.world.Status(dispatch.Published{Order: o.ID, State: o.Carriage})
	case o.Carriage == orders.PickedUp && c.world.first(o.ID, orders.OutRobotStuck):
		c.stage.After(stuckFor, func() { c.giveUpOn(o.ID) })
	}
	if o.Preparation == orders.Preparing {
		c.world.cook(o.ID, p)
	}
}

// orderOf returns the order that a member is there for.
func (c *Cast) orderOf(id string) orders.ID {
	for _, p := range c.world.parcels {
		if p.part.Worker == id || p.part.Bank == id || slices.Contains(p.part.Sent, id) {
			return p.ID
		}
	}
	return ""
}

func (c *Cast) courierBack(kind string, row fleet.Courier, w courier.Welcome) {
	m := &member{id: string(row.ID), kind: kind, order: c.orderOf(string(row.ID))}
	k := newCourier(c.world, row.ID, row.Point)
	ends := clock.Never
	if kind == castCarer {
		k.care = &carer{Trade: Trade{Skills: row.Skills}}
		ends = row.ShiftEnd
	}
	m.courier, c.crew[m.id], c.couriers[row.ID] = k, m, k
	k.radio = radio{&c.ports, row.ID, &fleet.Sieve{}}
	k.begin(ends)
	k.Hear(w)
}

func (c *Cast) robotBack(kind string, row fleet.Robot, m *missions.Mission) {
	r := newRobot(0, c.world.sc.Habits, string(row.ID), row.Point, c.world)
	r.charge = float64(row.Charge)
	port := &robotPort{ports: &c.ports, robot: r}
	c.robots[r.Serial] = port
	c.crew[r.Serial] = &member{
		id: r.Serial, kind: kind, order: c.orderOf(r.Serial), robot: port, laden: row.Mission != "" || len(row.Holding) > 0,
	}
	if m == nil {
		r.PowerUp(c.stage, c.chart, port)
		return
	}
	port.seen = port.seen.Resume(*m)
	next := r.resume(c.limited(vda5050.OrderFor(*m, c.chart[0]), m), m)
	r.PowerUp(c.stage, c.chart, port)
	r.act(next, r.turn)
}

func (c *Cast) lockerBack(kind string, b fleet.Bank) {
	l := newLocker(0, 0, b)
	for i, x := range b.Compartments {
		l.doors[i].Occupied = x.State == fleet.Occupied || x.State == fleet.Expired || x.State == fleet.OpenForPickup
		l.doors[i].Jammed = x.Jammed
	}
	c.lockers[b.ID] = l
	c.crew[b.ID] = &member{id: b.ID, kind: kind, order: c.orderOf(b.ID), locker: l}
	l.PowerUp(c.stage, lockerPort{&c.ports, b.ID})
}
