package simulator

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// courierAgain is a courier of a what-if: on duty as recorded, and for the
// rest as the couriers of the recorded day were.
type courierAgain struct {
	x       *rerun
	id      fleet.WorkerID
	profile geo.Profile
	at      geo.Point
	duty    bool                   // signed on and not off, as recorded
	shift   dispatch.CourierOnline // as recorded last
	alive   bool                   // has begun to say where it is
	doing   string
	turn    int // counts legs: what was begun in an earlier one is over
}

// begin signs the courier on. Later on it is where it got to, not where the
// recorded day had it.
func (c *courierAgain) begin(e dispatch.CourierOnline) {
	if !c.alive {
		c.at, c.alive = e.Point, true
		c.x.after(time.Minute, c.beat)
	}
	c.duty = true
	e.Point = c.at
	c.shift = e
	if f := c.x.loop.State().Couriers.Get(c.id); f == nil || !f.Online {
		c.x.submit(e)
	}
}

func (c *courierAgain) beat() {
	f := c.x.loop.State().Couriers.Get(c.id)
	if c.duty || f != nil && len(f.Route) > 0 {
		c.x.submit(dispatch.CourierAt{Courier: c.id, Point: c.at})
	}
	c.x.after(time.Minute, c.beat)
}

// consider answers an offer as offers were answered.
func (c *courierAgain) consider(o dispatch.Offer) {
	b := &c.x.History.fit
	d := roll(c.x.Seed, "offer", string(c.id), o.ID)
	think := draw(&d, b.think, 12*time.Second)
	u, all := d.unit(), b.accepted+b.declined+b.ignored
	ignored := shareSeen(b.ignored, all, 0.02)
	if u < ignored {
		return
	}
	yes := u >= ignored+shareSeen(b.declined, all, 0.06)
	c.x.after(think, func() { c.x.submit(dispatch.AnswerOffer{Courier: c.id, Offer: o.ID, Accept: yes}) })
	if yes && d.chance(shareSeen(b.givenBack, b.accepted, 0)) {
		c.x.after(think+90*time.Second, func() {
			if order := c.x.loop.State().Orders.Get(o.Order); order != nil && order.Worker == string(c.id) && order.Carriage == orders.Assigned {
				c.x.submit(dispatch.HandBack{Courier: c.id, Order: o.Order, Reason: "vehicle"})
			}
		})
	}
}

// look goes on with the first stop of the route.
func (c *courierAgain) look() {
	f := c.x.loop.State().Couriers.Get(c.id)
	if f == nil {
		return
	}
	if !f.Online && c.duty {
		c.x.after(2*time.Minute, func() {
			if f := c.x.loop.State().Couriers.Get(c.id); c.duty && f != nil && !f.Online {
				c.shift.Point = c.at
				c.x.submit(c.shift)
			}
		})
	}
	if len(f.Route) == 0 {
		c.doing = ""
		c.turn++
		return
	}
	stop := f.Route[0]
	if key := stop.Order + "/" + string(stop.Kind); key != c.doing {
		c.doing = key
		c.turn++
		if stop.Kind == fleet.Visit {
			c.await(stop)
			return
		}
		c.ride(stop)
	}
}

// ride moves to a stop along the roads.
func (c *courierAgain) ride(stop fleet.Stop) {
	c.move(c.wayTo(stop.Point), 0, stop, c.turn)
}

func (c *courierAgain) move(tr track, gone time.Duration, stop fleet.Stop, turn int) {
	if turn != c.turn {
		return
	}
	if gone > 0 {
		c.at = tr.at(gone)
		c.x.submit(dispatch.CourierAt{Courier: c.id, Point: c.at})
	}
	if gone >= tr.takes {
		c.at = stop.Point
		c.arrive(stop, turn)
		return
	}
	step := min(30*time.Second, tr.takes-gone)
	c.x.after(step, func() { c.move(tr, gone+step, stop, turn) })
}

// arrive does what the place asks for, in the time that it took others.
func (c *courierAgain) arrive(stop fleet.Stop, turn int) {
	b := &c.x.History.fit
	d := roll(c.x.Seed, "serve", stop.Order, string(stop.Kind))
	if stop.Kind == fleet.Visit {
		c.ring(stop, turn)
		return
	}
	if stop.Kind == fleet.Delivery {
		c.handle(stop, draw(&d, b.atDoor, 45*time.Second), turn)
		return
	}
	c.x.whenReady(orders.ID(stop.Order), func(waited bool) {
		takes := draw(&d, b.atCounter, 45*time.Second)
		if waited {
			takes = draw(&d, b.waited, 15*time.Second)
		}
		c.handle(stop, takes, turn)
	})
}

// handle says what was done after it took so long, and again until the route
// has changed.
func (c *courierAgain) handle(stop fleet.Stop, takes time.Duration, turn int) {
	c.x.after(takes, func() {
		if turn == c.turn {
			c.say(stop, turn)
			c.handle(stop, 90*time.Second, turn)
		}
	})
}

func (c *courierAgain) say(stop fleet.Stop, turn int) {
	id := orders.ID(stop.Order)
	o := c.x.loop.State().Orders.Get(id)
	if o == nil {
		return
	}
	back := o.Kind == orders.Return
	d := roll(c.x.Seed, "home", stop.Order)
	switch {
	case stop.Kind == fleet.Pickup && back && o.Locker != "":
		c.x.submit(dispatch.OpenLocker{Courier: c.id, Order: id})
		c.x.after(45*time.Second, func() {
			if turn == c.turn {
				c.x.submit(dispatch.PickUpOrder{Courier: c.id, Order: id})
			}
		})
	case stop.Kind == fleet.Pickup:
		c.x.submit(dispatch.PickUpOrder{Courier: c.id, Order: id})
	case o.Locker != "" && !back:
		c.x.submit(dispatch.OpenLocker{Courier: c.id, Order: id})
	case !back && d.chance(shareSeen(c.x.History.fit.failed, c.x.History.fit.handed, 0.004)):
		c.x.submit(dispatch.FailOrder{Courier: c.id, Order: id, Reason: "nobody_home"})
	default:
		c.x.submit(dispatch.DeliverOrder{Courier: c.id, Order: id, Proof: proofOf(id)})
	}
}
