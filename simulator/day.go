package simulator

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
	"github.com/linli/linli/wire/device"
	"github.com/linli/linli/wire/vda5050"
)

// insertionsPerSecond turns a plan's work into engine time: a plan comes back
// that much later, however fast the machine is.
const insertionsPerSecond = 1_000_000

// lag is how long a message travels, either way.
const lag = 100 * time.Millisecond

// Day runs a world in process: the production loop and engine, a virtual
// clock, and a store in memory.
type Day struct {
	World *World
	Store *Store
	// Watch, which may be nil, is told of every step after its commit. It
	// must not keep the state.
	Watch func(s *dispatch.State, at clock.Instant, ds []dispatch.Decision)

	ctx      context.Context
	loop     *shell.Loop
	planner  shell.Solver
	now      clock.Instant
	agenda   agenda
	chart    vda5050.Chart
	pepper   orders.Pepper
	couriers map[fleet.WorkerID]*Courier
	sieves   map[fleet.WorkerID]*fleet.Sieve
	robots   map[string]*robotPort
	lockers  map[string]*Locker
	doors    int
	solves   int
	solving  time.Duration // wall time
}

// robotPort is what a robot's session remembers.
type robotPort struct {
	day     *Day
	robot   *Robot
	seen    vda5050.Observation
	unlocks int
}

// Log is where the loop of a Day reports faults; nil is nowhere.
type Log = *slog.Logger

// NewDay opens a zone for a scenario. With audit the engine's invariants are
// checked after every step.
func NewDay(ctx context.Context, sc Scenario, r *roadnet.Router, audit bool, log Log) (*Day, error) {
	w, err := NewWorld(sc, r)
	if err != nil {
		return nil, err
	}
	frame, err := geo.NewFrame(w.sc.Box.Center())
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	d := &Day{
		World: w, Store: NewStore(), ctx: ctx, planner: shell.Planner{Travel: shell.Roads{Router: r}}, now: sc.Start,
		chart: vda5050.Chart{Frame: frame, MapID: "city"}, pepper: orders.Pepper(fmt.Sprintf("simulated %d", sc.Seed)),
		couriers: map[fleet.WorkerID]*Courier{}, sieves: map[fleet.WorkerID]*fleet.Sieve{},
		robots: map[string]*robotPort{}, lockers: map[string]*Locker{},
	}
	d.loop, err = shell.Open(ctx, shell.Config{
		Zone: "day", City: r.City().Hash, Engine: Engine, Policy: w.sc.policy(),
		Store: d.Store, Doors: d, Log: log, Audit: audit, SnapshotEvery: 1 << 62,
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Now implements Stage.
func (d *Day) Now() clock.Instant { return d.now }

// After implements Stage.
func (d *Day) After(wait time.Duration, f func()) { d.agenda.put(d.now.Add(max(wait, 0)), f) }

// State returns the zone's state.
func (d *Day) State() *dispatch.State { return d.loop.State() }

// Loop returns the loop, for its statistics.
func (d *Day) Loop() *shell.Loop { return d.loop }

// Decision returns the mean wall time of a plan.
func (d *Day) Decision() time.Duration { return d.solving / time.Duration(max(d.solves, 1)) }

// Spent says how often plans were made, and the wall time for it.
func (d *Day) Spent() string { return fmt.Sprintf("%d plans in %.1f s", d.solves, d.solving.Seconds()) }

// Run lives the day until every order has ended, or an engine bug, or the
// instant end. step, which may be nil, is called about once a simulated
// minute.
func (d *Day) Run(end clock.Instant, step func(clock.Instant)) error {
	if err := d.loop.Start(d.ctx, d.now); err != nil {
		return err
	}
	d.populate()
	d.World.Begin(d, d)
	for tick := d.now; ; {
		if d.ctx.Err() != nil {
			return d.ctx.Err()
		}
		next := min(d.agenda.next(), d.loop.NextWake())
		if next > end {
			return fmt.Errorf("simulator: %d of %d orders had not ended at %s", d.World.tally.placed-d.World.tally.ended, d.World.tally.placed, end)
		}
		d.now = max(d.now, next)
		if step != nil && d.now.Sub(tick) >= time.Minute {
			tick = d.now
			step(d.now)
		}
		for _, due := range d.loop.Due(d.now, 64) {
			d.submit(due.Event)
		}
		if d.agenda.next() <= d.now {
			d.agenda.pop()()
		}
		if s := d.loop.Stats(); s.Bugs > 0 {
			return fmt.Errorf("simulator: seed %d: %s", d.World.sc.Seed, s.LastBug)
		}
		if d.World.Over() && d.State().Orders.Len() == 0 {
			return nil
		}
	}
}

// submit puts an event through the loop, and a plan that it asks for on the
// agenda.
func (d *Day) submit(e dispatch.Event) shell.Reply {
	r := d.loop.Turn(d.ctx, d.now, []shell.Request{{Event: e}})[0]
	if p := d.loop.TakeProblem(); p != nil {
		began := time.Now()
		plan, err := d.planner.Solve(d.ctx, p)
		if err != nil {
			plan = problem.Plan{Epoch: p.Epoch}
		}
		d.solving += time.Since(began)
		d.solves++
		d.After(time.Duration(plan.Iterations)*time.Second/insertionsPerSecond, func() { d.submit(dispatch.Solved{Plan: plan}) })
	}
	return r
}

// populate registers everybody and lets them sign on.
func (d *Day) populate() {
	for _, p := range d.World.Providers {
		d.submit(dispatch.RegisterProvider{Provider: p})
	}
	for _, b := range d.World.Banks {
		d.submit(dispatch.RegisterBank{Bank: b})
	}
	d.World.stage = d
	for _, c := range d.World.couriers {
		d.couriers[c.ID], d.sieves[c.ID] = c, &fleet.Sieve{}
		d.submit(dispatch.RegisterCourier{Courier: c.ID, Profile: geo.Ebike, Capacity: CourierCapacity})
		c.SignOn(radio{d, c.ID})
	}
	for _, r := range d.World.robots {
		port := &robotPort{day: d, robot: r}
		d.robots[r.Serial] = port
		d.submit(dispatch.RegisterRobot{Robot: fleet.WorkerID(r.Serial), Maker: RobotMaker, Capacity: RobotCapacity, Range: RobotRange})
		r.PowerUp(d, d.chart, port)
	}
	for _, l := range d.World.lockers {
		d.lockers[l.ID] = l
		l.PowerUp(d, lockerPort{d, l.ID})
	}
}

// Deliver implements shell.Doors: messages reach their actors a moment later.
func (d *Day) Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	if d.Watch != nil {
		d.Watch(s, at, ds)
	}
	for _, o := range courier.Batch(s, ds) {
		c := d.couriers[o.Courier]
		d.After(lag, func() { c.Hear(o.Message) })
	}
	for _, dec := range ds {
		switch dec := dec.(type) {
		case dispatch.Published:
			d.After(lag, func() { d.World.Status(dec) })
		case dispatch.MissionPut:
			if r := d.robots[dec.Mission.Robot]; dec.Why == "sent" {
				d.After(lag, func() { r.robot.Take(vda5050.OrderFor(dec.Mission, d.chart.Frame, d.chart.MapID)) })
			}
		case dispatch.MissionGone:
			if r := d.robots[dec.Robot]; dec.Recall {
				d.After(lag, func() { r.robot.Do(vda5050.CancelFor(dec.Mission)) })
			}
		case dispatch.UnlockHold:
			r := d.robots[dec.Robot]
			r.unlocks++
			n := r.unlocks
			d.After(lag, func() { r.robot.Do(vda5050.UnlockFor(dec.Mission, string(dec.Order), n)) })
		case dispatch.OpenDoor:
			d.doors++
			l, open := d.lockers[dec.Bank], device.OpenFor(fmt.Sprintf("open-%d", d.doors), dec)
			d.After(lag, func() { l.Hear(open) })
		}
	}
}

// radio carries a courier's messages.
type radio struct {
	day *Day
	id  fleet.WorkerID
}

// Send implements Radio.
func (r radio) Send(m courier.ClientMessage) {
	d := r.day
	d.After(lag, func() {
		if p, ok := m.(courier.Position); ok && !d.sieves[r.id].Pass(p.Point, d.now) {
			return
		}
		e, err := courier.Event(r.id, m, d.pepper)
		if err != nil {
			return
		}
		d.submit(e)
	})
}

// State implements RobotLink.
func (p *robotPort) State(st vda5050.State) {
	d := p.day
	d.After(lag, func() {
		var reports []dispatch.RobotReport
		reports, p.seen = vda5050.Observe(p.seen, st, d.chart, d.now)
		for _, r := range reports {
			d.submit(r)
		}
	})
}

// lockerPort carries a locker's frames.
type lockerPort struct {
	day  *Day
	bank string
}

// Send implements LockerLink.
func (p lockerPort) Send(f device.FromDevice) {
	d := p.day
	d.After(lag, func() {
		switch f := f.(type) {
		case device.Hello:
			d.submit(device.LinkOf(p.bank, true))
			for _, r := range device.ReportsOf(f) {
				d.submit(r)
			}
		case device.Report:
			d.submit(device.ReportOf(p.bank, f))
		}
	})
}

// Place implements Desk.
func (d *Day) Place(p Placement, answer func(Placed, error)) {
	id := orders.ID("o" + p.External[len("sim-"):])
	pin := d.pepper.PIN(id)
	r := d.submit(dispatch.PlaceOrder{
		ID: id, Key: p.External, Digest: p.External, External: p.External, Merchant: p.Merchant, Kind: p.Kind,
		Items: p.Items, Dropoff: p.Dropoff, Needs: p.Needs, Consent: p.Consent,
		Meters: geo.Meters(geo.Distance(p.Dropoff.Point, d.State().Providers.Get(p.Merchant).Point)),
		Proof:  d.pepper.Proof(id, pin),
	})
	if refusal := r.Refusal(); refusal != nil {
		answer(Placed{}, refusal)
		return
	}
	if o := d.State().Orders.Get(id); o != nil {
		answer(Placed{ID: id, PIN: pin, Due: o.Due}, nil)
	}
}

// Prepare implements Desk.
func (d *Day) Prepare(m circle.ProviderID, id orders.ID, v orders.Verb, readyAt clock.Instant) {
	d.submit(dispatch.Prepare{Order: id, Verb: v, By: orders.Actor{Role: orders.Merchant, ID: string(m)}, ReadyAt: readyAt})
}

// RefuseItem implements Desk.
func (d *Day) RefuseItem(m circle.ProviderID, id orders.ID, item, quantity int) {
	d.submit(dispatch.RefuseItem{Order: id, Item: item, Quantity: quantity, By: orders.Actor{Role: orders.Merchant, ID: string(m)}})
}

// Cancel implements Desk.
func (d *Day) Cancel(m circle.ProviderID, id orders.ID) {
	d.submit(dispatch.CancelOrder{Order: id, By: orders.Actor{Role: orders.Merchant, ID: string(m)}, Reason: "changed_mind"})
}

// Collect implements Desk.
func (d *Day) Collect(id orders.ID, pin string, answer func(bool)) {
	r := d.submit(dispatch.Collect{Order: id, Proof: d.pepper.Proof(id, pin)})
	answer(r.Refusal() == nil)
}
