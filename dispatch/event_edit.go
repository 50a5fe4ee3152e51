package dispatch

import (
	"slices"

	"github.com/linli/linli/orders"
)

func (e EditOrder) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if refusal := t.editable(o, e); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.putOrder(o.ID, "edited", func(o *orders.Order) { t.edit(o, e) })
	if !e.moves() || broken(editAnew) {
		return
	}
	switch {
	case o.Carriage == orders.Assigned:
		t.must(o.ID, orders.Unassign, engine, "edited")
	case o.Berth != nil:
		t.unkeep(o.ID, "edited")
	default:
		t.withdraw(o.ID)
		t.wake("giveup/"+string(o.ID), t.giveUpAt(t.s.Orders.Get(o.ID)))
	}
	if o := t.s.Orders.Get(e.Order); o.Accepted() {
		t.lead(o)
	}
	t.wanted = true
}

// moves reports whether the order must be planned anew.
func (e EditOrder) moves() bool {
	return e.Dropoff != nil || e.Items != nil || e.Due != 0 || e.Windows != nil
}

// editable says why an order cannot be edited so, or nil.
func (t *turn) editable(o *orders.Order, e EditOrder) *orders.Rejection {
	refuse := func(c orders.Code, format string, args ...any) *orders.Rejection {
		return orders.Refuse(c, o.ID, format, args...)
	}
	switch {
	case e.By.Role == orders.Merchant && e.By.ID != string(o.Merchant) && !broken(editOwner):
		return refuse(orders.NotYours, "the order belongs to another merchant")
	case e.By.Role != orders.Merchant && e.By.Role != orders.Staff:
		return refuse(orders.NotYours, "a %s may not edit an order", e.By.Role)
	case o.Terminal():
		return refuse(orders.IllegalMove, "the order has ended: %s", o.Carriage)
	case o.Kind != orders.Goods && o.Kind != orders.Meal:
		return refuse(orders.IllegalMove, "a %s cannot be edited: call it off and make a new one", o.Kind)
	case e.moves() && o.Carriage != orders.Unassigned && o.Carriage != orders.Assigned:
		return refuse(orders.IllegalMove, "the goods have left: only contact and tip can change now")
	case e.Tip != nil && (*e.Tip < 0 || *e.Tip > maxTip):
		return refuse(orders.BadOrder, "a tip of %d is not from 0 to %d", *e.Tip, maxTip)
	case e.Tip != nil && *e.Tip < o.Tip && o.Worker != "" && !broken(tipKept):
		return refuse(orders.IllegalMove, "%s took the order with a tip of %d: it can only be raised", o.Worker, o.Tip)
	case e.Due != 0 && e.Due <= t.at:
		return refuse(orders.BadOrder, "due is in the past")
	case e.Windows != nil && e.Windows.Check(t.at) != nil:
		return refuse(orders.BadOrder, "%s", e.Windows.Check(t.at))
	case e.moves() && t.filling(o) != nil:
		return t.filling(o)
	case e.Items != nil:
		if refusal := t.repackable(o, e.Items); refusal != nil {
			return refusal
		}
	}
	if e.Dropoff != nil && !t.s.Providers.Get(o.Merchant).Serves(e.Dropoff.Point) {
		return refuse(orders.OutOfArea, "%s does not go there", t.s.Providers.Get(o.Merchant).Name)
	}
	return nil
}

// repackable says why an order's items cannot become these, or nil. What is on
// hold cannot grow.
func (t *turn) repackable(o *orders.Order, items []orders.Item) *orders.Rejection {
	next := orders.Order{Items: items}
	size := next.Size()
	for _, m := range t.s.mates(o) {
		if m.ID != o.ID {
			size = size.Plus(m.Size())
		}
	}
	switch {
	case len(items) == 0:
		return orders.Refuse(orders.BadOrder, o.ID, "an order needs at least one item: call it off instead")
	case o.Preparation == orders.Ready:
		return orders.Refuse(orders.IllegalMove, o.ID, "the goods are packed: items can change only until the order is ready")
	case !t.carriable(size):
		return orders.Refuse(orders.Infeasible, o.ID, "%d g and %d ml, with all that rides with it, are more than any courier here can carry", size.Grams, size.Millis)
	case o.Payment != nil && next.Worth() > o.Worth():
		return orders.Refuse(orders.IllegalMove, o.ID, "the items would cost %d, more than the %d that are held for: place another order", next.Worth(), o.Worth())
	}
	return nil
}

// edit changes the order as asked for.
func (t *turn) edit(o *orders.Order, e EditOrder) {
	if e.Dropoff != nil {
		o.Dropoff, o.Fee = *e.Dropoff, t.s.fee(e.Meters)
	}
	if e.Items != nil {
		next := orders.Order{Items: e.Items}
		o.Payment = o.Payment.Without(o.Worth() - next.Worth())
		o.Items = slices.Clone(e.Items)
	}
	if e.Windows != nil {
		o.Windows = *e.Windows
		if to := o.Windows.Dropoff.To; to != 0 {
			o.Due = to
		}
		if o.Preparation != orders.Ready {
			o.ReadyAt = max(o.ReadyAt, o.Windows.Pickup.From)
		}
	}
	if e.Due != 0 {
		o.Due = e.Due
	}
	if e.Tip != nil {
		o.Tip = *e.Tip
	}
}
