package matching_test

import (
	"reflect"
	"testing"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// TestOptimizeIsSound asks the judge about plans for problems with everything
// in them, and that they are no worse than those of Solve.
func TestOptimizeIsSound(t *testing.T) {
	computes(t)
	better, same := 0, 0
	for seed := range sweep(300) {
		d := dice(5_000_000 + seed)
		p := rich(&d, size{vehicles: 1 + d.n(6), waiting: 1 + d.n(10), committed: d.n(6)})
		first := matching.Solve(p, nil)
		plan := matching.Optimize(p, matching.Options{Seed: uint64(seed), Threads: 1, Iterations: 300})
		if found := check.Plan(p, plan); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		switch c := compare(p, plan, first); {
		case c > 0:
			t.Fatalf("seed %d: worse than Solve:\n%+v\n%+v\n%+v", seed, undone(p, plan), undone(p, first), plan)
		case c < 0:
			better++
		default:
			same++
		}
		if seed%4 == 0 {
			again := matching.Optimize(p, matching.Options{Seed: uint64(seed), Threads: 2, Iterations: 300})
			if !reflect.DeepEqual(plan, again) {
				t.Fatalf("seed %d: another plan on two threads", seed)
			}
		}
	}
	t.Logf("%d better than Solve, %d as good", better, same)
}

// undone counts what the plan leaves undone, by priority.
func undone(p *problem.Problem, plan problem.Plan) map[int]int {
	n := map[int]int{}
	for _, u := range plan.Undone {
		for _, s := range p.Shipments {
			if s.ID == u.Shipment {
				n[s.Priority] += max(1, s.Workers)
			}
		}
	}
	return n
}

// compare returns -1 if plan a is better than b, 1 if it is worse.
func compare(p *problem.Problem, a, b problem.Plan) int {
	x, y := undone(p, a), undone(p, b)
	for priority := 10; priority >= 0; priority-- {
		if x[priority] != y[priority] {
			return 2*boolean(x[priority] > y[priority]) - 1
		}
	}
	c, d := worth(p, a), worth(p, b)
	if c == d {
		return 0
	}
	return 2*boolean(c > d) - 1
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// worth prices a plan, work in hand left out.
func worth(p *problem.Problem, plan problem.Plan) int64 {
	cost := check.Cost(p, plan)
	for _, r := range plan.Routes {
		v := *vehicle(p, r.Vehicle)
		before := check.RouteCost(p, v, inHand(p, v))
		before.Terms.Task = 0
		cost.Terms = sum(cost.Terms, before.Terms, -1)
		cost.Meters -= before.Meters
		cost.Vehicles -= before.Vehicles
	}
	switch p.Objective {
	case problem.VehiclesDistance:
		return int64(cost.Vehicles)<<44 + cost.Meters
	case problem.Levels:
		return cost.Terms.Late<<24 + cost.Terms.Total() - cost.Terms.Late
	}
	return cost.Terms.Total()
}
