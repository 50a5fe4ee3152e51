package main

import (
	"math"
	"slices"

	"github.com/uber/h3-go/v4"

	"github.com/linli/linli/geo"
)

// plainGrid is the yardstick: a dense grid of 250 m over the town, one thread,
// no locks, no filters, flat metres.
type plainGrid struct {
	cols, rows int
	cells      [][]spot
	where      []spot
}

// spot is where a thing is, in flat metres.
type spot struct {
	x, y float64
	id   uint32
}

func flat(p geo.Point, id uint64) spot {
	return spot{(p.Lng - movingTown.Min.Lng) * 85_100, (p.Lat - movingTown.Min.Lat) * 111_195, uint32(id)}
}

func newPlainGrid(s *movingScript) *plainGrid {
	g := &plainGrid{cols: 170, rows: 170, where: make([]spot, len(s.start))}
	g.cells = make([][]spot, g.cols*g.rows)
	for i, p := range s.start {
		at := flat(p, uint64(i))
		g.where[i] = at
		c := g.cell(at.x, at.y)
		g.cells[c] = append(g.cells[c], at)
	}
	return g
}

func (g *plainGrid) columnRow(x, y float64) (int, int) {
	return max(0, min(g.cols-1, int(x/movingCell))), max(0, min(g.rows-1, int(y/movingCell)))
}

func (g *plainGrid) cell(x, y float64) int {
	c, r := g.columnRow(x, y)
	return r*g.cols + c
}

func (g *plainGrid) move(id uint64, p geo.Point) error {
	to := flat(p, id)
	old := g.where[id]
	before, after := g.cell(old.x, old.y), g.cell(to.x, to.y)
	c := g.cells[before]
	for i := range c {
		if c[i].id != to.id {
			continue
		}
		if before == after {
			c[i] = to
			break
		}
		c[i] = c[len(c)-1]
		g.cells[before] = c[:len(c)-1]
		g.cells[after] = append(g.cells[after], to)
		break
	}
	g.where[id] = to
	return nil
}

func (g *plainGrid) nearest(from geo.Point) (int, error) {
	var found ranking
	g.rings(flat(from, 0), &found)
	return found.n, nil
}

// rings looks at ring after ring of cells until nothing nearer can come.
func (g *plainGrid) rings(at spot, found *ranking) {
	c0, r0 := g.columnRow(at.x, at.y)
	for ring := 0; ; ring++ {
		if safe := float64(ring-1) * movingCell; found.full(safe) || safe > movingRadius {
			return
		}
		for r := max(0, r0-ring); r <= min(g.rows-1, r0+ring); r++ {
			step := 1
			if r != r0-ring && r != r0+ring {
				step = max(1, 2*ring)
			}
			for c := c0 - ring; c <= c0+ring; c += step {
				if c >= 0 && c < g.cols {
					found.look(at, g.cells[r*g.cols+c])
				}
			}
		}
	}
}

// ranking keeps the nearest squares of distances.
type ranking struct {
	best [movingNear]float64
	n    int
}

// full reports whether all places are taken by what is within a distance.
func (k *ranking) full(distance float64) bool {
	return k.n == movingNear && distance > 0 && k.best[movingNear-1] <= distance*distance
}

func (k *ranking) look(at spot, cell []spot) {
	for _, o := range cell {
		d := (o.x-at.x)*(o.x-at.x) + (o.y-at.y)*(o.y-at.y)
		if d > movingRadius*movingRadius || k.n == movingNear && d >= k.best[movingNear-1] {
			continue
		}
		if k.n < movingNear {
			k.n++
		}
		i := k.n - 1
		for ; i > 0 && k.best[i-1] > d; i-- {
			k.best[i] = k.best[i-1]
		}
		k.best[i] = d
	}
}

// h3Buckets is the same with H3 cells of resolution 9 (edges of 200 m) as
// buckets.
type h3Buckets struct {
	cells map[h3.Cell][]spot
	where []h3.Cell
}

func newH3Buckets(s *movingScript) (*h3Buckets, error) {
	g := &h3Buckets{cells: map[h3.Cell][]spot{}, where: make([]h3.Cell, len(s.start))}
	for i, p := range s.start {
		if err := g.move(uint64(i), p); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func (g *h3Buckets) move(id uint64, p geo.Point) error {
	to, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat, Lng: p.Lng}, 9)
	if err != nil {
		return err
	}
	if from := g.where[id]; from != 0 {
		c := g.cells[from]
		i := slices.IndexFunc(c, func(s spot) bool { return s.id == uint32(id) })
		c[i] = c[len(c)-1]
		g.cells[from] = c[:len(c)-1]
	}
	g.cells[to] = append(g.cells[to], flat(p, id))
	g.where[id] = to
	return nil
}

func (g *h3Buckets) nearest(from geo.Point) (int, error) {
	found, err := g.disks(from)
	return found.n, err
}

// disks widens the disk until nothing nearer can lie outside: the border of k
// rings is at least 261 m · k away, less the eye's own cell.
func (g *h3Buckets) disks(from geo.Point) (found ranking, err error) {
	at := flat(from, 0)
	home, err := h3.LatLngToCell(h3.LatLng{Lat: from.Lat, Lng: from.Lng}, 9)
	if err != nil {
		return found, err
	}
	for rings := 1; ; rings++ {
		disk, err := home.GridDisk(rings)
		if err != nil {
			return found, err
		}
		found = ranking{}
		for _, c := range disk {
			found.look(at, g.cells[c])
		}
		if safe := float64(rings)*261 - 100; found.full(safe) || safe > movingRadius {
			return found, nil
		}
	}
}

// linearScan looks at everything.
type linearScan struct{ list []spot }

func newLinearScan(s *movingScript) *linearScan {
	l := &linearScan{}
	for i, p := range s.start {
		l.list = append(l.list, flat(p, uint64(i)))
	}
	return l
}

func (l *linearScan) move(id uint64, p geo.Point) error {
	l.list[id] = flat(p, id)
	return nil
}

func (l *linearScan) nearest(from geo.Point) (int, error) {
	var found ranking
	found.look(flat(from, 0), l.list)
	return found.n, nil
}

// meters returns the distances kept, for tests.
func (k *ranking) meters() []float64 {
	var out []float64
	for _, d := range k.best[:k.n] {
		out = append(out, math.Sqrt(d))
	}
	return out
}
