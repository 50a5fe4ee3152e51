package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// coverageCommand reports what a community or a city lacks.
func coverageCommand(ctx context.Context, args []string) error {
	fs := flags("coverage", `CITY --format svg -o FILE reports which basic services homes lack within 5, 10 and 15 minutes' walk, and where
new outlets would close the most gaps. CITY is a city file or an OpenStreetMap extract. With --unserved STORE it also says
what was asked of a running circle there and not served: by whom (with access needs or without), what, where, why not.`)
	boxText := fs.String("box", "", "only residents inside WEST,SOUTH,EAST,NORTH (default: the whole city)")
	format := fs.String("format", "geojson", "geojson, csv, svg, services (CSV of the outlets in each home's circle), or unserved (CSV of demand that was not served)")
	out := fs.String("o", "-", "file to write, - for standard output")
	residents := fs.String("residents", "", "CSV of lng,lat,dwellings[,name], instead of an estimate from buildings")
	openings := fs.Int("openings", 10, "how many new outlets to propose, 0 to 1000")
	language := fs.String("lang", "zh", "language of labels: zh or en")
	free := fs.Bool("step-free", false, "walk without steps and without what is marked wheelchair=no")
	var asked unservedFlags
	asked.register(fs)
	name := fs.String("name", "", "what the report calls the place (default: the city's name)")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		fs.Usage()
		return errUsage
	}
	l, err := circle.ParseLanguage(*language)
	if err != nil {
		return fmt.Errorf("--lang: %w", err)
	}
	switch *format {
	case "geojson", "csv", "svg", "services":
	case "unserved":
		if asked.store == "" {
			return fmt.Errorf("--format unserved needs --unserved STORE")
		}
	default:
		return fmt.Errorf("--format %q is not one of geojson, csv, svg, services, unserved", *format)
	}
	if *openings < 0 || *openings > 1000 {
		return fmt.Errorf("--openings %d is not between 0 and 1000", *openings)
	}
	city, err := readCity(ctx, rest[0])
	if err != nil {
		return err
	}
	box := city.Bounds
	if *boxText != "" {
		if box, err = parseBox(*boxText); err != nil {
			return err
		}
	}
	s := circle.Survey{Name: city.Name, Outlets: circle.Outlets(city), Openings: *openings}
	if *name != "" {
		s.Name = *name
	}
	if s.Homes, s.Source, err = homesOf(city, box, *residents); err != nil {
		return err
	}
	if s.Unserved, err = asked.read(ctx, box); err != nil {
		return err
	}
	router := roadnet.NewRouter(city)
	if *free {
		router = router.StepFree()
	}
	return writeCoverage(ctx, &s, router, *format, *out, l)
}

// homesOf returns the residents of a box: the operator's list, else the
// residential buildings.
func homesOf(city *roadnet.City, box geo.Bounds, file string) ([]circle.Home, circle.Source, error) {
	if file == "" {
		homes := circle.Homes(city, box)
		if len(homes) == 0 {
			return nil, 0, fmt.Errorf("%s has no residential buildings there: give --residents FILE.csv, or another --box", city.Name)
		}
		return homes, circle.Estimated, nil
	}
	list, err := readPoints(file)
	if err != nil {
		return nil, 0, err
	}
	var homes []circle.Home
	for _, p := range list {
		if len(p.Rest) == 0 {
			return nil, 0, fmt.Errorf("%s, line %d: want lng,lat,dwellings", file, p.Line)
		}
		n, err := strconv.Atoi(strings.TrimSpace(p.Rest[0]))
		if err != nil || n < 1 || n > 1_000_000 {
			return nil, 0, fmt.Errorf("%s, line %d: %q is not a number of dwellings", file, p.Line, p.Rest[0])
		}
		h := circle.Home{Point: p.Point, Door: p.Point, Dwellings: n}
		if len(p.Rest) > 1 {
			h.Name = p.Rest[1]
		}
		if box.Contains(p.Point) {
			homes = append(homes, h)
		}
	}
	if len(homes) == 0 {
		return nil, 0, fmt.Errorf("%s: no resident lives inside %s or the --box", file, city.Name)
	}
	circle.FindGates(city, homes)
	return homes, circle.Listed, nil
}

// writeCoverage walks the city and writes the answer.
func writeCoverage(ctx context.Context, s *circle.Survey, router *roadnet.Router, format, out string, l circle.Language) error {
	gates, points := make([]geo.Point, len(s.Homes)), make([]geo.Point, len(s.Homes))
	for i := range s.Homes {
		gates[i], points[i] = s.Homes[i].Door, s.Homes[i].Point
	}
	walking := router.NewDoors(geo.Foot, gates)
	if lost := len(walking.Missing()); lost == len(s.Homes) {
		return fmt.Errorf("none of the %d homes has a road for foot within %d m", lost, roadnet.MaxSnap)
	}
	s.Walk = func(place geo.Point, limit uint32) []roadnet.DoorTime {
		if ctx.Err() != nil {
			return nil
		}
		return walking.To(place, limit)
	}
	if format == "services" {
		riding := router.NewDoors(geo.Ebike, points)
		list := s.Services(riding.From, 15*60_000)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return writeTo(out, func(w io.Writer) error { return writeServices(w, s, list, l) })
	}
	r, err := s.Report()
	if err = errors.Join(ctx.Err(), err); err != nil {
		return err
	}
	return writeTo(out, func(w io.Writer) error {
		switch format {
		case "csv":
			return r.WriteCSV(w, l)
		case "unserved":
			return r.WriteUnservedCSV(w, l)
		case "svg":
			return r.WriteSVG(w, l, backdropOf(router.City(), s.Homes))
		}
		return r.WriteGeoJSON(w, l)
	})
}

// writeServices writes a line for each home and outlet in its circle.
func writeServices(w io.Writer, s *circle.Survey, list [][]circle.Service, l circle.Language) error {
	c := csv.NewWriter(w)
	c.Write([]string{"home", "lng", "lat", "dwellings", "by_gate", "service", "label", "outlet", "name", "walk_minutes", "ebike_minutes"})
	minutes := func(millis uint32) string {
		if millis == roadnet.Unreachable {
			return ""
		}
		return strconv.FormatFloat(float64(millis)/60_000, 'f', 2, 64)
	}
	for h := range list {
		home := &s.Homes[h]
		for _, v := range list[h] {
			o := &s.Outlets[v.Outlet]
			c.Write([]string{
				strconv.FormatInt(home.ID, 10), strconv.FormatFloat(home.Point.Lng, 'f', 7, 64), strconv.FormatFloat(home.Point.Lat, 'f', 7, 64),
				strconv.Itoa(home.Dwellings), strconv.FormatBool(home.ByGate), o.Basic.String(), l.Label(o.Basic.String()),
				strconv.FormatInt(o.ID, 10), o.Name, minutes(v.WalkMillis), minutes(v.DeliveryMillis),
			})
		}
	}
	c.Flush()
	return c.Error()
}

// backdropOf returns the water and the streets of a city; footways would hide
// the map, and so would small streets where it is wide.
func backdropOf(city *roadnet.City, homes []circle.Home) circle.Backdrop {
	box := geo.EmptyBounds()
	for i := range homes {
		box = box.Extend(homes[i].Point)
	}
	wide := geo.Distance(box.Min, box.Max) > 30_000
	var b circle.Backdrop
	for i := range city.Areas {
		if city.Areas[i].Kind == roadnet.Water {
			b.Water = append(b.Water, city.Areas[i].Outline)
		}
	}
	city.EachRoad(func(class string, line []geo.Point) {
		switch class {
		case "footway", "path", "steps", "track", "service", "corridor", "bridleway", "cycleway":
			return
		case "residential", "living_street", "unclassified", "pedestrian":
			if wide {
				return
			}
		}
		b.Roads = append(b.Roads, append([]geo.Point(nil), line...))
	})
	return b
}
