package faults

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// sequenced takes staff's word on what an order comes after, or that it comes
// after one that was made in the other's stead. What the engine says of how the
// other stands is not asked.
func (r *referee) sequenced(d dispatch.AfterPut) {
	b := r.books[d.Order]
	switch {
	case b == nil:
		r.wrong("order %s is to come after another and was never placed", d.Order)
	case d.After == nil && d.By.Role != orders.Staff:
		r.wrong("order %s was let go on by %s", d.Order, d.By.Role)
	case d.After == nil:
		b.after, b.bereft = "", false
	case d.After.Order != b.after && d.By.Role != orders.Staff && d.Why != "relinked":
		r.wrong("order %s comes after %s and not after %s, by %s", d.Order, d.After.Order, b.after, d.By.Role)
	case d.After.Order != b.after:
		b.after, b.bereft = d.After.Order, false
	}
}

// inTurn: nobody begins a visit, or is sent for goods, before the order that it
// comes after has ended well.
func (r *referee) inTurn(id orders.ID, b *book, m orders.Move) {
	begins := m.To == orders.Started || m.To == orders.PickedUp || m.To == orders.Assigned && m.Track == orders.Carriage
	if b.after == "" || !begins {
		return
	}
	if other := r.books[b.after]; other == nil || other.carriage != orders.Delivered && other.carriage != orders.Done {
		how := orders.State("not there")
		if other != nil {
			how = other.carriage
		}
		r.wrong("order %s is %s, and %s, which it comes after, is %s", id, m.To, b.after, how)
	}
}

// left notes who came after an order that will never end well: the desk must
// hear of each, unless it ends itself, or goes on without.
func (r *referee) left(id orders.ID, b *book, m orders.Move) {
	if m.To.Terminal() {
		b.bereft = false
	}
	if m.To != orders.Failed && m.To != orders.Cancelled {
		return
	}
	for _, other := range r.books {
		if other.after == id && !other.carriage.Terminal() {
			other.bereft = true
		}
	}
}

// heard is the desk's call.
func (r *referee) heard(d dispatch.Alerted) {
	if b := r.books[d.Order]; b != nil && d.Code == "after_lost" {
		b.bereft = false
	}
}

// unheard: staff was called to every order that came after one that failed.
func (r *referee) unheard() {
	for id, b := range r.books {
		if b.bereft {
			r.wrong("order %s comes after %s, which failed or was called off, and staff did not hear of it", id, b.after)
		}
	}
}
