package faults

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// ride is what the referee knows of a batch.
type ride struct {
	members []orders.ID
	fetched bool // some of it has been, once
}

// boards notes an order that was placed with others.
func (r *referee) boards(o *orders.Order) {
	if o.Batch == "" {
		return
	}
	b := r.rides[o.Batch]
	if b == nil {
		b = &ride{}
		r.rides[o.Batch] = b
	}
	b.members = append(b.members, o.ID)
}

// rode holds a batch against its promise after every event: until some of it
// has been fetched, one courier has all that is open of it, or nobody has any.
func (r *referee) rode() {
	for id, b := range r.rides {
		holder, waits := "", false
		for _, m := range b.members {
			switch k := r.books[m]; {
			case k.carriage.Terminal():
			case k.worker == "":
				waits = true
			case holder != "" && holder != k.worker && !b.fetched:
				r.wrong("batch %s is with %s and %s", id, holder, k.worker)
			default:
				holder = k.worker
			}
		}
		if waits && holder != "" && !b.fetched {
			r.wrong("some of batch %s is with %s, and some with nobody", id, holder)
		}
	}
}

// fetches notes that some of a batch is on its way, and refuses to see it go by
// a machine.
func (r *referee) fetches(b *book, m orders.Move) {
	ride := r.rides[b.order.Batch]
	switch {
	case ride == nil:
	case m.To == orders.PickedUp:
		ride.fetched = true
	case m.To == orders.Assigned && m.Mode != "door":
		r.wrong("order %s of batch %s goes by %s", b.order.ID, b.order.Batch, m.Mode)
	}
}

// whole: a batch that was confirmed has all of its orders.
func (r *referee) whole(e dispatch.PlaceBatch) {
	for _, o := range e.Orders {
		if r.books[o.ID] == nil {
			r.wrong("batch %s was confirmed, and order %s is not in the journal", e.ID, o.ID)
		}
	}
}
