package lanes

import (
	"math"
	"sync"

	"github.com/linli/linli/geo"
)

// weight is what a way takes: cost and milliseconds in one number, cost high,
// so that one comparison orders both, and millimetres.
type weight struct {
	key uint64
	mm  uint32
}

var nowhere = weight{key: math.MaxUint64}

func (w weight) plus(v weight) weight {
	if w == nowhere || v == nowhere {
		return nowhere
	}
	return weight{w.key + v.key, w.mm + v.mm}
}

func (w weight) less(v weight) bool { return w.key < v.key }

// whole is the weight of a segment.
func (s *segment) whole() weight {
	return weight{uint64(s.cost)<<32 | uint64(s.millis), uint32(math.Round(s.length() * 1000))}
}

// split returns the weights of the parts of a segment before and after a place.
func (s *segment) split(at float64) (before, after weight) {
	all := s.whole()
	if s.length() == 0 {
		return weight{}, all
	}
	part := func(v uint32) uint32 { return min(uint32(float64(v)*at/s.length()), v) }
	before = weight{uint64(part(s.cost))<<32 | uint64(part(s.millis)), part(all.mm)}
	return before, weight{all.key - before.key, all.mm - before.mm}
}

// trees are the best ways from all vertices to those where the goals of ways
// are. They are kept: shops and doors are asked for again and again.
type trees struct {
	mu   sync.Mutex
	ways map[int32][]weight // by goal: the weight from each vertex
}

// keptWeights is how many weights the trees of a graph may hold, 16 bytes each.
const keptWeights = 2 << 20

// tree returns the weights of the best ways from all vertices to one.
func (g *Graph) tree(goal int32) []weight {
	g.trees.mu.Lock()
	defer g.trees.mu.Unlock()
	if t := g.trees.ways[goal]; t != nil {
		return t
	}
	if g.trees.ways == nil || (len(g.trees.ways)+1)*len(g.arcs) > keptWeights {
		g.trees.ways = map[int32][]weight{}
	}
	t := g.grow(goal)
	g.trees.ways[goal] = t
	return t
}

// grow searches backwards from a vertex.
func (g *Graph) grow(goal int32) []weight {
	t := make([]weight, len(g.back))
	for i := range t {
		t[i] = nowhere
	}
	t[goal] = weight{}
	q := queue{{0, goal}}
	for len(q) > 0 {
		at := q.pop()
		from := t[at.vertex]
		if at.key > from.key {
			continue
		}
		for _, a := range g.back[at.vertex] {
			if w := from.plus(a.weight); w.less(t[a.to]) {
				t[a.to] = w
				q.push(item{w.key, a.to})
			}
		}
	}
	return t
}

// Leg is what a way takes.
type Leg struct {
	Millis uint32
	Meters geo.Meters
	OK     bool // there is a way
}

// gate is how a way enters the segment of its goal: over the vertex from which
// the tree leads, and on from there.
type gate struct {
	tree []weight
	rest weight
}

// Times returns the legs from each point to each, by row and column.
func (g *Graph) Times(from, to []geo.Point) [][]Leg {
	out := make([][]Leg, len(from))
	starts := make([]foot, len(from))
	for i, p := range from {
		out[i], starts[i] = make([]Leg, len(to)), g.foot(p)
	}
	for k, p := range to {
		goal := g.foot(p)
		if !goal.ok {
			continue
		}
		gates := g.gates(goal)
		for i, start := range starts {
			if start.ok {
				out[i][k] = g.best(start, goal, gates).leg()
			}
		}
	}
	return out
}

// gates lists how a way may come to a place: along its segment or against it.
func (g *Graph) gates(goal foot) []gate {
	s := &g.links[goal.segment]
	var list []gate
	if s.there {
		list = append(list, gate{g.tree(s.a), goal.before})
	}
	if s.back {
		list = append(list, gate{g.tree(s.b), goal.after})
	}
	return list
}

// best returns the weight of the best way from a place to another.
func (g *Graph) best(from, to foot, gates []gate) weight {
	s := &g.links[from.segment]
	found := g.along(from, to)
	for _, gate := range gates {
		if s.there {
			found = lesser(found, from.after.plus(gate.tree[s.b]).plus(gate.rest))
		}
		if s.back {
			found = lesser(found, from.before.plus(gate.tree[s.a]).plus(gate.rest))
		}
	}
	return found
}

// along returns the weight of the way that never leaves the segment on which it
// begins, nowhere if there is none.
func (g *Graph) along(from, to foot) weight {
	s := &g.links[from.segment]
	switch {
	case from.segment != to.segment:
	case to.at >= from.at && s.there:
		return weight{to.before.key - from.before.key, to.before.mm - from.before.mm}
	case to.at <= from.at && s.back:
		return weight{to.after.key - from.after.key, to.after.mm - from.after.mm}
	}
	return nowhere
}

func lesser(a, b weight) weight {
	if b.less(a) {
		return b
	}
	return a
}

func (w weight) leg() Leg {
	if w == nowhere {
		return Leg{}
	}
	return Leg{Millis: uint32(w.key), Meters: geo.Meters((w.mm + 500) / 1000), OK: true}
}
