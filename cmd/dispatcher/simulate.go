package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/simulator"
)

func simulate(ctx context.Context, args []string) error {
	fs := flags("simulate", "lives one day of a neighbourhood in process and prints how it ended.")
	name := fs.String("scenario", "andorra", "file that says where, who and how, or one of those that come with the program")
	city := fs.String("city", "", "city file instead of the scenario's, all of it")
	seed := fs.Uint64("seed", 1, "of everything that chance decides")
	n := fs.Int("orders", 0, "how many orders")
	couriers := fs.Int("couriers", 0, "how many couriers")
	robots := fs.Int("robots", 0, "how many robots")
	lockers := fs.Int("lockers", 0, "how many locker banks")
	carers := fs.Int("carers", 0, "how many carers")
	visits := fs.Int("visits", 0, "how many visits to homes")
	record := fs.String("journal", "", "new SQLite file to record the day in, for replay and whatif")
	audit := fs.Bool("audit", false, "check the engine's invariants after every step")
	heap := fs.Bool("heap", false, "print the size of the heap every simulated hour")
	meals := newMDRPFlags(fs)
	var out reportFlags
	out.register(fs)
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		return errors.Join(err, errUsage)
	}
	if meals.wanted() {
		return meals.run(ctx)
	}
	sc, err := openScenario(*name)
	if err != nil {
		return badInput(err)
	}
	counts := map[string]func(){
		"seed": func() { sc.Seed = *seed }, "orders": func() { sc.Orders = *n }, "couriers": func() { sc.Couriers = *couriers },
		"robots": func() { sc.Robots = *robots }, "lockers": func() { sc.Lockers = *lockers },
		"carers": func() { sc.Carers = *carers }, "visits": func() { sc.Visits = *visits },
	}
	away := sc.Away
	counts["utc-offset"] = func() { away = out.away }
	fs.Visit(func(f *flag.Flag) {
		if set := counts[f.Name]; set != nil {
			set()
		}
	})
	if min(sc.Orders, sc.Couriers, sc.Robots, sc.Lockers, sc.Carers, sc.Visits) < 0 {
		return badInput(errors.New("--orders, --couriers, --robots, --lockers, --carers and --visits are 0 at least"))
	}
	var c *roadnet.City
	if *city != "" {
		sc.Box = simulator.Scenario{}.Box
		c, err = roadnet.ReadFile(*city)
	} else {
		c, err = openMap(ctx, sc)
	}
	if err != nil {
		return err
	}
	out.away = away
	return liveDay(ctx, sc, c, dayOptions{audit: *audit, heap: *heap, journal: *record, report: out})
}

// dayOptions say what to do beside living a day.
type dayOptions struct {
	audit, heap bool
	journal     string
	report      reportFlags
}

// liveDay runs a scenario to its end and prints how it went.
func liveDay(ctx context.Context, sc simulator.Scenario, c *roadnet.City, o dayOptions) error {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a day's garbage is young, and the heap small
	built := time.Now()
	d, err := simulator.NewDay(ctx, sc, roadnet.NewRouter(c), o.audit, nil)
	if err != nil {
		return err
	}
	d.Store.Keep = o.journal != ""
	day := o.report.collector()
	if o.report.wanted() {
		d.Watch = day.Take
	}
	bar := newBar(os.Stderr)
	began := time.Now()
	next := sc.Start
	err = d.Run(sc.Start.Add(sc.Span+56*time.Hour), func(at clock.Instant) {
		if o.heap && at >= next {
			next = at.Add(time.Hour)
			fmt.Fprintf(os.Stderr, "%s heap %.1f MB, %d orders open\n", at, heapMB(), d.State().Orders.Len())
		}
		bar.step("simulating", int64(at.Sub(sc.Start)), int64(sc.Span+time.Hour))
	})
	bar.end()
	if err != nil {
		return err
	}
	wall := time.Since(began).Seconds()
	hours := d.Now().Sub(sc.Start).Hours()
	fmt.Fprintf(os.Stderr, "%.1f hours in %.1f s: %.1f simulated hours a second, after %.1f s for the world; %d events; %s; digest %s\n",
		hours, wall, hours/wall, began.Sub(built).Seconds(), d.Loop().Stats().Events, d.Spent(), d.State().Digest)
	fmt.Println(d.Summary())
	if o.journal != "" {
		if err := recordDay(ctx, d, o.journal); err != nil {
			return err
		}
	}
	return o.report.write(day)
}

// heapMB is what the heap holds once the garbage is gone.
func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}
