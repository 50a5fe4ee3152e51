package httpapi

import (
	"context"
	"errors"
	"slices"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

const standingDoc = `What a resident agreed to once and for all. It is the consent of each booking for them that says none: at the desk with on_behalf_of, online with resident. A withdrawal counts at once, also for what is under way for them. Each change is recorded with when, by whom and by which channel; erasing the resident erases the record.`

// StandingConsent is what a resident agreed to for every booking that says
// nothing else.
type StandingConsent struct {
	Resident string            `json:"resident"`
	Consent  residents.Consent `json:"consent"`
	Agreed   []Agreed          `json:"agreed" doc:"The record of it, oldest first."`
	Orders   []string          `json:"orders,omitempty" doc:"Under way, and changed by this withdrawal."`
}

func (s *Server) registerStanding() {
	r := func(id, method, path, summary string, access Access) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: "circle", summary: summary, doc: standingDoc}
	}
	const staff, own = "/v1/staff/residents/{id}/consent", "/v1/residents/{token}/consent"
	handle(s, r("staffReadStanding", get, staff, "Read what a resident agreed to for good", ScopeStaff), s.staffReadStanding)
	handle(s, r("staffChangeStanding", post, staff, "Write down what a resident agrees to for good, or no longer", ScopeStaff), s.staffChangeStanding)
	handle(s, r("readStanding", get, own, "Read what you agreed to for good", Public), s.readStanding)
	handle(s, r("changeStanding", post, own, "Agree to a delivery mode for good, or withdraw it", Public), s.changeStanding)
}

func (s *Server) staffReadStanding(ctx context.Context, in *subjectInput) (*answer[StandingConsent], error) {
	p, err := s.inCircle(ctx, in.ID)
	return reply(standingView(p)), err
}

func (s *Server) staffChangeStanding(ctx context.Context, in *staffConsentInput) (*answer[StandingConsent], error) {
	return s.agree(ctx, in.ID, residents.Agreed{
		Mode: in.Body.Mode, Given: in.Body.Given, By: staffOf(ctx).Name(), Channel: residents.Channel(in.Body.Channel),
	}, staffOf(ctx))
}

func (s *Server) readStanding(ctx context.Context, in *residentTokenInput) (*answer[StandingConsent], error) {
	id, err := s.whose(in.Token)
	if err != nil {
		return nil, err
	}
	p, err := s.inCircle(ctx, id)
	return reply(standingView(p)), err
}

func (s *Server) changeStanding(ctx context.Context, in *residentConsentInput) (*answer[StandingConsent], error) {
	id, err := s.whose(in.Token)
	if err != nil {
		return nil, err
	}
	by := orders.Actor{Role: orders.Resident, ID: id}
	return s.agree(ctx, id, residents.Agreed{Mode: in.Body.Mode, Given: in.Body.Given, By: by.Name(), Channel: residents.Online}, by)
}

// inCircle returns a resident of the circle: one that was imported, or is
// registered for calls for help and has said nothing yet.
func (s *Server) inCircle(ctx context.Context, id string) (shell.Party, error) {
	p, err := s.Store.Party(ctx, shell.ResidentParty, id)
	if !errors.Is(err, shell.ErrNotFound) {
		return p, err
	}
	known := false
	if err := s.Engine.View(ctx, func(st *dispatch.State) { known = st.Residents.Get(id) != nil }); err != nil {
		return p, err
	}
	if !known {
		return p, newProblem("unknown_resident", "no such resident: import or register them first")
	}
	return shell.Party{Role: shell.ResidentParty, ID: id}, nil
}

// agree adds a line to a resident's record. What is under way for them by a
// mode that they withdraw goes another way.
func (s *Server) agree(ctx context.Context, id string, line residents.Agreed, by orders.Actor) (*answer[StandingConsent], error) {
	s.agreeing.Lock()
	defer s.agreeing.Unlock()
	if !s.importing.TryLock() { // it would write what it read before
		return nil, newProblem("in_flight", "a table is being imported; say it again in a while")
	}
	defer s.importing.Unlock()
	p, err := s.inCircle(ctx, id)
	if err != nil {
		return nil, err
	}
	line.At = s.Clock.Now()
	now := p.Consent.With(line)
	if now != p.Consent || !line.Given {
		p.Consent, p.At, p.Agreed = now, line.At, append(slices.Clone(p.Agreed), line)
		if err := s.Store.PutParties(ctx, []shell.Party{p}); err != nil {
			return nil, err
		}
	}
	v := standingView(p)
	if !line.Given {
		v.Orders, err = s.withdrawEverywhere(ctx, id, line, by)
	}
	return reply(v), err
}

// withdrawEverywhere withdraws a mode from the open orders that were booked
// for a resident, and returns which. The engine's refusals (the order ended
// meanwhile) leave an order as it is.
func (s *Server) withdrawEverywhere(ctx context.Context, id string, line residents.Agreed, by orders.Actor) ([]string, error) {
	var open []orders.ID
	err := s.Engine.View(ctx, func(st *dispatch.State) {
		for oid, o := range st.Orders.All() {
			without := o.Consent.With(line)
			if bookedFor(o.Booking, id) && !o.Terminal() && without != o.Consent {
				open = append(open, oid)
			}
		}
	})
	var changed []string
	for _, oid := range open {
		_, refused := s.submit(ctx, shell.Request{Event: dispatch.ChangeConsent{
			Order: oid, Mode: line.Mode, By: by, Channel: line.Channel,
		}})
		var no *Problem
		switch {
		case refused == nil:
			changed = append(changed, string(oid))
		case !errors.As(refused, &no) || no.Retryable:
			return changed, refused
		}
	}
	return changed, err
}

// bookedFor reports whether an order was booked for a resident of the circle:
// by staff, or by the resident. What a merchant calls its customers is its own.
func bookedFor(b *orders.Booking, id string) bool {
	return b != nil && b.For == id && (b.Entered.Role == orders.Staff || b.Entered.Role == orders.Resident)
}

// inCircleOf returns the resident of the circle that an order was booked for,
// or "".
func inCircleOf(b *orders.Booking) string {
	if b == nil || b.For == "" || !bookedFor(b, b.For) {
		return ""
	}
	return b.For
}

// consentOf is what a booking says of delivery modes or, where it says
// nothing, what the resident agreed to for good.
func (s *Server) consentOf(ctx context.Context, said *residents.Consent, b *orders.Booking) (residents.Consent, error) {
	switch {
	case said != nil:
		return *said, nil
	case b == nil || !bookedFor(b, b.For):
		return residents.Consent{}, nil
	}
	standing, err := s.standingOf(ctx, b.For)
	if standing == nil {
		return residents.Consent{}, err
	}
	return *standing, nil
}

// standingOf returns what a resident agreed to for good; of nobody, nil.
func (s *Server) standingOf(ctx context.Context, id string) (*residents.Consent, error) {
	if id == "" {
		return nil, nil
	}
	p, err := s.Store.Party(ctx, shell.ResidentParty, id)
	if err != nil && !errors.Is(err, shell.ErrNotFound) {
		return nil, err
	}
	return &p.Consent, nil
}

func standingView(p shell.Party) StandingConsent {
	v := StandingConsent{Resident: p.ID, Consent: p.Consent, Agreed: agreedView(p.Agreed)}
	if v.Agreed == nil {
		v.Agreed = []Agreed{}
	}
	return v
}
