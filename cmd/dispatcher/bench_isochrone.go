package main

import (
	"context"
	"fmt"

	"github.com/linli/linli/geo"
)

func init() { benchesPerCity = append(benchesPerCity, benchIsochrones) }

// benchIsochrones measures a walk of 15 minutes from the middle of a city. The
// bar is Heidelberg's.
func benchIsochrones(_ context.Context, c *benchCity) ([]benchRow, error) {
	const limit = 15 * 60_000
	at, bar := c.city.Bounds.Center(), ""
	if c.name == "heidelberg" {
		at, bar = geo.Point{Lng: 8.6940, Lat: 49.4094}, "under 5 ms" // Bismarckplatz
	}
	i, err := c.router.Within(geo.Foot, at, limit)
	if err != nil {
		return []benchRow{{what: "15 minutes on foot", here: "no roads in the middle"}}, nil
	}
	vertices, area := i.Vertices(), i.Area()
	cells, err := i.Cells(geo.CellResolution)
	if err != nil {
		return nil, err
	}
	holes, points := 0, 0
	for _, p := range area {
		holes += len(p) - 1
		for _, ring := range p {
			points += len(ring)
		}
	}
	search := func(millis uint32, drawn bool) func() {
		return func() {
			reached, err := c.router.Within(geo.Foot, at, millis)
			if err != nil {
				return // the same query has been answered above
			}
			if drawn {
				reached.Area()
			}
			reached.Release()
		}
	}
	reach := timed(search(limit, false))
	whole := timed(search(limit, true))
	byCell := timed(func() { _, _ = i.Cells(geo.CellResolution) })
	everything := timed(search(24*3600_000, false))
	return []benchRow{
		{what: "15 minutes on foot, reach and area", here: inMillis(whole), bar: bar,
			beside: fmt.Sprintf("%d polygons, %d holes, %d points", len(area), holes, points)},
		{what: "  reach alone", here: inMillis(reach),
			beside: fmt.Sprintf("%d vertices; our Dijkstra over the whole graph %s", vertices, inMillis(everything))},
		{what: "  cells with their minutes", here: inMillis(byCell), beside: fmt.Sprintf("%d cells", len(cells))},
	}, nil
}
