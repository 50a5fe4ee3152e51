package lanes

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/linli/linli/geo"
)

// ErrNoWay is returned when no way leads from one point to another, or one of
// them is nowhere near a road or a lane.
var ErrNoWay = errors.New("lanes: no way for a robot")

// Graph is the ways that robots have over roads and lanes. It does not change.
type Graph struct {
	revision uint64
	avoid    []string
	frame    geo.Frame
	links    []segment
	patches  patches
	arcs     [][]arc // by vertex: those that start there
	back     [][]arc // by vertex: those that end there, to where they start
	trees    trees
	drawn    map[geo.Point]bool
}

// segment is a link between two vertices.
type segment struct {
	link
	a, b      int32
	flat      []geo.Local
	sums      []float64 // metres from the start to each point
	low, high geo.Local
}

// arc leads from a vertex over a segment to another.
type arc struct {
	to      int32
	segment int32
	weight
}

const (
	snapMeters  = 200.0 // farthest from a road or lane that a way may begin or end
	joinMeters  = 15.0  // farthest that a lane's end may be from the road that it joins
	pieceMeters = 5.0   // a road through a closed area is closed in pieces of this length
	rideMillis  = 45_000
)

func newGraph(ground []link, n *Network, avoid []string) (*Graph, error) {
	g := &Graph{revision: n.Revision, avoid: avoid, drawn: map[geo.Point]bool{}}
	origin := geo.Point{}
	switch {
	case len(n.Features) > 0:
		origin = n.Features[0].Points[0]
	case len(ground) > 0:
		origin = ground[0].line[0]
	}
	o, err := n.NewOverlay(origin)
	if err != nil {
		return nil, err
	}
	g.frame = o.frame
	for _, s := range o.shared {
		if slices.Contains(avoid, s.resource) {
			o.closed = append(o.closed, s.shape)
		}
	}
	all := slices.Clone(ground)
	var ends []geo.Point
	for i := range n.Features {
		if f := &n.Features[i]; (f.Kind == Lane || f.Kind == Lift) && !slices.Contains(avoid, f.Resource()) {
			all, ends = append(all, laneLinks(f)...), append(ends, f.Points...)
		}
	}
	for _, p := range ends {
		g.drawn[p] = true
	}
	g.build(all, g.cuts(all, ends, len(ground), o), o)
	return g, nil
}

// laneLinks returns a link for each stretch between two points: lanes may meet
// at any of them.
func laneLinks(f *Feature) []link {
	var out []link
	for i := 1; i < len(f.Points); i++ {
		l := link{line: f.Points[i-1 : i+1], there: true, back: !f.OneWay}
		l.millis = uint32(geo.Distance(l.line[0], l.line[1]) / f.speed() * 1000)
		if f.Kind == Lift {
			l.millis += rideMillis / 2
		}
		l.cost = l.millis
		out = append(out, l)
	}
	return out
}

// cut is a place on a link where there is to be a vertex.
type cut struct {
	at    float64 // metres from its start
	point geo.Point
}

// cuts finds where lanes join roads, and where roads enter what is closed.
func (g *Graph) cuts(all []link, ends []geo.Point, roads int, o *Overlay) map[int][]cut {
	out := map[int][]cut{}
	measured := make([]segment, len(all))
	known := map[geo.Point]bool{}
	for i, l := range all {
		measured[i] = g.measure(l)
		if i < roads {
			known[l.line[0]], known[l.line[len(l.line)-1]] = true, true
		}
	}
	ground := newPatches(measured[:roads])
	for _, p := range ends {
		if known[p] {
			continue
		}
		if s := ground.nearest(g.frame.Local(p), joinMeters); s.off <= joinMeters {
			out[s.segment] = append(out[s.segment], cut{at: s.at, point: p})
		}
	}
	for i := range measured {
		s := &measured[i]
		if !s.nearAny(o.closed) {
			continue
		}
		for at := pieceMeters; at < s.length(); at += pieceMeters {
			out[i] = append(out[i], cut{at: at, point: g.frame.Point(s.place(at))})
		}
	}
	return out
}

// build cuts the links, leaves out what is closed, and joins them at their
// ends.
func (g *Graph) build(all []link, cuts map[int][]cut, o *Overlay) {
	vertices := map[geo.Point]int32{}
	vertex := func(p geo.Point) int32 {
		v, there := vertices[p]
		if !there {
			v = int32(len(g.arcs))
			vertices[p] = v
			g.arcs, g.back = append(g.arcs, nil), append(g.back, nil)
		}
		return v
	}
	for i, l := range all {
		pieces := []link{l}
		if cs := cuts[i]; len(cs) > 0 {
			pieces = g.pieces(l, cs)
		}
		for _, p := range pieces {
			s := g.measure(p)
			if s.nearAny(o.closed) && o.Closed(p.line) {
				continue
			}
			s.a, s.b = vertex(p.line[0]), vertex(p.line[len(p.line)-1])
			k := int32(len(g.links))
			g.links = append(g.links, s)
			lead := func(from, to int32) {
				g.arcs[from] = append(g.arcs[from], arc{to: to, segment: k, weight: s.whole()})
				g.back[to] = append(g.back[to], arc{to: from, segment: k, weight: s.whole()})
			}
			if p.there {
				lead(s.a, s.b)
			}
			if p.back {
				lead(s.b, s.a)
			}
		}
	}
	g.patches = newPatches(g.links)
}

// pieces cuts a link at places along it.
func (g *Graph) pieces(l link, cs []cut) []link {
	slices.SortStableFunc(cs, func(a, b cut) int { return cmp.Compare(a.at, b.at) })
	s := g.measure(l)
	var out []link
	from, k := 0.0, 1
	line := []geo.Point{l.line[0]}
	finish := func(to float64, end geo.Point) {
		line = append(line, end)
		share := 1.0
		if s.length() > 0 {
			share = (to - from) / s.length()
		}
		out = append(out, link{
			line: line, there: l.there, back: l.back,
			millis: uint32(float64(l.millis) * share), cost: uint32(float64(l.cost) * share),
		})
		line, from = []geo.Point{end}, to
	}
	for _, c := range cs {
		for k < len(s.sums)-1 && s.sums[k] < c.at {
			line = append(line, l.line[k])
			k++
		}
		finish(c.at, c.point)
	}
	line = append(line, l.line[k:len(l.line)-1]...)
	finish(s.length(), l.line[len(l.line)-1])
	return out
}

func (g *Graph) measure(l link) segment {
	s := segment{link: l, low: geo.Local{East: math.Inf(1), North: math.Inf(1)}, high: geo.Local{East: math.Inf(-1), North: math.Inf(-1)}}
	sum := 0.0
	for i, p := range l.line {
		at := g.frame.Local(p)
		if i > 0 {
			sum += math.Hypot(at.East-s.flat[i-1].East, at.North-s.flat[i-1].North)
		}
		s.flat, s.sums = append(s.flat, at), append(s.sums, sum)
		s.low = geo.Local{East: min(s.low.East, at.East), North: min(s.low.North, at.North)}
		s.high = geo.Local{East: max(s.high.East, at.East), North: max(s.high.North, at.North)}
	}
	return s
}

// nearAny reports whether the box around a segment meets that of a shape.
func (s *segment) nearAny(shapes []shape) bool {
	return slices.ContainsFunc(shapes, func(c shape) bool {
		return s.low.East <= c.high.East && s.high.East >= c.low.East && s.low.North <= c.high.North && s.high.North >= c.low.North
	})
}

func (s *segment) length() float64 { return s.sums[len(s.sums)-1] }

// place returns what is so many metres from the start.
func (s *segment) place(at float64) geo.Local {
	k := 1
	for k < len(s.sums)-1 && s.sums[k] < at {
		k++
	}
	t := 0.0
	if d := s.sums[k] - s.sums[k-1]; d > 0 {
		t = max(0, min(1, (at-s.sums[k-1])/d))
	}
	return between(s.flat[k-1], s.flat[k], t)
}
