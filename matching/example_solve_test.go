package matching_test

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
)

// A shop, a home and two couriers: which of them takes the order?
func ExampleSolve() {
	now := clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	const shop, home, atC1, atC2 = 0, 1, 2, 3
	courier := func(id string, start int) problem.Vehicle {
		return problem.Vehicle{ID: id, Kind: problem.Courier, Profile: geo.Ebike, Start: start, ReadyAt: now,
			Capacity: problem.Load{Grams: 15_000, Millis: 40_000}, Cost: problem.Cost{PerTask: 100, PerHour: 1800}}
	}
	p := &problem.Problem{
		Now:      now,
		Places:   make([]geo.Point, 4),
		Vehicles: []problem.Vehicle{courier("c1", atC1), courier("c2", atC2)},
		Shipments: []problem.Shipment{{
			ID: "order-1", Pickup: shop, Placed: now, Release: now.Add(5 * time.Minute),
			Load:    problem.Load{Grams: 900, Millis: 3000},
			Options: []problem.Option{{Mode: problem.Door, Place: home, Service: 2 * time.Minute, Consent: true}},
		}},
	}
	times := problem.NewMatrix(4)
	times.Set(atC1, shop, problem.Leg{Travel: 9 * time.Minute, Meters: 2200})
	times.Set(atC2, shop, problem.Leg{Travel: 4 * time.Minute, Meters: 900})
	times.Set(shop, home, problem.Leg{Travel: 6 * time.Minute, Meters: 1500})
	p.SetMatrix(geo.Ebike, times)

	plan := matching.Solve(p, nil)
	fmt.Println(plan.Assignments[0].Explanation.Text.En)
	for _, s := range plan.Routes[0].Stops {
		fmt.Println(s.Kind, s.Shipment, s.Start.Time().Format("15:04"))
	}
	// Output:
	// Courier c2 delivers to the door in 11 min, 4 min earlier and 1.50 cheaper than courier c1.
	// pickup order-1 12:05
	// delivery order-1 12:11
}
