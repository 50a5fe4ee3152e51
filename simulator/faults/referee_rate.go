package faults

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// rated: once at most, after the end, by the resident or staff.
func (r *referee) rated(b *book, p dispatch.Published) {
	if b.rated {
		r.wrong("order %s was rated twice", p.Order)
	}
	if !b.gone || b.carriage == orders.Cancelled {
		r.wrong("order %s is %s and was rated", p.Order, b.carriage)
	}
	b.rated = true
}
