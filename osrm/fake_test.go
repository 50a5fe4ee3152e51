package osrm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// town is a grid of 10 by 10 streets, 100 m apart, and one street on an island
// that no way leads to.
var town = sync.OnceValues(func() (*roadnet.Router, error) {
	var b bytes.Buffer
	b.WriteString(`<osm version="0.6">`)
	node := func(id int, lng, lat float64) {
		fmt.Fprintf(&b, `<node id="%d" lat="%.7f" lon="%.7f" version="1"/>`, id, lat, lng)
	}
	way := func(id int, nodes ...int) {
		fmt.Fprintf(&b, `<way id="%d" version="1">`, id)
		for _, n := range nodes {
			fmt.Fprintf(&b, `<nd ref="%d"/>`, n)
		}
		b.WriteString(`<tag k="highway" v="residential"/></way>`)
	}
	for i := range 100 {
		p := crossing(i%10, i/10)
		node(i+1, p.Lng, p.Lat)
	}
	node(201, 7.05, 50.05)
	node(202, 7.052, 50.05)
	for i := range 10 {
		var across, up []int
		for k := range 10 {
			across, up = append(across, i*10+k+1), append(up, k*10+i+1)
		}
		way(1000+i, across...)
		way(2000+i, up...)
	}
	way(3000, 201, 202)
	b.WriteString(`</osm>`)
	j, err := roadnet.NamedJurisdiction("andorra-demo")
	if err != nil {
		return nil, err
	}
	c, err := roadnet.Import(bytes.NewReader(b.Bytes()), int64(b.Len()), roadnet.XML, roadnet.Options{Name: "town", Jurisdiction: j})
	if err != nil {
		return nil, err
	}
	return roadnet.NewRouter(c), nil
})

func crossing(x, y int) geo.Point {
	return geo.Point{Lng: 7 + float64(x)*0.0014, Lat: 50 + float64(y)*0.0009}.Round()
}

func roads(t testing.TB) shell.Roads {
	t.Helper()
	r, err := town()
	if err != nil {
		t.Fatal(err)
	}
	return shell.Roads{Router: r}
}

// fakeOSRM is an OSRM server over the built-in router, with moods.
type fakeOSRM struct {
	t      testing.TB
	roads  shell.Roads
	points int // most in a table request

	mu       sync.Mutex
	mood     string // "" works
	requests int
	peak     int // most points of a request
}

func newFake(t testing.TB) *fakeOSRM { return &fakeOSRM{t: t, roads: roads(t), points: 100} }

func (f *fakeOSRM) feel(mood string) {
	f.mu.Lock()
	f.mood = mood
	f.mu.Unlock()
}

func (f *fakeOSRM) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests
}

func (f *fakeOSRM) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.requests++
	mood := f.mood
	f.mu.Unlock()
	say := func(status int, body string) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
	switch mood {
	case "hang":
		<-r.Context().Done()
		return
	case "broken":
		say(500, `{"code":"InternalError"}`)
	case "busy":
		say(429, `{"message":"Too Many Requests"}`)
	case "garbage":
		say(200, "<html>welcome</html>")
	case "redirect":
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	case "no segment":
		say(400, `{"code":"NoSegment","message":"Could not find a matching segment"}`)
	case "too big":
		say(400, `{"code":"TooBig","message":"Too many table coordinates"}`)
	case "huge":
		w.Write(bytes.Repeat([]byte(" "), maxAnswer+10))
	case "short":
		say(200, `{"code":"Ok","durations":[[1]],"distances":[[1]],"routes":[{"geometry":{"coordinates":[[7,50]]}}]}`)
	case "old":
		say(200, `{"code":"Ok","durations":[[1,2],[3,4]],"routes":[]}`)
	case "negative":
		say(200, `{"code":"Ok","durations":[[-1]],"distances":[[1]],"routes":[{"geometry":{"coordinates":[[7],[8]]}}]}`)
	case "endless":
		say(200, `{"code":"Ok","durations":[[1e300]],"distances":[[1]],"routes":[{"geometry":{"coordinates":[[700,50],[7,50]]}}]}`)
	case "overflow":
		say(200, `{"code":"Ok","durations":[[1e999]],"distances":[[1]],"routes":"none"}`)
	case "lies":
		say(200, `{"code":"NoTable"}`)
	default:
		f.answer(w, r)
	}
}

func (f *fakeOSRM) answer(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if r.Method != http.MethodGet || len(parts) != 4 || parts[1] != "v1" {
		f.t.Errorf("%s %s", r.Method, r.URL)
		http.NotFound(w, r)
		return
	}
	profile, ok := map[string]geo.Profile{"foot": geo.Foot, "bike": geo.Ebike, "car": geo.Car}[parts[2]]
	if !ok {
		f.t.Errorf("profile %q", parts[2])
	}
	var at []geo.Point
	for pair := range strings.SplitSeq(parts[3], ";") {
		lng, lat, _ := strings.Cut(pair, ",")
		at = append(at, geo.Point{Lng: f.number(lng), Lat: f.number(lat)})
	}
	f.mu.Lock()
	f.peak = max(f.peak, len(at))
	f.mu.Unlock()
	q := r.URL.Query()
	switch parts[0] {
	case "table":
		if len(at) > f.points || q.Get("annotations") != "duration,distance" {
			f.t.Errorf("%d points, %v", len(at), q)
		}
		f.table(w, profile, f.pick(at, q.Get("sources")), f.pick(at, q.Get("destinations")))
	case "route":
		way, err := f.roads.Way(r.Context(), profile, at[0], at[1])
		if err != nil {
			w.WriteHeader(400)
			fmt.Fprint(w, `{"code":"NoRoute"}`)
			return
		}
		var line [][2]float64
		for _, p := range way {
			line = append(line, [2]float64{p.Lng, p.Lat})
		}
		json.NewEncoder(w).Encode(map[string]any{"code": "Ok", "routes": []any{map[string]any{"geometry": map[string]any{"coordinates": line}}}})
	}
}

func (f *fakeOSRM) table(w http.ResponseWriter, profile geo.Profile, from, to []geo.Point) {
	legs, err := f.roads.Times(f.t.Context(), profile, from, to)
	if err != nil {
		f.t.Error(err)
	}
	durations, distances := make([][]*float64, len(legs)), make([][]*float64, len(legs))
	for i, row := range legs {
		durations[i], distances[i] = make([]*float64, len(row)), make([]*float64, len(row))
		for k, l := range row {
			if l.Travel != problem.Unreachable {
				s, m := l.Travel.Seconds(), float64(l.Meters)
				durations[i][k], distances[i][k] = &s, &m
			}
		}
	}
	json.NewEncoder(w).Encode(map[string]any{"code": "Ok", "durations": durations, "distances": distances})
}

func (f *fakeOSRM) pick(at []geo.Point, list string) []geo.Point {
	var out []geo.Point
	for s := range strings.SplitSeq(list, ";") {
		out = append(out, at[int(f.number(s))])
	}
	return out
}

func (f *fakeOSRM) number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		f.t.Error(err)
	}
	return v
}

// RoundTrip makes the fake a transport without sockets, for virtual time.
func (f *fakeOSRM) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	f.ServeHTTP(rec, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return rec.Result(), nil
}

// slowTransport answers late.
type slowTransport struct {
	fake *fakeOSRM
	late time.Duration
}

func (s slowTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(s.late):
		return s.fake.RoundTrip(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}
