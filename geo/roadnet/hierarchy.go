package roadnet

import "slices"

// skeleton is what a customizable contraction hierarchy (Dibbelt, Strasser and
// Wagner 2016) keeps without weights: the graph's arcs and all shortcuts that
// any weights may need, each from its lower end, and the elimination tree.
// Vertices are numbered by rank.
type skeleton struct {
	size   int
	head   []uint32 // size+1 offsets into to
	to     []uint32 // higher neighbours, in ascending order
	parent []uint32 // the lowest of the higher neighbours, or outside
	below  []uint32 // size+1 offsets into from and arc
	from   []uint32 // lower neighbours, in ascending order
	arc    []uint32 // the arcs that lead up from them
}

// The most that a skeleton may hold for each vertex, far above what the roads
// of any country need. A graph that exceeds it is not a road network and is
// answered without a hierarchy.
const (
	maxArcs      = 64
	maxTriangles = 2048
	spareArcs    = 1 << 12
)

// newSkeleton closes a graph whose vertices are numbered by rank: whoever is
// left out joins its higher neighbours with each other. It returns nil when
// that is too much.
func newSkeleton(g adjacency) *skeleton {
	size := len(g.head) - 1
	s := &skeleton{size: size, head: make([]uint32, 1, size+1), parent: make([]uint32, size)}
	children := newChildren(size)
	mark := make([]uint32, size) // rank+1 of the last vertex that counted this one
	triangles := 0
	for v := range uint32(size) {
		first := len(s.to)
		take := func(u uint32) {
			if u > v && mark[u] != v+1 {
				mark[u] = v + 1
				s.to = append(s.to, u)
			}
		}
		for _, u := range g.row(v) {
			take(u)
		}
		for c := children.first[v]; c != outside; c = children.next[c] {
			for _, u := range s.to[s.head[c]:s.head[c+1]] {
				take(u)
			}
		}
		row := s.to[first:]
		slices.Sort(row)
		s.head = append(s.head, uint32(len(s.to)))
		s.parent[v] = outside
		if len(row) > 0 {
			s.parent[v] = row[0]
			children.add(row[0], v)
		}
		triangles += len(row) * len(row)
		if len(s.to) > maxArcs*size+spareArcs || triangles > maxTriangles*size+spareArcs*spareArcs/16 {
			return nil
		}
	}
	s.lower()
	return s
}

// children are lists of the vertices below each parent.
type children struct{ first, next []uint32 }

func newChildren(size int) children {
	c := children{first: make([]uint32, size), next: make([]uint32, size)}
	for v := range c.first {
		c.first[v], c.next[v] = outside, outside
	}
	return c
}

func (c *children) add(parent, v uint32) {
	c.next[v] = c.first[parent]
	c.first[parent] = v
}

// lower fills the lists of lower neighbours.
func (s *skeleton) lower() {
	s.below = make([]uint32, s.size+1)
	for _, u := range s.to {
		s.below[u+1]++
	}
	for v := range s.size {
		s.below[v+1] += s.below[v]
	}
	s.from, s.arc = make([]uint32, len(s.to)), make([]uint32, len(s.to))
	next := slices.Clone(s.below)
	for v := range uint32(s.size) {
		for k := s.head[v]; k < s.head[v+1]; k++ {
			u := s.to[k]
			s.from[next[u]], s.arc[next[u]] = v, k
			next[u]++
		}
	}
}

// find returns the arc from v up to u, which must exist.
func (s *skeleton) find(v, u uint32) uint32 {
	row := s.to[s.head[v]:s.head[v+1]]
	i, _ := slices.BinarySearch(row, u)
	return s.head[v] + uint32(i)
}
