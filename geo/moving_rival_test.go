package geo

import (
	"slices"
	"testing"

	"github.com/uber/h3-go/v4"
)

// plainGrid is the yardstick: a dense grid of 250 m over the city, one
// thread, no locks, no filters, flat metres.
type plainGrid struct {
	cols, rows int
	cells      [][]spot
	where      []spot
}

type spot struct {
	x, y float64
	id   uint32
}

func newPlainGrid(t *traffic) *plainGrid {
	g := &plainGrid{cols: 170, rows: 170, where: make([]spot, len(t.start))}
	g.cells = make([][]spot, g.cols*g.rows)
	for i, p := range t.start {
		s := flat(p, i)
		g.where[i] = s
		c := g.cell(s.x, s.y)
		g.cells[c] = append(g.cells[c], s)
	}
	return g
}

func flat(p Point, id int) spot {
	return spot{(p.Lng - benchCity.Min.Lng) * 85_100, (p.Lat - benchCity.Min.Lat) * 111_195, uint32(id)}
}

func (g *plainGrid) clampCell(x, y float64) (int, int) {
	return max(0, min(g.cols-1, int(x/250))), max(0, min(g.rows-1, int(y/250)))
}

func (g *plainGrid) cell(x, y float64) int {
	c, r := g.clampCell(x, y)
	return r*g.cols + c
}

func (g *plainGrid) move(s spot) {
	old := g.where[s.id]
	from, to := g.cell(old.x, old.y), g.cell(s.x, s.y)
	c := g.cells[from]
	for i := range c {
		if c[i].id == s.id {
			if from == to {
				c[i] = s
				break
			}
			c[i] = c[len(c)-1]
			g.cells[from] = c[:len(c)-1]
			g.cells[to] = append(g.cells[to], s)
			break
		}
	}
	g.where[s.id] = s
}

func (g *plainGrid) nearest(s spot, k int, radius float64) []float64 {
	var best [benchNear]float64
	n := 0
	c0, r0 := g.clampCell(s.x, s.y)
	for ring := 0; ; ring++ {
		if n == k && best[k-1] <= float64(ring-1)*250*float64(ring-1)*250 || float64(ring-1)*250 > radius {
			break
		}
		for r := max(0, r0-ring); r <= min(g.rows-1, r0+ring); r++ {
			step := 1
			if r != r0-ring && r != r0+ring {
				step = max(1, 2*ring)
			}
			for c := c0 - ring; c <= c0+ring; c += step {
				if c < 0 || c >= g.cols {
					continue
				}
				for _, o := range g.cells[r*g.cols+c] {
					d := (o.x-s.x)*(o.x-s.x) + (o.y-s.y)*(o.y-s.y)
					if d > radius*radius || n == k && d >= best[k-1] {
						continue
					}
					if n < k {
						n++
					}
					i := n - 1
					for ; i > 0 && best[i-1] > d; i-- {
						best[i] = best[i-1]
					}
					best[i] = d
				}
			}
		}
	}
	return best[:n]
}

func BenchmarkMovingPlainGrid(b *testing.B) {
	t := newTraffic(benchThings, 1<<17, 1)
	g := newPlainGrid(t)
	b.ResetTimer()
	for i := range b.N {
		i %= len(t.ids)
		home := t.start[t.ids[i]]
		g.move(flat(Point{home.Lng + t.steps[i].Lng, home.Lat + t.steps[i].Lat}, int(t.ids[i])))
		g.nearest(flat(t.from[i], 0), benchNear, benchRadius)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

// h3Buckets is the same with H3 cells of resolution 9 (edges of 200 m) as
// buckets.
type h3Buckets struct {
	cells map[h3.Cell][]spot
	where []h3.Cell
}

func h3CellOf(b testing.TB, p Point) h3.Cell {
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat, Lng: p.Lng}, 9)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func (g *h3Buckets) move(b testing.TB, id uint64, p Point) {
	from, to := g.where[id], h3CellOf(b, p)
	if c := g.cells[from]; from != 0 {
		i := slices.IndexFunc(c, func(s spot) bool { return s.id == uint32(id) })
		c[i] = c[len(c)-1]
		g.cells[from] = c[:len(c)-1]
	}
	g.cells[to] = append(g.cells[to], flat(p, int(id)))
	g.where[id] = to
}

// nearest widens the disk until nothing nearer can lie outside: the border of
// k rings is at least 1.5 · 174 m · k away, less the eye's own cell.
func (g *h3Buckets) nearest(b testing.TB, p Point, k int, radius float64) []float64 {
	at, home := flat(p, 0), h3CellOf(b, p)
	var best []float64
	for rings := 1; ; rings++ {
		best = best[:0]
		disk, err := home.GridDisk(rings)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range disk {
			for _, o := range g.cells[c] {
				d := (o.x-at.x)*(o.x-at.x) + (o.y-at.y)*(o.y-at.y)
				if d > radius*radius || len(best) == k && d >= best[k-1] {
					continue
				}
				i, _ := slices.BinarySearch(best, d)
				if best = slices.Insert(best, i, d); len(best) > k {
					best = best[:k]
				}
			}
		}
		if safe := float64(rings)*261 - 100; len(best) == k && best[k-1] <= safe*safe || safe > radius {
			return best
		}
	}
}

func BenchmarkMovingH3Buckets(b *testing.B) {
	t := newTraffic(benchThings, 1<<17, 1)
	g := &h3Buckets{cells: map[h3.Cell][]spot{}, where: make([]h3.Cell, len(t.start))}
	for i, p := range t.start {
		g.move(b, uint64(i), p)
	}
	b.ResetTimer()
	for i := range b.N {
		i %= len(t.ids)
		home := t.start[t.ids[i]]
		g.move(b, t.ids[i], Point{home.Lng + t.steps[i].Lng, home.Lat + t.steps[i].Lat})
		g.nearest(b, t.from[i], benchNear, benchRadius)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

func BenchmarkMovingLinearScan(b *testing.B) {
	t := newTraffic(benchThings, 1<<17, 1)
	list := make([]entry, len(t.start))
	for i, p := range t.start {
		list[i] = entry{id: uint64(i), lng: fixed(p.Lng), lat: fixed(p.Lat)}
	}
	b.ResetTimer()
	for i := range b.N {
		i %= len(t.ids)
		home := t.start[t.ids[i]]
		list[t.ids[i]].lng, list[t.ids[i]].lat = fixed(home.Lng+t.steps[i].Lng), fixed(home.Lat+t.steps[i].Lat)
		s := search{k: benchNear, eye: eyeAt(t.from[i]), limit: haversineOf(benchRadius)}
		s.eye.narrow(benchRadius/earthRadius, false)
		s.read(list)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

// TestMovingRivals: a yardstick that finds something else measures nothing.
func TestMovingRivals(t *testing.T) {
	tr := newTraffic(20_000, 200, 3)
	m, plain := tr.index(t, 250), newPlainGrid(tr)
	hex := &h3Buckets{cells: map[h3.Cell][]spot{}, where: make([]h3.Cell, len(tr.start))}
	for i, p := range tr.start {
		hex.move(t, uint64(i), p)
	}
	for i, from := range tr.from {
		home := tr.start[tr.ids[i]]
		to := Point{home.Lng + tr.steps[i].Lng, home.Lat + tr.steps[i].Lat}
		plain.move(flat(to, int(tr.ids[i])))
		hex.move(t, tr.ids[i], to)
		if _, err := m.Move(tr.ids[i], to); err != nil {
			t.Fatal(err)
		}
		near, err := m.Nearest(from, benchNear, benchRadius, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		a, b := plain.nearest(flat(from, 0), benchNear, benchRadius), hex.nearest(t, from, benchNear, benchRadius)
		if !slices.Equal(a, b) || len(a) < len(near)-1 || len(a) > len(near)+1 {
			t.Fatalf("question %d: the plain grid finds %v, H3 %v, the index %d", i, a, b, len(near))
		}
	}
}
