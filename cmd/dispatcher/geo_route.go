package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// snapped says where on the roads a point was taken to.
type snapped struct {
	Point    position   `json:"point"`
	Snapped  position   `json:"snapped"`
	Distance geo.Meters `json:"metres_off_road"`
	Road     string     `json:"road,omitempty"`
}

func (q *geoQuery) snapped(p geo.Point) (snapped, error) {
	s, err := q.router.Snap(q.by, p)
	return snapped{Point: position{p.Lng, p.Lat}, Snapped: position{s.Point.Lng, s.Point.Lat}, Distance: s.Distance, Road: s.Road}, err
}

type routeAnswer struct {
	Profile  geo.Profile `json:"profile"`
	Seconds  float64     `json:"seconds"`
	Meters   geo.Meters  `json:"metres"`
	From     snapped     `json:"from"`
	To       snapped     `json:"to"`
	Geometry geometry    `json:"geometry"`
}

// routeCommand prints the way from one point to another.
func routeCommand(ctx context.Context, args []string) error {
	q := newGeoQuery("route", `CITY --profile foot --from LNG,LAT --to LNG,LAT prints seconds, metres and the way as JSON.
CITY is a city file or an OpenStreetMap extract.`)
	from := q.fs.String("from", "", "start, as LNG,LAT")
	to := q.fs.String("to", "", "destination, as LNG,LAT")
	if err := q.open(ctx, args); err != nil {
		return err
	}
	a, err := q.point("--from", *from)
	if err != nil {
		return err
	}
	b, err := q.point("--to", *to)
	if err != nil {
		return err
	}
	r, err := q.router.Route(q.by, a, b)
	if errors.Is(err, roadnet.ErrNoRoute) {
		return fmt.Errorf("no way for %s from %s to %s", q.by, *from, *to)
	}
	if err != nil {
		return err
	}
	out := routeAnswer{Profile: q.by, Seconds: seconds(r.Millis), Meters: r.Meters, Geometry: geometry{Type: "LineString", Coordinates: positions(r.Path)}}
	if out.From, err = q.snapped(a); err != nil {
		return err
	}
	if out.To, err = q.snapped(b); err != nil {
		return err
	}
	return printJSON(out)
}

type tableAnswer struct {
	Profile geo.Profile     `json:"profile"`
	Points  []position      `json:"points"`
	Names   []string        `json:"names,omitempty"`
	Seconds [][]*float64    `json:"seconds"` // by row from, by column to; null when there is no way
	Meters  [][]*geo.Meters `json:"metres"`
}

// tableCommand prints the times and distances between all points of a file.
func tableCommand(ctx context.Context, args []string) error {
	q := newGeoQuery("table", `CITY --profile foot --points FILE.csv|- prints the seconds and metres between all points as JSON, rows from, columns to.
The file holds lng,lat[,name] lines; a header is passed over. "-" reads standard input.`)
	file := q.fs.String("points", "", "CSV file of lng,lat[,name], or -")
	if err := q.open(ctx, args); err != nil {
		return err
	}
	if *file == "" {
		return errors.New("--points is missing: name a CSV file of lng,lat, or - for standard input")
	}
	list, err := readPoints(*file)
	if err != nil {
		return err
	}
	out := tableAnswer{Profile: q.by}
	points := make([]geo.Point, len(list))
	named := false
	for i, p := range list {
		points[i] = p.Point
		if err := q.check(fmt.Sprintf("%s, line %d: %v,%v", *file, p.Line, p.Point.Lng, p.Point.Lat), p.Point); err != nil {
			return err
		}
		name := ""
		if len(p.Rest) > 0 {
			name, named = p.Rest[0], true
		}
		out.Names = append(out.Names, name)
	}
	out.Points = positions(points)
	if !named {
		out.Names = nil
	}
	for _, row := range q.router.Times(q.by, points, points) {
		times, lengths := make([]*float64, len(row)), make([]*geo.Meters, len(row))
		for k, l := range row {
			if l.Reachable() {
				s := seconds(l.Millis)
				times[k], lengths[k] = &s, &l.Meters
			}
		}
		out.Seconds, out.Meters = append(out.Seconds, times), append(out.Meters, lengths)
	}
	return printJSON(out)
}
