package dispatch

import (
	"strings"

	"github.com/linli/linli/orders"
)

type (
	// ChangeAfter is staff's word on what an order comes after: another order,
	// or, with an empty name, none: it is free to go on.
	ChangeAfter struct {
		Order  orders.ID    `json:"order"`
		After  string       `json:"after,omitempty"` // an id, or the merchant's own name for it
		By     orders.Actor `json:"by"`
		Reason string       `json:"reason"`
	}
	// AfterPut is a fact: what an order comes after, and how that stands. Nil:
	// nothing any more.
	AfterPut struct {
		Order  orders.ID     `json:"order"`
		After  *orders.After `json:"after,omitempty"`
		Why    string        `json:"why"` // slipped, ended, lost, relinked, freed or linked
		By     orders.Actor  `json:"by"`
		Reason string        `json:"reason,omitempty"`
	}
)

func (d AfterPut) apply(s *State) {
	o := *s.Orders.Get(d.Order)
	o.After = d.After
	s.Orders.Put(d.Order, o)
	s.trailed(&o)
	s.tracked(d.Order)
}

func (e ChangeAfter) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	after, refusal := t.linkable(o, e)
	if refusal != nil {
		t.refuse(refusal)
		return
	}
	why := "linked"
	if after == nil {
		why = "freed"
	}
	t.unwake("after/" + string(o.ID))
	t.putAfter(o.ID, after, why, e.By, e.Reason)
	t.cleared(o.ID, e.By, e.Reason)
	if after != nil {
		t.withdraw(o.ID)
		if !after.Over && after.Ends != 0 {
			t.wake("after/"+string(o.ID), after.Ends)
		}
	}
	if o = t.s.Orders.Get(o.ID); o.Idle() {
		t.wake("giveup/"+string(o.ID), t.giveUpAt(o))
	}
	t.resume(o)
}

// linkable returns what an order is to come after from now on, or says why it
// cannot.
func (t *turn) linkable(o *orders.Order, e ChangeAfter) (*orders.After, *orders.Rejection) {
	switch {
	case e.By.Role != orders.Staff:
		return nil, orders.Refuse(orders.NotYours, o.ID, "only staff may change what an order comes after")
	case o.Terminal():
		return nil, orders.Refuse(orders.IllegalMove, o.ID, "the order has ended: %s", o.Carriage)
	case e.After == "" && !o.Follows():
		return nil, orders.Refuse(orders.IllegalMove, o.ID, "it waits for no other order")
	case e.After == "":
		return nil, nil
	case o.Batch != "":
		return nil, orders.Refuse(orders.IllegalMove, o.ID, "it rides with the others of batch %s: only an order that rides alone can wait for another", o.Batch)
	case o.Berth != nil:
		return nil, orders.Refuse(orders.IllegalMove, o.ID, "its merchant puts it into locker %s: give the compartment back first", o.Locker)
	case len(o.Workers()) > 0 || o.Carriage == orders.InLocker:
		return nil, orders.Refuse(orders.IllegalMove, o.ID, "%s has it: take it back first", strings.Join(o.Workers(), ", "))
	}
	after, refusal := t.s.predecessor(o.Merchant, e.After, true, t.at)
	if refusal != nil {
		return nil, refusal
	}
	chain := string(o.ID)
	for at := t.s.Orders.Get(after.Order); at != nil; at = t.s.Orders.Get(at.After.Order) {
		chain += " after " + string(at.ID)
		if at.ID == o.ID {
			return nil, orders.Refuse(orders.BadOrder, o.ID, "after: it would wait for itself: %s", chain)
		}
		if !at.Follows() {
			break
		}
	}
	return after, nil
}
