package shell

import (
	"context"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// Clock is the engine clock: it may be scaled, and never runs backwards.
type Clock interface {
	Now() clock.Instant
}

// Doors take what was decided to couriers, robots, lockers and screens. The
// loop calls Deliver after the commit, from its own goroutine: implementations
// read what they need from the state, enqueue, and return at once.
type Doors interface {
	Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision)
}

// Solver fills the travel times of a problem and solves it.
type Solver interface {
	Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error)
}

// Request is an event at the door, with the personal data that must be stored
// beside it and never inside it.
type Request struct {
	Event  dispatch.Event
	Person *Person
}

// Result is what a committed event led to.
type Result struct {
	Seq       uint64
	At        clock.Instant
	Decisions []dispatch.Decision
}

// Loop is the owner of one zone's state.
type Loop struct{}

// Submit stamps, steps and commits an event, and returns when it is durable.
// A refusal is not an error: look for it with Result.Refusal.
func (l *Loop) Submit(ctx context.Context, r Request) (Result, error) { panic("stub") }

// View runs f on the state between two steps. f must not keep or change it.
func (l *Loop) View(ctx context.Context, f func(s *dispatch.State)) error { panic("stub") }

// Refusal returns the rejection that answered the event, or nil.
func (r Result) Refusal() *orders.Rejection {
	for _, d := range r.Decisions {
		if d, ok := d.(dispatch.Rejected); ok {
			return &d.Rejection
		}
	}
	return nil
}
