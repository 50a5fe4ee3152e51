package check

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

const now clock.Instant = 1_800_000_000_000_000

func at(minutes int) clock.Instant { return now.Add(time.Duration(minutes) * time.Minute) }

// step returns a small problem as the engine rebuilds it from its state, and a
// sound route: s0 is on board, s1 is added. There are no travel times.
func step() (*problem.Problem, problem.Vehicle, problem.Route) {
	door := func(place int) []problem.Option {
		return []problem.Option{{Mode: problem.Door, Place: place, Service: time.Minute, Consent: true}}
	}
	p := &problem.Problem{
		Now:    at(2), // judged later than made
		Places: []geo.Point{{Lng: 1}, {Lng: 2}, {Lng: 3}, {Lng: 4}},
		Shipments: []problem.Shipment{
			{ID: "s0", Options: door(1), OnBoard: true, Vehicle: "c1", Load: problem.Load{Grams: 600, Millis: 600}, PickedUpAt: at(-10), MaxRide: 14 * time.Minute},
			{ID: "s1", Options: door(3), Pickup: 2, PickupService: time.Minute, Vehicle: "c1", Load: problem.Load{Grams: 400, Millis: 400}},
		},
	}
	v := problem.Vehicle{ID: "c1", Kind: problem.Courier, ReadyAt: at(0), ShiftEnd: at(11), Capacity: problem.Load{Grams: 1000, Millis: 1000}, MaxTasks: 2, MaxNew: 1,
		Route: []problem.Stop{{Shipment: 0, Kind: problem.Delivery, Place: 1, Service: time.Minute}}}
	stop := func(id string, kind problem.StopKind, point geo.Point, arrive int) problem.PlannedStop {
		return problem.PlannedStop{Shipment: id, Kind: kind, Point: point, Leg: problem.Leg{Travel: 2 * time.Minute, Meters: 300},
			Service: time.Minute, Arrive: at(arrive), Start: at(arrive), Depart: at(arrive + 1)}
	}
	r := problem.Route{Vehicle: "c1", Stops: []problem.PlannedStop{
		stop("s1", problem.Pickup, p.Places[2], 2),
		stop("s0", problem.Delivery, p.Places[1], 5-1),
		stop("s1", problem.Delivery, p.Places[3], 10),
	}}
	r.Stops[1].Leg.Travel = time.Minute
	r.Stops[2].Leg.Travel = 5 * time.Minute
	return p, v, r
}

func TestRoute(t *testing.T) {
	cases := []struct {
		name   string
		change func(p *problem.Problem, v *problem.Vehicle, r *problem.Route)
		rules  []string // all that must be found
	}{
		{"sound", func(*problem.Problem, *problem.Vehicle, *problem.Route) {}, nil},
		{"waits longer than needed", func(p *problem.Problem, v *problem.Vehicle, r *problem.Route) {
			v.ReadyAt = at(-3)
		}, nil},
		{"of another vehicle", func(_ *problem.Problem, _ *problem.Vehicle, r *problem.Route) { r.Vehicle = "c2" }, []string{"assignment"}},
		{"unknown shipment", func(_ *problem.Problem, _ *problem.Vehicle, r *problem.Route) { r.Stops[0].Shipment = "x" }, []string{"assignment"}},
		{"unknown kind", func(_ *problem.Problem, _ *problem.Vehicle, r *problem.Route) { r.Stops[0].Kind = "tea" }, []string{"assignment"}},
		{"nobody gave it", func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Route) { p.Shipments[1].Vehicle = "" }, []string{"assignment"}},
		{"no such option", func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Route) { p.Shipments[1].Option = 1 }, []string{"assignment"}},
		{"leaves before it is ready", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.ReadyAt = at(0) + 1 }, []string{"times"}},
		{"serves before it arrives", func(_ *problem.Problem, _ *problem.Vehicle, r *problem.Route) {
			r.Stops[0].Start--
			r.Stops[0].Depart--
		}, []string{"times"}},
		{"unreachable", func(_ *problem.Problem, _ *problem.Vehicle, r *problem.Route) {
			r.Stops[1].Leg.Travel = problem.Unreachable
		}, []string{"reach"}},
		{"negative leg", func(_ *problem.Problem, _ *problem.Vehicle, r *problem.Route) { r.Stops[1].Leg.Meters = -1 }, []string{"times"}},
		{"carried too long on board", func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Route) { p.Shipments[0].PickedUpAt-- }, []string{"ride"}},
		{"on board since nobody knows when", func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Route) { p.Shipments[0].PickedUpAt = 0 }, nil},
		{"not on board after all", func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Route) { p.Shipments[0].OnBoard = false }, []string{"order"}},
		{"overloaded with what is on board", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.Capacity.Millis = 999 }, []string{"capacity"}},
		{"locked", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.Locked = 1 }, []string{"committed"}},
		{"service shortened", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.Route[0].Service = 2 * time.Minute }, []string{"committed"}},
		{"place moved", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.Route[0].Place = 0 }, []string{"place"}},
		{"place unknown", func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Route) { p.Shipments[1].Pickup = 9 }, []string{"place"}},
		{"added service shortened", func(p *problem.Problem, _ *problem.Vehicle, _ *problem.Route) {
			p.Shipments[1].PickupService = 2 * time.Minute
		}, []string{"place"}},
		{"too many tasks", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.MaxTasks = 1 }, []string{"tasks"}},
		{"shift over", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.ShiftEnd-- }, []string{"shift"}},
		{"too far", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.Range = 899 }, []string{"range"}},
		{"just near enough", func(_ *problem.Problem, v *problem.Vehicle, _ *problem.Route) { v.Range = 900 }, nil},
		{"delivered first", func(_ *problem.Problem, _ *problem.Vehicle, r *problem.Route) {
			r.Stops[0].Kind, r.Stops[2].Kind = r.Stops[2].Kind, r.Stops[0].Kind
			r.Stops[0].Point, r.Stops[2].Point = r.Stops[2].Point, r.Stops[0].Point
		}, []string{"order"}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			p, v, r := step()
			tc.change(p, &v, &r)
			found := Route(p, v, r)
			var rules []string
			for _, f := range found {
				if !slices.Contains(rules, f.Rule) {
					rules = append(rules, f.Rule)
				}
			}
			if !slices.Equal(rules, tc.rules) {
				t.Errorf("found %v, want %v", found, tc.rules)
			}
		})
	}
}

// TestMatched compares the matching with trying every way.
func TestMatched(t *testing.T) {
	most := func(loads, free []problem.Load) int {
		var try func(i int, used int) int
		try = func(i, used int) int {
			if i == len(loads) {
				return 0
			}
			best := try(i+1, used)
			for c := range free {
				if used&(1<<c) == 0 && loads[i].Fits(free[c]) {
					best = max(best, 1+try(i+1, used|1<<c))
				}
			}
			return best
		}
		return try(0, 0)
	}
	x := uint64(1)
	roll := func(n int) int {
		x = x*6364136223846793005 + 1442695040888963407
		return int(x>>33) % n
	}
	loads := func(n int) (list []problem.Load) {
		for range n {
			list = append(list, problem.Load{Grams: int64(roll(5)), Millis: int64(roll(5))})
		}
		return list
	}
	for range 2000 {
		a, b := loads(roll(6)), loads(roll(6))
		if got, want := matched(a, b), most(a, b); got != want {
			t.Fatalf("%v into %v: %d, want %d", a, b, got, want)
		}
	}
}
