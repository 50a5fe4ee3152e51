package faults

import (
	"slices"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// pin is staff who promises a carer for a visit, a time, or both, or takes that
// back; now and then a merchant, whose word does not count.
func (d *desk) pin(s *dispatch.State, ids []orders.ID) {
	z := d.z
	visits := slices.DeleteFunc(slices.Clone(ids), func(id orders.ID) bool { return s.Orders.Get(id).Call == nil })
	if len(visits) == 0 {
		return
	}
	o := s.Orders.Get(pick(z.dice, visits))
	e := dispatch.PinVisit{Order: o.ID, By: d.archive.somebody(), Reason: "family_asked"}
	if z.chance(0.8) {
		e.Carer = pick(z.dice, []string{"c6", "c7", "c8"})
	}
	if z.chance(0.3) {
		e.At = o.Call.From.Add(z.between(0, o.Call.To.Sub(o.Call.From)+time.Minute))
	}
	z.submit(d.link, e, nil)
}
