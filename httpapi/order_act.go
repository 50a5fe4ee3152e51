package httpapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// submit hands an event to the engine and returns when it is durable; a
// refusal becomes a problem.
func (s *Server) submit(ctx context.Context, r shell.Request) (shell.Result, error) {
	res, err := s.Engine.Submit(ctx, r)
	if err != nil {
		return res, err
	}
	return s.refusal(res)
}

// refusal returns the engine's refusal as a problem.
func (s *Server) refusal(res shell.Result) (shell.Result, error) {
	if rej := res.Refusal(); rej != nil {
		s.metrics.refusal(string(rej.Code))
		return res, refused(rej)
	}
	return res, nil
}

// act submits what a merchant or staff asks of an order and answers with the
// order after it.
func (s *Server) act(ctx context.Context, id orders.ID, ev dispatch.Event) (*answer[Order], error) {
	if _, err := s.submit(ctx, shell.Request{Event: ev}); err != nil {
		return nil, err
	}
	doc, err := s.Store.Order(ctx, id)
	if err != nil {
		return nil, err
	}
	return reply(s.show(doc)), nil
}

// own returns an order of the calling merchant. Another merchant's order is
// not admitted to exist.
func (s *Server) own(ctx context.Context, id string) (shell.OrderDoc, error) {
	doc, err := s.Store.Order(ctx, orders.ID(id))
	if err != nil {
		return doc, err
	}
	if string(doc.Order.Merchant) != credentialOf(ctx).Subject {
		return shell.OrderDoc{}, shell.ErrNotFound
	}
	return doc, nil
}

func merchantOf(ctx context.Context) orders.Actor {
	return orders.Actor{Role: orders.Merchant, ID: credentialOf(ctx).Subject}
}

type orderInput struct {
	ID string `path:"id" maxLength:"64"`
}

// OrderQuery selects orders. It is exported because huma reads parameters of
// embedded types only then.
type OrderQuery struct {
	Status     string `query:"status" doc:"Public status, e.g. picked_up."`
	ExternalID string `query:"external_id" maxLength:"120"`
	Kind       string `query:"kind" enum:"goods,meal,return,visit"`
	Open       bool   `query:"open" doc:"Only orders that have not ended."`
	Limit      int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor     string `query:"cursor" maxLength:"200" doc:"next of the page before."`
}

func (in *OrderQuery) filter() shell.OrderFilter {
	return shell.OrderFilter{
		Kind: orders.Kind(in.Kind), External: in.ExternalID, Status: orders.State(in.Status), Open: in.Open, Limit: in.Limit, Cursor: in.Cursor,
	}
}

func (s *Server) listOrders(ctx context.Context, in *OrderQuery) (*answer[OrderPage], error) {
	f := in.filter()
	f.Merchant = credentialOf(ctx).Subject
	docs, next, err := s.Store.Orders(ctx, f)
	if err != nil {
		return nil, err
	}
	return reply(s.page(docs, next)), nil
}

func (s *Server) readOrder(ctx context.Context, in *orderInput) (*answer[Order], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return reply(s.show(doc)), nil
}

type reasonInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200" doc:"A short code, e.g. customer_request. No personal data."`
	}
}

func (s *Server) cancelOrder(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	if _, err := s.own(ctx, in.ID); err != nil {
		return nil, err
	}
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.CancelOrder{Order: id, By: merchantOf(ctx), Reason: in.Body.Reason})
}

type acceptInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body *struct {
		ReadyAt *time.Time `json:"ready_at,omitempty" doc:"When the goods will stand at the counter."`
	} `required:"false"`
}

func (s *Server) acceptOrder(ctx context.Context, in *acceptInput) (*answer[Order], error) {
	var ready clock.Instant
	if in.Body != nil && in.Body.ReadyAt != nil {
		ready = clock.FromTime(*in.Body.ReadyAt)
	}
	return s.prepare(ctx, in.ID, orders.Accept, ready, "")
}

func (s *Server) startOrder(ctx context.Context, in *orderInput) (*answer[Order], error) {
	return s.prepare(ctx, in.ID, orders.Start, 0, "")
}

func (s *Server) finishOrder(ctx context.Context, in *orderInput) (*answer[Order], error) {
	return s.prepare(ctx, in.ID, orders.Finish, 0, "")
}

func (s *Server) refuseOrder(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	return s.prepare(ctx, in.ID, orders.Refusal, 0, in.Body.Reason)
}

func (s *Server) prepare(ctx context.Context, id string, v orders.Verb, ready clock.Instant, reason string) (*answer[Order], error) {
	if _, err := s.own(ctx, id); err != nil {
		return nil, err
	}
	oid := orders.ID(id)
	return s.act(ctx, oid, dispatch.Prepare{Order: oid, Verb: v, By: merchantOf(ctx), ReadyAt: ready, Reason: reason})
}

type refuseItemInput struct {
	ID    string `path:"id" maxLength:"64"`
	Index int    `path:"index" minimum:"0" maximum:"199" doc:"Position in items, from 0."`
	Body  struct {
		Quantity int `json:"quantity" minimum:"1" maximum:"1000" doc:"How many of them ran out."`
	}
}

func (s *Server) refuseItem(ctx context.Context, in *refuseItemInput) (*answer[Order], error) {
	if _, err := s.own(ctx, in.ID); err != nil {
		return nil, err
	}
	id := orders.ID(in.ID)
	return s.act(ctx, id, dispatch.RefuseItem{Order: id, Item: in.Index, Quantity: in.Body.Quantity, By: merchantOf(ctx)})
}

func (s *Server) returnOrder(ctx context.Context, in *reasonInput) (*answer[Order], error) {
	doc, err := s.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	id := returnID(&doc.Order)
	if back, err := s.Store.Order(ctx, id); err == nil {
		return reply(s.show(back)), nil
	} else if !errors.Is(err, shell.ErrNotFound) {
		return nil, err
	}
	return s.act(ctx, id, dispatch.ReturnOrder{ID: id, Original: doc.Order, By: merchantOf(ctx), Reason: in.Body.Reason})
}

// returnID names an order's return. The engine gives goods that come back by
// themselves the same name, so that an order has one return at most.
func returnID(o *orders.Order) orders.ID {
	if o.Return != "" {
		return o.Return
	}
	return o.ID + "-r"
}

func (s *Server) pauseMerchant(ctx context.Context, _ *none) (*none, error) {
	return s.pause(ctx, credentialOf(ctx).Subject, true, merchantOf(ctx))
}

func (s *Server) resumeMerchant(ctx context.Context, _ *none) (*none, error) {
	return s.pause(ctx, credentialOf(ctx).Subject, false, merchantOf(ctx))
}

func (s *Server) pause(ctx context.Context, merchant string, paused bool, by orders.Actor) (*none, error) {
	ev := dispatch.PauseProvider{Provider: circle.ProviderID(merchant), Paused: paused, By: by}
	_, err := s.submit(ctx, shell.Request{Event: ev})
	return nil, err
}

func boundsText(b geo.Bounds) string {
	return fmt.Sprintf("lng %.4f to %.4f, lat %.4f to %.4f", b.Min.Lng, b.Max.Lng, b.Min.Lat, b.Max.Lat)
}
