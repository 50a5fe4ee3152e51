package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/simulator"
)

func simulate(ctx context.Context, args []string) error {
	fs := flags("simulate", "lives one day of a neighbourhood in process and prints how it ended.")
	city := fs.String("city", "", "city file (default: Andorra, with the box of its capital)")
	seed := fs.Uint64("seed", 1, "of everything that chance decides")
	n := fs.Int("orders", 2000, "how many orders")
	couriers := fs.Int("couriers", 60, "how many couriers")
	robots := fs.Int("robots", 10, "how many robots")
	lockers := fs.Int("lockers", 6, "how many locker banks")
	record := fs.String("journal", "", "new SQLite file to record the day in, for replay and whatif")
	audit := fs.Bool("audit", false, "check the engine's invariants after every step")
	if _, err := parse(fs, args); err != nil {
		return err
	}
	c, err := openCity(ctx, *city)
	if err != nil {
		return err
	}
	start := clock.FromTime(time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC))
	sc := simulator.Scenario{
		Seed: *seed, Orders: *n, Couriers: *couriers, Robots: *robots, Lockers: *lockers,
		Start: start, Span: 16 * time.Hour, Peaks: simulator.MealDay(), Away: time.Hour,
	}
	if *city == "" {
		sc.Box = simulator.AndorraLaVella()
	}
	d, err := simulator.NewDay(ctx, sc, roadnet.NewRouter(c), *audit, nil)
	if err != nil {
		return err
	}
	d.Store.Keep = *record != ""
	bar := newBar(os.Stderr)
	began := time.Now()
	err = d.Run(start.Add(72*time.Hour), func(at clock.Instant) {
		bar.step("simulating", int64(at.Sub(start)), int64(sc.Span+time.Hour))
	})
	bar.end()
	if err != nil {
		return err
	}
	hours := d.Now().Sub(start).Hours()
	fmt.Fprintf(os.Stderr, "%.1f hours in %.1f s: %.1f simulated hours a second; %d events; digest %s\n",
		hours, time.Since(began).Seconds(), hours/time.Since(began).Seconds(), d.Loop().Stats().Events, d.State().Digest)
	fmt.Println(d.World.Summary(d.Decision()))
	if *record != "" {
		return recordDay(ctx, d, *record)
	}
	return nil
}
