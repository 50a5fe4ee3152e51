package simulator

import (
	"slices"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// team reports whether a parcel is a visit for several carers.
func (p *parcel) team() bool { return p.Call != nil && p.Call.Carers > 1 }

// befalls reports whether a trouble that happens once is a carer's: of several,
// that of the one who was sent first.
func (w *World) befalls(id orders.ID, o orders.Outcome, carer fleet.WorkerID) bool {
	return w.first(id, o) && (!w.parcels[id].team() || w.parcels[id].part.Sent[0] == string(carer))
}

// watch notes who has a visit for several carers after a decision about it:
// somebody else comes when one has lost it.
func (c *Cast) watch(s *dispatch.State, id orders.ID) {
	o := s.Orders.Get(id)
	if o == nil || !o.Team() {
		return
	}
	barred := slices.Clone(o.Barred)
	c.stage.After(lag, func() {
		if p := c.world.parcels[id]; p != nil && len(barred) > len(p.part.Lost) {
			p.part.Lost = barred
			c.search(id)
		}
	})
}

// crewUp sends as many carers as a visit for several lacks. They are asked by
// the engine, which alone can find a start for all of them, and take it.
func (c *Cast) crewUp(p *parcel) {
	if !p.part.idle() || p.part.unattended() {
		return
	}
	p.part.Sent = slices.DeleteFunc(p.part.Sent, func(w string) bool { return c.crew[w] == nil || slices.Contains(p.part.Lost, w) })
	for len(p.part.Sent) < p.Call.Carers {
		c.carer(p)
		p.part.Sent = append(p.part.Sent, p.part.Worker)
	}
}
