package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/simulator"
	"github.com/linli/linli/simulator/report"
)

// whatIf lives a recorded day again, under another policy or with other means.
func whatIf(ctx context.Context, args []string) error {
	fs := flags("whatif", `JOURNAL [--policy FILE] [--with couriers=+5,robots=+2,locker=LNG:LAT] lives a recorded day again.
Orders, edits, sign-ons, ready times and faults happen as recorded; movement, acceptance, service times and collection
follow the new plan, as people behaved that day. First the day is re-simulated under its own policy: the gap to what was
recorded is what the model gets wrong. Then both are set side by side: means over the seeds ± half of the 95% interval.`)
	var r recording
	r.register(fs)
	var out reportFlags
	out.register(fs)
	city := fs.String("city", "", "city file of the recorded day (default: the one that is kept of Andorra)")
	policy := fs.String("policy", "", "JSON file of the policy to try (default: the recorded day's)")
	with := fs.String("with", "", "what is otherwise: couriers=±N, robots=±N, locker=LNG:LAT, with commas between")
	seeds := fs.Int("seeds", 20, "how many times each day is lived; 5 at least")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return badInput(fmt.Errorf("whatif wants one journal, not %d: name one journal that serve or simulate --journal wrote", len(rest)))
	}
	if *seeds < 5 {
		return badInput(errors.New("--seeds is 5 at least: fewer give no interval worth the name"))
	}
	change, err := simulator.ParseChange(*with)
	if err != nil {
		return badInput(fmt.Errorf("--with: %w", err))
	}
	own, try, err := policiesOf(r.policy, *policy)
	if err != nil {
		return err
	}
	c, err := openCity(ctx, *city)
	if err != nil {
		return err
	}
	day, history := out.collector(), simulator.NewHistory()
	_, err = r.walk(ctx, rest[0], func(st simulator.Step) error {
		day.Take(st.State, st.Record.At, st.Decisions)
		history.Take(st)
		return nil
	})
	if err != nil {
		return err
	}
	if history.City() != c.Hash {
		return badInput(fmt.Errorf("the day was recorded on city file %s, not %s: give it with --city", history.City(), c.Hash))
	}
	history.Settle()
	fmt.Println(history.Fitted())
	again := simulator.Rerun{History: history, Router: roadnet.NewRouter(c), Policy: own, Away: out.away}
	then := day.Report()
	mine, err := overSeeds(ctx, "own policy", again, *seeds)
	if err != nil {
		return err
	}
	fmt.Printf("\nthe day under its own policy, %d seeds: the gap is the model's\n%s", *seeds, simulator.SideBySide(then, mine, nil))
	if *policy == "" && *with == "" {
		return nil
	}
	again.Policy, again.Change = try, change
	other, err := overSeeds(ctx, "what if", again, *seeds)
	if err != nil {
		return err
	}
	fmt.Printf("\nwhat if %s%s, %d seeds\n%s", *policy, *with, *seeds, simulator.SideBySide(then, mine, other))
	return out.writeReport(other[0])
}

// policiesOf returns the recorded day's policy and the one to try, which is the
// same when no file is named.
func policiesOf(recorded, other string) (own, try dispatch.Policy, err error) {
	if own, err = policyFrom(recorded); err != nil || other == "" {
		return own, own, err
	}
	try, err = policyFrom(other)
	return own, try, err
}

// overSeeds lives a day under the seeds 1 to n.
func overSeeds(ctx context.Context, what string, again simulator.Rerun, n int) ([]*report.Report, error) {
	progress, done := newBar(os.Stderr), int64(0)
	defer progress.end()
	return simulator.Over(ctx, n, func(ctx context.Context, seed uint64) (*report.Report, error) {
		x := again
		x.Seed = seed
		return x.Run(ctx)
	}, func() {
		done++
		progress.step(what, done, int64(n))
	})
}
