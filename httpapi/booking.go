package httpapi

import (
	"context"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// Assisted says who books, for whom and how: at a counter, on the telephone or
// on a round it is the same order as online.
type Assisted struct {
	Merchant   string `json:"merchant,omitempty" maxLength:"64" doc:"With staff's key: for which merchant; it must be said."`
	BookedBy   string `json:"booked_by,omitempty" enum:"self,relative,staff" doc:"Who speaks; self when left out, staff with staff's key."`
	OnBehalfOf string `json:"on_behalf_of,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"Your id of the resident, no name."`
	Channel    string `json:"channel,omitempty" enum:"online,counter,phone,round" doc:"How it reached you; online when left out. With staff's key it must be said."`
}

// booker returns for which merchant the key books, and what stands in the
// order of who did.
func (s *Server) booker(ctx context.Context, a Assisted) (circle.ProviderID, *orders.Booking, error) {
	c := credentialOf(ctx)
	b := &orders.Booking{By: orders.Booker(a.BookedBy), For: a.OnBehalfOf, Channel: residents.Channel(a.Channel)}
	if c.Has(shell.ScopeOrders) && (a.Merchant == "" || a.Merchant == c.Subject) {
		if a == (Assisted{}) || a == (Assisted{Merchant: c.Subject}) {
			return circle.ProviderID(c.Subject), nil, nil
		}
		b.Entered = merchantOf(ctx)
		if b.By == "" {
			b.By = orders.BySelf
		}
		if b.Channel == "" {
			b.Channel = residents.Online
		}
		return circle.ProviderID(c.Subject), b, nil
	}
	if !c.Has(shell.ScopeStaff) {
		return "", nil, newProblem("forbidden", "booking needs a key with the scope orders, for its own merchant, or staff")
	}
	switch {
	case a.Merchant == "":
		return "", nil, invalid("body.merchant", "say for which merchant you book")
	case b.Channel == "" || b.Channel == residents.Online:
		return "", nil, invalid("body.channel", "say how it reached you: counter, phone or round")
	}
	if b.By == "" {
		b.By = orders.ByStaff
	}
	b.Entered = staffOf(ctx)
	return circle.ProviderID(a.Merchant), b, nil
}

// keyFor keeps the idempotency keys of the desk apart from the merchant's own.
func keyFor(b *orders.Booking, key string) string {
	if b != nil && b.Entered.Role == orders.Staff {
		return b.Entered.Name() + " " + key
	}
	return key
}

// Booking is who booked an order, as the API shows it.
type Booking struct {
	BookedBy   string `json:"booked_by" enum:"self,relative,staff"`
	OnBehalfOf string `json:"on_behalf_of,omitempty"`
	Channel    string `json:"channel" enum:"online,counter,phone,round"`
	EnteredBy  string `json:"entered_by" doc:"Role and id of who typed it."`
}

func bookingView(b *orders.Booking) *Booking {
	if b == nil {
		return nil
	}
	return &Booking{BookedBy: string(b.By), OnBehalfOf: b.For, Channel: string(b.Channel), EnteredBy: b.Entered.Name()}
}
