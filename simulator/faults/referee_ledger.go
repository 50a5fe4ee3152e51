package faults

import (
	"slices"
	"strings"

	"github.com/linli/linli/ledger"
	"github.com/linli/linli/orders"
)

// posted: money is neither made nor lost, an order is posted once for each
// cause, and pays what its end costs.
func (r *referee) posted(p ledger.Posting) {
	b := r.books[orders.ID(p.Order)]
	if b == nil {
		r.wrong("a posting of order %s, which was never placed", p.Order)
		return
	}
	if b.posted[p.Cause]++; b.posted[p.Cause] > 1 {
		r.wrong("order %s was posted as %s %d times", p.Order, p.Cause, b.posted[p.Cause])
	}
	var sum, merchant int64
	for _, e := range p.Entries {
		sum += e.Amount
		if e.Account.Kind() == ledger.Merchant {
			merchant += e.Amount
		}
	}
	if sum != 0 {
		r.wrong("order %s was posted as %s and %d %s are left over", p.Order, p.Cause, sum, p.Currency)
	}
	fetched := b.before == orders.PickedUp || b.before == orders.InLocker || b.before == orders.Arrived || b.before == orders.Started
	switch p.Cause {
	case ledger.Delivered, ledger.Returned:
		if owes := b.order.Fee + b.tipped(); b.carriage != orders.Delivered || merchant != -owes {
			r.wrong("order %s is %s and costs its merchant %d, not %d", p.Order, b.carriage, -merchant, owes)
		}
		r.earned(p, b)
	case ledger.Visited:
		if b.carriage != orders.Done || fetched && merchant != -b.order.Fee {
			r.wrong("visit %s is %s and costs its provider %d, not %d", p.Order, b.carriage, -merchant, b.order.Fee)
		}
	case ledger.Failed:
		if b.carriage != orders.Failed || !fetched && (len(p.Entries) > 0 && !b.team() || merchant != 0) {
			r.wrong("order %s failed while it was %s, and was posted as %+v", p.Order, b.before, p.Entries)
		}
	case ledger.Cancelled:
		if b.carriage != orders.Cancelled || b.before != orders.Assigned && b.before != orders.OnTheWay && len(p.Entries) > 0 {
			r.wrong("order %s was called off while it was %s, and was posted as %+v", p.Order, b.before, p.Entries)
		}
	case ledger.Captured, ledger.Released:
		if b.hold == 0 {
			r.wrong("order %s was posted as %s and nothing was held", p.Order, p.Cause)
		}
	}
}

// closeBooks: every end is posted, once.
func (r *referee) closeBooks() {
	var bad []string
	for id, b := range r.books {
		n := b.posted[ledger.Delivered] + b.posted[ledger.Returned] + b.posted[ledger.Visited] + b.posted[ledger.Failed] + b.posted[ledger.Cancelled]
		if b.gone && (n != 1 || b.brought != "" && b.posted[ledger.Relayed] == 0) {
			bad = append(bad, string(id))
		}
	}
	if slices.Sort(bad); len(bad) > 0 {
		r.wrong("orders %s have ended and were not posted once", strings.Join(bad, ", "))
	}
}
