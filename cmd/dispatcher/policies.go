package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
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

// linli is the contender whose days are planned again in hindsight, and beside
// which the others are set.
const linli = "Linli"

var rivals = []contender{
	{"greedy nearest", nil, func(p shell.Planner) shell.Solver { return simulator.Greedy{Planner: p} }},
	{"rolling-horizon matching", nil, func(p shell.Planner) shell.Solver { return simulator.Rolling{Planner: p} }},
	{linli, nil, nil},
	{"Linli without robots", func(sc *simulator.Scenario) { sc.Robots = 0 }, nil},
	{"Linli without lockers", func(sc *simulator.Scenario) { sc.Lockers = 0 }, nil},
}

// front lists the production policy with the resident's time at several prices,
// in minor units a minute; Linli's own is one of them.
func front() []contender {
	own := dispatch.DefaultPolicy().Weights.ResidentPerMinute
	prices := []int64{4, 10, 20, own, 80, 160}
	slices.Sort(prices)
	var out []contender
	for _, price := range slices.Compact(prices) {
		c := contender{name: fmt.Sprintf("resident's minute at %d", price), change: func(sc *simulator.Scenario) {
			p := dispatch.DefaultPolicy()
			p.Weights.ResidentPerMinute = price
			sc.Policy = &p
		}}
		if price == own {
			c.name = linli
		}
		out = append(out, c)
	}
	return out
}

// The lines that nobody could have decided on the day.
const (
	hindsightPlan = "hindsight plan"
	lowerBound    = "lower bound"
)

// tableFlags say which days the policies are compared on.
type tableFlags struct {
	scenario                                                 string
	seeds, orders, couriers, robots, lockers, carers, visits int
	iterations                                               int64
	front                                                    bool
}

// contenders lists who is compared.
func (f *tableFlags) contenders() []contender {
	if f.front {
		return front()
	}
	return rivals
}

// policies compares policies over the same days.
func policies(ctx context.Context, args []string) error {
	fs := flags("policies", `compares greedy nearest, rolling-horizon matching and Linli's policy, with and without robots and lockers, on the days of
the seeds 1 to N: the same demand, weather and dice for all of them. Means ± half the 95% interval; then the difference of
each to Linli, seed by seed. Last come Linli's days planned in hindsight, by the same matcher with everything known
beforehand (a plan: a better one may exist), and a bound that no plan can beat (each figure by itself, each order alone).`)
	var f tableFlags
	fs.StringVar(&f.scenario, "scenario", "andorra", "as for simulate")
	fs.IntVar(&f.seeds, "seeds", 10, "how many days; 2 at least")
	fs.IntVar(&f.orders, "orders", 0, "a day (default: the scenario's)")
	fs.IntVar(&f.couriers, "couriers", 0, "how many couriers (default: the scenario's)")
	fs.IntVar(&f.robots, "robots", 0, "how many robots (default: the scenario's)")
	fs.IntVar(&f.lockers, "lockers", 0, "how many locker banks (default: the scenario's)")
	fs.IntVar(&f.carers, "carers", 0, "how many carers (default: the scenario's)")
	fs.IntVar(&f.visits, "visits", 0, "a day (default: the scenario's)")
	fs.Int64Var(&f.iterations, "hindsight", 3000, "iterations of the search in hindsight; 0: no such plan")
	fs.BoolVar(&f.front, "front", false, "instead of the rivals, Linli's policy with the resident's time at several prices: what a quicker door costs")
	if rest, err := parse(fs, args); err != nil || len(rest) > 0 {
		if err == nil {
			fmt.Fprintf(fs.Output(), "policies takes flags only, not %q\n", rest[0])
			err = errUsage
		}
		return err
	}
	if f.seeds < 2 {
		return badInput(errors.New("--seeds is 2 at least: of one day there is no interval"))
	}
	if min(f.orders, f.couriers, f.robots, f.lockers, f.carers, f.visits) < 0 || f.iterations < 0 {
		return badInput(errors.New("--orders, --couriers, --robots, --lockers, --carers, --visits and --hindsight are 0 at least"))
	}
	sc, err := openScenario(f.scenario)
	if err != nil {
		return badInput(err)
	}
	fs.Visit(func(given *flag.Flag) {
		switch given.Name {
		case "orders":
			sc.Orders = f.orders
		case "couriers":
			sc.Couriers = f.couriers
		case "robots":
			sc.Robots = f.robots
		case "lockers":
			sc.Lockers = f.lockers
		case "carers":
			sc.Carers = f.carers
		case "visits":
			sc.Visits = f.visits
		}
	})
	c, err := openMap(ctx, sc)
	if err != nil {
		return err
	}
	return f.compare(ctx, sc, roadnet.NewRouter(c))
}

// lived is what became of one day under one policy.
type lived struct {
	day, plan, bound simulator.Figures // plan and bound of Linli's days
}

// compare lives every day under every policy and prints the tables.
func (f *tableFlags) compare(ctx context.Context, sc simulator.Scenario, router *roadnet.Router) error {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as for one day
	fmt.Printf("%s: %d orders, %d couriers, %d robots, %d lockers, %d visits by %d carers; %d days; mean ± half the 95%% interval, of the orders\n",
		sc.Name, sc.Orders, sc.Couriers, sc.Robots, sc.Lockers, sc.Visits, sc.Carers, f.seeds)
	contenders := f.contenders()
	progress, done, total := newBar(os.Stderr), int64(0), int64(f.seeds*len(contenders))
	began := time.Now()
	days, err := simulator.Over(ctx, int(total), func(ctx context.Context, n uint64) (lived, error) {
		c := contenders[(n-1)/uint64(f.seeds)]
		l, err := f.live(ctx, c, sc, router, (n-1)%uint64(f.seeds)+1)
		if err != nil && ctx.Err() == nil {
			err = fmt.Errorf("%s, seed %d: %w", c.name, (n-1)%uint64(f.seeds)+1, err)
		}
		return l, err
	}, func() {
		done++
		progress.step(contenders[min(done*int64(len(contenders))/total, int64(len(contenders)-1))].name, done, total)
	})
	progress.end()
	if err != nil {
		return err
	}
	f.print(os.Stdout, days)
	fmt.Printf("%d days in %.0f s\n", total, time.Since(began).Seconds())
	return nil
}

// live lives one day under a policy.
func (f *tableFlags) live(ctx context.Context, c contender, sc simulator.Scenario, router *roadnet.Router, seed uint64) (lived, error) {
	sc.Seed = seed
	if c.change != nil {
		c.change(&sc)
	}
	d, err := simulator.NewDay(ctx, sc, router, false, nil)
	if err != nil {
		return lived{}, err
	}
	d.Store.Keep = false
	if c.solver != nil {
		d.PlanWith(c.solver(shell.RoadPlanner(router)))
	}
	day := report.NewCollector(sc.Away)
	d.Watch = day.Take
	var after *simulator.Hindsight
	if c.name == linli {
		after = simulator.NewHindsight(d)
		d.Watch = func(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
			day.Take(s, at, ds)
			after.Take(s, at, ds)
		}
	}
	if err := d.Run(sc.Start.Add(sc.Span+56*time.Hour), nil); err != nil {
		return lived{}, err
	}
	r := day.Report()
	l := lived{day: simulator.DayFigures(r, d.Decision())}
	if after == nil {
		return l, nil
	}
	if l.bound, err = after.Bound(ctx, r); err == nil && f.iterations > 0 {
		l.plan, err = after.Plan(ctx, r, f.iterations)
	}
	return l, err
}

// row is one line of the table: a figure of every day.
type row struct {
	name string
	days []simulator.Figures
}

// rows sorts the days by line.
func (f *tableFlags) rows(days []lived) []row {
	var out []row
	var plan, bound row
	plan.name, bound.name = hindsightPlan, lowerBound
	for i, c := range f.contenders() {
		r := row{name: c.name}
		for _, l := range days[i*f.seeds : (i+1)*f.seeds] {
			r.days = append(r.days, l.day)
			if c.name == linli {
				plan.days, bound.days = append(plan.days, l.plan), append(bound.days, l.bound)
			}
		}
		out = append(out, r)
	}
	if f.iterations > 0 {
		out = append(out, plan)
	}
	return append(out, bound)
}

// print prints the means, and the differences to Linli.
func (f *tableFlags) print(w io.Writer, days []lived) {
	rows := f.rows(days)
	heading := func(first string) {
		fmt.Fprintf(w, "%-26s", first)
		for _, figure := range simulator.FigureNames {
			fmt.Fprintf(w, " %14s", figure.Name)
		}
		fmt.Fprintln(w)
	}
	heading("policy")
	var ours row
	for _, r := range rows {
		if r.name == linli {
			ours = r
		}
		fmt.Fprintf(w, "%-26s", r.name)
		for _, figure := range simulator.FigureNames {
			values := make([]float64, len(r.days))
			for i := range r.days {
				values[i] = figure.Of(&r.days[i])
			}
			fmt.Fprintf(w, " %14s", cell("%.2f", simulator.SpreadOf(values)))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	heading("less Linli, seed by seed")
	for _, r := range rows {
		if r.name == linli {
			continue
		}
		fmt.Fprintf(w, "%-26s", r.name)
		for _, figure := range simulator.FigureNames {
			values := make([]float64, len(r.days))
			for i := range r.days {
				values[i] = figure.Of(&r.days[i]) - figure.Of(&ours.days[i])
			}
			fmt.Fprintf(w, " %14s", cell("%+.2f", simulator.SpreadOf(values)))
		}
		fmt.Fprintln(w)
	}
}

// cell is a mean and the half width of its interval; a dash where there is no
// such figure.
func cell(format string, s simulator.Spread) string {
	if math.IsNaN(s.Mean) {
		return "-"
	}
	return fmt.Sprintf(format+" ± %.2f", s.Mean, s.Half)
}
