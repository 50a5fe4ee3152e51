package roadnet

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb/geojson"
	"github.com/uber/h3-go/v4"

	"github.com/linli/linli/geo"
)

// minCellZoom is the lowest zoom on which cells are drawn: below it they would
// be a raster.
const minCellZoom = 8

// cellResolution is the H3 resolution drawn at each zoom from minCellZoom on:
// hexagons 40 to 120 pixels wide, and never finer than geo.CellResolution.
var cellResolution = [...]int{5, 6, 6, 7, 8, 8, 9, 10}

// CellTile returns the tile's H3 cells as one layer, cells, of polygons with
// the properties cell (H3 index in hexadecimal, as geo.Cell prints it) and
// resolution. It draws the cells that touch the city's bounds, and nothing
// below zoom 8. Otherwise it is as Tile.
func (c *City) CellTile(z, x, y uint32) ([]byte, error) {
	return drawTile(z, x, y, func(t *tileBuilder) error {
		if z < minCellZoom || !t.box.touches(boxOfBounds(c.Bounds)) {
			return nil
		}
		resolution := cellResolution[min(int(z-minCellZoom), len(cellResolution)-1)]
		cells, err := cellsOver(t.box.within(boxOfBounds(c.Bounds)), resolution)
		if err != nil {
			return fmt.Errorf("roadnet: cells of tile %v: %w", t.tile, err)
		}
		for _, cell := range cells {
			ring, err := cell.Boundary()
			if err != nil {
				return fmt.Errorf("roadnet: border of cell %v: %w", cell, err)
			}
			outline := make([]geo.Point, 0, len(ring)+1)
			for _, p := range ring {
				outline = append(outline, geo.Point{Lng: p.Lng, Lat: p.Lat})
			}
			t.polygon("cells", append(outline, outline[0]), geojson.Properties{"cell": cell.String(), "resolution": resolution}, 0)
		}
		return nil
	})
}

// cellsOver returns the cells that touch a box, in the order of their index.
func cellsOver(b tileBox, resolution int) ([]h3.Cell, error) {
	corner := func(lng, lat int32) h3.LatLng {
		p := coord{lng, lat}.point()
		return h3.LatLng{Lat: p.Lat, Lng: p.Lng}
	}
	cells, err := h3.PolygonToCellsExperimental(h3.GeoPolygon{GeoLoop: h3.GeoLoop{
		corner(b.west, b.south), corner(b.east, b.south), corner(b.east, b.north), corner(b.west, b.north),
	}}, resolution, h3.ContainmentOverlapping)
	if err != nil {
		return nil, err
	}
	slices.Sort(cells)
	return cells, nil
}

func boxOfBounds(b geo.Bounds) tileBox {
	if b.IsEmpty() {
		return tileBox{west: 1, east: 0, south: 1, north: 0}
	}
	lo, hi := coordOf(b.Min), coordOf(b.Max)
	return tileBox{west: lo.lng, south: lo.lat, east: hi.lng, north: hi.lat}
}

// within returns what b and o share; they touch.
func (b tileBox) within(o tileBox) tileBox {
	return tileBox{
		west: max(b.west, o.west), south: max(b.south, o.south), east: min(b.east, o.east), north: min(b.north, o.north),
	}
}
