package roadnet

// plainSearch answers by Dijkstra's algorithm (1959) on the graph itself,
// without a hierarchy: the yardstick of the tests and measurements, and the
// way for graphs that are no road networks. A vertex's entry counts only when
// its round is the current one.
type plainSearch struct {
	round []uint32
	label []label
	via   []uint32 // arc that reached the vertex, start at a seed
	prev  []uint32 // vertex it was reached from
	now   uint32
	front frontier
}

func newPlainSearch(size int) *plainSearch {
	return &plainSearch{round: make([]uint32, size), label: make([]label, size), via: make([]uint32, size), prev: make([]uint32, size)}
}

// offer notes a way to v if it is the best so far. Like a hierarchy it goes no
// further than far.
func (p *plainSearch) offer(v, via, prev uint32, l label) {
	if l.key >= far || p.round[v] == p.now && !l.less(p.label[v]) {
		return
	}
	p.round[v], p.label[v], p.via[v], p.prev[v] = p.now, l, via, prev
	p.front.push(heapItem{key: l.key, mm: l.mm, v: v})
}

// begin forgets the last search and starts from seeds.
func (p *plainSearch) begin(from *[2]seed) {
	p.now++
	if p.now == 0 { // after four billion searches old marks would count again
		p.now = 1
		clear(p.round)
	}
	p.front = p.front[:0]
	for _, s := range from {
		p.offer(s.vertex, start, start, s.label)
	}
}

// settle takes the next vertex off the front and goes along its arcs; false at
// the end.
func (p *plainSearch) settle(r *rows) (v uint32, l label, ok bool) {
	for len(p.front) > 0 {
		top := p.front.pop()
		v, l = top.v, label{key: top.key, mm: top.mm}
		if l != p.label[v] {
			continue // a better one came before
		}
		for k := r.head[v]; k < r.head[v+1]; k++ {
			a := &r.arcs[k]
			p.offer(a.to, k, v, l.plus(label{key: a.key, mm: a.mm}))
		}
		return v, l, true
	}
	return 0, nowhere, false
}

// between returns the weight of the best way between two sets of seeds and the
// vertex before the target; nowhere when there is none.
func (p *plainSearch) between(m *mesh, from, to *[2]seed) (best label, last uint32) {
	p.begin(from)
	best, last = nowhere, outside
	for {
		v, l, ok := p.settle(&m.out)
		if !ok || !l.less(best) {
			return best, last
		}
		for _, s := range to {
			if s.vertex == v {
				if whole := l.plus(s.label); whole.less(best) {
					best, last = whole, v
				}
			}
		}
	}
}

// trace returns the arcs of the way to last and the vertex where it begins.
func (p *plainSearch) trace(last uint32) (arcs []uint32, first uint32) {
	v := last
	for ; p.via[v] != start; v = p.prev[v] {
		arcs = append(arcs, p.via[v])
	}
	for i, j := 0, len(arcs)-1; i < j; i, j = i+1, j-1 {
		arcs[i], arcs[j] = arcs[j], arcs[i]
	}
	return arcs, v
}

// plainTable computes a table by one search of the whole graph for each
// source.
func (m *mesh) plainTable(sources, targets []Snap, cells []Leg) {
	p := newPlainSearch(m.size)
	at := func(v uint32) label {
		if p.round[v] != p.now {
			return nowhere
		}
		return p.label[v]
	}
	for i, s := range sources {
		seeds := m.seeds(s, true)
		p.begin(&seeds)
		for {
			if _, _, ok := p.settle(&m.out); !ok {
				break
			}
		}
		for k, t := range targets {
			best := m.direct(s, t)
			for _, e := range m.seeds(t, false) {
				if l := at(e.vertex).plus(e.label); l.less(best) {
					best = l
				}
			}
			cells[i*len(targets)+k] = best.leg()
		}
	}
}
