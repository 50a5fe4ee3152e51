package mdrp

// place is where in the plan an order can go.
type place struct {
	worker, trip, at int32
	joins            bool // an existing trip; else a new one before it
	delta            int64
}

// insert puts an order where it costs least, unless leaving it undone costs less
// or it fits nowhere; then it returns false. Of 1024 workers about blink are not
// seen.
func (p *plan) insert(m int32, blink uint64) bool {
	o := &p.meals[m]
	best := place{worker: -1, delta: p.weights.Undone}
	for _, c := range p.active {
		if blink > 0 && p.dice.below(1024) < blink {
			continue
		}
		p.tryWorker(c, m, o, &best)
	}
	if best.worker < 0 {
		return false
	}
	w := &p.workers[best.worker]
	p.save(best.worker)
	w.trips = p.with(w.trips[:len(w.trips):len(w.trips)], m, &best, nil)
	w.cost += best.delta
	o.worker = best.worker
	return true
}

// tryWorker tries an order at every place in a worker's route and keeps the best.
func (p *plan) tryWorker(c, m int32, o *meal, best *place) {
	w := &p.workers[c]
	hp, hd := int32(p.params.halfPickup()), int32(p.params.halfDropoff())
	t := max(p.now, w.free)
	way := w.way
	for i := 0; i <= len(w.trips); i++ {
		pickup := t + int32(way[o.kitchen]) + hp
		if pickup > w.off || 1000*int64(pickup-o.ready) >= best.delta {
			// A new trip here or later is too late, and joining needs the same
			// restaurant: that is tried below all the same.
			if t > w.off {
				return
			}
		} else {
			p.try(w, m, &place{worker: c, trip: int32(i)}, best)
		}
		if i == len(w.trips) {
			return
		}
		x := &w.trips[i]
		if x.kitchen == o.kitchen && x.n < bundleMax {
			for at := int32(0); at <= x.n; at++ {
				p.try(w, m, &place{worker: c, trip: int32(i), at: at, joins: true}, best)
			}
		}
		t, way = p.after(t, way, x, hp, hd)
	}
}

// after follows one trip and returns when and where it ends.
func (p *plan) after(t int32, way []int16, x *trip, hp, hd int32) (int32, []int16) {
	t += int32(way[x.kitchen]) + hp
	for _, m := range x.meals[:x.n] {
		t = max(t, p.meals[m].ready)
	}
	t += hp
	for i, m := range x.meals[:x.n] {
		if i == 0 {
			t += int32(p.meals[m].way[x.kitchen])
		} else {
			t += p.leg(x.meals[i-1], m)
		}
		t += 2 * hd
	}
	return t, p.meals[x.meals[x.n-1]].way
}

// try prices one place and keeps it if it is the best.
func (p *plan) try(w *worker, m int32, at, best *place) {
	p.scratch = p.with(w.trips, m, at, p.scratch[:0])
	cost := p.walk(w, p.scratch)
	if cost == never {
		return
	}
	if at.delta = cost - w.cost; at.delta < best.delta {
		*best = *at
	}
}

// with appends to into a route with an order put into it.
func (p *plan) with(trips []trip, m int32, at *place, into []trip) []trip {
	into = append(into, trips[:at.trip]...)
	rest := trips[at.trip:]
	if at.joins {
		x := rest[0]
		copy(x.meals[at.at+1:], x.meals[at.at:x.n])
		x.meals[at.at] = m
		x.n++
		return append(append(into, x), rest[1:]...)
	}
	x := trip{kitchen: p.meals[m].kitchen, n: 1}
	x.meals[0] = m
	return append(append(into, x), rest...)
}

// remove takes an order out of the plan.
func (p *plan) remove(m int32) {
	c := p.meals[m].worker
	w := &p.workers[c]
	p.save(c)
	for i := range w.trips {
		x := &w.trips[i]
		for k, y := range x.meals[:x.n] {
			if y != m {
				continue
			}
			copy(x.meals[k:], x.meals[k+1:x.n])
			if x.n--; x.n == 0 {
				w.trips = append(w.trips[:i], w.trips[i+1:]...)
			}
			p.meals[m].worker = -1
			w.cost = p.walk(w, w.trips)
			return
		}
	}
}
