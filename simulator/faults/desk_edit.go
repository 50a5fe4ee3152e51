package faults

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// wish makes an order that is to be placed a little particular: a tip, windows
// for the counter and the door, or how a test of it is to end.
func (d *desk) wish(e *dispatch.PlaceOrder) {
	z := d.z
	if z.chance(0.3) {
		e.Tip = int64(50 * (1 + z.dice.IntN(10)))
	}
	if z.chance(0.3) {
		e.Windows = d.windows()
	}
	if z.chance(0.12) {
		e.Script = &orders.Script{Outcome: pick(z.dice, orders.Plays).Outcome}
		e.LiveMode = z.strikes(Meddling, 0.1) // which is refused
	}
}

// windows draws when goods may be fetched and handed over.
func (d *desk) windows() orders.Windows {
	z := d.z
	var w orders.Windows
	if z.chance(0.6) {
		w.Pickup.From = z.now.Add(z.between(0, 15*time.Minute))
	}
	if z.chance(0.6) {
		w.Dropoff.To = max(z.now, w.Pickup.From).Add(z.between(4*time.Minute, 40*time.Minute))
	}
	return w
}

// reconsiders is a merchant who changes an order, often after somebody has
// taken it, and now and then one that is not theirs.
func (d *desk) reconsiders(e dispatch.PlaceOrder) {
	z := d.z
	if !z.chance(0.35) {
		return
	}
	z.after(z.between(time.Minute, 25*time.Minute), func() {
		by, foreign := orders.Actor{Role: orders.Merchant, ID: string(e.Merchant)}, z.strikes(Meddling, 0.1)
		if foreign {
			by.ID = "m0"
		}
		change := d.change(e)
		change.By = by
		z.submit(d.link, change, func(r shell.Reply) {
			if foreign && r.Refusal() == nil {
				z.referee.wrong("merchant %s edited order %s of %s and was not refused", by.ID, e.ID, e.Merchant)
			}
		})
	})
}

// change draws what is to be otherwise about an order.
func (d *desk) change(e dispatch.PlaceOrder) dispatch.EditOrder {
	z := d.z
	change := dispatch.EditOrder{Order: e.ID, Reason: "resident"}
	switch u := z.dice.Float64(); {
	case u < 0.35:
		tip := int64(50 * z.dice.IntN(14))
		change.Tip = &tip
	case u < 0.65:
		w := d.windows()
		change.Windows = &w
	case u < 0.75:
		change.Due = z.now.Add(z.between(-5*time.Minute, 40*time.Minute))
	case u < 0.9:
		to := e.Dropoff
		to.Point = z.spot()
		change.Dropoff, change.Meters = &to, 900
	default:
		items := append([]orders.Item(nil), e.Items...)
		items[0].Quantity = 1 + z.dice.IntN(3)
		change.Items = items
	}
	return change
}
