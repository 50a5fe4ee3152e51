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
