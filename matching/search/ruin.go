package search

// A ruin takes some tasks out of the plan. Those here differ in what they
// leave open: strings of neighbouring routes (Christiaens and Vanden Berghe
// 2020), tasks alike in place and time (Shaw 1998), whole routes, any.

// ruin takes tasks out and reports whether the rest is allowed.
func (w *worker) ruin() bool {
	w.removed = w.removed[:0]
	switch x := w.dice.n(100); {
	case x < 70:
		w.strings()
	case x < 82:
		w.alike()
	case x < 92:
		w.anywhere()
	default:
		w.whole()
	}
	for _, t := range w.removed {
		w.out[t] = false
	}
	return w.cur.remove(w.removed)
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

const (
	meanRemoved = 10 // tasks
	maxString   = 10
)

// strings removes strings of tasks from routes near a task.
func (w *worker) strings() {
	p := w.cur
	if len(p.used) == 0 {
		return
	}
	mean := float64(len(w.m.Tasks)-len(p.undone)) / float64(len(p.used))
	longest := min(maxString, max(1, mean))
	most := 4*meanRemoved/(1+longest) - 1
	count := int(w.dice.share()*most) + 1
	seed := int32(w.dice.n(len(w.m.Tasks)))
	touched := 0
	at := -1
	for ; at < len(w.near[seed]) && touched < count; at++ {
		t := seed
		if at >= 0 {
			t = w.near[seed][at]
		}
		v := p.at[t]
		if v < 0 || w.ruined[v] || w.out[t] || w.m.Tasks[t].Pinned {
			continue
		}
		r := &p.routes[v]
		l := int(w.dice.share()*min(longest, float64(max(1, r.tasks)))) + 1
		w.cut(r, t, l)
		w.ruined[v] = true
		touched++
	}
	for _, t := range w.removed {
		w.ruined[p.at[t]] = false
	}
}

// cut removes about l tasks that lie together in a route around one, and with
// even chance leaves some in the middle of a longer string in.
func (w *worker) cut(r *route, task int32, l int) {
	stops := len(r.seq) - 2
	first := 0
	for k := 1; k <= stops; k++ {
		if w.m.Stops[r.seq[k].stop].Task == task {
			first = k
			if w.dice.n(2) == 0 {
				break
			}
		}
	}
	skip := 0
	if l > 1 && w.dice.n(2) == 0 {
		for l+skip < stops && w.dice.n(100) != 0 {
			skip++
			if w.dice.n(2) == 0 {
				break
			}
		}
	}
	w.pick(task)
	n := 1
	lo, hi := first-1, first+1
	skipAt := w.dice.n(l + 1)
	for n < l && (lo >= 1 || hi <= stops) {
		k := hi
		if hi > stops || lo >= 1 && w.dice.n(2) == 0 {
			k = lo
			lo--
		} else {
			hi++
		}
		if skip > 0 && n >= skipAt {
			skip--
			continue
		}
		if w.pick(w.m.Stops[r.seq[k].stop].Task) {
			n++
		}
	}
}

// size draws how many tasks to remove.
func (w *worker) size() int {
	planned := len(w.m.Tasks) - len(w.cur.undone)
	most := min(planned, max(8, min(40, planned/4)))
	if most < 1 {
		return 0
	}
	return 1 + w.dice.n(most)
}

// alike removes tasks that are near one in place and in time.
func (w *worker) alike() {
	seed := int32(w.dice.n(len(w.m.Tasks)))
	n := w.size()
	w.pick(seed)
	when := w.when(seed)
	near := w.near[seed]
	reach := min(len(near), 4*n)
	// Of the nearest, those whose service now lies nearest in time.
	w.keys = w.keys[:0]
	order := make([]int32, 0, 160)
	for _, t := range near[:reach] {
		if w.cur.at[t] < 0 {
			continue
		}
		gap := w.when(t) - when
		if gap < 0 {
			gap = -gap
		}
		order = append(order, t)
		w.keys = append(w.keys, float64(gap)*(0.5+w.dice.share()))
	}
	sortBy(order, w.keys)
	for _, t := range order[:min(len(order), n)] {
		w.pick(t)
	}
}

// when returns when a task's delivery is served now, or could be.
func (w *worker) when(t int32) int64 {
	if v := w.cur.at[t]; v >= 0 {
		d := w.cur.deliveryOf(t)
		for k := range w.cur.routes[v].seq {
			if e := &w.cur.routes[v].seq[k]; e.stop == d {
				return e.early
			}
		}
	}
	return w.m.Stops[w.m.Tasks[t].Options[0].Delivery].Open
}

// anywhere removes any tasks.
func (w *worker) anywhere() {
	for range w.size() {
		w.pick(int32(w.dice.n(len(w.m.Tasks))))
	}
}

// whole removes the tasks of one route, and of a second if they are short.
func (w *worker) whole() {
	p := w.cur
	if len(p.used) == 0 {
		return
	}
	v := p.used[w.dice.n(len(p.used))]
	r := &p.routes[v]
	share := 1.0
	if r.tasks > 20 {
		share = 20 / float64(r.tasks)
	}
	for k := 1; k < len(r.seq)-1; k++ {
		if share == 1 || w.dice.share() < share {
			w.pick(w.m.Stops[r.seq[k].stop].Task)
		}
	}
}
