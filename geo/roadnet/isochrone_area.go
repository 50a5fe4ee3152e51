package roadnet

import (
	"github.com/linli/linli/geo"
	"github.com/paulmach/orb"
)

// Area returns what is reached as a surface: the surroundings of the reached
// roads, up to 60 m from them and nearer to them than to roads that are not
// reached. It is a valid RFC 7946 MultiPolygon (rings are simple and do not
// touch, outer rings run counter-clockwise, holes clockwise) and holds the
// origin. No reached vertex of the graph lies outside it, and none that
// is not reached inside it, by more than Tolerance.
func (i *Isochrone) Area() orb.MultiPolygon {
	f := i.lattice()
	defer lattices.Put(f)
	return f.trace()
}

// Tolerance returns the bound that Area keeps: AreaTolerance, or more when the
// area is wider than 40 km.
func (i *Isochrone) Tolerance() geo.Meters {
	var f lattice
	f.fit(i.box(i.edges(nil)))
	return f.tolerance()
}

// edges appends the edges that are reached at least in part.
func (i *Isochrone) edges(list []uint32) []uint32 {
	i.eachEdge(func(edge uint32) { list = append(list, edge) })
	return list
}

// box returns the corners of the box around edges and the origin.
func (i *Isochrone) box(edges []uint32) (lo, hi coord) {
	at := coordOf(i.Origin.Point)
	lo, hi = at, at
	n := i.mesh.net
	for _, edge := range edges {
		for _, c := range n.points(edge) {
			lo = coord{lng: min(lo.lng, c.lng), lat: min(lo.lat, c.lat)}
			hi = coord{lng: max(hi.lng, c.lng), lat: max(hi.lat, c.lat)}
		}
	}
	return lo, hi
}

// lattice returns the settled lattice of the isochrone.
func (i *Isochrone) lattice() *lattice {
	f := lattices.Get().(*lattice)
	f.edges = i.edges(f.edges[:0])
	f.begin(i.box(f.edges))
	m := i.mesh
	for _, edge := range f.edges {
		length := m.net.edges[edge].millimeter
		spans := i.spans(edge)
		if spans[0] == (span{0, length}) {
			f.addLine(m.net.points(edge), sideIn)
			continue
		}
		f.addParts(m, edge, length, spans)
	}
	i.addUnreached(f)
	origin := coordOf(i.Origin.Point)
	f.addLine([]coord{origin}, sideIn)
	f.claim(origin, sideIn)
	f.settle()
	return f
}

// addParts adds an edge that is reached in part.
func (f *lattice) addParts(m *mesh, edge, length uint32, spans [3]span) {
	done := uint32(0)
	for _, s := range spans {
		if s.from >= s.to {
			continue
		}
		if done < s.from {
			f.addLine(m.piece(edge, done, s.from), sideOut)
		}
		f.addLine(m.piece(edge, s.from, s.to), sideIn)
		done = s.to
	}
	if done < length {
		f.addLine(m.piece(edge, done, length), sideOut)
	}
}

// addUnreached adds the vertices in the lattice, and the edges between those
// that are not reached.
func (i *Isochrone) addUnreached(f *lattice) {
	m := i.mesh
	end := f.coord(f.origin, int64(f.columns-1)<<f.shift, int64(f.rows-1)<<f.shift)
	for v, c := range m.net.vertices {
		if c.lng < f.origin.lng || c.lat < f.origin.lat || c.lng > end.lng || c.lat > end.lat {
			continue
		}
		if m.local[v] == outside {
			continue
		}
		if i.insideAt(uint32(v)) {
			f.claim(c, sideIn)
			continue
		}
		f.claim(c, sideOut)
		for _, part := range m.parts(uint32(v)) {
			i.addEdgesOut(f, part)
		}
	}
}

// addEdgesOut adds the edges at an unreached vertex whose other end is not
// reached either. Edges are listed at the vertex where they may be entered;
// two-way ones at both, and are taken at their start.
func (i *Isochrone) addEdgesOut(f *lattice, v uint32) {
	m, r := i.mesh, &i.mesh.out
	for k := r.head[v]; k < r.head[v+1]; k++ {
		if r.edge[k] == noEdge || r.edge[k]>>1 == i.Origin.edge {
			continue
		}
		edge := r.edge[k] >> 1
		e := &m.net.edges[edge]
		if v != m.ends[edge].tail[r.edge[k]&1] { // a copy
			continue
		}
		if i.insideAt(e.from) || i.insideAt(e.to) || r.edge[k]&1 == 1 && e.way[m.profile].dirs&forward != 0 {
			continue
		}
		f.addLine(m.net.points(edge), sideOut)
	}
}
