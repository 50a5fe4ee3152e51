package dispatch

import (
	"fmt"
	"slices"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

func (d ProviderPut) apply(s *State) { s.Providers.Put(d.Provider.ID, d.Provider) }
func (d QuotePut) apply(s *State)    { s.Quotes.Put(d.Quote.ID, d.Quote) }
func (d KeyPut) apply(s *State)      { s.Keys.Put(d.Name, d.Key) }
func (d TimerSet) apply(s *State)    { s.Timers.Put(d.Timer, d.At) }
func (d TimerGone) apply(s *State)   { s.Timers.Delete(d.Timer) }
func (d CityBound) apply(s *State)   { s.City = d.City }

// apply keeps compartments of its own: they move in place, and the decision
// must still say what it said when it is journaled.
func (d BankPut) apply(s *State) {
	d.Bank.Compartments = slices.Clone(d.Bank.Compartments)
	s.Banks.Put(d.Bank.ID, d.Bank)
}

func (d RobotPut) apply(s *State) {
	var before []fleet.Cargo
	if r := s.Robots.Get(d.Robot.ID); r != nil {
		before = r.Holding
	}
	s.Robots.Put(d.Robot.ID, d.Robot)
	s.loaded(d.Robot.ID, before, d.Robot.Holding)
	s.carried(before)
	s.carried(d.Robot.Holding)
}

func (d CourierPut) apply(s *State) {
	s.Couriers.Put(d.Courier.ID, d.Courier)
	s.mustered(d.Courier.ID)
}

func (d CourierMoved) apply(s *State) {
	c := s.Couriers.Get(d.Courier)
	c.Point, c.Seen = d.Point, d.At
	s.mustered(d.Courier)
}

func (d CompartmentMoved) apply(s *State) {
	c := s.Banks.Get(d.Bank).Find(d.Compartment)
	if to, err := c.Next(d.Verb); err != nil || to != d.To {
		panic(fmt.Sprintf("dispatch: compartment %s/%s: %s to %s: %v", d.Bank, d.Compartment, d.Verb, d.To, err))
	}
	c.State = d.To
	switch d.To {
	case fleet.Free:
		c.Order = ""
	case fleet.Reserved, fleet.Expired:
		c.Order = d.Order
	}
}

func (d OrderPut) apply(s *State) {
	if d.Why == "placed" {
		s.Counter.Placed++
		if d.Order.External != "" {
			s.Externals.Put(KeyOf(d.Order.Merchant, d.Order.External), d.Order.ID)
		}
	}
	s.Orders.Put(d.Order.ID, d.Order)
	s.trailed(&d.Order)
	s.tracked(d.Order.ID)
}

func (d OrderMoved) apply(s *State) {
	s.Orders.Get(d.Order).Apply(d.Move)
	s.eased(d.Order, d.Move.To)
	s.tracked(d.Order)
}

func (d OrderGone) apply(s *State) {
	switch d.Order.Carriage {
	case orders.Delivered:
		s.Counter.Delivered++
		if d.Order.OnTime() {
			s.Counter.OnTime++
		}
	case orders.Done:
		s.Counter.Done++
		if d.Order.OnTime() {
			s.Counter.Punctual++
		}
		s.acquainted(&d.Order)
	case orders.Failed:
		s.Counter.Failed++
	case orders.Cancelled:
		s.Counter.Cancelled++
	}
	s.closedTrouble(&d.Order)
	s.Orders.Delete(d.Order.ID)
	s.tracked(d.Order.ID)
	s.Closed.Put(d.Order.ID, d.Closed)
}

func (d OfferPut) apply(s *State) {
	s.Counter.Offers++
	s.Offers.Put(d.Offer.ID, d.Offer)
	for _, id := range d.Offer.Orders() {
		s.tracked(id)
	}
	s.Couriers.Get(d.Offer.Courier).Offer = d.Offer.ID
	s.mustered(d.Offer.Courier)
}

func (d OfferGone) apply(s *State) {
	s.Offers.Delete(d.Offer)
	s.tracked(d.Order)
	for _, m := range d.With {
		s.tracked(m.Order)
	}
	c := s.Couriers.Get(d.Courier)
	c.Offer = ""
	if d.Outcome == OfferLapsed {
		c.Declined++
	} else {
		c.Declined = 0
	}
	s.mustered(d.Courier)
}

func (d MissionPut) apply(s *State) {
	s.Missions.Put(d.Mission.ID, d.Mission)
	r := s.Robots.Get(fleet.WorkerID(d.Mission.Robot))
	r.Mission, r.Trip, r.Still = string(d.Mission.ID), d.Mission.Purpose, s.Now
	before := r.Holding
	for _, l := range d.Mission.Loads {
		if o := s.Orders.Get(orders.ID(l.Order)); l.OnBoard() && (o == nil || o.Carriage != orders.InLocker) {
			r.Stow(fleet.Cargo{Order: l.Order, Compartment: l.Compartment})
		}
	}
	s.loaded(r.ID, before, r.Holding)
	s.carried(r.Holding)
}

func (d MissionPassed) apply(s *State) { s.Missions.Get(d.Mission).Passed = d.Node }

func (d MissionGone) apply(s *State) {
	m, r := s.Missions.Get(d.Mission), s.Robots.Get(fleet.WorkerID(d.Robot))
	r.Mission, r.Trip, r.Idle, r.Spot = "", "", s.Now, nil
	if held := s.Grants.Of(d.Robot); len(held) > 0 {
		r.Spot = m.Spot(r.Point, func(p geo.Point) bool {
			return !slices.ContainsFunc(held, func(h missions.Hold) bool {
				place, _ := s.Grants.Place(h.Resource)
				return !s.outside(h.Resource, p, place)
			})
		})
	}
	s.Missions.Delete(d.Mission)
	s.carried(r.Holding)
}

func (d Forgot) apply(s *State) {
	for _, id := range d.Quotes {
		s.Quotes.Delete(id)
	}
	for _, name := range d.Keys {
		s.Keys.Delete(name)
	}
	for _, id := range d.Closed {
		if c := s.Closed.Get(id); c.External != "" {
			s.Externals.Delete(KeyOf(c.Merchant, c.External))
		}
		s.Closed.Delete(id)
		s.Troubles.Delete(id)
	}
	for _, id := range d.Served {
		s.Served.Delete(id)
	}
}

func (d Solve) apply(s *State) {
	s.Solving = Solving{Epoch: d.Epoch, Open: true, At: d.At, Batch: d.Batch}
}

func (d GrantMoved) apply(s *State) {
	if err := s.Grants.Apply(d.Move); err != nil {
		panic("dispatch: " + err.Error())
	}
}

func (d Posted) apply(s *State) {
	if err := s.Ledger.Post(d.Posting); err != nil {
		panic("dispatch: " + err.Error())
	}
}

// apply puts the order on the desk's queue.
func (d Alerted) apply(s *State) { s.troubled(d) }

func (d SolveClosed) apply(s *State) { s.Solving.Open = false }
func (d SolveWanted) apply(s *State) { s.Solving.Again = true }

// Commands and answers change nothing in the state.
func (Rejected) apply(*State)   {}
func (Replayed) apply(*State)   {}
func (Explained) apply(*State)  {}
func (OpenDoor) apply(*State)   {}
func (UnlockHold) apply(*State) {}
func (Published) apply(*State)  {}
func (Charge) apply(*State)     {}
