package simulator

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

// Day runs a world in process: the production loop and engine, a virtual
// clock, and a store in memory.
type Day struct {
	*Scene
	World *World
	Store *Store
	// Watch, which may be nil, is told of every step after its commit. It
	// must not keep the state.
	Watch func(s *dispatch.State, at clock.Instant, ds []dispatch.Decision)

	ports
	towing map[string]bool // robots that somebody is on the way to
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
	chart, err := vda5050.ChartAround("city", w.sc.Box.Center())
	if err != nil {
		return nil, err
	}
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	d := &Day{
		World: w, Store: NewStore(), towing: map[string]bool{},
		ports: newPorts(chart, r.RobotSpeed, orders.Pepper(fmt.Sprintf("simulated %d", sc.Seed))),
	}
	d.Scene, err = OpenScene(ctx, shell.Config{
		Zone: "day", City: r.City().Hash, Engine: Engine, Policy: w.sc.policy(),
		Store: d.Store, Doors: d, Log: log, Audit: audit, SnapshotEvery: 1 << 62,
	}, shell.RoadPlanner(r), sc.Start)
	if err != nil {
		return nil, err
	}
	d.stage, d.submit, d.status = d.Scene, d.Submit, w.Status
	return d, nil
}

// Run lives the day until every order has ended, or an engine bug, or the
// instant end. step, which may be nil, is called about once a simulated
// minute.
func (d *Day) Run(end clock.Instant, step func(clock.Instant)) error {
	if err := d.Start(); err != nil {
		return err
	}
	d.populate()
	d.World.Begin(d, d)
	for tick := d.now; ; {
		next := d.Next()
		if next > end {
			return fmt.Errorf("simulator: %d of %d orders had not ended at %s", d.World.tally.placed-d.World.tally.ended, d.World.tally.placed, end)
		}
		if step != nil && next.Sub(tick) >= time.Minute {
			tick = next
			step(next)
		}
		if err := d.Advance(); err != nil {
			return fmt.Errorf("simulator: seed %d: %w", d.World.sc.Seed, err)
		}
		if d.World.Over() && d.State().Orders.Len() == 0 && d.State().Recurring.Len() == 0 {
			return nil
		}
	}
}

// Summary returns the count so far, with the day's accounts.
func (d *Day) Summary() Summary {
	s := d.World.Summary(d.Decision())
	s.Ledger = d.State().Ledger.Kinds()
	return s
}

// populate registers everybody and lets them sign on.
func (d *Day) populate() {
	for _, p := range d.World.Providers {
		d.Submit(dispatch.RegisterProvider{Provider: p})
	}
	if d.World.visits.all+len(d.World.plans) > 0 {
		d.Submit(dispatch.RegisterProvider{Provider: d.World.agency()})
	}
	for _, r := range d.World.plans {
		d.Submit(dispatch.MakePlan{Recurring: r})
	}
	for _, b := range d.World.Banks {
		d.Submit(dispatch.RegisterBank{Bank: b})
	}
	if drawn := d.World.Drawn; len(drawn) > 0 {
		for _, p := range passagesOf(d.World.sc.Seed, drawn) {
			d.passages[p.ID] = p
			d.Submit(dispatch.RegisterPassage{Passage: p.ID, Kind: fleet.PassageKind(p.Kind)})
			p.PowerUp(d, passagePort{&d.ports, p.ID})
		}
		d.Submit(dispatch.SetLanes{Features: drawn, By: orders.Actor{Role: orders.Staff, ID: "desk"}})
	}
	d.World.stage = d
	for _, c := range d.World.couriers {
		d.couriers[c.ID] = c
		d.Submit(dispatch.RegisterCourier{Courier: c.ID, Profile: geo.Ebike, Capacity: c.Capacity(), Skills: c.Skills(), Limit: c.Limit()})
		c.SignOn(radio{&d.ports, c.ID, &fleet.Sieve{}})
	}
	for _, r := range d.World.robots {
		port := &robotPort{ports: &d.ports, robot: r}
		d.robots[r.Serial] = port
		d.Submit(dispatch.RegisterRobot{Robot: fleet.WorkerID(r.Serial), Maker: RobotMaker, Capacity: RobotCapacity, Bays: d.World.sc.bays(), Range: RobotRange, Deposits: r.Deposits})
		r.PowerUp(d, d.chart, port)
	}
	for _, l := range d.World.lockers {
		d.lockers[l.ID] = l
		l.PowerUp(d, lockerPort{&d.ports, l.ID})
	}
}

// Deliver implements shell.Doors: messages reach their actors a moment later.
func (d *Day) Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	if d.Watch != nil {
		d.Watch(s, at, ds)
	}
	for _, dec := range ds {
		switch dec := dec.(type) {
		case dispatch.Published:
			if o := s.Orders.Get(dec.Order); o != nil {
				d.World.recurs(o, at)
			}
		case dispatch.Alerted:
			if dec.Code == "robot_blocked" {
				d.tow(s)
			}
		case dispatch.OutageGone:
			d.World.tally.visits.replanned(dec.Outage)
		}
	}
	d.deliver(s, ds)
}

// Place implements Desk.
func (d *Day) Place(p Placement, answer func(Placed, error)) {
	id := orders.ID("o" + p.External[len("sim-"):])
	if p.Kind == orders.Visit {
		id = orders.ID(p.External[len("sim-"):])
	}
	pin := d.pepper.PIN(id)
	r := d.Submit(dispatch.PlaceOrder{
		ID: id, Key: p.External, Digest: p.External, External: p.External, Merchant: p.Merchant, Kind: p.Kind,
		Items: p.Items, Dropoff: p.Dropoff, Needs: p.Needs, Consent: p.Consent,
		Meters: geo.Meters(geo.Distance(p.Dropoff.Point, d.State().Providers.Get(p.Merchant).Point)),
		Proof:  d.pepper.Proof(id, pin), Call: p.Call,
	})
	if refusal := r.Refusal(); refusal != nil {
		answer(Placed{}, refusal)
		return
	}
	if o := d.State().Orders.Get(id); o != nil {
		answer(Placed{ID: id, PIN: pin, Due: o.Due}, nil)
	}
}
