package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/linli/linli/simulator/mdrp"
)

// TestSimulateMDRP lives one instance of the record by command, and judges the
// files that it leaves.
func TestSimulateMDRP(t *testing.T) {
	computes(t)
	dir := filepath.Join("../../../shared/bench/mdrp", "1r50t75s2p100")
	in, err := mdrp.Read(dir)
	if err != nil {
		t.Skipf("the record's instances are not there: %v", err)
	}
	out := t.TempDir()
	printed := os.Stdout
	defer func() { os.Stdout = printed }()
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stdout = null
	}
	for _, more := range [][]string{nil, {"--prepositioning"}} {
		if err := run(context.Background(), append([]string{"simulate", "--mdrp", dir, "--out", out}, more...)); err != nil {
			t.Fatal(err)
		}
		s, err := mdrp.ReadSolution(out)
		if err != nil {
			t.Fatal(err)
		}
		if m := mdrp.Measure(in, s, mdrp.Variant(len(more))); !m.Feasible || m.Over > 0 {
			t.Errorf("%v: %v, %d late", more, m.Violations, m.Over)
		}
	}
}
