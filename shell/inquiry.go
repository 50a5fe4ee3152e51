package shell

import (
	"context"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
)

// WhyNot asks why a worker does not have the order of an inquiry, over the same
// travel times as plans are made with.
func (p Planner) WhyNot(ctx context.Context, q dispatch.Inquiry, order, worker string) (problem.WhyNot, error) {
	if err := p.fill(ctx, q.Problem, true); err != nil {
		return problem.WhyNot{}, err
	}
	return matching.WhyNot(q.Problem, &q.Plan, order, worker)
}

// WhatWouldHelp asks what would have to change for the order of an inquiry to
// be handed over by then.
func (p Planner) WhatWouldHelp(ctx context.Context, q dispatch.Inquiry, order string, by clock.Instant) (problem.Help, error) {
	if err := p.fill(ctx, q.Problem, true); err != nil {
		return problem.Help{}, err
	}
	return matching.WhatWouldHelp(q.Problem, &q.Plan, order, by)
}

// Slots asks what each slot of an inquiry would cost, as far as ctx leaves time.
// The visits that have no carer yet are planned first, like any others, and
// stay where that puts them.
func (p Planner) Slots(ctx context.Context, q dispatch.SlotInquiry) ([]problem.Price, error) {
	if err := p.fill(ctx, q.Problem, false); err != nil {
		return nil, err
	}
	return PriceSlots(ctx, &q)
}

// PriceSlots is Slots for an inquiry that has its travel times.
func PriceSlots(ctx context.Context, q *dispatch.SlotInquiry) ([]problem.Price, error) {
	base := *q.Problem
	base.Shipments = base.Shipments[:q.Planned]
	plan := Plan(ctx, &base)
	return matching.Prices(q.Problem, &plan, q.Names(), func() bool { return ctx.Err() != nil })
}
