package roadnet

import (
	"slices"
	"sort"
)

// reach is what a search knows of a vertex: the label and the arc that it came
// by, or start.
type reach struct {
	key uint64
	mm  uint32
	arc uint32
}

const start = ^uint32(0)

var unreached = reach{key: far, mm: 1<<32 - 1, arc: start}

// search is the memory of a query, used again and again. Between queries every
// vertex of both halves is unreached.
type search struct {
	halves [2][]reach // from the start upwards, from the target upwards
	path   []uint32   // vertices seen, in ascending order
	found  []mark     // of the last place that marks were searched for
}

func newSearch(size int) *search {
	q := &search{}
	for i := range q.halves {
		q.halves[i] = make([]reach, size)
		for v := range q.halves[i] {
			q.halves[i][v] = unreached
		}
	}
	return q
}

// plant marks the seeds of one half.
func plant(half []reach, seeds *[2]seed) {
	for i := range seeds {
		s := &seeds[i]
		if r := &half[s.vertex]; s.label.key < r.key || s.label.key == r.key && s.label.mm < r.mm {
			*r = reach{key: s.label.key, mm: s.label.mm, arc: start}
		}
	}
}

// relax goes up all arcs of v.
func (c *climb) relax(half []reach, v uint32) {
	r := half[v]
	if r.key >= far {
		return
	}
	first, last := c.head[v], c.head[v+1]
	for i, a := range c.arcs[first:last:last] {
		key, mm := r.key+a.key, r.mm+a.mm
		if t := &half[a.to]; key < t.key || key == t.key && mm < t.mm {
			*t = reach{key: key, mm: mm, arc: first + uint32(i)}
		}
	}
}

// between returns the weight of the best way between two sets of seeds and the
// vertex at its top; nowhere when there is none. Both halves walk up the
// elimination tree, where all that a vertex reaches lies on its own way to the
// root, so no heap is needed and every vertex is settled when it is come to.
// The halves stay for trace; finish must be called after.
func (q *search) between(h *hierarchy, from, to *[2]seed) (best label, top uint32) {
	parent := h.skeleton.parent
	plant(q.halves[0], from)
	plant(q.halves[1], to)
	ahead, back := q.halves[0], q.halves[1]
	path := q.path[:0]
	bestKey, bestMM := far, uint32(0)
	top = outside
	a, b, c, d := from[0].vertex, from[1].vertex, to[0].vertex, to[1].vertex
	for a != b || c != d || a != c {
		v := min(a, b, c, d)
		path = append(path, v)
		if key := ahead[v].key + back[v].key; key <= bestKey {
			if mm := ahead[v].mm + back[v].mm; key < bestKey || mm < bestMM {
				bestKey, bestMM, top = key, mm, v
			}
		}
		if a == v || b == v {
			h.up.relax(ahead, v)
		}
		if c == v || d == v {
			h.down.relax(back, v)
		}
		up := parent[v]
		if a == v {
			a = up
		}
		if b == v {
			b = up
		}
		if c == v {
			c = up
		}
		if d == v {
			d = up
		}
	}
	for v := a; v != outside; v = parent[v] {
		path = append(path, v)
		r, s := &ahead[v], &back[v]
		if key := r.key + s.key; key <= bestKey {
			if mm := r.mm + s.mm; key < bestKey || mm < bestMM {
				bestKey, bestMM, top = key, mm, v
			}
		}
		if r.key <= bestKey {
			h.up.relax(ahead, v)
		}
		if s.key <= bestKey {
			h.down.relax(back, v)
		}
	}
	q.path = path
	if bestKey >= far {
		return nowhere, outside
	}
	return label{key: bestKey, mm: bestMM}, top
}

// finish forgets a query.
func (q *search) finish() {
	for _, v := range q.path {
		q.halves[0][v], q.halves[1][v] = unreached, unreached
	}
	q.path = q.path[:0]
}

// trace returns the arcs of the graph's rows from a start to a target by way
// of top, and the vertices where it begins and ends.
func (q *search) trace(h *hierarchy, top uint32) (arcs []uint32, first, last uint32) {
	first = top
	var climbed []uint32
	for r := q.halves[0][first]; r.arc != start; r = q.halves[0][first] {
		climbed = append(climbed, r.arc)
		first = h.up.tail(r.arc)
	}
	slices.Reverse(climbed)
	v := first
	for _, k := range climbed {
		arcs = h.unpack(arcs, v, h.up.arcs[k].to, h.up.via[k])
		v = h.up.arcs[k].to
	}
	last = top
	for r := q.halves[1][last]; r.arc != start; r = q.halves[1][last] {
		lower := h.down.tail(r.arc)
		arcs = h.unpack(arcs, last, lower, h.down.via[r.arc])
		last = lower
	}
	return arcs, first, last
}

// tail returns the vertex that arc k is listed at.
func (c *climb) tail(k uint32) uint32 {
	return uint32(sort.Search(len(c.head), func(v int) bool { return c.head[v] > k })) - 1
}

// unpack appends the arcs of the graph that a way from v to u stands for.
func (h *hierarchy) unpack(arcs []uint32, v, u, via uint32) []uint32 {
	if via&shortcut == 0 {
		return append(arcs, via)
	}
	middle := via &^ shortcut
	down, up := h.down.find(middle, v), h.up.find(middle, u)
	arcs = h.unpack(arcs, v, middle, h.down.via[down])
	return h.unpack(arcs, middle, u, h.up.via[up])
}
