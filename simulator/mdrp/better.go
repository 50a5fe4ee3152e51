package mdrp

import "slices"

// saved is a worker's route before an attempt.
type saved struct {
	worker int32
	trips  []trip
	cost   int64
}

// ranked is an order and how close it is to another.
type ranked struct {
	meal  int32
	score int32
}

// save keeps a worker's route, once in each attempt, so that it can be restored.
func (p *plan) save(c int32) {
	w := &p.workers[c]
	if w.touched {
		return
	}
	w.touched = true
	if len(p.undo) < cap(p.undo) {
		p.undo = p.undo[:len(p.undo)+1]
	} else {
		p.undo = append(p.undo, saved{})
	}
	s := &p.undo[len(p.undo)-1]
	s.worker, s.cost = c, w.cost
	s.trips = append(s.trips[:0], w.trips...)
}

// settle makes what was done since the last save final.
func (p *plan) settle() {
	for i := range p.undo {
		p.workers[p.undo[i].worker].touched = false
	}
	p.undo = p.undo[:0]
}

// restore undoes what was done since the last settle.
func (p *plan) restore() {
	for i := range p.undo {
		p.release(&p.workers[p.undo[i].worker])
	}
	for i := range p.undo {
		s := &p.undo[i]
		w := &p.workers[s.worker]
		w.trips = append(w.trips[:0], s.trips...)
		w.cost, w.touched = s.cost, false
		for k := range w.trips {
			for _, m := range w.trips[k].meals[:w.trips[k].n] {
				p.meals[m].worker = s.worker
			}
		}
	}
	p.undo = p.undo[:0]
}

// better takes a few orders that are close to each other out of the plan and
// puts each back where it costs least, again and again, and keeps what is not
// dearer.
func (p *plan) better(times int) {
	for ; times > 0; times-- {
		p.pick()
		before, undone := int64(0), int64(0)
		for _, m := range p.removed {
			if p.meals[m].worker >= 0 {
				p.remove(m)
			} else {
				before += p.weights.Undone
			}
		}
		p.shuffle()
		for _, m := range p.removed {
			if !p.insert(m, 10) {
				undone += p.weights.Undone
			}
		}
		after := undone
		for i := range p.undo {
			before += p.undo[i].cost
			after += p.workers[p.undo[i].worker].cost
		}
		if after <= before {
			p.settle()
		} else {
			p.restore()
		}
	}
}

// pick chooses the orders of one attempt: one by chance, and those nearest to it
// in place and ready time.
func (p *plan) pick() {
	seed := p.waiting[p.dice.below(uint64(len(p.waiting)))]
	o := &p.meals[seed]
	p.ranked = p.ranked[:0]
	for _, m := range p.waiting {
		x := &p.meals[m]
		far := int32(o.way[x.kitchen]) + int32(x.way[o.kitchen]) - int32(o.way[o.kitchen]) - int32(x.way[x.kitchen])
		gap := max(o.ready-x.ready, x.ready-o.ready)
		score := max(0, far) + gap + int32(p.dice.below(8))
		if x.kitchen == o.kitchen {
			score -= 8
		}
		if x.worker == o.worker {
			score -= 6
		}
		if m == seed {
			score = -1000
		}
		p.ranked = append(p.ranked, ranked{m, score})
	}
	slices.SortFunc(p.ranked, func(a, b ranked) int {
		if a.score != b.score {
			return int(a.score - b.score)
		}
		return int(a.meal - b.meal)
	})
	n := min(len(p.ranked), 1+int(p.dice.below(7)))
	p.removed = p.removed[:0]
	for _, r := range p.ranked[:n] {
		p.removed = append(p.removed, r.meal)
	}
}

// shuffle brings the removed orders into the sequence in which they are put
// back: by ready time, by the room that is left, or by chance.
func (p *plan) shuffle() {
	switch p.dice.below(3) {
	case 0:
		slices.SortFunc(p.removed, func(a, b int32) int {
			if d := p.meals[a].ready - p.meals[b].ready; d != 0 {
				return int(d)
			}
			return int(a - b)
		})
	default:
		for i := len(p.removed) - 1; i > 0; i-- {
			k := p.dice.below(uint64(i + 1))
			p.removed[i], p.removed[k] = p.removed[k], p.removed[i]
		}
	}
}

// dice is a small generator of chance (splitmix64), the same on every machine.
type dice uint64

// below returns a number from 0 to n-1.
func (d *dice) below(n uint64) uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) % n
}
