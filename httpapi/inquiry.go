package httpapi

import (
	"context"
	"errors"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// Inquirer answers questions about an order, or a visit that might be booked,
// as the zone is now;
// shell.Planner is one.
type Inquirer interface {
	WhyNot(ctx context.Context, q dispatch.Inquiry, order, worker string) (problem.WhyNot, error)
	WhatWouldHelp(ctx context.Context, q dispatch.Inquiry, order string, by clock.Instant) (problem.Help, error)
	Slots(ctx context.Context, q dispatch.SlotInquiry) ([]problem.Price, error)
}

const (
	whyNotDoc = `Asked about an order that nobody has picked up, as the zone is now: for each way to hand it over which rules are in the way and by how much they fail, or what it would cost against what was chosen, term by term. Other orders that wait are not looked at. For a worker who takes no orders now, ways is empty and text says why.`
	helpDoc   = `Asked about an order that nobody has picked up, as the zone is now: the smallest single changes, or pairs where no single one does, with which it could be handed over by then. Each was tried. A resident's access needs are never offered as something to give up. Nothing is changed: staff decides. Two of these and of POST /v1/solve run at a time; another is answered 503 solver_busy.`
)

func (s *Server) registerInquiries() {
	handle(s, Route{ID: "whyNot", Method: get, Path: "/v1/staff/orders/{id}/why-not", Access: StaffRead, tag: "staff",
		summary: "Why not this worker?", doc: whyNotDoc}, s.whyNot)
	handle(s, Route{ID: "whatWouldHelp", Method: get, Path: "/v1/staff/orders/{id}/what-would-help", Access: StaffRead, tag: "staff",
		summary: "What would have to change for an order to be handed over by then?", doc: helpDoc}, s.whatWouldHelp)
}

func (s *Server) whyNot(ctx context.Context, in *struct {
	Order  string `path:"id" maxLength:"64"`
	Worker string `query:"worker" required:"true" minLength:"1" maxLength:"64" doc:"A courier or robot."`
}) (*answer[problem.WhyNot], error) {
	free, err := s.takeSeat()
	if err != nil {
		return nil, err
	}
	defer free()
	q, away, err := s.inquire(ctx, orders.ID(in.Order), in.Worker)
	if err != nil {
		return nil, err
	}
	why, err := s.Inquirer.WhyNot(ctx, q, in.Order, in.Worker)
	if errors.As(err, new(*problem.Invalid)) { // the worker is not in it
		return reply(problem.WhyNot{Shipment: in.Order, Vehicle: in.Worker, Ways: []problem.Way{}, Text: away}), nil
	}
	if err != nil {
		return nil, err
	}
	return reply(why), nil
}

func (s *Server) whatWouldHelp(ctx context.Context, in *struct {
	Order string    `path:"id" maxLength:"64"`
	By    time.Time `query:"by" required:"true" doc:"Handed over by then."`
}) (*answer[problem.Help], error) {
	free, err := s.takeSeat()
	if err != nil {
		return nil, err
	}
	defer free()
	q, _, err := s.inquire(ctx, orders.ID(in.Order), "")
	if err != nil {
		return nil, err
	}
	help, err := s.Inquirer.WhatWouldHelp(ctx, q, in.Order, clock.FromTime(in.By))
	if err != nil {
		return nil, err
	}
	return reply(help), nil
}

// takeSeat lets few questions be answered at a time.
func (s *Server) takeSeat() (free func(), err error) {
	if s.Inquirer == nil {
		return nil, newProblem("unavailable", "this server has nobody to ask")
	}
	select {
	case s.seats <- struct{}{}:
		return func() { <-s.seats }, nil
	default:
		p := newProblem("solver_busy", "other questions are being answered; ask again in a while")
		p.retryAfter = time.Second
		return nil, p
	}
}

// inquire states the inquiry, and why the worker, if one is named, takes no
// orders now.
func (s *Server) inquire(ctx context.Context, id orders.ID, worker string) (q dispatch.Inquiry, away problem.Text, err error) {
	var refusal *orders.Rejection
	known := true
	err = s.Engine.View(ctx, func(st *dispatch.State) {
		if q, refusal = st.Inquire(id, s.Clock.Now()); worker != "" {
			away, known = st.Away(worker)
		}
	})
	switch {
	case err != nil:
		return q, away, err
	case refusal != nil:
		return q, away, refused(refusal)
	case !known:
		return q, away, refused(orders.Refuse(orders.UnknownWorker, id, "there is no courier or robot %s", worker))
	}
	return q, away, nil
}
