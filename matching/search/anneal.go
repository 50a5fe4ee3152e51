package search

import "math"

// anneal ruins and recreates the current plan n times, accepting worse plans
// by the temperature.
func (w *worker) anneal(n int64, temperature float64) {
	for range n {
		if w.late() {
			break
		}
		w.step(temperature)
		w.done++
	}
}

// step is one ruin and recreation.
func (w *worker) step(temperature float64) {
	p := w.cur
	before := p.value(w.fewest)
	p.start()
	if !w.ruin() {
		p.back()
		return
	}
	w.recreate()
	after := p.value(w.fewest)
	if !w.accepts(before, after, temperature) {
		p.back()
		return
	}
	p.keep()
	w.note()
}

// accepts decides between two plans as simulated annealing does.
func (w *worker) accepts(before, after Value, temperature float64) bool {
	if after.Undone != before.Undone {
		return after.Undone < before.Undone
	}
	if after.Vehicles != before.Vehicles {
		return after.Vehicles < before.Vehicles
	}
	return float64(after.Cost) < float64(before.Cost)-temperature*math.Log(w.dice.share())
}
