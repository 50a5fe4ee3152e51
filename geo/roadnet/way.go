package roadnet

// between returns the weight of the best way from one place to another, nowhere
// when there is none.
func (m *mesh) between(from, to Snap) label {
	best := m.direct(from, to)
	if m.hierarchy == nil {
		return lesser(best, m.plainSearch(from, to))
	}
	q := m.scratch.searches.Get().(*search)
	a, b := m.seeds(from, true), m.seeds(to, false)
	found, _ := q.between(m.hierarchy, &a, &b)
	q.finish()
	m.scratch.searches.Put(q)
	return lesser(best, found)
}

// plainBetween is between by Dijkstra's algorithm.
func (m *mesh) plainBetween(from, to Snap) label {
	return lesser(m.direct(from, to), m.plainSearch(from, to))
}

func (m *mesh) plainSearch(from, to Snap) label {
	p := m.scratch.plain.Get().(*plainSearch)
	defer m.scratch.plain.Put(p)
	a, b := m.seeds(from, true), m.seeds(to, false)
	found, _ := p.between(m, &a, &b)
	return found
}

func lesser(a, b label) label {
	if b.less(a) {
		return b
	}
	return a
}

// route returns the best way from one place to another with its geometry.
func (m *mesh) route(from, to Snap) (Route, error) {
	direct := m.direct(from, to)
	best, arcs, first, last := m.search(from, to)
	switch {
	case direct == nowhere && best == nowhere:
		return Route{}, ErrNoRoute
	case !best.less(direct):
		return Route{Leg: direct.leg(), Path: m.piece(from.edge, from.offset, to.offset).points()}, nil
	}
	a, b := m.seeds(from, true), m.seeds(to, false)
	line := m.toEnd(from, atStart(&a, first))
	for _, k := range arcs {
		if e := m.out.edge[k]; e != noEdge {
			line = line.join(m.whole(e))
		}
	}
	line = line.join(m.toEnd(to, atStart(&b, last)).turned())
	return Route{Leg: best.leg(), Path: line.points()}, nil
}

// atStart reports whether a way that begins or ends at vertex v joins the edge
// at its start.
func atStart(seeds *[2]seed, v uint32) bool {
	return seeds[0].vertex == v && (seeds[1].vertex != v || !seeds[1].label.less(seeds[0].label))
}

// search returns the best way that leaves the edges of its ends: its weight,
// its arcs, and the vertices where it begins and ends.
func (m *mesh) search(from, to Snap) (best label, arcs []uint32, first, last uint32) {
	a, b := m.seeds(from, true), m.seeds(to, false)
	if m.hierarchy == nil {
		p := m.scratch.plain.Get().(*plainSearch)
		defer m.scratch.plain.Put(p)
		if best, last = p.between(m, &a, &b); best != nowhere {
			arcs, first = p.trace(last)
		}
		return best, arcs, first, last
	}
	q := m.scratch.searches.Get().(*search)
	defer m.scratch.searches.Put(q)
	defer q.finish()
	best, top := q.between(m.hierarchy, &a, &b)
	if best != nowhere {
		arcs, first, last = q.trace(m.hierarchy, top)
	}
	return best, arcs, first, last
}
