package httpapi

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// linkLife is how long a tracking link works after the order's end.
const linkLife = 48 * time.Hour

type trackInput struct {
	Token string `path:"token" maxLength:"200"`
}

func (s *Server) track(ctx context.Context, in *trackInput) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	v, err := s.tracking(ctx, doc)
	if err != nil {
		return nil, err
	}
	return reply(v), nil
}

// tracked returns the order behind a link. The links share one limit for each
// order, so that nobody can try PINs or tokens at speed.
func (s *Server) tracked(ctx context.Context, token string) (shell.OrderDoc, error) {
	id, ok := s.Pepper.Tracked(token)
	if !ok {
		return shell.OrderDoc{}, newProblem("not_found", "this link is not valid")
	}
	if _, wait := s.limits.draw("track "+string(id), time.Now()); wait > 0 {
		p := newProblem("rate_limited", "too many requests with this link; wait as Retry-After says")
		p.retryAfter = max(wait, time.Second)
		return shell.OrderDoc{}, p
	}
	doc, err := s.Store.Order(ctx, id)
	if err != nil {
		return doc, err
	}
	if o := &doc.Order; o.Terminal() && s.Clock.Now().Sub(o.DoneAt) > linkLife {
		return doc, newProblem("link_expired", "the order ended more than 48 hours ago")
	}
	return doc, nil
}

func (s *Server) tracking(ctx context.Context, doc shell.OrderDoc) (Tracking, error) {
	o := &doc.Order
	now := s.Clock.Now()
	eta, err := s.expected(ctx, o, now)
	if err != nil {
		return Tracking{}, err
	}
	v := Tracking{
		Status: string(o.Status()), Preparation: string(o.Preparation), Carriage: string(o.Carriage),
		Kind: string(o.Kind), Mode: string(o.Mode), Locker: o.Locker, ETA: when(eta), Due: when(o.Due), DoneAt: when(o.DoneAt),
		Late: late(o, now), Now: now.Time(), LiveMode: o.LiveMode, UpdatedAt: doc.At.Time(), Rating: ratingView(o), Currency: o.Currency,
	}
	if s.PushKey != "" && !o.Terminal() {
		_, err := s.Store.Party(ctx, shell.PushParty, string(o.ID))
		if err != nil && !errors.Is(err, shell.ErrNotFound) {
			return v, err
		}
		v.PushKey, v.Push = s.PushKey, err == nil
	}
	if price, ok := o.CancelPrice(); ok {
		prices := cancellationView(o.Cancel)
		v.CancelPrice, v.Cancellation = &price, &prices
	}
	if !o.Terminal() && o.Kind != orders.Visit {
		v.PIN, v.Consent = s.Pepper.PIN(o.ID), &o.Consent
		standing, err := s.standingOf(ctx, inCircleOf(o.Booking))
		if err != nil {
			return v, err
		}
		v.ForGood = standing
	}
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		if m := st.Providers.Get(o.Merchant); m != nil {
			v.Merchant = m.Name
		}
		v.Collect = spot(st, o)
		if o.Kind == orders.Visit {
			v.Carers, v.Crew = max(o.Call.Carers, 1), comers(st, o)
		}
	})
	return v, err
}

// comers lists who comes to a visit, and whom of them the resident has seen.
func comers(st *dispatch.State, o *orders.Order) []Comer {
	var list []Comer
	served := st.Served.Get(dispatch.KeyOf(o.Merchant, o.Call.Resident))
	for _, w := range o.Workers() {
		known := served != nil && slices.ContainsFunc(served.Carers, func(k residents.Known) bool { return k.Carer == w })
		list = append(list, Comer{Carer: w, Status: string(o.StateOf(w)), Known: known})
	}
	return list
}

// spot returns the locker or robot that waits for the resident now, or nil.
func spot(st *dispatch.State, o *orders.Order) *CollectSpot {
	if o.Carriage == orders.InLocker {
		if b := st.Banks.Get(o.Locker); b != nil {
			return &CollectSpot{Kind: "locker", ID: b.ID, Point: b.Point, Compartment: o.Compartment}
		}
	}
	if o.Carriage != orders.PickedUp {
		return nil
	}
	r := st.Robots.Get(fleet.WorkerID(o.Worker))
	if r == nil || r.Mission == "" {
		return nil
	}
	m := st.Missions.Get(missions.ID(r.Mission))
	if m == nil {
		return nil
	}
	if l := m.Load(string(o.ID)); l != nil && l.Phase == missions.Unloading {
		return &CollectSpot{Kind: "robot", ID: string(r.ID), Point: r.Point}
	}
	return nil
}

type collectInput struct {
	Token string `path:"token" maxLength:"200"`
	Body  struct {
		PIN string `json:"pin" pattern:"^[0-9]{4}$" doc:"The four digits of the order."`
	}
}

// toLocker has the robot that waits go on to a locker.
func (s *Server) toLocker(ctx context.Context, in *struct {
	Token string `path:"token" maxLength:"200"`
}) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	id := doc.Order.ID
	return s.resident(ctx, dispatch.ToLocker{Order: id, By: orders.Actor{Role: orders.Resident}}, id)
}

func (s *Server) collect(ctx context.Context, in *collectInput) (*answer[Tracking], error) {
	doc, err := s.tracked(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	id := doc.Order.ID
	return s.resident(ctx, dispatch.Collect{Order: id, Proof: s.Pepper.Proof(id, in.Body.PIN)}, id)
}
