package main

import (
	"context"
	"fmt"
	"math"

	"github.com/linli/linli/geo"
	"github.com/uber/h3-go/v4"
)

type areaProperties struct {
	Profile   geo.Profile `json:"profile"`
	Minutes   float64     `json:"minutes"`
	Origin    position    `json:"origin"`
	Tolerance geo.Meters  `json:"tolerance_metres"`
	Vertices  int         `json:"vertices"`
}

type cellProperties struct {
	Cell    string  `json:"cell"`
	Minutes float64 `json:"minutes"`
}

// isochroneCommand prints what is reached within a time.
func isochroneCommand(ctx context.Context, args []string) error {
	q := newGeoQuery("isochrone", `CITY --profile foot --from LNG,LAT --minutes 15 prints the area that is reached as GeoJSON, one MultiPolygon;
with --cells the H3 cells that are reached, each with the exact minutes to the road nearest to its centre.`)
	from := q.fs.String("from", "", "origin, as LNG,LAT")
	minutes := q.fs.Float64("minutes", 15, "limit, up to 1440")
	cells := q.fs.Bool("cells", false, "H3 cells with their minutes instead of an area")
	resolution := q.fs.Int("resolution", geo.CellResolution, "of the H3 cells, 0 to 15")
	toward := q.fs.Bool("toward", false, "from where the point is reached, instead of what is reached from it")
	if err := q.open(ctx, args); err != nil {
		return err
	}
	if !(*minutes >= 0 && *minutes <= 1440) {
		return fmt.Errorf("--minutes %v is not between 0 and 1440", *minutes)
	}
	at, err := q.point("--from", *from)
	if err != nil {
		return err
	}
	search := q.router.Within
	if *toward {
		search = q.router.Toward
	}
	i, err := search(q.by, at, uint32(math.Round(*minutes*60_000)))
	if err != nil {
		return err
	}
	out := featureCollection{Type: "FeatureCollection", Features: []feature{}}
	if !*cells {
		area := i.Area()
		out.Features = append(out.Features, feature{
			Type: "Feature", Geometry: geometry{Type: area.GeoJSONType(), Coordinates: area},
			Properties: areaProperties{Profile: q.by, Minutes: *minutes, Origin: position{at.Lng, at.Lat}, Tolerance: i.Tolerance(), Vertices: i.Vertices()},
		})
		return printJSON(out)
	}
	list, err := i.Cells(*resolution)
	if err != nil {
		return err
	}
	for _, c := range list {
		ring, err := outline(c.Cell)
		if err != nil {
			return err
		}
		out.Features = append(out.Features, feature{
			Type: "Feature", Geometry: geometry{Type: "Polygon", Coordinates: [][]position{ring}},
			Properties: cellProperties{Cell: c.Cell.String(), Minutes: math.Round(float64(c.Millis)/60) / 1000},
		})
	}
	return printJSON(out)
}

// outline returns the closed ring of a cell of any resolution.
func outline(c h3.Cell) ([]position, error) {
	corners, err := c.Boundary()
	if err != nil {
		return nil, fmt.Errorf("boundary of %s: %w", c, err)
	}
	ring := make([]position, 0, len(corners)+1)
	for _, ll := range corners {
		p := geo.Point{Lng: ll.Lng, Lat: ll.Lat}.Round()
		ring = append(ring, position{p.Lng, p.Lat})
	}
	return append(ring, ring[0]), nil
}
