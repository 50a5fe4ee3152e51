package matching_test

import (
	"testing"

	"github.com/linli/linli/matching"
)

// BenchmarkHelp asks about an order that found no place in a town's plan of
// some 200 orders on 60 routes.
func BenchmarkHelp(b *testing.B) {
	p := town(1, 300, 60)
	for k := range p.Vehicles {
		p.Vehicles[k].ShiftEnd = in(60)
	}
	plan := matching.Solve(p, nil)
	if len(plan.Undone) == 0 {
		b.Fatal("everything found a place")
	}
	order := plan.Undone[0].Shipment
	b.Run("why not", func(b *testing.B) {
		for b.Loop() {
			if _, err := matching.WhyNot(p, &plan, order, p.Vehicles[0].ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("what would help", func(b *testing.B) {
		for b.Loop() {
			help, err := matching.WhatWouldHelp(p, &plan, order, in(75))
			if err != nil || len(help.Remedies) == 0 {
				b.Fatal(err, help)
			}
			b.ReportMetric(float64(help.Tried), "tries")
		}
	})
}
