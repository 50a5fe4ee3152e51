package dispatch

import (
	"slices"
	"strings"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

func (e AssignOrder) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if refusal := t.assignable(o, e); refusal != nil {
		t.refuse(refusal)
		return
	}
	if to := o.PinnedTo(); to != "" && to != e.Worker {
		t.unpin(o.ID, e.By, e.Reason)
	}
	if o.Team() {
		t.reassign(o.ID, e)
		return
	}
	was := o.Worker
	switch o.Carriage {
	case orders.Assigned, orders.OnTheWay, orders.Arrived:
		t.must(o.ID, orders.Unassign, e.By, e.Reason)
	case orders.PickedUp:
		t.fetchFrom(o.ID, o.Worker)
		t.must(o.ID, orders.Rescue, e.By, e.Reason)
	case orders.Unassigned:
		if o.Berth != nil {
			t.unkeep(o.ID, e.Reason)
		}
		t.withdraw(o.ID)
	default:
		t.withdraw(o.ID)
	}
	if was != "" {
		t.bar(o.ID, was, "reassigned")
	}
	if way := (orders.Way{Mode: e.Mode, Locker: e.Locker}); way != o.Way {
		t.putOrder(o.ID, "staff_way", func(o *orders.Order) { o.Way = way })
	}
	t.choose(o.ID, e.Worker)
}

// choose lets staff's choice alone take an order, with all that ride with it, if
// there is one.
func (t *turn) choose(id orders.ID, worker string) {
	if worker != "" {
		for _, m := range t.s.mates(t.s.Orders.Get(id)) {
			t.putOrder(m.ID, "staff_choice", func(o *orders.Order) {
				o.Only = worker
				chosen := func(w string) bool { return w == worker }
				o.Excluded = slices.DeleteFunc(slices.Clone(o.Excluded), chosen)
				o.Barred = slices.DeleteFunc(slices.Clone(o.Barred), chosen)
			})
		}
	}
	t.wanted = true
}

func (t *turn) assignable(o *orders.Order, e AssignOrder) *orders.Rejection {
	c := t.s.Couriers.Get(fleet.WorkerID(e.Worker))
	r := t.s.Robots.Get(fleet.WorkerID(e.Worker))
	switch {
	case e.By.Role != orders.Staff:
		return orders.Refuse(orders.NotYours, o.ID, "only staff may give an order to a worker")
	case o.Held:
		return orders.Refuse(orders.OrderHeld, o.ID, "the order is on hold: release it first")
	case o.Terminal() || o.Carriage == orders.InLocker || o.Carriage == orders.Started:
		return orders.Refuse(orders.IllegalMove, o.ID, "an order that is %s cannot change hands", o.Carriage)
	case e.Instead != "" && !o.With(e.Instead):
		return orders.Refuse(orders.IllegalMove, o.ID, "%s does not have it: say who is to give their place up", e.Instead)
	case o.Berth != nil && t.filling(o) != nil:
		return t.filling(o)
	case e.Worker == "":
		return nil
	case c == nil && r == nil:
		return orders.Refuse(orders.UnknownWorker, o.ID, "no courier or robot %q in this zone", e.Worker)
	case o.With(e.Worker):
		return orders.Refuse(orders.IllegalMove, o.ID, "%s has it already", e.Worker)
	case o.Team() && o.Vacant() == 0 && e.Instead == "":
		return orders.Refuse(orders.IllegalMove, o.ID, "all of its %d places are taken: say who is to give theirs up, %s", o.Call.Carers, strings.Join(o.Workers(), " or "))
	case e.Locker != "" && t.s.Banks.Get(e.Locker) == nil:
		return orders.Refuse(orders.UnknownLocker, o.ID, "no locker %q in this zone", e.Locker)
	case c != nil && !c.Online:
		return orders.Refuse(orders.WorkerBusy, o.ID, "courier %s is offline", e.Worker)
	case o.Call != nil && (c == nil || !c.Can(o.Call.Skills, o.Call.Ends())):
		return orders.Refuse(orders.Infeasible, o.ID, "%s has not all of the skills %v until %s", e.Worker, o.Call.Skills, o.Call.Ends())
	case r != nil && o.Batch != "":
		return orders.Refuse(orders.Infeasible, o.ID, "it is of a batch: only a courier can take it")
	case r != nil && !r.Free():
		return orders.Refuse(orders.WorkerBusy, o.ID, "robot %s is not free", e.Worker)
	}
	return nil
}

func (e HoldOrder) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if e.By.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "only staff may hold an order"))
		return
	}
	if o.Terminal() {
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "the order has ended: %s", o.Carriage))
		return
	}
	t.putOrder(o.ID, "hold", func(o *orders.Order) { o.Held = e.Held })
	if e.Held && !broken(holdWithdraws) {
		t.withdraw(o.ID)
		return
	}
	t.wanted = true
}

func (e SetOutcome) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	var verb orders.Verb
	switch {
	case (e.Outcome == orders.Delivered || e.Outcome == orders.Done) && o.Kind == orders.Visit:
		t.attested(o, e)
		return
	case e.Outcome == orders.Delivered && o.Carriage == orders.InLocker:
		verb = orders.Collect
	case e.Outcome == orders.Delivered:
		verb = orders.Deliver
	case e.Outcome == orders.Failed:
		verb = orders.Fail
	case e.Outcome == orders.Cancelled:
		verb = orders.Cancel
	default:
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "%q is not an outcome: delivered (of a visit: done), failed or cancelled", e.Outcome))
		return
	}
	if refusal := t.move(o.ID, verb, e.By, e.Reason); refusal != nil {
		t.refuse(refusal)
	}
}

// attested ends a visit by staff's word that it was done. Staff knows of what
// the carer did not say.
func (t *turn) attested(o *orders.Order, e SetOutcome) {
	if e.By.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "only staff may say that a visit was done"))
		return
	}
	if refusal := o.Holds(); refusal != nil && o.Carriage != orders.Started {
		t.refuse(refusal)
		return
	}
	for _, v := range []orders.Verb{orders.SetOff, orders.Arrive, orders.Start, orders.Finish} {
		if t.s.Orders.Get(e.Order).AllDid(v) {
			continue
		}
		if refusal := t.record(e.Order, v, e.By, e.Reason, orders.Mark{At: t.at, Method: orders.MethodStaff}); refusal != nil {
			t.refuse(refusal)
			return
		}
	}
}
