package simulator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// insertionsPerSecond turns a plan's work into engine time: a plan comes back
// that much later, however fast the machine is.
const insertionsPerSecond = 1_000_000

// Scene is a zone in process: the production loop around the engine, on a
// virtual clock, with a list of what its actors will do next. It is the Stage
// of a Day, and of the days of package mdrp.
type Scene struct {
	ctx     context.Context
	loop    *shell.Loop
	planner shell.Solver
	now     clock.Instant
	agenda  agenda
	solves  int
	solving time.Duration // wall time
	failed  error         // of the planner
}

// OpenScene opens the zone of a configuration. The planner is asked for every
// plan, and its work takes engine time. Errors are those of shell.Open.
func OpenScene(ctx context.Context, cfg shell.Config, planner shell.Solver, start clock.Instant) (*Scene, error) {
	loop, err := shell.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &Scene{ctx: ctx, loop: loop, planner: planner, now: start}, nil
}

// Start journals that the zone begins. It is the first thing that happens.
func (s *Scene) Start() error { return s.loop.Start(s.ctx, s.now) }

// Now implements Stage.
func (s *Scene) Now() clock.Instant { return s.now }

// After implements Stage.
func (s *Scene) After(wait time.Duration, f func()) { s.agenda.put(s.now.Add(max(wait, 0)), f) }

// First implements Stage.
func (s *Scene) First(wait time.Duration, f func()) { s.agenda.putFirst(s.now.Add(max(wait, 0)), f) }

// State returns the zone's state.
func (s *Scene) State() *dispatch.State { return s.loop.State() }

// Loop returns the loop, for its statistics.
func (s *Scene) Loop() *shell.Loop { return s.loop }

// Decision returns the mean wall time of a plan.
func (s *Scene) Decision() time.Duration { return s.solving / time.Duration(max(s.solves, 1)) }

// Spent says how often plans were made, and the wall time for it.
func (s *Scene) Spent() string {
	return fmt.Sprintf("%d plans in %.1f s", s.solves, s.solving.Seconds())
}

// Next returns when something happens next, or clock.Never.
func (s *Scene) Next() clock.Instant { return min(s.agenda.next(), s.loop.NextWake()) }

// Advance moves the clock on to what comes next and lets it happen: the timers
// that are due, then one act. An error is a bug of the engine, one of the
// planner, or that the scene was told to stop.
func (s *Scene) Advance() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	s.now = max(s.now, s.Next())
	for _, due := range s.loop.Due(s.now, 64) {
		s.Submit(due.Event)
	}
	if s.agenda.next() <= s.now {
		s.agenda.pop()()
	}
	if st := s.loop.Stats(); st.Bugs > 0 {
		return errors.New(st.LastBug)
	}
	return s.failed
}

// Submit puts an event through the loop, and a plan that it asks for on the
// agenda.
func (s *Scene) Submit(e dispatch.Event) shell.Reply {
	r := s.loop.Turn(s.ctx, s.now, []shell.Request{{Event: e}})[0]
	if p := s.loop.TakeProblem(); p != nil {
		began := time.Now()
		plan, err := s.planner.Solve(s.ctx, p)
		if err != nil {
			s.failed = errors.Join(s.failed, fmt.Errorf("plan %d: %w", p.Epoch, err))
			plan = problem.Plan{Epoch: p.Epoch}
		}
		s.solving += time.Since(began)
		s.solves++
		s.After(time.Duration(plan.Iterations)*time.Second/insertionsPerSecond, func() { s.Submit(dispatch.Solved{Plan: plan}) })
	}
	return r
}
