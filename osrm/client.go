package osrm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// maxAnswer bounds what is read of an answer; a table of 100 by 100 takes some
// 200 kB.
const maxAnswer = 16 << 20

// longest is what one leg may take; more is an answer that makes no sense.
const longest = 7 * 24 * time.Hour

// ErrNoAnswer means that the server works and has no answer to this question:
// a point far from its roads, or no way.
var ErrNoAnswer = errors.New("osrm: the server has no answer to this")

// client asks one server about one profile. Every method is one attempt of at
// most Timeout a request; errors other than ErrNoAnswer mean that the server
// failed.
type client struct {
	base    *url.URL
	profile string // as OSRM's addresses spell it
	http    *http.Client
	table   int // points in one request
}

// profileNames are those of the profiles that come with OSRM. A server holds
// one profile, and most ignore the name.
var profileNames = [geo.ProfileCount]string{geo.Foot: "foot", geo.Ebike: "bike", geo.Car: "car"}

// newClient returns a client for the server at address, say
// http://10.0.0.7:5000 or https://maps.example/routed-bike.
func newClient(address string, profile geo.Profile, c Config) (*client, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("osrm: address: %w", err)
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("osrm: address %q is not http://HOST[:PORT][/PATH]", base.Redacted())
	}
	base.Path = strings.TrimRight(base.Path, "/")
	return &client{
		base: base, profile: profileNames[profile], table: c.TablePoints,
		http: &http.Client{
			Transport: c.Transport, Timeout: c.Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Times returns the legs from each point of from to each point of to. Large
// tables are asked for in blocks.
func (c *client) Times(ctx context.Context, from, to []geo.Point) ([][]problem.Leg, error) {
	out := make([][]problem.Leg, len(from))
	for i := range out {
		out[i] = make([]problem.Leg, len(to))
	}
	rows, cols := blockSides(len(from), len(to), c.table)
	for i := 0; i < len(from); i += rows {
		for k := 0; k < len(to); k += cols {
			top, left := from[i:min(i+rows, len(from))], to[k:min(k+cols, len(to))]
			block, err := c.block(ctx, top, left)
			if err != nil {
				return nil, err
			}
			for r := range block {
				copy(out[i+r][k:], block[r])
			}
		}
	}
	return out, nil
}

// blockSides divides a table so that no block has more than limit points, with
// as few blocks as a square one gives.
func blockSides(from, to, limit int) (rows, cols int) {
	if from+to <= limit {
		return max(1, from), max(1, to)
	}
	rows, cols = limit/2, limit-limit/2
	switch {
	case from < rows:
		rows, cols = max(1, from), limit-max(1, from)
	case to < cols:
		rows, cols = limit-max(1, to), max(1, to)
	}
	return rows, cols
}

// table is what the table service answers.
type table struct {
	Durations [][]*float64 `json:"durations"`
	Distances [][]*float64 `json:"distances"`
}

func (c *client) block(ctx context.Context, from, to []geo.Point) ([][]problem.Leg, error) {
	at := make([]geo.Point, 0, len(from)+len(to))
	at = append(append(at, from...), to...)
	query := url.Values{
		"sources": {indices(0, len(from))}, "destinations": {indices(len(from), len(at))},
		"annotations": {"duration,distance"}, "generate_hints": {"false"},
	}
	var t table
	if err := c.get(ctx, "table", at, query, &t); err != nil {
		return nil, err
	}
	if len(t.Durations) != len(from) || len(t.Distances) != len(from) {
		return nil, fmt.Errorf("osrm: %d rows of durations and %d of distances for %d points (distances need OSRM 5.19 or later)",
			len(t.Durations), len(t.Distances), len(from))
	}
	out := make([][]problem.Leg, len(from))
	for i := range out {
		if len(t.Durations[i]) != len(to) || len(t.Distances[i]) != len(to) {
			return nil, fmt.Errorf("osrm: row %d has %d durations and %d distances for %d points",
				i, len(t.Durations[i]), len(t.Distances[i]), len(to))
		}
		out[i] = make([]problem.Leg, len(to))
		for k := range out[i] {
			var err error
			if out[i][k], err = legOf(t.Durations[i][k], t.Distances[i][k]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// legOf rounds to whole milliseconds and metres; null is no way.
func legOf(seconds, meters *float64) (problem.Leg, error) {
	if seconds == nil || meters == nil {
		return problem.Leg{Travel: problem.Unreachable}, nil
	}
	if !(*seconds >= 0 && *seconds <= longest.Seconds()) || !(*meters >= 0 && *meters <= math.MaxInt32/2) {
		return problem.Leg{}, fmt.Errorf("osrm: a leg of %v s and %v m", *seconds, *meters)
	}
	return problem.Leg{
		Travel: time.Duration(math.Round(*seconds*1000)) * time.Millisecond, Meters: geo.Meters(math.Round(*meters)),
	}, nil
}

// Way returns the fastest way, by the route service.
func (c *client) Way(ctx context.Context, from, to geo.Point) ([]geo.Point, error) {
	var answer struct {
		Routes []struct {
			Geometry struct {
				Coordinates [][]float64 `json:"coordinates"`
			} `json:"geometry"`
		} `json:"routes"`
	}
	query := url.Values{"overview": {"full"}, "geometries": {"geojson"}, "generate_hints": {"false"}}
	if err := c.get(ctx, "route", []geo.Point{from, to}, query, &answer); err != nil {
		return nil, err
	}
	if len(answer.Routes) == 0 {
		return nil, errors.New("osrm: a route without a route")
	}
	line := answer.Routes[0].Geometry.Coordinates
	if len(line) < 2 {
		return nil, fmt.Errorf("osrm: a route of %d points", len(line))
	}
	way := make([]geo.Point, len(line))
	for i, at := range line {
		if len(at) < 2 {
			return nil, errors.New("osrm: a point without a latitude")
		}
		way[i] = geo.Point{Lng: at[0], Lat: at[1]}.Round()
		if err := way[i].Check(); err != nil {
			return nil, fmt.Errorf("osrm: a point of the route: %w", err)
		}
	}
	return way, nil
}

// get asks a service and decodes its answer.
func (c *client) get(ctx context.Context, service string, at []geo.Point, query url.Values, into any) error {
	u := *c.base
	u.Path += "/" + service + "/v1/" + c.profile + "/" + coordinates(at)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return fmt.Errorf("osrm: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		var where *url.Error
		if errors.As(err, &where) { // its text holds the whole address, and the points
			err = where.Err
		}
		return fmt.Errorf("osrm: %s: %w", service, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return fmt.Errorf("osrm: %s: %w", service, err)
	}
	if len(body) > maxAnswer {
		return fmt.Errorf("osrm: %s: the answer is larger than %d MiB", service, maxAnswer>>20)
	}
	return decode(service, res.StatusCode, body, into)
}

// decode reads an answer, or says why there is none.
func decode(service string, status int, body []byte, into any) error {
	var head struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	bad := json.Unmarshal(body, &head)
	switch {
	case status == http.StatusBadRequest && (head.Code == "NoSegment" || head.Code == "NoRoute" || head.Code == "NoTable"):
		return fmt.Errorf("%w: %s: %s", ErrNoAnswer, service, head.Code)
	case status != http.StatusOK:
		return fmt.Errorf("osrm: %s: status %d %s", service, status, clip(head.Code+" "+head.Message))
	case bad != nil:
		return fmt.Errorf("osrm: %s: the answer is not JSON: %w", service, bad)
	case head.Code != "Ok":
		return fmt.Errorf("osrm: %s: code %q", service, clip(head.Code))
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("osrm: %s: the answer has another form: %w", service, err)
	}
	return nil
}

// clip keeps what a server says out of our way.
func clip(s string) string {
	if s = strings.TrimSpace(s); len(s) > 200 {
		s = s[:200]
	}
	return s
}

// coordinates writes points as OSRM reads them, to the sixth decimal that it
// keeps.
func coordinates(at []geo.Point) string {
	var b []byte
	for i, p := range at {
		if i > 0 {
			b = append(b, ';')
		}
		b = strconv.AppendFloat(b, p.Lng, 'f', 6, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, p.Lat, 'f', 6, 64)
	}
	return string(b)
}

// indices lists first to end-1.
func indices(first, end int) string {
	var b []byte
	for i := first; i < end; i++ {
		if i > first {
			b = append(b, ';')
		}
		b = strconv.AppendInt(b, int64(i), 10)
	}
	return string(b)
}
