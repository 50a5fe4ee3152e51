package main

import (
	"context"
	"fmt"
	"time"

	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
	"github.com/linli/linli/simulator/report"
)

// contender is one line of the table of policies.
type contender struct {
	name   string
	change func(*simulator.Scenario)
	solver func(shell.Planner) shell.Solver // nil: the production planner
}

var contenders = []contender{
	{"greedy nearest", nil, func(p shell.Planner) shell.Solver { return simulator.Greedy{Planner: p} }},
	{"rolling-horizon matching", nil, func(p shell.Planner) shell.Solver { return simulator.Rolling{Planner: p} }},
	{"Linli", nil, nil},
	{"Linli without robots", func(sc *simulator.Scenario) { sc.Robots = 0 }, nil},
	{"Linli without lockers", func(sc *simulator.Scenario) { sc.Lockers = 0 }, nil},
}

// tableFlags say which days the policies are compared on.
type tableFlags struct {
	seeds, orders, couriers, robots, lockers int
}

// policies compares policies over the same days.
func policies(ctx context.Context, args []string) error {
	fs := flags("policies", `compares greedy nearest, rolling-horizon matching and Linli's policy, with and without robots and lockers,
on the days of the seeds 1 to N. Means ± half the 95% interval.`)
	var f tableFlags
	name := fs.String("scenario", "andorra", "as for simulate")
	fs.IntVar(&f.seeds, "seeds", 10, "how many days")
	fs.IntVar(&f.orders, "orders", 600, "a day")
	fs.IntVar(&f.couriers, "couriers", 12, "how many couriers")
	fs.IntVar(&f.robots, "robots", 6, "how many robots")
	fs.IntVar(&f.lockers, "lockers", 6, "how many locker banks")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 || f.seeds < 2 {
		if err == nil {
			err = errUsage
		}
		return err
	}
	sc, err := openScenario(*name)
	if err != nil {
		return err
	}
	sc.Orders, sc.Couriers, sc.Robots, sc.Lockers = f.orders, f.couriers, f.robots, f.lockers
	c, err := openMap(ctx, sc)
	if err != nil {
		return err
	}
	return f.table(ctx, sc, roadnet.NewRouter(c))
}

// table prints the table, a line as soon as its days are over.
func (f *tableFlags) table(ctx context.Context, sc simulator.Scenario, router *roadnet.Router) error {
	fmt.Printf("%d orders, %d couriers, %d robots, %d lockers; %d seeds\n", f.orders, f.couriers, f.robots, f.lockers, f.seeds)
	fmt.Printf("%-26s %16s %16s %16s %16s %14s\n", "policy", "on time %", "minutes, median", "minutes, 95%", "cost per order", "failed")
	for _, c := range contenders {
		days, err := simulator.Over(ctx, f.seeds, func(ctx context.Context, seed uint64) (*report.Report, error) {
			return c.day(ctx, sc, router, seed)
		}, nil)
		if err != nil {
			return err
		}
		printLine(c.name, days)
	}
	return nil
}

// day lives one day under a policy.
func (c contender) day(ctx context.Context, sc simulator.Scenario, router *roadnet.Router, seed uint64) (*report.Report, error) {
	sc.Seed = seed
	if c.change != nil {
		c.change(&sc)
	}
	d, err := simulator.NewDay(ctx, sc, router, false, nil)
	if err != nil {
		return nil, err
	}
	d.Store.Keep = false
	if c.solver != nil {
		d.PlanWith(c.solver(shell.Planner{Travel: shell.Roads{Router: router}}))
	}
	day := report.NewCollector(sc.Away)
	d.Watch = day.Take
	if err := d.Run(sc.Start.Add(sc.Span+56*time.Hour), nil); err != nil {
		return nil, fmt.Errorf("%s, seed %d: %w", c.name, seed, err)
	}
	return day.Report(), nil
}

func printLine(name string, days []*report.Report) {
	of := func(f func(*report.Report) float64) string {
		values := make([]float64, len(days))
		for i, d := range days {
			values[i] = f(d)
		}
		return simulator.SpreadOf(values).String()
	}
	fmt.Printf("%-26s %16s %16s %16s %16s %14s\n", name,
		of(func(r *report.Report) float64 { return 100 * r.OnTime }), of(func(r *report.Report) float64 { return r.P50 }),
		of(func(r *report.Report) float64 { return r.P95 }), of(func(r *report.Report) float64 { return r.Cost / 100 }),
		of(func(r *report.Report) float64 { return float64(r.Failed) }))
}
