package httpapi

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// when returns an instant for JSON, nil when none is set.
func when(i clock.Instant) *time.Time {
	if i.IsZero() || i == clock.Never {
		return nil
	}
	t := i.Time()
	return &t
}

// show returns an order as it stands.
func (s *Server) show(d shell.OrderDoc) Order { return s.render(&d.Order, d.At) }

// created returns the answer to an order's creation: a function of the order
// as it was placed and of nothing else, so that a repeated key gets the same
// bytes.
func (s *Server) created(d shell.OrderDoc) Order {
	o := s.render(&d.Placed, d.Placed.Placed)
	o.PIN = s.Pepper.PIN(d.Placed.ID)
	return o
}

func (s *Server) render(o *orders.Order, updated clock.Instant) Order {
	v := Order{
		ID: string(o.ID), ExternalID: o.External, Merchant: string(o.Merchant), Kind: string(o.Kind),
		Status: string(o.Status()), Preparation: string(o.Preparation), Carriage: string(o.Carriage),
		Attempt: o.Attempt, Seq: o.Seq, Held: o.Held, Items: o.Items, Pickup: o.Pickup,
		Dropoff: OrderPlace{
			Point: o.Dropoff.Point, Handover: o.Dropoff.Handover, Building: o.Dropoff.Building,
			Floor: o.Dropoff.Floor, Lift: o.Dropoff.Lift,
		},
		Mode: string(o.Mode), Worker: o.Worker, Crew: crewView(o), Legs: legsView(o), Locker: o.Locker, Reason: o.Reason,
		ReadyAt: when(o.ReadyAt), ETA: when(o.ETA), Due: when(o.Due), DoneAt: when(o.DoneAt),
		Fee: o.Fee, Currency: o.Currency, TrackingURL: s.PublicURL + "/track/" + s.Pepper.Token(o.ID),
		Consent: o.Consent, LiveMode: o.LiveMode, Sandbox: sandboxView(o.Script), BatchID: string(o.Batch), ReturnOf: string(o.ReturnOf), Return: string(o.Return), ReopenOf: string(o.ReopenOf), Booking: bookingView(o.Booking),
		CreatedAt: o.Placed.Time(), UpdatedAt: updated.Time(),
	}
	v.Agreed, v.Rating, v.After, v.Pinned = agreedView(o.Agreed), ratingView(o), afterView(o), pinnedView(o)
	s.showTerms(&v, o)
	if v.Items == nil {
		v.Items = []orders.Item{}
	}
	if o.Payment != nil {
		v.Payment = &PaymentState{Amount: o.Payment.Amount, Currency: o.Payment.Currency, State: o.Payment.State}
	}
	return v
}

func (s *Server) page(docs []shell.OrderDoc, next string) OrderPage {
	p := OrderPage{Orders: make([]Order, len(docs)), Next: next}
	for i, d := range docs {
		p.Orders[i] = s.show(d)
	}
	return p
}

func legsView(o *orders.Order) (list []Leg) {
	for _, l := range o.Legs {
		list = append(list, Leg{Worker: l.Worker, Mode: string(l.Mode), Till: l.Till.Time()})
	}
	return list
}
