package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// geoQuery is what the commands that ask a city have in common: the city as
// their one positional argument, and a profile.
type geoQuery struct {
	fs      *flag.FlagSet
	profile string
	free    bool
	router  *roadnet.Router
	by      geo.Profile
}

func newGeoQuery(name, what string) *geoQuery {
	q := &geoQuery{fs: flags(name, what)}
	q.fs.StringVar(&q.profile, "profile", "foot", "foot, ebike, car or robot")
	q.fs.BoolVar(&q.free, "step-free", false, "on foot without steps and without what is marked wheelchair=no")
	return q
}

// open parses the arguments and reads the city: a city file, or an
// OpenStreetMap extract, which is imported for this one answer.
func (q *geoQuery) open(ctx context.Context, args []string) error {
	rest, err := parse(q.fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		q.fs.Usage()
		return errUsage
	}
	if q.by, err = geo.ParseProfile(q.profile); err != nil {
		return fmt.Errorf("--profile: %w", err)
	}
	if q.free && q.by != geo.Foot {
		return fmt.Errorf("--step-free is for foot, not for %s", q.by)
	}
	city, err := readCity(ctx, rest[0])
	if err != nil {
		return err
	}
	if q.router = roadnet.NewRouter(city); q.free {
		q.router = q.router.StepFree()
	}
	return nil
}

// readCity reads a city file, or imports an extract whose name says that it is
// one.
func readCity(ctx context.Context, path string) (*roadnet.City, error) {
	if _, err := roadnet.FormatOf(path); err != nil {
		return roadnet.ReadFile(path)
	}
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return importFile(ctx, path, name, roadnet.DefaultJurisdiction())
}

// point reads LNG,LAT and sees to it that the profile has a road near it.
func (q *geoQuery) point(flag, text string) (geo.Point, error) {
	if text == "" {
		return geo.Point{}, fmt.Errorf("%s is missing: give it as LNG,LAT", flag)
	}
	p, err := parsePoint(text)
	if err != nil {
		return geo.Point{}, fmt.Errorf("%s %s: %w", flag, text, err)
	}
	return p, q.check(flag+" "+text, p)
}

// check says what is wrong with a point, in the caller's terms.
func (q *geoQuery) check(what string, p geo.Point) error {
	city := q.router.City()
	if b := city.Bounds; !b.Contains(p) {
		hint := ""
		if b.Contains(geo.Point{Lng: p.Lat, Lat: p.Lng}) {
			hint = "; longitude comes first"
		}
		return fmt.Errorf("%s lies outside %s, which reaches from %.4f,%.4f to %.4f,%.4f%s",
			what, city.Name, b.Min.Lng, b.Min.Lat, b.Max.Lng, b.Max.Lat, hint)
	}
	_, err := q.router.Snap(q.by, p)
	if errors.Is(err, roadnet.ErrTooFar) {
		return fmt.Errorf("%s: no road for %s within %d m", what, q.by, roadnet.MaxSnap)
	}
	return err
}

func parsePoint(text string) (geo.Point, error) {
	lng, lat, ok := strings.Cut(text, ",")
	x, errX := strconv.ParseFloat(strings.TrimSpace(lng), 64)
	y, errY := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if !ok || errX != nil || errY != nil {
		return geo.Point{}, errors.New("is not LNG,LAT in degrees")
	}
	p := geo.Point{Lng: x, Lat: y}
	return p, p.Check()
}

// parseBox reads LNG,LAT,LNG,LAT, the south-west and north-east corners.
func parseBox(text string) (geo.Bounds, error) {
	parts := strings.Split(text, ",")
	if len(parts) == 4 {
		a, errA := parsePoint(parts[0] + "," + parts[1])
		b, errB := parsePoint(parts[2] + "," + parts[3])
		box := geo.EmptyBounds().Extend(a).Extend(b)
		if errA == nil && errB == nil {
			return box, nil
		}
	}
	return geo.Bounds{}, fmt.Errorf("--box %s: is not WEST,SOUTH,EAST,NORTH in degrees", text)
}

// namedPoint is a line of a file of points.
type namedPoint struct {
	Point geo.Point
	Rest  []string // further columns
	Line  int
}

// readPoints reads lng,lat[,…] lines from a file or, for "-", standard input.
// A first line that is no pair of numbers is taken for a header.
func readPoints(path string) ([]namedPoint, error) {
	in := io.Reader(os.Stdin)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	var out []namedPoint
	for first := true; ; first = false {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		line, _ := r.FieldPos(0)
		if len(record) < 2 {
			return nil, fmt.Errorf("%s, line %d: want lng,lat", path, line)
		}
		p, err := parsePoint(strings.TrimPrefix(record[0], "\ufeff") + "," + record[1])
		if err != nil {
			if first {
				continue
			}
			return nil, fmt.Errorf("%s, line %d: %s,%s: %w", path, line, record[0], record[1], err)
		}
		n := namedPoint{Point: p, Rest: record[2:], Line: line}
		out = append(out, n)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no points", path)
	}
	return out, nil
}

// writeTo calls write with a file, or with standard output for "-".
func writeTo(path string, write func(w io.Writer) error) error {
	if path == "-" || path == "" {
		return write(os.Stdout)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func printJSON(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// seconds keeps the milliseconds of a time.
func seconds(millis uint32) float64 { return float64(millis) / 1000 }

type position [2]float64

func positions(line []geo.Point) []position {
	out := make([]position, len(line))
	for i, p := range line {
		out[i] = position{p.Lng, p.Lat}
	}
	return out
}

// geometry is a GeoJSON geometry.
type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// feature is a GeoJSON feature.
type feature struct {
	Type       string   `json:"type"`
	Geometry   geometry `json:"geometry"`
	Properties any      `json:"properties"`
}

// featureCollection is a GeoJSON document.
type featureCollection struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}
