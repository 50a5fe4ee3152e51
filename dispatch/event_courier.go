package dispatch

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

func (e CourierOnline) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	duty, refusal := t.onDuty(c)
	if refusal != nil {
		t.refuse(refusal)
		return
	}
	t.putCourier(c.ID, "online", func(c *fleet.Courier) {
		c.Online, c.Point, c.Seen, c.ShiftEnd, c.Declined, c.Standby = true, e.Point, t.at, e.ShiftEnd, 0, nil
		c.Breaks, c.Duty = e.Breaks, duty
	})
	t.reconsider(c)
	t.wanted = true
}

func (e CourierOffline) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.sendHome(c.ID, "offline")
}

// sendHome takes a courier off the list of those who want work.
func (t *turn) sendHome(id fleet.WorkerID, why string) {
	if o := t.s.Offers.Get(t.s.Couriers.Get(id).Offer); o != nil {
		t.closeOffer(*o, OfferWithdrawn)
	}
	if !broken(dutyTimer) {
		t.unwake("duty/" + string(id))
	}
	t.putCourier(id, why, func(c *fleet.Courier) { c.Online, c.Standby, c.Duty = false, nil, c.Duty.Off(t.at) })
}

func (e CourierAt) step(t *turn) {
	if c := t.courier(e.Courier); c != nil {
		t.do(CourierMoved{Courier: c.ID, Point: e.Point, At: t.at})
	}
}

func (e AnswerOffer) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.seen(c)
	o := t.s.Offers.Get(e.Offer)
	if o == nil || o.Courier != e.Courier {
		if e.Accept && t.hasAlready(e.Courier, e.Offer) && !broken(acceptRepeat) {
			return
		}
		t.refuse(orders.Refuse(orders.UnknownOffer, "", "the offer is closed or was never made to %s", e.Courier))
		return
	}
	if t.at > o.Expires && !broken(offerExpiry) {
		t.refuse(orders.Refuse(orders.OfferExpired, o.Order, "the offer expired at %s", o.Expires))
		return
	}
	if !e.Accept {
		t.closeOffer(*o, OfferDeclined)
		t.exclude(o.Orders(), string(e.Courier), "declined")
		return
	}
	t.accept(*o)
}

// hasAlready reports whether a courier who accepts a closed offer has its
// order: the answer to the first acceptance was lost.
func (t *turn) hasAlready(c fleet.WorkerID, offer string) bool {
	i := strings.LastIndexByte(offer, '.')
	if i < 0 {
		return false
	}
	o := t.s.Orders.Get(orders.ID(offer[:i]))
	return o != nil && o.With(string(c))
}

// accept gives the orders of an offer to its courier.
func (t *turn) accept(o Offer) {
	c := t.s.Couriers.Get(o.Courier)
	route := slices.DeleteFunc(slices.Clone(o.Route), func(s fleet.Stop) bool {
		return !o.has(orders.ID(s.Order)) && !hasStop(c.Route, s)
	})
	for _, s := range c.Route {
		if !hasStop(route, s) {
			route = append(route, s) // came into hand since, as goods on their way back do
		}
	}
	if v := t.s.attending(c); v != nil {
		route = first(route, v.ID) // they have left for it since
	}
	t.closeOffer(o, OfferAccepted)
	t.covered(o, c.Route, route)
	if t.s.Orders.Get(o.Order).Team() {
		t.putCourier(o.Courier, "route", func(c *fleet.Courier) { c.Route, c.Standby = route, nil })
		t.join(o)
		return
	}
	for _, id := range o.Orders() {
		t.give(id, orders.Actor{Role: orders.Courier, ID: string(o.Courier)}, o.Mode, o.Locker, o.Compartment, o.share(id), route)
	}
	t.putCourier(o.Courier, "route", func(c *fleet.Courier) { c.Route, c.Standby = route, nil })
}

func hasStop(route []fleet.Stop, s fleet.Stop) bool {
	return slices.ContainsFunc(route, func(r fleet.Stop) bool { return r.Order == s.Order && r.Kind == s.Kind })
}

// give assigns an order to a worker whose route has its stops, and who earns
// the pay with it.
func (t *turn) give(id orders.ID, by orders.Actor, mode orders.Mode, bank, compartment string, pay int64, route []fleet.Stop) {
	o := t.s.Orders.Get(id)
	m, refusal := o.Plan(orders.Assign, by, t.at)
	if refusal != nil {
		panic("dispatch: " + refusal.Error())
	}
	m.Mode, m.Worker = mode, by.ID
	if by.Role == orders.Engine {
		m.By.ID = ""
	}
	t.putOrder(id, "planned", func(o *orders.Order) {
		o.Pay = pay
		if bank != "" {
			o.Locker, o.Compartment = bank, compartment
		}
		for _, s := range route {
			switch {
			case s.Order != string(id):
			case s.Kind == fleet.Delivery:
				o.ETA = s.Depart
				if mode == atGate {
					o.Relay = &orders.Relay{Point: s.Point}
					robot, _ := t.s.gateOption(o)
					o.ETA = o.ETA.Add(robot.after)
				}
			case s.Kind == fleet.Visit:
				o.ETA = s.Depart.Add(-s.Service)
			}
		}
	})
	t.commit(id, m)
	t.lets(t.s.Orders.Get(id))
	if bank != "" {
		t.wake("reserve/"+string(id), max(t.at, t.s.Orders.Get(id).ETA).Add(t.s.Policy.ReserveHold))
	}
	for _, s := range route {
		if s.Order == string(id) && s.Kind == fleet.Visit && !broken(lateTimer) {
			t.wake("late/"+string(id), s.Arrive.Add(-s.Travel))
		}
	}
}

// theirs returns the order if the courier has it, or refuses.
func (t *turn) theirs(c fleet.WorkerID, id orders.ID) *orders.Order {
	o := t.order(id)
	if o == nil {
		return nil
	}
	if !o.With(string(c)) && !broken(ownOrder) {
		t.refuse(orders.Refuse(orders.NotYours, id, "the order is not with %s", c))
		return nil
	}
	return o
}

func (e PickUpOrder) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.seen(c)
	o := t.theirs(e.Courier, e.Order)
	if o == nil || o.Did(orders.PickUp, string(e.Courier)) && !broken(pickUpRepeat) {
		return
	}
	has, more := t.s.load(c), o.Size()
	if over := has.Grams+more.Grams > c.Capacity.Grams || has.Millis+more.Millis > c.Capacity.Millis; over && !broken(carryLimit) {
		t.refuse(orders.Refuse(orders.WorkerBusy, o.ID, "it does not fit beside what is on board: hand that over first"))
		return
	}
	by := orders.Actor{Role: orders.Courier, ID: string(e.Courier)}
	if o.Carriage == orders.Assigned && !t.proven(o, e.Proof) {
		return
	}
	if refusal := t.load(o.ID, by, e.Ago); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.fetched(o.ID)
	t.strike(string(e.Courier), o.ID, fleet.Pickup)
}

// load moves the goods to the worker; it implies that they were ready.
func (t *turn) load(id orders.ID, by orders.Actor, ago time.Duration) *orders.Rejection {
	o := t.s.Orders.Get(id)
	if _, refusal := o.Plan(orders.PickUp, by, t.at); refusal != nil {
		return refusal
	}
	if o.Preparation != orders.Ready {
		if refusal := t.move(id, orders.Finish, by, ""); refusal != nil {
			return refusal
		}
	}
	return t.moveAgo(id, orders.PickUp, by, "", ago)
}

// fetched empties what the goods were fetched from: a broken robot's hold, or
// the compartment of an expired order.
func (t *turn) fetched(id orders.ID) {
	if r := t.s.Holder(id); r != nil {
		t.do(UnlockHold{Robot: string(r.ID), Order: id, Compartment: r.Cargo(string(id)).Compartment})
		t.putRobot(r.ID, "fetched", func(r *fleet.Robot) { r.Empty(string(id)) })
	}
	o := t.s.Orders.Get(id)
	if c := t.expired(o); c != nil {
		t.compartment(o.Locker, c, fleet.Clear, id)
	}
}

func (e DeliverOrder) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.seen(c)
	if was := t.s.Closed.Get(e.Order); was != nil && was.Worker == string(e.Courier) && was.Carriage == orders.Delivered && !broken(deliverRepeat) {
		return
	}
	o := t.theirs(e.Courier, e.Order)
	if o == nil || o.Did(orders.Deliver, string(e.Courier)) {
		if o != nil && broken(billOnce) {
			t.bill(o, orders.Move{To: orders.Delivered})
		}
		return // it is still here: its payment is not settled
	}
	if o.Mode == "locker" && o.Carriage == orders.PickedUp {
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "this order goes into locker %s: open it there", o.Locker))
		return
	}
	if o.Relaying() {
		robot, there := t.s.HandsTo(o)
		refusal := orders.Refuse(orders.IllegalMove, o.ID, "a robot takes it over at the gate, and none has come yet: wait for it")
		if there {
			refusal = orders.Refuse(orders.IllegalMove, o.ID, "put it into robot %s and close the lid: the robot says when it has it", robot)
		}
		refusal.Retryable = true
		t.refuse(refusal)
		return
	}
	if o.Carriage == orders.PickedUp {
		if e.OfAge {
			t.given(o.ID, orders.Given{Stage: orders.AtDropoff, Proof: orders.Age})
			o = t.s.Orders.Get(o.ID)
		}
		if !t.proven(o, e.Proof) {
			return
		}
	}
	by := orders.Actor{Role: orders.Courier, ID: string(e.Courier)}
	if refusal := t.moveAgo(o.ID, orders.Deliver, by, "", e.Ago); refusal != nil {
		t.refuse(refusal)
	}
}

// given notes a proof that came, if the order asks for it.
func (t *turn) given(id orders.ID, g orders.Given) {
	o := t.s.Orders.Get(id)
	stage, asked := o.Stage()
	if stage == g.Stage && slices.Contains(asked, orders.Demand{Proof: g.Proof, Digest: g.Digest}) && !slices.Contains(o.Given, g) {
		t.putOrder(id, "proof", func(o *orders.Order) { o.Given = append(slices.Clone(o.Given), g) })
	}
}

// proven holds what the order asks for at this change of hands against what
// has come: first the other proofs, then the PIN's digest, whose wrong ones it
// counts. It refuses when anything is missing or does not match.
func (t *turn) proven(o *orders.Order, proof string) bool {
	want := o.PINAsked()
	if lack := o.Lacks(); len(lack) > 0 {
		stage, _ := o.Stage()
		t.refuse(orders.Refuse(orders.ProofMissing, o.ID, "the order asks for more at %s, and this has not come: %s", stage, orders.List(lack)))
		return false
	}
	switch {
	case want == "":
		return true
	case o.Tries >= t.s.Policy.PINTries && !broken(pinTries):
		t.refuse(orders.Refuse(orders.TooManyTries, o.ID, "the PIN was wrong %d times: call the desk", o.Tries))
		return false
	case want == proof || broken(pinProof):
		return true
	}
	t.putOrder(o.ID, "wrong_pin", func(o *orders.Order) { o.Tries++ })
	left := t.s.Policy.PINTries - t.s.Orders.Get(o.ID).Tries
	if left == 0 {
		t.alert(o.ID, "pin_locked", "the PIN was wrong %d times", t.s.Policy.PINTries)
	}
	t.refuse(orders.Refuse(orders.WrongPIN, o.ID, "the PIN does not match; %d tries left", left))
	return false
}

func (e FailOrder) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.seen(c)
	o := t.theirs(e.Courier, e.Order)
	if o == nil {
		return
	}
	by := orders.Actor{Role: orders.Courier, ID: string(e.Courier)}
	if refusal := t.moveAgo(o.ID, orders.Fail, by, e.Reason, e.Ago); refusal != nil {
		t.refuse(refusal)
	}
}

func (e HandBack) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.seen(c)
	o := t.theirs(e.Courier, e.Order)
	if o == nil {
		return
	}
	by := orders.Actor{Role: orders.Courier, ID: string(e.Courier)}
	if refusal := t.lose(o.ID, string(e.Courier), by, e.Reason); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.bar(o.ID, string(e.Courier), "handed_back")
}

func (e OpenLocker) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.seen(c)
	o := t.theirs(e.Courier, e.Order)
	if o == nil {
		return
	}
	if o.Locker == "" {
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "no locker has a part in this order"))
		return
	}
	t.openFor(o)
}

// openFor opens the compartment that the order's courier or merchant stands
// before: to put the goods in, or, for a return, to take them out.
func (t *turn) openFor(o *orders.Order) {
	brings := o.Carriage == orders.PickedUp || o.Berth != nil
	c := t.s.Banks.Get(o.Locker).Find(o.Compartment)
	switch {
	case c == nil || c.Order != string(o.ID):
		t.refuse(orders.Refuse(orders.CompartmentBusy, o.ID, "compartment %s is not reserved for it", o.Compartment))
	case brings && c.State == fleet.Reserved:
		t.compartment(o.Locker, c, fleet.OpenDeposit, o.ID)
		t.do(OpenDoor{Bank: o.Locker, Compartment: c.ID, Order: o.ID, Deposit: true})
	case brings && c.State == fleet.OpenForDeposit:
		t.do(OpenDoor{Bank: o.Locker, Compartment: c.ID, Order: o.ID, Deposit: true})
	case o.Carriage == orders.Assigned && c.State == fleet.Expired:
		t.do(OpenDoor{Bank: o.Locker, Compartment: c.ID, Order: o.ID})
	default:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "the order is %s and its compartment %s", o.Carriage, c.State))
	}
}

// directStop is a courier's delivery stop whose way has not been planned yet:
// the straight line, half as long again, at 4 m/s. The next plan replaces it.
func (t *turn) directStop(c fleet.WorkerID, o *orders.Order, to geo.Point) fleet.Stop {
	m := meters(t.s.Couriers.Get(c).Point, to) * 3 / 2
	arrive := t.at.Add(time.Duration(m) * time.Second / 4)
	return fleet.Stop{
		Order: string(o.ID), Kind: fleet.Delivery, Point: to, Travel: arrive.Sub(t.at), Meters: m,
		Service: t.s.Policy.PickupService, Arrive: arrive, Depart: arrive.Add(t.s.Policy.PickupService),
	}
}

// meters is the straight distance, rounded where it leaves geo.
func meters(p, q geo.Point) geo.Meters { return geo.Meters(math.Round(geo.Distance(p, q))) }
