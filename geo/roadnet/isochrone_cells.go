package roadnet

import (
	"fmt"
	"slices"

	"github.com/linli/linli/geo"
	"github.com/uber/h3-go/v4"
)

// CellTime is an H3 cell whose centre is within the limit of an isochrone.
type CellTime struct {
	Cell   h3.Cell
	Center geo.Point
	Millis uint32 // between the origin and the road nearest to the centre
}

// maxCells is the most cells that Cells looks at.
const maxCells = 1 << 20

// Cells returns the H3 cells of a resolution (0 to 15; geo.CellResolution is
// the engine's) that are reached, in the order of their numbers. A cell is
// reached when the road nearest to its centre lies within ReachDistance or
// the length of the cell's edge, whichever is more, and Leg to it is within
// the limit. It is an error when the resolution is not one of H3 or more than
// a million cells would have to be looked at.
func (i *Isochrone) Cells(resolution int) ([]CellTime, error) {
	edge, err := h3.HexagonEdgeLengthAvgM(resolution)
	if err != nil {
		return nil, fmt.Errorf("roadnet: cells of resolution %d: %w", resolution, err)
	}
	size, err := h3.HexagonAreaAvgM2(resolution)
	if err != nil {
		return nil, fmt.Errorf("roadnet: cells of resolution %d: %w", resolution, err)
	}
	near := max(int64(ReachDistance)*1000, int64(edge*1000))
	lo, hi := i.box(i.edges(nil))
	s := scaleAt(lo.lat)
	margin := coord{lng: int32(near << scaleBits / max(1, s.lng)), lat: int32(near << scaleBits / s.lat)}
	lo, hi = coord{lng: lo.lng - margin.lng, lat: lo.lat - margin.lat}, coord{lng: hi.lng + margin.lng, lat: hi.lat + margin.lat}
	a, b := lo.point(), hi.point()
	east, north := s.offset(lo, hi)
	if ground := float64(east) / 1000 * float64(north) / 1000; ground/size > maxCells {
		return nil, fmt.Errorf("roadnet: cells of resolution %d: an area of %.0f km² has too many; take a coarser one", resolution, ground/1e6)
	}
	cells, err := h3.PolygonToCells(h3.GeoPolygon{GeoLoop: h3.GeoLoop{
		{Lat: a.Lat, Lng: a.Lng}, {Lat: a.Lat, Lng: b.Lng}, {Lat: b.Lat, Lng: b.Lng}, {Lat: b.Lat, Lng: a.Lng},
	}}, resolution)
	if err != nil {
		return nil, fmt.Errorf("roadnet: cells of resolution %d: %w", resolution, err)
	}
	slices.Sort(cells)
	var out []CellTime
	for _, c := range cells {
		ll, err := c.LatLng()
		if err != nil {
			return nil, fmt.Errorf("roadnet: centre of %s: %w", c, err)
		}
		center := geo.Point{Lng: ll.Lng, Lat: ll.Lat}.Round()
		at, err := i.mesh.snap(center, geo.Meters((near+999)/1000))
		if err != nil {
			continue
		}
		if l := i.LegAt(at); l.Reachable() {
			out = append(out, CellTime{Cell: c, Center: center, Millis: l.Millis})
		}
	}
	return out, nil
}
