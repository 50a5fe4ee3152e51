package lanes

import (
	"math"
	"slices"

	"github.com/linli/linli/geo"
)

// Stop is a point of a way with what the robot is in when it drives to it and
// stands there.
type Stop struct {
	Point geo.Point
	From  int      // the point of the way before which it lies, or which it is
	In    []string // resources, in the order in which the network lists them
	Floor string   // of a lift: where the cabin must stand open before the robot drives there
}

// Overlay lays ways over a network.
type Overlay struct {
	frame  geo.Frame
	shared []sharedShape
	closed []shape
}

type sharedShape struct {
	shape
	resource string
	doors    [2]geo.Local // of a lift, outside
	cabin    geo.Local
	floors   []string
}

// Place is an area around a point that is shared without being drawn.
type Place struct {
	Resource string
	Point    geo.Point
	Radius   float64
}

// NewOverlay returns the overlay of a network around a point of it, and of more
// places.
func (n *Network) NewOverlay(around geo.Point, more ...Place) (*Overlay, error) {
	frame, err := geo.NewFrame(around)
	if err != nil {
		return nil, err
	}
	o := &Overlay{frame: frame}
	for i := range n.Features {
		f := &n.Features[i]
		s := featureShape(frame, f)
		switch {
		case f.Kind == NoGo:
			o.closed = append(o.closed, s)
		case f.Shared():
			x := sharedShape{shape: s, resource: f.Resource()}
			if f.Kind == Lift {
				x.doors = [2]geo.Local{frame.Local(f.Points[0]), frame.Local(f.Points[2])}
				x.cabin, x.floors = frame.Local(f.Points[1]), f.Floors
			}
			o.shared = append(o.shared, x)
		}
	}
	for i := range n.Closures {
		o.closed = append(o.closed, shapeOf(frame, n.Closures[i].Area, true, margin))
	}
	for _, p := range more {
		o.shared = append(o.shared, sharedShape{shape: shapeOf(frame, []geo.Point{p.Point}, false, p.Radius), resource: p.Resource})
	}
	return o, nil
}

// stride is how far apart, in metres, a way is looked at: less than the margin
// by which every feature is wider than it was drawn.
const stride = 1.0

// piece is how many strides there are between two stops at most, so that a
// robot's word of the last one tells well enough where it is.
const piece = 40

// Lay returns a way with what it passes. Where it enters or leaves a feature
// between two points it gets one more, outside; so that a robot can wait there,
// or is out of the way there; and one every 40 m.
func (o *Overlay) Lay(way []geo.Point) []Stop {
	if len(way) == 0 {
		return nil
	}
	at := o.frame.Local(way[0])
	stops := []Stop{{Point: way[0], In: o.at(at, slack)}}
	for i := 1; i < len(way); i++ {
		to := o.frame.Local(way[i])
		stops = o.leg(stops, at, to, i, way[i])
		at = to
	}
	return stops
}

// leg appends the way from one point to the next.
func (o *Overlay) leg(stops []Stop, from, to geo.Local, index int, end geo.Point) []Stop {
	door, floor := o.floor(from, to)
	steps := max(1, int(math.Ceil(math.Hypot(to.East-from.East, to.North-from.North)/stride)))
	in := o.at(from, slack)
	edge := in // all that was passed since the last stop
	push := func(p geo.Point) {
		s := Stop{Point: p, From: index, In: edge}
		if slices.Contains(edge, door) {
			s.Floor = floor
		}
		stops = append(stops, s)
	}
	for k := 1; k <= steps; k++ {
		now := o.at(between(from, to, float64(k)/float64(steps)), slack)
		if !within(now, in) { // it enters: a stop before
			if k > 1 {
				push(o.frame.Point(between(from, to, float64(k-1)/float64(steps))))
				edge = in
			}
		}
		edge = union(edge, now)
		if !within(in, now) && k < steps { // it leaves: a stop behind
			push(o.frame.Point(between(from, to, float64(k)/float64(steps))))
			edge = now
		}
		if in = now; k%piece == 0 && k < steps && floor == "" {
			push(o.frame.Point(between(from, to, float64(k)/float64(steps))))
			edge = now
		}
	}
	push(end)
	return stops
}

// at lists the resources at a place, or so many metres from it.
func (o *Overlay) at(p geo.Local, more float64) []string {
	var in []string
	for i := range o.shared {
		if o.shared[i].within(p, more) {
			in = append(in, o.shared[i].resource)
		}
	}
	return in
}

// floor returns the lift that a robot drives into or out of, and where its
// cabin must stand.
func (o *Overlay) floor(from, to geo.Local) (lift, floor string) {
	near := func(a, b geo.Local) bool { return math.Hypot(a.East-b.East, a.North-b.North) < 0.1 }
	for i := range o.shared {
		s := &o.shared[i]
		for k := range s.floors {
			if near(from, s.doors[k]) && near(to, s.cabin) || near(from, s.cabin) && near(to, s.doors[k]) {
				return s.resource, s.floors[k]
			}
		}
	}
	return "", ""
}

// At lists the resources at a point.
func (o *Overlay) At(p geo.Point) []string { return o.at(o.frame.Local(p), 0) }

// Closed reports whether a way leads through what is closed.
func (o *Overlay) Closed(way []geo.Point) bool {
	if len(o.closed) == 0 {
		return false
	}
	for i := range way {
		a, b := o.frame.Local(way[max(i-1, 0)]), o.frame.Local(way[i])
		steps := max(1, int(math.Ceil(math.Hypot(b.East-a.East, b.North-a.North)/stride)))
		for k := 0; k <= steps; k++ {
			if o.shut(between(a, b, float64(k)/float64(steps))) {
				return true
			}
		}
	}
	return false
}

func (o *Overlay) shut(p geo.Local) bool {
	for i := range o.closed {
		if o.closed[i].has(p) {
			return true
		}
	}
	return false
}

// within reports whether all of a is in b.
func within(a, b []string) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// union returns a, and after it what only b has.
func union(a, b []string) []string {
	if within(b, a) {
		return a
	}
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}
