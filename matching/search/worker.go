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
	absent  []int64   // by task: how often a recreation left it out
	done    int64     // iterations
	eject   ejector
	spent   func() float64
}

// late reports whether the time is over.
func (w *worker) late() bool { return w.spent != nil && w.spent() >= 1 }

const (
	blinkShare   = math.MaxUint32 / 100
	stampsOfEach = 44 // bits
)

func newWorker(m *Model, classes []class, near [][]int32, o *Options, number int) *worker {
	judge := m.Judge
	if judge != nil {
		judge = judge.Fork()
	}
	w := &worker{m: m, near: near, dice: newDice(o.Seed, uint64(number)), fewest: o.FewestVehicles, spent: o.Spent}
	first := int64(number+1) << stampsOfEach
	w.cur = newPlan(m, classes, judge, first)
	w.best = newPlan(m, classes, judge, first)
	w.value = w.best.value(w.fewest)
	w.finder = finder{p: w.cur, dice: &w.dice, limit: len(m.Vehicles), fewest: w.fewest,
		blinks: blinkShare}
	w.out = make([]bool, len(m.Tasks))
	w.ruined = make([]bool, len(m.Vehicles))
	w.absent = make([]int64, len(m.Tasks))
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

// adopt makes the best plan of another worker this one's plan.
func (w *worker) adopt(o *worker) {
	w.cur.copyFrom(o.best)
	w.best.copyFrom(o.best)
	w.value = o.value
}
