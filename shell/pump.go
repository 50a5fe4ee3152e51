package shell

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
)

// groupLimit bounds how many events are committed together.
const groupLimit = 256

// Pump runs a loop for many callers: it gathers what arrives while a commit
// is under way into the next group, fires timers when the clock says so, and
// runs the solver beside the loop.
type Pump struct {
	loop   *Loop
	clock  Clock
	solver Solver
	log    *slog.Logger

	requests chan call
	views    chan view
	plans    chan problem.Plan
	done     chan struct{}

	solves    atomic.Int64
	solveTime atomic.Int64 // nanoseconds
	alive     atomic.Int64 // real time of the last round, Unix nanoseconds
}

type call struct {
	req   Request
	reply chan<- Reply
}

type view struct {
	f    func(*dispatch.State)
	done chan<- struct{}
}

// ErrStopped means that the loop no longer runs: this server is shutting down
// or has lost the zone.
var ErrStopped = errors.New("the zone is not served here any more")

// NewPump returns a pump; Run makes it work.
func NewPump(l *Loop, c Clock, s Solver, log *slog.Logger) *Pump {
	return &Pump{
		loop: l, clock: c, solver: s, log: log,
		requests: make(chan call, groupLimit), views: make(chan view), plans: make(chan problem.Plan, 1),
		done: make(chan struct{}),
	}
}

// Submit stamps, steps and commits an event, and returns when it is durable.
// A refusal is not an error: look for it with Result.Refusal. After an error
// that is not ErrQuarantined the same request may be sent again.
func (p *Pump) Submit(ctx context.Context, r Request) (Result, error) {
	reply := make(chan Reply, 1)
	select {
	case p.requests <- call{r, reply}:
	case <-p.done:
		return Result{}, ErrStopped
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	select {
	case got := <-reply:
		return got.Result, got.Err
	case <-p.done:
		select {
		case got := <-reply:
			return got.Result, got.Err
		default:
			return Result{}, ErrStopped
		}
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
}

// View runs f on the state between two steps. f must not keep or change it.
func (p *Pump) View(ctx context.Context, f func(s *dispatch.State)) error {
	done := make(chan struct{})
	select {
	case p.views <- view{f, done}:
		<-done
		return nil
	case <-p.done:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run works until ctx ends or the zone is lost, whose error it returns.
func (p *Pump) Run(ctx context.Context) error {
	defer close(p.done)
	if err := p.loop.Start(ctx, p.clock.Now()); err != nil {
		return err
	}
	for {
		p.alive.Store(time.Now().UnixNano())
		p.solve(ctx)
		group, replies, err := p.gather(ctx)
		if err != nil {
			return nil
		}
		now := p.clock.Now()
		for _, due := range p.loop.Due(now, groupLimit) {
			group, replies = append(group, due), append(replies, nil)
		}
		if len(group) == 0 {
			continue
		}
		for i, r := range p.loop.Turn(ctx, now, group) {
			if replies[i] != nil {
				replies[i] <- r
			}
			if errors.Is(r.Err, ErrFenced) {
				return r.Err
			}
		}
	}
}

// gather waits for something to do: requests, a plan, a view, a timer.
func (p *Pump) gather(ctx context.Context) ([]Request, []chan<- Reply, error) {
	wait := time.NewTimer(p.untilWake())
	defer wait.Stop()
	var group []Request
	var replies []chan<- Reply
	select {
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	case v := <-p.views:
		v.f(p.loop.State())
		close(v.done)
	case c := <-p.requests:
		group, replies = append(group, c.req), append(replies, c.reply)
	case plan := <-p.plans:
		group, replies = append(group, Request{Event: dispatch.Solved{Plan: plan}}), append(replies, nil)
	case <-wait.C:
	}
	for len(group) > 0 && len(group) < groupLimit {
		select {
		case c := <-p.requests:
			group, replies = append(group, c.req), append(replies, c.reply)
			continue
		default:
		}
		break
	}
	return group, replies, nil
}

// untilWake is how long the pump may sleep. A scaled clock can change its
// pace at any time, so it never sleeps long.
func (p *Pump) untilWake() time.Duration {
	return min(max(p.clock.Until(p.loop.NextWake()), 0), 250*time.Millisecond)
}

// Patience is how long, in real time, a solver may take. The pump answers for
// one that hangs, or the zone would plan nothing any more; a plan that comes
// after all is dropped.
const Patience = 2 * time.Minute

// solve starts the solver on the problem that waits, if any. A solver that
// fails answers with an empty plan: the engine asks again after its pause.
func (p *Pump) solve(ctx context.Context) {
	prob := p.loop.TakeProblem()
	if prob == nil {
		return
	}
	answer := make(chan problem.Plan, 1)
	go p.outwait(ctx, prob.Epoch, answer)
	go func() {
		began := time.Now()
		plan, err := p.solver.Solve(ctx, prob)
		if err != nil {
			p.log.Error("solver failed", "epoch", prob.Epoch, "err", err)
			plan = problem.Plan{Epoch: prob.Epoch}
		}
		p.solves.Add(1)
		p.solveTime.Add(int64(time.Since(began)))
		answer <- plan
	}()
}

// outwait passes a plan on, or an empty one when it takes too long.
func (p *Pump) outwait(ctx context.Context, epoch uint64, answer <-chan problem.Plan) {
	late := time.NewTimer(Patience)
	defer late.Stop()
	plan := problem.Plan{Epoch: epoch}
	select {
	case plan = <-answer:
	case <-late.C:
		p.log.Error("solver does not answer", "epoch", epoch)
	case <-ctx.Done():
		return
	}
	select {
	case p.plans <- plan:
	case <-ctx.Done():
	}
}

// Solves returns how many plans were made and the wall time that they took.
func (p *Pump) Solves() (int64, time.Duration) {
	return p.solves.Load(), time.Duration(p.solveTime.Load())
}

// Loop returns the pump's loop; its Stats may be read inside View only.
func (p *Pump) Loop() *Loop { return p.loop }

// Alive returns the real time of the pump's last round: it turns at least
// four times a second while it is healthy.
func (p *Pump) Alive() time.Time { return time.Unix(0, p.alive.Load()) }
