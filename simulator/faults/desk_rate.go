package faults

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// rate lets a resident say how it was, and something else later; some say it
// too soon. The second word and the early one do not count.
func (d *desk) rate(o orders.Order) {
	if !d.z.chance(0.2) {
		return
	}
	for range 2 {
		e := dispatch.RateOrder{Original: o, Stars: 1 + d.z.dice.IntN(5), By: orders.Actor{Role: orders.Resident, ID: "res"}}
		d.z.after(d.z.between(10*time.Second, 20*time.Minute), func() { d.link.send(func() { d.rates(e) }) })
	}
}

// rates is a request that reads the order where it arrives, as the API does: of
// a visit in its turn with the amendments of the record.
func (d *desk) rates(e dispatch.RateOrder) {
	z, id := d.z, e.Original.ID
	if v := d.archive.visits[id]; v != nil {
		if z.loop == nil || d.archive.asked[id] == z.rounds {
			return
		}
		d.archive.asked[id] = z.rounds
		e.Original = *v
	}
	z.inbox = append(z.inbox, letter{event: e})
}
