package dispatch

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

type (
	// ReopenOrder is staff's word that an order that failed or was called off
	// is to be tried again: as a new order, linked to the old one. Original is
	// what the edge found in its projection; Due is zero for the usual promise.
	// A visit takes place in the window From to Due.
	ReopenOrder struct {
		ID       orders.ID     `json:"id"`
		Original orders.Order  `json:"original"`
		From     clock.Instant `json:"from,omitempty"`
		Due      clock.Instant `json:"due,omitempty"`
		Proof    string        `json:"proof,omitempty"`
		By       orders.Actor  `json:"by"`
		Reason   string        `json:"reason"`
	}
	// TellResident is a message of staff's to the resident of an order, by its
	// name in the catalogue: no free text enters the journal.
	TellResident struct {
		Order   orders.ID    `json:"order"`
		Subject string       `json:"subject"`
		By      orders.Actor `json:"by"`
		Reason  string       `json:"reason"`
	}
	// Told is a command: the resident is to be told.
	Told struct {
		Order   orders.ID    `json:"order"`
		Subject string       `json:"subject"`
		By      orders.Actor `json:"by"`
		Reason  string       `json:"reason"`
	}
)

// Nothing in the state remembers it: the order's history does.
func (Told) apply(*State) {}

func (e ReopenOrder) step(t *turn) {
	was := e.Original
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, was.ID, "only staff may open an order again"))
	case t.s.Orders.Get(e.ID) != nil || t.s.Closed.Get(e.ID) != nil:
		t.do(Replayed{Order: e.ID})
	case was.Carriage != orders.Failed && was.Carriage != orders.Cancelled || was.Kind == orders.Return:
		t.refuse(orders.Refuse(orders.IllegalMove, was.ID, "only an order that failed or was called off can be opened again"))
	case t.s.Orders.Get(was.ID) != nil && !t.s.Orders.Get(was.ID).Terminal():
		t.refuse(orders.Refuse(orders.IllegalMove, was.ID, "the order is still on its way"))
	case t.s.Providers.Get(was.Merchant) == nil:
		t.refuse(orders.Refuse(orders.UnknownProvider, was.ID, "its merchant is gone"))
	case was.Kind == orders.Visit && (e.From <= t.at || e.Due < e.From):
		t.refuse(orders.Refuse(orders.BadOrder, was.ID, "a visit needs a new window that is still to come"))
	case e.Due != 0 && e.Due <= t.at:
		t.refuse(orders.Refuse(orders.BadOrder, was.ID, "due is in the past"))
	default:
		t.reopen(e)
	}
}

// reopen places the order anew. The hold on the resident's card ended with the
// old one, so the new one is paid at the door or by other means.
func (t *turn) reopen(e ReopenOrder) {
	was := e.Original
	p := PlaceOrder{
		ID: e.ID, Merchant: was.Merchant, Kind: was.Kind, LiveMode: was.LiveMode, Script: was.Script.Rest(), Dropoff: was.Dropoff,
		Needs: was.Needs, Consent: was.Consent, Due: e.Due, Proof: e.Proof, Booking: was.Booking,
	}
	for _, it := range was.Items {
		it.Refused = 0
		p.Items = append(p.Items, it)
	}
	var o orders.Order
	if was.Kind == orders.Visit {
		c := *was.Call
		c.From, c.To = e.From, e.Due
		p.Call = &c
		o = t.booking(p)
	} else {
		o = t.draft(p)
	}
	o.Fee, o.Agreed, o.ReopenOf, o.Reason = was.Fee, slices.Clone(was.Agreed), was.ID, e.Reason
	if was.Follows() && t.s.Orders.Get(was.After.Order) != nil {
		o.After, _ = t.s.linked(was.After.Order, t.at)
	}
	t.place(o)
	t.relink(was.ID, o.ID)
	if o.Kind != orders.Visit && t.s.Providers.Get(o.Merchant).AutoAccept {
		t.must(o.ID, orders.Accept, engine, "")
	}
	if t.s.Troubles.Get(was.ID) != nil {
		t.do(TroubleGone{Order: was.ID, By: e.By, Reason: e.Reason})
	}
}

func (e TellResident) step(t *turn) {
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, e.Order, "only staff writes to residents"))
	case t.s.Orders.Get(e.Order) == nil && t.s.Closed.Get(e.Order) == nil:
		t.order(e.Order)
	default:
		t.do(Told(e))
	}
}
