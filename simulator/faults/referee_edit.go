package faults

import (
	"slices"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
)

// edited: an order is changed by whom it belongs to, as they said and no
// further. Whoever has it, or is asked, took on something else: it is planned
// anew. A tip that somebody counts on is not lowered.
func (r *referee) edited(o *orders.Order, b *book, rec dispatch.Record) {
	e, ok := r.eventOf(rec).(dispatch.EditOrder)
	was := &b.order
	moves := e.Dropoff != nil || e.Items != nil || e.Due != 0 || e.Windows != nil
	switch {
	case !ok || e.By.Role != orders.Staff && e.By != (orders.Actor{Role: orders.Merchant, ID: string(was.Merchant)}):
		r.wrong("order %s was edited by %T of %+v", o.ID, r.eventOf(rec), e.By)
	case moves && b.carriage != orders.Unassigned && b.carriage != orders.Assigned:
		r.wrong("order %s was edited while it was %s", o.ID, b.carriage)
	case o.Tip < was.Tip && b.worker != "":
		r.wrong("the tip of order %s was lowered from %d to %d, and %s has it", o.ID, was.Tip, o.Tip, b.worker)
	case e.Dropoff == nil && o.Dropoff != was.Dropoff, e.Windows == nil && o.Windows != was.Windows, e.Tip == nil && o.Tip != was.Tip,
		e.Dropoff == nil && o.Fee != was.Fee:
		r.wrong("order %s was edited further than %+v says: from %+v to %+v", o.ID, e, *was, *o)
	case e.Windows != nil && (o.Windows != *e.Windows || e.Due == 0 && e.Windows.Dropoff.To != 0 && o.Due != e.Windows.Dropoff.To):
		r.wrong("order %s has the windows %+v, due %s, and was to have %+v", o.ID, o.Windows, o.Due, *e.Windows)
	}
	if moves {
		r.anew = append(r.anew, o.ID)
	}
}

// replanned: at the end of the event nobody has what was edited, or is asked.
func (r *referee) replanned() {
	for _, id := range r.anew {
		if w := r.books[id].worker; w != "" {
			r.wrong("order %s was edited and is still with %s", id, w)
		}
		for _, f := range r.offers {
			if slices.Contains(f.Orders(), id) {
				r.wrong("order %s was edited and %s is still asked to take it as it was", id, f.Courier)
			}
		}
	}
	r.anew = r.anew[:0]
}

// timely: nobody is asked for what they would hand over too late, or long
// before it can be fetched.
func (r *referee) timely(f dispatch.Offer, rec dispatch.Record) {
	for _, id := range f.Orders() {
		r.punctual(id, f.Courier, rec)
	}
}

func (r *referee) punctual(id orders.ID, courier fleet.WorkerID, rec dispatch.Record) {
	b := r.books[id]
	if b == nil || b.order.Call != nil || b.carriage != orders.Unassigned {
		return
	}
	w := b.order.Windows
	if !b.staffed && rec.At < w.Pickup.From.Add(-r.z.policy.Lead) {
		r.wrong("order %s can be fetched from %s on, and %s is asked for it at %s", id, w.Pickup.From, courier, rec.At)
	}
	if to := w.Dropoff.To; to != 0 && rec.At > to {
		r.wrong("order %s was to be there by %s, and %s is asked for it at %s", id, to, courier, rec.At)
	}
}

// tipped is what a merchant owes beside the fee, and a worker has earned beside
// the pay, once an order was delivered: nothing to a machine.
func (b *book) tipped() int64 {
	if b.courier() != "" && b.carriage == orders.Delivered {
		return b.order.Tip
	}
	return 0
}

// courier returns who brought an order last, to the resident or to the robot that
// did; "": no courier.
func (b *book) courier() string {
	if strings.HasPrefix(b.worker, "c") {
		return b.worker
	}
	return b.brought
}

// earned: a courier who delivered has the pay and the tip; one who was paid at a
// gate has the tip.
func (r *referee) earned(p ledger.Posting, b *book) {
	tip := b.tipped()
	if tip == 0 {
		return
	}
	var has int64
	for _, e := range p.Entries {
		if e.Account == ledger.Worker.Of(b.courier()) {
			has += e.Amount
		}
	}
	pay := b.order.Pay
	if b.courier() != b.worker {
		pay = 0
	}
	if has != pay+tip {
		r.wrong("order %s pays %s %d, not %d and a tip of %d", p.Order, b.courier(), has, pay, tip)
	}
}
