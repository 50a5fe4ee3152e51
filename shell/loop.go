package shell

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// Clock is the engine clock: it may be scaled, and never runs backwards.
type Clock interface {
	Now() clock.Instant
	// Until returns how long, in real time, the instant is away; negative or
	// zero when it has come.
	Until(clock.Instant) time.Duration
}

// Doors take what was decided to couriers, robots, lockers and screens. The
// loop calls Deliver after the commit, from its own goroutine: implementations
// read what they need from the state, enqueue, and return at once.
type Doors interface {
	Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision)
}

// Solver fills the travel times of a problem and solves it. It runs beside
// the loop and may take its time.
type Solver interface {
	Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error)
}

// Config is what a driver plugs into a loop.
type Config struct {
	Zone   string
	City   string // hash of the city file at hand
	Engine string // version of the code
	Policy dispatch.Policy

	Store Store
	Doors Doors
	Log   *slog.Logger

	// SnapshotEvery is the number of records between two snapshots.
	SnapshotEvery uint64
	// Audit checks the engine's invariants after every step. A broken one is
	// a bug like a panic.
	Audit bool
}

// ErrAgain means that the world failed, not the request: nothing was
// acknowledged, and the same request may be sent again.
var ErrAgain = errors.New("the event was not stored: send it again")

// ErrQuarantined means that the event broke the engine. It was not stored and
// must not be sent again; the zone goes on without it.
var ErrQuarantined = errors.New("the event broke the engine and was set aside")

// Request is an event at the door, with the personal data that must be stored
// beside it and never inside it.
type Request struct {
	Event   dispatch.Event
	Persons []Person // kept if the event makes or edits what they belong to
}

// Result is what a committed event led to.
type Result struct {
	Seq       uint64
	At        clock.Instant
	Decisions []dispatch.Decision
}

// Refusal returns the rejection that answered the event, or nil.
func (r Result) Refusal() *orders.Rejection {
	for _, d := range r.Decisions {
		if d, ok := d.(dispatch.Rejected); ok {
			return &d.Rejection
		}
	}
	return nil
}

// Reply is a result, or why there is none.
type Reply struct {
	Result
	Err error
}

// Loop is the owner of one zone's state. Its methods are for one goroutine:
// the simulator calls them itself, and Pump calls them for a live server.
type Loop struct {
	cfg       Config
	epoch     uint64
	state     *dispatch.State
	base      *Snapshot         // what recovery starts from; nil: from nothing
	opened    bool              // what came before is an earlier owner's to hand out
	delivered uint64            // last record whose decisions were handed out
	doubtful  []dispatch.Record // of the last commit, while its outcome is unknown
	timers    timers
	muted     map[string]bool // timers whose firing broke the engine
	problem   *problem.Problem
	restart   bool // a plan is being waited for that may never come
	spoiled   bool // it came, and broke the engine
	stats     Stats
}

// Stats counts what a loop did.
type Stats struct {
	Events   uint64        // committed
	Groups   uint64        // commits
	Bugs     uint64        // events set aside
	Rebuilds uint64        // states dropped and recovered
	StepTime time.Duration // wall time spent deciding
	LastBug  string
}

// Open claims the zone and recovers its state.
func Open(ctx context.Context, cfg Config) (*Loop, error) {
	if cfg.SnapshotEvery == 0 {
		cfg.SnapshotEvery = 5000
	}
	claimed, err := cfg.Store.Claim(ctx, cfg.Zone)
	if err != nil {
		return nil, fmt.Errorf("shell: claim zone %s: %w", cfg.Zone, err)
	}
	l := &Loop{cfg: cfg, epoch: claimed.Epoch, base: claimed.Snapshot, muted: map[string]bool{}}
	if err := l.recover(ctx); err != nil {
		return nil, err
	}
	l.delivered, l.opened = l.state.Seq, true
	if l.state.City != "" && l.state.City != cfg.City {
		return nil, fmt.Errorf("shell: zone %s was run on city file %s, not %s: give it that file, or start another zone", cfg.Zone, l.state.City, cfg.City)
	}
	return l, nil
}

// State returns the zone's state, for reading between two turns.
func (l *Loop) State() *dispatch.State { return l.state }

// Stats returns what the loop did so far.
func (l *Loop) Stats() Stats { return l.stats }

// recover rebuilds the state from the last snapshot and the journal.
func (l *Loop) recover(ctx context.Context) error {
	s := dispatch.NewState(l.cfg.Zone, "", l.cfg.Policy)
	if l.base != nil {
		if err := json.Unmarshal(l.base.State, s); err != nil {
			return fmt.Errorf("shell: snapshot %d of zone %s: %w", l.base.Seq, l.cfg.Zone, err)
		}
		if s.Schema != dispatch.Schema {
			return fmt.Errorf("shell: snapshot of zone %s has schema %d, this engine reads %d", l.cfg.Zone, s.Schema, dispatch.Schema)
		}
	}
	l.state = s
	err := l.cfg.Store.Records(ctx, l.cfg.Zone, s.Seq, func(r dispatch.Record) error {
		if err := dispatch.Recover(s, r); err != nil {
			return err
		}
		return l.catchUp(r)
	})
	if err != nil {
		return fmt.Errorf("shell: recover zone %s: %w", l.cfg.Zone, err)
	}
	if !broken(recoveredTimers) {
		l.timers.reset(s)
	}
	l.problem = nil
	return nil
}

// catchUp hands out what a commit of unknown outcome turns out to have
// stored. What another owner has stored meanwhile is that owner's to hand
// out: this one does not know yet that it was replaced.
func (l *Loop) catchUp(r dispatch.Record) error {
	if !l.opened || r.Seq <= l.delivered || !l.wrote(r) && !broken(ownRecords) || broken(unknownOutcome) {
		return nil
	}
	ds, err := dispatch.DecodeDecisions(r.Decisions)
	if err != nil {
		return err
	}
	l.cfg.Doors.Deliver(l.state, r.At, ds)
	l.delivered = r.Seq
	return nil
}

// wrote reports whether a record is of the commit whose outcome is unknown.
func (l *Loop) wrote(r dispatch.Record) bool {
	return slices.ContainsFunc(l.doubtful, func(d dispatch.Record) bool { return d.Seq == r.Seq && d.Digest == r.Digest })
}

// Start journals that this owner begins, so that what was under way is asked
// for again. It is the first turn of every loop.
func (l *Loop) Start(ctx context.Context, at clock.Instant) error {
	r := l.Turn(ctx, at, []Request{{Event: dispatch.Started{Engine: l.cfg.Engine, City: l.cfg.City}}})[0]
	if r.Err != nil {
		return fmt.Errorf("shell: start zone %s: %w", l.cfg.Zone, r.Err)
	}
	if refusal := r.Refusal(); refusal != nil {
		return refusal
	}
	return nil
}

// Turn stamps a group of events, steps them, commits them together, and hands
// out what was decided. There is one reply for each request, in order.
func (l *Loop) Turn(ctx context.Context, at clock.Instant, reqs []Request) []Reply {
	replies := make([]Reply, len(reqs))
	live := make([]int, 0, len(reqs))
	for i := range reqs {
		live = append(live, i)
	}
	for len(live) > 0 {
		bad, err := l.attempt(ctx, at, reqs, live, replies)
		if err == nil && bad < 0 {
			break
		}
		if err == nil || !broken(failedState) {
			l.rebuild(ctx)
		}
		if err != nil {
			for _, i := range live {
				replies[i] = Reply{Err: err}
			}
			break
		}
		replies[live[bad]] = Reply{Err: ErrQuarantined}
		live = append(live[:bad], live[bad+1:]...)
	}
	return replies
}

// attempt runs the live requests as one group. It returns the position of an
// event that broke the engine, or -1, and the error of the commit.
func (l *Loop) attempt(ctx context.Context, at clock.Instant, reqs []Request, live []int, replies []Reply) (int, error) {
	b := Batch{Zone: l.cfg.Zone, Epoch: l.epoch}
	for n, i := range live {
		ev := dispatch.Stamped{Seq: l.state.Seq + 1, At: max(at, l.state.Now), Event: reqs[i].Event}
		if broken(monotone) {
			ev.At = at
		}
		ds, err := l.step(ev, &b)
		if err != nil {
			l.setAside(ev, err)
			return n, nil
		}
		if len(reqs[i].Persons) > 0 && keeps(ds) {
			b.Persons = append(b.Persons, reqs[i].Persons...)
		}
		replies[i] = Reply{Result: Result{Seq: ev.Seq, At: ev.At, Decisions: ds}}
	}
	l.doubtful = b.Records
	if broken(afterCommit) {
		for _, i := range live {
			l.handOut(replies[i].Result)
		}
	}
	if err := l.cfg.Store.Commit(ctx, b); err != nil {
		if errors.Is(err, ErrFenced) {
			l.doubtful = nil // nothing was written
			return -1, err
		}
		l.cfg.Log.Error("commit failed", "zone", l.cfg.Zone, "events", len(live), "err", err)
		return -1, fmt.Errorf("%w: %w", ErrAgain, err)
	}
	l.stats.Groups++
	l.stats.Events += uint64(len(live))
	for _, i := range live {
		l.handOut(replies[i].Result)
	}
	l.snapshot(ctx)
	return -1, nil
}

// keeps reports whether what came with an event about a person must be kept: a
// step made an order, a plan or a resident, or edited one, or took a complaint or a rating.
func keeps(ds []dispatch.Decision) bool {
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.OrderPut:
			if d.Why == "placed" || d.Why == "edited" {
				return true
			}
		case dispatch.ResidentPut, dispatch.RecurringPut, dispatch.Rated:
			return true
		case dispatch.Alerted:
			if d.Code == dispatch.ComplaintCode {
				return true
			}
		}
	}
	return false
}

// step decides one event and adds it to the batch. An error is a bug.
func (l *Loop) step(ev dispatch.Stamped, b *Batch) (ds []dispatch.Decision, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v\n%s", r, debug.Stack())
		}
	}()
	began := time.Now()
	ds = dispatch.Step(l.state, ev)
	l.stats.StepTime += time.Since(began)
	if l.cfg.Audit {
		if wrong := dispatch.Invariants(l.state); len(wrong) > 0 {
			return nil, fmt.Errorf("invariants broken: %q", wrong)
		}
	}
	rec, p, err := dispatch.SealAndProject(l.state, ev, ds)
	if err != nil {
		return nil, err
	}
	b.Records = append(b.Records, rec)
	b.Projections = append(b.Projections, p)
	return ds, nil
}

// setAside records an event that broke the engine. Events hold no personal
// data, so the log may keep it whole.
func (l *Loop) setAside(ev dispatch.Stamped, bug error) {
	raw, _ := dispatch.EncodeEvent(ev.Event)
	l.stats.Bugs++
	l.stats.LastBug = fmt.Sprintf("event %d: %v", ev.Seq, bug)
	switch e := ev.Event.(type) {
	case dispatch.Wake:
		l.muted[e.Timer] = true
	case dispatch.Solved:
		l.spoiled = true
	}
	l.cfg.Log.Error("event quarantined", "zone", l.cfg.Zone, "seq", ev.Seq, "digest", l.state.Digest,
		"event", string(raw), "bug", bug)
}

// rebuild drops the state and recovers it, trying until the store answers or
// the loop is told to stop.
func (l *Loop) rebuild(ctx context.Context) {
	l.stats.Rebuilds++
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := l.recover(ctx)
		if err == nil {
			l.restart = l.state.Solving.Open && !broken(lostPlan)
			return
		}
		l.cfg.Log.Error("recovery failed", "zone", l.cfg.Zone, "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// handOut passes the decisions of a committed step to the timers, the solver
// and the doors.
func (l *Loop) handOut(r Result) {
	for _, d := range r.Decisions {
		switch d := d.(type) {
		case dispatch.TimerSet:
			if !broken(newTimers) {
				l.timers.set(d.Timer, d.At)
			}
		case dispatch.TimerGone:
			l.timers.gone()
		case dispatch.Solve:
			l.problem = d.Problem
		}
	}
	l.cfg.Doors.Deliver(l.state, r.At, r.Decisions)
	l.delivered = r.Seq
}

// snapshot stores the state now and then, so that recovery stays short.
func (l *Loop) snapshot(ctx context.Context) {
	var last uint64
	if l.base != nil {
		last = l.base.Seq
	}
	if l.state.Seq-last < l.cfg.SnapshotEvery {
		return
	}
	raw, err := json.Marshal(l.state)
	if err != nil {
		l.cfg.Log.Error("snapshot failed", "zone", l.cfg.Zone, "err", err)
		return
	}
	s := Snapshot{Seq: l.state.Seq, State: raw}
	if err := l.cfg.Store.Snapshot(ctx, l.cfg.Zone, l.epoch, s); err != nil {
		l.cfg.Log.Error("snapshot failed", "zone", l.cfg.Zone, "err", err)
		return
	}
	l.base = &s
}

// TakeProblem returns the problem that waits for the solver, once, or nil.
func (l *Loop) TakeProblem() *problem.Problem {
	p := l.problem
	l.problem = nil
	return p
}
