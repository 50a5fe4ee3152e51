package search

import "math"

// worker searches on its own plan with its own dice.
type worker struct {
	m      *Model
	near   [][]int32
	dice   dice
	cur    *plan
	best   *plan
	value  Value // of best
	finder finder
	fewest bool

	removed []int32   // by the ruin at hand
	keys    []float64 // of removed, for sorting
	out     []bool    // by task: in removed
	ruined  []bool    // by vehicle
	done    int64     // iterations
	eject   ejector
	toll    float64 // cost of a unit of undone weight
	usual   float64 // toll
	wavers  bool    // the toll does
	roomy   bool    // a vehicle more than the best plan's may be used
	least   float64 // weight of the task that may be left undone most lightly
	spent   func() float64
	until   float64 // share of the time at which it has to look at the others
}

// late reports whether the time of this round is over.
func (w *worker) late() bool { return w.spent != nil && w.spent() >= w.until }

const (
	blinkShare   = math.MaxUint32 / 100
	stampsOfEach = 44 // bits
)

func newWorker(m *Model, classes []class, o *Options, number int) *worker {
	judge := m.Judge
	if judge != nil {
		judge = judge.Fork()
	}
	w := &worker{m: m, dice: newDice(o.Seed, uint64(number)), fewest: o.FewestVehicles, spent: o.Spent, until: 1}
	first := int64(number+1) << stampsOfEach
	w.cur = newPlan(m, classes, judge, first)
	w.best = newPlan(m, classes, judge, first)
	w.value = w.best.value(w.fewest)
	w.finder = finder{p: w.cur, dice: &w.dice, limit: len(m.Vehicles), fewest: w.fewest,
		blinks: blinkShare}
	w.out = make([]bool, len(m.Tasks))
	w.ruined = make([]bool, len(m.Vehicles))
	w.wavers = number%2 == 1
	w.eject.penalty = make([]int64, len(m.Tasks))
	return w
}

// note makes the current plan the best if it is.
func (w *worker) note() bool {
	v := w.cur.value(w.fewest)
	if !v.Less(w.value) {
		return false
	}
	w.best.copyFrom(w.cur)
	w.value = v
	return true
}

// adopt makes the best plan of a worker this one's plan.
func (w *worker) adopt(o *worker) {
	w.eject.homeless = false
	w.cur.copyFrom(o.best)
	if o != w {
		w.best.copyFrom(o.best)
		w.value = o.value
	}
	if w.fewest {
		w.finder.limit = max(1, len(w.cur.used))
		w.finder.fewest, w.roomy = true, false
	}
}

// begin puts what a caller's solution has into the plan. What breaks a rule is
// left undone, task by task where a whole route does not hold.
func (w *worker) begin(start [][]int32) {
	p := w.cur
	for v := range start {
		if v < len(p.routes) && len(p.m.Vehicles[v].Route) == 0 && !w.follow(int32(v), start[v]) {
			p.back()
		}
	}
}

// follow gives an idle vehicle a whole route; false when that is not allowed.
func (w *worker) follow(v int32, stops []int32) bool {
	p := w.cur
	p.start()
	p.touch(v)
	r := &p.routes[v]
	end := r.seq[len(r.seq)-1]
	r.seq = r.seq[:1]
	for _, s := range stops {
		t := p.m.Stops[s].Task
		if p.at[t] >= 0 && p.at[t] != v || !among(p.m.Tasks[t].Near, v) {
			r.seq = append(r.seq, end)
			return false
		}
		if p.at[t] < 0 {
			p.at[t] = v
			p.undone = without(p.undone, t)
			p.weight -= p.m.Tasks[t].Undone
		}
		p.option[t] = p.optionWith(t, s)
		r.seq = append(r.seq, p.entry(s))
	}
	r.seq = append(r.seq, end)
	if r.used() {
		p.used = append(p.used, v)
	}
	if !p.settle(v) || !p.whole(v) {
		return false
	}
	p.keep()
	return true
}

// optionWith returns the option of a task that has the stop.
func (p *plan) optionWith(task, stop int32) int32 {
	for o := range p.m.Tasks[task].Options {
		if q := &p.m.Tasks[task].Options[o]; q.Pickup == stop || q.Delivery == stop {
			return int32(o)
		}
	}
	return -1
}

// whole reports whether a route has every stop of its tasks once, pickup
// first, by an option that the vehicle may use.
func (p *plan) whole(v int32) bool {
	seq := p.routes[v].seq
	for k := 1; k < len(seq)-1; k++ {
		t := p.m.Stops[seq[k].stop].Task
		o := &p.m.Tasks[t].Options[p.option[t]]
		up, down := 0, 0
		for i := 1; i < len(seq)-1; i++ {
			if s := seq[i].stop; p.m.Stops[s].Task != t {
				continue
			} else if s == o.Pickup && up == 0 && down == 0 {
				up = i
			} else if s == o.Delivery && down == 0 {
				down = i
			} else {
				return false
			}
		}
		if down == 0 || o.Pickup >= 0 && up == 0 || !among(o.Near, v) {
			return false
		}
		if p.m.Shared != nil && !p.m.Shared.Fits(t, p.option[t], p.option) {
			return false
		}
	}
	return true
}
