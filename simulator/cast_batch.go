package simulator

import "github.com/linli/linli/orders"

// partyOf names the batch that an order rides with, if it does.
func partyOf(o *orders.Order) orders.ID {
	if o.Bound() {
		return o.Batch
	}
	return ""
}

// rides reports whether a parcel is of the same batch as another.
func (c *Cast) rides(p *parcel, with orders.ID) bool {
	q := c.world.parcels[with]
	return p.batch != "" && q != nil && q.batch == p.batch
}

// comes returns who has been sent for the rest of a parcel's batch, or "".
func (c *Cast) comes(p *parcel) (worker string) {
	for id, q := range c.world.parcels {
		w := q.part.Worker
		if q != p && c.rides(p, id) && q.part.idle() && c.crew[w] != nil && (worker == "" || w < worker) {
			worker = w
		}
	}
	return worker
}

// loadOf is what whoever comes for a parcel must be able to carry.
func (c *Cast) loadOf(p *parcel) orders.Size {
	load := (&orders.Order{Items: p.Items}).Size()
	for id, q := range c.world.parcels {
		if q != p && c.rides(p, id) {
			load = load.Plus((&orders.Order{Items: q.Items}).Size())
		}
	}
	return load
}
