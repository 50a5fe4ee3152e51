package mdrp

// ahead is how long before his shift a courier can be planned with, minutes.
const ahead = 60

// decide brings the plan up to the minute and returns who is told what.
func (p *plan) decide(now int) []order {
	p.now = int32(now)
	p.refresh()
	if len(p.waiting) > 0 {
		p.insertWaiting()
		p.rematch()
		p.better(p.weights.Iterations * len(p.waiting))
	}
	var told []order
	for c := range p.workers {
		w := &p.workers[c]
		switch {
		case !p.due(w):
		case p.weights.Variant == Prepositioning && w.way[w.trips[0].kitchen] > 0:
			told = append(told, p.send(int32(c), w.trips[0].kitchen))
		default:
			told = append(told, p.tell(int32(c)))
		}
	}
	if p.weights.Variant == Prepositioning {
		told = p.spread(told)
	}
	gone := map[int32]bool{}
	for _, o := range told {
		for _, m := range o.meals {
			gone[m] = true
		}
	}
	keep := p.waiting[:0]
	for _, m := range p.waiting {
		if !gone[m] {
			keep = append(keep, m)
		}
	}
	p.waiting = keep
	return told
}

// refresh drops orders that nobody can bring in time any more, finds who can be
// planned with, and walks all routes from the present minute.
func (p *plan) refresh() {
	p.active = p.active[:0]
	duty := int64(0)
	for c := range p.workers {
		w := &p.workers[c]
		if w.off < p.now || w.free > w.off || w.on > p.now+ahead || p.absent(w) {
			p.release(w)
			continue
		}
		p.active = append(p.active, int32(c))
		if w.on <= p.now {
			duty++
		}
	}
	p.busy = p.weights.Busy + p.weights.BusyLoad*int64(len(p.waiting))/max(1, duty)
	for _, c := range p.active {
		w := &p.workers[c]
		if w.cost = p.walk(w, w.trips); w.cost == never {
			p.release(w)
		}
	}
	keep := p.waiting[:0]
	for _, m := range p.waiting {
		if o := &p.meals[m]; o.worker >= 0 || p.now+o.earliest-o.ready <= o.latest {
			keep = append(keep, m)
		}
	}
	p.waiting = keep
}

// absent reports whether a worker who should be there is not.
func (p *plan) absent(w *worker) bool { return w.on <= p.now && w.free <= p.now && !w.here }

// forget drops the orders that do not wait any more.
func (p *plan) forget(waits []bool) {
	keep := p.waiting[:0]
	for _, m := range p.waiting {
		if waits[m] {
			keep = append(keep, m)
		} else if p.meals[m].worker >= 0 {
			p.remove(m)
		}
	}
	p.waiting = keep
	p.settle()
}

// release takes all that a worker was to carry out of his route.
func (p *plan) release(w *worker) {
	for i := range w.trips {
		for _, m := range w.trips[i].meals[:w.trips[i].n] {
			p.meals[m].worker = -1
		}
	}
	w.trips, w.cost = w.trips[:0], 0
}

// insertWaiting puts every order without a worker where it costs least.
func (p *plan) insertWaiting() {
	p.undo = p.undo[:0]
	for _, m := range p.waiting {
		if p.meals[m].worker < 0 {
			p.insert(m, 0)
		}
	}
	p.settle()
}
