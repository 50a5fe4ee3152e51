package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/linli/linli/geo/roadnet"
)

// benchRow is one line of the table of `dispatcher bench`.
type benchRow struct {
	what     string // measured
	here     string // our figure
	beside   string // a yardstick of the same run
	recorded string // figures recorded elsewhere, on another machine
	bar      string // what we promise
}

// benchSection is a titled group of rows.
type benchSection struct {
	title string
	rows  []benchRow
}

// benchCity is an imported extract that is being measured.
type benchCity struct {
	name    string
	path    string
	city    *roadnet.City
	router  *roadnet.Router
	took    time.Duration // of the import, on as many processors as there are
	maxSeen string        // the most memory the process has had so far
}

// Other measurements join here, from files of their own: perCity for what is
// measured on each extract, alone for what needs none.
var (
	benchesPerCity = []func(ctx context.Context, c *benchCity) ([]benchRow, error){benchRoads}
	benchesAlone   = []func(ctx context.Context) (benchSection, error){}
)

// bench prints one table of what is measured and what it is held against.
func bench(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "matching" {
		return benchMatching(ctx, args[1:])
	}
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	shared := fs.String("extracts", filepath.Join("..", "shared", "osm"), "folder of further extracts; those that are missing are left out")
	only := fs.String("only", "", "measure only the cities and sections whose name holds this")
	fs.Usage = func() {
		fmt.Fprintln(fs.Output(), "usage: dispatcher bench [--extracts FOLDER] [--only NAME], or dispatcher bench matching -h")
		fmt.Fprintln(fs.Output(), "measures routing and the moving index; each figure is the least of several batches' means")
		fs.PrintDefaults()
	}
	if _, err := parse(fs, args); err != nil {
		return err
	}
	fmt.Printf("%d processors, %s; every figure is the least of the means of five batches\n", runtime.NumCPU(), runtime.Version())
	for _, f := range benchesAlone {
		s, err := f(ctx)
		if err != nil {
			return err
		}
		if strings.Contains(s.title, *only) {
			printBench(os.Stdout, s)
		}
	}
	for _, path := range benchExtracts(*shared) {
		name := strings.SplitN(filepath.Base(path), ".", 2)[0]
		if !strings.Contains(name, *only) {
			continue
		}
		s, err := benchOne(ctx, name, path)
		if err != nil {
			return err
		}
		printBench(os.Stdout, s)
	}
	return ctx.Err()
}

// benchExtracts lists the six extracts of the measurements, as far as they are
// there.
func benchExtracts(shared string) []string {
	all := []string{filepath.Join(moduleCache(), "github.com", "paulmach", "osm@v0.8.0", "testdata", "delaware-latest.osm.pbf")}
	for _, name := range []string{"beijing_haidian.osm", "shanghai_center.osm", "heidelberg.osm.pbf", "helsinki.osm.pbf", "liechtenstein.osm.pbf"} {
		all = append(all, filepath.Join(shared, name))
	}
	var there []string
	for _, path := range all {
		if _, err := os.Stat(path); err != nil {
			fmt.Fprintf(os.Stderr, "left out: %v\n", err)
			continue
		}
		there = append(there, path)
	}
	return there
}

func benchOne(ctx context.Context, name, path string) (benchSection, error) {
	c := &benchCity{name: name, path: path}
	began := time.Now()
	var err error
	if c.city, err = importFile(ctx, path, name, roadnet.DefaultJurisdiction()); err != nil {
		return benchSection{}, err
	}
	c.took, c.maxSeen = time.Since(began), memoryPeak()
	c.router = roadnet.NewRouter(c.city)
	s := benchSection{title: name}
	for _, f := range benchesPerCity {
		rows, err := f(ctx, c)
		if err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		s.rows = append(s.rows, rows...)
	}
	return s, nil
}

// memoryPeak returns the most memory that the process has had, as the system
// says; empty where it does not.
func memoryPeak() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		var kB int
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kB); n == 1 {
			return fmt.Sprintf("%d MiB at most", kB/1024)
		}
	}
	return ""
}

func printBench(w io.Writer, s benchSection) {
	fmt.Fprintf(w, "\n%s\n", s.title)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  measured\there\tyardstick, same run\trecorded elsewhere\tbar")
	for _, r := range s.rows {
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\n", r.what, r.here, r.beside, r.recorded, r.bar)
	}
	_ = t.Flush()
}

// spent is how long something took by the clock, and what it used of the
// processors: on a busy machine only the second says much.
type spent struct{ wall, cpu time.Duration }

// spend returns what f takes: the least of the means of five batches of at
// least a tenth of a second each. What disturbs a machine only makes it slower.
func spend(f func()) spent {
	f() // warm
	least := spent{wall: 1<<63 - 1, cpu: 1<<63 - 1}
	for range 5 {
		began, used, n := time.Now(), processorTime(), 0
		for time.Since(began) < 100*time.Millisecond {
			f()
			n++
		}
		least.wall = min(least.wall, time.Since(began)/time.Duration(n))
		least.cpu = min(least.cpu, (processorTime()-used)/time.Duration(n))
	}
	return least
}

// each returns the share of one of n processors that were busy.
func (s spent) each(n int) spent { return spent{s.wall, s.cpu / time.Duration(n)} }

// String shows the processor's time too where somebody else had a part of it.
func (s spent) String() string {
	if s.cpu > 0 && s.cpu < s.wall*95/100 {
		return shortTime(s.wall) + " (" + shortTime(s.cpu) + " of processor time)"
	}
	return shortTime(s.wall)
}

// times returns how many times longer t takes, by the processor.
func (s spent) times(t spent) float64 { return float64(t.cpu) / float64(max(1, s.cpu)) }

func shortTime(d time.Duration) string {
	switch {
	case d < 500*time.Microsecond:
		return fmt.Sprintf("%.1f µs", float64(d.Nanoseconds())/1e3)
	case d < 2*time.Second:
		return fmt.Sprintf("%.2f ms", float64(d.Nanoseconds())/1e6)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// timed returns the time by the clock that spend measures.
func timed(f func()) time.Duration { return spend(f).wall }
