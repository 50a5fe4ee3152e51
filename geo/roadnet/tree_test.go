package roadnet

// tree holds the weight of the best way between every vertex of a mesh and one
// point, by Dijkstra's algorithm: the oracle of larger tests.
type tree struct {
	key []uint64
	mm  []uint32
}

func (t *tree) at(v uint32) label { return label{key: t.key[v], mm: t.mm[v]} }

func newTree(size int, r *rows, seeds [2]seed) *tree {
	t := &tree{key: make([]uint64, size), mm: make([]uint32, size)}
	for v := range t.key {
		t.key[v], t.mm[v] = nowhere.key, nowhere.mm
	}
	front := make(frontier, 0, 1024)
	offer := func(v uint32, l label) {
		if l.less(t.at(v)) {
			t.key[v], t.mm[v] = l.key, l.mm
			front.push(heapItem{key: l.key, mm: l.mm, v: v})
		}
	}
	for _, s := range seeds {
		offer(s.vertex, s.label)
	}
	for len(front) > 0 {
		top := front.pop()
		l := label{key: top.key, mm: top.mm}
		if l != t.at(top.v) {
			continue // a better one came before
		}
		for _, a := range r.arcs[r.head[top.v]:r.head[top.v+1]] {
			offer(a.to, l.plus(label{key: a.key, mm: a.mm}))
		}
	}
	return t
}

// to returns the tree of ways from everywhere to s.
func (m *mesh) to(s Snap) *tree { return newTree(m.size, &m.in, m.seeds(s, false)) }

// from returns the tree of ways from s to everywhere.
func (m *mesh) from(s Snap) *tree { return newTree(m.size, &m.out, m.seeds(s, true)) }
