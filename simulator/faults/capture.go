package faults

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	wire "github.com/linli/linli/wire/courier"
)

// shows is a carer who begins or ends the work: by the phone of the home, where
// there is one, or in the app.
func (c *courier) shows(t wire.Task, v orders.Verb) dispatch.Event {
	z := c.z
	if line := z.landline(t.Order); line != "" && z.chance(0.35) {
		e := dispatch.CallIn{Courier: c.id, Order: t.Order, Verb: v, Landline: line, Matched: true}
		switch {
		case z.strikes(WrongPIN, 0.15):
			e.Matched = false
		case z.strikes(Meddling, 0.3):
			e.Landline = "elsewhere" // another telephone, given out as this one
		}
		return e
	}
	return dispatch.AttendVisit{Courier: c.id, Order: t.Order, Verb: v, Capture: c.capture(t)}
}

// capture is what a carer's phone shows: where it is, which may be elsewhere,
// the code of the card at the door, which may be mistyped, or nothing.
func (c *courier) capture(t wire.Task) orders.Capture {
	z := c.z
	var shown orders.Capture
	if z.chance(0.5) {
		at := t.Point
		if z.chance(0.2) {
			at = z.spot()
		}
		shown.Point, shown.Accuracy = &at, geo.Meters(5+z.dice.IntN(80))
	}
	if z.chance(0.4) {
		shown.Card = z.desk.archive.hangs(z.visited(t.Order))
		if z.strikes(WrongPIN, 0.25) {
			shown.Card = "guessed"
		}
	}
	return shown
}

// landline is the telephone of the home of a visit, as carers know it who are
// there; "": there is none.
func (z *zone) landline(id orders.ID) string {
	if o := z.visit(id); o != nil {
		return o.Call.Landline
	}
	return ""
}

// visited is who is visited, "" when the process cannot say.
func (z *zone) visited(id orders.ID) string {
	if o := z.visit(id); o != nil {
		return o.Call.Resident
	}
	return ""
}

// visit is an open visit, or nil.
func (z *zone) visit(id orders.ID) *orders.Order {
	s := z.state()
	if s == nil {
		return nil
	}
	if o := s.Orders.Get(id); o != nil && o.Call != nil {
		return o
	}
	return nil
}
