package lanes

import (
	"math"

	"github.com/linli/linli/geo"
)

// margin is how far beyond its drawing, in metres, a feature reaches: half a
// robot and the width of a line.
const margin = 2.0

// shape is where a feature is, on a flat map.
type shape struct {
	points    []geo.Local
	area      bool
	reach     float64
	low, high geo.Local // a box around it
}

func shapeOf(f geo.Frame, points []geo.Point, area bool, reach float64) shape {
	s := shape{area: area, reach: reach}
	s.low, s.high = geo.Local{East: math.Inf(1), North: math.Inf(1)}, geo.Local{East: math.Inf(-1), North: math.Inf(-1)}
	for _, p := range points {
		at := f.Local(p)
		s.points = append(s.points, at)
		s.low = geo.Local{East: min(s.low.East, at.East-reach), North: min(s.low.North, at.North-reach)}
		s.high = geo.Local{East: max(s.high.East, at.East+reach), North: max(s.high.North, at.North+reach)}
	}
	return s
}

// featureShape returns where a feature is: a lift, without the steps before
// its doors.
func featureShape(f geo.Frame, x *Feature) shape {
	points, reach := x.Points, margin
	switch {
	case x.Kind == Lift:
		points, reach = points[1:2], max(0.5, min(geo.Distance(points[0], points[1]), geo.Distance(points[1], points[2]))*0.9)
	case len(points) == 1 && x.Radius > 0:
		reach = x.Radius
	case len(points) == 1:
		reach = shapes[x.Kind].radius
	}
	return shapeOf(f, points, shapes[x.Kind].points == "Polygon", reach)
}

// slack is how much farther, in metres, a shape reaches for a way that is laid:
// a stop outside is outside for whoever looks at it later, on a map around
// another point and with its coordinates rounded.
const slack = 0.05

// has reports whether a place is in the shape.
func (s *shape) has(p geo.Local) bool { return s.within(p, 0) }

// within reports whether a place is in the shape, or so many metres from it.
func (s *shape) within(p geo.Local, more float64) bool {
	if p.East < s.low.East-more || p.East > s.high.East+more || p.North < s.low.North-more || p.North > s.high.North+more {
		return false
	}
	reach := s.reach + more
	if len(s.points) == 1 {
		return math.Hypot(p.East-s.points[0].East, p.North-s.points[0].North) <= reach
	}
	if s.area && s.encloses(p) {
		return true
	}
	for i := range s.points {
		if i == 0 && !s.area {
			continue
		}
		if apart(p, s.points[(i+len(s.points)-1)%len(s.points)], s.points[i]) <= reach {
			return true
		}
	}
	return false
}

func (s *shape) encloses(p geo.Local) bool {
	in := false
	a := s.points[len(s.points)-1]
	for _, b := range s.points {
		if (a.North > p.North) != (b.North > p.North) && p.East < a.East+(p.North-a.North)/(b.North-a.North)*(b.East-a.East) {
			in = !in
		}
		a = b
	}
	return in
}

// apart returns the metres from p to the line from a to b.
func apart(p, a, b geo.Local) float64 {
	dx, dy := b.East-a.East, b.North-a.North
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = max(0, min(1, ((p.East-a.East)*dx+(p.North-a.North)*dy)/l))
	}
	return math.Hypot(p.East-a.East-t*dx, p.North-a.North-t*dy)
}

func between(a, b geo.Local, t float64) geo.Local {
	return geo.Local{East: a.East + t*(b.East-a.East), North: a.North + t*(b.North-a.North)}
}
