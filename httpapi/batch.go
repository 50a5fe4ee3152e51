package httpapi

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const batchDoc = `A batch is up to 20 orders that one courier fetches together and brings to their doors: none of them goes without the others, and not by a locker or a robot. All are placed, or none; a batch that no courier can carry at once is refused. Each is an order with its own status, price, PIN, tracking link and webhooks, which name the batch in batch_id.

When one is called off, the others go on together. When their courier is lost before the goods are fetched, all of them look for another together; after that, what was left behind or must be rescued goes on alone.`

func (s *Server) registerBatches() {
	r := func(id, method, path, summary, doc string, access Access, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: "orders", summary: summary, doc: doc, status: status}
	}
	handle(s, r("quoteBatch", post, "/v1/batches/quote", "Ask what a batch would cost", "", AnyKey, 201), s.quoteBatch)
	handle(s, r("createBatch", post, "/v1/batches", "Place orders that ride together",
		batchDoc+"\n\nThe same Idempotency-Key with the same body is answered with the same bytes for 48 hours.", AnyKey, 201), s.createBatch)
	handle(s, r("readBatch", get, "/v1/batches/{id}", "Read a batch", "", ScopeView, 0), s.readBatch)
	handle(s, r("acceptBatch", post, "/v1/batches/{id}/accept", "Take every order of a batch", "Those that are taken or refused already stay as they are.", ScopeCook, 0), s.acceptBatch)
	handle(s, r("finishBatch", post, "/v1/batches/{id}/ready", "Say that all of a batch stands at the counter", "", ScopeCook, 0), s.finishBatch)
	handle(s, r("cancelBatch", post, "/v1/batches/{id}/cancel", "Call off all of a batch that nobody has picked up",
		"To call off one, cancel that order. Refused when all have been picked up or have ended.", ScopeOrders, 0), s.cancelBatch)
}

type createBatchInput struct {
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" doc:"Your name for this request, fresh for each batch; kept 48 hours."`
	RawBody []byte
	Body    BatchRequest
}

func (s *Server) createBatch(ctx context.Context, in *createBatchInput) (*answer[Batch], error) {
	merchant, booking, err := s.booker(ctx, in.Body.Assisted)
	if err != nil {
		return nil, err
	}
	key := keyFor(booking, in.Key)
	name := dispatch.KeyOf(merchant, key)
	if _, busy := s.inFlight.LoadOrStore(name, true); busy {
		return nil, newProblem("in_flight", "a request with this Idempotency-Key is being answered; wait and ask again")
	}
	defer s.inFlight.Delete(name)

	ev := dispatch.PlaceBatch{ID: orders.ID(s.NewID("b")), Key: key, Digest: digest(post, "/v1/batches", in.RawBody)}
	var persons []shell.Person
	for i := range in.Body.DropOffs {
		id := dispatch.MemberOf(ev.ID, i+1)
		o, err := s.placement(ctx, merchant, booking, id, in.Body.order(i))
		if err != nil {
			return nil, inDropoff(err, i)
		}
		ev.Orders = append(ev.Orders, o)
		persons = append(persons, newPerson(id, in.Body.DropOffs[i].Contact, s.Clock.Now()))
	}
	if ev.Older, err = s.olderBatch(ctx, ev.Orders); err != nil {
		return nil, err
	}
	res, err := s.submit(ctx, shell.Request{Event: ev, Persons: persons})
	if err != nil {
		return nil, err
	}
	id := ev.ID
	for _, d := range res.Decisions {
		if r, ok := d.(dispatch.Replayed); ok {
			id = r.Order
		}
	}
	docs, err := s.members(ctx, id)
	if err != nil {
		return nil, err
	}
	return reply(s.createdBatch(id, docs)), nil
}

// order is one delivery of a batch as an order.
func (b *BatchRequest) order(i int) *OrderRequest {
	d := &b.DropOffs[i]
	return &OrderRequest{
		ExternalID: d.ExternalID, QuoteID: d.QuoteID, Kind: b.Kind, Items: d.Items, Dropoff: d.Dropoff, Contact: d.Contact, Needs: d.Needs,
		Due: d.Due, Payment: d.Payment, Refs: Refs{Pickup: b.PickupRef, Dropoff: d.Ref}, PickupWindow: b.PickupWindow,
		DropoffWindow: d.DropoffWindow, Proofs: d.Proofs, Sandbox: b.Sandbox, Tip: d.Tip,
	}
}

// inDropoff says in which delivery of a batch something is wrong.
func inDropoff(err error, i int) error {
	var p *Problem
	if !errors.As(err, &p) {
		return err
	}
	at := fmt.Sprintf("body.drop_offs[%d]", i)
	if len(p.Errors) == 0 {
		p.Errors = []ProblemField{{Location: at, Message: p.Detail}}
		return p
	}
	for n := range p.Errors {
		p.Errors[n].Location = at + strings.TrimPrefix(p.Errors[n].Location, "body")
	}
	return p
}

// olderBatch returns the batch that all these orders were placed with before,
// by what their merchant calls them; empty when there is none.
func (s *Server) olderBatch(ctx context.Context, all []dispatch.PlaceOrder) (orders.ID, error) {
	var batch orders.ID
	for i := range all {
		if all[i].Older == "" {
			return "", nil
		}
		doc, err := s.Store.Order(ctx, all[i].Older)
		if err != nil {
			return "", err
		}
		if b := doc.Order.Batch; b == "" || batch != "" && b != batch {
			return "", nil
		} else {
			batch = b
		}
	}
	return batch, nil
}

// members reads the orders of a batch.
func (s *Server) members(ctx context.Context, id orders.ID) ([]shell.OrderDoc, error) {
	var list []shell.OrderDoc
	for n := 1; n <= dispatch.MostInBatch; n++ {
		doc, err := s.Store.Order(ctx, dispatch.MemberOf(id, n))
		if errors.Is(err, shell.ErrNotFound) && n > 1 {
			break
		}
		if err != nil {
			return nil, err
		}
		list = append(list, doc)
	}
	return list, nil
}

// ownBatch returns the orders of a batch of the calling merchant. Another
// merchant's batch is not admitted to exist.
func (s *Server) ownBatch(ctx context.Context, id string) ([]shell.OrderDoc, error) {
	docs, err := s.members(ctx, orders.ID(id))
	if err != nil {
		return nil, err
	}
	if o := &docs[0].Order; string(o.Merchant) != credentialOf(ctx).Subject || o.Batch != orders.ID(id) {
		return nil, shell.ErrNotFound
	}
	return docs, nil
}

func (s *Server) readBatch(ctx context.Context, in *orderInput) (*answer[Batch], error) {
	docs, err := s.ownBatch(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return reply(s.showBatch(orders.ID(in.ID), docs)), nil
}

func (s *Server) cancelBatch(ctx context.Context, in *reasonInput) (*answer[Batch], error) {
	if _, err := s.ownBatch(ctx, in.ID); err != nil {
		return nil, err
	}
	ev := dispatch.CancelBatch{Batch: orders.ID(in.ID), By: merchantOf(ctx), Reason: in.Body.Reason}
	if _, err := s.submit(ctx, shell.Request{Event: ev}); err != nil {
		return nil, err
	}
	return s.readBatch(ctx, &orderInput{ID: in.ID})
}

func (s *Server) acceptBatch(ctx context.Context, in *acceptInput) (*answer[Batch], error) {
	ev := dispatch.Prepare{Verb: orders.Accept}
	if in.Body != nil {
		ev.ReadyAt = instant(in.Body.ReadyAt)
	}
	return s.prepareBatch(ctx, in.ID, ev)
}

func (s *Server) finishBatch(ctx context.Context, in *orderInput) (*answer[Batch], error) {
	return s.prepareBatch(ctx, in.ID, dispatch.Prepare{Verb: orders.Finish})
}

// prepareBatch says the same of every order of a batch. It is refused if that
// is wrong of all of them.
func (s *Server) prepareBatch(ctx context.Context, id string, ev dispatch.Prepare) (*answer[Batch], error) {
	docs, err := s.ownBatch(ctx, id)
	if err != nil {
		return nil, err
	}
	refused := 0
	for i := range docs {
		ev.Order, ev.By = docs[i].Order.ID, merchantOf(ctx)
		res, err := s.Engine.Submit(ctx, shell.Request{Event: ev})
		if err != nil {
			return nil, err
		}
		if res.Refusal() != nil {
			refused++
		}
		if refused == len(docs) {
			_, err := s.refusal(res)
			return nil, err
		}
	}
	return s.readBatch(ctx, &orderInput{ID: id})
}

func (s *Server) quoteBatch(ctx context.Context, in *struct{ Body BatchQuoteRequest }) (*answer[BatchQuote], error) {
	merchant, _, err := s.booker(ctx, in.Body.Assisted)
	if err != nil {
		return nil, err
	}
	var whole orders.Size
	for _, d := range in.Body.DropOffs {
		o := orders.Order{Items: unrefused(d.Items)}
		whole = whole.Plus(o.Size())
	}
	out := BatchQuote{LiveMode: s.liveMode(), Feasible: true}
	for i, d := range in.Body.DropOffs {
		q, err := s.quoteDropoff(ctx, merchant, d, whole)
		if err != nil {
			return nil, inDropoff(err, i)
		}
		if i == 0 || q.Expires.Before(out.Expires) {
			out.Expires = q.Expires
		}
		out.Fee, out.Currency, out.Feasible = out.Fee+q.Fee, q.Currency, out.Feasible && q.Feasible
		out.Quotes = append(out.Quotes, q)
	}
	return reply(out), nil
}

// quoteDropoff asks for one delivery of a batch of that size.
func (s *Server) quoteDropoff(ctx context.Context, merchant circle.ProviderID, d BatchQuoteDropoff, whole orders.Size) (Quote, error) {
	drop, err := s.dropoff(d.Dropoff)
	if err != nil {
		return Quote{}, err
	}
	o := orders.Order{Items: unrefused(d.Items)}
	return s.quote(ctx, dispatch.AskQuote{Merchant: merchant, Dropoff: drop, Size: o.Size(), Batch: &whole, Needs: d.Needs})
}

// createdBatch returns the answer to a batch's creation: a function of the
// orders as they were placed.
func (s *Server) createdBatch(id orders.ID, docs []shell.OrderDoc) Batch {
	b := newBatch(id, docs)
	for i := range docs {
		b.add(s.created(docs[i]), &docs[i].Placed)
	}
	return b
}

func (s *Server) showBatch(id orders.ID, docs []shell.OrderDoc) Batch {
	b := newBatch(id, docs)
	for i := range docs {
		b.add(s.show(docs[i]), &docs[i].Order)
	}
	return b
}

func newBatch(id orders.ID, docs []shell.OrderDoc) Batch {
	o := &docs[0].Placed
	return Batch{
		ID: string(id), Merchant: string(o.Merchant), Kind: string(o.Kind), LiveMode: o.LiveMode, Currency: o.Currency, CreatedAt: o.Placed.Time(),
	}
}

// add counts an order in.
func (b *Batch) add(v Order, o *orders.Order) {
	b.Orders = append(b.Orders, v)
	b.Fee += o.Fee
	if !o.Terminal() {
		b.Open++
	}
	if price, ok := o.CancelPrice(); ok {
		if b.CancelPrice == nil {
			b.CancelPrice = new(int64)
		}
		*b.CancelPrice += price
	}
}
