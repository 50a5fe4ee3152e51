package matching_test

import (
	"testing"
	"time"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// chained makes shipments of a random problem come after others.
func chained(d *dice, p *problem.Problem) {
	for i := range p.Shipments {
		for j := range p.Shipments {
			if i != j && d.one(4) {
				p.Shipments[i].After = append(p.Shipments[i].After, p.Shipments[j].ID)
			}
		}
	}
}

// TestAfterIsKept asks the judge about plans of problems in which shipments come
// after others, and that the rule is what shapes them: without it the judge
// finds many out of turn.
func TestAfterIsKept(t *testing.T) {
	computes(t)
	assigned, shaped, ruledOut := 0, 0, 0
	for seed := range sweep(3000) {
		d := dice(9_000_000 + seed)
		p := rich(&d, size{vehicles: 1 + d.n(3), waiting: 1 + d.n(6), committed: d.n(6)})
		free := matching.Solve(p, nil)
		chained(&d, p)
		plan := matching.Solve(p, nil)
		if seed%4 == 0 {
			plan = matching.Optimize(p, matching.Options{Seed: uint64(seed), Threads: 1, Iterations: 60})
		}
		if err := problem.Validate(p); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if found := check.Plan(p, plan); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		for _, v := range check.Plan(p, free) {
			if v.Rule == "after" {
				shaped++
				break
			}
		}
		for _, u := range plan.Undone {
			for _, x := range u.Explanation.Excluded {
				if x.Rule == "after" {
					ruledOut++
				}
			}
		}
		assigned += len(plan.Assignments)
	}
	if assigned < sweep(1200) || shaped < sweep(300) || ruledOut < sweep(50) {
		t.Errorf("the problems are one-sided: %d assigned, %d shaped by the rule, %d ruled out", assigned, shaped, ruledOut)
	}
}

// A visit goes before what comes after it on the route, though behind it would
// be cheaper, and to nobody whose route leaves no place there.
func TestAfterOnTheRoute(t *testing.T) {
	p := street(20)
	p.Vehicles = []problem.Vehicle{courier("c1", 0)}
	first, second := shipment("first", 0, door(10)), shipment("second", 0, door(5))
	first.Visit, second.Visit = true, true
	second.After = []string{"first"}
	p.Shipments = []problem.Shipment{first, second}
	commit(p, 1, 0)
	p.Shipments[1].OnBoard, p.Vehicles[0].Route = false, []problem.Stop{{Shipment: 1, Kind: problem.Delivery, Place: 5, Service: time.Minute}}
	plan := matching.Solve(p, nil)
	if len(plan.Routes) != 1 || plan.Routes[0].Stops[0].Shipment != "first" {
		t.Fatalf("planned %+v", plan.Routes)
	}
	p.Vehicles[0].Locked = 1
	plan = matching.Solve(p, nil)
	if len(plan.Undone) != 1 || plan.Undone[0].Explanation.Text.En != "Nobody can take it now; 1 courier has no place for it that keeps its turn." {
		t.Errorf("planned %+v, undone %+v", plan.Routes, plan.Undone)
	}
}
