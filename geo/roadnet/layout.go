package roadnet

import "github.com/linli/linli/geo"

// layout numbers the vertices of one profile's graph. A vertex of the network
// is one vertex of the layout, except where turns are forbidden: there every
// direction of an edge that leads in and every one that leads out has a vertex
// of its own, and the allowed turns are arcs of no weight between them. Few
// vertices are cut like that, so the graph stays almost as small as the map.
type layout struct {
	size   int
	local  []uint32            // by network vertex: layout vertex, the first one where it is cut, or outside
	ends   []ends              // by edge
	links  []link              // allowed turns
	parts  map[uint32][]uint32 // by network vertex that is cut: its parts
	copies []edgeCopy          // arcs of the edges that have copies
	copied []bool              // by directed edge: it has copies; nil when none has
}

// ends are the layout vertices where an edge starts and ends, travelled from →
// to (0) and to → from (1): where a place on it is come to, and where it is
// left. Directions that are closed have none that counts.
type ends struct{ tail, head [2]uint32 }

// link is an arc of no weight between two parts of a cut vertex.
type link struct{ from, to uint32 }

// arm is the part of a cut vertex for a directed edge.
type arm struct{ edge, at uint32 }

// junction is a cut vertex.
type junction struct{ in, out []arm }

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
	var chains []chain
	if turns {
		chains = n.chainsOf(p, need)
		cut = n.cutVertices(p, need, chains)
	}
	junctions := map[uint32]junction{}
	for v := range l.local {
		if l.local[v] == outside {
			continue
		}
		l.local[v] = uint32(l.size)
		if edges := cut[uint32(v)]; edges != nil {
			junctions[uint32(v)] = l.cut(n, p, uint32(v), edges)
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
	l.join(n, p, junctions, newTrails(chains))
	return l
}

// cutVertices returns the vertices with a forbidden turn and those inside a
// chain, each with its edges.
func (n *network) cutVertices(p geo.Profile, need dirs, chains []chain) map[uint32][]uint32 {
	cut := map[uint32][]uint32{}
	for _, t := range n.turns {
		if t.profiles.has(p) && n.edges[t.from].way[p].dirs&need != 0 && n.edges[t.to].way[p].dirs&need != 0 {
			cut[t.via] = []uint32{}
		}
	}
	for _, c := range chains {
		for _, d := range c.edges[1:] {
			cut[n.tail(d)] = []uint32{}
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

// cut gives vertex v its parts.
func (l *layout) cut(n *network, p geo.Profile, v uint32, edges []uint32) (j junction) {
	for _, i := range edges {
		e := &n.edges[i]
		if e.leads(v, p, true) {
			k := side01(e.to != v)
			j.in = append(j.in, arm{i<<1 | uint32(k), uint32(l.size)})
			l.ends[i].head[k] = l.newPart(v)
		}
		if e.leads(v, p, false) {
			k := side01(e.from != v)
			j.out = append(j.out, arm{i<<1 | uint32(k), uint32(l.size)})
			l.ends[i].tail[k] = l.newPart(v)
		}
	}
	return j
}

// newPart returns another part of a cut vertex.
func (l *layout) newPart(v uint32) uint32 {
	at := uint32(l.size)
	l.size++
	l.parts[v] = append(l.parts[v], at)
	return at
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
		l.eachArc(n, p, need, func(from, to, _ uint32) { put(from, to) })
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
	for i := range l.copies {
		c := &l.copies[i]
		c.tail, c.head = rank[c.tail], rank[c.head]
	}
	for i := range l.links {
		l.links[i] = link{rank[l.links[i].from], rank[l.links[i].to]}
	}
}
