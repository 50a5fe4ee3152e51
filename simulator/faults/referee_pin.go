package faults

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// pins takes staff's word on who makes a visit. The engine may only take it
// back when that carer has lost the visit or cannot go on.
func (r *referee) pins(d dispatch.PinPut, rec dispatch.Record) {
	b := r.books[d.Order]
	if b == nil {
		r.wrong("order %s is pinned and was never placed", d.Order)
		return
	}
	to := ""
	if d.Pinned != nil {
		to = d.Pinned.Carer
	}
	if d.By.Role != orders.Staff {
		out, ill := r.eventOf(rec).(dispatch.CourierOut)
		lost := b.worker == "" && len(b.workers) > 0 && b.workers[len(b.workers)-1] == b.pinned
		switch {
		case to != "":
			r.wrong("visit %s is pinned to %s by %s", d.Order, to, d.By.Role)
		case !lost && (!ill || string(out.Courier) != b.pinned):
			r.wrong("visit %s was pinned to %s, who has not lost it, and is no more, by %s", d.Order, b.pinned, d.By.Role)
		}
	}
	b.pinned, b.staffed = to, b.staffed || to != "" // also to who had lost it
}

// toPinned: nobody gets a visit but the carer whom it is pinned to.
func (r *referee) toPinned(id orders.ID, b *book, m orders.Move) {
	if m.Verb == orders.Assign && b.pinned != "" && m.Worker != b.pinned {
		r.wrong("visit %s is pinned to %s and given to %s", id, b.pinned, m.Worker)
	}
}
