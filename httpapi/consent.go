package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const consentDoc = `A withdrawal counts at once: a courier on the way to the locker comes to the door instead, goods in a robot are fetched from it, and staff is called where they lie in a locker already. Each change is recorded with when, by whom and by which channel.`

// ConsentChange is what a resident says of one delivery mode.
type ConsentChange struct {
	Mode  string `json:"mode" enum:"locker,robot"`
	Given bool   `json:"given" doc:"False withdraws."`
}

type residentConsentInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  ConsentChange
}

type trackConsentInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  struct {
		ConsentChange
		ForGood bool `json:"for_good,omitempty" doc:"Of a withdrawal, where the link shows for_good: from every order of the resident, now and later. To agree for good takes the resident's own key, or the desk: the shop has this link too."`
	}
}

func (s *Server) residentConsent(ctx context.Context, in *trackConsentInput) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	if b.ForGood {
		if err := s.withdrawForGood(ctx, doc.Order.Booking, b.ConsentChange); err != nil {
			return nil, err
		}
		return s.shown(ctx, doc.Order.ID)
	}
	return s.resident(ctx, dispatch.ChangeConsent{
		Order: doc.Order.ID, Mode: b.Mode, Given: b.Given,
		By: orders.Actor{Role: orders.Resident}, Channel: residents.Online,
	}, doc.Order.ID)
}

func (s *Server) withdrawForGood(ctx context.Context, b *orders.Booking, c ConsentChange) error {
	who := inCircleOf(b)
	switch {
	case c.Given:
		return invalid("body.for_good", "to agree for good takes the resident's own key, or the desk")
	case who == "":
		return invalid("body.for_good", "this order was booked for nobody of the circle: leave for_good out")
	}
	by := orders.Actor{Role: orders.Resident, ID: who}
	_, err := s.agree(ctx, who, residents.Agreed{Mode: c.Mode, By: by.Name(), Channel: residents.Online}, by)
	return err
}

// resident submits what a resident asks for behind the link, and answers with
// what the link shows after it.
func (s *Server) resident(ctx context.Context, ev dispatch.Event, id orders.ID) (*answer[Tracking], error) {
	if _, err := s.submit(ctx, shell.Request{Event: ev}); err != nil {
		return nil, err
	}
	return s.shown(ctx, id)
}

// shown answers with what the link of an order shows now.
func (s *Server) shown(ctx context.Context, id orders.ID) (*answer[Tracking], error) {
	doc, err := s.Store.Order(ctx, id)
	if err != nil {
		return nil, err
	}
	v, err := s.tracking(ctx, doc)
	if err != nil {
		return nil, err
	}
	return reply(v), nil
}

type staffConsentInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		ConsentChange
		Channel string `json:"channel" enum:"counter,phone,round" doc:"How the resident said it."`
	}
}

func (s *Server) staffConsent(ctx context.Context, in *staffConsentInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.ChangeConsent{
		Order: id, Mode: in.Body.Mode, Given: in.Body.Given, By: staffOf(ctx), Channel: residents.Channel(in.Body.Channel),
	})
}

func agreedView(record []residents.Agreed) []Agreed {
	var out []Agreed
	for _, a := range record {
		out = append(out, Agreed{Mode: a.Mode, Given: a.Given, At: a.At.Time(), By: a.By, Channel: string(a.Channel)})
	}
	return out
}
