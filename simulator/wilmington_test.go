package simulator

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/geo/roadnet"
)

func delaware(t testing.TB) *roadnet.Router {
	t.Helper()
	dir, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Skipf("no Go module cache: %v", err)
	}
	path, err := roadnet.DefaultExtract(strings.TrimSpace(string(dir)))
	if err != nil {
		t.Skip(err)
	}
	f, err := os.Open(filepath.Join(filepath.Dir(path), "delaware-latest.osm.pbf"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	st, _ := f.Stat()
	c, err := roadnet.Import(f, st.Size(), roadnet.PBF, roadnet.Options{Name: "Delaware", Jurisdiction: roadnet.DefaultJurisdiction()})
	if err != nil {
		t.Fatal(err)
	}
	return roadnet.NewRouter(c)
}

// The noon hour of the large scenario, with everybody who works then: what a
// second of the full day costs at its worst.
func BenchmarkNoon(b *testing.B) {
	sc, err := NamedScenario("wilmington")
	if err != nil {
		b.Fatal(err)
	}
	sc.Start = sc.Start.Add(5*time.Hour + 30*time.Minute)
	sc.Orders, sc.Span = 6000, time.Hour
	if n, err := strconv.Atoi(os.Getenv("LINLI_MINUTES")); err == nil {
		sc.Orders, sc.Span = 100*n, time.Duration(n)*time.Minute
	}
	if n, err := strconv.Atoi(os.Getenv("LINLI_NEAREST")); err == nil {
		sc.Nearest = n
	}
	sc.Shifts = []Shift{{At: 11 * time.Hour, For: 9 * time.Hour, Weight: 1}}
	sc.Couriers = 1400
	r := delaware(b)
	for b.Loop() {
		d, err := NewDay(context.Background(), sc, r, false, nil)
		if err != nil {
			b.Fatal(err)
		}
		d.Store.Keep = false
		began := time.Now()
		if err := d.Run(sc.Start.Add(56*time.Hour), nil); err != nil {
			b.Fatal(err)
		}
		wall := time.Since(began)
		b.ReportMetric(wall.Seconds(), "s/day")
		b.ReportMetric(float64(d.Loop().Stats().Events)/wall.Seconds(), "events/s")
		b.Logf("%s; %s; %d events; %v wall; step %v", d.World.Summary(d.Decision()), d.Spent(), d.Loop().Stats().Events, wall, d.Loop().Stats().StepTime)
	}
}
