package simulator

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// The part of a courier of a what-if in visits: when to leave follows from the
// plan, how long it takes from the recorded day.

// await waits until it is time to leave for the visit that is next, and leaves.
func (c *courierAgain) await(stop fleet.Stop) {
	o := c.x.loop.State().Orders.Get(orders.ID(stop.Order))
	if o == nil {
		return
	}
	tr, turn := c.wayTo(stop.Point), c.turn
	c.x.after(o.Call.From.Add(-tr.takes-earliest).Sub(c.x.now), func() {
		if turn == c.turn {
			c.attends(stop, orders.SetOff)
			c.move(tr, 0, stop, turn)
		}
	})
}

// wayTo is the way to a place along the roads.
func (c *courierAgain) wayTo(p geo.Point) track {
	way, err := c.x.Router.Route(c.profile, c.at, p)
	if err != nil {
		return newTrack([]geo.Point{p}, 0)
	}
	return newTrack(way.Path, time.Duration(float64(way.Millis)*c.x.History.fit.pace)*time.Millisecond)
}

// ring waits at the door of a visit for its window, and begins or gives up.
func (c *courierAgain) ring(stop fleet.Stop, turn int) {
	o := c.x.loop.State().Orders.Get(orders.ID(stop.Order))
	if o == nil {
		return
	}
	c.attends(stop, orders.Arrive)
	b := &c.x.History.fit
	c.x.after(o.Call.From.Sub(c.x.now), func() {
		if turn != c.turn {
			return
		}
		d := roll(c.x.Seed, "visited", stop.Order)
		if d.chance(shareSeen(b.unopened, b.rung, 0.01)) {
			c.x.after(knock, func() { c.x.submit(dispatch.FailOrder{Courier: c.id, Order: o.ID, Reason: "nobody_home"}) })
			return
		}
		c.attends(stop, orders.Start)
		takes := o.Call.Duration
		if len(b.work) > 0 {
			takes = time.Duration(b.work[d.below(len(b.work))] * float64(takes)).Truncate(time.Millisecond)
		}
		c.finish(stop, takes, turn)
	})
}

// finish says that the work is done, and again until the route has changed.
func (c *courierAgain) finish(stop fleet.Stop, takes time.Duration, turn int) {
	c.x.after(takes, func() {
		if turn == c.turn {
			c.attends(stop, orders.Finish)
			c.finish(stop, 90*time.Second, turn)
		}
	})
}

func (c *courierAgain) attends(stop fleet.Stop, v orders.Verb) {
	c.x.submit(dispatch.AttendVisit{Courier: c.id, Order: orders.ID(stop.Order), Verb: v})
}
