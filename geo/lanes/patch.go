package lanes

import (
	"math"

	"github.com/linli/linli/geo"
)

// patches finds the segment nearest to a place: segments by the squares of a
// grid that the boxes around them meet.
type patches struct {
	segments []segment
	squares  map[square][]int32 // indexes, ascending
}

type square struct{ east, north int32 }

const squareMeters = 50.0

func squareOf(p geo.Local) square {
	return square{int32(math.Floor(p.East / squareMeters)), int32(math.Floor(p.North / squareMeters))}
}

func newPatches(segments []segment) patches {
	t := patches{segments: segments, squares: map[square][]int32{}}
	for i := range segments {
		low, high := squareOf(segments[i].low), squareOf(segments[i].high)
		for x := low.east; x <= high.east; x++ {
			for y := low.north; y <= high.north; y++ {
				at := square{x, y}
				t.squares[at] = append(t.squares[at], int32(i))
			}
		}
	}
	return t
}

// spot is a place on a segment.
type spot struct {
	segment int
	at      float64 // metres from its start
	off     float64 // metres from what was looked for; infinite if nothing is within reach
}

// nearest returns the place nearest to p, within reach metres or so; of equals
// that of the first segment.
func (t *patches) nearest(p geo.Local, reach float64) spot {
	best := spot{off: math.Inf(1)}
	c := squareOf(p)
	for ring := int32(0); float64(ring-1)*squareMeters <= min(best.off, reach); ring++ {
		for x := c.east - ring; x <= c.east+ring; x++ {
			step := 2 * ring
			if x == c.east-ring || x == c.east+ring {
				step = 1
			}
			for y := c.north - ring; y <= c.north+ring; y += max(step, 1) {
				for _, i := range t.squares[square{x, y}] {
					best = t.segments[i].nearer(int(i), p, best)
				}
			}
		}
	}
	return best
}

// nearer returns the place of the segment that is nearest to p, if it is nearer
// than the best so far.
func (s *segment) nearer(index int, p geo.Local, best spot) spot {
	dx := max(s.low.East-p.East, p.East-s.high.East, 0)
	dy := max(s.low.North-p.North, p.North-s.high.North, 0)
	if math.Hypot(dx, dy) > best.off {
		return best
	}
	for k := 1; k < len(s.flat); k++ {
		a, b := s.flat[k-1], s.flat[k]
		d := apart(p, a, b)
		if d > best.off || d == best.off && index >= best.segment {
			continue
		}
		along := 0.0
		if l := s.sums[k] - s.sums[k-1]; l > 0 {
			along = max(0, min(l, ((p.East-a.East)*(b.East-a.East)+(p.North-a.North)*(b.North-a.North))/l))
		}
		best = spot{segment: index, at: s.sums[k-1] + along, off: d}
	}
	return best
}
