package courier

import (
	"slices"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// Outgoing is a message for one courier.
type Outgoing struct {
	Courier fleet.WorkerID
	Message ServerMessage
}

// Batch returns what the decisions of a step mean to couriers, in order, with
// one Tasks for a courier at most, the last: it is built from the state after
// the step, so another would say the same. Most decisions mean nothing to them.
func Batch(s *dispatch.State, ds []dispatch.Decision) []Outgoing {
	var out []Outgoing
	var told []fleet.WorkerID
	for _, d := range slices.Backward(ds) {
		switch d := d.(type) {
		case dispatch.OfferPut:
			if o, ok := offerOf(s, &d.Offer); ok {
				out = append(out, Outgoing{d.Offer.Courier, o})
			}
		case dispatch.OfferGone:
			out = append(out, Outgoing{d.Courier, OfferClosed{Offer: d.Offer, Outcome: d.Outcome}})
		case dispatch.HelpPut:
			out = append(out, helpMessages(s, &d.Call)...)
		default:
			for _, w := range slices.Backward(reworked(s, d)) {
				c := s.Couriers.Get(fleet.WorkerID(w))
				if c == nil || slices.Contains(told, c.ID) {
					continue
				}
				told = append(told, c.ID)
				out = append(out, Outgoing{c.ID, Tasks{Online: c.Online, Tasks: taskList(s, c), Duty: dutyOf(s, c), Standby: standby(s, c)}})
			}
		}
	}
	slices.Reverse(out)
	return out
}

// reworked lists the workers whose tasks a decision may have changed.
func reworked(s *dispatch.State, d dispatch.Decision) []string {
	switch d := d.(type) {
	case dispatch.CourierPut:
		return []string{string(d.Courier.ID)}
	case dispatch.OrderPut:
		return d.Order.Workers()
	case dispatch.OrderGone:
		return d.Order.Workers()
	case dispatch.OrderMoved:
		if o := s.Orders.Get(d.Order); o != nil {
			return o.Workers()
		}
	case dispatch.MissionPut:
		return handers(s, &d.Mission)
	}
	return nil
}

// handers lists the couriers who are to put goods into a mission's robot.
func handers(s *dispatch.State, m *missions.Mission) (list []string) {
	for i := range m.Loads {
		if o := s.Orders.Get(orders.ID(m.Loads[i].Order)); o != nil && o.Relaying() {
			list = append(list, o.Worker)
		}
	}
	return list
}

// Snapshot returns everything that the courier holds, as a Welcome without
// epoch, sequence and clock. It is false when the zone has no such courier.
func Snapshot(s *dispatch.State, courier fleet.WorkerID) (Welcome, bool) {
	c := s.Couriers.Get(courier)
	if c == nil {
		return Welcome{}, false
	}
	w := Welcome{Courier: Self{ID: c.ID, Online: c.Online}, Tasks: taskList(s, c), Duty: dutyOf(s, c), Standby: standby(s, c), Help: helpOf(s, string(c.ID))}
	if f := s.Offers.Get(c.Offer); f != nil {
		if o, ok := offerOf(s, f); ok {
			w.Offer = &o
		}
	}
	return w, true
}

// dutyOf is nil off duty, and where no limit is set.
func dutyOf(s *dispatch.State, c *fleet.Courier) *Duty {
	if c.Limit == 0 || c.Duty.Since == 0 {
		return nil
	}
	limit := c.Duty.Reaches(c.Limit)
	return &Duty{Remind: Moment(min(c.Duty.Reaches(s.Policy.WorkRemind), limit)), Limit: Moment(limit)}
}

// standby is where a courier is asked to wait: named, where it is a merchant's.
func standby(s *dispatch.State, c *fleet.Courier) *Place {
	if c.Standby == nil {
		return nil
	}
	p := &Place{Point: *c.Standby}
	for _, m := range s.Providers.All() {
		if m.Point == p.Point {
			p.Name = m.Name
			break
		}
	}
	return p
}

func offerOf(s *dispatch.State, f *dispatch.Offer) (Offer, bool) {
	o := s.Orders.Get(f.Order)
	if o == nil {
		return Offer{}, false // it ended in the same step, and so does the offer
	}
	m := Offer{
		Offer: f.ID, Order: f.Order, Mode: f.Mode, Pay: f.Pay, Currency: s.Policy.Currency,
		Expires: Moment(f.Expires), Pickup: pickup(s, o), Dropoff: dropoff(s, o, f.Mode, f.Locker), Call: callOf(o, string(f.Courier)),
	}
	for _, mate := range f.With {
		m.With = append(m.With, mate.Order)
	}
	for _, st := range f.Route {
		if f.Mode == orders.Mode(problem.Gate) && st.Order == string(f.Order) && st.Kind == fleet.Delivery {
			m.Dropoff = Place{Point: st.Point}
		}
		m.Stops = append(m.Stops, OfferStop{orders.ID(st.Order), st.Kind, st.Point, Moment(st.Arrive)})
		if slices.Contains(f.Orders(), orders.ID(st.Order)) && st.Kind != fleet.Pickup {
			m.Minutes = max(m.Minutes, int((st.Arrive.Sub(s.Now)+time.Minute-1)/time.Minute))
		}
	}
	return m, true
}

// pickup is where the goods are: the merchant's counter, or, for a rescue,
// where another worker left them; a robot's name says whose hold to look in.
func pickup(s *dispatch.State, o *orders.Order) Place {
	p := Place{Point: o.Pickup}
	if robot := s.Holder(o.ID); robot != nil {
		p.Name = string(robot.ID)
		return p
	}
	if m := s.Providers.Get(o.Merchant); m != nil && o.Kind != orders.Return && m.Point == o.Pickup {
		p.Name = m.Name
	}
	return p
}

func dropoff(s *dispatch.State, o *orders.Order, mode orders.Mode, locker string) Place {
	if b := s.Banks.Get(locker); b != nil && mode == orders.Mode(problem.InLocker) {
		return Place{Point: b.Point, Name: b.ID}
	}
	p := Place{Point: o.Dropoff.Point}
	if m := s.Providers.Get(o.Merchant); m != nil && o.Kind == orders.Return {
		p.Name = m.Name
	}
	return p
}

func taskList(s *dispatch.State, c *fleet.Courier) []Task {
	ts := make([]Task, 0, len(c.Route))
	for _, st := range c.Route {
		if o := s.Orders.Get(orders.ID(st.Order)); o != nil {
			ts = append(ts, taskOf(s, o, st, string(c.ID)))
		}
	}
	return ts
}

// taskOf builds one task. Needs and the way to a person come with the goods
// in hand, or once a carer is on the way, and not before: who hands an order
// back has learned nothing.
func taskOf(s *dispatch.State, o *orders.Order, st fleet.Stop, worker string) Task {
	back := o.Kind == orders.Return
	t := Task{
		Order: o.ID, Kind: st.Kind, Mode: o.Mode, Point: st.Point, Arrive: Moment(st.Arrive),
		Return: back, Locker: o.Locker, Compartment: o.Compartment, Call: callOf(o, worker),
	}
	for _, it := range o.Items {
		if n := it.Quantity - it.Refused; n > 0 {
			t.Items = append(t.Items, Item{Name: it.Name, Quantity: n})
		}
	}
	if st.Kind == fleet.Pickup {
		t.Name = pickup(s, o).Name
		t.Ready = o.Preparation == orders.Ready
		t.ask(o)
		if back && o.Locker == "" && t.Name == "" {
			t.Person = o.ReturnOf // at the resident's door
		}
		return t
	}
	if st.Kind == fleet.Visit {
		if o.Under(worker) {
			t.Person, t.Needs = o.ID, o.Needs
		}
		return t
	}
	if o.Mode == orders.Mode(problem.Gate) {
		t.Robot, t.RobotThere = s.HandsTo(o)
		return t
	}
	t.Name = dropoff(s, o, o.Mode, o.Locker).Name
	if o.Carriage != orders.PickedUp || o.Mode == orders.Mode(problem.InLocker) {
		return t
	}
	t.ask(o)
	if !back {
		t.Person, t.Needs = o.ID, o.Needs
	}
	return t
}

// ask names what must be shown when the order next changes hands.
func (t *Task) ask(o *orders.Order) {
	t.PIN = o.PINAsked() != ""
	for _, d := range o.Lacks() {
		t.Proofs = append(t.Proofs, d.Proof)
	}
}

// callOf is what the app of one carer is told of a visit; nil for goods.
func callOf(o *orders.Order, worker string) *Call {
	if o.Call == nil {
		return nil
	}
	c := &Call{
		Service: o.Call.Service, From: Moment(o.Opens()), To: Moment(o.Call.To), Hard: o.Call.Hard,
		Minutes: int((o.Call.Duration + time.Minute - 1) / time.Minute), State: o.StateOf(worker),
	}
	if o.Team() {
		c.Carers, c.Sought = o.Call.Carers, o.Vacant()
	}
	return c
}
