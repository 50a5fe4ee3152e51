package main

import (
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/format"
	"github.com/linli/linli/matching/problem"
)

// optimize looks for a plan until the budget is spent. Only Linli's own format
// has a place for whole explanations; the others leave that time to the search.
func optimize(x format.Instance, p *problem.Problem, b budget) *problem.Plan {
	o := matching.Options{Seed: b.seed, Threads: b.threads, Iterations: b.iterations, Spent: b.spent,
		Start: x.Initial(p), Brief: x.Format() != format.Native}
	if b.progress != nil {
		parts := 1.0
		if n, ok := x.(*format.Nodes); ok {
			parts = n.Parts()
		}
		o.Progress = func(f matching.Found) {
			b.progress(found{f.Vehicles, float64(f.Cost) / parts, f.Undone, f.Iterations})
		}
	}
	plan := matching.Optimize(p, o)
	return &plan
}
