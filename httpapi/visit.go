package httpapi

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

func (s *Server) registerVisits() {
	r := func(id, method, path, summary, doc string, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeOrders, tag: "visits", summary: summary, doc: doc, status: status}
	}
	book := r("bookVisit", post, "/v1/visits", "Book a visit to a home",
		"The answer comes when the visit is durable. The same Idempotency-Key with the same body is answered with the same bytes for 48 hours; a repeated external_id returns the existing visit.", 201)
	book.Access = AnyKey // a merchant's, or staff's for one: see booker
	handle(s, book, s.bookVisit)
	handle(s, r("listVisits", get, "/v1/visits", "List visits, newest booking first", "", 0), s.listVisits)
	handle(s, r("readVisit", get, "/v1/visits/{id}", "Read a visit", "", 0), s.readVisit)
	handle(s, r("cancelVisit", post, "/v1/visits/{id}/cancel", "Call a visit off before the carer is at the door", "", 0), s.cancelVisit)
}

type bookVisitInput struct {
	Key     string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"255" doc:"Your name for this request, fresh for each visit; kept 48 hours."`
	RawBody []byte
	Body    VisitRequest
}

func (s *Server) bookVisit(ctx context.Context, in *bookVisitInput) (*answer[Visit], error) {
	b := &in.Body
	provider, booking, err := s.booker(ctx, b.Assisted)
	if err != nil {
		return nil, err
	}
	key := keyFor(booking, in.Key)
	name := dispatch.KeyOf(provider, key)
	if _, busy := s.inFlight.LoadOrStore(name, true); busy {
		return nil, newProblem("in_flight", "a request with this Idempotency-Key is being answered; wait and ask again")
	}
	defer s.inFlight.Delete(name)

	place, err := s.dropoff(b.Place)
	if err != nil {
		return nil, err
	}
	line, err := s.landlineHash(b.Landline)
	if err != nil {
		return nil, err
	}
	script, err := s.script(b.Sandbox)
	if err != nil {
		return nil, err
	}
	ev := dispatch.PlaceOrder{
		ID: orders.ID(s.NewID("v")), Key: key, Booking: booking, Digest: digest(post, "/v1/visits", in.RawBody),
		External: b.ExternalID, Merchant: provider, Kind: orders.Visit, LiveMode: s.liveMode(), Script: script,
		Dropoff: place, Needs: b.Needs, After: b.After,
		Call: &orders.Call{
			Resident: b.Resident, Service: b.Service, Duration: time.Duration(b.Minutes) * time.Minute,
			From: clock.FromTime(b.From), To: clock.FromTime(b.To), Hard: b.Hard, Skills: b.Skills, Priority: b.Priority,
			Carer: b.Carer, Carers: b.Carers, Landline: line,
		},
	}
	if b.ExternalID != "" {
		older, err := s.Store.OrderByExternal(ctx, string(provider), b.ExternalID)
		if err == nil {
			ev.Older = older.Order.ID
		} else if !errors.Is(err, shell.ErrNotFound) {
			return nil, err
		}
	}
	doc, err := s.placed(ctx, ev, b.Contact)
	if err != nil {
		return nil, err
	}
	if doc.Placed.Call == nil {
		return nil, newProblem("conflict", "this name belongs to an order of goods")
	}
	return reply(visitView(&doc.Placed, doc.Placed.Placed, orders.Tolerance{})), nil
}

// VisitQuery selects visits. It is exported because huma reads parameters of
// embedded types only then.
type VisitQuery struct {
	Status     string `query:"status" enum:"booked,assigned,on_the_way,arrived,started,done,failed,cancelled"`
	ExternalID string `query:"external_id" maxLength:"120"`
	Open       bool   `query:"open" doc:"Only visits that have not ended."`
	Limit      int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor     string `query:"cursor" maxLength:"200" doc:"next of the page before."`
}

func (in *VisitQuery) filter() shell.OrderFilter {
	return shell.OrderFilter{
		Kind: orders.Visit, External: in.ExternalID, Status: orders.State(in.Status), Open: in.Open, Limit: in.Limit, Cursor: in.Cursor,
	}
}

func (s *Server) listVisits(ctx context.Context, in *VisitQuery) (*answer[VisitPage], error) {
	f := in.filter()
	f.Merchant = credentialOf(ctx).Subject
	return s.visits(ctx, f)
}

type staffVisitsInput struct {
	VisitQuery
	Provider  string `query:"provider" maxLength:"64" doc:"Only this provider's."`
	Unsettled bool   `query:"unsettled" doc:"Only visits that took place and have an exception that nobody has accepted. A page may then have fewer than limit, or none, and still not be the last."`
}

func (s *Server) staffVisits(ctx context.Context, in *staffVisitsInput) (*answer[VisitPage], error) {
	f := in.filter()
	f.Merchant = in.Provider
	page, err := s.visits(ctx, f)
	if err == nil && in.Unsettled {
		page.Body.Visits = slices.DeleteFunc(page.Body.Visits, func(v Visit) bool { return !v.unsettled() })
	}
	return page, err
}

// unsettled reports whether an exception of the visit waits for staff.
func (v *Visit) unsettled() bool {
	return v.Verification != nil && slices.ContainsFunc(v.Verification.Exceptions, func(x VisitException) bool { return x.ApprovedAt == nil })
}

func (s *Server) visits(ctx context.Context, f shell.OrderFilter) (*answer[VisitPage], error) {
	docs, next, err := s.Store.Orders(ctx, f)
	if err != nil {
		return nil, err
	}
	t, err := s.tolerance(ctx)
	if err != nil {
		return nil, err
	}
	p := VisitPage{Visits: make([]Visit, len(docs)), Next: next}
	for i := range docs {
		p.Visits[i] = visitView(&docs[i].Order, docs[i].At, t)
	}
	return reply(p), nil
}

// ownVisit returns a visit of the calling provider.
func (s *Server) ownVisit(ctx context.Context, id string) (shell.OrderDoc, error) {
	doc, err := s.own(ctx, id)
	if err == nil && doc.Order.Call == nil {
		return shell.OrderDoc{}, shell.ErrNotFound
	}
	return doc, err
}

func (s *Server) readVisit(ctx context.Context, in *orderInput) (*answer[Visit], error) {
	if _, err := s.ownVisit(ctx, in.ID); err != nil {
		return nil, err
	}
	return s.staffVisit(ctx, in)
}

func (s *Server) cancelVisit(ctx context.Context, in *reasonInput) (*answer[Visit], error) {
	if _, err := s.ownVisit(ctx, in.ID); err != nil {
		return nil, err
	}
	ev := dispatch.CancelOrder{Order: orders.ID(in.ID), By: merchantOf(ctx), Reason: in.Body.Reason}
	if _, err := s.submit(ctx, shell.Request{Event: ev}); err != nil {
		return nil, err
	}
	return s.readVisit(ctx, &orderInput{ID: in.ID})
}

func visitView(o *orders.Order, updated clock.Instant, t orders.Tolerance) Visit {
	c := o.Call
	return Visit{
		ID: string(o.ID), ExternalID: o.External, Provider: string(o.Merchant), Status: string(o.Carriage),
		Attempt: o.Attempt, Seq: o.Seq, Held: o.Held, Resident: c.Resident, Service: c.Service,
		Minutes: int(c.Duration / time.Minute), From: c.From.Time(), To: c.To.Time(), Hard: c.Hard, Skills: c.Skills,
		Priority: c.Priority, Carer: c.Carer, Carers: max(c.Carers, 1), Crew: crewView(o), After: afterView(o), Pinned: pinnedView(o), Plan: string(dispatch.PlanOf(o.ID)),
		Place: OrderPlace{
			Point: o.Dropoff.Point, Handover: o.Dropoff.Handover, Building: o.Dropoff.Building,
			Floor: o.Dropoff.Floor, Lift: o.Dropoff.Lift,
		},
		Worker: o.Worker, Reason: o.Reason, ETA: when(o.ETA), StartedAt: when(o.ServedAt), DoneAt: when(o.DoneAt),
		InWindow: o.OnTime(), Fee: o.Fee, Currency: o.Currency, LiveMode: o.LiveMode, Sandbox: sandboxView(o.Script),
		Booking: bookingView(o.Booking), Verification: verification(o, t, updated), CreatedAt: o.Placed.Time(), UpdatedAt: updated.Time(),
	}
}

func crewView(o *orders.Order) []Carer {
	var list []Carer
	for _, c := range o.Crew {
		list = append(list, Carer{
			Worker: c.Worker, Status: string(c.State), ETA: when(c.ETA), ArrivedAt: when(c.Arrived), DoneAt: when(c.DoneAt),
		})
	}
	return list
}
