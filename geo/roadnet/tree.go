package roadnet

// tree holds the weight of the best way between every vertex of a mesh and one
// point.
type tree struct {
	key []uint64
	mm  []uint32
}

// bytes returns what the tree holds in memory.
func (t *tree) bytes() int { return 12 * len(t.key) }

func (t *tree) at(v uint32) label { return label{key: t.key[v], mm: t.mm[v]} }

// newTree runs Dijkstra's algorithm (1959) from the seeds over all of r.
func newTree(size int, r *rows, seeds [2]seed) *tree {
	t := &tree{key: make([]uint64, size), mm: make([]uint32, size)}
	for v := range t.key {
		t.key[v], t.mm[v] = nowhere.key, nowhere.mm
	}
	front := make(frontier, 0, 1024)
	for _, s := range seeds {
		if s.label.less(t.at(s.vertex)) {
			t.key[s.vertex], t.mm[s.vertex] = s.label.key, s.label.mm
			front.push(heapItem{key: s.label.key, mm: s.label.mm, v: s.vertex})
		}
	}
	for len(front) > 0 {
		top := front.pop()
		if top.key != t.key[top.v] || top.mm != t.mm[top.v] {
			continue // a better one came before
		}
		for _, a := range r.arcs[r.head[top.v]:r.head[top.v+1]] {
			key, mm := top.key+a.key, top.mm+a.mm
			if key > t.key[a.to] || key == t.key[a.to] && mm >= t.mm[a.to] || key < top.key || mm < top.mm {
				continue
			}
			t.key[a.to], t.mm[a.to] = key, mm
			front.push(heapItem{key: key, mm: mm, v: a.to})
		}
	}
	return t
}

// to returns the tree of ways from everywhere to s.
func (m *mesh) to(s Snap) *tree { return newTree(m.size, &m.in, m.seeds(s, false)) }

// from returns the tree of ways from s to everywhere.
func (m *mesh) from(s Snap) *tree { return newTree(m.size, &m.out, m.seeds(s, true)) }

// legTo returns the weight from a point to the target of a tree.
func (m *mesh) legTo(from, target Snap, t *tree) label {
	best := m.direct(from, target)
	for _, s := range m.seeds(from, true) {
		if l := s.label.plus(t.at(s.vertex)); l.less(best) {
			best = l
		}
	}
	return best
}
