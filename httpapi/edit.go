package httpapi

import (
	"context"
	"errors"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const editDoc = `Send what is to change; what is left out stays. Contact and tip can change until the order ends. Where it goes, its items, due and windows can change until it is picked up: a courier who has it is released, and it is planned anew; a new door is priced anew. A tip that a worker has seen can only be raised. Items of an order with payment cannot cost more than is held for.`

// OrderEdit is the body of PATCH /v1/orders/{id}.
type OrderEdit struct {
	Reason        string        `json:"reason" minLength:"1" maxLength:"200" doc:"A short code, e.g. customer_request. No personal data."`
	Contact       *ContactEdit  `json:"contact,omitempty"`
	Dropoff       *Dropoff      `json:"dropoff,omitempty"`
	Items         []orders.Item `json:"items,omitempty" nullable:"false" minItems:"1" maxItems:"200" doc:"All of them, also those that stay."`
	Due           *time.Time    `json:"due,omitempty"`
	PickupWindow  *Window       `json:"pickup_window,omitempty"`
	DropoffWindow *Window       `json:"dropoff_window,omitempty"`
	Tip           *int64        `json:"tip,omitempty" minimum:"0" maximum:"10000000" doc:"In minor units."`
}

// ContactEdit is what changes of the resident's personal data.
type ContactEdit struct {
	Name    *string `json:"name,omitempty" maxLength:"120"`
	Phone   *string `json:"phone,omitempty" maxLength:"40"`
	Address *string `json:"address,omitempty" maxLength:"300"`
	Note    *string `json:"note,omitempty" maxLength:"500" doc:"What the courier should know."`
}

func (s *Server) editOrder(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64"`
	Body OrderEdit
}) (*answer[Order], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	b, o := &in.Body, &doc.Order
	ev := dispatch.EditOrder{Order: o.ID, By: merchantOf(ctx), Reason: b.Reason, Tip: b.Tip, Due: instant(b.Due)}
	if b.Items != nil {
		ev.Items = unrefused(b.Items)
	}
	if b.PickupWindow != nil || b.DropoffWindow != nil {
		w := o.Windows
		if b.PickupWindow != nil {
			w.Pickup = b.PickupWindow.core()
		}
		if b.DropoffWindow != nil {
			w.Dropoff = b.DropoffWindow.core()
		}
		ev.Windows = &w
	}
	if b.Dropoff != nil {
		drop, err := s.dropoff(*b.Dropoff)
		if err != nil {
			return nil, err
		}
		if ev.Meters, err = s.way(o.Pickup, drop); err != nil {
			return nil, err
		}
		ev.Dropoff = &drop
	}
	persons, err := s.edited(ctx, o.ID, b.Contact)
	if err != nil {
		return nil, err
	}
	if _, err := s.submit(ctx, shell.Request{Event: ev, Persons: persons}); err != nil {
		return nil, err
	}
	if doc, err = s.Store.Order(ctx, o.ID); err != nil {
		return nil, err
	}
	return reply(s.show(doc)), nil
}

// edited returns an order's person as it is to be, none when nothing changes.
func (s *Server) edited(ctx context.Context, id orders.ID, c *ContactEdit) ([]shell.Person, error) {
	if c == nil {
		return nil, nil
	}
	p, err := s.Store.Person(ctx, id)
	if errors.Is(err, shell.ErrNotFound) {
		return nil, newProblem("conflict", "the contact of this order was erased and cannot be edited")
	}
	if err != nil {
		return nil, err
	}
	for _, f := range []struct{ to, from *string }{{&p.Name, c.Name}, {&p.Phone, c.Phone}, {&p.Address, c.Address}, {&p.Note, c.Note}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	p.Order = id
	return []shell.Person{p}, nil
}

func (s *Server) chaseOrder(ctx context.Context, in *orderInput) (*answer[Order], error) {
	if _, err := s.own(ctx, in.ID); err != nil {
		return nil, err
	}
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.ChaseOrder{Order: id, By: merchantOf(ctx)})
}

func (s *Server) answerChase(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Answer     string     `json:"answer" enum:"on_its_way,delayed,seeking,lost,call_us"`
		ExpectedAt *time.Time `json:"expected_at,omitempty" doc:"When you expect the hand-over."`
	}
}) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.AnswerChase{Order: id, By: staffOf(ctx), Answer: orders.Answer(in.Body.Answer), When: instant(in.Body.ExpectedAt)})
}
