package mdrp

import (
	"path/filepath"
	"testing"
)

// TestRun lives two small days of the record.
func TestRun(t *testing.T) {
	for _, name := range []string{"1r50t75s2p100", "0o50t100s1p125"} {
		in, err := Read(filepath.Join(bench, name))
		if err != nil {
			t.Skipf("the record's instances are not at %s: %v", bench, err)
		}
		s, _ := Run(in, DefaultWeights(), nil)
		m := Measure(in, s)
		t.Logf("%s: excess %.2f, %d of %d delivered, $%.2f an order", name, m.Excess, m.Delivered, m.Orders, m.CostPerOrder)
		if !m.Feasible || m.Over > 0 {
			t.Errorf("%s: %v, %d over the maximum", name, m.Violations, m.Over)
		}
		if m.Excess < m.ExcessBound || m.CostPerOrder < m.CostBound-1e-9 {
			t.Errorf("%s: better than the bound: %v %v", name, m.ExcessBound, m.CostBound)
		}
	}
}
