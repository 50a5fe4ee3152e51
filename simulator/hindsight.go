package simulator

import (
	"context"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator/report"
)

// Hindsight takes down a day while it is lived, so that afterwards it can be
// planned by somebody who knew all of it beforehand: every order, when its
// goods are ready, who does not open the door, and how long each stop takes.
type Hindsight struct {
	day    *Day
	inner  shell.Solver
	policy dispatch.Policy
	asked  map[string]*wish
	ready  map[orders.ID]clock.Instant
	crew   []*hand
	hands  map[string]*hand
}

// wish is an order as the matcher was first asked about it.
type wish struct {
	shipment problem.Shipment
	pickup   geo.Point
	places   []geo.Point // of the options
}

// hand is a worker of the day.
type hand struct {
	problem.Vehicle
	at geo.Point // where it was first seen
}

// NewHindsight looks over a day's shoulder. It is called before Run; Take must
// be told of the steps.
func NewHindsight(d *Day) *Hindsight {
	h := &Hindsight{
		day: d, inner: d.planner, asked: map[string]*wish{}, ready: map[orders.ID]clock.Instant{}, hands: map[string]*hand{},
	}
	d.planner = h
	return h
}

// Solve implements shell.Solver: it lets the day's own solver answer.
func (h *Hindsight) Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	for i := range p.Shipments {
		s := &p.Shipments[i]
		if s.Vehicle != "" || h.asked[s.ID] != nil {
			continue
		}
		w := &wish{shipment: *s, pickup: p.Places[s.Pickup]}
		w.shipment.Options = slices.Clone(s.Options)
		for _, o := range s.Options {
			w.places = append(w.places, p.Places[o.Place])
		}
		h.asked[s.ID] = w
	}
	return h.inner.Solve(ctx, p)
}

// Take notes who works when, and when goods are ready.
func (h *Hindsight) Take(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	h.policy = s.Policy
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.OrderMoved:
			if d.Move.To == orders.Ready {
				h.ready[d.Order] = at
			}
		case dispatch.CourierPut:
			c := s.Couriers.Get(d.Courier.ID)
			h.duty(c, at)
		case dispatch.RobotPut:
			if r := s.Robots.Get(d.Robot.ID); r.Linked && h.hands[string(r.ID)] == nil {
				v := problem.Vehicle{ID: string(r.ID), Kind: problem.Robot, Type: "robot", Profile: geo.Robot, Capacity: one(r.Capacity, 1), Cost: s.Policy.RobotCost}
				h.hire(v, r.Point, at)
			}
		}
	}
}

// duty keeps when a courier came, and went for good.
func (h *Hindsight) duty(c *fleet.Courier, at clock.Instant) {
	known := h.hands[string(c.ID)]
	switch {
	case known == nil && c.Online:
		v := problem.Vehicle{ID: string(c.ID), Kind: problem.Courier, Profile: c.Profile, Cost: h.policy.CourierCost, Skills: c.Skills}
		v.Capacity = one(c.Capacity, h.policy.CourierTasks)
		h.hire(v, c.Point, at)
	case known != nil && c.Online:
		known.ShiftEnd = 0
	case known != nil && known.ShiftEnd == 0:
		known.ShiftEnd = at
	}
}

func (h *Hindsight) hire(v problem.Vehicle, at geo.Point, since clock.Instant) {
	v.ReadyAt = since
	x := &hand{Vehicle: v, at: at}
	h.crew, h.hands[v.ID] = append(h.crew, x), x
}

// one is a capacity for so many orders at once.
func one(c fleet.Capacity, orders int) problem.Load {
	l := problem.Load{Grams: c.Grams, Millis: c.Millis}
	l.More[0] = int64(orders)
	return l
}

// service is how long the stops of an order take on that day, whoever comes:
// what the world's dice say.
type service struct {
	pickup, door time.Duration // of a courier
	load, come   time.Duration // a robot's: at the counter, and until the resident has emptied it
	nobody, away bool          // nobody opens the door; nobody comes down to a robot
}

// emptying is how long a resident takes at an unlocked robot.
const emptying = 25 * time.Second

func (h *Hindsight) service(id orders.ID) service {
	sc, external := &h.day.World.sc, "sim-"+string(id[1:])
	var s service
	dice := roll(sc.Seed, "serve", string(id), string(fleet.Pickup))
	s.pickup = dice.between(20*time.Second, 70*time.Second)
	dice = roll(sc.Seed, "serve", string(id), string(fleet.Delivery))
	s.door = dice.between(20*time.Second, 70*time.Second)
	dice = roll(sc.Seed, "load", external)
	s.load = dice.between(20*time.Second, 70*time.Second)
	dice = roll(sc.Seed, "home", external)
	s.nobody = dice.chance(sc.Habits.Away)
	dice = roll(sc.Seed, "down", external)
	s.away = dice.chance(sc.Habits.Away)
	s.come = dice.between(40*time.Second, 4*time.Minute) + emptying
	return s
}

// possible reports whether an order can be handed over by an option at all.
func (s *service) possible(sh *problem.Shipment, o *problem.Option) bool {
	switch {
	case !o.Consent, sh.Needs.NoScreen && o.Mode == problem.InLocker, sh.Needs.NoStairs && o.Stairs,
		(sh.Needs.NoComingDown || sh.Needs.NoWords) && o.Mode != problem.Door, o.Mode == problem.Door && s.nobody, o.Mode == problem.Handover && s.away:
		return false
	}
	return true
}

// meanPace and leastPace are how long couriers' ways take at the mean and at
// the least, where the map says 1.
const meanPace, leastPace = 1.10, 0.95

// whole is the day as one static problem.
type whole struct {
	*problem.Problem
	places map[geo.Point]int
	plain  map[string]problem.Shipment // by order: as the policy prices its stops
	rows   map[string]*report.Order
	ids    []string // of the rows
}

// state puts the day into one problem. A courier has no more orders on board
// than the policy lets it have in hand, and a robot one. Relaxed: no robot runs
// out of charge or fails, no locker is ever full, nobody declines, and to wait
// costs nothing.
func (h *Hindsight) state(ctx context.Context, r *report.Report) (*whole, error) {
	w := &whole{
		Problem: &problem.Problem{Now: r.From, Weights: h.policy.Weights}, places: map[geo.Point]int{},
		plain: map[string]problem.Shipment{}, rows: map[string]*report.Order{},
	}
	w.Weights.WaitPerMinute = 0
	for i := range r.Orders {
		o := &r.Orders[i]
		if o.State != orders.Cancelled {
			w.rows[string(o.ID)], w.ids = o, append(w.ids, string(o.ID))
			h.add(w, o)
		}
	}
	for i := range r.Visits.All {
		if o := &r.Visits.All[i]; o.State != orders.Cancelled {
			h.visit(w, o.ID)
		}
	}
	stops := slices.Clone(w.Places)
	for _, x := range h.crew {
		v := x.Vehicle
		v.Start = w.place(x.at)
		w.Vehicles = append(w.Vehicles, v)
	}
	for _, profile := range []geo.Profile{geo.Ebike, geo.Robot} {
		times, err := shell.Roads{Router: h.day.World.router}.Times(ctx, profile, w.Places, stops)
		if err != nil {
			return nil, err
		}
		m := problem.NewMatrix(len(w.Places))
		for i, row := range times {
			for j, leg := range row {
				m.Set(i, j, leg)
			}
		}
		w.SetMatrix(profile, m)
	}
	return w, nil
}

func (w *whole) place(p geo.Point) int {
	i, ok := w.places[p]
	if !ok {
		i = len(w.Places)
		w.places[p], w.Places = i, append(w.Places, p)
	}
	return i
}

// add puts an order into the problem, if it can be delivered at all.
func (h *Hindsight) add(w *whole, o *report.Order) {
	asked, ready := h.asked[string(o.ID)], h.ready[o.ID]
	if asked == nil || ready == 0 {
		return
	}
	does := h.service(o.ID)
	s := asked.shipment
	s.Only, s.Exclude, s.Release, s.Placed, s.Options = "", nil, ready, o.Placed, nil
	s.Pickup, s.PickupService, s.PickupServiceFor = w.place(asked.pickup), does.pickup, map[string]time.Duration{"robot": does.load}
	s.Due = o.Due.Add(-does.door) // the matcher counts to the begin of the service
	s.Load.More[0] = 1
	plain := asked.shipment
	plain.Options = nil
	for k, option := range asked.shipment.Options {
		if !does.possible(&s, &option) {
			continue
		}
		plain.Options = append(plain.Options, option)
		option.Place, option.Service = w.place(asked.places[k]), does.door
		if option.Mode == problem.Handover {
			option.Service = does.come
		} else {
			option.Mode, option.Locker = problem.Door, "" // by a courier, and lockers have room
		}
		s.Options = append(s.Options, option)
	}
	if len(s.Options) > 0 {
		w.plain[s.ID] = plain
		w.Shipments = append(w.Shipments, s)
	}
}

// visit puts a visit into the problem: its carer can do nothing else meanwhile.
func (h *Hindsight) visit(w *whole, id orders.ID) {
	asked := h.asked[string(id)]
	if asked == nil {
		return
	}
	s := asked.shipment
	s.Only, s.Exclude, s.Options = "", nil, slices.Clone(asked.shipment.Options)
	for k := range s.Options {
		s.Options[k].Place = w.place(asked.places[k])
	}
	w.Shipments = append(w.Shipments, s)
}

// Plan is the day as the matcher would have planned it had it known everything,
// after a search of so many iterations. It is a plan, not a bound: a better one
// may exist.
func (h *Hindsight) Plan(ctx context.Context, r *report.Report, iterations int64) (Figures, error) {
	w, err := h.state(ctx, r)
	if err != nil {
		return Figures{}, err
	}
	m := w.Times[geo.Ebike]
	for i := range w.Places {
		for j := range w.Places {
			if leg := m.At(i, j); leg.Travel != problem.Unreachable {
				leg.Travel = time.Duration(float64(leg.Travel) * meanPace).Truncate(time.Millisecond)
				m.Set(i, j, leg)
			}
		}
	}
	if err := problem.Validate(w.Problem); err != nil {
		return Figures{}, err
	}
	spent := func() float64 {
		if ctx.Err() != nil {
			return 1
		}
		return 0
	}
	plan := matching.Optimize(w.Problem, matching.Options{Seed: 1, Threads: 1, Iterations: iterations, Spent: spent, Brief: true})
	return figuresOf(w.outcomes(&plan, h.policy), outcome{}), ctx.Err()
}

// outcomes prices a plan as a day is priced.
func (w *whole) outcomes(plan *problem.Plan, policy dispatch.Policy) []outcome {
	of, option := map[string]*outcome{}, map[string]int{}
	for id, o := range w.rows {
		of[id] = &outcome{late: o.Done.Sub(o.Due).Minutes()}
	}
	for _, a := range plan.Assignments {
		option[a.Shipment] = a.Option
	}
	for i := range plan.Routes {
		route := &plan.Routes[i]
		for _, stop := range route.Stops {
			o, row, plain := of[stop.Shipment], w.rows[stop.Shipment], w.plain[stop.Shipment]
			if row == nil {
				continue // a visit
			}
			chosen := plain.Options[option[stop.Shipment]]
			price, nominal := policy.CourierCost, plain.PickupService
			work := time.Duration(float64(stop.Leg.Travel) / meanPace)
			if stop.Kind == problem.Delivery {
				o.delivered = true
				o.minutes, o.late = stop.Depart.Sub(row.Placed).Minutes(), stop.Depart.Sub(row.Due).Minutes()
				o.cost += chosen.Fee
				nominal = chosen.Service
			}
			if chosen.Mode == problem.Handover {
				price, work, nominal = policy.RobotCost, stop.Leg.Travel, stop.Service
			}
			if stop.Kind == problem.Delivery {
				o.cost += price.PerTask
			}
			o.cost += priced(price, work+nominal, float64(stop.Leg.Meters))
			o.meters += float64(stop.Leg.Meters)
		}
	}
	var all []outcome
	for _, id := range w.ids {
		all = append(all, *of[id])
	}
	return all
}

// priced is what work and a way cost, in minor units.
func priced(c problem.Cost, work time.Duration, meters float64) int64 {
	return int64(work/time.Second)*c.PerHour/3600 + int64(meters)*c.PerKm/1000
}
