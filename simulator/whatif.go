package simulator

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator/report"
)

// Rerun lives a recorded day again: orders, edits, sign-ons, ready times and
// faults as recorded, everything that follows from the plan anew, through the
// production loop, engine and planner, with dice of the seed.
type Rerun struct {
	History *History
	Router  *roadnet.Router
	Policy  dispatch.Policy
	Change  Change
	Seed    uint64
	Away    time.Duration // local time of the report, ahead of UTC
}

// rerun is a Rerun under way.
type rerun struct {
	Rerun
	ctx      context.Context
	loop     *shell.Loop
	planner  shell.Planner
	now      clock.Instant
	agenda   agenda
	day      *report.Collector
	events   []kept
	couriers map[fleet.WorkerID]*courierAgain
	robots   map[fleet.WorkerID]*robotAgain
	atReady  map[orders.ID][]func() // who waits for the goods
}

// Run returns how the day went.
func (r Rerun) Run(ctx context.Context) (*report.Report, error) {
	x := &rerun{
		Rerun: r, ctx: ctx, planner: shell.RoadPlanner(r.Router), now: r.History.start,
		day: report.NewCollector(r.Away), couriers: map[fleet.WorkerID]*courierAgain{}, robots: map[fleet.WorkerID]*robotAgain{},
		atReady: map[orders.ID][]func(){},
	}
	store := NewStore()
	store.Keep = false
	var err error
	x.loop, err = shell.Open(ctx, shell.Config{
		Zone: "whatif", City: r.Router.City().Hash, Engine: Engine, Policy: r.Policy, Store: store, Doors: x,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SnapshotEvery: 1 << 62,
	})
	if err != nil {
		return nil, err
	}
	x.events = r.Change.apply(r.History.events)
	if err := x.run(); err != nil {
		return nil, err
	}
	return x.day.Report(), nil
}

// overtime is how long after the recorded end orders may still be under way.
const overtime = 8 * time.Hour

func (x *rerun) run() error {
	if err := x.loop.Start(x.ctx, x.now); err != nil {
		return err
	}
	next := 0
	for {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		at := min(x.agenda.next(), x.loop.NextWake())
		if next < len(x.events) {
			at = min(at, x.events[next].at)
		}
		x.now = max(x.now, at)
		if x.now > x.History.end.Add(overtime) {
			return nil // what is open stays open, and is reported so
		}
		for next < len(x.events) && x.events[next].at <= x.now {
			x.happen(x.events[next].event)
			next++
		}
		for _, due := range x.loop.Due(x.now, 64) {
			x.submit(due.Event)
		}
		if x.agenda.next() <= x.now {
			x.agenda.pop()()
		}
		if s := x.loop.Stats(); s.Bugs > 0 {
			return errors.New("simulator: " + s.LastBug)
		}
		if next == len(x.events) && x.loop.State().Orders.Len() == 0 {
			return nil
		}
	}
}

func (x *rerun) after(d time.Duration, f func()) { x.agenda.put(x.now.Add(max(d, 0)), f) }

// submit puts an event through the loop, and a plan that it asks for on the
// agenda.
func (x *rerun) submit(e dispatch.Event) {
	x.loop.Turn(x.ctx, x.now, []shell.Request{{Event: e}})
	p := x.loop.TakeProblem()
	if p == nil {
		return
	}
	plan, err := x.planner.Solve(x.ctx, p)
	if err != nil {
		plan.Epoch = p.Epoch
	}
	x.after(time.Duration(plan.Iterations)*time.Second/insertionsPerSecond, func() { x.submit(dispatch.Solved{Plan: plan}) })
}

// happen is a recorded event that happens again.
func (x *rerun) happen(e dispatch.Event) {
	switch e := e.(type) {
	case dispatch.PlaceOrder:
		e.Proof = proofOf(e.ID) // nobody knows the recorded PIN
		x.submit(e)
	case dispatch.RegisterCourier:
		if x.couriers[e.Courier] == nil {
			x.couriers[e.Courier] = &courierAgain{x: x, id: e.Courier, profile: e.Profile}
		}
		x.submit(e)
	case dispatch.CourierOnline:
		x.couriers[e.Courier].begin(e)
	case dispatch.CourierOffline:
		x.couriers[e.Courier].duty = false
		x.submit(e)
	case dispatch.CourierOut:
		x.couriers[e.Courier].duty = false
		x.submit(e)
	case dispatch.RegisterRobot:
		if x.robots[e.Robot] == nil {
			x.robots[e.Robot] = &robotAgain{x: x, id: e.Robot, reach: float64(e.Range), charge: 100}
		}
		x.submit(e)
	case dispatch.RobotReport:
		x.robots[e.Robot].recorded(e)
	default:
		x.submit(e)
	}
}

func proofOf(id orders.ID) string { return "again " + string(id) }

// Deliver implements shell.Doors.
func (x *rerun) Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	x.day.Take(s, at, ds)
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.OfferPut:
			if c := x.couriers[d.Offer.Courier]; c != nil {
				c.consider(d.Offer)
			}
		case dispatch.CourierPut:
			if c := x.couriers[d.Courier.ID]; c != nil {
				x.after(lag, c.look)
			}
		case dispatch.OrderMoved:
			x.moved(d)
		case dispatch.MissionPut:
			if r := x.robots[fleet.WorkerID(d.Mission.Robot)]; r != nil && (d.Why == "sent" || d.Why == "released" || d.Why == dispatch.RobotSkips) {
				m := d.Mission
				x.after(lag, func() { r.take(&m) })
			}
		case dispatch.MissionGone:
			if r := x.robots[fleet.WorkerID(d.Robot)]; r != nil && d.Recall {
				x.after(lag, r.drop)
			}
		case dispatch.UnlockHold:
			if r := x.robots[fleet.WorkerID(d.Robot)]; r != nil {
				r.unlocked(d)
			}
		case dispatch.OpenDoor:
			x.after(20*time.Second, func() {
				x.submit(dispatch.CompartmentReport{Bank: d.Bank, Compartment: d.Compartment, Closed: true, Occupied: d.Deposit})
			})
		}
	}
}

// moved lets those who wait for an order's goods go on, and residents collect.
func (x *rerun) moved(d dispatch.OrderMoved) {
	switch d.Move.To {
	case orders.Ready:
		for _, f := range x.atReady[d.Order] {
			x.after(0, f)
		}
		delete(x.atReady, d.Order)
	case orders.InLocker:
		dice := roll(x.Seed, "collect", string(d.Order))
		wait := draw(&dice, x.History.fit.collect, 14*time.Minute)
		x.after(wait, func() { x.submit(dispatch.Collect{Order: d.Order, Proof: proofOf(d.Order)}) })
	}
}

// whenReady calls f once an order's goods are ready; waited says whether they
// were not yet.
func (x *rerun) whenReady(id orders.ID, f func(waited bool)) {
	o := x.loop.State().Orders.Get(id)
	if o == nil || o.Preparation == orders.Ready || o.Kind == orders.Return {
		f(false)
		return
	}
	x.atReady[id] = append(x.atReady[id], func() { f(true) })
}
