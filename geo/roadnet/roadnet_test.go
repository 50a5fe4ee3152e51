package roadnet

import (
	"go/build"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/linli/linli/geo"
)

// modcache returns the module cache, as `go env GOMODCACHE` would.
func modcache() string {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	return filepath.Join(filepath.SplitList(build.Default.GOPATH)[0], "pkg", "mod")
}

// importFile imports an extract, or skips the test where it is missing. Under
// the race detector, what compares a whole town with an oracle computes for
// minutes: that is for the tests at full speed, and sharing is TestConcurrentUse's.
func importFile(t testing.TB, path string, j Jurisdiction) *City {
	t.Helper()
	if testing.Short() {
		t.Skip("a whole town: the tests at full speed read it")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("extract is not here: %v", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	format, err := FormatOf(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Import(f, info.Size(), format, Options{Name: strings.SplitN(filepath.Base(path), ".", 2)[0], Jurisdiction: j})
	if err != nil {
		t.Fatalf("import %s: %v", path, err)
	}
	return c
}

var andorraOnce = sync.OnceValues(func() (string, error) { return DefaultExtract(modcache()) })

var andorraCity struct {
	sync.Once
	router *Router
}

// andorra returns a router over Andorra with the demo's jurisdiction, or skips.
func andorra(t testing.TB) *Router {
	t.Helper()
	path, err := andorraOnce()
	if err != nil || testing.Short() {
		t.Skip("a whole town, for the tests at full speed: ", err)
	}
	andorraCity.Do(func() {
		j, err := NamedJurisdiction("andorra-demo")
		if err != nil {
			t.Fatal(err)
		}
		andorraCity.router = NewRouter(importFile(t, path, j))
	})
	if andorraCity.router == nil {
		t.Skip("Andorra could not be imported")
	}
	return andorraCity.router
}

// tiny imports OSM XML written in a test.
func tiny(t testing.TB, xml string, j Jurisdiction) *Router {
	t.Helper()
	c, err := Import(strings.NewReader(xml), int64(len(xml)), XML, Options{Name: "tiny", Jurisdiction: j})
	if err != nil {
		t.Fatal(err)
	}
	return NewRouter(c)
}

var andorraLaVella = geo.Bounds{Min: geo.Point{Lng: 1.50, Lat: 42.49}, Max: geo.Point{Lng: 1.55, Lat: 42.52}}

// TestHeavyAndorraReport holds the two figures that the demo rests on: the cautious
// rule reaches little of the old town, the demo's rule most of it.
func TestHeavyAndorraReport(t *testing.T) {
	heavy(t)
	r := andorra(t)
	path, err := DefaultExtract(modcache())
	if err != nil {
		t.Skip(err)
	}
	town := r.ReportIn(andorraLaVella)
	cautious := NewRouter(importFile(t, path, DefaultJurisdiction()))
	small := cautious.ReportIn(andorraLaVella)
	if 10*town.Reach[geo.Robot].Buildings < 9*town.Buildings {
		t.Errorf("the demo's robots reach %d of %d buildings", town.Reach[geo.Robot].Buildings, town.Buildings)
	}
	if 2*small.Reach[geo.Robot].Buildings > small.Buildings {
		t.Errorf("the cautious robots reach %d of %d buildings", small.Reach[geo.Robot].Buildings, small.Buildings)
	}
	for _, text := range []string{r.Report().String(), town.String(), cautious.Report().String(), small.String()} {
		t.Log(text)
	}
}

// TestConcurrentUse is for the race detector: one router, many callers, the
// same answers.
func TestConcurrentUse(t *testing.T) {
	r := tiny(t, square("highway=residential", "barrier=gate"), Jurisdiction{})
	want := tiny(t, square("highway=residential", "barrier=gate"), Jurisdiction{})
	points := []geo.Point{{Lng: 1.5, Lat: 42.5}, {Lng: 1.502, Lat: 42.501}, {Lng: 1.504, Lat: 42.5015}, {Lng: 1.501, Lat: 42.502}}
	var wait sync.WaitGroup
	for p := range geo.ProfileCount {
		for range 4 {
			wait.Go(func() {
				times := r.Times(geo.Profile(p), points, points)
				for i := range points {
					for k := range points {
						route, err := r.Route(geo.Profile(p), points[i], points[k])
						if err != nil || route.Leg != times[i][k] || want.Leg(geo.Profile(p), points[i], points[k]) != times[i][k] {
							t.Errorf("%s: %v, %v, %v", geo.Profile(p), route.Leg, err, times[i][k])
						}
					}
				}
				if _, err := r.City().Tile(14, 8260, 6040); err != nil {
					t.Error(err)
				}
				useAtOnce(t, r, geo.Profile(p), points)
			})
		}
	}
	wait.Wait()
}

// useAtOnce asks what a router answers with several threads of its own, or out
// of pools that its callers share: a table, an area, another hour.
func useAtOnce(t *testing.T, r *Router, p geo.Profile, points []geo.Point) {
	var places []Snap
	for i := range 12 * len(points) {
		s, err := r.Snap(p, points[i%len(points)])
		if err != nil {
			t.Error(err)
			return
		}
		places = append(places, s)
	}
	cells := make([]Leg, len(places)*len(places))
	r.Table(p, places, places, 3, cells)
	for i, a := range places {
		for k, b := range places {
			if cells[i*len(places)+k] != r.LegBetween(p, a, b) {
				t.Errorf("%s: %d to %d differs in a table", p, i, k)
			}
		}
	}
	reach, err := r.Within(p, points[0], 300_000)
	if err != nil {
		t.Error(err)
		return
	}
	reach.Area()
	if _, err := r.WithTraffic(rushHour(r.City()), 8); err != nil {
		t.Error(err)
	}
}

// computes skips a test under the race detector: it computes long, in one
// goroutine.
func computes(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("computes in one goroutine: the tests at full speed run it")
	}
}

// heavy skips what takes minutes under the race detector: whole extracts,
// read again.
func heavy(t *testing.T) {
	t.Helper()
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("set LINLI_HEAVY=1, as make check does at full speed")
	}
}
