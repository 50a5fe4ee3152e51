package matching_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// sweep returns how many random problems to try: all with LINLI_SWEEP, else a
// fifteenth.
func sweep(n int) int {
	if os.Getenv("LINLI_SWEEP") != "" {
		return n
	}
	return (n + 14) / 15
}

// computes skips a test under the race detector: it searches long, in one
// thread. TestThreads, TestLarge and TestOnline search in several.
func computes(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("searches in one thread: the tests at full speed run it")
	}
}

// rich returns a problem with a random mix of everything that the model has.
func rich(d *dice, s size) *problem.Problem {
	p := random(d, s)
	p.Lockers = append(p.Lockers, problem.Locker{ID: "L3"})
	w := &p.Weights
	if d.one(3) {
		w.Uneven = int64(d.n(500))
	}
	if d.one(3) {
		w.Change = int64(d.n(300))
	}
	p.Objective = [...]problem.Objective{problem.Money, problem.Money, problem.Levels, problem.VehiclesDistance}[d.n(4)]
	if d.one(4) {
		p.MaxChanged = 1 + d.n(2)
	}
	enrichTimes(d, p, s)
	for k := range p.Vehicles {
		enrichVehicle(d, p, &p.Vehicles[k])
	}
	for k := range p.Shipments {
		enrichShipment(d, p, &p.Shipments[k])
	}
	return p
}

// enrichTimes makes ways to the ends of routes: any place of a stop will do.
func enrichTimes(d *dice, p *problem.Problem, s size) {
	stops := len(p.Places) - s.vehicles
	for k := range p.Vehicles {
		if v := &p.Vehicles[k]; d.one(2) {
			v.Returns, v.End = true, d.n(stops)
		}
	}
}

func enrichVehicle(d *dice, p *problem.Problem, v *problem.Vehicle) {
	v.Type = [...]string{"", "van", "bike"}[d.n(3)]
	v.LastInFirstOut = d.one(3)
	if d.one(4) {
		v.MaxDrive = d.minutes(5, 90)
	}
	if d.one(4) {
		v.Worked = d.minutes(0, 400)
	}
	if d.one(3) {
		v.Cost.Fixed = int64(d.n(500))
	}
	if d.one(3) {
		for _, class := range []string{"", "cold"}[:1+d.n(2)] {
			v.Compartments = append(v.Compartments, problem.Compartment{Class: class,
				Capacity: problem.Load{Grams: int64(2000 + d.n(5000)), Millis: int64(3000 + d.n(10000)), More: [6]int64{int64(d.n(4))}}})
		}
	}
	v.Capacity.More[0] = int64(2 + d.n(6))
	at := -20.0
	for b := range d.n(3) {
		rest := problem.Break{ID: fmt.Sprintf("b%d", b), Duration: d.minutes(1, 20)}
		for range d.n(3) {
			at += float64(d.n(40))
			from := in(at)
			at += float64(d.n(30))
			rest.Windows = append(rest.Windows, problem.Window{From: from, To: in(at)})
			at++
		}
		v.Breaks = append(v.Breaks, rest)
		at += rest.Duration.Minutes()
	}
}

func windows(d *dice, from float64) (list []problem.Window) {
	for range d.n(4) {
		from += float64(d.n(30))
		w := problem.Window{From: in(from)}
		from += float64(5 + d.n(30))
		w.To = in(from)
		from++
		list = append(list, w)
	}
	return list
}

func enrichShipment(d *dice, p *problem.Problem, s *problem.Shipment) {
	committed := s.Vehicle != ""
	if d.one(3) {
		s.PickupSetup = d.minutes(0, 5)
	}
	if d.one(4) {
		s.PickupServiceFor = map[string]time.Duration{"van": d.minutes(0, 5)}
		s.PickupSetupFor = map[string]time.Duration{"bike": d.minutes(0, 5)}
	}
	if d.one(3) {
		s.PickupWindows = windows(d, 0)
	}
	if d.one(3) {
		s.Windows = windows(d, 10)
	}
	for k := range s.Options {
		o := &s.Options[k]
		if d.one(3) {
			o.Setup = d.minutes(0, 5)
		}
		if d.one(4) {
			o.ServiceFor = map[string]time.Duration{"bike": d.minutes(0, 5)}
			o.SetupFor = map[string]time.Duration{"van": d.minutes(0, 5)}
		}
	}
	s.Load.More[0] = int64(d.n(3))
	if d.one(3) {
		s.Class = "cold"
	}
	if d.one(3) {
		s.Apart = [...]string{"x", "y"}[d.n(2)]
	}
	if committed {
		return
	}
	if d.one(3) {
		s.Together = [...]string{"t", "u"}[d.n(2)]
	}
	if d.one(3) {
		s.Was = p.Vehicles[d.n(len(p.Vehicles))].ID
	}
	if d.one(3) {
		s.Strange = int64(d.n(2000))
		for k := range p.Vehicles {
			if d.one(3) {
				s.Known = append(s.Known, problem.Known{Vehicle: p.Vehicles[k].ID, Price: int64(d.n(1000))})
			}
		}
	}
	if d.one(3) {
		s.Visit = true
		if d.one(3) {
			s.Load = problem.Load{}
		}
		if d.one(3) {
			s.Takes = problem.Load{Grams: int64(d.n(2000)), Millis: int64(d.n(3000)), More: [6]int64{int64(d.n(2))}}
		}
		if d.one(3) {
			s.Workers, s.Together, s.Only = 2, "", ""
		}
	}
}

// TestRichIsSound asks the judge about plans for problems with everything in
// them, that the plan's terms add up to what the judge prices, and that the
// order of the vehicles does not matter.
func TestRichIsSound(t *testing.T) {
	computes(t)
	assigned, undone, several, grouped := 0, 0, 0, 0
	for seed := range sweep(6000) {
		d := dice(3_000_000 + seed)
		p := rich(&d, size{vehicles: 1 + d.n(6), waiting: 1 + d.n(8), committed: d.n(6)})
		if err := problem.Validate(p); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		plan := matching.Solve(p, nil)
		if found := check.Plan(p, plan); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		adds(t, seed, p, plan)
		slices.Reverse(p.Vehicles)
		if again := matching.Solve(p, nil); !reflect.DeepEqual(plan, again) {
			t.Fatalf("seed %d: the order of the vehicles matters:\n%+v\n%+v", seed, plan, again)
		}
		assigned += len(plan.Assignments)
		undone += len(plan.Undone)
		for _, as := range plan.Assignments {
			s := p.Shipments[slices.IndexFunc(p.Shipments, func(s problem.Shipment) bool { return s.ID == as.Shipment })]
			if s.Workers > 1 {
				several++
			}
			if s.Together != "" {
				grouped++
			}
		}
	}
	t.Logf("%d assigned (%d to several workers, %d in groups), %d undone", assigned, several, grouped, undone)
	if assigned < sweep(3000) || undone < sweep(500) || several < sweep(100) || grouped < sweep(100) {
		t.Errorf("the problems are one-sided")
	}
}

// adds asks that what the plan says it costs is what its routes cost more than
// those in hand.
func adds(t *testing.T, seed int, p *problem.Problem, plan problem.Plan) {
	t.Helper()
	var told problem.Terms
	for _, as := range plan.Assignments {
		told = sum(told, as.Explanation.Candidates[0].Terms, 1)
	}
	cost := check.Cost(p, plan).Terms
	for _, r := range plan.Routes {
		v := *vehicle(p, r.Vehicle)
		cost = sum(cost, check.RouteCost(p, v, inHand(p, v)).Terms, -1)
	}
	if slices.ContainsFunc(p.Vehicles, func(v problem.Vehicle) bool { return len(v.Breaks) > 0 }) {
		for _, x := range []*problem.Terms{&told, &cost} { // where breaks lay in the route in hand is the solver's secret
			x.Wait, x.Late, x.Resident = 0, 0, 0
		}
	}
	if p.Weights.Change == 0 || !slices.ContainsFunc(p.Shipments, func(s problem.Shipment) bool { return s.Workers > 1 && s.Was != "" }) {
		if told != cost {
			t.Fatalf("seed %d: the plan says it costs %+v, the judge says %+v", seed, told, cost)
		}
	}
}

func sum(a, b problem.Terms, sign int64) problem.Terms {
	return problem.Terms{Task: a.Task + sign*b.Task, Time: a.Time + sign*b.Time, Distance: a.Distance + sign*b.Distance,
		Wait: a.Wait + sign*b.Wait, Late: a.Late + sign*b.Late, Resident: a.Resident + sign*b.Resident,
		Fixed: a.Fixed + sign*b.Fixed, Uneven: a.Uneven + sign*b.Uneven, Change: a.Change + sign*b.Change,
		Continuity: a.Continuity + sign*b.Continuity}
}

// inHand writes out the route that the vehicle has, by its cheapest breaks.
func inHand(p *problem.Problem, v problem.Vehicle) problem.Route {
	r, _ := author{p}.write(v, v.Route)
	return r
}

// author writes out routes with their times, with breaks in every way there is.
type author struct{ p *problem.Problem }

// write returns the cheapest route along the stops that the judge finds
// nothing wrong with; if there is none, one that it does.
func (a author) write(v problem.Vehicle, stops []problem.Stop) (best problem.Route, sound bool) {
	breaks := slices.DeleteFunc(slices.Clone(v.Breaks), func(b problem.Break) bool {
		n := len(b.Windows)
		return n > 0 && b.Windows[n-1].To < v.ReadyAt
	})
	var least int64
	var after []int
	var try func(k, from int)
	try = func(k, from int) {
		r, ok := a.writeWith(v, stops, breaks[:k], after)
		if found := check.Route(a.p, v, r); ok && len(found) == 0 {
			if c := a.score(v, r); !sound || c < least {
				best, least, sound = r, c, true
			}
		} else if k == 0 {
			best = r
		}
		if k == len(breaks) || len(stops) == 0 {
			return
		}
		for g := from; g <= len(stops); g++ {
			after = append(after, g)
			try(k+1, g)
			after = after[:len(after)-1]
		}
	}
	try(0, 0)
	return best, sound
}

func (a author) score(v problem.Vehicle, r problem.Route) int64 {
	b := check.RouteCost(a.p, v, r)
	b.Terms.Task = 0
	switch a.p.Objective {
	case problem.VehiclesDistance:
		return int64(b.Vehicles)<<44 + b.Meters
	case problem.Levels:
		return b.Terms.Late<<24 + b.Terms.Total() - b.Terms.Late
	}
	return b.Terms.Total()
}

// writeWith writes the route with the breaks behind so many stops each.
func (a author) writeWith(v problem.Vehicle, stops []problem.Stop, breaks []problem.Break, after []int) (problem.Route, bool) {
	r := problem.Route{Vehicle: v.ID}
	at, from, ok := max(v.ReadyAt, a.p.Now), v.Start, true
	drive := func(k int, leg problem.Leg) clock.Instant {
		end, length := clock.Instant(0), time.Duration(0)
		for n, b := range breaks {
			if after[n] != k {
				continue
			}
			start, open := firstIn(b.Windows, max(at, end))
			ok = ok && open
			end = start.Add(b.Duration)
			length += b.Duration
			r.Breaks = append(r.Breaks, problem.PlannedBreak{ID: b.ID, After: k, Start: start, End: end})
		}
		if leg.Travel == problem.Unreachable {
			return at
		}
		return max(at.Add(leg.Travel).Add(length), end)
	}
	for k, s := range stops {
		sh := &a.p.Shipments[s.Shipment]
		leg := a.p.Leg(v.Profile, from, s.Place)
		own := func(m map[string]time.Duration, all time.Duration) time.Duration {
			if x, ok := m[v.Type]; ok {
				return x
			}
			return all
		}
		opens, windows, setup := sh.Release, sh.PickupWindows, own(sh.PickupSetupFor, sh.PickupSetup)
		if s.Kind == problem.Delivery {
			o := &sh.Options[sh.Option]
			opens, windows, setup = sh.Earliest, sh.Windows, own(o.SetupFor, o.Setup)
		}
		service := s.Service
		if k == 0 || stops[k-1].Place != s.Place {
			service += setup
		}
		ps := problem.PlannedStop{Shipment: sh.ID, Kind: s.Kind, Point: a.p.Places[s.Place], Leg: leg, Service: service, Arrive: drive(k, leg)}
		ps.Start, _ = firstIn(windows, max(ps.Arrive, opens))
		ps.Depart = ps.Start.Add(ps.Service)
		at, from = ps.Depart, s.Place
		r.Stops = append(r.Stops, ps)
	}
	if v.Returns && len(stops) > 0 {
		leg := a.p.Leg(v.Profile, from, v.End)
		r.Back = &problem.Return{Leg: leg, Arrive: drive(len(stops), leg)}
	}
	return r, ok
}

// firstIn returns the first instant at or after t in the windows.
func firstIn(windows []problem.Window, t clock.Instant) (clock.Instant, bool) {
	for _, w := range windows {
		if w.To == 0 || t <= w.To {
			return max(t, w.From), true
		}
	}
	return t, len(windows) == 0
}

// TestRichOracle compares the decision about one shipment with trying every
// vehicle, option, position and way to take the breaks.
func TestRichOracle(t *testing.T) {
	computes(t)
	placed, undone, dearer := 0, 0, 0
	for seed := range sweep(4000) {
		d := dice(4_000_000 + seed)
		p := rich(&d, size{vehicles: 1 + d.n(2), waiting: 1, committed: d.n(3)})
		s := &p.Shipments[0]
		s.Workers, s.Was = 0, ""
		want, found := author{p}.best(0)
		plan := matching.Solve(p, nil)
		if len(plan.Assignments) > 0 && !found {
			t.Fatalf("seed %d: placed, and there is no feasible insertion", seed)
		}
		if !found {
			undone++
			continue
		}
		if len(plan.Assignments) == 0 {
			if slices.ContainsFunc(p.Shipments, func(s problem.Shipment) bool { return s.MaxRide > 0 }) &&
				slices.ContainsFunc(p.Vehicles, func(v problem.Vehicle) bool { return len(v.Breaks) > 0 }) {
				continue // the earliest way to be somewhere may carry for longer
			}
			t.Fatalf("seed %d: undone (%s), and it costs %d", seed, plan.Undone[0].Explanation.Text.En, want)
		}
		placed++
		v := *vehicle(p, plan.Assignments[0].Vehicle)
		q := given(p, 0, v.ID, plan.Assignments[0].Option)
		task := int64(0)
		if p.Objective != problem.VehiclesDistance {
			task = plan.Assignments[0].Explanation.Candidates[0].Terms.Task
		}
		got := author{q}.score(v, plan.Routes[0]) - author{p}.score(v, inHand(p, v)) + task
		if got < want {
			t.Fatalf("seed %d: it costs %d, and the best is %d", seed, got, want)
		}
		if got > want {
			if len(v.Breaks) == 0 && !slices.ContainsFunc(p.Vehicles, func(v problem.Vehicle) bool { return len(v.Breaks) > 0 }) {
				t.Fatalf("seed %d: it costs %d, and the best is %d", seed, got, want)
			}
			dearer++
		}
	}
	t.Logf("%d placed (%d with breaks that another way would cost less), %d undone", placed, dearer, undone)
	if placed < sweep(800) || undone < sweep(200) || dearer > placed/50 {
		t.Errorf("the problems are one-sided, or breaks lie badly")
	}
}

// given returns p with the shipment at i given to the vehicle.
func given(p *problem.Problem, i int, vehicle string, option int) *problem.Problem {
	q := *p
	q.Shipments = slices.Clone(p.Shipments)
	q.Shipments[i].Vehicle, q.Shipments[i].Option = vehicle, option
	return &q
}

// best returns the least score of placing the shipment at i.
func (a author) best(i int) (least int64, found bool) {
	s := &a.p.Shipments[i]
	for _, v := range a.p.Vehicles {
		before, sound := a.write(v, v.Route)
		if !sound {
			continue // a route that is broken already takes nothing more
		}
		for k, o := range s.Options {
			if !(oracle{a.p, i}).compartment(o) {
				continue
			}
			q := author{given(a.p, i, v.ID, k)}
			service := func(m map[string]time.Duration, all time.Duration) time.Duration {
				if x, ok := m[v.Type]; ok {
					return x
				}
				return all
			}
			pickup := problem.Stop{Shipment: i, Kind: problem.Pickup, Place: s.Pickup, Service: service(s.PickupServiceFor, s.PickupService)}
			delivery := problem.Stop{Shipment: i, Kind: problem.Delivery, Place: o.Place, Service: service(o.ServiceFor, o.Service)}
			for x := min(v.Locked, len(v.Route)); x <= len(v.Route); x++ {
				for y := x; y <= len(v.Route); y++ {
					stops := slices.Insert(slices.Clone(v.Route), y, delivery)
					if !s.Visit {
						stops = slices.Insert(stops, x, pickup)
					} else if x != y {
						continue
					}
					r, ok := q.write(v, stops)
					if !ok {
						continue
					}
					score := q.score(v, r) - a.score(v, before)
					if a.p.Objective != problem.VehiclesDistance {
						score += v.Cost.PerTask + o.Fee
					}
					if !found || score < least {
						least, found = score, true
					}
				}
			}
		}
	}
	return least, found
}
