package main

import (
	"math"
	"testing"

	"github.com/linli/linli/geo"
)

// TestMovingRivals: a yardstick that finds something else measures nothing.
func TestMovingRivals(t *testing.T) {
	computes(t)
	s := newMovingScript(20_000, 200)
	m, err := newOurIndex(s)
	if err != nil {
		t.Fatal(err)
	}
	hex, err := newH3Buckets(s)
	if err != nil {
		t.Fatal(err)
	}
	grid, list := newPlainGrid(s), newLinearScan(s)
	remote, stop, err := openRedis(t.Context(), s)
	if err != nil {
		t.Log(err)
	} else {
		defer stop()
	}
	for i, from := range s.from {
		for _, r := range []rival{&ourIndex{index: m}, hex, grid, list, remote} {
			if r != nil {
				if err := r.move(s.ids[i], s.to[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		near, err := m.Nearest(from, movingNear, movingRadius, geo.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var a, c ranking
		grid.rings(flat(from, 0), &a)
		b, err := hex.disks(from)
		if err != nil {
			t.Fatal(err)
		}
		c.look(flat(from, 0), list.list)
		if a != b || a != c {
			t.Fatalf("question %d: the grid finds %v, H3 %v, the scan %v", i, a.meters(), b.meters(), c.meters())
		}
		if len(near) > 0 && math.Abs(a.meters()[0]-near[0].Meters) > 0.004*near[0].Meters+0.1 { // flat metres
			t.Fatalf("question %d: the grid finds %v m, the index %v", i, a.meters()[0], near[0].Meters)
		}
		if remote != nil {
			if n, err := remote.nearest(from); err != nil || n < len(near)-1 || n > len(near)+1 {
				t.Fatalf("question %d: Redis finds %d, the index %d, %v", i, n, len(near), err)
			}
		}
	}
}
