package roadnet

import (
	"math"

	"github.com/linli/linli/geo"
)

// coord is a position in units of 1e-7 degrees, as OpenStreetMap stores it.
type coord struct{ lng, lat int32 }

// point returns c in degrees.
func (c coord) point() geo.Point {
	return geo.Point{Lng: float64(c.lng) / 1e7, Lat: float64(c.lat) / 1e7}
}

// coordOf rounds p, which must be on Earth, to the grid.
func coordOf(p geo.Point) coord {
	return coord{lng: int32(math.Round(p.Lng * 1e7)), lat: int32(math.Round(p.Lat * 1e7))}
}

// Lengths are integers: millimetres by a flat map around each segment. The
// scale of longitude is a table by hundredths of a degree of latitude, rounded
// to 24 bits, so that no processor's cosine shows through.
const scaleBits = 24

var lngScales = func() (t [9001]int64) {
	for i := range t {
		t[i] = int64(math.Round(latUnit * math.Cos(float64(i)/100*math.Pi/180)))
	}
	return t
}()

// latUnit is the length of 1e-7 degrees of latitude: millimetres times 2^24.
const latUnit = 6371008.8 * math.Pi / 180 / 1e7 * 1000 * (1 << scaleBits)

const latScale = int64(186554388) // latUnit rounded

// scale is the local metric at one latitude.
type scale struct{ lng, lat int64 }

// scaleAt returns the metric at latitude lat (1e-7 degrees).
func scaleAt(lat int32) scale {
	row := int64(lat)
	if row < 0 {
		row = -row
	}
	return scale{lng: lngScales[min(row/100000, 9000)], lat: latScale}
}

// offset returns b seen from a, in millimetres east and north.
func (s scale) offset(a, b coord) (east, north int64) {
	return (int64(b.lng) - int64(a.lng)) * s.lng >> scaleBits, (int64(b.lat) - int64(a.lat)) * s.lat >> scaleBits
}

// move returns the position that lies east and north millimetres from a.
func (s scale) move(a coord, east, north int64) coord {
	if s.lng == 0 {
		return a
	}
	return coord{
		lng: a.lng + int32(divRound(east<<scaleBits, s.lng)),
		lat: a.lat + int32(divRound(north<<scaleBits, s.lat)),
	}
}

// segmentLength returns the millimetres from a to b, at most 40 km.
func segmentLength(a, b coord) int64 {
	east, north := scaleAt(a.lat).offset(a, b)
	return hypot(clampSegment(east), clampSegment(north))
}

// clampSegment keeps squares inside int64: nobody maps a straight road of
// 40 km, and a broken file must not overflow.
func clampSegment(v int64) int64 { return max(-maxSegment, min(maxSegment, v)) }

const maxSegment = 40_000_000 // millimetres

// lineLength returns the length of a line in millimetres.
func lineLength(line []coord) int64 {
	var sum int64
	for i := 1; i < len(line); i++ {
		sum += segmentLength(line[i-1], line[i])
	}
	return sum
}

// hypot returns the integer square root of x²+y².
func hypot(x, y int64) int64 { return isqrt(uint64(x*x) + uint64(y*y)) }

// isqrt returns the largest r with r² ≤ n. The square root of IEEE 754 is
// exact to the last bit everywhere, and the steps after it mend the rounding.
func isqrt(n uint64) int64 {
	r := uint64(math.Sqrt(float64(n)))
	for r*r > n {
		r--
	}
	for (r+1)*(r+1) <= n {
		r++
	}
	return int64(r)
}

// divRound returns a/b rounded to nearest; b must be positive.
func divRound(a, b int64) int64 {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}
