package faults

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// code is the digest of what opens the compartment that is kept for an order.
func code(id orders.ID) string { return "code of " + string(id) }

// brings lets a merchant put an order's goods into a locker itself, or want to:
// some forget it, some think better of it, and some type what is not the code.
func (d *desk) brings(e dispatch.PlaceOrder) {
	z, id, by := d.z, e.ID, orders.Actor{Role: orders.Merchant, ID: string(e.Merchant)}
	if !z.chance(0.2) {
		return
	}
	z.after(z.between(time.Minute, 6*time.Minute), func() {
		z.submit(d.link, dispatch.KeepCompartment{Order: id, Proof: code(id), By: by}, nil)
	})
	if z.chance(0.1) {
		z.after(z.between(4*time.Minute, 12*time.Minute), func() {
			z.submit(d.link, dispatch.ReleaseCompartment{Order: id, By: by, Reason: "mind"}, nil)
		})
	}
	if z.chance(0.25) {
		return
	}
	z.after(z.between(6*time.Minute, 14*time.Minute), func() {
		z.until(40*time.Second, func() bool {
			o, known := d.order(id)
			if known && (o == nil || o.Berth == nil) {
				return true
			}
			typed := code(id)
			if z.strikes(WrongPIN, 0.1) {
				typed = "guessed"
			}
			z.submit(d.link, dispatch.PutIn{Order: id, Proof: typed}, nil)
			return false
		})
	})
}
