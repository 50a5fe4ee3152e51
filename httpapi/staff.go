package httpapi

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

func staffOf(ctx context.Context) orders.Actor {
	c := credentialOf(ctx)
	if c.Subject != "" {
		return orders.Actor{Role: orders.Staff, ID: c.Subject}
	}
	return orders.Actor{Role: orders.Staff, ID: c.ID}
}

type staffOrdersInput struct {
	OrderQuery
	Merchant string `query:"merchant" maxLength:"64" doc:"Only this merchant's."`
}

func (s *Server) staffOrders(ctx context.Context, in *staffOrdersInput) (*answer[OrderPage], error) {
	f := in.filter()
	f.Merchant = in.Merchant
	docs, next, err := s.Store.Orders(ctx, f)
	if err != nil {
		return nil, err
	}
	p := s.page(docs, next)
	if credentialOf(ctx).ID == "" {
		for i := range p.Orders {
			p.Orders[i].TrackingURL = "" // it shows the PIN
		}
	}
	return reply(p), nil
}

func (s *Server) staffOrder(ctx context.Context, in *orderInput) (*answer[StaffOrder], error) {
	id := orders.ID(in.ID)
	doc, err := s.Store.Order(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Timeline(ctx, id)
	if err != nil {
		return nil, err
	}
	v := StaffOrder{Order: s.show(doc), Timeline: entries(rows), Explanations: explanations(rows)}
	if credentialOf(ctx).ID == "" {
		v.Order.TrackingURL = ""
		if s.Demo && !doc.Order.Terminal() {
			v.Order.PIN = s.Pepper.PIN(id) // its residents do not exist, and who rides along must be able to deliver
		}
		return reply(v), nil
	}
	if v.Contact, err = s.contactOf(ctx, id); err != nil {
		return nil, err
	}
	if v.Said, err = s.saidOf(ctx, id); err != nil {
		return nil, err
	}
	if v.Order.Rating != nil {
		if v.Order.Rating.Words, err = s.ratedWords(ctx, id); err != nil {
			return nil, err
		}
	}
	return reply(v), nil
}

type assignInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Worker  string `json:"worker,omitempty" maxLength:"64" doc:"Who shall have it; left out, the matcher chooses anew without the present worker."`
		Instead string `json:"instead_of,omitempty" maxLength:"64" doc:"Of a visit for several carers: who gives their place up. The others keep theirs. Left out with worker left out too, all do."`
		Reason  string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) assignOrder(ctx context.Context, in *assignInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.AssignOrder{Order: id, Worker: in.Body.Worker, Instead: in.Body.Instead, By: staffOf(ctx), Reason: in.Body.Reason})
}

func (s *Server) holdOrder(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.HoldOrder{Order: id, Held: true, By: staffOf(ctx), Reason: in.Body.Reason})
}

func (s *Server) releaseOrder(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.HoldOrder{Order: id, By: staffOf(ctx), Reason: in.Body.Reason})
}

func (s *Server) staffCancel(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.CancelOrder{Order: id, By: staffOf(ctx), Reason: in.Body.Reason})
}

type outcomeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Outcome string `json:"outcome" enum:"delivered,failed,cancelled"`
		Reason  string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) setOutcome(ctx context.Context, in *outcomeInput) (*answer[Order], error) {
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.SetOutcome{
		Order: id, Outcome: orders.State(in.Body.Outcome), By: staffOf(ctx), Reason: in.Body.Reason,
	})
}

func (s *Server) listAlerts(_ context.Context, _ *none) (*answer[AlertList], error) {
	return reply(AlertList{Alerts: s.desk.latest()}), nil
}

type feedInput struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before; left out: from the beginning."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func (s *Server) readFeed(ctx context.Context, in *feedInput) (*answer[FeedPage], error) {
	items, next, err := s.Store.Feed(ctx, dispatch.TopicStatus, "", in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	if next == "" {
		next = in.Cursor
	}
	p := FeedPage{Events: make([]CloudEvent, 0, len(items)), Next: next}
	for _, it := range items {
		e, err := s.cloudEvent(it)
		if err != nil {
			return nil, err
		}
		p.Events = append(p.Events, e)
	}
	return reply(p), nil
}

func (s *Server) cloudEvent(it shell.OutboxItem) (CloudEvent, error) {
	var d dispatch.Published
	if err := json.Unmarshal(it.Payload, &d); err != nil {
		return CloudEvent{}, err
	}
	data, err := json.Marshal(newStatusData(d))
	if err != nil {
		return CloudEvent{}, err
	}
	return CloudEvent{
		SpecVersion: "1.0", ID: it.ID, Source: "/zones/" + s.Zone,
		Type:    strings.Join([]string{"linli.order", string(d.Track), string(d.State)}, "."),
		Subject: string(d.Order), Time: d.At.Time(), ContentType: "application/json", Data: data,
	}, nil
}
