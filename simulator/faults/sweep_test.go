package faults

import "testing"

// A few seeds, for every commit; make sim runs many.
func TestSweep(t *testing.T) {
	var counts Counts
	Sweep(1, 4, func(o Outcome) bool {
		counts.Add(o.Faults)
		for _, w := range o.Wrong {
			t.Errorf("%s: %s", o.Replay(), w)
		}
		return true
	})
	for _, k := range Kinds() {
		if counts[k] == 0 && k != CrashBefore && k != CrashAfter {
			t.Errorf("no fault of kind %q in four runs", k)
		}
	}
}

// The same seed is the same run.
func TestSameSeed(t *testing.T) {
	a, b := Run(7), Run(7)
	if a.Digest != b.Digest || a.Faults != b.Faults || a.Steps != b.Steps {
		t.Errorf("%d steps to %s, then %d to %s", a.Steps, a.Digest, b.Steps, b.Digest)
	}
	if c := Run(8); c.Digest == a.Digest {
		t.Error("another seed gave the same run")
	}
}
