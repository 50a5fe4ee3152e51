package roadnet

import "sync"

// wave is a search that stops where nothing more can be within the limit. Its
// memory is used again: a mark that is not of this turn means "not seen".
type wave struct {
	marks   []waveMark
	turn    uint32
	front   frontier
	reached []uint32 // vertices within the limit, in the order of their labels
}

// waveMark is a vertex's label if turn is the wave's.
type waveMark struct {
	key  uint64
	mm   uint32
	turn uint32
}

// waves keeps waves between isochrones; what they held never shows.
var waves = sync.Pool{New: func() any { return new(wave) }}

// at returns the label of v, nowhere when the wave did not get there. Labels
// within the limit are final, and so are those of their neighbours.
func (w *wave) at(v uint32) label {
	if m := &w.marks[v]; m.turn == w.turn {
		return label{key: m.key, mm: m.mm}
	}
	return nowhere
}

// begin forgets the last search.
func (w *wave) begin(size int) {
	if len(w.marks) < size {
		w.marks, w.turn = make([]waveMark, size), 0
	}
	w.turn++
	if w.turn == 0 {
		clear(w.marks)
		w.turn = 1
	}
	w.front, w.reached = w.front[:0], w.reached[:0]
}

// run finds the vertices whose best way takes at most limit milliseconds.
//
// The best way is that of least cost, and cost is not time: a vertex beyond
// the limit may lie on the best way to one that a dearer way reaches in time,
// and then that one is beyond the limit too. So the search ends only when the
// front is dearer than every neighbour of a vertex within the limit.
func (w *wave) run(size int, r *rows, seeds [2]seed, limit uint32) {
	w.begin(size)
	last := uint64(0) // the dearest label that still matters
	for _, s := range seeds {
		if s.label.less(w.at(s.vertex)) {
			w.marks[s.vertex] = waveMark{key: s.label.key, mm: s.label.mm, turn: w.turn}
			w.front.push(heapItem{key: s.label.key, mm: s.label.mm, v: s.vertex})
			last = max(last, s.label.key)
		}
	}
	for len(w.front) > 0 {
		top := w.front.pop()
		if top.key > last {
			return
		}
		if m := &w.marks[top.v]; top.key != m.key || top.mm != m.mm {
			continue // a better one came before
		}
		inside := uint32(top.key) <= limit
		if inside {
			w.reached = append(w.reached, top.v)
		}
		for _, a := range r.arcs[r.head[top.v]:r.head[top.v+1]] {
			key, mm := top.key+a.key, top.mm+a.mm
			if key < top.key || mm < top.mm {
				continue
			}
			if inside {
				last = max(last, key)
			}
			m := &w.marks[a.to]
			if m.turn == w.turn && (key > m.key || key == m.key && mm >= m.mm) {
				continue
			}
			*m = waveMark{key: key, mm: mm, turn: w.turn}
			w.front.push(heapItem{key: key, mm: mm, v: a.to})
		}
	}
}
