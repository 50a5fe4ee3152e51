package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

type createOrderInput struct {
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" doc:"Your name for this request, fresh for each order; kept 48 hours."`
	RawBody []byte
	Body    OrderRequest
}

func (s *Server) createOrder(ctx context.Context, in *createOrderInput) (*answer[Order], error) {
	merchant, booking, err := s.booker(ctx, in.Body.Assisted)
	if err != nil {
		return nil, err
	}
	name := dispatch.KeyOf(merchant, keyFor(booking, in.Key))
	if _, busy := s.inFlight.LoadOrStore(name, true); busy {
		return nil, newProblem("in_flight", "a request with this Idempotency-Key is being answered; wait and ask again")
	}
	defer s.inFlight.Delete(name)

	ev, err := s.placement(ctx, merchant, booking, orders.ID(s.NewID("o")), &in.Body)
	if err != nil {
		return nil, err
	}
	ev.Key, ev.Digest = keyFor(booking, in.Key), digest(post, "/v1/orders", in.RawBody)
	doc, err := s.placed(ctx, ev, in.Body.Contact)
	if err != nil {
		return nil, err
	}
	return reply(s.created(doc)), nil
}

// placed submits a placement and returns the order that it made, or, said
// before, had made.
func (s *Server) placed(ctx context.Context, ev dispatch.PlaceOrder, c Contact) (shell.OrderDoc, error) {
	res, err := s.submit(ctx, shell.Request{Event: ev, Persons: []shell.Person{newPerson(ev.ID, c, s.Clock.Now())}})
	if err != nil {
		return shell.OrderDoc{}, err
	}
	id := ev.ID
	for _, d := range res.Decisions {
		if r, ok := d.(dispatch.Replayed); ok {
			id = r.Order
		}
	}
	return s.Store.Order(ctx, id)
}

// newPerson is the erasable part of an order, or of a plan and all its visits.
func newPerson(id orders.ID, c Contact, at clock.Instant) shell.Person {
	return shell.Person{
		Order: id, Name: c.Name, Phone: c.Phone, Address: c.Address, Note: c.Note, At: at,
		Language: c.Language, Channels: strings.Join(c.Channels, " "),
	}
}

// placement builds the event from the request and what only the edge knows:
// the way, an older order of the same name, the PIN's proof.
func (s *Server) placement(ctx context.Context, merchant circle.ProviderID, booking *orders.Booking, id orders.ID, b *OrderRequest) (dispatch.PlaceOrder, error) {
	var ev dispatch.PlaceOrder
	drop, err := s.dropoff(b.Dropoff)
	if err != nil {
		return ev, err
	}
	consent, err := s.consentOf(ctx, b.Consent, booking)
	if err != nil {
		return ev, err
	}
	script, err := s.script(b.Sandbox)
	if err != nil {
		return ev, err
	}
	ev = dispatch.PlaceOrder{
		ID: id, Booking: booking,
		External: b.ExternalID, Quote: b.QuoteID, Merchant: merchant, Kind: orders.Kind(b.Kind),
		LiveMode: s.liveMode(), Script: script, Items: unrefused(b.Items), Dropoff: drop,
		Needs: b.Needs, Consent: consent,
		Proof: s.Pepper.Proof(id, s.Pepper.PIN(id)),
	}
	ev.Due, ev.Refs, ev.Tip, ev.After = instant(b.Due), orders.Refs(b.Refs), b.Tip, b.After
	ev.Berth = s.berthWish(id, b.Deposit)
	ev.Windows = orders.Windows{Pickup: b.PickupWindow.core(), Dropoff: b.DropoffWindow.core()}
	if ev.Demands, err = s.demands(id, b.Proofs); err != nil {
		return ev, err
	}
	if p := b.Payment; p != nil {
		if !s.Payments {
			return ev, newProblem("payments_disabled", "this server has no payment provider: place the order without payment")
		}
		ev.Payment = &orders.Payment{Amount: p.Amount, Currency: p.Currency, Method: p.Method, State: "pending"}
	}
	if b.ExternalID != "" {
		older, err := s.Store.OrderByExternal(ctx, string(merchant), b.ExternalID)
		if err == nil {
			ev.Older = older.Order.ID
		} else if !errors.Is(err, shell.ErrNotFound) {
			return ev, err
		}
	}
	from, known, err := s.counter(ctx, merchant)
	if err != nil {
		return ev, err
	}
	if known {
		way, err := s.way(from, drop)
		if err != nil {
			return ev, err
		}
		ev.Meters = way
	}
	return ev, nil
}

// counter returns where the merchant hands goods over. Whether an unknown
// merchant is refused is the engine's word.
func (s *Server) counter(ctx context.Context, merchant circle.ProviderID) (p geo.Point, known bool, err error) {
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		if row := st.Providers.Get(merchant); row != nil {
			p, known = row.Point, true
		}
	})
	return p, known, err
}

// way returns the metres from the counter to the door by the first profile
// that gets there.
func (s *Server) way(from geo.Point, to orders.Dropoff) (geo.Meters, error) {
	for _, p := range []geo.Profile{geo.Ebike, geo.Foot, geo.Robot} {
		if _, m, ok := s.Travel.Leg(p, from, to.Point); ok {
			return m, nil
		}
	}
	return 0, newProblem("unreachable", "no way leads from the counter to this point: check the coordinates")
}

// dropoff checks and converts what the merchant says.
func (s *Server) dropoff(d Dropoff) (orders.Dropoff, error) {
	point, err := s.position("body.dropoff.point", d.Datum, d.Point)
	if err != nil {
		return orders.Dropoff{}, err
	}
	handover := point
	if d.Handover != nil {
		if handover, err = s.position("body.dropoff.handover", d.Datum, *d.Handover); err != nil {
			return orders.Dropoff{}, err
		}
	}
	return orders.Dropoff{
		Point: point, Handover: handover, Building: d.Building, Floor: d.Floor, Lift: d.Lift,
	}, nil
}

// position returns p, given in datum, as the engine holds points: in WGS-84,
// on the grid. It refuses what is no position, or none that the city file
// covers.
func (s *Server) position(location, datum string, p geo.Point) (geo.Point, error) {
	if err := p.Check(); err != nil {
		return geo.Point{}, invalid(location, err.Error())
	}
	at, err := geo.Datum(datum).ToWGS84(p)
	if err != nil {
		return geo.Point{}, invalid(location, err.Error())
	}
	if !s.Bounds.Contains(at) {
		e := newProblem("outside_city", "the point lies outside the city: longitude and latitude swapped?")
		e.Errors = []ProblemField{{Location: location, Message: "must lie within " + boundsText(s.Bounds)}}
		return geo.Point{}, e
	}
	return at.Round(), nil
}

func unrefused(items []orders.Item) []orders.Item {
	out := make([]orders.Item, len(items))
	for i, it := range items {
		it.Refused = 0
		out[i] = it
	}
	return out
}

// digest names a request: the same key with another digest is refused.
func digest(method, path string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(method + "\n" + path + "\n"))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

type createQuoteInput struct {
	Body QuoteRequest
}

func (s *Server) createQuote(ctx context.Context, in *createQuoteInput) (*answer[Quote], error) {
	merchant, booking, err := s.booker(ctx, in.Body.Assisted)
	if err != nil {
		return nil, err
	}
	drop, err := s.dropoff(in.Body.Dropoff)
	if err != nil {
		return nil, err
	}
	consent, err := s.consentOf(ctx, in.Body.Consent, booking)
	if err != nil {
		return nil, err
	}
	o := orders.Order{Items: unrefused(in.Body.Items)}
	q, err := s.quote(ctx, dispatch.AskQuote{Merchant: merchant, Dropoff: drop, Size: o.Size(), Needs: in.Body.Needs, Consent: consent})
	if err != nil {
		return nil, err
	}
	return reply(q), nil
}

// quote asks what carriage would cost, with the ways there that only the edge
// knows.
func (s *Server) quote(ctx context.Context, ev dispatch.AskQuote) (Quote, error) {
	ev.ID, ev.Travel = s.NewID("q"), [2]time.Duration{-1, -1}
	from, known, err := s.counter(ctx, ev.Merchant)
	if err != nil {
		return Quote{}, err
	}
	if known {
		if ev.Meters, err = s.way(from, ev.Dropoff); err != nil {
			return Quote{}, err
		}
		if d, _, ok := s.Travel.Leg(geo.Ebike, from, ev.Dropoff.Point); ok {
			ev.Travel[0] = d
		}
		if d, _, ok := s.Travel.Leg(geo.Robot, from, ev.Dropoff.Handover); ok {
			ev.Travel[1] = d
		}
	}
	res, err := s.submit(ctx, shell.Request{Event: ev})
	if err != nil {
		return Quote{}, err
	}
	for _, d := range res.Decisions {
		if q, ok := d.(dispatch.QuotePut); ok {
			return quoteView(q.Quote, s.liveMode()), nil
		}
	}
	return Quote{}, newProblem("internal", "the engine gave no quote; report the X-Request-Id")
}

func quoteView(q dispatch.Quote, live bool) Quote {
	v := Quote{
		ID: q.ID, LiveMode: live, Fee: q.Fee, Currency: q.Currency, Expires: q.Expires.Time(), Modes: []QuoteMode{},
		Cancellation: cancellationView(q.Cancel),
	}
	for _, m := range q.Modes {
		v.Feasible = v.Feasible || m.Open
		v.Modes = append(v.Modes, QuoteMode{Mode: string(m.Mode), Open: m.Open, Reason: m.Reason, By: when(m.By)})
	}
	return v
}
