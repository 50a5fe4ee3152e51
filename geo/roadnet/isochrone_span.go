package roadnet

// span is a stretch of an edge, in millimetres from its start.
type span struct{ from, to uint32 }

// eachEdge calls f once for every edge that is reached at least in part.
func (i *Isochrone) eachEdge(f func(edge uint32)) {
	m, r := i.mesh, i.rows()
	f(i.Origin.edge)
	for _, v := range i.wave.reached {
		for k := r.head[v]; k < r.head[v+1]; k++ {
			if r.edge[k] == noEdge {
				continue
			}
			edge := r.edge[k] >> 1
			e := &m.net.edges[edge]
			if edge == i.Origin.edge || e.millimeter == 0 || v != i.entry(edge, int(r.edge[k]&1)) {
				continue // the last: a copy of an edge that is listed at its entry
			}
			// Two-way edges between reached vertices come from both ends.
			if r.edge[k]&1 == 1 && e.way[m.profile].dirs&forward != 0 && i.inside(i.entry(edge, 0)) {
				continue
			}
			f(edge)
		}
	}
}

// entry returns the vertex where an edge is entered in a direction (0 is from →
// to): where it begins or, for ways towards the origin, where it ends.
func (i *Isochrone) entry(edge uint32, direction int) uint32 {
	if i.toward {
		return i.mesh.ends[edge].head[direction]
	}
	return i.mesh.ends[edge].tail[direction]
}

// insideAt reports whether a vertex of the network is within the limit, by
// whatever edge.
func (i *Isochrone) insideAt(v uint32) bool {
	for _, part := range i.mesh.parts(v) {
		if i.inside(part) {
			return true
		}
	}
	return false
}

// inside reports whether a vertex is within the limit.
func (i *Isochrone) inside(v uint32) bool {
	m := &i.wave.marks[v]
	return m.turn == i.wave.turn && uint32(m.key) <= i.Millis
}

// spans returns the reached stretches of an edge, apart from each other and in
// order along it; unused ones are empty.
func (i *Isochrone) spans(edge uint32) [3]span {
	m := i.mesh
	e := &m.net.edges[edge]
	head, tail := i.ends(edge)
	if uint64(head)+uint64(tail) >= uint64(e.millimeter) {
		return [3]span{{0, e.millimeter}}
	}
	out := [3]span{{0, head}, {}, {e.millimeter - tail, e.millimeter}}
	if edge != i.Origin.edge {
		return out
	}
	w := &e.way[m.profile]
	ahead, back := i.leaving()
	own := span{i.Origin.offset, i.Origin.offset}
	free := share(e.millimeter, min(i.Millis, w.millis), max(1, w.millis))
	if w.dirs&ahead != 0 {
		own.to = min(e.millimeter, own.to+min(free, e.millimeter))
	}
	if w.dirs&back != 0 {
		own.from -= min(own.from, free)
	}
	if own.from <= head {
		out[0].to = max(head, own.to)
	}
	if own.to >= e.millimeter-tail {
		out[2].from = min(e.millimeter-tail, own.from)
	}
	if own.from > head && own.to < e.millimeter-tail {
		out[1] = own
	}
	if out[0].to >= out[2].from {
		return [3]span{{0, e.millimeter}}
	}
	return out
}

// leaving returns the directions in which times grow along an edge.
func (i *Isochrone) leaving() (ahead, back dirs) {
	if i.toward {
		return backward, forward
	}
	return forward, backward
}

// ends returns how many millimetres of an edge are reached from its start and
// from its end. Where both ways meet, each keeps to its side of the place
// where they cost the same, as Leg does.
func (i *Isochrone) ends(edge uint32) (head, tail uint32) {
	m := i.mesh
	e := &m.net.edges[edge]
	w := &e.way[m.profile]
	ahead, back := i.leaving()
	a, b := nowhere, nowhere
	if w.dirs&ahead != 0 {
		a = i.wave.at(i.entry(edge, side01(ahead == backward)))
	}
	if w.dirs&back != 0 {
		b = i.wave.at(i.entry(edge, side01(back == backward)))
	}
	meet := int64(e.millimeter)
	if a != nowhere && b != nowhere && w.cost > 0 {
		// cost(a) + x·cost = cost(b) + (length−x)·cost, for x in parts of the length
		x := int64(b.key>>32) - int64(a.key>>32) + int64(w.cost)
		meet = max(0, min(int64(e.millimeter), x*int64(e.millimeter)/(2*int64(w.cost))))
		tail = min(i.along(b, w, e.millimeter), e.millimeter-uint32(meet))
	} else if b != nowhere {
		tail = i.along(b, w, e.millimeter)
	}
	return min(i.along(a, w, e.millimeter), uint32(meet)), tail
}

// along returns how much of an edge is reached from an end with label l.
func (i *Isochrone) along(l label, w *passage, length uint32) uint32 {
	if l == nowhere || l.millis() > i.Millis {
		return 0
	}
	left := i.Millis - l.millis()
	if left >= w.millis {
		return length
	}
	return share(length, left, w.millis)
}
