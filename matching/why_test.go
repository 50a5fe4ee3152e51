package matching_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// informative reports whether nothing can change what the change says.
func informative(c problem.Change) bool {
	return slices.Contains([]problem.ChangeKind{problem.Entry, problem.Access, problem.Carrier, problem.NoWay, problem.NoCrew, problem.Mates, problem.Needed, problem.NotSound}, c.Kind)
}

// whyCases are problems in which one courier, v1, cannot take s1 for one
// reason, told exactly. The order takes 6 minutes and 500 m to its hand-over
// and is left 2 minutes later.
var whyCases = []struct {
	name   string
	option problem.Option
	change func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment)
	rule   string
	want   []problem.Change
	en, zh string
}{
	{"shift", door(5), func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { v.ShiftEnd = in(5) }, "shift",
		[]problem.Change{{Kind: problem.ShiftLater, Vehicle: "v1", Amount: 180_000_000, Unit: problem.Micros}},
		"Courier v1 cannot deliver to the door: its shift ends 3 min too soon.", "骑手「v1」不能送到门口：下班早了 3 分钟。"},
	{"range", door(5), func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { v.Range = 323 }, "range",
		[]problem.Change{{Kind: problem.MoreRange, Vehicle: "v1", Amount: 177, Unit: problem.Metres}},
		"Courier v1 cannot deliver to the door: its charge is 177 m too short.", "骑手「v1」不能送到门口：电量还差 177 m。"},
	{"drive", door(5), func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) {
		v.MaxDrive = 4*time.Minute + 30*time.Second
	}, "drive",
		[]problem.Change{{Kind: problem.MoreDrive, Vehicle: "v1", Amount: 30_000_000, Unit: problem.Micros}},
		"Courier v1 cannot deliver to the door: it would drive for 30 s too long.", "骑手「v1」不能送到门口：驾驶时间会超出 30 秒。"},
	{"weight", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Load.Grams = 21_234 }, "capacity",
		[]problem.Change{{Kind: problem.MoreCapacity, Vehicle: "v1", Amount: 1234, Unit: problem.Grams}},
		"Courier v1 cannot deliver to the door: it has 1234 g too little room.", "骑手「v1」不能送到门口：容量还差 1234 g。"},
	{"volume", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { v.Capacity.Millis = 3999 }, "capacity",
		[]problem.Change{{Kind: problem.MoreCapacity, Vehicle: "v1", Amount: 1, Unit: problem.Millis}},
		"Courier v1 cannot deliver to the door: it has 1 ml too little room.", "骑手「v1」不能送到门口：容量还差 1 ml。"},
	{"weight and volume", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.Capacity = problem.Load{Grams: 1000, Millis: 3000}
	}, "capacity", []problem.Change{{Kind: problem.MoreCapacity, Vehicle: "v1", Amount: 500, Unit: problem.Grams},
		{Kind: problem.MoreCapacity, Vehicle: "v1", Amount: 1000, Unit: problem.Millis}},
		"Courier v1 cannot deliver to the door: it has 500 g too little room and it has 1000 ml too little room.", ""},
	{"own measure", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Load.More[3] = 2 }, "capacity",
		[]problem.Change{{Kind: problem.MoreCapacity, Vehicle: "v1", Amount: 2, Unit: "more3"}}, "", ""},
	{"compartment", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		s.Class, v.Compartments = "cold", []problem.Compartment{{Class: "cold", Capacity: problem.Load{Grams: 1400, Millis: 9000}}}
	}, "compartment", []problem.Change{{Kind: problem.MoreRoom, Vehicle: "v1", Name: "cold", Amount: 100, Unit: problem.Grams}},
		`Courier v1 cannot deliver to the door: its compartment for "cold" is 100 g too small.`, "骑手「v1」不能送到门口：「cold」隔间还差 100 g。"},
	{"no compartment", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		s.Class, v.Compartments = "hot", []problem.Compartment{{Class: "cold", Capacity: problem.Load{Grams: 9000, Millis: 9000}}}
	}, "compartment", []problem.Change{{Kind: problem.MoreRoom, Vehicle: "v1", Name: "hot", Amount: 1}},
		`Courier v1 cannot deliver to the door: it has no compartment for "hot".`, ""},
	{"latest", door(5), func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) { s.Latest = in(2) }, "window",
		[]problem.Change{{Kind: problem.LaterHandover, Shipment: "s1", Amount: 240_000_000, Unit: problem.Micros}},
		"Courier v1 cannot deliver to the door: s1 would be handed over 4 min too late.", "骑手「v1」不能送到门口：「s1」交付会晚 4 分钟。"},
	{"second window", door(5), func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) {
		s.Windows = []problem.Window{{From: in(1), To: in(2)}, {From: in(4), To: in(5)}}
	}, "window", []problem.Change{{Kind: problem.LaterHandover, Shipment: "s1", Amount: 60_000_000, Unit: problem.Micros}}, "", ""},
	{"pickup window", door(5), func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) {
		s.PickupWindows = []problem.Window{{From: in(0), To: in(1)}}
	}, "window", []problem.Change{{Kind: problem.LaterPickup, Shipment: "s1", Amount: 60_000_000, Unit: problem.Micros}},
		"Courier v1 cannot deliver to the door: s1 would be picked up 1 min too late.", "骑手「v1」不能送到门口：「s1」取货会晚 1 分钟。"},
	{"ride", door(5), func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) { s.MaxRide = 150 * time.Second }, "ride",
		[]problem.Change{{Kind: problem.LongerRide, Shipment: "s1", Amount: 30_000_000, Unit: problem.Micros}},
		"Courier v1 cannot deliver to the door: s1 would be carried for 30 s too long.", ""},
	{"break", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.Breaks = []problem.Break{{ID: "tea", Duration: 5 * time.Minute, Windows: []problem.Window{{From: in(0), To: in(1)}}}}
		s.Latest = in(6) // no time for it
	}, "break", []problem.Change{{Kind: problem.BreakLater, Vehicle: "v1", Name: "tea", Amount: 420_000_000, Unit: problem.Micros}},
		"Courier v1 cannot deliver to the door: its break tea would begin 7 min too late.", ""},
	{"skills", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.Skills, s.Skills = []string{"cold"}, []string{"cold", "keys", "care", "keys"}
	}, "skill", []problem.Change{{Kind: problem.AddSkill, Vehicle: "v1", Name: "keys"}, {Kind: problem.AddSkill, Vehicle: "v1", Name: "care"}},
		"Courier v1 cannot deliver to the door: it lacks the skill keys and it lacks the skill care.", "骑手「v1」不能送到门口：缺少技能「keys」，且缺少技能「care」。"},
	{"barred", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Exclude = []string{"v1"} }, "choice",
		[]problem.Change{{Kind: problem.Allow, Vehicle: "v1", Shipment: "s1"}}, "Courier v1 cannot deliver to the door: it is barred by name.", ""},
	{"another chosen", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Only = "c9" }, "choice",
		[]problem.Change{{Kind: problem.Allow, Vehicle: "v1", Shipment: "s1", Name: "c9"}}, "Courier v1 cannot deliver to the door: staff chose c9.", ""},
	{"consent", inLocker(5, "L1"), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Options[0].Consent = false }, "consent",
		[]problem.Change{{Kind: problem.Consent, Shipment: "s1"}}, "Courier v1 cannot deliver to locker L1: the resident has not agreed to it.", ""},
	{"locker", inLocker(5, "L1"), func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { p.Lockers[0].Free = nil }, "locker",
		[]problem.Change{{Kind: problem.FreeLocker, Shipment: "s1", Name: "L1"}}, "Courier v1 cannot deliver to locker L1: no compartment that fits is free.", ""},
	{"unknown locker", inLocker(5, "L7"), func(*problem.Problem, *problem.Vehicle, *problem.Shipment) {}, "locker",
		[]problem.Change{{Kind: problem.FreeLocker, Shipment: "s1", Name: "L7"}}, "", ""},
	{"skill and shift", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		s.Skills, v.ShiftEnd = []string{"keys"}, in(8)-1
	}, "skill", []problem.Change{{Kind: problem.AddSkill, Vehicle: "v1", Name: "keys"}, {Kind: problem.ShiftLater, Vehicle: "v1", Amount: 1, Unit: problem.Micros}},
		"Courier v1 cannot deliver to the door: it lacks the skill keys and its shift ends 1 s too soon.", ""},
	{"entry", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) { s.Options[0].NoEntry = true }, "entry",
		[]problem.Change{{Kind: problem.Entry, Vehicle: "v1", Shipment: "s1"}}, "Courier v1 cannot deliver to the door: couriers do not go in there.", "骑手「v1」不能送到门口：骑手不进入该小区。"},
	{"access", door(5), func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		s.Options[0].Stairs, s.Needs.NoStairs = true, true
	}, "access", []problem.Change{{Kind: problem.Access, Vehicle: "v1", Shipment: "s1", Name: "no_stairs"}},
		"Courier v1 cannot deliver to the door: the resident cannot use the stairs.", "骑手「v1」不能送到门口：住户无法走楼梯。"},
	{"carrier", handover(5), func(*problem.Problem, *problem.Vehicle, *problem.Shipment) {}, "carrier",
		[]problem.Change{{Kind: problem.Carrier, Vehicle: "v1", Shipment: "s1"}}, "Courier v1 cannot hand over at the building: it does not deliver in this way.", ""},
	{"reach", door(5), func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		p.Matrix(v.Profile).Set(2, 5, problem.Leg{Travel: problem.Unreachable})
	}, "reach", []problem.Change{{Kind: problem.NoWay, Vehicle: "v1", Shipment: "s1", Name: "reach"}}, "Courier v1 cannot deliver to the door: no way leads there.", "骑手「v1」不能送到门口：无路可达。"},
	{"someone else's window", door(5), func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		p.Shipments = append(p.Shipments, shipment("s2", 2, door(4)))
		p.Shipments[1].OnBoard, p.Shipments[1].Latest = true, in(5)
		commit(p, 1, 0)
		p.Shipments[0].Latest = in(6)
	}, "window", []problem.Change{{Kind: problem.LaterHandover, Shipment: "s1", Amount: 120_000_000, Unit: problem.Micros}}, "", ""},
	{"tasks", door(5), func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.MaxTasks = 1
		for _, id := range []string{"s2", "s3"} {
			p.Shipments = append(p.Shipments, shipment(id, 2, door(4)))
			commit(p, len(p.Shipments)-1, 0)
		}
	}, "tasks", []problem.Change{{Kind: problem.MoreTasks, Vehicle: "v1", Amount: 2}}, "Courier v1 cannot deliver to the door: it would have 2 too many in its route.", ""},
	{"apart", door(5), func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		p.Shipments = append(p.Shipments, shipment("s2", 2, door(4)))
		commit(p, 1, 0)
		p.Shipments[0].Apart, p.Shipments[1].Apart = "x", "x"
	}, "apart", []problem.Change{{Kind: problem.GoWith, Vehicle: "v1", Shipment: "s1", Name: "s2"}},
		"Courier v1 cannot deliver to the door: it carries s2, which s1 must not go with.", ""},
	{"together", door(5), func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		p.Vehicles = append(p.Vehicles, courier("v2", 0))
		p.Vehicles[1].MaxTasks = 1
		p.Shipments = append(p.Shipments, shipment("s2", 2, door(4)))
		commit(p, 1, 1)
		p.Shipments[0].Together, p.Shipments[1].Together = "x", "x"
	}, "together", []problem.Change{{Kind: problem.GoAlone, Shipment: "s1", Name: "s2", To: "v2"}},
		"Courier v1 cannot deliver to the door: s1 must go with s2, which courier v2 has.", ""},
	{"last in, first out", door(5), func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.LastInFirstOut, v.Locked, s.Latest = true, 1, in(7)
		p.Shipments = append(p.Shipments, shipment("s2", 1, door(9)))
		p.Shipments[1].Latest = in(12)
		commit(p, 1, 0)
	}, "lifo", nil, "", ""},
}

// TestWhyNot asks what is in the way, and that exactly that is.
func TestWhyNot(t *testing.T) {
	for _, tc := range whyCases {
		t.Run(tc.name, func(t *testing.T) {
			p := one(courier("v1", 0), tc.option)
			tc.change(p, &p.Vehicles[0], &p.Shipments[0])
			plan := matching.Solve(p, nil)
			why, err := matching.WhyNot(p, &plan, "s1", "v1")
			if err != nil {
				t.Fatal(err)
			}
			w := why.Ways[0]
			if tc.want != nil && (w.Rule != tc.rule || !slices.Equal(w.Missing, tc.want)) {
				t.Errorf("%s: %+v\nwant %s: %+v", w.Rule, w.Missing, tc.rule, tc.want)
			}
			if tc.want == nil && w.Rule == "" {
				t.Errorf("it is possible: %+v", w)
			}
			if tc.en != "" && why.Text.En != tc.en || tc.zh != "" && why.Text.Zh != tc.zh {
				t.Errorf("%s\n%s", why.Text.En, why.Text.Zh)
			}
			missesExactly(t, p, &plan, &why, w)
		})
	}
}

// missesExactly asks that what the way misses is enough and no more than that.
func missesExactly(t *testing.T, p *problem.Problem, plan *problem.Plan, why *problem.WhyNot, w problem.Way) {
	t.Helper()
	if len(w.Missing) == 0 {
		t.Fatalf("%+v: nothing is in the way", why)
	}
	x := matching.Placement{Shipment: why.Shipment, Vehicle: why.Vehicle, Option: w.Option, Changes: w.Missing}
	if informative(w.Missing[0]) {
		if len(w.Missing) != 1 {
			t.Fatalf("%+v", w.Missing)
		}
		x.Changes = nil
		if _, _, err := matching.Enact(p, plan, x); err == nil {
			t.Fatalf("%+v is no hindrance", w.Missing)
		}
		return
	}
	sound(t, p, plan, x)
	for n, c := range w.Missing {
		less := slices.Clone(w.Missing)
		if less[n].Amount--; c.Amount < 2 {
			less = slices.Delete(less, n, n+1)
		}
		x.Changes = less
		if _, _, err := matching.Enact(p, plan, x); err == nil {
			t.Fatalf("%s, %s: less than %+v is enough (change %d)", why.Shipment, why.Vehicle, w.Missing, n)
		}
	}
}

// sound asks the judge about the plan that a placement leads to.
func sound(t *testing.T, p *problem.Problem, plan *problem.Plan, x matching.Placement) (*problem.Problem, problem.Plan) {
	t.Helper()
	q, after, err := matching.Enact(p, plan, x)
	if err != nil {
		t.Fatalf("%+v: %v", x, err)
	}
	if found := check.Plan(q, after); len(found) > 0 {
		t.Fatalf("%+v: %v", x, found)
	}
	if x.By != 0 && handedOver(&after, x.Shipment) > x.By {
		t.Fatalf("%+v: it is handed over at %s", x, handedOver(&after, x.Shipment))
	}
	return q, after
}

func handedOver(plan *problem.Plan, shipment string) (at clock.Instant) {
	for _, r := range plan.Routes {
		for _, s := range r.Stops {
			if s.Shipment == shipment && s.Kind == problem.Delivery {
				at = s.Start
			}
		}
	}
	return at
}

// TestWhyNotRandom asks about random plans of random problems: what is possible
// costs exactly what was said, and what is not misses exactly what was said.
func TestWhyNotRandom(t *testing.T) {
	computes(t)
	possible, missed, kinds := 0, 0, map[problem.ChangeKind]int{}
	const seeds = 900
	for seed := range seeds {
		d := dice(7_000_000 + seed)
		p := rich(&d, size{vehicles: 1 + d.n(5), waiting: 1 + d.n(7), committed: d.n(5)})
		plan := matching.Solve(p, nil)
		if seed%2 == 1 {
			plan = matching.Optimize(p, matching.Options{Seed: 1, Threads: 1, Iterations: 30})
		}
		s := p.Shipments[d.n(len(p.Shipments))]
		crew := s.Workers > 1 && handedOver(&plan, s.ID) == 0 // of which each is asked about alone
		if s.Vehicle != "" || crew {
			continue
		}
		for _, v := range p.Vehicles {
			why, err := matching.WhyNot(p, &plan, s.ID, v.ID)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			for _, w := range why.Ways {
				if w.Rule == "" {
					possible++
					costsExactly(t, seed, p, &plan, &why, w)
					continue
				}
				missed++
				kinds[w.Missing[0].Kind]++
				missesExactly(t, p, &plan, &why, w)
			}
		}
	}
	t.Logf("%d possible, %d not: %v", possible, missed, kinds)
	if possible < seeds/3 || missed < seeds {
		t.Error("the problems are one-sided")
	}
}

// costsExactly asks the judge what the plan costs with the shipment where the
// way says, and without.
func costsExactly(t *testing.T, seed int, p *problem.Problem, plan *problem.Plan, why *problem.WhyNot, w problem.Way) {
	t.Helper()
	if w.Candidate == nil {
		t.Fatalf("seed %d: %+v", seed, w)
	}
	if why.Has != nil && w.More == nil {
		return // it is there
	}
	_, after := sound(t, p, plan, matching.Placement{Shipment: why.Shipment, Vehicle: why.Vehicle, Option: w.Option})
	told := w.Candidate.Terms
	if w.More != nil {
		told = *w.More
	}
	if told.Total() != w.Total && w.More != nil {
		t.Fatalf("seed %d: %+v is %d", seed, told, w.Total)
	}
	cost := sum(whole(p, after), whole(p, *plan), -1)
	if slices.ContainsFunc(p.Vehicles, func(v problem.Vehicle) bool { return len(v.Breaks) > 0 }) {
		for _, x := range []*problem.Terms{&told, &cost} { // where breaks lay in the route in hand is the solver's secret
			x.Wait, x.Late, x.Resident = 0, 0, 0
		}
	}
	if several := slices.ContainsFunc(p.Shipments, func(s problem.Shipment) bool { return s.Workers > 1 && s.Was != "" }); told != cost && !several {
		t.Fatalf("seed %d: %s by %s is said to cost %+v more and costs %+v", seed, why.Shipment, why.Vehicle, told, cost)
	}
	if at := handedOver(&after, why.Shipment); at != w.Candidate.At {
		t.Fatalf("seed %d: it is handed over at %s, not %s", seed, at, w.Candidate.At)
	}
}

// whole prices the plan with the routes in hand that it leaves alone.
func whole(p *problem.Problem, plan problem.Plan) problem.Terms {
	cost := check.Cost(p, plan).Terms
	for _, v := range p.Vehicles {
		if !slices.ContainsFunc(plan.Routes, func(r problem.Route) bool { return r.Vehicle == v.ID }) {
			cost = sum(cost, check.RouteCost(p, v, inHand(p, v)).Terms, 1)
		}
	}
	return cost
}

func ExampleWhyNot() {
	p := street(24)
	p.Vehicles = []problem.Vehicle{courier("c7", 4), courier("c12", 10)}
	p.Vehicles[1].ShiftEnd = in(12)
	p.Shipments = []problem.Shipment{shipment("soup", 6, door(15))}
	plan := matching.Solve(p, nil)
	why, err := matching.WhyNot(p, &plan, "soup", "c12")
	if err != nil {
		panic(err)
	}
	fmt.Println(plan.Assignments[0].Explanation.Text.En)
	fmt.Println(why.Text.En)
	fmt.Println(why.Text.Zh)
	// Output:
	// Courier c7 delivers to the door in 12 min, the only one who can; 1 courier goes off duty too soon.
	// Courier c12 cannot deliver to the door: its shift ends 4 min too soon.
	// 骑手「c12」不能送到门口：下班早了 4 分钟。
}
