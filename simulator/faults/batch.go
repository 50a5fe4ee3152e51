package faults

import (
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// batch lets a merchant send two or three meals that ride together, until there
// is an answer.
func (d *desk) batch(id orders.ID) {
	z, done := d.z, false
	d.numbered[id] = true
	e := dispatch.PlaceBatch{ID: id, Key: "key " + string(id), Digest: "digest " + string(id)}
	for n := range 2 + z.dice.IntN(2) {
		m := d.meal(dispatch.MemberOf(id, n+1))
		d.wish(&m)
		m.Key, m.Digest, m.Script, m.LiveMode, m.Items[0].Quantity = "", "", nil, false, 1
		if n > 0 {
			m.Merchant = e.Orders[0].Merchant
		}
		e.Orders = append(e.Orders, m)
	}
	z.until(6*time.Second, func() bool {
		if done {
			return true
		}
		z.submit(d.link, e, func(r shell.Reply) {
			if done {
				return
			}
			done = true
			d.answered++
			if r.Refusal() == nil {
				z.referee.whole(e)
				d.send(e)
			}
		})
		return false
	})
}

// send is the merchant's and the residents' part in a batch.
func (d *desk) send(e dispatch.PlaceBatch) {
	for _, o := range e.Orders {
		d.follow(o)
	}
	if d.z.chance(0.15) {
		by := orders.Actor{Role: orders.Merchant, ID: string(e.Orders[0].Merchant)}
		d.z.after(d.z.between(time.Minute, 12*time.Minute), func() {
			d.z.submit(d.link, dispatch.CancelBatch{Batch: e.ID, By: by, Reason: "mind"}, nil)
		})
	}
}
