package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

var engine = orders.Actor{Role: orders.Engine}

// move makes a verb of an order happen with all that follows from it, or
// returns why it cannot.
func (t *turn) move(id orders.ID, v orders.Verb, by orders.Actor, reason string) *orders.Rejection {
	return t.moveAgo(id, v, by, reason, 0)
}

// moveAgo is move of what a worker did some time ago, by the device's clock.
func (t *turn) moveAgo(id orders.ID, v orders.Verb, by orders.Actor, reason string, ago time.Duration) *orders.Rejection {
	o := t.s.Orders.Get(id)
	m, refusal := o.Plan(v, by, t.at)
	if refusal != nil {
		return refusal
	}
	m.Reason = reason
	if at, heard := t.happened(o, ago); heard != 0 {
		m.Happened = at
	}
	t.commit(id, m)
	return nil
}

// commit takes a planned move and what follows from it.
func (t *turn) commit(id orders.ID, m orders.Move) {
	before := *t.s.Orders.Get(id)
	t.do(OrderMoved{Order: id, Move: m})
	o := t.s.Orders.Get(id)
	t.publish(o, m)
	switch m.To {
	case orders.Accepted:
		t.accepted(id)
	case orders.Refused:
		t.unwake("accept/" + string(id))
		if !o.Terminal() {
			t.must(id, orders.Cancel, engine, m.Reason)
		}
	case orders.Ready:
		if o.Idle() {
			t.lead(o)
		}
		if t.s.loading(o) {
			t.standAt(id) // now they must only be put in
		}
		t.wanted = true
	case orders.Unassigned, orders.Booked:
		if to := before.PinnedTo(); to != "" && to == before.Worker {
			t.unpin(id, m.By, m.Reason)
			o = t.s.Orders.Get(id)
		}
		t.letGo(&before)
		if !broken(giveUpTimer) {
			t.wake("giveup/"+string(id), t.giveUpAt(o))
		}
		if o.Kind == orders.Visit {
			t.await(o)
			return
		}
		t.parted(&before, m)
		t.wanted = true
	case orders.Assigned:
		t.unwake("lead/"+string(id), "giveup/"+string(id))
		t.wake("silent/"+string(id), t.at.Add(t.s.Policy.Silent))
	case orders.PickedUp:
		t.forGate(id)
	case orders.InLocker:
		t.unwake("silent/"+string(id), "reserve/"+string(id), "lead/"+string(id), "giveup/"+string(id))
		t.wake("collect/"+string(id), t.at.Add(t.s.Policy.LockerHold))
		t.remindOf(id)
		t.strike(before.Worker, id, "")
		t.stored(o)
	case orders.Arrived, orders.Started:
		t.attended(o)
	case orders.Delivered, orders.Done, orders.Failed, orders.Cancelled:
		t.end(&before, m)
	}
}

// must moves an order where the rules leave no doubt that it can move.
func (t *turn) must(id orders.ID, v orders.Verb, by orders.Actor, reason string) {
	if refusal := t.move(id, v, by, reason); refusal != nil {
		panic("dispatch: " + refusal.Error())
	}
}

func (t *turn) publish(o *orders.Order, m orders.Move) {
	t.do(Published{
		Order: o.ID, External: o.External, Batch: o.Batch, Merchant: o.Merchant, LiveMode: o.LiveMode,
		Track: m.Track, State: m.To, Status: o.Status(), Attempt: o.Attempt, Seq: m.Seq,
		Worker: o.Worker, Mode: o.Mode, Reason: m.Reason, Rating: o.Rating, ETA: o.ETA, At: t.at,
	})
}

// accepted starts the wait until carriage must be planned.
func (t *turn) accepted(id orders.ID) {
	t.unwake("accept/" + string(id))
	t.lead(t.s.Orders.Get(id))
}

// lead lets an order without a worker be planned when its time comes: also one
// on hold, which may be released before.
func (t *turn) lead(o *orders.Order) {
	if from := t.s.needsFrom(o); from > t.at {
		t.wake("lead/"+string(o.ID), from)
		return
	}
	t.unwake("lead/" + string(o.ID))
	t.wanted = true
}

// letGo frees what the present attempt of an order holds: the worker's stops,
// the mission, the compartment, an open offer.
func (t *turn) letGo(o *orders.Order) {
	t.unwake("silent/"+string(o.ID), "counter/"+string(o.ID), "handoff/"+string(o.ID), "reserve/"+string(o.ID), "gate/"+string(o.ID))
	if !broken(visitTimers) {
		t.unwake("late/"+string(o.ID), "over/"+string(o.ID))
	}
	if !broken(endWithdraws) {
		t.withdraw(o.ID)
	}
	for _, w := range o.Workers() {
		if now := t.s.Orders.Get(o.ID); !broken(lostStops) && !(now.Idle() && now.With(w)) {
			t.strike(w, o.ID, "")
		}
	}
	t.vacate(o)
	if m := t.s.missionOf(o); m != nil && !broken(lostMission) {
		t.relieve(*m, o.ID)
	}
}

// strike takes an order's stops out of a courier's route.
func (t *turn) strike(worker string, id orders.ID, kind fleet.StopKind) {
	c := t.s.Couriers.Get(fleet.WorkerID(worker))
	if c == nil || !fleet.Carries(c.Route, string(id)) {
		return
	}
	t.putCourier(c.ID, "route", func(c *fleet.Courier) { c.Route = fleet.Without(c.Route, string(id), kind) })
	t.expect(worker)
	t.wanted = true
}

// vacate frees the compartment that was reserved for an order, unless goods
// are in it.
func (t *turn) vacate(o *orders.Order) {
	if o.Locker == "" || broken(lostDoor) {
		return
	}
	c := t.s.Banks.Get(o.Locker).Find(o.Compartment)
	if c == nil || c.Order != string(o.ID) || (c.State != fleet.Reserved && c.State != fleet.OpenForDeposit) {
		return
	}
	t.compartment(o.Locker, c, fleet.Release, o.ID)
}

func (t *turn) compartment(bank string, c *fleet.Compartment, v fleet.CompartmentVerb, id orders.ID) {
	to, err := c.Next(v)
	if err != nil {
		panic("dispatch: " + err.Error())
	}
	t.do(CompartmentMoved{Bank: bank, Compartment: c.ID, Verb: v, To: to, Order: string(id)})
}

// withdraw closes the open offer of an order, if there is one.
func (t *turn) withdraw(id orders.ID) {
	for o := t.s.offerOf(id); o != nil; o = t.s.offerOf(id) {
		t.closeOffer(*o, OfferWithdrawn)
	}
}

// closeOffer ends an offer and frees the compartment that it counted on.
func (t *turn) closeOffer(o Offer, how Outcome) {
	t.do(OfferGone{Offer: o.ID, Order: o.Order, With: o.With, Courier: o.Courier, Outcome: how})
	if !broken(offerTimer) {
		t.unwake("offer/" + o.ID)
	}
	if o.Locker != "" && how != OfferAccepted && !broken(offerDoor) {
		c := t.s.Banks.Get(o.Locker).Find(o.Compartment)
		if c != nil && c.State == fleet.Reserved && c.Order == string(o.Order) {
			t.compartment(o.Locker, c, fleet.Release, o.Order)
		}
	}
	if how != OfferAccepted {
		t.scattered(o.Order)
	}
	t.wanted = true
}

// end closes an order's books once carriage has ended.
func (t *turn) end(before *orders.Order, m orders.Move) {
	id := before.ID
	t.bill(before, m)
	holder := t.s.Holder(id)
	gone := before.Carriage == orders.PickedUp || before.Carriage == orders.InLocker || holder != nil || t.expired(before) != nil
	switch {
	case m.To == orders.Delivered || !gone || broken(goodsBack):
	case before.Kind != orders.Return:
		t.sendBack(before, holder, m.Reason)
	default:
		t.strand(before, holder)
	}
	t.letGo(before)
	t.uncovered(id, m.To == orders.Failed)
	if m.To == orders.Delivered {
		t.unload(before)
		t.clear(before)
	}
	if before.Batch != "" {
		t.wanted = true // the others may have waited for it
	}
	for _, name := range []string{"accept/", "lead/", "giveup/", "silent/", "collect/", "remind/", "counter/", "handoff/", "late/", "over/", "after/"} {
		if !broken(endTimers) {
			t.unwake(name + string(id))
		}
	}
	o := t.s.Orders.Get(id)
	if o.Payment == nil || o.Payment.State == "refused" {
		t.leave(o)
		return
	}
	action := "cancel"
	if (o.Succeeded() || broken(captureDelivered)) && o.Payment.Amount > 0 {
		action = "capture"
	}
	if broken(holdSettled) {
		return
	}
	t.do(Charge{Order: id, Merchant: o.Merchant, Action: action, Payment: *o.Payment})
}

// leave takes a terminal order out of the state once nothing is owed.
func (t *turn) leave(o *orders.Order) {
	var crew []string
	if o.Team() {
		crew = o.Workers()
	}
	t.do(OrderGone{Order: *o, Closed: Closed{
		Merchant: o.Merchant, External: o.External, Batch: o.Batch, Worker: o.Worker, Crew: crew, Carriage: o.Carriage, Rating: o.Rating,
		Expires: t.at.Add(t.s.Policy.KeyTTL),
	}})
	if t.s.Timers.Get("sweep") == nil {
		t.wake("sweep", t.at.Add(t.s.Policy.KeyTTL/48))
	}
}

// expired returns the compartment from which a return is to be fetched, or nil.
func (t *turn) expired(o *orders.Order) *fleet.Compartment {
	if o.Locker == "" {
		return nil
	}
	c := t.s.Banks.Get(o.Locker).Find(o.Compartment)
	if c == nil || c.Order != string(o.ID) || c.State != fleet.Expired {
		return nil
	}
	return c
}

// strand calls staff to the goods of a return that nobody brings back. A
// compartment is free again once it says that it is empty.
func (t *turn) strand(o *orders.Order, holder *fleet.Robot) {
	at := "with " + o.Worker
	if holder != nil {
		at = "in the hold of " + string(holder.ID)
		t.putRobot(holder.ID, "stranded", func(r *fleet.Robot) { r.Empty(string(o.ID)) })
	} else if c := t.expired(o); c != nil {
		at = "behind door " + c.ID + " of locker " + o.Locker
	}
	t.alert(o.ID, "goods_left", "the goods of the return are left %s: collect them", at)
}

// unload empties the hold of the robot that had an order's goods.
func (t *turn) unload(o *orders.Order) {
	if r := t.s.Holder(o.ID); r != nil && !broken(holdEmptied) {
		t.putRobot(r.ID, "unloaded", func(r *fleet.Robot) { r.Empty(string(o.ID)) })
	}
}

// clear frees the compartment that staff says was emptied.
func (t *turn) clear(o *orders.Order) {
	if o.Carriage != orders.InLocker {
		return
	}
	c := t.s.Banks.Get(o.Locker).Find(o.Compartment)
	if c != nil && c.Order == string(o.ID) && c.State != fleet.Free {
		t.compartment(o.Locker, c, fleet.Clear, o.ID)
	}
}

// exclude keeps orders from a worker who did not want them, for now.
func (t *turn) exclude(ids []orders.ID, worker, why string) {
	for _, id := range ids {
		if !slices.Contains(t.s.Orders.Get(id).Excluded, worker) {
			t.putOrder(id, why, func(o *orders.Order) { o.Excluded = append(slices.Clone(o.Excluded), worker) })
		}
	}
}

// bar keeps an order from a worker who had it and lost it, and all that rides
// with it.
func (t *turn) bar(id orders.ID, worker, why string) {
	if worker == "" || broken(loserBarred) {
		return
	}
	for _, m := range t.s.mates(t.s.Orders.Get(id)) {
		if !slices.Contains(m.Barred, worker) {
			t.putOrder(m.ID, why, func(o *orders.Order) { o.Barred = append(slices.Clone(o.Barred), worker) })
		}
	}
}
