package roadnet

import (
	"math"
	"sort"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/paulmach/orb"
)

// checkValid is the validity of OGC Simple Features, written without the code
// it checks: closed rings of four points or more, no two segments of the whole
// surface that meet except neighbours in a ring, outer rings
// counter-clockwise, holes clockwise and inside their own outer ring.
func checkValid(t *testing.T, area orb.MultiPolygon) {
	t.Helper()
	type side struct {
		a, b    orb.Point
		ring, k int
		last    int
	}
	var sides []side
	rings := 0
	for _, p := range area {
		for n, r := range p {
			if len(r) < 4 || r[0] != r[len(r)-1] {
				t.Fatalf("a ring of %d points, closed %v", len(r), r[0] == r[len(r)-1])
			}
			if want := map[bool]orb.Orientation{true: orb.CCW, false: orb.CW}[n == 0]; r.Orientation() != want {
				t.Fatalf("ring %d of a polygon runs the wrong way", n)
			}
			if n > 0 && !ringHolds(p[0], r[0]) {
				t.Fatal("a hole outside its polygon")
			}
			for k := 0; k+1 < len(r); k++ {
				if r[k] == r[k+1] {
					t.Fatal("a side without length")
				}
				sides = append(sides, side{r[k], r[k+1], rings, k, len(r) - 2})
			}
			rings++
		}
	}
	left := func(s side) float64 { return math.Min(s.a[0], s.b[0]) }
	sort.Slice(sides, func(i, j int) bool { return left(sides[i]) < left(sides[j]) })
	for i, s := range sides {
		right := math.Max(s.a[0], s.b[0])
		for _, o := range sides[i+1:] {
			if left(o) > right {
				break
			}
			gap := s.k - o.k
			neighbours := s.ring == o.ring && (gap == 1 || gap == -1 || gap == s.last || gap == -s.last)
			if !neighbours && meet(s.a, s.b, o.a, o.b) {
				t.Fatalf("sides %v–%v and %v–%v meet", s.a, s.b, o.a, o.b)
			}
		}
	}
}

// meet reports whether two segments have a point in common.
func meet(a, b, c, d orb.Point) bool {
	turn := func(p, q, r orb.Point) float64 {
		v := (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0])
		if math.Abs(v) < 1e-18 {
			return 0
		}
		return v
	}
	between := func(p, q, r orb.Point) bool {
		return math.Min(p[0], q[0]) <= r[0] && r[0] <= math.Max(p[0], q[0]) && math.Min(p[1], q[1]) <= r[1] && r[1] <= math.Max(p[1], q[1])
	}
	t1, t2, t3, t4 := turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)
	if t1*t2 < 0 && t3*t4 < 0 {
		return true
	}
	return t1 == 0 && between(a, b, c) || t2 == 0 && between(a, b, d) || t3 == 0 && between(c, d, a) || t4 == 0 && between(c, d, b)
}

func ringHolds(r orb.Ring, p orb.Point) bool {
	in := false
	for i := 0; i+1 < len(r); i++ {
		a, b := r[i], r[i+1]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			in = !in
		}
	}
	return in
}

// border answers containment and distance over many segments, by strips of
// latitude.
type border struct {
	low    float64
	strips [][][2]orb.Point
}

const stripHeight = 0.001 // degrees of latitude, about 111 m

func newBorder(area orb.MultiPolygon) *border {
	b := &border{}
	if len(area) == 0 {
		return b
	}
	box := area.Bound()
	b.low = box.Min[1]
	b.strips = make([][][2]orb.Point, int((box.Max[1]-b.low)/stripHeight)+1)
	for _, p := range area {
		for _, r := range p {
			for i := 0; i+1 < len(r); i++ {
				from, to := b.strip(math.Min(r[i][1], r[i+1][1])), b.strip(math.Max(r[i][1], r[i+1][1]))
				for s := from; s <= to; s++ {
					b.strips[s] = append(b.strips[s], [2]orb.Point{r[i], r[i+1]})
				}
			}
		}
	}
	return b
}

func (b *border) strip(lat float64) int { return int(math.Floor((lat - b.low) / stripHeight)) }

func (b *border) contains(p geo.Point) bool {
	s := b.strip(p.Lat)
	if s < 0 || s >= len(b.strips) {
		return false
	}
	in := false
	for _, e := range b.strips[s] {
		a, c := e[0], e[1]
		if (a[1] > p.Lat) != (c[1] > p.Lat) && p.Lng < a[0]+(p.Lat-a[1])/(c[1]-a[1])*(c[0]-a[0]) {
			in = !in
		}
	}
	return in
}

// distance returns the metres to the border, exact when at most limit.
func (b *border) distance(p geo.Point, limit float64) float64 {
	f, err := geo.NewFrame(p)
	if err != nil {
		return 0
	}
	far := int(limit/111_000/stripHeight) + 1
	best := math.Inf(1)
	for s := b.strip(p.Lat) - far; s <= b.strip(p.Lat)+far; s++ {
		if s < 0 || s >= len(b.strips) {
			continue
		}
		for _, e := range b.strips[s] {
			a, c := f.Local(geo.FromOrb(e[0])), f.Local(geo.FromOrb(e[1]))
			dx, dy := c.East-a.East, c.North-a.North
			t := 0.0
			if l := dx*dx + dy*dy; l > 0 {
				t = math.Max(0, math.Min(1, -(a.East*dx+a.North*dy)/l))
			}
			best = math.Min(best, math.Hypot(a.East+t*dx, a.North+t*dy))
		}
	}
	return best
}
