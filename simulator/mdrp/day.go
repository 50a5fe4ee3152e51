package mdrp

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// midnight is when the record's days begin on the engine's clock.
var midnight = clock.FromTime(time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC))

// day is an instance's people at the doors of a zone: diners, restaurants and
// couriers. All that they do is an event of the production engine, and all that
// they are told is a decision of it.
type day struct {
	in     *Instance
	ground *ground
	scene  *simulator.Scene
	riders map[fleet.WorkerID]*rider
	ready  map[orders.ID]int // minute at which a placed order's meal is ready
	placed int
	clerk  *clerk
	refuse error // the first event that the engine refused: there is none in a sound day
}

// setting is what surrounds a day.
type setting struct {
	store  *simulator.Store
	audit  bool                            // check the engine's invariants after every step
	solver func(shell.Solver) shell.Solver // stands in for the policy's; nil: that one
}

// newDay opens a zone for an instance, and lets its people come.
func newDay(ctx context.Context, in *Instance, w Weights, at setting) (*day, error) {
	g, err := newGround(in.Params)
	if err != nil {
		return nil, err
	}
	d := &day{in: in, ground: g, riders: map[fleet.WorkerID]*rider{}, ready: map[orders.ID]int{}, clerk: newClerk(in.Params)}
	kitchens := make([]geo.Point, len(in.Restaurants))
	for i, r := range in.Restaurants {
		kitchens[i] = g.put(r.ID, r.At)
	}
	roster := make([]Shift, len(in.Couriers))
	for i, c := range in.Couriers {
		id, at := fleet.WorkerID(c.ID), g.put(c.ID, c.At)
		roster[i] = Shift{Courier: id, From: at, On: c.On, Off: c.Off}
		d.riders[id] = &rider{day: d, id: id, at: at}
	}
	solver, err := NewSolver(ctx, in.Params, w, g, kitchens, roster)
	if err != nil {
		return nil, err
	}
	var planner shell.Solver = solver
	if at.solver != nil {
		planner = at.solver(solver)
	}
	d.scene, err = simulator.OpenScene(ctx, shell.Config{
		Zone: zone, City: "plane", Engine: simulator.Engine, Policy: policyOf(&in.Params),
		Store: at.store, Doors: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Audit: at.audit, SnapshotEvery: 1 << 62,
	}, planner, midnight)
	if err != nil {
		return nil, err
	}
	if err := d.scene.Start(); err != nil {
		return nil, err
	}
	d.populate(kitchens)
	return d, nil
}

// zone is the name of a day's zone in its store.
const zone = "mdrp"

// populate registers restaurants and couriers, and puts on the agenda who comes
// and goes, and who orders, when.
func (d *day) populate(kitchens []geo.Point) {
	for i, r := range d.in.Restaurants {
		d.submit(dispatch.RegisterProvider{Provider: circle.Provider{
			ID: circle.ProviderID(r.ID), Name: r.ID, Category: circle.Meals, Point: kitchens[i],
		}})
	}
	for i := range d.in.Orders {
		o := &d.in.Orders[i]
		d.on(o.Placed, func() { d.place(o) })
	}
	for _, c := range d.in.Couriers {
		r := d.riders[fleet.WorkerID(c.ID)]
		d.submit(dispatch.RegisterCourier{Courier: r.id, Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: bundleMax, Millis: bundleMax}})
		d.on(c.On, r.signOn)
		d.on(c.Off, r.signOff)
	}
}

// place lets a diner order. The restaurant takes the order at once and says when
// the meal will be ready; and then it is.
func (d *day) place(o *Order) {
	id, kitchen := orders.ID(o.ID), circle.ProviderID(d.in.Restaurants[o.Restaurant].ID)
	door := d.ground.put(o.ID, o.At)
	by := orders.Actor{Role: orders.Merchant, ID: string(kitchen)}
	d.ready[id] = o.Ready
	d.placed++
	d.submit(dispatch.PlaceOrder{
		ID: id, External: o.ID, Merchant: kitchen, Kind: orders.Meal, LiveMode: true,
		Items:   []orders.Item{{Name: "meal", Quantity: 1, Grams: 1, Millis: 1}},
		Dropoff: orders.Dropoff{Point: door, Handover: door},
		Due:     d.scene.Now().Add(minutes(d.in.Params.Maximum)),
	})
	d.submit(dispatch.Prepare{Order: id, Verb: orders.Accept, By: by, ReadyAt: midnight.Add(minutes(o.Ready))})
	d.on(o.Ready, func() {
		if d.scene.State().Orders.Get(id) != nil { // else nobody could bring it in time
			d.submit(dispatch.Prepare{Order: id, Verb: orders.Finish, By: by})
		}
	})
}

// over reports whether every order has been placed and has ended.
func (d *day) over() bool {
	return d.placed == len(d.in.Orders) && d.scene.State().Orders.Len() == 0
}

// minute returns the minute that it is.
func (d *day) minute() int { return minuteOf(d.scene.Now()) }

func minuteOf(at clock.Instant) int { return int(at.Sub(midnight) / time.Minute) }

// on lets something happen on a minute, or now if that has begun.
func (d *day) on(minute int, f func()) {
	d.scene.After(midnight.Add(minutes(minute)).Sub(d.scene.Now()), f)
}

// onceTold lets something happen on a minute; if that is the present one, when
// all that is said in it has been heard.
func (d *day) onceTold(minute int, f func()) {
	at := midnight.Add(minutes(minute))
	if now := d.minute(); minute <= now {
		at = midnight.Add(minutes(now) + told)
	}
	d.scene.After(at.Sub(d.scene.Now()), f)
}

// submit puts an event through the engine.
func (d *day) submit(e dispatch.Event) { d.scene.Submit(e) }

// Deliver implements shell.Doors: what was decided reaches the couriers, and
// the clerk.
func (d *day) Deliver(_ *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	for _, dec := range ds {
		switch dec := dec.(type) {
		case dispatch.OfferPut:
			d.riders[dec.Offer.Courier].hear(dec.Offer.ID)
		case dispatch.CourierPut:
			switch r := d.riders[dec.Courier.ID]; dec.Why {
			case "route":
				r.follow(dec.Courier.Route)
			case "standby":
				r.standby(*dec.Courier.Standby)
			}
		case dispatch.OrderMoved:
			d.clerk.note(minuteOf(at), dec)
		case dispatch.Rejected:
			if d.refuse == nil {
				d.refuse = fmt.Errorf("mdrp: instance %s, minute %d: the engine refused: %w", d.in.Name, minuteOf(at), &dec.Rejection)
			}
		}
	}
}
