package roadnet

import (
	"sync"

	"github.com/linli/linli/geo"
)

// mesh is the graph of one profile: the usable part of the network with
// vertices of its own, numbered by their rank in the hierarchy, in rows of arcs
// both ways.
type mesh struct {
	net       *network
	profile   geo.Profile
	local     []uint32            // by network vertex: mesh vertex, the first where turns cut it into parts, or outside
	cut       map[uint32][]uint32 // by network vertex with forbidden turns: its parts
	ends      []ends              // by network edge
	size      int                 // mesh vertices
	out, in   rows
	hierarchy *hierarchy // nil when the graph is no road network
	grid      *grid
	scratch   *meshScratch
}

// meshScratch lends memory to queries; routers of the same graph under other
// traffic share it.
type meshScratch struct {
	searches sync.Pool // *search
	plain    sync.Pool // *plainSearch
	tablers  sync.Pool // *tabler
}

// outside marks network vertices that a profile's mesh does not have.
const outside = ^uint32(0)

// rows are arcs sorted by the vertex they belong to.
type rows struct {
	head []uint32 // size+1 offsets
	arcs []arc
	edge []uint32 // by arc: network edge<<1, plus 1 when it is passed from to → from; noEdge for a turn
}

// noEdge marks the arcs of no weight that stand for a turn.
const noEdge = ^uint32(0)

// arc leads to a vertex at a weight.
type arc struct {
	key uint64
	mm  uint32
	to  uint32
}

// parts returns the mesh vertices at a network vertex that is in the mesh.
func (m *mesh) parts(v uint32) []uint32 {
	if parts := m.cut[v]; parts != nil {
		return parts
	}
	return m.local[v : v+1]
}

// newMesh builds the graph of a profile. Without an order in the network, or
// without turns, it makes an order of its own, which takes a second for a small
// country.
func newMesh(n *network, p geo.Profile, turns bool) *mesh {
	l := newLayout(n, p, usable, turns)
	var order []uint32
	if turns && len(n.orders[p]) == l.size {
		order = n.orders[p]
	} else {
		order = orderOf(n, p, l)
	}
	l.renumber(order)
	m := &mesh{net: n, profile: p, local: l.local, cut: l.parts, ends: l.ends, size: l.size, scratch: &meshScratch{}}
	m.out = m.rows(l, false)
	m.in = m.rows(l, true)
	g := newGrid(m)
	m.grid = &g
	if s := newSkeleton(newAdjacency(m.size, &m.out)); s != nil {
		m.hierarchy = s.customize(&m.out)
	}
	m.scratch.searches.New = func() any { return newSearch(m.size) }
	m.scratch.plain.New = func() any { return newPlainSearch(m.size) }
	m.scratch.tablers.New = func() any { return &tabler{} }
	return m
}

// makeOrders finds the order of every profile's hierarchy.
func (n *network) makeOrders() {
	var wait sync.WaitGroup
	for i := range n.orders {
		wait.Go(func() {
			p := geo.Profile(i)
			n.orders[p] = orderOf(n, p, newLayout(n, p, usable, true))
		})
	}
	wait.Wait()
}

// orderOf returns an order for the hierarchy over a layout that is still
// numbered by the network.
func orderOf(n *network, p geo.Profile, l *layout) []uint32 {
	m := mesh{net: n, profile: p, ends: l.ends, size: l.size}
	out := m.rows(l, false)
	at := make([]coord, l.size)
	for i := range n.edges {
		e := &n.edges[i]
		if e.way[p].dirs&usable != 0 {
			at[l.ends[i].tail[0]], at[l.ends[i].head[1]] = n.vertices[e.from], n.vertices[e.from]
			at[l.ends[i].tail[1]], at[l.ends[i].head[0]] = n.vertices[e.to], n.vertices[e.to]
		}
	}
	for _, c := range l.copies {
		at[c.tail], at[c.head] = n.vertices[n.tail(c.edge)], n.vertices[n.head(c.edge)]
	}
	return newOrder(newAdjacency(l.size, &out), at)
}

// rows lists, for each vertex, the arcs that start at it or, reversed, those
// that end at it.
func (m *mesh) rows(l *layout, reversed bool) rows {
	r := rows{head: make([]uint32, m.size+1)}
	each := func(put func(from, to, edge uint32, w *passage, mm uint32)) {
		l.eachArc(m.net, m.profile, usable, func(from, to, edge uint32) {
			e := &m.net.edges[edge>>1]
			put(from, to, edge, &e.way[m.profile], e.millimeter)
		})
		for _, l := range l.links {
			put(l.from, l.to, noEdge, &passage{}, 0)
		}
	}
	each(func(from, to, _ uint32, _ *passage, _ uint32) {
		if reversed {
			from = to
		}
		r.head[from+1]++
	})
	for v := range m.size {
		r.head[v+1] += r.head[v]
	}
	r.arcs = make([]arc, r.head[m.size])
	r.edge = make([]uint32, r.head[m.size])
	next := append([]uint32(nil), r.head...)
	each(func(from, to, edge uint32, w *passage, mm uint32) {
		if reversed {
			from, to = to, from
		}
		r.arcs[next[from]] = arc{key: newLabel(w.cost, w.millis, mm).key, mm: mm, to: to}
		r.edge[next[from]] = edge
		next[from]++
	})
	return r
}

// seed is a vertex where a search starts, with the weight to get there.
type seed struct {
	vertex uint32
	label  label
}

// seeds returns how a snapped point joins the mesh: at the start of its edge
// and at the end, with the weight from the point to them (leaving) or from them
// to the point. A direction that is closed has no weight.
func (m *mesh) seeds(s Snap, leaving bool) (out [2]seed) {
	w := &m.net.edges[s.edge].way[m.profile]
	at := &m.ends[s.edge]
	before, after := m.split(s)
	toFrom, toTo := backward, forward // directions that lead from the point to each end
	out[0].vertex, out[1].vertex = at.head[1], at.head[0]
	if !leaving {
		toFrom, toTo = forward, backward
		out[0].vertex, out[1].vertex = at.tail[0], at.tail[1]
	}
	out[0].label, out[1].label = before, after
	if w.dirs&toFrom == 0 {
		out[0] = seed{vertex: out[1].vertex, label: nowhere}
	}
	if w.dirs&toTo == 0 {
		out[1] = seed{vertex: out[0].vertex, label: nowhere}
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
