package faults

import (
	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/orders"
	wire "github.com/linli/linli/wire/courier"
)

// Two compounds lie east of the river. Couriers stay outside, at their gates;
// into the estate they go with what no robot can bring.
func compounds() []lanes.Feature {
	area := func(south, north float64) []geo.Point {
		return []geo.Point{place(800, south), place(1200, south), place(1200, north), place(800, north)}
	}
	return []lanes.Feature{
		{ID: "lodge", Kind: lanes.Handover, Points: []geo.Point{place(1000, block*upper)}},
		{ID: "barrier", Kind: lanes.Handover, Points: []geo.Point{place(1000, block*lower)}},
		{ID: "estate", Kind: lanes.Compound, Points: area(block*upper+15, 600), Gate: "lodge", Exceptions: true},
		{ID: "villas", Kind: lanes.Compound, Points: area(15, block*lower-15), Gate: "barrier"},
	}
}

// compoundAt returns the compound in which a place is, or nil.
func (z *zone) compoundAt(p geo.Point) *lanes.Feature {
	if !z.drawn {
		return nil
	}
	for _, f := range compounds() {
		if f.Kind == lanes.Compound && circle.Ring(f.Points).Holds(p) {
			return &f
		}
	}
	return nil
}

// waits is a courier at a gate, with goods that a robot takes over. Some try to
// be rid of them before.
func (c *courier) waits(t wire.Task) {
	c.at = t.Point
	if c.z.strikes(Meddling, 0.03) {
		c.z.submit(c.in, dispatch.DeliverOrder{Courier: c.id, Order: t.Order, Proof: "guessed"}, nil)
	}
}

// brings reports whether a courier stands at a gate with the goods of an order.
func (z *zone) brings(o *orders.Order) bool {
	for _, c := range z.couriers {
		if string(c.id) == o.Worker {
			return len(c.tasks) > 0 && c.tasks[0].Order == o.ID && c.tasks[0].Kind != fleet.Pickup && c.at == c.tasks[0].Point
		}
	}
	return false
}

// keptOut: nobody is sent to a door in a compound that no courier enters, but for
// what staff lets in, or what is in there already.
func (r *referee) keptOut(b *book, m orders.Move) {
	o := &b.order
	c := r.z.compoundAt(o.Dropoff.Point)
	if c == nil || c.Exceptions || m.Mode != "door" || o.Kind == orders.Return || o.Kind == orders.Visit || r.z.unfenced() {
		return
	}
	in := r.z.compoundAt(o.Pickup)
	if in == nil && o.Way.Mode != "door" && b.brought == "" {
		r.wrong("order %s goes to a door in compound %s with %s", o.ID, c.ID, m.Worker)
	}
}

// unfenced reports whether the compounds are not drawn yet.
func (z *zone) unfenced() bool {
	s := z.state()
	return s == nil || s.Lanes.Feature("compound/villas") == nil
}
