//go:build planted

package faults

import "testing"

// Each broken guard must be caught, or the sweep proves nothing.
func TestPlanted(t *testing.T) {
	for _, g := range Guards() {
		c := Hunt(g, 1, 40)
		t.Logf("%-10s %-60s %3d %.120s", c.Package, c.Text, c.Runs, c.Wrong)
		if c.Wrong == "" {
			t.Errorf("%s: %s: not caught in %d seeds", g.Package, g.Text, c.Runs)
		}
	}
}
