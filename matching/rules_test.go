package matching_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// one returns a street with one vehicle at place 0 and one shipment from place
// 2 by the option: handed over after 6 minutes and 500 m, left a service later.
func one(v problem.Vehicle, o problem.Option) *problem.Problem {
	p := street(10)
	p.Vehicles = []problem.Vehicle{v}
	p.Shipments = []problem.Shipment{shipment("s1", 2, o)}
	p.Lockers = []problem.Locker{{ID: "L1", Free: []problem.Load{{Grams: 9000, Millis: 9000}}}}
	return p
}

// ruleCases change the problem of one twice: to what just holds, and to what
// just does not.
var ruleCases = []struct {
	rule          string
	name          string
	option        problem.Option
	holds, breaks func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment)
}{
	{"choice", "only", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Only = v.ID },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Only = "c9" }},
	{"choice", "exclude", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Exclude = []string{"c9"} },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Exclude = []string{"c9", v.ID} }},
	{"carrier", "door", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Kind = problem.Robot }},
	{"carrier", "locker", inLocker(5, "L1"),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Kind = problem.Robot }},
	{"carrier", "locker by robot", byRobot(inLocker(5, "L1")),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Kind, v.Deposits = problem.Robot, true
		},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Kind = problem.Robot }},
	{"carrier", "locker by robot, not by courier", byRobot(inLocker(5, "L1")),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Kind, v.Deposits = problem.Robot, true
		},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Deposits = true }},
	{"carrier", "handover", handover(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Kind = problem.Robot },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {}},
	{"skill", "all of them", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Skills, s.Skills = []string{"cold", "keys", "care"}, []string{"keys", "cold"}
		},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Skills, s.Skills = []string{"cold"}, []string{"cold", "keys"}
		}},
	{"skill", "that has not lapsed", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Skills, v.Lapses, s.Skills, s.SkillsUntil = []string{"keys"}, []problem.Lapse{{Skill: "keys", At: in(60)}}, []string{"keys"}, in(60)
		},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Skills, v.Lapses, s.Skills, s.SkillsUntil = []string{"keys"}, []problem.Lapse{{Skill: "keys", At: in(60)}}, []string{"keys"}, in(61)
		}},
	{"consent", "even to the door", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Options[0].Consent = false }},
	{"entry", "of a courier", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Options[0].NoEntry = true }},
	{"carrier", "to the gate", gate(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Kind = problem.Robot }},
	{"access", "coming down to a robot from the gate", gate(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Needs.NoScreen = true },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Needs.NoComingDown = true }},
	{"access", "stairs", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Options[0].Stairs = true },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.Options[0].Stairs, s.Needs.NoStairs = true, true
		}},
	{"access", "screen", inLocker(5, "L1"),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Needs.NoStairs = true },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Needs.NoScreen = true }},
	{"access", "coming down to a robot", handover(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Kind, s.Needs.NoScreen = problem.Robot, true
		},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Kind, s.Needs.NoComingDown = problem.Robot, true
		}},
	{"access", "coming down to a locker", inLocker(5, "L1"),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Needs.NoComingDown = true }},
	{"access", "a locker without the resident's language", inLocker(5, "L1"),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Needs.NoWords = true }},
	{"access", "a robot without the resident's language", handover(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Kind = problem.Robot },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			v.Kind, s.Needs.NoWords = problem.Robot, true
		}},
	{"locker", "size", inLocker(5, "L1"),
		func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			p.Lockers[0].Free = []problem.Load{s.Load}
		},
		func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			p.Lockers[0].Free = []problem.Load{{Grams: s.Load.Grams, Millis: s.Load.Millis - 1}, {Grams: s.Load.Grams - 1, Millis: 9000}}
		}},
	{"locker", "unknown", inLocker(5, "L1"),
		func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {},
		func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { p.Lockers[0].ID = "L2" }},
	{"capacity", "weight", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Load.Grams = v.Capacity.Grams },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Load.Grams = v.Capacity.Grams + 1 }},
	{"capacity", "volume", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Load.Millis = v.Capacity.Millis },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.Load.Millis = v.Capacity.Millis + 1
		}},
	{"window", "latest", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Latest = in(6) },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Latest = in(6) - 1 }},
	{"shift", "last stop left", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.ShiftEnd = in(8) },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.ShiftEnd = in(8) - 1 }},
	{"range", "whole route", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Range = 500 },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Range = 499 }},
	{"ride", "from pickup to hand-over", door(5),
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.MaxRide = 3 * time.Minute },
		func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.MaxRide = 3*time.Minute - time.Microsecond
		}},
}

func TestRules(t *testing.T) {
	for _, tc := range ruleCases {
		t.Run(tc.rule+"/"+tc.name, func(t *testing.T) {
			p := one(courier("v1", 0), tc.option)
			tc.holds(p, &p.Vehicles[0], &p.Shipments[0])
			plan := matching.Solve(p, nil)
			if len(plan.Assignments) != 1 || len(plan.Assignments[0].Explanation.Excluded) != 0 {
				t.Fatalf("at the limit: %+v", plan)
			}
			if found := check.Plan(p, plan); found != nil {
				t.Errorf("at the limit the judge finds %v", found)
			}

			p = one(courier("v1", 0), tc.option)
			tc.breaks(p, &p.Vehicles[0], &p.Shipments[0])
			want := []problem.Exclusion{{Rule: tc.rule, Mode: tc.option.Mode, Count: 1, Vehicles: []string{"v1"}}}
			refused := matching.Solve(p, nil)
			if len(refused.Undone) != 1 || !slices.EqualFunc(refused.Undone[0].Explanation.Excluded, want, sameExclusion) {
				t.Errorf("beyond the limit: %+v", refused)
			}
			found := check.Plan(p, plan)
			if !slices.ContainsFunc(found, func(v check.Violation) bool { return v.Rule == tc.rule }) {
				t.Errorf("beyond the limit the judge finds %v", found)
			}
		})
	}
}

func sameExclusion(a, b problem.Exclusion) bool {
	return a.Rule == b.Rule && a.Mode == b.Mode && a.Count == b.Count && slices.Equal(a.Vehicles, b.Vehicles)
}

// two adds to one's street a committed shipment s0 from place 1 to place 8.
func two(onBoard bool) *problem.Problem {
	p := one(courier("v1", 0), door(5))
	p.Shipments = append(p.Shipments, shipment("s0", 1, door(8)))
	p.Shipments[1].OnBoard = onBoard
	commit(p, 1, 0)
	return p
}

// TestRulesOnTheWay holds the rules that depend on what is in the route.
func TestRulesOnTheWay(t *testing.T) {
	cases := []struct {
		name   string
		change func(p *problem.Problem, v *problem.Vehicle, committed *problem.Shipment)
		rule   string   // "": it is placed
		order  []string // of the stops, when placed
	}{
		{"nothing", func(*problem.Problem, *problem.Vehicle, *problem.Shipment) {}, "", []string{"s0", "s1", "s1", "s0"}},
		{"locked", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { v.Locked = 2 }, "", []string{"s0", "s0", "s1", "s1"}},
		{"no room until the delivery", func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.Load.Grams = v.Capacity.Grams
		}, "", []string{"s1", "s1", "s0", "s0"}},
		{"locked and no room until the delivery", func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.Load.Grams, v.Locked = v.Capacity.Grams, 1
		}, "", []string{"s0", "s0", "s1", "s1"}},
		{"the other's window", func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Latest = in(9) }, "", []string{"s0", "s0", "s1", "s1"}},
		{"the other's ride", func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.MaxRide, v.Locked = 7*time.Minute+30*time.Second, 1
		}, "", []string{"s0", "s0", "s1", "s1"}},
		{"the other's ride since it came on board", func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.OnBoard, s.PickedUpAt, s.MaxRide = true, in(-10), 18*time.Minute+30*time.Second
			v.Route = v.Route[1:]
		}, "", []string{"s0", "s1", "s1"}},
		{"a route broken already", func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Latest = in(9) - 1 }, "window", nil},
		{"overloaded already", func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
			s.OnBoard, s.Load.Grams = true, v.Capacity.Grams+1
			v.Route = v.Route[1:]
		}, "capacity", nil},
		{"tasks", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { v.MaxTasks = 1 }, "tasks", nil},
		{"tasks, just", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { v.MaxTasks = 2 }, "", []string{"s0", "s1", "s1", "s0"}},
		{"no network", func(p *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { p.SetMatrix(geo.Ebike, nil) }, "reach", nil},
		{"no way", func(p *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) {
			for i := range p.Places {
				p.Matrix(geo.Ebike).Set(i, 5, problem.Leg{Travel: problem.Unreachable})
			}
		}, "reach", nil},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			p := two(false)
			tc.change(p, &p.Vehicles[0], &p.Shipments[1])
			plan := matching.Solve(p, nil)
			if found := check.Plan(p, plan); found != nil {
				t.Errorf("the judge finds %v", found)
			}
			if tc.rule != "" {
				if len(plan.Undone) != 1 || plan.Undone[0].Explanation.Excluded[0].Rule != tc.rule {
					t.Errorf("want it excluded by %s, got %+v", tc.rule, plan)
				}
				return
			}
			if len(plan.Routes) != 1 {
				t.Fatalf("not placed: %+v", plan.Undone)
			}
			var order []string
			for _, s := range plan.Routes[0].Stops {
				order = append(order, s.Shipment)
			}
			if !slices.Equal(order, tc.order) {
				t.Errorf("order %v, want %v", order, tc.order)
			}
		})
	}
}

// TestMaxNew holds the limit on what one plan adds.
func TestMaxNew(t *testing.T) {
	p := one(courier("v1", 0), door(5))
	p.Shipments = append(p.Shipments, shipment("s2", 2, door(6)))
	p.Vehicles[0].MaxNew = 1
	plan := matching.Solve(p, nil)
	if len(plan.Assignments) != 1 || len(plan.Undone) != 1 || plan.Undone[0].Explanation.Excluded[0].Rule != "tasks" {
		t.Errorf("got %+v", plan)
	}
}

// TestCompartments asks for the smallest compartment that fits: were the first
// parcel given the large one, the second would have none.
func TestCompartments(t *testing.T) {
	p := one(courier("v1", 0), inLocker(5, "L1"))
	p.Lockers[0].Free = []problem.Load{{Grams: 9000, Millis: 9000}, {Grams: 5000, Millis: 4000}}
	big := shipment("s2", 2, inLocker(5, "L1"))
	big.Load.Millis = 8000
	p.Shipments = append(p.Shipments, big, shipment("s3", 2, inLocker(5, "L1")))
	plan := matching.Solve(p, nil)
	if len(plan.Assignments) != 2 || len(plan.Undone) != 1 || plan.Undone[0].Shipment != "s3" {
		t.Errorf("got %+v", plan)
	}
	if found := check.Plan(p, plan); found != nil {
		t.Errorf("the judge finds %v", found)
	}
}

func byRobot(o problem.Option) problem.Option {
	o.Carrier = problem.Robot
	return o
}

// A robot with boxes takes as many orders as find a box each, whatever the sum
// of their sizes, and the search and the judge agree on it.
func TestBoxes(t *testing.T) {
	load := func(ml int64) problem.Load { return problem.Load{Grams: 5000, Millis: ml} }
	for what, tc := range map[string]struct {
		boxes []problem.Box
		goods []problem.Box // class and size of each order
		taken int
	}{
		"one box":                  {[]problem.Box{{Capacity: load(9000)}}, []problem.Box{{Capacity: load(100)}, {Capacity: load(100)}}, 1},
		"the small makes way":      {[]problem.Box{{Capacity: load(9000)}, {Capacity: load(1000)}}, []problem.Box{{Capacity: load(500)}, {Capacity: load(8000)}}, 2},
		"both too large for one":   {[]problem.Box{{Capacity: load(9000)}, {Capacity: load(1000)}}, []problem.Box{{Capacity: load(2000)}, {Capacity: load(8000)}}, 1},
		"the cold box is for cold": {[]problem.Box{{Class: "cold", Capacity: load(9000)}, {Class: "cold", Capacity: load(9000)}}, []problem.Box{{Class: "cold", Capacity: load(100)}, {Capacity: load(100)}}, 1},
		"any goods into any box":   {[]problem.Box{{Capacity: load(9000)}, {Class: "cold", Capacity: load(9000)}}, []problem.Box{{Class: "cold", Capacity: load(100)}, {Class: "hot", Capacity: load(100)}}, 2},
	} {
		t.Run(what, func(t *testing.T) {
			p := one(courier("v1", 0), door(5))
			p.Vehicles[0].Boxes, p.Vehicles[0].Capacity = tc.boxes, load(20000)
			p.Vehicles[0].MaxTasks, p.Vehicles[0].MaxNew = 0, 0
			p.Shipments = nil
			for i, g := range tc.goods {
				s := shipment(fmt.Sprint("s", i), 2, door(5))
				s.Class, s.Load = g.Class, problem.Load{Grams: 100, Millis: g.Capacity.Millis}
				p.Shipments = append(p.Shipments, s)
			}
			best := matching.Optimize(p, matching.Options{Iterations: 200})
			for how, plan := range map[string]problem.Plan{"solved": matching.Solve(p, nil), "optimized": best} {
				if len(plan.Assignments) != tc.taken {
					t.Errorf("%s: %d taken, want %d: %+v", how, len(plan.Assignments), tc.taken, plan.Undone)
				}
				if found := check.Plan(p, plan); found != nil {
					t.Errorf("%s: the judge finds %v", how, found)
				}
			}
		})
	}
}
