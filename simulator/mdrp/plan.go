package mdrp

import "github.com/linli/linli/matching/assignment"

// Weights say what the plan minimizes, in thousandths of a minute of excess.
type Weights struct {
	Busy       int64 // for each minute that a courier drives or serves
	BusyLoad   int64 // the same, for each waiting order per courier on duty
	Pay        int64 // for an order that a courier carries when he has earned his guarantee; less before, in proportion
	Remote     int64 // for each minute that a courier ends farther from the restaurants than he began
	Undone     int64 // for an order that is not carried
	Iterations int   // attempts to better the plan, each minute and waiting order

	// Variant says what couriers may be told beside bundles.
	Variant Variant
}

// DefaultWeights returns the weights of the published figures.
func DefaultWeights() Weights {
	return Weights{Busy: 0, BusyLoad: 50, Pay: 500, Remote: 180, Undone: 100_000, Iterations: 5}
}

// bundleMax is the most orders that a planned bundle holds.
const bundleMax = 6

// never is the cost of a route that breaks a rule.
const never = int64(1) << 50

// meal is an order as the plan sees it.
type meal struct {
	kitchen  int32
	ready    int32
	earliest int32   // drop-off at the floor
	latest   int32   // drop-off at the maximum click-to-door
	way      []int16 // minutes from the door to each restaurant
	doors    []int16 // minutes to the door of each order placed before it
	remote   int64   // minutes from the door to the restaurants, on average
	worker   int32   // whose route it is in, or -1
}

// trip is a bundle that a courier is to fetch at a restaurant and to carry.
type trip struct {
	kitchen int32
	n       int32
	meals   [bundleMax]int32
}

// worker is a courier and the route planned for him.
type worker struct {
	on, off int32
	here    bool    // the engine could give him something in this minute
	free    int32   // when he has done what he was told
	way     []int16 // minutes from where he is then to each restaurant
	remote  int64
	carried int64
	pay     int64 // weight of carrying one more, for each carried already
	trips   []trip
	cost    int64
	touched bool
}

// plan is the rolling plan: who waits, and which courier is to carry it.
type plan struct {
	params  Params
	weights Weights
	now     int32
	busy    int64     // weight of a minute at work, by the load of this minute
	between [][]int16 // minutes from restaurant to restaurant
	far     []int64   // minutes from each restaurant to the others, on average
	asked   []int64   // orders of each restaurant so far
	meals   []meal
	waiting []int32 // orders placed and not told to a courier
	workers []worker
	active  []int32 // workers whom a new order can be given to
	dice    dice

	undo    []saved
	removed []int32
	ranked  []ranked
	scratch []trip
	problem assignment.Problem
	solver  assignment.Solver
	columns []int32
	costs   []int64
}

// newPlan makes the plan of a day of which nothing is known but the minutes
// from restaurant to restaurant.
func newPlan(params Params, w Weights, between [][]int16) *plan {
	p := &plan{params: params, weights: w, dice: 1, between: between, asked: make([]int64, len(between))}
	for _, way := range between {
		p.far = append(p.far, mean(way))
	}
	return p
}

// join adds a courier; way is the minutes from where his shift begins to each
// restaurant.
func (p *plan) join(on, off int, way []int16) {
	guarantee := p.params.PayPerHour * float64(off-on) / 60 / p.params.PayPerOrder
	p.workers = append(p.workers, worker{
		on: int32(on), off: int32(off), free: int32(on), way: way, remote: mean(way),
		pay: int64(float64(p.weights.Pay) / max(1, guarantee)),
	})
}

// mean returns the mean of the minutes to the restaurants.
func mean(way []int16) int64 {
	sum := int64(0)
	for _, d := range way {
		sum += int64(d)
	}
	return sum / int64(max(1, len(way)))
}

// add makes an order known; its index is the count of those before it. Way is
// the minutes from its door to each restaurant, doors those to the door of each
// order before it.
func (p *plan) add(kitchen, placed, ready int, way, doors []int16) {
	m := meal{
		kitchen: int32(kitchen), ready: int32(ready), latest: int32(placed + p.params.Maximum),
		way: way, doors: doors, remote: mean(way), worker: -1,
	}
	m.earliest = m.ready + int32(p.params.halfPickup()+p.params.halfDropoff()) + int32(way[kitchen])
	p.asked[kitchen]++
	p.waiting = append(p.waiting, int32(len(p.meals)))
	p.meals = append(p.meals, m)
}

// leg returns the minutes from door to door.
func (p *plan) leg(a, b int32) int32 {
	if a < b {
		a, b = b, a
	}
	return int32(p.meals[a].doors[b])
}

// walk returns what a route costs a worker, or never.
func (p *plan) walk(w *worker, trips []trip) int64 {
	if len(trips) == 0 {
		return 0
	}
	hp, hd := int32(p.params.halfPickup()), int32(p.params.halfDropoff())
	t := max(p.now, w.free)
	way, remote := w.way, w.remote
	var busy, late, n int64
	for i := range trips {
		x := &trips[i]
		d := int32(way[x.kitchen])
		t += d + hp
		for _, m := range x.meals[:x.n] {
			t = max(t, p.meals[m].ready)
		}
		if t > w.off {
			return never
		}
		busy += int64(d + 2*hp)
		t += hp
		before := int32(-1)
		for _, m := range x.meals[:x.n] {
			o := &p.meals[m]
			var leg int32
			if before < 0 {
				leg = int32(o.way[x.kitchen])
			} else {
				leg = p.leg(before, m)
			}
			t += leg + hd
			if t > o.latest {
				return never
			}
			late += int64(t - o.earliest)
			t += hd
			busy += int64(leg + 2*hd)
			before = m
		}
		n += int64(x.n)
		way, remote = p.meals[before].way, p.meals[before].remote
	}
	return 1000*late + p.busy*busy + w.pay*(n*w.carried+n*(n-1)/2) + p.weights.Remote*(remote-w.remote)
}

// order is what a courier is told: a bundle, or, without meals, only to drive to
// a restaurant.
type order struct {
	worker        int32
	kitchen       int32
	meals         []int32
	leave, pickup int32
	drops         []int32
}

// tell takes the first trip of a worker's route out of the plan and returns it.
func (p *plan) tell(c int32) order {
	w := &p.workers[c]
	x := w.trips[0]
	hp, hd := int32(p.params.halfPickup()), int32(p.params.halfDropoff())
	o := order{worker: c, kitchen: x.kitchen, leave: p.now, pickup: p.now + int32(w.way[x.kitchen]) + hp}
	o.meals = append(o.meals, x.meals[:x.n]...)
	for _, m := range o.meals {
		o.pickup = max(o.pickup, p.meals[m].ready)
	}
	t := o.pickup + hp
	for i, m := range o.meals {
		if i == 0 {
			t += int32(p.meals[m].way[x.kitchen])
		} else {
			t += p.leg(o.meals[i-1], m)
		}
		o.drops = append(o.drops, t+hd)
		t += 2 * hd
	}
	last := &p.meals[o.meals[len(o.meals)-1]]
	w.free, w.way, w.remote = t, last.way, last.remote
	w.carried += int64(x.n)
	w.trips = append(w.trips[:0], w.trips[1:]...)
	return o
}

// due reports whether a worker must leave now: he is free, and would be late at
// the restaurant if he left a minute later.
func (p *plan) due(w *worker) bool {
	if len(w.trips) == 0 || w.free > p.now || w.on > p.now || !w.here {
		return false
	}
	x := &w.trips[0]
	ready := int32(0)
	for _, m := range x.meals[:x.n] {
		ready = max(ready, p.meals[m].ready)
	}
	return p.now+int32(w.way[x.kitchen])+int32(p.params.halfPickup()) >= ready
}
