package matching_test

import (
	"testing"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// TestPricesRandom holds prices against WhyNot, asked about every vehicle, and
// what the judge says that the plan costs with the shipment and without.
func TestPricesRandom(t *testing.T) {
	priced, judged, refused := 0, 0, 0
	for seed := range 300 {
		d := dice(9_000_000 + seed)
		p := random(&d, size{vehicles: 1 + d.n(4), waiting: 2 + d.n(5), committed: d.n(5)})
		x := &p.Shipments[0]
		barred := x.Exclude
		for k := range p.Vehicles {
			x.Exclude = append(x.Exclude, p.Vehicles[k].ID)
		}
		plan := matching.Solve(p, nil)
		x.Exclude = barred
		prices, err := matching.Prices(p, &plan, []string{x.ID}, nil)
		if err != nil || len(prices) != 1 {
			t.Fatalf("seed %d: %v %v", seed, prices, err)
		}
		got := prices[0]
		least, found := int64(0), false
		for k := range p.Vehicles {
			why, err := matching.WhyNot(p, &plan, x.ID, p.Vehicles[k].ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range why.Ways {
				if w.Candidate != nil && (!found || w.Candidate.Total < least) {
					least, found = w.Candidate.Total, true
				}
			}
		}
		if found != (len(got.Candidates) == 1) || found && got.Total != least || got.Text.En == "" || got.Text.Zh == "" {
			t.Fatalf("seed %d: the least is %d, %v; %+v", seed, least, found, got)
		}
		if !found {
			refused++
			continue
		}
		priced++
		c := got.Candidates[0]
		_, after, err := matching.Enact(p, &plan, matching.Placement{Shipment: x.ID, Vehicle: c.Vehicle, Option: c.Option})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if before := routeOf(&plan, c.Vehicle); before != nil {
			judged++
			if more := billed(p, &after, c.Vehicle) - billed(p, &plan, c.Vehicle); more != got.Total {
				t.Errorf("seed %d: the judge says %d, the price is %d", seed, more, got.Total)
			}
		}
	}
	if priced < 50 || judged < 20 || refused < 5 {
		t.Errorf("%d priced, %d judged, %d refused: too few to say anything", priced, judged, refused)
	}
}

// TestPricesAsked refuses what has no price, and stops when told to.
func TestPricesAsked(t *testing.T) {
	p := street(3)
	p.Vehicles = []problem.Vehicle{courier("v1", 0)}
	p.Shipments = []problem.Shipment{shipment("s1", 1, door(2)), shipment("s2", 1, door(2))}
	plan := matching.Solve(p, nil)
	for _, id := range []string{"s1", "s9"} {
		if _, err := matching.Prices(p, &plan, []string{id}, nil); err == nil {
			t.Errorf("%s has a price", id)
		}
	}
	asked := 0
	prices, err := matching.Prices(p, &problem.Plan{}, []string{"s1", "s2"}, func() bool { asked++; return asked > 1 })
	if err != nil || len(prices) != 1 {
		t.Errorf("%+v %v", prices, err)
	}
}

func routeOf(plan *problem.Plan, vehicle string) *problem.Route {
	for k := range plan.Routes {
		if plan.Routes[k].Vehicle == vehicle {
			return &plan.Routes[k]
		}
	}
	return nil
}

// billed is what the judge says that a vehicle's route costs.
func billed(p *problem.Problem, plan *problem.Plan, vehicle string) int64 {
	only := problem.Plan{Routes: []problem.Route{*routeOf(plan, vehicle)}}
	for _, a := range plan.Assignments {
		if a.Vehicle == vehicle {
			only.Assignments = append(only.Assignments, a)
		}
	}
	return check.Cost(p, only).Terms.Total()
}
