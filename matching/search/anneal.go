package search

import "math"

// The temperature of the annealing and the toll of a task left undone, as
// shares of what a task costs in the first plan.
const (
	hotShare  = 1.0
	coldShare = 0.02
	tollShare = 10
)

// Of a worker whose toll wavers, the factors by which it rises with each step
// that ends with a task undone, and falls with every other, and how many times
// as much or as little it may become.
const (
	tollUp    = 1.003
	tollDown  = 1.0003
	tollRange = 16
)

// anneal ruins and recreates the current plan n times, accepting worse plans
// by the temperature.
func (w *worker) anneal(n int64, temperature float64) {
	for range n {
		if w.late() {
			break
		}
		w.done++
		if w.eject.homeless {
			w.attempt()
			continue
		}
		w.step(temperature, w.toll)
		if w.wavers {
			w.waver()
		}
	}
}

// waver raises the toll while a task is undone, and lets it fall otherwise.
func (w *worker) waver() {
	if w.cur.weight > 0 {
		w.toll = min(w.toll*tollUp, w.usual*tollRange)
	} else {
		w.toll = max(w.toll/tollDown, w.usual/tollRange)
	}
}

// step is one ruin and recreation; toll is what a unit of undone weight costs.
func (w *worker) step(temperature, toll float64) {
	p := w.cur
	before := p.value(w.fewest)
	p.start()
	if !w.ruin() {
		p.back()
		return
	}
	w.recreate()
	if after := p.value(w.fewest); !after.Less(w.value) && !w.accepts(before, after, temperature, toll) {
		p.back()
		return
	}
	p.keep()
	w.note()
}

// accepts decides between two plans as simulated annealing does. A task undone
// costs its toll only: the way from one good plan to another often leads
// through plans that are not complete.
func (w *worker) accepts(before, after Value, temperature, toll float64) bool {
	if after.Vehicles != before.Vehicles && !w.roomy {
		return after.Vehicles < before.Vehicles
	}
	more := float64(after.Cost-before.Cost) + toll*float64(after.Undone-before.Undone)
	return more < -temperature*math.Log(1-w.dice.share())
}
