package faults

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// berthed takes what is published of the compartment that is kept for a merchant.
func (r *referee) berthed(b *book, p dispatch.Published) {
	if !b.berth && p.State == orders.LetGo {
		r.wrong("order %s: a compartment that was not kept is let go", p.Order)
	}
	b.berth = p.State == orders.Kept
	if b.carriage != orders.Unassigned {
		r.wrong("order %s is %s, and a compartment is %s for its merchant", p.Order, b.carriage, p.State)
	}
}

// filled holds an order that moves on against the compartment that was kept for
// it: nobody else has it meanwhile, and it is not kept for ever.
func (r *referee) filled(id orders.ID, b *book, m orders.Move) {
	if !b.berth {
		return
	}
	switch {
	case m.To == orders.Assigned:
		r.wrong("order %s was given to %s while a compartment is kept for its merchant", id, m.Worker)
	case m.To == orders.Failed && m.Reason == "nobody_found":
		r.wrong("order %s was given up while a compartment was kept for its merchant", id)
	}
	b.berth = false
}
