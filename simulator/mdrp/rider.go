package mdrp

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// rider is a courier of the record: he accepts everything, waits where he is,
// and does the stops that the engine gave him, in its order.
type rider struct {
	day   *day
	id    fleet.WorkerID
	at    geo.Point
	moved bool         // he has left the place where he came on duty
	route []fleet.Stop // as the engine has it
	out   bool         // carrying it out
	there int          // minute at which he is there
}

// signOn begins the shift.
func (r *rider) signOn() { r.day.submit(dispatch.CourierOnline{Courier: r.id, Point: r.at}) }

// signOff ends it; what is in hand is still carried.
func (r *rider) signOff() { r.day.submit(dispatch.CourierOffline{Courier: r.id}) }

// hear takes an offer.
func (r *rider) hear(offer string) {
	r.day.scene.After(0, func() { r.day.submit(dispatch.AnswerOffer{Courier: r.id, Offer: offer, Accept: true}) })
}

// follow takes the route that the engine decided, and sets out if he was idle.
// What he is told in the same minute still comes along: he leaves at its end,
// and the record counts it as its beginning.
func (r *rider) follow(route []fleet.Stop) {
	r.route = route
	if !r.out && len(route) > 0 {
		r.out = true
		r.next()
	}
}

// next goes to the next stop, or waits where he is if there is none.
func (r *rider) next() {
	if len(r.route) == 0 {
		r.out = false
		return
	}
	stop := r.route[0]
	arrives := r.drive(stop.Point)
	if stop.Kind == fleet.Pickup {
		r.day.onceTold(arrives+r.day.in.Params.halfPickup(), func() { r.fetch(stop.Point) })
		return
	}
	r.day.on(arrives+2*r.day.in.Params.halfDropoff(), func() {
		r.day.submit(dispatch.DeliverOrder{Courier: r.id, Order: orders.ID(stop.Order)})
		r.next()
	})
}

// fetch takes all that he is to take at a restaurant once the last of it is
// ready, and leaves half a service later.
func (r *rider) fetch(counter geo.Point) {
	var bundle []orders.ID
	ready := r.day.minute()
	for _, s := range r.route {
		if s.Kind == fleet.Pickup && s.Point == counter {
			bundle = append(bundle, orders.ID(s.Order))
			ready = max(ready, r.day.ready[orders.ID(s.Order)])
		}
	}
	if ready > r.day.minute() {
		r.day.on(ready, func() { r.fetch(counter) })
		return
	}
	for _, id := range bundle {
		r.day.submit(dispatch.PickUpOrder{Courier: r.id, Order: id})
	}
	r.day.on(ready+r.day.in.Params.halfPickup(), r.next)
}

// standby goes where he is asked to wait.
func (r *rider) standby(at geo.Point) {
	if !r.out {
		r.drive(at)
	}
}

// drive goes to a place, once he has arrived where he is going, and returns the
// minute at which he is there.
func (r *rider) drive(to geo.Point) int {
	leaves := max(r.there, r.day.minute())
	r.there = leaves
	if r.at != to {
		from := "0"
		if r.moved {
			from = r.day.ground.places[r.at].name
		}
		r.there += r.day.ground.minutes(r.at, to)
		r.day.clerk.drive(Move{Courier: string(r.id), Depart: leaves, From: from, To: r.day.ground.places[to].name})
		r.at, r.moved = to, true
	}
	r.day.on(r.there, func() { r.day.submit(dispatch.CourierAt{Courier: r.id, Point: to}) })
	return r.there
}

// told is how far into a minute all that is said in it has been heard.
const told = 30 * time.Second
