package simulator

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
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
	sc := wilmington(b)
	sc.Start = sc.Start.Add(5*time.Hour + 30*time.Minute)
	sc.Orders, sc.Span = 6000, time.Hour
	if n, err := strconv.Atoi(os.Getenv("LINLI_MINUTES")); err == nil {
		sc.Orders, sc.Span = 100*n, time.Duration(n)*time.Minute
	}
	sc.Shifts = []Shift{{At: 11 * time.Hour, For: 9 * time.Hour, Weight: 1}}
	sc.Couriers = 1400
	benchmarkDay(b, sc)
}

// The whole of the large scenario.
func BenchmarkWilmington(b *testing.B) { benchmarkDay(b, wilmington(b)) }

func wilmington(b *testing.B) Scenario {
	sc, err := NamedScenario("wilmington")
	if err != nil {
		b.Fatal(err)
	}
	if n, err := strconv.Atoi(os.Getenv("LINLI_NEAREST")); err == nil {
		sc.Nearest = n
	}
	return sc
}

func benchmarkDay(b *testing.B, sc Scenario) {
	r := delaware(b)
	for b.Loop() {
		d, err := NewDay(context.Background(), sc, r, false, nil)
		if err != nil {
			b.Fatal(err)
		}
		d.Store.Keep = false
		began, spent := time.Now(), processorTime(b)
		if err := d.Run(sc.Start.Add(sc.Span+56*time.Hour), nil); err != nil {
			b.Fatal(err)
		}
		wall := time.Since(began)
		b.ReportMetric(wall.Seconds(), "s/day")
		b.ReportMetric((processorTime(b) - spent).Seconds(), "cpu-s/day")
		b.ReportMetric(float64(d.Loop().Stats().Events)/wall.Seconds(), "events/s")
		b.Logf("%s; %s; %d events; digest %s", d.World.Summary(d.Decision()), d.Spent(), d.Loop().Stats().Events, d.State().Digest)
	}
}

// processorTime is what this process has computed so far. On a machine that
// others use too it says what a change is worth; the clock on the wall does not.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
