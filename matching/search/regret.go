package search

// regret puts every undone task into the plan, each time the one that would
// lose most if its best vehicle were taken by another (Potvin and Rousseau
// 1993). After an insertion only the vehicle that changed is looked at again,
// unless it was a task's best.
func (w *worker) regret() {
	p, f := w.cur, &w.finder
	blinks := f.blinks
	f.blinks = 0
	list := append([]int32(nil), p.undone...)
	firsts := make([]spot, len(p.m.Tasks))
	seconds := make([]spot, len(p.m.Tasks))
	for _, t := range list {
		firsts[t], seconds[t] = f.two(t)
	}
	for len(list) > 0 && !w.late() {
		at := -1
		for i, t := range list {
			if firsts[t].cost < noCost && (at < 0 || w.loses(t, firsts, seconds) > w.loses(list[at], firsts, seconds)) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		t := list[at]
		list = append(list[:at], list[at+1:]...)
		s := firsts[t]
		p.insert(t, &s)
		for _, u := range list {
			f.again(u, s.vehicle, &firsts[u], &seconds[u])
		}
	}
	f.blinks = blinks
	w.dissolve()
	w.recreate()
}

// loses returns what a task would lose with its best vehicle, weighed by what
// it costs to leave it undone.
func (w *worker) loses(t int32, firsts, seconds []spot) float64 {
	a, b := firsts[t].cost, seconds[t].cost
	weight := float64(w.m.Tasks[t].Undone)
	if b >= noCost {
		return weight * noCost
	}
	return weight * float64(b-a)
}

// two returns the best spot of a task, and the best by another vehicle.
func (f *finder) two(task int32) (first, second spot) {
	first, second = spot{cost: noCost, vehicle: -1}, spot{cost: noCost, vehicle: -1}
	f.ready(task)
	f.every(task, func(v int32) {
		f.best = spot{cost: noCost, vehicle: -1}
		f.look(task, v)
		rank(f.best, &first, &second)
	})
	return first, second
}

func rank(s spot, first, second *spot) {
	if s.cost < first.cost {
		*first, *second = s, *first
	} else if s.cost < second.cost {
		*second = s
	}
}

// again brings the two best spots of a task up to date after a vehicle changed.
func (f *finder) again(task, v int32, first, second *spot) {
	if first.vehicle == v || second.vehicle == v || f.p.m.Tasks[task].Group > 0 {
		*first, *second = f.two(task)
		return
	}
	if !among(f.p.m.Tasks[task].Near, v) {
		return
	}
	f.best = spot{cost: noCost, vehicle: -1}
	f.ready(task)
	f.look(task, v)
	rank(f.best, first, second)
}

// every calls look for each vehicle that a task may go to.
func (f *finder) every(task int32, look func(v int32)) {
	t := &f.p.m.Tasks[task]
	if mate := f.mate(task); mate >= 0 {
		if among(t.Near, mate) {
			look(mate)
		}
		return
	}
	for _, v := range f.p.used {
		if among(t.Near, v) {
			look(v)
		}
	}
	if len(f.p.used) >= f.limit {
		return
	}
	if t.Near == nil {
		for _, v := range f.idle() {
			look(v)
		}
	}
	for _, v := range t.Near {
		if !f.p.routes[v].used() && f.p.first(v) {
			look(v)
		}
	}
}
