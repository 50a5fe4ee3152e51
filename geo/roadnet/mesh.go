package roadnet

import (
	"sync"

	"github.com/linli/linli/geo"
)

// mesh is the graph of one profile: the usable part of the network with
// vertices of its own, in rows of arcs both ways.
type mesh struct {
	net     *network
	profile geo.Profile
	local   []uint32 // by network vertex: mesh vertex, or outside
	size    int      // mesh vertices
	out, in rows
	grid    grid
	scratch sync.Pool // *bidirectional
}

// outside marks network vertices that a profile's mesh does not have.
const outside = ^uint32(0)

// rows are arcs sorted by the vertex they belong to.
type rows struct {
	head []uint32 // size+1 offsets
	arcs []arc
	edge []uint32 // by arc: network edge<<1, plus 1 when it is passed from to → from
}

// arc leads to a vertex at a weight.
type arc struct {
	key uint64
	mm  uint32
	to  uint32
}

func newMesh(n *network, p geo.Profile) *mesh {
	m := &mesh{net: n, profile: p, local: make([]uint32, len(n.vertices))}
	for v := range m.local {
		m.local[v] = outside
	}
	for i := range n.edges {
		if e := &n.edges[i]; e.way[p].dirs&usable != 0 {
			m.local[e.from], m.local[e.to] = 0, 0
		}
	}
	for v := range m.local {
		if m.local[v] != outside {
			m.local[v] = uint32(m.size)
			m.size++
		}
	}
	m.out = m.rows(forward, backward)
	m.in = m.rows(backward, forward)
	m.grid = newGrid(m)
	m.scratch.New = func() any { return newBidirectional(m.size) }
	return m
}

// rows lists, for each vertex, the arcs along the edges that start at it: an
// edge starts at from when it is open in direction ahead, at to when it is open
// in direction back. Rows for a search against the traffic swap the two.
func (m *mesh) rows(ahead, back dirs) rows {
	r := rows{head: make([]uint32, m.size+1)}
	each := func(put func(at, to uint32, edge uint32, w *passage, mm uint32)) {
		for i := range m.net.edges {
			e := &m.net.edges[i]
			w := &e.way[m.profile]
			if w.dirs&usable == 0 {
				continue
			}
			from, to := m.local[e.from], m.local[e.to]
			reversed := uint32(0)
			if ahead == backward {
				reversed = 1
			}
			if w.dirs&ahead != 0 {
				put(from, to, uint32(i)<<1|reversed, w, e.millimeter)
			}
			if w.dirs&back != 0 {
				put(to, from, uint32(i)<<1|(1-reversed), w, e.millimeter)
			}
		}
	}
	each(func(at, _, _ uint32, _ *passage, _ uint32) { r.head[at+1]++ })
	for v := range m.size {
		r.head[v+1] += r.head[v]
	}
	r.arcs = make([]arc, r.head[m.size])
	r.edge = make([]uint32, r.head[m.size])
	next := append([]uint32(nil), r.head...)
	each(func(at, to, edge uint32, w *passage, mm uint32) {
		r.arcs[next[at]] = arc{key: newLabel(w.cost, w.millis, mm).key, mm: mm, to: to}
		r.edge[next[at]] = edge
		next[at]++
	})
	return r
}

// seed is a vertex where a search starts, with the weight to get there.
type seed struct {
	vertex uint32
	label  label
}

// seeds returns how a snapped point joins the mesh: the ends of its edge, with
// the weight from the point to them (leaving) or from them to the point.
func (m *mesh) seeds(s Snap, leaving bool) (out [2]seed) {
	e := &m.net.edges[s.edge]
	w := &e.way[m.profile]
	before, after := m.split(s)
	toFrom, toTo := backward, forward // directions that lead from the point to each end
	if !leaving {
		toFrom, toTo = forward, backward
	}
	out[0] = seed{vertex: m.local[e.from], label: nowhere}
	out[1] = seed{vertex: m.local[e.to], label: nowhere}
	if w.dirs&toFrom != 0 {
		out[0].label = before
	}
	if w.dirs&toTo != 0 {
		out[1].label = after
	}
	return out
}

// split returns the weights of the two pieces of an edge on either side of a
// snapped point; they add up to the edge.
func (m *mesh) split(s Snap) (before, after label) {
	e := &m.net.edges[s.edge]
	w := &e.way[m.profile]
	cost, millis := share(w.cost, s.offset, e.millimeter), share(w.millis, s.offset, e.millimeter)
	before = newLabel(cost, millis, s.offset)
	after = newLabel(w.cost-cost, w.millis-millis, e.millimeter-s.offset)
	return before, after
}

// share returns the part of w that belongs to the first offset of length. It
// keeps cost at or above milliseconds: both are cut at the same place.
func share(w, offset, length uint32) uint32 {
	if length == 0 {
		return 0
	}
	return uint32(uint64(w) * uint64(offset) / uint64(length))
}

// direct returns the weight from one point to another on the same edge
// without leaving it, nowhere when that is not possible.
func (m *mesh) direct(from, to Snap) label {
	if from.edge != to.edge {
		return nowhere
	}
	d := m.net.edges[from.edge].way[m.profile].dirs
	a, aRest := m.split(from)
	b, bRest := m.split(to)
	switch {
	case from.offset == to.offset:
		return label{}
	case from.offset < to.offset && d&forward != 0:
		return label{key: b.key - a.key, mm: b.mm - a.mm}
	case from.offset > to.offset && d&backward != 0:
		return label{key: bRest.key - aRest.key, mm: bRest.mm - aRest.mm}
	}
	return nowhere
}
