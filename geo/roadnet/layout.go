package roadnet

import (
	"sort"

	"github.com/linli/linli/geo"
)

// layout numbers the vertices of one profile's graph. A vertex of the network
// is one vertex of the layout, except where turns are forbidden: there every
// direction of an edge that leads in and every one that leads out has a vertex
// of its own, and the allowed turns are arcs of no weight between them. Few
// vertices are cut like that, so the graph stays almost as small as the map.
type layout struct {
	size  int
	local []uint32            // by network vertex: layout vertex, the first one where it is cut, or outside
	ends  []ends              // by edge
	links []link              // allowed turns
	parts map[uint32][]uint32 // by network vertex that is cut: its parts
}

// ends are the layout vertices where an edge starts and ends, travelled from →
// to (0) and to → from (1). Directions that are closed have none that counts.
type ends struct{ tail, head [2]uint32 }

// link is an arc of no weight between two parts of a cut vertex.
type link struct{ from, to uint32 }

// newLayout numbers the vertices at the edges of profile p that have one of
// the bits of need. The numbers follow those of the network, so they depend on
// it alone.
func newLayout(n *network, p geo.Profile, need dirs, turns bool) *layout {
	l := &layout{local: make([]uint32, len(n.vertices)), ends: make([]ends, len(n.edges)), parts: map[uint32][]uint32{}}
	for v := range l.local {
		l.local[v] = outside
	}
	for i := range n.edges {
		if e := &n.edges[i]; e.way[p].dirs&need != 0 {
			l.local[e.from], l.local[e.to] = 0, 0
		}
	}
	cut := map[uint32][]uint32{} // edges at the vertices that are cut
	if turns {
		cut = n.cutVertices(p, need)
	}
	for v := range l.local {
		if l.local[v] == outside {
			continue
		}
		l.local[v] = uint32(l.size)
		if edges := cut[uint32(v)]; edges != nil {
			l.cut(n, p, uint32(v), edges)
		} else {
			l.size++
		}
	}
	for i := range n.edges {
		e := &n.edges[i]
		if e.way[p].dirs&need == 0 {
			continue
		}
		a, b := l.local[e.from], l.local[e.to]
		if cut[e.from] == nil {
			l.ends[i].tail[0], l.ends[i].head[1] = a, a
		}
		if cut[e.to] == nil {
			l.ends[i].head[0], l.ends[i].tail[1] = b, b
		}
	}
	return l
}

// cutVertices returns the vertices with a forbidden turn, each with its edges.
func (n *network) cutVertices(p geo.Profile, need dirs) map[uint32][]uint32 {
	cut := map[uint32][]uint32{}
	for _, t := range n.turns {
		if t.profiles.has(p) && n.edges[t.from].way[p].dirs&need != 0 && n.edges[t.to].way[p].dirs&need != 0 {
			cut[t.via] = []uint32{}
		}
	}
	if len(cut) == 0 {
		return cut
	}
	for i := range n.edges {
		e := &n.edges[i]
		if e.way[p].dirs&need == 0 {
			continue
		}
		if list, ok := cut[e.from]; ok {
			cut[e.from] = append(list, uint32(i))
		}
		if list, ok := cut[e.to]; ok {
			cut[e.to] = append(list, uint32(i))
		}
	}
	return cut
}

// cut gives vertex v its parts and the allowed turns between them. Turning
// back is allowed only where nothing else is: a driver who may not turn left
// must not get there by turning on the spot.
func (l *layout) cut(n *network, p geo.Profile, v uint32, edges []uint32) {
	type part struct{ edge, at uint32 }
	var in, out []part
	for _, i := range edges {
		e := &n.edges[i]
		if e.leads(v, p, true) {
			in = append(in, part{i, uint32(l.size)})
			l.ends[i].head[side01(e.to != v)] = uint32(l.size)
			l.size++
		}
		if e.leads(v, p, false) {
			out = append(out, part{i, uint32(l.size)})
			l.ends[i].tail[side01(e.from != v)] = uint32(l.size)
			l.size++
		}
	}
	for at := l.local[v]; at < uint32(l.size); at++ {
		l.parts[v] = append(l.parts[v], at)
	}
	turns := n.turnsAt(v)
	forbidden := func(from, to uint32) bool {
		k := sort.Search(len(turns), func(k int) bool {
			return turns[k].from > from || turns[k].from == from && turns[k].to >= to
		})
		return k < len(turns) && turns[k].from == from && turns[k].to == to && turns[k].profiles.has(p)
	}
	for _, a := range in {
		before := len(l.links)
		for _, b := range out {
			if a.edge != b.edge && !forbidden(a.edge, b.edge) {
				l.links = append(l.links, link{a.at, b.at})
			}
		}
		for _, b := range out {
			if len(l.links) == before && a.edge == b.edge && !forbidden(a.edge, b.edge) {
				l.links = append(l.links, link{a.at, b.at})
			}
		}
	}
}

func side01(second bool) int {
	if second {
		return 1
	}
	return 0
}

// arcs lists the vertices that each vertex leads to along the open directions
// of edges that have one of the bits of need.
func (l *layout) arcs(n *network, p geo.Profile, need dirs) (head, to []uint32) {
	each := func(put func(from, to uint32)) {
		for i := range n.edges {
			d := n.edges[i].way[p].dirs
			if d&need == 0 {
				continue
			}
			e := &l.ends[i]
			if d&forward != 0 {
				put(e.tail[0], e.head[0])
			}
			if d&backward != 0 {
				put(e.tail[1], e.head[1])
			}
		}
		for _, k := range l.links {
			put(k.from, k.to)
		}
	}
	head = make([]uint32, l.size+1)
	each(func(from, _ uint32) { head[from+1]++ })
	for v := range l.size {
		head[v+1] += head[v]
	}
	to = make([]uint32, head[l.size])
	next := append([]uint32(nil), head...)
	each(func(a, b uint32) {
		to[next[a]] = b
		next[a]++
	})
	return head, to
}

// renumber gives layout vertex v the number rank[v]. A profile that no edge
// is usable for has none.
func (l *layout) renumber(rank []uint32) {
	if len(rank) == 0 {
		return
	}
	for v, at := range l.local {
		if at != outside {
			l.local[v] = rank[at]
		}
	}
	for i := range l.ends {
		e := &l.ends[i]
		for k := range e.tail {
			e.tail[k], e.head[k] = rank[e.tail[k]], rank[e.head[k]]
		}
	}
	for v := range l.parts { // in any order: each is renumbered by itself
		for i, at := range l.parts[v] {
			l.parts[v][i] = rank[at]
		}
	}
	for i := range l.links {
		l.links[i] = link{rank[l.links[i].from], rank[l.links[i].to]}
	}
}
