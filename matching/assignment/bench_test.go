package assignment

import (
	"testing"
	"time"
)

// BenchmarkSolve solves each town over and over with one solver. "left" is how
// many rows stay unassigned, "paths" how many needed a search, "x-plain" how
// many times as long the plain solver took in the same run.
func BenchmarkSolve(b *testing.B) {
	for _, w := range towns {
		b.Run(w.name, func(b *testing.B) {
			p := w.make()
			var s Solver
			answer := certified(b, &s, p)
			left := 0
			for _, j := range answer.Column {
				if j == None {
					left++
				}
			}
			begun := time.Now()
			if !w.hostile {
				if total := plain(p); total != answer.Total {
					b.Fatalf("total %d, plain %d", answer.Total, total)
				}
			}
			yardstick := time.Since(begun)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Solve(p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(left), "left")
			b.ReportMetric(float64(len(s.waiting)), "paths")
			if !w.hostile {
				b.ReportMetric(float64(yardstick)*float64(b.N)/float64(b.Elapsed()), "x-plain")
			}
		})
	}
}
