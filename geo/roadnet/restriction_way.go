package roadnet

import (
	"slices"

	"github.com/linli/linli/geo"
)

// maxWalk is how many steps are tried to find the path that a restriction
// means: some dozens do for any that a mapper can have drawn.
const maxWalk = 4096

// signWalk looks for the paths that a restriction can mean: from one road to
// another by its node, or over edges of the ways between alone, over at least
// one of each, and through no vertex twice, but perhaps round and back to the
// first.
type signWalk struct {
	*signs
	ways     []int64 // between; none when a node is
	to       []int64
	p        geo.Profile
	path     []uint32   // directed edges so far
	vertices []uint32   // where the ways between have been
	found    [][]uint32 // whole paths, two at most
	steps    int
}

// begin looks for paths from a way.
func (w *signWalk) begin(r *rawRestriction, way int64) {
	net := &w.b.net
	if len(r.ways) > 0 {
		for _, e := range w.pieces[way] {
			for k := range uint32(2) {
				if d := e<<1 | k; net.open(d, w.p) {
					w.path, w.vertices = append(w.path[:0], d), w.vertices[:0]
					w.step(net.head(d))
				}
			}
		}
		return
	}
	v, ok := w.b.vertex[r.via]
	if !ok {
		return
	}
	for _, e := range w.touching[v] {
		if edge := &net.edges[e]; w.b.way[e] == way && edge.leads(v, w.p, true) {
			w.path = append(w.path[:0], e<<1|uint32(side01(edge.to != v)))
			w.end(v)
		}
	}
}

// step goes on from v along the ways between.
func (w *signWalk) step(v uint32) {
	if w.steps++; w.steps > maxWalk || len(w.path) >= maxChain-1 {
		return
	}
	w.vertices = append(w.vertices, v)
	for _, d := range w.leaving(v, w.p) {
		u := w.b.net.head(d)
		again := slices.Index(w.vertices, u)
		if !slices.Contains(w.ways, w.b.way[d>>1]) || passes(w.path, d) || again > 0 {
			continue
		}
		w.path = append(w.path, d)
		if w.complete() {
			w.end(u)
		}
		if again < 0 {
			w.step(u)
		}
		w.path = w.path[:len(w.path)-1]
	}
	w.vertices = w.vertices[:len(w.vertices)-1]
}

// passes reports whether a path has been on the edge, either way.
func passes(path []uint32, d uint32) bool {
	return slices.ContainsFunc(path, func(o uint32) bool { return o>>1 == d>>1 })
}

// complete reports whether the path has been on each of the ways between.
func (w *signWalk) complete() bool {
	for _, way := range w.ways {
		if !slices.ContainsFunc(w.path[1:], func(d uint32) bool { return w.b.way[d>>1] == way }) {
			return false
		}
	}
	return true
}

// end keeps the path with each edge of the last way that leaves u. That may be
// the edge where the path began, the other way.
func (w *signWalk) end(u uint32) {
	for _, d := range w.leaving(u, w.p) {
		if slices.Contains(w.to, w.b.way[d>>1]) && !passes(w.path[1:], d) && d != w.path[0] && len(w.found) < 2 {
			w.found = append(w.found, append(slices.Clone(w.path), d))
		}
	}
}
