package dispatch

import (
	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// batchLimit bounds the rows of one registration: a step answers at once.
const batchLimit = 500

// The circle: what an operator sets up around its merchants. Each row replaces
// the one of its id.
type (
	// RegisterCommunity adds or changes a community.
	RegisterCommunity struct {
		Community circle.Community `json:"community"`
	}
	// RegisterBuildings adds or changes at most 500 buildings: all, or none.
	RegisterBuildings struct {
		Buildings []circle.Building `json:"buildings"`
	}
	// RegisterOfferings adds or changes at most 500 offerings: all, or none.
	RegisterOfferings struct {
		Offerings []circle.Offering `json:"offerings"`
	}
)

func (e RegisterCommunity) step(t *turn) {
	if err := e.Community.Check(); err != nil {
		t.refuse(orders.Refuse(orders.BadRegistration, "", "%s", err))
		return
	}
	t.do(CommunityPut{Community: e.Community})
}

func (e RegisterBuildings) step(t *turn) {
	if r := sized(len(e.Buildings)); r != nil {
		t.refuse(r)
		return
	}
	for i := range e.Buildings {
		b := &e.Buildings[i]
		if err := b.Check(); err != nil {
			t.refuse(orders.Refuse(orders.BadRegistration, "", "%s", err))
			return
		}
		if t.s.Communities.Get(b.Community) == nil {
			t.refuse(orders.Refuse(orders.UnknownCommunity, "", "no community %q in this zone, where building %s is said to be", b.Community, b.ID))
			return
		}
	}
	for _, b := range e.Buildings {
		t.do(BuildingPut{Building: b})
	}
}

func (e RegisterOfferings) step(t *turn) {
	if r := sized(len(e.Offerings)); r != nil {
		t.refuse(r)
		return
	}
	for i := range e.Offerings {
		o := &e.Offerings[i]
		if err := o.Check(); err != nil {
			t.refuse(orders.Refuse(orders.BadRegistration, "", "%s", err))
			return
		}
		if t.s.Providers.Get(o.Provider) == nil {
			t.refuse(orders.Refuse(orders.UnknownProvider, "", "no merchant %q in this zone, who is said to offer %s", o.Provider, o.ID))
			return
		}
	}
	for _, o := range e.Offerings {
		t.do(OfferingPut{Offering: o})
	}
}

func (d CommunityPut) apply(s *State) { s.Communities.Put(d.Community.ID, d.Community) }
func (d BuildingPut) apply(s *State)  { s.Buildings.Put(d.Building.ID, d.Building) }
func (d OfferingPut) apply(s *State)  { s.Offerings.Put(d.Offering.ID, d.Offering) }

func sized(n int) *orders.Rejection {
	if n < 1 || n > batchLimit {
		return orders.Refuse(orders.BadRegistration, "", "%d rows are not between 1 and %d", n, batchLimit)
	}
	return nil
}

// registrable says what of a provider cannot be, or nil.
func (t *turn) registrable(p *circle.Provider) *orders.Rejection {
	if p.Hours != nil {
		if err := p.Hours.Check(); err != nil {
			return orders.Refuse(orders.BadRegistration, "", "%s", err)
		}
	}
	if p.Cancel != nil {
		if err := p.Cancel.Check(); err != nil {
			return orders.Refuse(orders.BadRegistration, "", "%s", err)
		}
	}
	if err := p.Area.Check(); err != nil {
		return orders.Refuse(orders.BadRegistration, "", "%s", err)
	}
	if p.Community != "" && t.s.Communities.Get(p.Community) == nil {
		return orders.Refuse(orders.UnknownCommunity, "", "no community %q in this zone", p.Community)
	}
	return nil
}

// serves says why a provider does not take an order for a place, to be ready
// at a time, or nil.
func (t *turn) serves(p *circle.Provider, to geo.Point, ready clock.Instant) *orders.Rejection {
	if !p.Serves(to) {
		return orders.Refuse(orders.OutOfArea, "", "%s does not go there", p.Name)
	}
	if c := t.s.calendar(p); !p.OpenAt(&c, ready) {
		r := orders.Refuse(orders.ProviderClosed, "", "%s is closed then", p.Name)
		if opens, ok := p.Hours.NextOpening(&c, ready); ok {
			r.Detail += "; it opens at " + opens.String()
		}
		return r
	}
	if p.Capacity > 0 && t.s.inWork(p.ID) >= p.Capacity {
		r := orders.Refuse(orders.ProviderFull, "", "%s has %d orders in work and takes no more until one is ready", p.Name, p.Capacity)
		r.Retryable = true
		return r
	}
	return nil
}

// calendar is what a provider's hours are kept by.
func (s *State) calendar(p *circle.Provider) clock.Calendar {
	return s.calendarOf(p.Community)
}

// inWork counts a provider's orders that it has not finished preparing.
func (s *State) inWork(id circle.ProviderID) int {
	n := 0
	for _, o := range s.Orders.All() {
		if o.Merchant == id && preparing(o) {
			n++
		}
	}
	return n
}

func preparing(o *orders.Order) bool {
	return !o.Terminal() && o.Preparation != orders.Ready && o.Preparation != orders.Refused
}
