package roadnet

// bidirectional is the memory of a search from both ends (Pohl 1969), reused
// from search to search: a vertex's entry counts only when its round is the
// current one.
type bidirectional struct {
	round uint32
	sides [2]side
}

// side is one half of a search.
type side struct {
	round []uint32
	label []label
	via   []uint32 // arc that reached the vertex, in its rows; start at a seed
	prev  []uint32 // vertex it was reached from
	front frontier
}

const start = ^uint32(0)

func newBidirectional(size int) *bidirectional {
	b := &bidirectional{}
	for i := range b.sides {
		b.sides[i] = side{round: make([]uint32, size), label: make([]label, size),
			via: make([]uint32, size), prev: make([]uint32, size)}
	}
	return b
}

func (s *side) at(v, round uint32) label {
	if s.round[v] != round {
		return nowhere
	}
	return s.label[v]
}

// reach notes a way to v if it is the best so far.
func (s *side) reach(v, via, prev uint32, l label, round uint32) {
	if !l.less(s.at(v, round)) {
		return
	}
	s.round[v], s.label[v], s.via[v], s.prev[v] = round, l, via, prev
	s.front.push(heapItem{key: l.key, mm: l.mm, v: v})
}

// top returns the least label on the frontier, nowhere when it is empty.
func (s *side) top() label {
	if len(s.front) == 0 {
		return nowhere
	}
	return label{key: s.front[0].key, mm: s.front[0].mm}
}

// between returns the weight of the best way from a to b that leaves their
// edges by a vertex, and the vertex where the two halves meet; nowhere when
// there is none. The halves stay in b for path.
func (b *bidirectional) between(m *mesh, from, to Snap) (best label, meet uint32) {
	b.round++
	if b.round == 0 { // after four billion searches old marks would count again
		b.round = 1
		for i := range b.sides {
			clear(b.sides[i].round)
		}
	}
	best = nowhere
	rows := [2]*rows{&m.out, &m.in}
	seeds := [2][2]seed{m.seeds(from, true), m.seeds(to, false)}
	for i := range b.sides {
		b.sides[i].front = b.sides[i].front[:0]
		for _, s := range seeds[i] {
			if s.label != nowhere {
				b.sides[i].reach(s.vertex, start, start, s.label, b.round)
			}
		}
	}
	for {
		topA, topB := b.sides[0].top(), b.sides[1].top()
		if bound := topA.plus(topB); bound == nowhere || !bound.less(best) {
			return best, meet
		}
		i := 0
		if topB.less(topA) {
			i = 1
		}
		mine, other := &b.sides[i], &b.sides[1-i]
		item := mine.front.pop()
		v, l := item.v, label{key: item.key, mm: item.mm}
		if l != mine.at(v, b.round) {
			continue
		}
		if whole := l.plus(other.at(v, b.round)); whole.less(best) {
			best, meet = whole, v
		}
		r := rows[i]
		for k := r.head[v]; k < r.head[v+1]; k++ {
			a := &r.arcs[k]
			next := l.plus(label{key: a.key, mm: a.mm})
			mine.reach(a.to, k, v, next, b.round)
			if whole := next.plus(other.at(a.to, b.round)); whole.less(best) {
				best, meet = whole, a.to
			}
		}
	}
}

// path returns the edges of the way that between found, as edge<<1|reversed,
// from the first vertex to the last; the pieces at both ends are not in it.
func (b *bidirectional) path(m *mesh, meet uint32) (edges []uint32, first, last uint32) {
	v := meet
	for s := &b.sides[0]; s.via[v] != start; v = s.prev[v] {
		edges = append(edges, m.out.edge[s.via[v]])
	}
	first = v
	for i, j := 0, len(edges)-1; i < j; i, j = i+1, j-1 {
		edges[i], edges[j] = edges[j], edges[i]
	}
	v = meet
	for s := &b.sides[1]; s.via[v] != start; v = s.prev[v] {
		edges = append(edges, m.in.edge[s.via[v]])
	}
	return edges, first, v
}
