package roadnet

import "slices"

// far is the key from which on a label counts as nowhere in a hierarchy: a
// cost of twelve days. Two of them still add up without overflow.
const far = uint64(1) << 62

// hierarchy is a skeleton with one set of weights: for each vertex the arcs up
// that a search from a start needs, and those, travelled downwards, that a
// search from a target needs. Arcs that are no best way are left out.
type hierarchy struct {
	skeleton *skeleton
	up       climb // arcs from lower to higher vertices
	down     climb // arcs from higher to lower vertices, listed at the lower
	known    known
}

// climb is one direction of a hierarchy.
type climb struct {
	head []uint32
	arcs []arc
	via  []uint32 // by arc: the vertex left out in the middle | shortcut, or the arc of the graph
}

const shortcut = uint32(1) << 31

// weights are those of all arcs of a skeleton in one direction.
type weights struct {
	key []uint64
	mm  []uint32
	via []uint32
}

func newWeights(size int) weights {
	w := weights{key: make([]uint64, size), mm: make([]uint32, size), via: make([]uint32, size)}
	for i := range w.key {
		w.key[i] = far
	}
	return w
}

// better reports whether a way beats arc k.
func (w *weights) better(k uint32, key uint64, mm uint32) bool {
	return key < w.key[k] || key == w.key[k] && mm < w.mm[k]
}

// customize gives the skeleton the weights of out, the arcs of the graph.
func (s *skeleton) customize(out *rows) *hierarchy {
	up, down := newWeights(len(s.to)), newWeights(len(s.to))
	for v := range uint32(s.size) {
		for k := out.head[v]; k < out.head[v+1]; k++ {
			a := &out.arcs[k]
			w, arc := &up, uint32(0)
			switch {
			case v < a.to:
				arc = s.find(v, a.to)
			case v > a.to:
				w, arc = &down, s.find(a.to, v)
			default:
				continue
			}
			if a.key < far && w.better(arc, a.key, a.mm) {
				w.key[arc], w.mm[arc], w.via[arc] = a.key, a.mm, k
			}
		}
	}
	s.basic(&up, &down)
	keepUp, keepDown := s.perfect(up, down)
	return &hierarchy{skeleton: s, up: s.keep(&up, keepUp), down: s.keep(&down, keepDown)}
}

// basic makes every arc as good as the best way over lower vertices, by all
// triangles in ascending order of their lower corners.
func (s *skeleton) basic(up, down *weights) {
	place := make([]uint32, s.size)
	for u := range uint32(s.size) {
		for k := s.head[u]; k < s.head[u+1]; k++ {
			place[s.to[k]] = k
		}
		for i := s.below[u]; i < s.below[u+1]; i++ {
			v, a := s.from[i], s.arc[i]
			upA, downA := up.key[a], down.key[a]
			if upA == far && downA == far {
				continue
			}
			for b := a + 1; b < s.head[v+1]; b++ {
				c := place[s.to[b]]
				if key := downA + up.key[b]; key <= up.key[c] && key < far {
					if mm := down.mm[a] + up.mm[b]; up.better(c, key, mm) {
						up.key[c], up.mm[c], up.via[c] = key, mm, v|shortcut
					}
				}
				if key := down.key[b] + upA; key <= down.key[c] && key < far {
					if mm := down.mm[b] + up.mm[a]; down.better(c, key, mm) {
						down.key[c], down.mm[c], down.via[c] = key, mm, v|shortcut
					}
				}
			}
		}
	}
}

// perfect finds the arcs that are best ways: those that no way over a higher
// vertex beats. It goes through the triangles in descending order and makes
// every arc as good as the best way; what had to change is not needed.
func (s *skeleton) perfect(up, down weights) (keepUp, keepDown []bool) {
	keepUp, keepDown = make([]bool, len(s.to)), make([]bool, len(s.to))
	for k := range keepUp {
		keepUp[k], keepDown[k] = up.key[k] < far, down.key[k] < far
	}
	up.key, up.mm = slices.Clone(up.key), slices.Clone(up.mm)
	down.key, down.mm = slices.Clone(down.key), slices.Clone(down.mm)
	improve := func(w *weights, keep []bool, k uint32, key uint64, mm uint32) {
		if key < far && w.better(k, key, mm) {
			w.key[k], w.mm[k], keep[k] = key, mm, false
		}
	}
	place := make([]uint32, s.size)
	for u := uint32(s.size); u > 0; {
		u--
		for k := s.head[u]; k < s.head[u+1]; k++ {
			place[s.to[k]] = k
		}
		for i := s.below[u]; i < s.below[u+1]; i++ {
			v, a := s.from[i], s.arc[i] // v → u
			for b := a + 1; b < s.head[v+1]; b++ {
				c := place[s.to[b]] // u → w, where b is v → w
				improve(&up, keepUp, a, up.key[b]+down.key[c], up.mm[b]+down.mm[c])
				improve(&up, keepUp, b, up.key[a]+up.key[c], up.mm[a]+up.mm[c])
				improve(&down, keepDown, a, up.key[c]+down.key[b], up.mm[c]+down.mm[b])
				improve(&down, keepDown, b, down.key[c]+down.key[a], down.mm[c]+down.mm[a])
			}
		}
	}
	return keepUp, keepDown
}

// keep returns the arcs that are kept, packed.
func (s *skeleton) keep(w *weights, keep []bool) climb {
	count := 0
	for _, k := range keep {
		if k {
			count++
		}
	}
	c := climb{head: make([]uint32, 1, s.size+1), arcs: make([]arc, 0, count), via: make([]uint32, 0, count)}
	for v := range s.size {
		for k := s.head[v]; k < s.head[v+1]; k++ {
			if keep[k] {
				c.arcs = append(c.arcs, arc{key: w.key[k], mm: w.mm[k], to: s.to[k]})
				c.via = append(c.via, w.via[k])
			}
		}
		c.head = append(c.head, uint32(len(c.arcs)))
	}
	return c
}

// find returns the arc of c at vertex v that leads to (or from) u.
func (c *climb) find(v, u uint32) uint32 {
	lo, hi := c.head[v], c.head[v+1]
	for lo < hi {
		mid := (lo + hi) / 2
		if c.arcs[mid].to < u {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
