package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// Every run begins then; faults and new orders cease after the span; the zone
// must have come to rest within the grace.
var begin = clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))

const (
	span  = 150 * time.Minute
	grace = 6 * time.Hour
)

// zone is one run: the process that owns a zone, and the town around it.
type zone struct {
	stage
	ctx     context.Context
	disk    *disk
	referee *referee
	planner shell.Planner
	policy  dispatch.Policy

	loop    *shell.Loop // nil while the process is down
	life    int         // counts processes
	doors   *doors
	zombie  *shell.Loop // an owner that does not know that it was replaced
	inbox   []letter
	skew    time.Duration // of the process's clock
	late    clock.Instant // timers do not fire before
	audited clock.Instant
	rounds  int
	asked   uint64       // epoch of the plan that is waited for
	planned problem.Plan // the last one

	couriers []*courier
	robots   []*robot
	banks    []*bank
	desk     *desk
	drawn    bool // the town lies on a river
	curfew   bool // rules say when robots drive, and in which weather
	passages []*passage
	overlay  *lanes.Overlay // of what is drawn; nil: nothing
	locked   map[missions.ID]clock.Instant
}

// letter is an event that arrived, with who waits for its answer.
type letter struct {
	event  dispatch.Event
	answer func(shell.Reply)
	echo   bool // repeats the letter before
}

func newZone(ctx context.Context, seed uint64) *zone {
	z := &zone{
		stage:   stage{now: begin, dice: rand.New(rand.NewPCG(seed, 1)), chaos: rand.New(rand.NewPCG(seed, 2))},
		ctx:     ctx,
		planner: shell.Planner{Travel: crow{}},
		policy:  policy(),
		drawn:   seed%2 == 0,
		curfew:  seed%5 < 2,
		locked:  map[missions.ID]clock.Instant{},
	}
	if seed%3 == 0 {
		z.policy.HandoverCapacity = 0 // robots carry several orders at once
	}
	z.referee = newReferee(z)
	z.disk = &disk{Store: simulator.NewStore(), stage: &z.stage, referee: z.referee}
	z.settle()
	return z
}

// policy makes patience short, so that every timer has its day.
func policy() dispatch.Policy {
	p := dispatch.DefaultPolicy()
	p.LockerHold, p.GiveUp, p.Lost, p.LoadWait, p.HandoffWait = 35*time.Minute, 30*time.Minute, 20*time.Minute, 6*time.Minute, 8*time.Minute
	p.ReserveHold, p.HeldUp = 15*time.Minute, 3*time.Minute
	p.KeyTTL = 4 * time.Hour
	p.PlanAhead = 30 * time.Minute
	p.VisitLead, p.VisitGrace, p.VisitOffer, p.WorkRemind, p.Rest = 35*time.Minute, 8*time.Minute, 45*time.Second, 50*time.Minute, 25*time.Minute
	p.HandoverCapacity, p.Cancel.Assigned = 1, 200
	p.Weights.ResidentPerMinute = 4 // couriers carry much at once
	return p
}

func (z *zone) clock() clock.Instant { return z.now.Add(z.skew) }

// state is what the process knows, or nil while it is down.
func (z *zone) state() *dispatch.State {
	if z.loop == nil {
		return nil
	}
	return z.loop.State()
}

// open lists the orders of the state.
func (z *zone) open() []orders.ID {
	var ids []orders.ID
	for id := range z.loop.State().Orders.All() {
		ids = append(ids, id)
	}
	return ids
}

// offered returns an order that somebody is asked to take, or "".
func (z *zone) offered() orders.ID {
	for _, f := range z.loop.State().Offers.All() {
		return f.Order
	}
	return ""
}

// live runs the zone until it is at rest, or something is wrong.
func (z *zone) live() {
	z.restart()
	z.desk.openShop()
	z.after(span, z.cease)
	for len(z.referee.found) == 0 {
		if z.calm && z.atRest() == "" {
			return
		}
		if z.rounds++; z.rounds > 400_000 || z.ctx.Err() != nil {
			z.referee.wrong("the zone runs in circles at %s: %v", z.now, z.ctx.Err())
			return
		}
		next := z.next()
		if z.loop != nil {
			if wake := z.loop.NextWake(); wake != clock.Never {
				next = min(next, max(wake.Add(-z.skew), z.late))
			}
		}
		if next > begin.Add(span+grace) {
			z.referee.wrong("not at rest %v after the faults ceased: %s", grace, z.atRest())
			return
		}
		z.now = max(z.now, next)
		z.run()
		z.turn()
	}
}

// cease ends the faults.
func (z *zone) cease() {
	z.calm = true
	z.skew = 0
	for _, c := range z.couriers {
		c.out.quiet, c.in.quiet = false, false
	}
	for _, r := range z.robots {
		r.out.quiet, r.in.quiet = false, false
	}
	for _, p := range z.passages {
		p.stands.Jammed = false
	}
}

// submit puts an event on its way to the process. answer may be nil.
func (z *zone) submit(l *link, e dispatch.Event, answer func(shell.Reply)) {
	l.send(func() {
		if z.loop != nil { // else: connection refused
			z.inbox = append(z.inbox, letter{event: e, answer: answer})
		}
	})
}

// post is an event of the process itself: it dies with it.
func (z *zone) post(life int, e dispatch.Event) {
	if z.loop != nil && z.life == life {
		z.inbox = append(z.inbox, letter{event: e})
	}
}

// turn takes what has come into one group and lives with what follows.
func (z *zone) turn() {
	if z.loop == nil {
		return
	}
	z.stepClock()
	group := z.gather()
	if len(group) == 0 {
		return
	}
	reqs := make([]shell.Request, len(group))
	for i, l := range group {
		reqs[i].Event = l.event
	}
	z.haunt(reqs)
	var replies []shell.Reply
	if z.dies(func() { replies = z.loop.Turn(z.ctx, z.clock(), reqs) }) {
		z.crash(z.loop)
		return
	}
	z.referee.replies(group, replies)
	for i, l := range group {
		if replies[i].Err != nil {
			z.audited = z.now // timers that were to fire come back
			continue
		}
		if l.answer != nil && !z.strikes(AnswerLost, 0.05) {
			l.answer(replies[i])
		}
	}
	z.take()
	z.audit()
	if z.strikes(Takeover, 0.0006) {
		z.zombie = z.loop
		z.crash(z.loop)
	}
}

// gather is the next group: what arrived, and the timers that are due.
func (z *zone) gather() []letter {
	group := z.inbox
	z.inbox = nil
	for i := 0; i < len(group); i++ {
		if repeatable(group[i].event) && z.strikes(EventEchoed, 0.1) {
			echo := letter{event: group[i].event, echo: true}
			group = append(group[:i+1], append([]letter{echo}, group[i+1:]...)...)
			i++
		}
	}
	if z.now < z.late {
		return group
	}
	if z.loop.NextWake() <= z.clock() && z.strikes(TimerLate, 0.1) {
		z.late = z.now.Add(z.delay(time.Second, 40*time.Second))
		return group
	}
	for _, due := range z.loop.Due(z.clock(), 64) {
		group = append(group, letter{event: due.Event})
		if _, timer := due.Event.(dispatch.Wake); timer && z.strikes(TimerDoubled, 0.2) {
			group = append(group, letter{event: due.Event})
		}
	}
	if z.strikes(TimerSpurious, 0.01) {
		name := "offer/o1.1"
		for timer := range z.loop.State().Timers.All() {
			if z.chaos.IntN(8) == 0 {
				name = timer
			}
		}
		group = append(group, letter{event: dispatch.Wake{Timer: name}})
	}
	return group
}

// stepClock sets the process's clock wrong, or right again.
func (z *zone) stepClock() {
	switch {
	case z.skew != 0:
		if z.chaos.IntN(300) == 0 {
			z.skew = 0
		}
	case z.strikes(ClockBack, 0.0008):
		z.skew = -z.delay(time.Second, 4*time.Minute)
	case z.strikes(ClockForward, 0.0004):
		z.skew = z.delay(time.Second, 4*time.Minute)
	}
}

// haunt lets an owner that was replaced go on with the same events.
func (z *zone) haunt(reqs []shell.Request) {
	if z.zombie == nil || !z.strikes(ZombieCommit, 0.2) {
		return
	}
	before := z.disk.seq
	if z.dies(func() {
		for range 2 { // its callers send again
			for _, r := range z.zombie.Turn(z.ctx, z.clock(), reqs) {
				if r.Err == nil {
					z.referee.wrong("an owner that was replaced committed event %d", r.Seq)
				}
			}
		}
	}) {
		z.zombie = nil
	}
	if z.disk.seq != before {
		z.referee.wrong("an owner that was replaced wrote record %d", z.disk.seq)
	}
	if z.chaos.IntN(3) == 0 {
		z.zombie = nil
	}
}

// dies runs a part of the process and reports whether it crashed.
func (z *zone) dies(f func()) (died bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(crash); !ok {
				panic(r)
			}
			died = true
		}
	}()
	f()
	return false
}

// crash ends the process; another begins after a while. What the dead one
// knew of what is stored, the next must know.
func (z *zone) crash(dead *shell.Loop) {
	z.life++
	z.loop, z.inbox, z.doors = nil, nil, nil
	var want []byte
	if dead.State().Seq == z.disk.seq {
		want, _ = json.Marshal(dead.State())
	}
	z.after(z.delay(time.Second, 40*time.Second), func() { z.recover(want) })
}

func (z *zone) restart() { z.recover(nil) }

// recover opens the zone and compares the state with what it must be.
func (z *zone) recover(want []byte) {
	d := &doors{zone: z}
	z.disk.opening = true
	l, err := shell.Open(z.ctx, shell.Config{
		Zone: "faults", City: "city", Engine: "faults", Policy: z.policy, Store: z.disk, Doors: d,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SnapshotEvery: 200, Audit: true,
	})
	z.disk.opening = false
	if errors.Is(err, errDisk) {
		z.after(time.Second, func() { z.recover(want) })
		return
	}
	if err != nil {
		z.referee.wrong("the zone cannot be recovered: %v", err)
		return
	}
	if got, _ := json.Marshal(l.State()); want != nil && string(got) != string(want) {
		z.referee.wrong("recovered at record %d:\n got %s\nwant %s", l.State().Seq, got, want)
	}
	z.loop, z.doors, d.seq = l, d, l.State().Seq
	if z.dies(func() { err = l.Start(z.ctx, z.clock()) }) {
		z.crash(l)
		return
	}
	if err != nil {
		z.loop, z.doors = nil, nil
		z.after(time.Second, z.restart)
		return
	}
	z.take()
}

// take gives the solver the problem that waits, if there is one.
func (z *zone) take() {
	if p := z.loop.TakeProblem(); p != nil {
		z.asked = p.Epoch
		z.solve(p)
	}
}

// audit holds the loop against what it promises.
func (z *zone) audit() {
	if s := z.loop.Stats(); s.Bugs > 0 {
		z.referee.wrong("%s", s.LastBug)
	}
	if z.doors.seq != z.disk.seq {
		z.referee.wrong("decisions were handed out up to record %d, the journal ends at %d", z.doors.seq, z.disk.seq)
	}
	if z.now < z.late || z.now.Sub(z.audited) < 20*time.Second {
		return
	}
	z.audited = z.now
	if s := z.loop.State().Solving; s.Open && s.At.Add(10*time.Minute) < z.clock() {
		z.referee.wrong("a plan has been waited for since %s", s.At)
	}
	z.lockedOut()
	for name, at := range z.loop.State().Timers.All() {
		if at.Add(2*time.Minute) < z.clock() {
			z.referee.wrong("timer %s was due at %s and has not fired", name, *at)
		}
	}
}

// atRest says what is still under way, or "".
func (z *zone) atRest() string {
	if z.loop == nil {
		return "the process is down"
	}
	s := z.loop.State()
	switch {
	case !z.desk.done():
		return "orders have not been answered"
	case s.Orders.Len() > 0:
		for _, o := range s.Orders.All() {
			return fmt.Sprintf("%d orders are open, the first is %+v", s.Orders.Len(), *o)
		}
	case s.Offers.Len()+s.Missions.Len() > 0:
		return fmt.Sprintf("%d offers and %d missions are open", s.Offers.Len(), s.Missions.Len())
	}
	if open := z.desk.homes.open(s); open != "" {
		return open
	}
	for id, r := range s.Robots.All() {
		if r.Mission != "" || len(r.Holding) > 0 {
			return fmt.Sprintf("robot %s has mission %q and holds %v", id, r.Mission, r.Holding)
		}
	}
	for _, b := range s.Banks.All() {
		for _, c := range b.Compartments {
			if c.State != "FREE" {
				return fmt.Sprintf("compartment %s/%s is %s for %s", b.ID, c.ID, c.State, c.Order)
			}
		}
	}
	return ""
}

// doors hand out what the process decided.
type doors struct {
	zone *zone
	seq  uint64 // of the last record handed out
}

// Deliver implements shell.Doors.
func (d *doors) Deliver(s *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	d.seq++
	z := d.zone
	switch {
	case d != z.doors:
		z.referee.wrong("an owner that was replaced handed out the decisions of record %d", s.Seq)
		return
	case d.seq > z.disk.seq:
		z.referee.wrong("the decisions of record %d left before its commit", d.seq)
		return
	}
	z.deliver(s, ds)
}

// pick draws from a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// east is a place so many metres east, and north, of the middle of the town.
func place(east, north float64) geo.Point {
	return geo.Point{Lng: 1.52 + east/81981, Lat: 42.5 + north/111195}.Round()
}
