package matching_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
)

// helpCases are problems in which s1 would be handed over after 6 minutes, and
// must be, but for one thing.
var helpCases = []struct {
	name   string
	option problem.Option
	by     float64
	change func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment)
	want   []problem.Change // the first remedy
	en     string
}{
	{"shift", door(5), 10, func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { v.ShiftEnd = in(5.5) },
		[]problem.Change{{Kind: problem.ShiftLater, Vehicle: "v1", Amount: 3, Unit: problem.Minutes}},
		"Courier v1 could deliver to the door in 6 min if it worked 3 min longer."},
	{"not by then", door(5), 4.5, func(*problem.Problem, *problem.Vehicle, *problem.Shipment) {},
		[]problem.Change{{Kind: problem.Wait, Shipment: "s1", Amount: 2, Unit: problem.Minutes}},
		"Courier v1 could deliver to the door in 6 min if 2 min more were allowed."},
	{"ready too late", door(5), 10, func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) { s.Release, s.Priority = in(20), 1 },
		[]problem.Change{{Kind: problem.Wait, Shipment: "s1", Amount: 14, Unit: problem.Minutes}},
		"Courier v1 could deliver to the door in 24 min if 14 min more were allowed; other ways: 1."},
	{"starts too late", door(5), 30, func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.ReadyAt, s.Latest, s.Exclude = in(40), in(30), nil
	}, []problem.Change{{Kind: problem.StartEarlier, Vehicle: "v1", Amount: 16, Unit: problem.Minutes}}, ""},
	{"barred", door(5), 10, func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) { s.Exclude = []string{"v1"} },
		[]problem.Change{{Kind: problem.Allow, Vehicle: "v1", Shipment: "s1"}}, ""},
	{"consent", inLocker(5, "L1"), 10, func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) { s.Options[0].Consent = false },
		[]problem.Change{{Kind: problem.Consent, Shipment: "s1"}}, "Courier v1 could deliver to locker L1 in 6 min if the resident agreed to that; other ways: 1."},
	{"locker", inLocker(5, "L1"), 10, func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Shipment) { p.Lockers[0].Free = nil },
		[]problem.Change{{Kind: problem.FreeLocker, Shipment: "s1", Name: "L1"}}, ""},
	{"skill", door(5), 10, func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) { s.Skills = []string{"keys"} },
		[]problem.Change{{Kind: problem.AddSkill, Vehicle: "v1", Name: "keys"}}, ""},
	{"room", door(5), 10, func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Shipment) { v.Capacity.Grams = 1400 },
		[]problem.Change{{Kind: problem.MoreCapacity, Vehicle: "v1", Amount: 100, Unit: problem.Grams}}, ""},
	{"latest", door(5), 10, func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) { s.Latest = in(5) },
		[]problem.Change{{Kind: problem.LaterHandover, Shipment: "s1", Amount: 1, Unit: problem.Minutes}}, ""},
	{"skill and shift", door(5), 10, func(_ *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.ShiftEnd, s.Skills = in(5), []string{"keys"}
	}, []problem.Change{{Kind: problem.AddSkill, Vehicle: "v1", Name: "keys"}, {Kind: problem.ShiftLater, Vehicle: "v1", Amount: 3, Unit: problem.Minutes}},
		"Courier v1 could deliver to the door in 6 min if it had the skill keys and it worked 3 min longer."},
	{"another is in the way", door(5), 8, func(p *problem.Problem, v *problem.Vehicle, s *problem.Shipment) {
		v.MaxNew, s.Priority = 1, 0
		s.Latest = in(8)
		p.Shipments = append(p.Shipments, shipment("s0", 2, door(4)))
		p.Shipments[1].Priority = 0
		p.Vehicles = append(p.Vehicles, courier("v2", 9))
		p.Shipments[1].Due = in(1)
	}, []problem.Change{{Kind: problem.Move, Vehicle: "v1", Shipment: "s0", To: "v2", Amount: 1}},
		"Courier v1 could deliver to the door in 6 min if s0 went by courier v2 instead; other ways: 2."},
	{"access is never given up", door(5), 10, func(_ *problem.Problem, _ *problem.Vehicle, s *problem.Shipment) {
		s.Options[0].Stairs, s.Needs.NoStairs = true, true
	}, nil, "Neither one nor two of the changes that can be offered would do."},
}

// TestWhatWouldHelp asks for the remedy of one problem each, and that it is
// exact.
func TestWhatWouldHelp(t *testing.T) {
	for _, tc := range helpCases {
		t.Run(tc.name, func(t *testing.T) {
			p := one(courier("v1", 0), tc.option)
			tc.change(p, &p.Vehicles[0], &p.Shipments[0])
			plan := matching.Solve(p, nil)
			help, err := matching.WhatWouldHelp(p, &plan, "s1", in(tc.by))
			if err != nil {
				t.Fatal(err)
			}
			if tc.want == nil && len(help.Remedies) > 0 || tc.want != nil && (len(help.Remedies) == 0 || !slices.Equal(help.Remedies[0].Changes, tc.want)) {
				t.Errorf("%+v", help)
			}
			if tc.en != "" && help.Text.En != tc.en {
				t.Error(help.Text.En)
			}
			for _, r := range help.Remedies {
				helpsExactly(t, p, &plan, &help, r)
			}
		})
	}
}

// helpsExactly asks that the remedy is enough, and that no minute of it can be
// spared.
func helpsExactly(t *testing.T, p *problem.Problem, plan *problem.Plan, help *problem.Help, r problem.Remedy) {
	t.Helper()
	x := matching.Placement{Shipment: help.Shipment, Vehicle: r.Candidate.Vehicle, Option: r.Candidate.Option, By: help.By, Changes: r.Changes}
	wait := func(changes []problem.Change) clock.Instant {
		for _, c := range changes {
			if c.Kind == problem.Access {
				t.Fatalf("an access need is given up: %+v", r)
			}
			if c.Kind == problem.Wait {
				return help.By.Add(c.Time())
			}
		}
		return help.By
	}
	x.By = wait(r.Changes)
	_, after := sound(t, p, plan, x)
	if at := handedOver(&after, help.Shipment); at != r.Candidate.At {
		t.Fatalf("it is handed over at %s, not %s: %+v", at, r.Candidate.At, r)
	}
	if r.Text.En == "" || r.Text.Zh == "" {
		t.Fatalf("%+v says nothing", r)
	}
	for n, c := range r.Changes {
		less := slices.Clone(r.Changes)
		if less[n].Amount--; c.Amount < 2 {
			less = slices.Delete(less, n, n+1)
		}
		x.Changes, x.By = less, wait(less)
		if _, _, err := matching.Enact(p, plan, x); err == nil {
			t.Fatalf("less than %+v is enough (change %d)", r, n)
		}
	}
}

// TestWhatWouldHelpRandom asks the judge about every remedy for random
// problems, and that the same question has the same answer.
func TestWhatWouldHelpRandom(t *testing.T) {
	computes(t)
	kinds, pairs, asked, none := map[problem.ChangeKind]int{}, 0, 0, 0
	for seed := range 400 {
		d := dice(8_000_000 + seed)
		p := rich(&d, size{vehicles: 1 + d.n(5), waiting: 1 + d.n(7), committed: d.n(5)})
		plan := matching.Solve(p, nil)
		if seed%2 == 1 {
			plan = matching.Optimize(p, matching.Options{Seed: 1, Threads: 1, Iterations: 30})
		}
		s := p.Shipments[d.n(len(p.Shipments))]
		if s.Vehicle != "" {
			continue
		}
		by := in(float64(5 + d.n(60)))
		help, err := matching.WhatWouldHelp(p, &plan, s.ID, by)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if again, _ := matching.WhatWouldHelp(p, &plan, s.ID, by); !reflect.DeepEqual(help, again) {
			t.Fatalf("seed %d: two answers", seed)
		}
		if help.Has != nil && help.Has.At <= by {
			continue
		}
		asked++
		if n := matching.Refuted(t, p, &plan, s.ID, by); n > 0 {
			t.Errorf("seed %d: %d remedies did not stand their test", seed, n)
		}
		if len(help.Remedies) == 0 {
			none++
		}
		for _, r := range help.Remedies {
			if s.Workers < 2 {
				helpsExactly(t, p, &plan, &help, r)
			}
			if len(r.Changes) == 2 {
				pairs++
			}
			for _, c := range r.Changes {
				kinds[c.Kind]++
			}
		}
	}
	t.Logf("%d asked, %d without a remedy, %d pairs: %v", asked, none, pairs, kinds)
}

func ExampleWhatWouldHelp() {
	p := street(24)
	p.Vehicles = []problem.Vehicle{courier("c7", 4), courier("c12", 10)}
	p.Vehicles[0].ShiftEnd, p.Vehicles[1].ShiftEnd = in(9), in(12)
	p.Shipments = []problem.Shipment{shipment("soup", 6, door(15))}
	p.Shipments[0].Placed = now.Add(-5 * time.Minute)
	plan := matching.Solve(p, nil)
	help, err := matching.WhatWouldHelp(p, &plan, "soup", in(15))
	if err != nil {
		panic(err)
	}
	for _, r := range help.Remedies {
		fmt.Println(r.Text.En)
	}
	fmt.Println(help.Remedies[0].Text.Zh)
	// Output:
	// Courier c12 could deliver to the door in 14 min if it worked 4 min longer.
	// Courier c7 could deliver to the door in 12 min if it worked 5 min longer.
	// 骑手「c12」可以在 14 分钟后送到门口，条件是它晚下班 4 分钟。
}
