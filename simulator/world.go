package simulator

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/wire/courier"
)

// Desk is the platform as merchants and residents meet it. Answers come on
// the stage, later.
type Desk interface {
	Place(p Placement, answer func(Placed, error))
	Counter
}

// Counter is where merchants and residents act on orders that were placed.
type Counter interface {
	Prepare(m circle.ProviderID, id orders.ID, v orders.Verb, readyAt clock.Instant)
	RefuseItem(m circle.ProviderID, id orders.ID, item, quantity int)
	Cancel(m circle.ProviderID, id orders.ID)
	Collect(id orders.ID, pin string, answer func(done bool))
	// Deposit has a compartment kept, and says in which bank, and what opens it.
	Deposit(m circle.ProviderID, id orders.ID, kept func(bank, code string))
}

// Placed is the platform's answer to a placement.
type Placed struct {
	ID  orders.ID
	PIN string
	Due clock.Instant
}

// World is a neighbourhood whose people and machines act on a stage.
type World struct {
	Providers []circle.Provider
	Banks     []fleet.Bank
	Drawn     []lanes.Feature // for robots
	// Acknowledged, which may be nil, is told of every order that the platform
	// says it has.
	Acknowledged func(orders.ID)

	sc       Scenario
	router   *roadnet.Router
	stage    Stage
	place    func(p Placement, answer func(Placed, error))
	desk     Counter
	homes    []roadnet.Building
	demand   *demand
	visits   *demand
	plans    []dispatch.Recurring
	recurred int                          // visits that the engine made of plans
	guests   int                          // orders made for people who ride along
	scripted bool                         // a sandbox's: parts decide, not dice
	proofs   func(*Courier, courier.Task) // nil: nobody asks for any
	couriers []*Courier
	robots   []*Robot
	lockers  []*Locker
	parcels  map[orders.ID]*parcel
	asking   int                                // placements that have not been answered
	early    map[orders.ID][]dispatch.Published // status that came before the answer to its placement
	tally    tally
}

// parcel is what the world knows of an order.
type parcel struct {
	Placement
	Placed
	began   clock.Instant
	part    part
	demands orders.Demands
	batch   orders.ID // that it rides with, in a sandbox

	mode       orders.Mode // by which it comes, as last heard
	counterPIN string
	ready      bool
	loaders    []func() // robots that wait at the counter
	brought    bool     // a courier stands with it at a gate
	taker      func()   // of a robot that stands there, open
	over       bool
}

// NewWorld populates a city as the scenario says. Nobody acts before Begin.
func NewWorld(sc Scenario, r *roadnet.Router) (*World, error) {
	if sc.Box == (geo.Bounds{}) {
		sc.Box = r.City().Bounds
	}
	if sc.Habits == nil {
		h := DefaultHabits()
		sc.Habits = &h
	}
	if sc.Care == nil {
		care := DefaultCare()
		sc.Care = &care
	}
	w := &World{sc: sc, router: r, parcels: map[orders.ID]*parcel{}, early: map[orders.ID][]dispatch.Published{}}
	hs, err := w.settle()
	if err != nil {
		return nil, err
	}
	w.homes = hs
	if w.demand, err = newDemand(&w.sc, w.Providers, hs); err != nil {
		return nil, err
	}
	if w.visits, err = newVisits(&w.sc, hs); err != nil {
		return nil, err
	}
	if w.plans, err = w.routines(); err != nil {
		return nil, err
	}
	for i, p := range lockerSites(w.Providers, hs, sc.Lockers) {
		b := bank(fmt.Sprintf("l%d", i+1), p)
		if sc.Habits.RobotDeposits > 0 {
			b.Dock = &b.Point
		}
		w.Banks = append(w.Banks, b)
	}
	for i := range w.Banks {
		w.lockers = append(w.lockers, newLocker(sc.Seed, sc.Habits.LockerJams, w.Banks[i]))
	}
	for i := range sc.Couriers {
		d := roll(sc.Seed, "courier", fmt.Sprint(i))
		p := w.Providers[d.below(len(w.Providers))]
		w.couriers = append(w.couriers, newCourier(w, fleet.WorkerID(fmt.Sprintf("%s%d", CourierPrefix, i+1)), p.Point))
	}
	for i, t := range sc.Care.trades(sc.Carers) {
		w.couriers = append(w.couriers, newCarer(w, i, t))
	}
	for i := range sc.Robots {
		d := roll(sc.Seed, "robot", fmt.Sprint(i))
		p := w.reachable(&d)
		r := newRobot(sc.Seed, sc.Habits, fmt.Sprintf("r%d", i+1), p, w)
		able := roll(sc.Seed, "deposits", r.Serial)
		r.Deposits = able.chance(sc.Habits.RobotDeposits)
		w.robots = append(w.robots, r)
	}
	w.Drawn = w.drawn()
	for _, r := range w.robots {
		r.mains = sc.Drawn.Stations == 0
	}
	return w, nil
}

// reachable draws a merchant whose doorstep robots can reach.
func (w *World) reachable(d *dice) geo.Point {
	p := w.Providers[d.below(len(w.Providers))].Point
	for range 1000 {
		if w.router.Reaches(geo.Robot, p) {
			break
		}
		p = w.Providers[d.below(len(w.Providers))].Point
	}
	return p
}

// bank is a locker with compartments of three sizes.
func bank(id string, at geo.Point) fleet.Bank {
	b := fleet.Bank{ID: id, Point: at}
	sizes := []fleet.Capacity{{Grams: 5000, Millis: 12000}, {Grams: 10000, Millis: 30000}, {Grams: 20000, Millis: 60000}}
	for i := range 30 {
		size := sizes[0]
		if i >= 14 {
			size = sizes[1]
		}
		if i >= 24 {
			size = sizes[2]
		}
		b.Compartments = append(b.Compartments, fleet.Compartment{ID: fmt.Sprintf("%d", i+1), Capacity: size, State: fleet.Free})
	}
	return b
}

// CourierPrefix begins the id of every simulated courier, carers included.
const CourierPrefix = "sim-c"

// RobotMaker is the manufacturer of simulated robots.
const RobotMaker = "linli-sim"

// CourierCapacity, RobotCapacity and RobotRange are what simulated workers can
// do.
var (
	CourierCapacity = fleet.Capacity{Grams: 25000, Millis: 90000}
	RobotCapacity   = fleet.Capacity{Grams: 20000, Millis: 60000}
	RobotRange      = geo.Meters(16000)
)

// Begin lets everybody act on the stage, with the desk to talk to.
func (w *World) Begin(stage Stage, desk Desk) {
	w.stage, w.desk, w.place = stage, desk, desk.Place
	w.demand.begin(stage, w.order)
	w.visits.begin(stage, w.order)
}

// order places an order, and again while the platform cannot be reached: with
// the same external id, so that it is one order however often it is said.
func (w *World) order(p *Placement) {
	began := w.stage.Now()
	w.asking++
	w.place(*p, func(placed Placed, err error) {
		w.asking--
		defer w.forget()
		if err != nil {
			w.tally.refused++
			return
		}
		if _, twice := w.parcels[placed.ID]; twice {
			return
		}
		w.parcels[placed.ID] = &parcel{Placement: *p, Placed: placed, began: began}
		if w.Acknowledged != nil {
			w.Acknowledged(placed.ID)
		}
		w.tally.placed++
		for _, s := range w.early[placed.ID] {
			w.Status(s)
		}
	})
}

// forget drops what nobody will ask for: the status of orders that the world
// did not place, as returns are.
func (w *World) forget() {
	if w.asking == 0 {
		clear(w.early)
	}
}

// Welcome lets a neighbour order from the merchant nearest to a place, for a
// person who rides along there and has nothing to do: something that is at
// hand, for a home near by, to the door.
func (w *World) Welcome(at geo.Point) {
	w.guests++
	d := roll(w.sc.Seed, "guest", fmt.Sprint(w.guests))
	p := slices.MinFunc(w.Providers, func(a, b circle.Provider) int {
		return cmp.Compare(geo.Distance(a.Point, at), geo.Distance(b.Point, at))
	})
	near := slices.SortedFunc(slices.Values(w.homes), func(a, b roadnet.Building) int {
		return cmp.Compare(geo.Distance(a.Point, p.Point), geo.Distance(b.Point, p.Point))
	})
	home := near[min(5+d.below(20), len(near)-1)]
	o := w.sc.Habits.place(&d, w.demand.all+w.guests, w.stage.Now(), p, home)
	o.External, o.Quick, o.Consent = fmt.Sprintf("guest-%d", w.guests), true, residents.Consent{}
	w.order(&o)
}

// Status takes a public status change of an order.
func (w *World) Status(s dispatch.Published) {
	p := w.parcels[s.Order]
	if p == nil {
		if w.asking > 0 {
			w.early[s.Order] = append(w.early[s.Order], s)
		}
		return
	}
	if p.Call != nil {
		w.visited(s, p)
		return
	}
	if s.Mode != "" {
		p.mode = s.Mode
	}
	if p.mode != "gate" || s.State == orders.Unassigned {
		p.brought, p.taker = false, nil
	}
	w.tally.status(s)
	switch s.State {
	case orders.Placed:
		w.receive(s.Order, p)
	case orders.Accepted:
		w.cook(s.Order, p)
	case orders.Ready:
		p.ready = true
		for _, load := range p.loaders {
			load()
		}
		p.loaders = nil
	case orders.InLocker:
		if p.part.Outcome == orders.OutNotCollected {
			return
		}
		d := roll(w.sc.Seed, "collect", p.External)
		w.stage.After(d.between(3*time.Minute, 25*time.Minute), func() { w.collect(s.Order, p, 5*time.Minute) })
	case orders.Delivered, orders.Failed, orders.Cancelled:
		if !p.over {
			p.over = true
			w.tally.end(s, p)
		}
		delete(w.parcels, s.Order)
	}
}

// Over reports whether every order has been placed and has ended.
func (w *World) Over() bool {
	t := &w.tally
	return t.placed+t.refused == w.demand.all+w.visits.all+w.recurred+w.guests && t.ended == t.placed
}

// atCounter lets a robot wait for the goods of an order and calls loaded when
// they are in its hold.
func (w *World) atCounter(id orders.ID, loaded func()) {
	p := w.parcels[id]
	if p == nil {
		return
	}
	if p.mode == "gate" {
		p.taker = loaded
		w.meet(p)
		return
	}
	d := roll(w.sc.Seed, "load", p.External)
	load := func() { w.stage.After(d.between(20*time.Second, 70*time.Second), loaded) }
	if p.ready {
		load()
		return
	}
	p.loaders = append(p.loaders, load)
}

// atGate is a courier who stands with goods where a robot is to take them over.
func (w *World) atGate(id orders.ID) {
	if p := w.parcels[id]; p != nil {
		p.brought = true
		w.meet(p)
	}
}

// meet puts goods into a robot at a gate once courier and robot are there.
func (w *World) meet(p *parcel) {
	if !p.brought || p.taker == nil {
		return
	}
	d := roll(w.sc.Seed, "gate", p.External)
	w.stage.After(d.between(15*time.Second, 50*time.Second), p.taker)
	p.taker = nil
}
