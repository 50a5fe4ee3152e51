package dispatch

import (
	"github.com/linli/linli/orders"
)

type (
	// RateOrder is what the resident of an order or a visit that has ended
	// thinks of it, said by them or by staff for them. Original is what the edge
	// found in its projection. Words are outside.
	RateOrder struct {
		Original orders.Order `json:"original"`
		Stars    int          `json:"stars"`
		Reasons  []string     `json:"reasons,omitempty"`
		By       orders.Actor `json:"by"`
	}
	// Rated is a fact: the order as it ended, with its rating.
	Rated struct {
		Order orders.Order `json:"order"`
	}
)

func (d Rated) apply(s *State) {
	if s.Orders.Get(d.Order.ID) != nil {
		s.Orders.Put(d.Order.ID, d.Order)
	}
	if c := s.Closed.Get(d.Order.ID); c != nil {
		c.Rating = d.Order.Rating
	}
	var sum orders.RatingSum
	if was := s.Ratings.Get(d.Order.Merchant); was != nil {
		sum = *was
	}
	sum.Add(*d.Order.Rating)
	s.Ratings.Put(d.Order.Merchant, sum)
}

// step takes one rating an order; the same again changes nothing.
func (e RateOrder) step(t *turn) {
	o, closed := e.Original, t.s.Closed.Get(e.Original.ID)
	here := t.s.Orders.Get(o.ID)
	if here != nil { // its payment is not settled
		o = *here
	}
	was := o.Rating
	if closed != nil {
		was = closed.Rating
	}
	r := orders.Rating{Stars: e.Stars, Reasons: e.Reasons, At: t.at, By: e.By}
	switch err := r.Check(); {
	case e.By.Role != orders.Resident && e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "a rating is the resident's"))
	case here == nil && closed == nil:
		t.refuse(orders.Refuse(orders.UnknownOrder, o.ID, "no order of this id has ended in the last days"))
	case o.Kind == orders.Return || !o.Succeeded() && o.Carriage != orders.Failed:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "only what was delivered, done, or has failed can be rated: it is %s", o.Carriage))
	case err != nil:
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "%s", err))
	case was != nil && was.Same(r):
	case was != nil:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "it was rated already, at %s", was.At))
	default:
		o.Rating, o.Seq = &r, o.Seq+1
		t.do(Rated{Order: o})
		t.publish(&o, orders.Move{Track: orders.RatingTrack, To: orders.Rated, Seq: o.Seq})
	}
}
