package roadnet

import (
	"slices"

	"github.com/linli/linli/geo"
)

// tileIndex finds what a tile shows: a box for every feature, and for tiles
// small against the city rows of square cells that name the features touching
// them.
type tileIndex struct {
	edges, buildings, areas, places tileRows
}

// tileBox is a box in units of 1e-7 degrees, edges included.
type tileBox struct{ west, south, east, north int32 }

func (b tileBox) touches(o tileBox) bool {
	return b.west <= o.east && o.west <= b.east && b.south <= o.north && o.south <= b.north
}

// tileHits are the features that a tile may show, in the city's order.
type tileHits struct{ edges, buildings, areas, places []uint32 }

// tileIndex returns the index, built when the first tile is asked for.
func (c *City) tileIndex() *tileIndex {
	c.tilesOnce.Do(func() {
		x := &tileIndex{}
		for i := range c.net.edges {
			x.edges.boxes = append(x.edges.boxes, boxAround(c.net.points(uint32(i))))
		}
		for i := range c.Buildings {
			x.buildings.boxes = append(x.buildings.boxes, boxOfOutline(c.Buildings[i].Outline))
		}
		for i := range c.Areas {
			x.areas.boxes = append(x.areas.boxes, boxOfOutline(c.Areas[i].Outline))
		}
		for i := range c.Places {
			x.places.boxes = append(x.places.boxes, boxOfOutline([]geo.Point{c.Places[i].Point}))
		}
		for _, rows := range []*tileRows{&x.edges, &x.buildings, &x.areas, &x.places} {
			rows.build()
		}
		c.tiles = x
	})
	return c.tiles
}

func (x *tileIndex) find(box tileBox, z uint32) tileHits {
	hits := tileHits{edges: x.edges.find(box, 0)}
	if z >= areaZoom {
		hits.areas = x.areas.find(box, speck(z))
	}
	if z >= buildingZoom {
		hits.buildings, hits.places = x.buildings.find(box, speck(z)), x.places.find(box, 0)
	}
	return hits
}

// speck is the size, in 1e-7 degrees of longitude, below which a surface is
// not drawn at a zoom: a pixel and a half of a tile of 512. Roads are never
// dropped for being short, because they are pieces of long ones.
func speck(z uint32) int64 {
	if z >= 16 {
		return 0
	}
	return int64(3.6e9*1.5/512) >> z
}

// smaller reports whether neither side of b is as long as size.
func (b tileBox) smaller(size int64) bool {
	return int64(b.east)-int64(b.west) < size && int64(b.north)-int64(b.south) < size
}

// tileRows is one kind of feature.
type tileRows struct {
	boxes []tileBox
	cells map[uint64][]uint32 // features by cell; a feature may be in many
	large []uint32            // features that touch more cells than they are worth
}

const (
	tileCellShift = 17  // about 1.4 km of latitude, a tile of zoom 14
	maxTileCells  = 256 // of one feature, and of a tile that uses the cells
)

// cellRange returns the columns and rows that a box touches.
func (b tileBox) cellRange() (x0, x1, y0, y1 int32) {
	return b.west >> tileCellShift, b.east >> tileCellShift, b.south >> tileCellShift, b.north >> tileCellShift
}

func (b tileBox) cellCount() int64 {
	x0, x1, y0, y1 := b.cellRange()
	return (int64(x1) - int64(x0) + 1) * (int64(y1) - int64(y0) + 1)
}

func (b tileBox) eachCell(f func(cell uint64)) {
	x0, x1, y0, y1 := b.cellRange()
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			f(uint64(uint32(y))<<32 | uint64(uint32(x)))
		}
	}
}

func (r *tileRows) build() {
	r.cells = map[uint64][]uint32{}
	for i, b := range r.boxes {
		if b.cellCount() > maxTileCells {
			r.large = append(r.large, uint32(i))
			continue
		}
		b.eachCell(func(cell uint64) { r.cells[cell] = append(r.cells[cell], uint32(i)) })
	}
}

// find returns the features whose boxes touch box and are not smaller than
// size, in order and each once.
func (r *tileRows) find(box tileBox, size int64) []uint32 {
	var out []uint32
	if box.cellCount() > maxTileCells {
		for i, b := range r.boxes {
			if b.touches(box) && !b.smaller(size) {
				out = append(out, uint32(i))
			}
		}
		return out
	}
	take := func(i uint32) {
		if b := &r.boxes[i]; b.touches(box) && !b.smaller(size) {
			out = append(out, i)
		}
	}
	for _, i := range r.large {
		take(i)
	}
	box.eachCell(func(cell uint64) {
		for _, i := range r.cells[cell] {
			take(i)
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

func boxAround(points []coord) tileBox {
	b := tileBox{west: 1<<31 - 1, south: 1<<31 - 1, east: -1 << 31, north: -1 << 31}
	for _, c := range points {
		b.west, b.east = min(b.west, c.lng), max(b.east, c.lng)
		b.south, b.north = min(b.south, c.lat), max(b.north, c.lat)
	}
	return b
}

func boxOfOutline(outline []geo.Point) tileBox {
	points := make([]coord, len(outline))
	for i, p := range outline {
		points[i] = coordOf(p)
	}
	return boxAround(points)
}
