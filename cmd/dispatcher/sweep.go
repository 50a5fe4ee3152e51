package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/simulator/faults"
)

// sweep lives seeds full of faults, or hunts for broken guards with them.
func sweep(ctx context.Context, args []string) error {
	fs := flags("sweep", "lives a small zone full of faults, seed after seed, and checks everything after every step.")
	first := fs.Uint64("first", 1, "the first seed")
	seeds := fs.Int("seeds", 80, "how many seeds")
	planted := fs.Bool("planted", false, "break the guards of the production code, one at a time, and see that each is noticed (needs a build with -tags planted)")
	guard := fs.String("guard", "", "with --planted: break only the guards whose text contains this")
	if _, err := parse(fs, args); err != nil {
		return err
	}
	if *seeds < 1 {
		return errors.New("sweep: at least one seed is needed")
	}
	if *planted {
		return hunt(ctx, *guard, *first, *seeds)
	}
	bar, began := newBar(os.Stderr), time.Now()
	var counts faults.Counts
	var lived time.Duration
	var ran, steps, lives, failed int
	digests := map[uint64]string{}
	faults.Sweep(*first, *seeds, func(o faults.Outcome) bool {
		counts.Add(o.Faults)
		lived += o.Lived
		ran, steps, lives = ran+1, steps+o.Steps, lives+o.Lives
		digests[o.Seed] = o.Digest
		if len(o.Wrong) > 0 {
			failed++
			bar.end()
			fmt.Printf("%s\n  %s\n", o.Replay(), o.Wrong[0])
		}
		bar.step("sweeping", int64(ran), int64(*seeds))
		return ctx.Err() == nil
	})
	bar.end()
	for _, k := range faults.Kinds() {
		fmt.Printf("%8d  %s\n", counts[k], k)
	}
	all := sha256.New()
	for seed := *first; seed < *first+uint64(*seeds); seed++ {
		fmt.Fprintln(all, digests[seed])
	}
	fmt.Printf("%d seeds, %.0f zone-hours, %d faults, %d steps, each checked in full, %d processes; digest of all digests %x; %.1f s\n",
		ran, lived.Hours(), counts.Total(), steps, lives, all.Sum(nil)[:8], time.Since(began).Seconds())
	if failed > 0 {
		return fmt.Errorf("sweep: %d of %d seeds failed", failed, ran)
	}
	return ctx.Err()
}

// hunt breaks each guard whose text contains some words in turn and prints after
// how many seeds the sweep noticed.
func hunt(ctx context.Context, words string, first uint64, seeds int) error {
	if !faults.Planted {
		return errors.New("sweep: this build has no broken guards: go run -tags planted ./cmd/dispatcher sweep --planted")
	}
	missed, guards := 0, slices.DeleteFunc(faults.Guards(), func(g faults.Guard) bool { return !strings.Contains(g.Text, words) })
	fmt.Println("| Package | What is broken | Seeds until caught | What was seen |\n|---|---|---|---|")
	for _, g := range guards {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c := faults.Hunt(g, first, seeds)
		found := fmt.Sprint(c.Runs)
		if c.Wrong == "" {
			missed++
			found = fmt.Sprintf("not in %d", c.Runs)
		}
		fmt.Printf("| %s | %s | %s | %.110q |\n", c.Package, c.Text, found, c.Wrong)
	}
	fmt.Printf("%d of %d broken guards caught\n", len(guards)-missed, len(guards))
	if missed > 0 {
		return fmt.Errorf("sweep: %d broken guards were not noticed", missed)
	}
	return nil
}
