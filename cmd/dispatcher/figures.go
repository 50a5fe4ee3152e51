package main

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/httpapi"
	"github.com/linli/linli/shell"
)

// figures are the loop's and the sessions' numbers for /metrics.
func (s *server) figures(ctx context.Context) []httpapi.Figure {
	var loop shell.Stats
	s.zone.View(ctx, func(*dispatch.State) { loop = s.zone.Loop().Stats() })
	plans, spent := s.zone.Solves()
	c, r := s.couriers.Counters(), s.robots.Counts()
	return []httpapi.Figure{
		{Name: "linli_loop_events", Help: "Events committed by this process.", Value: float64(loop.Events)},
		{Name: "linli_loop_commits", Help: "Transactions they were committed in.", Value: float64(loop.Groups)},
		{Name: "linli_loop_step_seconds", Help: "Time spent deciding.", Value: loop.StepTime.Seconds()},
		{Name: "linli_loop_quarantined", Help: "Events that broke the engine. Anything but 0 wants a look at the log.", Value: float64(loop.Bugs)},
		{Name: "linli_loop_rebuilds", Help: "Times that the state was recovered from the store.", Value: float64(loop.Rebuilds)},
		{Name: "linli_plans", Help: "Plans made.", Value: float64(plans)},
		{Name: "linli_plan_seconds", Help: "Time spent on them.", Value: spent.Seconds()},
		{Name: "linli_clock_scale", Help: "Engine seconds in a real one.", Value: s.zone.Clock.Scale()},
		{Name: "linli_courier_sessions", Help: "Courier sessions open.", Value: float64(c.Sessions)},
		{Name: "linli_courier_messages_in", Help: "Messages from couriers.", Value: float64(c.In)},
		{Name: "linli_courier_messages_out", Help: "Messages to couriers.", Value: float64(c.Out)},
		{Name: "linli_courier_resumes", Help: "Sessions that got what they had missed.", Value: float64(c.Resumed)},
		{Name: "linli_courier_slow", Help: "Sessions closed because they did not read.", Value: float64(c.Slow)},
		{Name: "linli_robot_sessions", Help: "Robot sessions open.", Value: float64(r.Robots)},
		{Name: "linli_locker_sessions", Help: "Locker sessions open.", Value: float64(r.Lockers)},
		{Name: "linli_passage_sessions", Help: "Gate and lift sessions open.", Value: float64(r.Passages)},
		{Name: "linli_machine_resends", Help: "Orders and commands sent again to machines.", Value: float64(r.Resent)},
		{Name: "linli_machine_bad_messages", Help: "Messages from machines that could not be read.", Value: float64(r.Bad)},
	}
}
