package check

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// street returns a problem and, written out by hand, a sound plan with every
// rule in it. Places are a minute and 100 m apart on a street.
//
// c1, a van, picks up a and b at place 2, hands over b at 5 and a at 7 after
// tea, shares the visit v at 8 and is back at 0. c2 has x on board, and comes
// to the visit from behind. u is undone.
func street() (*problem.Problem, *problem.Plan) {
	p := &problem.Problem{Epoch: 4, Now: at(0), MaxChanged: 1, Weights: problem.Weights{
		LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2, Uneven: 900, Change: 400}}
	m := problem.NewMatrix(13)
	for i := range 13 {
		p.Places = append(p.Places, geo.Point{Lng: float64(i)})
		for j := range 13 {
			m.Set(i, j, problem.Leg{Travel: time.Duration(max(i-j, j-i)) * time.Minute, Meters: geo.Meters(100 * max(i-j, j-i))})
		}
	}
	p.SetMatrix(geo.Ebike, m)
	door := func(place int, service time.Duration) problem.Option {
		return problem.Option{Mode: problem.Door, Place: place, Service: service, Consent: true}
	}
	p.Shipments = []problem.Shipment{
		{ID: "a", Pickup: 2, PickupService: time.Minute, PickupSetup: time.Minute, Load: problem.Load{Grams: 600, More: [6]int64{0, 2}},
			Options: []problem.Option{{Mode: problem.Door, Place: 7, Service: 2 * time.Minute, Consent: true, After: 4 * time.Minute, Fee: 7}},
			Due:     at(27).Add(30 * time.Second), MaxRide: 26 * time.Minute, Was: "c2", Together: "ab", Apart: "ax"},
		{ID: "b", Pickup: 2, PickupService: time.Minute, PickupSetup: time.Minute, Load: problem.Load{Grams: 300, More: [6]int64{0, 1}}, Class: "cold",
			Options: []problem.Option{door(5, time.Hour)}, Was: "c1", Together: "ab",
			PickupWindows: []problem.Window{{From: at(1), To: at(2)}, {From: at(4), To: at(11)}}, Windows: []problem.Window{{From: at(10), To: at(15)}, {From: at(40)}}},
		{ID: "v", Visit: true, Workers: 2, Options: []problem.Option{door(8, 5*time.Minute)}, Load: problem.Load{}, Release: at(50), MaxRide: 1, Pickup: -5},
		{ID: "x", OnBoard: true, Vehicle: "c2", Options: []problem.Option{door(12, time.Minute)}, Load: problem.Load{Grams: 100}, Apart: "ax"},
		{ID: "u", Pickup: 1, Options: []problem.Option{door(5, 0)}, Was: "c1"},
	}
	p.Shipments[1].Options[0].Setup = 2 * time.Minute
	p.Shipments[1].Options[0].ServiceFor = map[string]time.Duration{"van": 3 * time.Minute}
	p.Vehicles = []problem.Vehicle{
		{ID: "c1", Kind: problem.Courier, Type: "van", Profile: geo.Ebike, ReadyAt: at(0), ShiftEnd: at(53), Returns: true, MaxTasks: 3, MaxNew: 3,
			Capacity: problem.Load{Grams: 900, More: [6]int64{0, 3}}, Range: 1600, MaxDrive: 16 * time.Minute, Worked: 29 * time.Minute, LastInFirstOut: true,
			Compartments: []problem.Compartment{{Class: "", Capacity: problem.Load{Grams: 600, More: [6]int64{0, 9}}}, {Class: "cold", Capacity: problem.Load{Grams: 400, More: [6]int64{0, 1}}}},
			Breaks: []problem.Break{
				{ID: "past", Windows: []problem.Window{{From: at(-90), To: at(-60)}}, Duration: time.Minute},
				{ID: "tea", Windows: []problem.Window{{From: at(-60), To: at(-50)}, {From: at(20), To: at(30)}}, Duration: 10 * time.Minute},
				{ID: "lunch", Windows: []problem.Window{{From: at(40), To: at(53)}}, Duration: time.Hour},
			},
			Cost: problem.Cost{Fixed: 500, PerTask: 10, PerHour: 6000, PerKm: 100}},
		{ID: "c2", Kind: problem.Courier, Profile: geo.Ebike, Start: 10, ReadyAt: at(33), Capacity: problem.Load{Grams: 100}, Cost: problem.Cost{PerTask: 10, PerHour: 600},
			Route: []problem.Stop{{Shipment: 3, Kind: problem.Delivery, Place: 12, Service: time.Minute}}, Locked: 1},
	}
	stop := func(id string, kind problem.StopKind, place, leg, arrive, start, depart int) problem.PlannedStop {
		return problem.PlannedStop{Shipment: id, Kind: kind, Point: p.Places[place], Leg: m.At(0, leg),
			Service: time.Duration(depart-start) * time.Minute, Arrive: at(arrive), Start: at(start), Depart: at(depart)}
	}
	plan := &problem.Plan{Epoch: 4, Changed: []string{"a"}, Routes: []problem.Route{
		{Vehicle: "c1", Stops: []problem.PlannedStop{
			stop("a", problem.Pickup, 2, 2, 2, 2, 4),
			stop("b", problem.Pickup, 2, 0, 4, 4, 5),
			stop("b", problem.Delivery, 5, 3, 8, 10, 15),
			stop("a", problem.Delivery, 7, 2, 30, 30, 32),
			stop("v", problem.Delivery, 8, 1, 33, 40, 45),
		}, Breaks: []problem.PlannedBreak{{ID: "tea", After: 3, Start: at(20), End: at(30)}},
			Back: &problem.Return{Leg: m.At(8, 0), Arrive: at(53)}},
		{Vehicle: "c2", Stops: []problem.PlannedStop{
			stop("x", problem.Delivery, 12, 2, 35, 35, 36),
			stop("v", problem.Delivery, 8, 4, 40, 40, 45),
		}},
	}}
	text := problem.Text{En: "x", Zh: "x"}
	for _, as := range [][2]string{{"a", "c1"}, {"b", "c1"}, {"v", "c1"}, {"v", "c2"}} {
		plan.Assignments = append(plan.Assignments, problem.Assignment{Shipment: as[0], Vehicle: as[1],
			Explanation: problem.Explanation{Candidates: []problem.Candidate{{Vehicle: as[1], Mode: problem.Door}}, Text: text}})
	}
	plan.Undone = []problem.Undone{{Shipment: "u", Explanation: problem.Explanation{Text: text}}}
	return p, plan
}

// TestPlan spoils the plan, or the problem under it, in one way after the
// other. Without rules the change must be allowed.
func TestPlan(t *testing.T) {
	type P = *problem.Problem
	type A = *problem.Plan
	cases := []struct {
		name  string
		spoil func(p P, a A)
		rules []string // all that must be found
	}{
		{"sound", func(P, A) {}, nil},

		{"set-up forgotten", func(p P, a A) { p.Shipments[0].PickupSetup = 2 * time.Minute }, []string{"place"}},
		{"set-up at one place twice", func(p P, a A) { p.Shipments[1].Pickup = 3 }, []string{"place", "legs"}},
		{"service of another type", func(p P, a A) { p.Vehicles[0].Type = "bike" }, []string{"place"}},
		{"service of the type", func(p P, a A) { p.Shipments[1].Options[0].Service = 0 }, nil},
		{"set-up in hand", func(p P, a A) { p.Shipments[3].Options[0].Setup = time.Minute }, []string{"committed"}},
		{"start agreed on", func(p P, a A) { p.Vehicles[1].Route[0].Start = at(35) }, nil},
		{"start agreed on is another", func(p P, a A) { p.Vehicles[1].Route[0].Start = at(36) }, []string{"committed"}},

		{"picked up outside of its windows", func(p P, a A) { p.Shipments[1].PickupWindows[1].From++ }, []string{"window"}},
		{"handed over before its windows", func(p P, a A) { p.Shipments[1].Windows[0].From++ }, []string{"window"}},
		{"handed over between its windows", func(p P, a A) { p.Shipments[1].Windows[0].From, p.Shipments[1].Windows[0].To = at(2), at(10)-1 }, []string{"window"}},
		{"handed over in the last window", func(p P, a A) { p.Shipments[1].Windows = []problem.Window{{To: at(2)}, {From: at(9)}} }, nil},

		{"too many pieces", func(p P, a A) { p.Vehicles[0].Capacity.More[1] = 2 }, []string{"capacity"}},
		{"too heavy", func(p P, a A) { p.Vehicles[0].Capacity.Grams-- }, []string{"capacity"}},
		{"a visit brings goods along", func(p P, a A) { p.Shipments[2].Load.Grams = 1 }, []string{"capacity", "compartment"}},
		{"compartment full", func(p P, a A) { p.Vehicles[0].Compartments[0].Capacity.Grams = 599 }, []string{"compartment"}},
		{"cold compartment full", func(p P, a A) { p.Vehicles[0].Compartments[1].Capacity.More[1] = 0 }, []string{"compartment"}},
		{"no compartment for the class", func(p P, a A) { p.Shipments[1].Class = "warm" }, []string{"compartment"}},
		{"no compartments at all", func(p P, a A) { p.Vehicles[0].Compartments = nil; p.Shipments[1].Class = "warm" }, nil},

		{"first in, first out", func(p P, a A) { swapPickups(p, a) }, []string{"lifo"}},
		{"first in, first out, and the vehicle may", func(p P, a A) { swapPickups(p, a); p.Vehicles[0].LastInFirstOut = false }, nil},

		{"torn apart", func(p P, a A) { p.Shipments[4].Together = "ab" }, []string{"together"}},
		{"another has it already", func(p P, a A) { p.Shipments[3].Together = "ab" }, []string{"together"}},
		{"none of them goes", func(p P, a A) { p.Shipments[4].Together = "u" }, nil},
		{"two that hate each other", func(p P, a A) { p.Shipments[1].Apart = "ax" }, []string{"apart"}},
		{"two that hate each other, one in hand", func(p P, a A) { p.Shipments[2].Apart = "ax" }, []string{"apart"}},

		{"promise kept in silence", func(p P, a A) { p.Shipments[0].Was = "c1" }, []string{"change"}},
		{"promise broken in silence", func(p P, a A) { a.Changed = nil }, []string{"change"}},
		{"promise broken by one who is gone", func(p P, a A) { p.Shipments[0].Was = "gone" }, nil},
		{"too many promises broken", func(p P, a A) { p.Shipments[1].Was = "c2"; a.Changed = []string{"a", "b"} }, []string{"change"}},
		{"as many promises as you like", func(p P, a A) { p.Shipments[1].Was = "c2"; a.Changed = []string{"a", "b"}; p.MaxChanged = 0 }, nil},
		{"one of the workers was promised", func(p P, a A) { p.Shipments[2].Was = "c2" }, nil},
		{"none of the workers was promised", func(p P, a A) { p.Shipments[2].Was = "c3"; a.Changed = []string{"a", "v"}; p.MaxChanged = 2 }, nil},

		{"three workers", func(p P, a A) { p.Shipments[2].Workers = 3 }, []string{"assignment"}},
		{"one worker", func(p P, a A) { p.Shipments[2].Workers = 0 }, []string{"assignment"}},
		{"a worker twice", func(p P, a A) {
			a.Assignments[3].Vehicle, a.Assignments[3].Explanation.Candidates[0].Vehicle = "c1", "c1"
			a.Routes = a.Routes[:1]
		}, []string{"workers"}},
		{"by two options", func(p P, a A) {
			p.Shipments[2].Options = append(p.Shipments[2].Options, p.Shipments[2].Options[0])
			a.Assignments[3].Option, a.Assignments[3].Explanation.Candidates[0].Option = 1, 1
		}, []string{"workers"}},
		{"a worker begins alone", func(p P, a A) {
			s := &a.Routes[1].Stops[1]
			s.Start, s.Depart = s.Start+1, s.Depart+1
		}, []string{"workers"}},
		{"done and undone", func(p P, a A) {
			a.Undone = append(a.Undone, problem.Undone{Shipment: "v", Explanation: a.Undone[0].Explanation})
		}, []string{"assignment"}},
		{"a visit picked up", func(p P, a A) { a.Routes[0].Stops[0].Shipment = "v" }, []string{"order", "lifo", "place", "times"}},

		{"no tea", func(p P, a A) { a.Routes[0].Breaks = nil }, []string{"times", "break"}},
		{"tea too short", func(p P, a A) { a.Routes[0].Breaks[0].End = at(29) }, []string{"times", "break"}},
		{"tea too early", func(p P, a A) { a.Routes[0].Breaks[0].Start--; a.Routes[0].Breaks[0].End-- }, []string{"times", "break"}},
		{"tea before it opens", func(p P, a A) { p.Vehicles[0].Breaks[1].Windows[1].From++ }, []string{"break"}},
		{"tea after it closes", func(p P, a A) {
			p.Vehicles[0].Breaks[1].Windows[1].To, p.Vehicles[0].Breaks[1].Windows[1].From = at(19), at(10)
		}, []string{"break"}},
		{"tea at any time", func(p P, a A) { p.Vehicles[0].Breaks[1].Windows = nil }, nil},
		{"tea at work", func(p P, a A) { a.Routes[0].Breaks[0].After = 4 }, []string{"times", "break"}},
		{"tea behind no stop", func(p P, a A) { a.Routes[0].Breaks[0].After = 6 }, []string{"times", "break"}},
		{"tea of another", func(p P, a A) { a.Routes[0].Breaks[0].ID = "coffee" }, []string{"break"}},
		{"lunch before tea", func(p P, a A) { b := p.Vehicles[0].Breaks; b[1], b[2] = b[2], b[1] }, []string{"break"}},
		{"lunch missing", func(p P, a A) { p.Vehicles[0].Breaks[2].Windows[0].To-- }, []string{"break"}},
		{"lunch at any time", func(p P, a A) { p.Vehicles[0].Breaks[2].Windows = nil }, nil},
		{"what was over before is due", func(p P, a A) { p.Vehicles[0].Breaks[0].Windows[0].To = at(0) }, []string{"break"}},
		{"tea before now", func(p P, a A) { p.Now = at(21); p.Shipments[0].Due = 0 }, []string{"times", "break"}},

		{"no way back", func(p P, a A) { a.Routes[0].Back = nil }, []string{"back"}},
		{"back too soon", func(p P, a A) { a.Routes[0].Back.Arrive-- }, []string{"back"}},
		{"back another way", func(p P, a A) { a.Routes[0].Back.Leg.Meters = 700 }, []string{"legs"}},
		{"back from nowhere", func(p P, a A) {
			p.Times[geo.Ebike].Set(8, 0, problem.Leg{Travel: problem.Unreachable, Meters: 800})
			a.Routes[0].Back.Leg.Travel = problem.Unreachable
		}, []string{"reach"}},
		{"negative way back", func(p P, a A) {
			p.Times = nil
			a.Routes[0].Back.Leg.Meters = -1
		}, []string{"back"}},
		{"back and need not", func(p P, a A) { p.Vehicles[0].Returns = false }, []string{"back"}},
		{"back elsewhere", func(p P, a A) { p.Vehicles[0].End = 1 }, []string{"legs"}},
		{"back after the shift", func(p P, a A) { p.Vehicles[0].ShiftEnd-- }, []string{"shift"}},
		{"back without charge", func(p P, a A) { p.Vehicles[0].Range-- }, []string{"range"}},
		{"back and driven too long", func(p P, a A) { p.Vehicles[0].MaxDrive-- }, []string{"drive"}},

		{"commits when it must", func(p P, a A) { a.Routes[0].CommitBy = at(5).Add(30 * time.Second) }, nil},
		{"commits at once", func(p P, a A) { a.Routes[0].CommitBy = at(0) }, nil},
		{"commits in the past", func(p P, a A) { a.Routes[0].CommitBy = at(0) - 1 }, []string{"commit"}},
		{"commits too late for a promise", func(p P, a A) { a.Routes[0].CommitBy = at(5).Add(30*time.Second) + 1 }, []string{"commit"}},
		{"commits too late for its price", func(p P, a A) { a.Routes[0].CommitBy = at(5); p.Weights.WaitPerMinute = 1 }, []string{"commit"}},
		{"commits when a window wants it", func(p P, a A) { p.Shipments[1].Windows[0].To = at(12); a.Routes[0].CommitBy = at(4) }, nil},
		{"commits too late for a window", func(p P, a A) { p.Shipments[1].Windows[0].To = at(12); a.Routes[0].CommitBy = at(4) + 1 }, []string{"commit"}},
		{"commits too late for tea", func(p P, a A) {
			p.Shipments[1].Windows, p.Vehicles[0].Breaks[1].Windows[1].To = nil, at(21)
			p.Weights, a.Routes[0].CommitBy = problem.Weights{}, at(9)
		}, []string{"commit"}},
		{"commits too late for the others", func(p P, a A) { a.Routes[1].CommitBy = at(36) + 1 }, []string{"commit"}},
		{"commits behind what is locked", func(p P, a A) { a.Routes[1].CommitBy = at(36) }, nil},
		{"commits before what is locked", func(p P, a A) { a.Routes[1].CommitBy = at(35) }, []string{"commit"}},
		{"takes tea before it leaves", func(p P, a A) { a.Routes[0].Breaks[0].After, a.Routes[0].CommitBy = 3, at(5) }, nil},

		{"flatters", func(p P, a A) { a.Assignments[0].Explanation.Candidates[0].Terms.Change = 1 }, []string{"explanation"}},
		{"prefers the late", func(p P, a A) {
			e := &a.Assignments[0].Explanation
			p.Objective = problem.Levels
			e.Candidates[0].Terms, e.Candidates[0].Total = problem.Terms{Late: 1}, 1
			e.Candidates = append(e.Candidates, problem.Candidate{Terms: problem.Terms{Task: 9}, Total: 9})
		}, []string{"explanation"}},
		{"prefers the dear and punctual", func(p P, a A) {
			e := &a.Assignments[0].Explanation
			p.Objective = problem.Levels
			e.Candidates[0].Terms, e.Candidates[0].Total = problem.Terms{Task: 9}, 9
			e.Candidates = append(e.Candidates, problem.Candidate{Terms: problem.Terms{Late: 1}, Total: 1})
		}, nil},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			p, plan := street()
			tc.spoil(p, plan)
			found := Plan(p, *plan)
			got, want := rules(found), slices.Clone(tc.rules)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", found, tc.rules)
			}
		})
	}
}

// swapPickups picks up b before a, at the same times.
func swapPickups(p *problem.Problem, a *problem.Plan) {
	s := a.Routes[0].Stops
	s[0].Shipment, s[1].Shipment = "b", "a"
	p.Shipments[1].PickupWindows = nil
	p.Shipments[0].MaxRide = 0
}

// TestCost compares the bill of the plan with one made by hand.
func TestCost(t *testing.T) {
	p, plan := street()
	want := Bill{Vehicles: 2, Meters: 2200, Terms: problem.Terms{
		Task:     47,   // four tasks of 10, a fee of 7
		Time:     3220, // c1 works for 31 min at 100 a minute, c2 12 min at 10
		Distance: 160,  // c1 1.6 km
		Wait:     45,   // c1 2 min at b and 7 at v; not before tea
		Late:     180,  // a by 2.5 min: 50, 60, 70
		Resident: 318,  // b 10, a 30+4, v 40; x 35, v 40
		Fixed:    500,
		Uneven:   726, // c1 900·(1 h² − (29/60 h)²), c2 900·(0.2 h)²
		Change:   400, // a
	}}
	if got := Cost(p, *plan); got != want {
		t.Errorf("it costs %+v, want %+v", got, want)
	}
	p.Shipments[3].Vehicle = "c2"
	if got := RouteCost(p, p.Vehicles[1], problem.Route{Vehicle: "c2", Stops: plan.Routes[1].Stops[:1]}); got.Terms.Total() != 30+70+2 || got.Meters != 200 {
		t.Errorf("the route in hand costs %+v", got) // 3 min at 10 a minute, 35 min of the resident, 900·(0.05 h)² rounded down
	}
}
