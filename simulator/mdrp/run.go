package mdrp

import (
	"slices"
	"time"
)

// Effort is what the decisions of a day took.
type Effort struct {
	Slowest time.Duration // of a minute's decision
	Total   time.Duration
	Minutes int // in which something was to be decided
}

// Run lives the day of an instance and returns what was done. The policy is
// told of an order in the minute of its placement and not before; it is asked
// every minute. Elapsed is a stopwatch for the effort, and may be nil.
func Run(in *Instance, w Weights, elapsed func() time.Duration) (*Solution, Effort) {
	day := &day{in: in, plan: newPlan(in.Params, in.Couriers, in.Restaurants, w), done: make([]Delivery, len(in.Orders))}
	for i := range in.Orders {
		day.done[i].Order = in.Orders[i].ID
		day.byTime = append(day.byTime, i)
	}
	slices.SortStableFunc(day.byTime, func(a, b int) int { return in.Orders[a].Placed - in.Orders[b].Placed })
	day.moves = make([][]Move, len(in.Couriers))
	day.where = make([]string, len(in.Couriers))
	var effort Effort
	for now := 0; day.known < len(in.Orders) || len(day.plan.waiting) > 0; now++ {
		var began time.Duration
		if elapsed != nil {
			began = elapsed()
		}
		day.reveal(now)
		orders := day.plan.decide(now)
		if elapsed != nil {
			took := elapsed() - began
			effort.Total += took
			effort.Slowest = max(effort.Slowest, took)
		}
		effort.Minutes++
		for _, o := range orders {
			day.record(now, o)
		}
	}
	s := &Solution{Assignments: day.told, Deliveries: day.done}
	for _, m := range day.moves {
		s.Moves = append(s.Moves, m...)
	}
	return s, effort
}

// day is what has happened so far.
type day struct {
	in     *Instance
	plan   *plan
	byTime []int   // orders by placement
	known  int     // how many of them the plan knows; its index of an order is the one here
	doors  []Point // of those
	told   []Assignment
	done   []Delivery
	moves  [][]Move
	where  []string // each courier's last stop, empty before the first
}

// reveal tells the plan what is placed by now.
func (d *day) reveal(now int) {
	for ; d.known < len(d.byTime); d.known++ {
		o := &d.in.Orders[d.byTime[d.known]]
		if o.Placed > now {
			return
		}
		d.plan.add(o, d.doors)
		d.doors = append(d.doors, o.At)
	}
}

// record writes down an instruction and what follows from it.
func (d *day) record(now int, o order) {
	c := &d.in.Couriers[o.worker]
	if len(o.meals) == 0 {
		d.move(c.ID, o.worker, int(o.leave), d.in.Restaurants[o.kitchen].ID)
		return
	}
	a := Assignment{At: now, Pickup: int(o.pickup), Courier: c.ID}
	if kitchen := d.in.Restaurants[o.kitchen].ID; d.where[o.worker] != kitchen {
		d.move(c.ID, o.worker, int(o.leave), kitchen)
	}
	leave := int(o.pickup) + d.in.Params.halfPickup()
	for i, m := range o.meals {
		k := d.byTime[m]
		id := d.in.Orders[k].ID
		a.Orders = append(a.Orders, id)
		d.done[k] = Delivery{id, int(o.pickup), int(o.drops[i]), c.ID}
		d.move(c.ID, o.worker, leave, id)
		leave = int(o.drops[i]) + d.in.Params.halfDropoff()
	}
	d.told = append(d.told, a)
}

// move writes down a drive.
func (d *day) move(id string, worker int32, depart int, to string) {
	from := d.where[worker]
	if from == "" {
		from = "0"
	}
	d.moves[worker] = append(d.moves[worker], Move{id, depart, from, to})
	d.where[worker] = to
}
