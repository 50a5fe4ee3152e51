package lanes

import (
	"slices"

	"github.com/linli/linli/geo"
)

// foot is a place on a segment where a way begins or ends.
type foot struct {
	segment       int
	at            float64 // metres from its start
	before, after weight  // of the parts of the segment
	ok            bool
}

func (g *Graph) foot(p geo.Point) foot {
	s := g.patches.nearest(g.frame.Local(p), snapMeters)
	if s.off > snapMeters {
		return foot{}
	}
	f := foot{segment: s.segment, at: s.at, ok: true}
	f.before, f.after = g.links[s.segment].split(s.at)
	return f
}

// reach is how a search got to a vertex.
type reach struct {
	weight
	before  int32 // the vertex before; -1: the start
	segment int32
}

// spread finds the best ways from a place to all vertices.
func (g *Graph) spread(from foot) []reach {
	out := make([]reach, len(g.arcs))
	for i := range out {
		out[i].weight = nowhere
	}
	s := &g.links[from.segment]
	var q queue
	open := func(v int32, r reach) {
		if r.less(out[v].weight) {
			out[v] = r
			q.push(item{r.key, v})
		}
	}
	if s.there {
		open(s.b, reach{from.after, -1, int32(from.segment)})
	}
	if s.back {
		open(s.a, reach{from.before, -1, int32(from.segment)})
	}
	for len(q) > 0 {
		at := q.pop()
		r := out[at.vertex]
		if at.key > r.key {
			continue
		}
		for _, a := range g.arcs[at.vertex] {
			open(a.to, reach{r.plus(a.weight), at.vertex, a.segment})
		}
	}
	return out
}

// arrival is the best end of a way: over which vertex to the goal, or straight
// along one segment.
type arrival struct {
	weight
	vertex int32 // -1: along the segment
}

func (g *Graph) arrive(from, to foot, r []reach) arrival {
	s := &g.links[to.segment]
	best := arrival{g.along(from, to), -1}
	if w := r[s.a].plus(to.before); s.there && w.less(best.weight) {
		best = arrival{w, s.a}
	}
	if w := r[s.b].plus(to.after); s.back && w.less(best.weight) {
		best = arrival{w, s.b}
	}
	return best
}

// Drawn reports whether a point of a way is one of a lane or lift: it must not
// be left out when the way is thinned.
func (g *Graph) Drawn(p geo.Point) bool { return g.drawn[p] }

// Way returns the best way from one point to another, both included, with every
// point of the lanes that it takes. Its first step leads to the road or lane, its
// last from it: they have no length where the point lies on it.
func (g *Graph) Way(from, to geo.Point) ([]geo.Point, error) {
	a, b := g.foot(from), g.foot(to)
	if len(g.links) == 0 || !a.ok || !b.ok {
		return nil, ErrNoWay
	}
	r := g.spread(a)
	end := g.arrive(a, b, r)
	if end.weight == nowhere {
		return nil, ErrNoWay
	}
	var back []geo.Point // from the goal to the start
	if end.vertex < 0 {
		back = g.stretch(b.segment, b.at, a.at)
	} else {
		s := &g.links[b.segment]
		back = g.stretch(b.segment, b.at, g.end(s, end.vertex, b.at))
		v := end.vertex
		for ; r[v].before >= 0; v = r[v].before {
			l := &g.links[r[v].segment]
			begin := g.end(l, v, 0)
			if l.a == l.b {
				begin = l.length()
			}
			back = append(back, g.stretch(int(r[v].segment), begin, l.length()-begin)...)
		}
		back = append(back, g.stretch(a.segment, g.end(&g.links[a.segment], v, a.at), a.at)...)
	}
	back = append(append([]geo.Point{to}, slices.Compact(back)...), from)
	slices.Reverse(back)
	return back, nil
}

// end returns how many metres from a segment's start its vertex v is; of a loop,
// the end nearer to at.
func (g *Graph) end(s *segment, v int32, at float64) float64 {
	if s.a == v && (s.b != v || at <= s.length()/2) {
		return 0
	}
	return s.length()
}

// stretch returns a segment's points from one place on it to another.
func (g *Graph) stretch(segment int, from, to float64) []geo.Point {
	s := &g.links[segment]
	out := []geo.Point{g.point(s, from)}
	if from <= to {
		for k, sum := range s.sums {
			if sum > from && sum < to {
				out = append(out, s.line[k])
			}
		}
	} else {
		for k := len(s.sums) - 1; k >= 0; k-- {
			if s.sums[k] < from && s.sums[k] > to {
				out = append(out, s.line[k])
			}
		}
	}
	return append(out, g.point(s, to))
}

// point is exact at the ends, where segments join.
func (g *Graph) point(s *segment, at float64) geo.Point {
	switch {
	case at <= 0:
		return s.line[0]
	case at >= s.length():
		return s.line[len(s.line)-1]
	}
	return g.frame.Point(s.place(at))
}

// item is a vertex in the queue.
type item struct {
	key    uint64
	vertex int32
}

// queue is a binary heap, the cheapest first; of equals the lower vertex, so
// that nothing depends on the order of arrival.
type queue []item

func (a item) before(b item) bool {
	return a.key < b.key || a.key == b.key && a.vertex < b.vertex
}

func (q *queue) push(x item) {
	h := append(*q, x)
	i := len(h) - 1
	for i > 0 && h[i].before(h[(i-1)/2]) {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
		i = (i - 1) / 2
	}
	*q = h
}

func (q *queue) pop() item {
	h := *q
	top := h[0]
	last := len(h) - 1
	h[0] = h[last]
	h = h[:last]
	for i := 0; ; {
		k := 2*i + 1
		if k >= len(h) {
			break
		}
		if k+1 < len(h) && h[k+1].before(h[k]) {
			k++
		}
		if !h[k].before(h[i]) {
			break
		}
		h[i], h[k] = h[k], h[i]
		i = k
	}
	*q = h
	return top
}
