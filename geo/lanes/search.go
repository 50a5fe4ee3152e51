package lanes

import (
	"math"
	"slices"

	"github.com/linli/linli/geo"
)

// foot is a place on a segment where a way begins or ends.
type foot struct {
	segment int
	at      float64 // metres from its start
	ok      bool
}

func (g *Graph) foot(p geo.Point) foot {
	i, at, off := nearest(g.links, g.frame.Local(p))
	return foot{segment: i, at: at, ok: off <= snapMeters}
}

// share returns the part of a segment's cost, or time, from a place to its
// start and to its end.
func (s *segment) share(v uint32, at float64) (start, end uint32) {
	if s.length() == 0 {
		return 0, v
	}
	part := min(uint32(float64(v)*at/s.length()), v)
	return part, v - part
}

// reach is how a search got to a vertex.
type reach struct {
	cost    uint32
	before  int32 // the vertex before; -1: the start
	segment int32
}

const nowhere = math.MaxUint32

// spread finds the cheapest ways from a place to all vertices.
func (g *Graph) spread(from foot) []reach {
	out := make([]reach, len(g.arcs))
	for i := range out {
		out[i].cost = nowhere
	}
	s := &g.links[from.segment]
	toStart, toEnd := s.share(s.cost, from.at)
	var q queue
	open := func(v int32, r reach) {
		if r.cost < out[v].cost {
			out[v] = r
			q.push(item{r.cost, v})
		}
	}
	if s.there {
		open(s.b, reach{toEnd, -1, int32(from.segment)})
	}
	if s.back {
		open(s.a, reach{toStart, -1, int32(from.segment)})
	}
	for len(q) > 0 {
		at := q.pop()
		if at.cost > out[at.vertex].cost {
			continue
		}
		for _, a := range g.arcs[at.vertex] {
			open(a.to, reach{at.cost + a.cost, at.vertex, a.segment})
		}
	}
	return out
}

// arrival is the best end of a way: over which vertex to the goal, or straight
// along one segment.
type arrival struct {
	cost   uint32
	vertex int32 // -1: along the segment
}

func (g *Graph) arrive(from, to foot, r []reach) arrival {
	best := arrival{nowhere, -1}
	s := &g.links[to.segment]
	fromStart, fromEnd := s.share(s.cost, to.at)
	if s.there && r[s.a].cost != nowhere {
		best = arrival{r[s.a].cost + fromStart, s.a}
	}
	if s.back && r[s.b].cost != nowhere && r[s.b].cost+fromEnd < best.cost {
		best = arrival{r[s.b].cost + fromEnd, s.b}
	}
	if from.segment == to.segment && (to.at >= from.at && s.there || to.at <= from.at && s.back) {
		a, _ := s.share(s.cost, from.at)
		b, _ := s.share(s.cost, to.at)
		if along := max(a, b) - min(a, b); along <= best.cost {
			best = arrival{along, -1}
		}
	}
	return best
}

// Leg is what a way takes.
type Leg struct {
	Millis uint32
	Meters geo.Meters
	OK     bool // there is a way
}

// Times returns the legs from each point to each, by row and column.
func (g *Graph) Times(from, to []geo.Point) [][]Leg {
	out := make([][]Leg, len(from))
	goals := make([]foot, len(to))
	for k, p := range to {
		goals[k] = g.foot(p)
	}
	for i, p := range from {
		out[i] = make([]Leg, len(to))
		start := g.foot(p)
		if !start.ok {
			continue
		}
		r := g.spread(start)
		for k, goal := range goals {
			if a := g.arrive(start, goal, r); goal.ok && a.cost != nowhere {
				out[i][k] = g.leg(start, goal, r, a)
			}
		}
	}
	return out
}

// leg adds up time and length of a way.
func (g *Graph) leg(from, to foot, r []reach, a arrival) Leg {
	millis, meters := 0.0, 0.0
	part := func(segment int, length float64) {
		s := &g.links[segment]
		meters += length
		if s.length() > 0 {
			millis += float64(s.millis) * length / s.length()
		} else {
			millis += float64(s.millis)
		}
	}
	if a.vertex < 0 {
		part(from.segment, math.Abs(to.at-from.at))
	} else {
		part(to.segment, g.beside(to, a.vertex))
		v := a.vertex
		for ; r[v].before >= 0; v = r[v].before {
			part(int(r[v].segment), g.links[r[v].segment].length())
		}
		part(from.segment, g.beside(from, v))
	}
	return Leg{Millis: uint32(math.Round(millis)), Meters: geo.Meters(math.Round(meters)), OK: true}
}

// beside returns the metres along its segment from a foot to a vertex at the
// end.
func (g *Graph) beside(f foot, v int32) float64 {
	s := &g.links[f.segment]
	if s.a == v && (s.b != v || f.at <= s.length()/2) {
		return f.at
	}
	return s.length() - f.at
}

// Drawn reports whether a point of a way is one of a lane or lift: it must not
// be left out when the way is thinned.
func (g *Graph) Drawn(p geo.Point) bool { return g.drawn[p] }

// Way returns the best way from one point to another, both included, with every
// point of the lanes that it takes.
func (g *Graph) Way(from, to geo.Point) ([]geo.Point, error) {
	a, b := g.foot(from), g.foot(to)
	if len(g.links) == 0 || !a.ok || !b.ok {
		return nil, ErrNoWay
	}
	r := g.spread(a)
	end := g.arrive(a, b, r)
	if end.cost == nowhere {
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
	back = append(append([]geo.Point{to}, back...), from)
	slices.Reverse(back)
	return slices.Compact(back), nil
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
	cost   uint32
	vertex int32
}

// queue is a binary heap, the cheapest first; of equals the lower vertex, so
// that nothing depends on the order of arrival.
type queue []item

func (a item) before(b item) bool {
	return a.cost < b.cost || a.cost == b.cost && a.vertex < b.vertex
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
