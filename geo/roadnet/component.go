package roadnet

import (
	"slices"
	"sort"

	"github.com/linli/linli/geo"
)

// markUsable sets the usable bit on the edges of profile p that belong to the
// largest strongly connected part of its graph, forbidden turns respected; of
// two equally large the one with the lower vertex. Everything in it reaches
// everything else in it.
//
// Where an edge has copies a journey may pass a copy and still not begin on
// the edge, so what is left is looked at again until nothing more drops out.
func markUsable(n *network, p geo.Profile) {
	l := newLayout(n, p, forward|backward, true)
	for need := forward | backward; l.markUsable(n, p, need) && len(l.copies) > 0; {
		need = usable
		l = newLayout(n, p, need, true)
	}
}

// markUsable sets the usable bit where it belongs, of the edges that have one
// of the bits of need, and reports whether any of them is not usable.
func (l *layout) markUsable(n *network, p geo.Profile, need dirs) (dropped bool) {
	head, to := l.arcs(n, p, need)
	part, best := largestPart(head, to)
	from := make([]bool, l.size) // reached from the best part
	for v := range from {
		from[v] = best >= 0 && part[v] == best
	}
	into := slices.Clone(from) // that lead to it
	if len(l.copies) > 0 {
		spreadOver(from, head, to)
		back, origin := turnedRound(head, to)
		spreadOver(into, back, origin)
	}
	for i := range n.edges {
		w, e := &n.edges[i].way[p], &l.ends[i]
		if w.dirs&need == 0 {
			continue
		}
		enter, leave := false, false
		for k, d := range []dirs{forward, backward} {
			if w.dirs&d != 0 {
				enter = enter || from[e.tail[k]]
				leave = leave || into[e.head[k]]
			}
		}
		if w.dirs &^= usable; enter && leave {
			w.dirs |= usable
		} else {
			dropped = true
		}
	}
	return dropped
}

// largestPart numbers the strongly connected parts (Tarjan 1972, without
// recursion) and returns each vertex's part and the number of the largest, -1
// when there is no arc.
func largestPart(head, to []uint32) (part []int32, best int32) {
	const unseen = -1
	size := len(head) - 1
	part = make([]int32, size)
	order := make([]int32, size) // when a vertex was first seen
	low := make([]int32, size)   // the oldest vertex it leads back to
	for v := range part {
		part[v], order[v] = unseen, unseen
	}
	next := append([]uint32(nil), head[:size]...) // arc to look at next
	var path, open []uint32
	var clock, parts int32
	best = unseen
	bestSize := 1 // a part of one vertex is no road
	for root := range part {
		if order[root] != unseen {
			continue
		}
		path = append(path, uint32(root))
		for len(path) > 0 {
			v := path[len(path)-1]
			if order[v] == unseen {
				order[v], low[v] = clock, clock
				clock++
				open = append(open, v)
			}
			if next[v] < head[v+1] {
				u := to[next[v]]
				next[v]++
				if order[u] == unseen {
					path = append(path, u)
				} else if part[u] == unseen {
					low[v] = min(low[v], order[u])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				parent := path[len(path)-1]
				low[parent] = min(low[parent], low[v])
			}
			if low[v] != order[v] {
				continue
			}
			size := 0
			for {
				u := open[len(open)-1]
				open = open[:len(open)-1]
				part[u] = parts
				size++
				if u == v {
					break
				}
			}
			if size > bestSize {
				best, bestSize = parts, size
			}
			parts++
		}
	}
	return part, best
}

// sortVertices renumbers vertices along a Z-order curve, which keeps
// neighbours near in memory, and edges by their vertices.
func (n *network) sortVertices() {
	code := make([]uint64, len(n.vertices))
	order := make([]uint32, len(n.vertices))
	for v, at := range n.vertices {
		code[v] = interleave(uint32(int64(at.lng)+1<<31), uint32(int64(at.lat)+1<<31))
		order[v] = uint32(v)
	}
	sort.SliceStable(order, func(i, j int) bool { return code[order[i]] < code[order[j]] })
	n.keepVertices(order)
}

// keepVertices makes order the list of vertices, then sorts the edges. Every
// edge's ends must be in order.
func (n *network) keepVertices(order []uint32) {
	place := make([]uint32, len(n.vertices))
	vertices := make([]coord, len(order))
	for i, v := range order {
		place[v], vertices[i] = uint32(i), n.vertices[v]
	}
	n.vertices = vertices
	for i := range n.edges {
		e := &n.edges[i]
		e.from, e.to = place[e.from], place[e.to]
	}
	n.moveTurns(place, nil)
	edges := make([]uint32, len(n.edges))
	for i := range edges {
		edges[i] = uint32(i)
	}
	sort.SliceStable(edges, func(i, j int) bool {
		a, b := &n.edges[edges[i]], &n.edges[edges[j]]
		if a.from != b.from {
			return a.from < b.from
		}
		return a.to < b.to
	})
	n.keepEdges(edges)
}

// keepEdges makes list the list of edges.
func (n *network) keepEdges(list []uint32) {
	old := *n
	n.edges, n.shape, n.shapeAt = make([]edge, 0, len(list)), nil, []uint32{0}
	place := make([]uint32, len(old.edges))
	for i := range place {
		place[i] = outside
	}
	for k, i := range list {
		place[i] = uint32(k)
		n.edges = append(n.edges, old.edges[i])
		n.shape = append(n.shape, old.points(i)...)
		n.shapeAt = append(n.shapeAt, uint32(len(n.shape)))
	}
	n.moveTurns(nil, place)
	n.moveChains(place)
}

// dropUnusable drops barrier edges that lead nowhere for anybody; all other
// roads stay, for the map.
func (n *network) dropUnusable() {
	var keep []uint32
	for i := range n.edges {
		e := &n.edges[i]
		drop := e.millimeter == 0
		for p := range e.way {
			drop = drop && e.way[p].dirs&usable == 0
		}
		if !drop {
			keep = append(keep, uint32(i))
		}
	}
	n.keepEdges(keep)
}

// interleave mixes the bits of x and y: a place on the Z-order curve.
func interleave(x, y uint32) uint64 { return spread(x) | spread(y)<<1 }

func spread(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	x = (x | x<<1) & 0x5555555555555555
	return x
}
