package main

import (
	"context"
	"math"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// Where things are, in metres: the sites from one another, and the locker from
// the shop.
const (
	apart        = 3000.0
	dockX, dockY = 40.0, 260.0
)

// wish is how an order is to go.
type wish string

const (
	met     wish = "its resident comes to the robot"
	changed wish = "its customer changes their mind before it is fetched"
	away    wish = "nobody comes, and a locker will do"
	shelf   wish = "into a locker, by whom it may be"
)

// site is where one robot works, with the people who live there: residents who
// come, or not, and a courier who goes out only where no robot can help.
type site struct {
	yard   *yard
	serial string
	rules  *rules // nil: the robot watches by itself
	bank   *bank
	x, y   float64
	plan   [][]wish // orders still to be placed, of which each lot waits for the one before
	placed int
}

func (s *site) shop() circle.ProviderID { return circle.ProviderID(s.serial + "-shop") }
func (s *site) courier() fleet.WorkerID { return fleet.WorkerID(s.serial + "-courier") }
func (s *site) at(x, y float64) geo.Point {
	return s.yard.chart[0].Point(geo.Position{X: s.x + x, Y: s.y + y}).Round()
}

// docked reports whether a position on the map is at the locker.
func (s *site) docked(x, y float64) bool { return math.Hypot(x-s.x-dockX, y-s.y-dockY) < 1 }

// live lets the people of all sites act until ctx ends.
func (y *yard) live(ctx context.Context) {
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			var do []dispatch.Event
			_ = y.pump.View(ctx, func(st *dispatch.State) {
				for _, s := range y.sites {
					do = append(do, s.acts(st)...)
				}
			})
			for _, e := range do {
				_, _ = y.pump.Submit(ctx, shell.Request{Event: e}) // refused: they try again, or it has settled itself
			}
		}
	}
}

// acts lists what the people do as things stand.
func (s *site) acts(st *dispatch.State) []dispatch.Event {
	var do []dispatch.Event
	open, help := false, false
	for id, o := range st.Orders.All() {
		if o.Merchant != s.shop() {
			continue
		}
		open = true
		if o.Idle() && (len(o.Barred) > 0 || o.Kind == orders.Return || st.Holder(id) != nil) {
			help = true
		}
		if e := s.resident(st, o); e != nil {
			do = append(do, e)
		}
	}
	r := st.Robots.Get(fleet.WorkerID(s.serial))
	if r.Plight != nil && r.Mission == "" {
		do = append(do, dispatch.PauseRobots{Robots: []fleet.WorkerID{r.ID}, By: orders.Actor{Role: orders.Staff, ID: "S"}, Reason: "looked at it"})
	}
	if !open && r.Linked && st.Banks.Get(s.bank.id).Linked {
		do = append(do, s.order()...)
	}
	return append(do, s.help(st, help)...)
}

// order places the next lot.
func (s *site) order() []dispatch.Event {
	s.yard.mu.Lock()
	defer s.yard.mu.Unlock()
	if len(s.plan) == 0 {
		return nil
	}
	var do []dispatch.Event
	for _, w := range s.plan[0] {
		id := s.name(s.placed)
		s.yard.book.wishes[id] = w
		door := float64(12 * (s.placed % 3))
		do = append(do, dispatch.PlaceOrder{
			ID: id, Merchant: s.shop(), Kind: orders.Goods, Items: []orders.Item{{Name: "tea", Quantity: 1, Grams: 200, Millis: 500}},
			Dropoff: orders.Dropoff{Point: s.at(door, 150), Handover: s.at(door, 145)},
			Consent: residents.Consent{Robot: w != shelf, Locker: w == shelf || w == away},
			Proof:   pepper.Proof(id, pepper.PIN(id)),
		})
		s.placed++
	}
	s.plan = s.plan[1:]
	return do
}

// resident is what the person who waits for an order does, if anything.
func (s *site) resident(st *dispatch.State, o *orders.Order) dispatch.Event {
	s.yard.mu.Lock()
	w := s.yard.book.wishes[o.ID]
	s.yard.mu.Unlock()
	collect := dispatch.Collect{Order: o.ID, Proof: pepper.Proof(o.ID, pepper.PIN(o.ID))}
	if b := st.Banks.Get(o.Locker); o.Carriage == orders.InLocker {
		if b.Find(o.Compartment).State != fleet.Occupied {
			return nil // the door is open for them
		}
		return collect
	}
	l := load(st, o)
	switch {
	case l == nil:
	case w == changed && !l.OnBoard():
		return dispatch.CancelOrder{Order: o.ID, By: orders.Actor{Role: orders.Merchant, ID: string(s.shop())}, Reason: "changed_mind"}
	case l.Phase == missions.Unloading && o.Mode == orders.Mode(problem.Handover) && !l.Unlocked && w != away:
		return collect
	}
	return nil
}

// load is what a robot has to do for an order, or nil.
func load(st *dispatch.State, o *orders.Order) *missions.Load {
	r := st.Robots.Get(fleet.WorkerID(o.Worker))
	if r == nil {
		return nil
	}
	m := st.Missions.Get(missions.ID(r.Mission))
	if m == nil {
		return nil
	}
	return m.Load(string(o.ID))
}

// help is what the courier does, who is there only while it is wanted.
func (s *site) help(st *dispatch.State, wanted bool) []dispatch.Event {
	c := st.Couriers.Get(s.courier())
	switch {
	case c.Offer != "":
		return []dispatch.Event{dispatch.AnswerOffer{Courier: c.ID, Offer: c.Offer, Accept: true}}
	case len(c.Route) > 0:
		return s.carry(st, c)
	case wanted && !c.Online:
		return []dispatch.Event{dispatch.CourierOnline{Courier: c.ID, Point: s.at(0, 0)}}
	case !wanted && c.Online:
		return []dispatch.Event{dispatch.CourierOffline{Courier: c.ID}}
	case wanted && st.Now.Sub(c.Seen) > time.Minute:
		return []dispatch.Event{dispatch.CourierAt{Courier: c.ID, Point: c.Point}}
	}
	return nil
}

// carry does the first stop of the courier's route.
func (s *site) carry(st *dispatch.State, c *fleet.Courier) []dispatch.Event {
	stop := c.Route[0]
	id := orders.ID(stop.Order)
	do := []dispatch.Event{dispatch.CourierAt{Courier: c.ID, Point: stop.Point}}
	switch o := st.Orders.Get(id); {
	case stop.Kind == fleet.Pickup:
		return append(do, dispatch.PickUpOrder{Courier: c.ID, Order: id})
	case o.Mode == orders.Mode(problem.InLocker) && o.Kind != orders.Return:
		s.bank.put(string(id))
		if st.Banks.Get(o.Locker).Find(o.Compartment).State == fleet.OpenForDeposit {
			return do // the door is open, and falls shut by itself
		}
		return append(do, dispatch.OpenLocker{Courier: c.ID, Order: id})
	}
	return append(do, dispatch.DeliverOrder{Courier: c.ID, Order: id, Proof: pepper.Proof(id, pepper.PIN(id))})
}
