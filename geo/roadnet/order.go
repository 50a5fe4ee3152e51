package roadnet

import (
	"math/bits"
	"slices"
)

// newOrder returns the rank of each vertex of an undirected graph, for a
// hierarchy: first vertices with at most two neighbours, which can be left out
// without harm, then the rest by nested dissection (George 1973): the two sides
// of a small separator, each likewise, and the separator above them. The order
// depends on the graph and the positions alone.
func newOrder(g adjacency, at []coord) []uint32 {
	d := dissection{at: at, order: make([]uint32, 0, len(at))}
	core := d.reduce(g)
	d.divide(core)
	rank := make([]uint32, len(at))
	for r, v := range d.order {
		rank[v] = uint32(r)
	}
	return gather(g, rank)
}

// gather renumbers an order so that the way from a vertex to the root of the
// elimination tree is short in memory too: every subtree in one piece, its
// largest child last. That changes no shortcut, only the places.
func gather(g adjacency, rank []uint32) []uint32 {
	s := newSkeleton(g.renumbered(rank))
	if s == nil {
		return rank
	}
	weight := make([]uint32, s.size) // vertices below, itself included
	for v := range weight {
		weight[v]++
		if u := s.parent[v]; u != outside {
			weight[u] += weight[v]
		}
	}
	// From the root down: a subtree ends just below where its parent or the
	// next child begins. The heaviest child comes next to its parent.
	heavy := make([]uint32, s.size)
	for v := range heavy {
		heavy[v] = outside
	}
	for v, u := range s.parent {
		if u != outside && (heavy[u] == outside || weight[v] > weight[heavy[u]]) {
			heavy[u] = uint32(v)
		}
	}
	place := make([]uint32, s.size)
	room := make([]uint32, s.size) // by vertex: end of what is left for light children
	end := uint32(s.size)
	for v := s.size - 1; v >= 0; v-- {
		u := s.parent[v]
		switch {
		case u == outside:
			place[v] = end - 1
			end -= weight[v]
		case heavy[u] == uint32(v):
			place[v] = place[u] - 1
		default:
			place[v] = room[u] - 1
			room[u] -= weight[v]
		}
		room[v] = place[v]
		if h := heavy[v]; h != outside {
			room[v] -= weight[h]
		}
	}
	for v, r := range rank {
		rank[v] = place[r]
	}
	return rank
}

// renumbered returns the graph with vertex v as rank[v].
func (g *adjacency) renumbered(rank []uint32) adjacency {
	size := len(rank)
	out := adjacency{head: make([]uint32, size+1), to: make([]uint32, len(g.to))}
	for v, r := range rank {
		out.head[r+1] = uint32(len(g.row(uint32(v))))
	}
	for r := range size {
		out.head[r+1] += out.head[r]
	}
	for v, r := range rank {
		for i, u := range g.row(uint32(v)) {
			out.to[out.head[r]+uint32(i)] = rank[u]
		}
	}
	return out
}

// adjacency is an undirected graph in rows.
type adjacency struct {
	head []uint32
	to   []uint32
}

func (g *adjacency) row(v uint32) []uint32 { return g.to[g.head[v]:g.head[v+1]] }

// newAdjacency returns the graph of arcs without their directions, loops and
// repetitions. Rows are sorted.
func newAdjacency(size int, r *rows) adjacency {
	degree := make([]uint32, size+1)
	for v := range size {
		for _, a := range r.arcs[r.head[v]:r.head[v+1]] {
			degree[v+1]++
			degree[a.to+1]++
		}
	}
	for v := range size {
		degree[v+1] += degree[v]
	}
	to := make([]uint32, degree[size])
	next := slices.Clone(degree)
	for v := range size {
		for _, a := range r.arcs[r.head[v]:r.head[v+1]] {
			to[next[v]] = a.to
			next[v]++
			to[next[a.to]] = uint32(v)
			next[a.to]++
		}
	}
	g := adjacency{head: make([]uint32, 1, size+1), to: to[:0]}
	for v := range size {
		row := to[degree[v]:degree[v+1]]
		slices.Sort(row)
		last := uint32(v)
		for i, u := range row {
			if u != uint32(v) && (i == 0 || u != last) {
				g.to = append(g.to, u)
			}
			last = u
		}
		g.head = append(g.head, uint32(len(g.to)))
	}
	return g
}

// dissection collects an order from the lowest rank to the highest.
type dissection struct {
	at    []coord
	order []uint32
}

// part is a piece of the graph with numbers of its own.
type part struct {
	adjacency
	vertex []uint32 // in the whole graph
}

// reduce puts vertices with at most two neighbours into the order, joining the
// two, until none is left, and returns the rest. In one round no two neighbours
// leave because of a pair, so a long chain becomes a balanced tree.
func (d *dissection) reduce(g adjacency) part {
	size := len(d.at)
	rows := make([][]uint32, size)
	waiting := make([]uint32, 0, size)
	to := slices.Clone(g.to)
	for v := range rows {
		rows[v] = to[g.head[v]:g.head[v+1]:g.head[v+1]]
		waiting = append(waiting, uint32(v))
	}
	gone := make([]bool, size)
	touched := make([]uint32, size)
	for round := uint32(1); len(waiting) > 0; round++ {
		var later []uint32
		for _, v := range waiting {
			if gone[v] || len(rows[v]) > 2 {
				continue
			}
			if len(rows[v]) == 2 && touched[v] == round {
				later = append(later, v)
				continue
			}
			gone[v] = true
			d.order = append(d.order, v)
			for _, u := range rows[v] {
				touched[u] = round
				rows[u] = without(rows[u], v)
			}
			if len(rows[v]) == 2 {
				a, b := rows[v][0], rows[v][1]
				if !slices.Contains(rows[a], b) {
					rows[a], rows[b] = append(rows[a], b), append(rows[b], a)
				}
			}
			later = append(later, rows[v]...)
		}
		slices.Sort(later)
		waiting = slices.Compact(later)
	}
	local := make([]uint32, size)
	core := part{adjacency: adjacency{head: []uint32{0}}}
	for v := range rows {
		if !gone[v] {
			local[v] = uint32(len(core.vertex))
			core.vertex = append(core.vertex, uint32(v))
		}
	}
	for _, v := range core.vertex {
		for _, u := range rows[v] {
			core.to = append(core.to, local[u])
		}
		core.head = append(core.head, uint32(len(core.to)))
	}
	return core
}

// without returns a row without v; rows of the graph are not shared, so it
// works in place.
func without(row []uint32, v uint32) []uint32 {
	if i := slices.Index(row, v); i >= 0 {
		row[i] = row[len(row)-1]
		return row[:len(row)-1]
	}
	return row
}

const smallPart = 8 // parts up to this size are not divided

// divide orders a part: its sides first, the separator above them.
func (d *dissection) divide(p part) {
	if len(p.vertex) <= smallPart {
		d.least(p)
		return
	}
	side := p.components()
	if side == nil {
		side = bisect(&p, d.at)
	}
	for s := int8(0); s < topSide; s++ {
		sub := p.side(side, s)
		if len(sub.vertex) == len(p.vertex) { // nothing was cut: no use to go on
			d.least(sub)
		} else {
			d.divide(sub)
		}
	}
	d.order = append(d.order, p.side(side, topSide).vertex...)
}

const topSide = 2 // the number of the separator beside the two sides 0 and 1

// components returns nil when p is connected; otherwise the side of each
// vertex: 0 with the first vertex, 1 apart from it.
func (p *part) components() []int8 {
	side := make([]int8, len(p.vertex))
	for v := range side {
		side[v] = 1
	}
	side[0] = 0
	stack := []uint32{0}
	seen := 1
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, u := range p.row(v) {
			if side[u] != 0 {
				side[u] = 0
				seen++
				stack = append(stack, u)
			}
		}
	}
	if seen == len(side) {
		return nil
	}
	return side
}

// side returns the piece of p with the given side.
func (p *part) side(side []int8, s int8) part {
	local := make([]uint32, len(side))
	out := part{adjacency: adjacency{head: []uint32{0}}}
	for v, t := range side {
		if t == s {
			local[v] = uint32(len(out.vertex))
			out.vertex = append(out.vertex, p.vertex[v])
		}
	}
	for v, t := range side {
		if t != s {
			continue
		}
		for _, u := range p.row(uint32(v)) {
			if side[u] == s {
				out.to = append(out.to, local[u])
			}
		}
		out.head = append(out.head, uint32(len(out.to)))
	}
	return out
}

// least orders a small part by taking the vertex with the fewest neighbours
// among those that are left, again and again. A part that is not small and
// could not be cut stays as it is.
func (d *dissection) least(p part) {
	if len(p.vertex) > 64 {
		d.order = append(d.order, p.vertex...)
		return
	}
	var rows [64]uint64
	for v := range p.vertex {
		for _, u := range p.row(uint32(v)) {
			rows[v] |= 1 << u
		}
	}
	left := uint64(1)<<len(p.vertex) - 1
	for left != 0 {
		best, fewest := 0, 65
		for rest := left; rest != 0; rest &= rest - 1 {
			v := bits.TrailingZeros64(rest)
			if n := bits.OnesCount64(rows[v] & left); n < fewest {
				best, fewest = v, n
			}
		}
		d.order = append(d.order, p.vertex[best])
		left &^= 1 << best
		for rest := rows[best] & left; rest != 0; rest &= rest - 1 {
			u := bits.TrailingZeros64(rest)
			rows[u] |= rows[best] &^ (1 << u)
		}
	}
}
