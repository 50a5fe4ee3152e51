package roadnet

import (
	"errors"
	"fmt"

	"github.com/linli/linli/geo"
)

// MaxSnap is the greatest distance from a point to the road it is snapped to.
const MaxSnap geo.Meters = 1000

// ErrTooFar is returned when no road of a profile lies within MaxSnap.
var ErrTooFar = errors.New("roadnet: no road of the profile within 1 km")

// Snap is a point on the road network: the place on the nearest usable edge of
// a profile. It belongs to the router and the profile that made it.
type Snap struct {
	Point    geo.Point  // on the road
	Distance geo.Meters // from the point that was asked for
	Road     string     // name or number of the road, empty when it has none

	edge   uint32
	offset uint32 // millimetres from the start of the edge
}

// grid finds segments near a position: square cells of 2^shift units of
// 1e-7 degrees over the box of the mesh.
type grid struct {
	origin        coord
	shift         uint
	columns, rows int64
	head          []uint32
	segments      []segment
}

// segment is one straight piece of an edge; b-a never overflows int32 by more
// than int64 arithmetic absorbs.
type segment struct {
	edge uint32
	at   uint32 // index of its first point in network.shape
}

const (
	minGridShift = 14      // about 180 m of latitude
	maxGridCells = 4 << 20 // larger countries get larger cells
)

func newGrid(m *mesh) grid {
	g := grid{shift: minGridShift}
	lo, hi, any := m.box()
	if !any {
		return g
	}
	g.origin = lo
	for {
		g.columns = (int64(hi.lng)-int64(lo.lng))>>g.shift + 1
		g.rows = (int64(hi.lat)-int64(lo.lat))>>g.shift + 1
		if g.columns*g.rows <= maxGridCells {
			break
		}
		g.shift++
	}
	g.head = make([]uint32, g.columns*g.rows+1)
	m.eachSegment(func(s segment) {
		g.eachCell(m.net, s, func(cell int64) { g.head[cell+1]++ })
	})
	for c := int64(0); c < g.columns*g.rows; c++ {
		g.head[c+1] += g.head[c]
	}
	g.segments = make([]segment, g.head[g.columns*g.rows])
	next := append([]uint32(nil), g.head...)
	m.eachSegment(func(s segment) {
		g.eachCell(m.net, s, func(cell int64) {
			g.segments[next[cell]] = s
			next[cell]++
		})
	})
	return g
}

// box returns the corners of the box around the usable edges.
func (m *mesh) box() (lo, hi coord, any bool) {
	lo, hi = coord{lng: 1<<31 - 1, lat: 1<<31 - 1}, coord{lng: -1 << 31, lat: -1 << 31}
	m.eachSegment(func(s segment) {
		any = true
		for _, c := range m.net.shape[s.at : s.at+2] {
			lo = coord{lng: min(lo.lng, c.lng), lat: min(lo.lat, c.lat)}
			hi = coord{lng: max(hi.lng, c.lng), lat: max(hi.lat, c.lat)}
		}
	})
	return lo, hi, any
}

// eachSegment calls f for every segment of the usable edges that have a
// length.
func (m *mesh) eachSegment(f func(segment)) {
	for i := range m.net.edges {
		e := &m.net.edges[i]
		if e.way[m.profile].dirs&usable == 0 || e.millimeter == 0 {
			continue
		}
		for at := m.net.shapeAt[i]; at+1 < m.net.shapeAt[i+1]; at++ {
			f(segment{edge: uint32(i), at: at})
		}
	}
}

// eachCell calls f for the cells that the segment's box touches.
func (g *grid) eachCell(n *network, s segment, f func(cell int64)) {
	a, b := n.shape[s.at], n.shape[s.at+1]
	x0, x1 := g.column(min(a.lng, b.lng)), g.column(max(a.lng, b.lng))
	y0, y1 := g.row(min(a.lat, b.lat)), g.row(max(a.lat, b.lat))
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			f(y*g.columns + x)
		}
	}
}

func (g *grid) column(lng int32) int64 { return (int64(lng) - int64(g.origin.lng)) >> g.shift }
func (g *grid) row(lat int32) int64    { return (int64(lat) - int64(g.origin.lat)) >> g.shift }

// nearest is the best segment so far: the square of its distance in mm², and
// the place on it.
type nearest struct {
	square int64
	seg    segment
	foot   coord
}

// find returns the segment nearest to p within limit millimetres; of equally
// near ones the first in the order of the network.
func (m *mesh) find(p coord, limit int64) (nearest, bool) {
	g := m.grid
	best := nearest{square: limit*limit + 1}
	if len(g.segments) == 0 {
		return best, false
	}
	sc := scaleAt(p.lat)
	cx, cy := g.column(p.lng), g.row(p.lat)
	cellLng, cellLat := sc.lng<<g.shift>>scaleBits, sc.lat<<g.shift>>scaleBits
	inLng := (int64(p.lng) - int64(g.origin.lng) - cx<<g.shift) * sc.lng >> scaleBits
	inLat := (int64(p.lat) - int64(g.origin.lat) - cy<<g.shift) * sc.lat >> scaleBits
	margin := min(inLng, cellLng-inLng, inLat, cellLat-inLat) // to the border of the cells seen
	step := min(cellLng, cellLat)
	found := false
	for ring := int64(0); ; ring++ {
		for y := max(0, cy-ring); y <= min(g.rows-1, cy+ring); y++ {
			stride := int64(1)
			if y != cy-ring && y != cy+ring {
				stride = max(1, 2*ring) // only the two ends of the row are new
			}
			for x := cx - ring; x <= cx+ring; x += stride {
				if x < 0 || x >= g.columns {
					continue
				}
				cell := y*g.columns + x
				for _, s := range g.segments[g.head[cell]:g.head[cell+1]] {
					if m.closer(sc, p, s, &best) {
						found = true
					}
				}
			}
		}
		reach := margin + ring*step
		if reach > limit || best.square <= max(0, reach)*max(0, reach) || step <= 0 {
			return best, found
		}
	}
}

// closer replaces best when s is nearer to p, or as near and earlier.
func (m *mesh) closer(sc scale, p coord, s segment, best *nearest) bool {
	a, b := m.net.shape[s.at], m.net.shape[s.at+1]
	ax, ay := sc.offset(p, a)
	dx, dy := sc.offset(a, b)
	if ax > 2*maxSegment || ax < -2*maxSegment || ay > 2*maxSegment || ay < -2*maxSegment {
		return false
	}
	dx, dy = clampSegment(dx), clampSegment(dy)
	x, y := ax, ay // the nearest place, seen from p
	length := hypot(dx, dy)
	along := int64(0)
	if length > 0 {
		along = max(0, min(length, (-ax*dx-ay*dy)/length))
		x, y = ax+divRound(dx*along, length), ay+divRound(dy*along, length)
	}
	square := x*x + y*y
	if square > best.square || square == best.square && (s.edge > best.seg.edge || s.edge == best.seg.edge && s.at >= best.seg.at) {
		return false
	}
	foot := a
	switch {
	case along == length && length > 0:
		foot = b
	case along > 0:
		foot = sc.move(a, x-ax, y-ay)
	}
	*best = nearest{square: square, seg: s, foot: foot}
	return true
}

// snap returns the place on the network nearest to p.
func (m *mesh) snap(p geo.Point, limit geo.Meters) (Snap, error) {
	if err := p.Check(); err != nil {
		return Snap{}, fmt.Errorf("roadnet: snap: %w", err)
	}
	best, ok := m.find(coordOf(p), int64(limit)*1000)
	if !ok {
		return Snap{}, fmt.Errorf("%w (%s at %.6f, %.6f)", ErrTooFar, m.profile, p.Lng, p.Lat)
	}
	e := &m.net.edges[best.seg.edge]
	first := m.net.shapeAt[best.seg.edge]
	offset := lineLength(m.net.shape[first:best.seg.at+1]) + segmentLength(m.net.shape[best.seg.at], best.foot)
	return Snap{
		Point:    best.foot.point(),
		Distance: geo.Meters(divRound(isqrt(uint64(best.square)), 1000)),
		Road:     m.net.names[e.name],
		edge:     best.seg.edge,
		offset:   uint32(min(offset, int64(e.millimeter))),
	}, nil
}
