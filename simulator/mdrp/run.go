package mdrp

import (
	"context"
	"fmt"
	"time"

	"github.com/linli/linli/simulator"
)

// lastMinute is later than any day of the record ends.
const lastMinute = 4 * 24 * 60

// Effort is what the decisions of a day took.
type Effort struct {
	Slowest time.Duration // of a minute's decision: all of its events and plans, through the loop
	Total   time.Duration
	Minutes int // in which something happened
}

// Run lives the day of an instance in the production loop and returns what was
// done. An order reaches the engine in the minute of its placement and not
// before. Elapsed is a stopwatch for the effort, and may be nil. An error is an
// event that the engine refused or that broke it.
func Run(ctx context.Context, in *Instance, w Weights, elapsed func() time.Duration) (*Solution, Effort, error) {
	store := simulator.NewStore()
	store.Keep = false
	return live(ctx, in, w, elapsed, setting{store: store})
}

// live is Run in a setting.
func live(ctx context.Context, in *Instance, w Weights, elapsed func() time.Duration, at setting) (*Solution, Effort, error) {
	var effort Effort
	d, err := newDay(ctx, in, w, at)
	if err != nil {
		return nil, effort, err
	}
	if elapsed == nil {
		elapsed = func() time.Duration { return 0 }
	}
	for !d.over() {
		if d.scene.Next() > midnight.Add(minutes(lastMinute)) {
			return nil, effort, fmt.Errorf("mdrp: instance %s: %d orders never end", in.Name, d.scene.State().Orders.Len())
		}
		minute, began := minuteOf(d.scene.Next()), elapsed()
		for !d.over() && minuteOf(d.scene.Next()) == minute {
			if err := d.scene.Advance(); err != nil {
				return nil, effort, fmt.Errorf("mdrp: instance %s: %w", in.Name, err)
			}
		}
		if d.refuse != nil {
			return nil, effort, d.refuse
		}
		took := elapsed() - began
		effort.Total += took
		effort.Slowest = max(effort.Slowest, took)
		effort.Minutes++
	}
	return d.clerk.solution(in), effort, nil
}
