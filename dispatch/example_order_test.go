package dispatch_test

import (
	"fmt"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// One order by Step alone: events in, decisions out, and a plan that the
// caller makes in between. The state is yours; nothing else is touched.
func Example_order() {
	counter := geo.Point{Lng: 1.5200, Lat: 42.5}
	home := geo.Point{Lng: 1.5250, Lat: 42.5}
	state := dispatch.NewState("la-vella", "", dispatch.DefaultPolicy())
	now := clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))

	step := func(ev dispatch.Event) {
		ds := dispatch.Step(state, dispatch.Stamped{Seq: state.Seq + 1, At: now, Event: ev})
		for len(ds) > 0 {
			var plan *problem.Plan
			for _, d := range ds {
				switch d := d.(type) {
				case dispatch.Published:
					fmt.Println("webhook:", d.Order, d.State)
				case dispatch.OfferPut:
					fmt.Println("offer to", d.Offer.Courier, "by", d.Offer.Mode)
				case dispatch.Rejected:
					fmt.Println("no:", d.Rejection.Detail)
				case dispatch.Solve:
					plan = new(fly(d.Problem))
				}
			}
			if plan == nil {
				return
			}
			ds = dispatch.Step(state, dispatch.Stamped{Seq: state.Seq + 1, At: now, Event: dispatch.Solved{Plan: *plan}})
		}
	}

	step(dispatch.RegisterProvider{Provider: circle.Provider{ID: "noodles", Point: counter, AutoAccept: true}})
	step(dispatch.RegisterCourier{Courier: "ana", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 9000, Millis: 40000}})
	step(dispatch.CourierOnline{Courier: "ana", Point: counter})
	step(dispatch.PlaceOrder{
		ID: "o1", Merchant: "noodles", Kind: orders.Meal, Items: []orders.Item{{Name: "soup", Quantity: 1, Grams: 500}},
		Dropoff: orders.Dropoff{Point: home, Handover: home}, Proof: "digest of the PIN",
	})
	step(dispatch.AnswerOffer{Courier: "ana", Offer: state.Couriers.Get("ana").Offer, Accept: true})
	step(dispatch.PickUpOrder{Courier: "ana", Order: "o1"})
	step(dispatch.DeliverOrder{Courier: "ana", Order: "o1", Proof: "another"})
	step(dispatch.DeliverOrder{Courier: "ana", Order: "o1", Proof: "digest of the PIN"})
	fmt.Println("open orders:", state.Orders.Len(), "broken invariants:", len(dispatch.Invariants(state)))
	// Output:
	// webhook: o1 placed
	// webhook: o1 accepted
	// offer to ana by door
	// webhook: o1 assigned
	// webhook: o1 ready
	// webhook: o1 picked_up
	// no: the PIN does not match; 4 tries left
	// webhook: o1 delivered
	// open orders: 0 broken invariants: 0
}

// fly solves a problem as if couriers flew straight at 5 m/s. A server asks
// its road network instead.
func fly(p *problem.Problem) problem.Plan {
	m := problem.NewMatrix(len(p.Places))
	for i, from := range p.Places {
		for j, to := range p.Places {
			d := int(geo.Distance(from, to))
			m.Set(i, j, problem.Leg{Travel: time.Duration(d/5) * time.Second, Meters: geo.Meters(d)})
		}
	}
	for i := range geo.ProfileCount {
		p.SetMatrix(geo.Profile(i), m)
	}
	return matching.Solve(p, nil)
}
