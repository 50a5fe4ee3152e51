package roadnet

import (
	"slices"

	"github.com/linli/linli/geo"
)

// edgeCopy is an arc along a directed edge that has several: one for those who
// came to it in no way that counts, and one for every trail (the beginning of a
// forbidden chain) that it ends. Each has parts of its own at both ends, and
// what may follow depends on the copy.
//
// A place on such an edge can be come to along any copy, so the edge's tail is
// another vertex, its arrival, to which they all lead and which leads nowhere.
// Whoever sets out from such a place has nothing behind him and leaves by the
// head of the first copy.
type edgeCopy struct{ edge, tail, head uint32 }

// join adds the allowed turns at the junctions, and the copies of edges that
// the trails ask for.
func (l *layout) join(n *network, p geo.Profile, junctions map[uint32]junction, t *trails) {
	onto := l.copyEdges(n, t)
	for v := range uint32(len(l.local)) {
		j, ok := junctions[v]
		if !ok {
			continue
		}
		for _, a := range j.in {
			l.turn(n, p, t, onto, a, t.first(a.edge), j.out)
		}
	}
	t.each(func(k, edge uint32) {
		c := l.copies[onto[k]]
		l.turn(n, p, t, onto, arm{edge, c.head}, k, junctions[n.head(edge)].out)
	})
}

// copyEdges makes the copies of edges and returns which is whose, by trail.
func (l *layout) copyEdges(n *network, t *trails) (onto map[uint32]int) {
	onto = map[uint32]int{}
	t.each(func(k, edge uint32) {
		at, v := &l.ends[edge>>1], n.tail(edge)
		if l.copied == nil {
			l.copied = make([]bool, 2*len(n.edges))
		}
		if !l.copied[edge] {
			l.copied[edge] = true
			plain := edgeCopy{edge: edge, tail: at.tail[edge&1], head: at.head[edge&1]}
			at.tail[edge&1] = l.newPart(v)
			l.addCopy(plain)
		}
		onto[k] = len(l.copies)
		l.addCopy(edgeCopy{edge: edge, tail: l.newPart(v), head: l.newPart(n.head(edge))})
	})
	return onto
}

func (l *layout) addCopy(c edgeCopy) {
	l.copies = append(l.copies, c)
	l.links = append(l.links, link{c.tail, l.ends[c.edge>>1].tail[c.edge&1]})
}

// turn links a part of a junction, where an edge ends with a trail behind it,
// to the parts that may follow. Turning back is allowed only where nothing else
// is: a driver who may not turn left must not get there by turning on the spot.
func (l *layout) turn(n *network, p geo.Profile, t *trails, onto map[uint32]int, a arm, at uint32, out []arm) {
	v := n.head(a.edge)
	before := len(l.links)
	for _, back := range []bool{false, true} {
		for _, b := range out {
			if back != (b.edge>>1 == a.edge>>1) || n.forbids(p, v, a.edge>>1, b.edge>>1) {
				continue
			}
			next, free := t.after(at, b.edge)
			if !free {
				continue
			}
			to := b.at
			if next != 0 {
				to = l.copies[onto[next]].tail
			}
			l.links = append(l.links, link{a.at, to})
		}
		if len(l.links) > before {
			return
		}
	}
}

// eachArc calls f for the arcs along the open directions of edges that have
// one of the bits of need. An arrival has an arc to itself: it stands for the
// edge where edges are listed by their ends, and no search gains by it.
func (l *layout) eachArc(n *network, p geo.Profile, need dirs, f func(from, to, edge uint32)) {
	for i := range n.edges {
		w := &n.edges[i].way[p]
		if w.dirs&need == 0 {
			continue
		}
		at := &l.ends[i]
		for k, d := range [2]dirs{forward, backward} {
			if w.dirs&d == 0 {
				continue
			}
			edge, to := uint32(i)<<1|uint32(k), at.head[k]
			if l.copied != nil && l.copied[edge] {
				to = at.tail[k]
			}
			f(at.tail[k], to, edge)
		}
	}
	for _, c := range l.copies {
		f(c.tail, c.head, c.edge)
	}
}

// spreadOver marks all that the arcs lead to from what is marked.
func spreadOver(marked []bool, head, to []uint32) {
	var front []uint32
	for v, in := range marked {
		if in {
			front = append(front, uint32(v))
		}
	}
	for len(front) > 0 {
		v := front[len(front)-1]
		front = front[:len(front)-1]
		for _, u := range to[head[v]:head[v+1]] {
			if !marked[u] {
				marked[u] = true
				front = append(front, u)
			}
		}
	}
}

// turnedRound returns the arcs the other way.
func turnedRound(head, to []uint32) (back, from []uint32) {
	back = make([]uint32, len(head))
	for _, u := range to {
		back[u+1]++
	}
	for v := 1; v < len(back); v++ {
		back[v] += back[v-1]
	}
	from = make([]uint32, len(to))
	next := slices.Clone(back)
	for v := range len(head) - 1 {
		for _, u := range to[head[v]:head[v+1]] {
			from[next[u]] = uint32(v)
			next[u]++
		}
	}
	return back, from
}
