package dispatch

import (
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Unserved is demand that the circle could not serve: an order or a quote that
// was refused, an order that nobody could carry, a quote without any way to
// hand over. It answers nobody; the coverage report counts it.
type Unserved struct {
	ID       string            `json:"id"` // of the order or the quote
	Merchant circle.ProviderID `json:"merchant"`
	Category circle.Category   `json:"category,omitempty"` // the merchant's, when it is known
	Kind     string            `json:"kind"`               // goods, meal, …, or quote
	Cell     string            `json:"cell"`               // H3 cell of the door, resolution 10
	Needs    residents.Needs   `json:"needs"`
	Why      circle.Why        `json:"why"`
}

// Demand is what a coverage report counts of it.
func (d *Unserved) Demand() (circle.Demand, error) {
	cell, err := geo.ParseCell(d.Cell)
	return circle.Demand{Cell: cell, Category: d.Category, Why: d.Why, Needy: d.Needs != residents.Needs{}, Times: 1}, err
}

// Nothing in the state remembers it: the projection does.
func (Unserved) apply(*State) {}

// whys says which refusals are unserved demand, and why. A request that is
// wrong in itself is none.
var whys = map[orders.Code]circle.Why{
	orders.UnknownProvider: circle.NoProvider, orders.ProviderPaused: circle.Paused, orders.ProviderClosed: circle.ClosedThen,
	orders.OutOfArea: circle.OutOfArea, orders.ProviderFull: circle.Full, orders.Infeasible: circle.TooLarge,
}

// turnAway refuses an order or a quote, and notes the demand.
func (t *turn) turnAway(d Unserved, at geo.Point, r *orders.Rejection) {
	if why, ok := whys[r.Code]; ok {
		d.Why = why
		t.note(d, at)
	}
	t.refuse(r)
}

// note fills in where the demand is and what it is for.
func (t *turn) note(d Unserved, at geo.Point) {
	if cell, err := geo.CellOf(at); err == nil {
		d.Cell = cell.String()
	}
	if p := t.s.Providers.Get(d.Merchant); p != nil {
		d.Category = p.Category
	}
	t.do(d)
}

// noteQuote notes a quote that leaves no way to hand over.
func (t *turn) noteQuote(e AskQuote, modes []QuotedMode) {
	why := circle.Why("")
	for _, m := range modes {
		if m.Open {
			return
		}
		why = worse(why, m.Reason)
	}
	t.note(Unserved{ID: e.ID, Merchant: e.Merchant, Kind: "quote", Needs: e.Needs, Why: why}, e.Dropoff.Point)
}

// noteUncarried notes an order that no worker could take in time.
func (t *turn) noteUncarried(o *orders.Order) {
	if o.Kind == orders.Return {
		return
	}
	why, open := circle.Why(""), false
	for _, opt := range t.s.options(o) {
		reason := t.s.barred(o, opt, time.Duration(0))
		open = open || reason == ""
		why = worse(why, reason)
	}
	if open {
		why = circle.NoWorker
	}
	t.note(Unserved{ID: string(o.ID), Merchant: o.Merchant, Kind: string(o.Kind), Needs: o.Needs, Why: why}, o.Dropoff.Point)
}

// worse chooses between the reasons of several modes: what the resident
// needs tells more about a circle than what was free.
func worse(why circle.Why, reason string) circle.Why {
	now := circle.NoMode
	switch reason {
	case "access":
		now = circle.Access
	case "no_way":
		now = circle.NoWay
	}
	if why == "" || why == circle.NoMode || now == circle.Access {
		return now
	}
	return why
}
