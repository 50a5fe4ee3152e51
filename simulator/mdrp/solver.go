package mdrp

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// Shift is a courier's line in the roster, which is known in advance: where he
// begins and between which minutes of the day.
type Shift struct {
	Courier fleet.WorkerID
	From    geo.Point
	On, Off int
}

// Solver is the record's policy as a shell.Solver: it stands where the
// production planner does. It knows the roster and the restaurants, and of
// orders and couriers only what the engine's problems say. Between two problems
// it remembers its rolling plan; an order is left to wait, with the plan as the
// reason, until its courier must leave.
//
// The engine offers a courier one order at a time. So a bundle takes as many
// problems as it has orders: the first is answered with the first order of each
// bundle, and once the couriers have it, the next with the second.
type Solver struct {
	travel   shell.Travel
	plan     *plan
	kitchens []geo.Point
	kitchen  map[geo.Point]int
	ids      []fleet.WorkerID // of the plan's workers
	worker   map[string]int32
	where    []geo.Point // where each is once he is free
	orders   []string    // of the plan's meals
	meal     map[string]int32
	doors    []geo.Point
	told     []bool    // the meals that couriers were told
	bundles  [][]int32 // told in this minute, by worker
	given    []int     // how many of each bundle were assigned
	standby  []problem.Standby
	bound    []int // until when each is on the way to where he is to stand by
	minute   int
}

// NewSolver returns a solver for a day that begins. Errors are those of travel,
// and two restaurants at one point: an order's restaurant is known by its place.
func NewSolver(ctx context.Context, in Params, w Weights, travel shell.Travel, restaurants []geo.Point, roster []Shift) (*Solver, error) {
	s := &Solver{travel: travel, kitchens: restaurants, kitchen: map[geo.Point]int{}, worker: map[string]int32{}, meal: map[string]int32{}, minute: -1}
	for i, p := range restaurants {
		if _, twice := s.kitchen[p]; twice {
			return nil, fmt.Errorf("mdrp: two restaurants at %v", p)
		}
		s.kitchen[p] = i
	}
	between, err := s.minutes(ctx, restaurants, restaurants)
	if err != nil {
		return nil, err
	}
	s.plan = newPlan(in, w, between)
	for i, c := range roster {
		way, err := s.minutes(ctx, []geo.Point{c.From}, restaurants)
		if err != nil {
			return nil, err
		}
		s.plan.join(c.On, c.Off, way[0])
		s.ids, s.where = append(s.ids, c.Courier), append(s.where, c.From)
		s.worker[string(c.Courier)] = int32(i)
	}
	s.bound = make([]int, len(roster))
	s.bundles, s.given = make([][]int32, len(roster)), make([]int, len(roster))
	return s, nil
}

// minutes returns the travel times between places in whole minutes, rounded up.
func (s *Solver) minutes(ctx context.Context, from, to []geo.Point) ([][]int16, error) {
	legs, err := s.travel.Times(ctx, geo.Ebike, from, to)
	if err != nil {
		return nil, fmt.Errorf("mdrp: %w", err)
	}
	out := make([][]int16, len(legs))
	for i, row := range legs {
		out[i] = make([]int16, len(row))
		for k, leg := range row {
			out[i][k] = math.MaxInt16 / 2 // no way: later than all
			if n := (leg.Travel + time.Minute - 1) / time.Minute; leg.Travel != problem.Unreachable && n < math.MaxInt16/2 {
				out[i][k] = int16(n)
			}
		}
	}
	return out, nil
}

// Solve implements shell.Solver. The first problem of a minute moves the plan
// on; the others of it are answered from what was decided then. The plan takes
// no engine time: the record gives a decision none. Errors are those of Travel.
func (s *Solver) Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	if now := minuteOf(p.Now); now != s.minute {
		s.minute = now
		if err := s.listen(ctx, p, now); err != nil {
			return problem.Plan{}, err
		}
		for i := range s.bundles {
			s.bundles[i], s.given[i] = nil, 0
		}
		for _, o := range s.plan.decide(now) {
			s.tell(o)
		}
	}
	return s.answer(ctx, p)
}

// tell notes what a courier is to be told.
func (s *Solver) tell(o order) {
	if len(o.meals) == 0 {
		at := s.kitchens[o.kitchen]
		s.standby = append(s.standby, problem.Standby{Vehicle: string(s.ids[o.worker]), Point: at})
		s.where[o.worker], s.bound[o.worker] = at, int(s.plan.workers[o.worker].free)
		return
	}
	s.bundles[o.worker] = o.meals
	for _, m := range o.meals {
		s.told[m] = true
	}
	s.where[o.worker] = s.doors[o.meals[len(o.meals)-1]]
}

// listen takes from a problem what is new since the minute before: orders that
// were placed, that nobody waits for any more, or that a courier does not have
// after all; and where couriers are who have nothing to do.
func (s *Solver) listen(ctx context.Context, p *problem.Problem, now int) error {
	waits := make([]bool, len(s.orders), len(s.orders)+len(p.Shipments))
	for i := range p.Shipments {
		sh := &p.Shipments[i]
		if sh.Vehicle != "" {
			continue
		}
		m, known := s.meal[sh.ID]
		if !known {
			if err := s.add(ctx, p, sh, now); err != nil {
				return err
			}
			waits = append(waits, true)
			continue
		}
		waits[m] = true
		if s.told[m] {
			s.told[m], s.plan.meals[m].worker = false, -1
			s.plan.waiting = append(s.plan.waiting, m)
		}
	}
	s.plan.forget(waits)
	for i := range s.plan.workers {
		s.plan.workers[i].here = false
	}
	for i := range p.Vehicles {
		v := &p.Vehicles[i]
		c, known := s.worker[v.ID]
		if !known {
			continue // not on the roster
		}
		if err := s.look(ctx, c, v, p.Places[v.Start], now); err != nil {
			return err
		}
	}
	return nil
}

// look notes that a courier can be given something, and, when he has nothing in
// hand, that he is free where he is.
func (s *Solver) look(ctx context.Context, c int32, v *problem.Vehicle, at geo.Point, now int) error {
	w := &s.plan.workers[c]
	w.here = true
	if len(v.Route) > 0 {
		w.here = false // not diverted
		w.free = max(w.free, int32(now)+1)
		return nil
	}
	if s.bound[c] > now {
		return nil // on the way to his place
	}
	w.free = min(w.free, int32(now))
	if at == s.where[c] {
		return nil
	}
	way, err := s.minutes(ctx, []geo.Point{at}, s.kitchens)
	if err != nil {
		return err
	}
	s.where[c], w.way, w.remote = at, way[0], mean(way[0])
	return nil
}

// add makes an order known to the plan.
func (s *Solver) add(ctx context.Context, p *problem.Problem, sh *problem.Shipment, now int) error {
	kitchen, ok := s.kitchen[p.Places[sh.Pickup]]
	if !ok || len(sh.Options) == 0 {
		return fmt.Errorf("mdrp: order %s is not of a restaurant that was there in the morning", sh.ID)
	}
	door := p.Places[sh.Options[0].Place]
	way, err := s.minutes(ctx, []geo.Point{door}, s.kitchens)
	if err != nil {
		return err
	}
	doors, err := s.minutes(ctx, []geo.Point{door}, s.doors)
	if err != nil {
		return err
	}
	ready := now
	if sh.Release != 0 {
		ready = minuteOf(sh.Release)
	}
	s.plan.add(kitchen, minuteOf(sh.Placed), ready, way[0], doors[0])
	s.meal[sh.ID] = int32(len(s.orders))
	s.orders, s.doors, s.told = append(s.orders, sh.ID), append(s.doors, door), append(s.told, false)
	return nil
}
