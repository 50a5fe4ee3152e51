package roadnet

import "github.com/linli/linli/geo"

// line is a geometry that is being put together.
type line []coord

// join appends more, without its first point where that repeats the last.
func (l line) join(more line) line {
	for _, c := range more {
		if len(l) == 0 || l[len(l)-1] != c {
			l = append(l, c)
		}
	}
	return l
}

// turned reverses l in place.
func (l line) turned() line {
	for i, j := 0, len(l)-1; i < j; i, j = i+1, j-1 {
		l[i], l[j] = l[j], l[i]
	}
	return l
}

// points returns l in degrees, at least two points so that it can be drawn.
func (l line) points() []geo.Point {
	out := make([]geo.Point, 0, len(l)+1)
	for _, c := range l {
		out = append(out, c.point())
	}
	if len(out) == 1 {
		out = append(out, out[0])
	}
	return out
}

// whole returns the geometry of edge<<1|reversed.
func (m *mesh) whole(edge uint32) line {
	l := append(line(nil), m.net.points(edge>>1)...)
	if edge&1 != 0 {
		return l.turned()
	}
	return l
}

// toEnd returns the piece of a snapped point's edge from the point to the
// edge's start or its end.
func (m *mesh) toEnd(s Snap, atStart bool) line {
	if atStart {
		return m.piece(s.edge, s.offset, 0)
	}
	return m.piece(s.edge, s.offset, m.net.edges[s.edge].millimeter)
}

// piece returns the geometry of an edge between two offsets, in that order.
func (m *mesh) piece(edge, from, to uint32) line {
	if from > to {
		return m.piece(edge, to, from).turned()
	}
	points := m.net.points(edge)
	l := line{interpolate(points, int64(from))}
	walked := int64(0)
	for i := 1; i < len(points)-1; i++ {
		walked += segmentLength(points[i-1], points[i])
		if walked > int64(from) && walked < int64(to) {
			l = l.join(line{points[i]})
		}
	}
	return l.join(line{interpolate(points, int64(to))})
}

// interpolate returns the place offset millimetres along points.
func interpolate(points []coord, offset int64) coord {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := segmentLength(a, b)
		if offset >= length {
			offset -= length
			continue
		}
		return coord{
			lng: a.lng + int32(divRound((int64(b.lng)-int64(a.lng))*offset, length)),
			lat: a.lat + int32(divRound((int64(b.lat)-int64(a.lat))*offset, length)),
		}
	}
	return points[len(points)-1]
}
