package matching_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// TestSolveIsSound asks the judge about plans for random problems, and that
// the same problem gives the same plan, in any order of its vehicles.
func TestSolveIsSound(t *testing.T) {
	computes(t)
	assigned, undone, routes := 0, 0, 0
	for seed := range sweep(15_000) {
		d := dice(1_000_000 + seed)
		p := random(&d, size{vehicles: 1 + d.n(6), waiting: 1 + d.n(6), committed: d.n(8)})
		plan := matching.Solve(p, nil)
		if found := check.Plan(p, plan); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		if again := matching.Solve(p, nil); !reflect.DeepEqual(plan, again) {
			t.Fatalf("seed %d: two plans for one problem:\n%+v\n%+v", seed, plan, again)
		}
		slices.Reverse(p.Vehicles)
		if again := matching.Solve(p, nil); !reflect.DeepEqual(plan, again) {
			t.Fatalf("seed %d: the order of the vehicles matters:\n%+v\n%+v", seed, plan, again)
		}
		assigned += len(plan.Assignments)
		undone += len(plan.Undone)
		routes += len(plan.Routes)
	}
	if assigned < sweep(6000) || undone < sweep(1000) {
		t.Errorf("the problems are one-sided: %d assigned, %d undone", assigned, undone)
	}
	t.Logf("%d assigned, %d undone, %d routes", assigned, undone, routes)
}

// mutation spoils a plan, or the problem under it. It returns false when the
// plan offers nothing to spoil in this way.
type mutation struct {
	name  string
	rules []string // of which one must be reported
	spoil func(d *dice, p *problem.Problem, plan *problem.Plan) bool
}

// first returns the first shipment assigned and its delivery stop.
func first(p *problem.Problem, plan *problem.Plan) (*problem.Shipment, *problem.PlannedStop) {
	as := plan.Assignments[0]
	s := &p.Shipments[slices.IndexFunc(p.Shipments, func(s problem.Shipment) bool { return s.ID == as.Shipment })]
	for _, r := range plan.Routes {
		for k := range r.Stops {
			if r.Stops[k].Shipment == as.Shipment && r.Stops[k].Kind == problem.Delivery {
				return s, &r.Stops[k]
			}
		}
	}
	return s, nil
}

func vehicle(p *problem.Problem, id string) *problem.Vehicle {
	return &p.Vehicles[slices.IndexFunc(p.Vehicles, func(v problem.Vehicle) bool { return v.ID == id })]
}

var mutations = []mutation{
	{"swap two stops", []string{"times", "committed", "order", "legs"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		stops := plan.Routes[0].Stops
		k := d.n(len(stops) - 1)
		stops[k], stops[k+1] = stops[k+1], stops[k]
		return stops[k].Depart > stops[k].Start || stops[k].Leg.Travel > 0
	}},
	{"drop a stop", []string{"committed", "order"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		r := &plan.Routes[0]
		k := d.n(len(r.Stops))
		r.Stops = slices.Delete(r.Stops, k, k+1)
		return true
	}},
	{"add a stop", []string{"committed", "order"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		r := &plan.Routes[0]
		r.Stops = append(r.Stops, r.Stops[d.n(len(r.Stops))])
		return true
	}},
	{"drop a route", []string{"routes"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		plan.Routes = plan.Routes[1:]
		return true
	}},
	{"arrive sooner", []string{"times"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		stops := plan.Routes[0].Stops
		stops[d.n(len(stops))].Arrive -= 1
		return true
	}},
	{"leave sooner", []string{"times"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		stops := plan.Routes[0].Stops
		stops[d.n(len(stops))].Depart -= 1
		return true
	}},
	{"shorten a leg", []string{"legs"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		_, s := first(p, plan)
		s.Leg.Meters--
		return true
	}},
	{"move a stop", []string{"place"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		_, s := first(p, plan)
		s.Point.Lat += 1e-5 / 2
		return true
	}},
	{"goods ready later", []string{"times"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, stop := first(p, plan)
		s.Release = stop.Start + 1
		return true
	}},
	{"overload", []string{"capacity"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, _ := first(p, plan)
		s.Load.Grams += vehicle(p, plan.Assignments[0].Vehicle).Capacity.Grams
		return true
	}},
	{"window ends sooner", []string{"window"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, stop := first(p, plan)
		s.Latest = stop.Start - 1
		return true
	}},
	{"window begins later", []string{"window"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, stop := first(p, plan)
		s.Earliest = stop.Start + 1
		return true
	}},
	{"shorter ride", []string{"ride"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, stop := first(p, plan)
		s.MaxRide = time.Microsecond
		return stop.Leg.Travel > 0
	}},
	{"shorter shift", []string{"shift"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		r := plan.Routes[0]
		vehicle(p, r.Vehicle).ShiftEnd = r.Stops[len(r.Stops)-1].Depart - 1
		return true
	}},
	{"less charge", []string{"range"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		r := plan.Routes[0]
		var sum geo.Meters
		for _, s := range r.Stops {
			sum += s.Leg.Meters
		}
		vehicle(p, r.Vehicle).Range = sum - 1
		return sum > 1
	}},
	{"fewer new", []string{"tasks"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		n := 0
		for _, as := range plan.Assignments {
			if as.Vehicle == plan.Routes[0].Vehicle {
				n++
			}
		}
		vehicle(p, plan.Routes[0].Vehicle).MaxNew = n - 1
		return n > 1
	}},
	{"lock the route", []string{"committed"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		r := plan.Routes[0]
		v := vehicle(p, r.Vehicle)
		v.Locked = len(v.Route)
		last := 0
		for k, s := range r.Stops {
			i := slices.IndexFunc(p.Shipments, func(x problem.Shipment) bool { return x.ID == s.Shipment })
			if p.Shipments[i].Vehicle != "" {
				last = k
			}
		}
		return len(v.Route) > 0 && last >= len(v.Route) // something was put before it
	}},
	{"no consent", []string{"consent"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, _ := first(p, plan)
		s.Options[plan.Assignments[0].Option].Consent = false
		return true
	}},
	{"no entry", []string{"entry", "carrier"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, _ := first(p, plan)
		s.Options[plan.Assignments[0].Option].NoEntry = true
		v := vehicle(p, plan.Assignments[0].Vehicle)
		return v.Kind != problem.Robot
	}},
	{"stairs", []string{"access"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, _ := first(p, plan)
		s.Needs.NoStairs, s.Options[plan.Assignments[0].Option].Stairs = true, true
		return true
	}},
	{"full lockers", []string{"locker"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		p.Lockers = nil
		return slices.ContainsFunc(plan.Assignments, func(as problem.Assignment) bool {
			return as.Explanation.Candidates[0].Mode == problem.InLocker
		})
	}},
	{"barred", []string{"choice"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, _ := first(p, plan)
		s.Exclude = []string{plan.Assignments[0].Vehicle}
		return true
	}},
	{"a skill more", []string{"skill"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		s, _ := first(p, plan)
		s.Skills = []string{"piano"}
		return true
	}},
	{"the other kind", []string{"carrier"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		v := vehicle(p, plan.Assignments[0].Vehicle)
		v.Kind = map[problem.Kind]problem.Kind{problem.Courier: problem.Robot, problem.Robot: problem.Courier}[v.Kind]
		return true
	}},
	{"forget a shipment", []string{"assignment"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		plan.Assignments = plan.Assignments[1:]
		return true
	}},
	{"decide twice", []string{"assignment"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		plan.Undone = append(plan.Undone, problem.Undone{Shipment: plan.Assignments[0].Shipment})
		return true
	}},
	{"another epoch", []string{"assignment"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		plan.Epoch++
		return true
	}},
	{"flatter", []string{"explanation"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		plan.Assignments[0].Explanation.Candidates[0].Terms.Late--
		return true
	}},
	{"prefer another", []string{"explanation"}, func(d *dice, p *problem.Problem, plan *problem.Plan) bool {
		c := plan.Assignments[0].Explanation.Candidates
		if len(c) < 2 {
			return false
		}
		c[0], c[1] = c[1], c[0]
		return true
	}},
}

// TestJudgeCatches spoils sound plans and asks that the judge says so.
func TestJudgeCatches(t *testing.T) {
	computes(t)
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			tried := 0
			for seed := range 200 {
				d := dice(2_000_000 + seed)
				p := random(&d, size{vehicles: 1 + d.n(4), waiting: 1 + d.n(5), committed: d.n(6)})
				plan := matching.Solve(p, nil)
				if len(plan.Assignments) == 0 || !m.spoil(&d, p, &plan) {
					continue
				}
				tried++
				found := check.Plan(p, plan)
				if !slices.ContainsFunc(found, func(v check.Violation) bool { return slices.Contains(m.rules, v.Rule) }) {
					t.Fatalf("seed %d: not caught: %v\n%s", seed, found, fmt.Sprintf("%+v", plan.Routes))
				}
			}
			if tried < 10 {
				t.Errorf("only %d plans could be spoiled", tried)
			}
		})
	}
}
