package faults

import (
	"testing"

	"github.com/linli/linli/orders"
)

// A few seeds, for every commit; make sim runs many.
func TestSweep(t *testing.T) {
	var counts Counts
	done := 0
	seeds := 4
	if testing.Short() {
		seeds = 2 // one on each thread, for the race detector
	}
	Sweep(1, seeds, func(o Outcome) bool {
		counts.Add(o.Faults)
		done += o.Outcomes[orders.Done]
		for _, w := range o.Wrong {
			t.Errorf("%s: %s", o.Replay(), w)
		}
		return true
	})
	if testing.Short() {
		return // two runs need not meet everything
	}
	if done == 0 {
		t.Error("no visit was done in all runs")
	}
	for _, k := range Kinds() {
		if counts[k] == 0 && k != CrashBefore && k != CrashAfter {
			t.Errorf("no fault of kind %q in four runs", k)
		}
	}
}

// The same seed is the same run.
func TestSameSeed(t *testing.T) {
	if testing.Short() {
		t.Skip("computes in one goroutine: the tests at full speed run it")
	}
	a, b := Run(7), Run(7)
	if a.Digest != b.Digest || a.Faults != b.Faults || a.Steps != b.Steps {
		t.Errorf("%d steps to %s, then %d to %s", a.Steps, a.Digest, b.Steps, b.Digest)
	}
	if c := Run(8); c.Digest == a.Digest {
		t.Error("another seed gave the same run")
	}
}
