package search

// A ruin takes tasks out of the plan: strings of stops from routes that pass
// near one place (Christiaens and Vanden Berghe 2020, whose names for the
// parameters are in brackets). Ruins by likeness, by worst cost and at random
// were measured beside it and made the search worse for the time they took.

const (
	meanRemoved = 10 // tasks [c̄]
	maxString   = 10 // tasks of one route [L max]
	wholeShare  = 3  // of 100 ruins take a whole route, where vehicles cost something by themselves
	maxWhole    = 20 // tasks of it at most, about
)

// ruin takes tasks out, and reports whether what is left is allowed.
func (w *worker) ruin() bool {
	w.removed = w.removed[:0]
	if len(w.cur.used) > 0 {
		if !w.fewest && w.dice.n(100) < wholeShare {
			w.whole()
		} else {
			w.strings()
		}
	}
	for _, t := range w.removed {
		w.out[t] = false
	}
	for !w.cur.remove(w.removed) {
		if !w.further() {
			return false
		}
	}
	return true
}

// further lists one task more of each route that does not hold without those
// that left: where drives are rounded, or the judge has rules of its own, less
// work can be too much. It reports false when there is none to take.
func (w *worker) further() bool {
	p := w.cur
	w.removed = w.removed[:0]
	for _, v := range p.broken {
		r := &p.routes[v]
		worst := -1
		for k := 1; k < len(r.seq)-1; k++ {
			if e := &r.seq[k]; e.early > e.late && !w.m.Tasks[w.m.Stops[e.stop].Task].Pinned {
				worst = k // the last stop from which on it cannot hold
			}
		}
		if worst < 0 && len(r.seq) > 2 {
			worst = 1 + w.dice.n(len(r.seq)-2)
		}
		if worst < 0 || w.m.Tasks[w.m.Stops[r.seq[worst].stop].Task].Pinned {
			return false
		}
		w.removed = append(w.removed, w.m.Stops[r.seq[worst].stop].Task)
	}
	return true
}

// pick marks a task for removal; false when it cannot be or is already.
func (w *worker) pick(t int32) bool {
	if w.out[t] || w.cur.at[t] < 0 || w.m.Tasks[t].Pinned {
		return false
	}
	w.out[t] = true
	w.removed = append(w.removed, t)
	return true
}

// strings removes strings of tasks from routes near a task.
func (w *worker) strings() {
	p := w.cur
	mean := float64(len(w.m.Tasks)-len(p.undone)) / float64(len(p.used))
	longest := min(maxString, max(1, mean))
	count := int(w.dice.share()*(4*meanRemoved/(1+longest)-1)) + 1
	seed := int32(w.dice.n(len(w.m.Tasks)))
	near := w.near[seed]
	for i := -1; i < len(near) && count > 0; i++ {
		t := seed
		if i >= 0 {
			t = near[i]
		}
		v := p.at[t]
		if v < 0 || w.ruined[v] || w.out[t] || w.m.Tasks[t].Pinned {
			continue
		}
		r := &p.routes[v]
		w.cut(r, t, 1+int(w.dice.share()*min(longest, float64(r.tasks))))
		w.ruined[v] = true
		count--
	}
	for _, t := range w.removed {
		w.ruined[p.at[t]] = false
	}
}

// cut removes n tasks whose stops lie together in a route around one of them,
// and with even chance spares some stops in the middle of a longer string.
func (w *worker) cut(r *route, task int32, n int) {
	last := len(r.seq) - 2
	middle := w.stopOf(r, task)
	spare, from := 0, 0
	if n > 1 && w.dice.n(2) == 0 {
		for n+spare < last && w.dice.n(2) == 0 {
			spare++
		}
		from = w.dice.n(n + 1)
	}
	w.pick(task)
	for lo, hi := middle-1, middle+1; n > 1 && (lo >= 1 || hi <= last); {
		k := hi
		if hi > last || lo >= 1 && w.dice.n(2) == 0 {
			k = lo
			lo--
		} else {
			hi++
		}
		if from--; from < 0 && spare > 0 {
			spare--
		} else if w.pick(w.m.Stops[r.seq[k].stop].Task) {
			n--
		}
	}
}

// stopOf returns the index of one of the task's stops, any.
func (w *worker) stopOf(r *route, task int32) int {
	at := 0
	for k := 1; k < len(r.seq)-1; k++ {
		if w.m.Stops[r.seq[k].stop].Task == task {
			at = k
			if w.dice.n(2) == 0 {
				break
			}
		}
	}
	return at
}

// whole removes the tasks of one route.
func (w *worker) whole() {
	p := w.cur
	r := &p.routes[p.used[w.dice.n(len(p.used))]]
	for k := 1; k < len(r.seq)-1; k++ {
		if r.tasks <= maxWhole || w.dice.n(r.tasks) < maxWhole {
			w.pick(w.m.Stops[r.seq[k].stop].Task)
		}
	}
}
