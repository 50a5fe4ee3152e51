package matching_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
)

func TestOrderOfShipments(t *testing.T) {
	p := one(courier("v1", 0), door(5))
	p.Shipments = nil
	for _, s := range []struct {
		id       string
		priority int
		due      float64
	}{{"e", 0, 0}, {"d", 0, 0}, {"c", 0, 30}, {"b", 0, 20}, {"a", 1, 0}} {
		sh := shipment(s.id, 2, door(5))
		sh.Priority = s.priority
		if s.due > 0 {
			sh.Due = in(s.due)
		}
		p.Shipments = append(p.Shipments, sh)
	}
	got := ""
	for _, as := range matching.Solve(p, nil).Assignments {
		got += as.Shipment
	}
	if got != "abcde" {
		t.Errorf("placed in the order %s", got)
	}
}

// TestStop asks that what was decided stands, and what was not is undone.
func TestStop(t *testing.T) {
	p := one(courier("v1", 0), door(5))
	p.Shipments = append(p.Shipments, shipment("s2", 2, door(6)), shipment("s3", 2, door(6)))
	asked := 0
	plan := matching.Solve(p, func() bool { asked++; return asked > 1 })
	if len(plan.Assignments) != 1 || len(plan.Undone) != 2 || plan.Undone[0].Explanation.Text.En == "" {
		t.Errorf("got %+v", plan)
	}
}

func TestEmptyProblems(t *testing.T) {
	if plan := matching.Solve(&problem.Problem{Epoch: 3}, nil); plan.Epoch != 3 || plan.Routes != nil || plan.Undone != nil {
		t.Errorf("no shipments: %+v", plan)
	}
	p := street(3)
	p.Shipments = []problem.Shipment{shipment("s1", 0, door(1)), shipment("s2", 0)}
	plan := matching.Solve(p, nil)
	if len(plan.Undone) != 2 || plan.Undone[0].Explanation.Text.En != "Nobody can take it now; no vehicle of the right kind is at work." {
		t.Errorf("no vehicles: %+v", plan)
	}
}

// TestTies gives equal costs to the lower ID, whatever the order given.
func TestTies(t *testing.T) {
	p := street(10)
	p.Vehicles = []problem.Vehicle{courier("c2", 0), courier("c1", 0), courier("c3", 0)}
	p.Shipments = []problem.Shipment{shipment("s1", 2, door(5))}
	if plan := matching.Solve(p, nil); plan.Assignments[0].Vehicle != "c1" {
		t.Errorf("went to %s", plan.Assignments[0].Vehicle)
	}
}

// TestReadyBeforeNow asks that no vehicle leaves in the past.
func TestReadyBeforeNow(t *testing.T) {
	p := one(courier("v1", 0), door(5))
	p.Vehicles[0].ReadyAt = in(-30)
	if at := matching.Solve(p, nil).Assignments[0].Explanation.Candidates[0].At; at != in(6) {
		t.Errorf("handed over at %s", at)
	}
}

// TestShortcut plans in a town where the way from place 1 to place 2 is slow
// and the detour by places 3 and 4 is fast, so that one more stop makes a
// committed hand-over earlier. Bounds that take a detour for a delay miss it.
func TestShortcut(t *testing.T) {
	p := street(5)
	m := p.Matrix(geo.Ebike)
	for i := range 5 {
		for j := range 5 {
			m.Set(i, j, problem.Leg{Travel: time.Minute, Meters: 100})
		}
	}
	m.Set(1, 2, problem.Leg{Travel: time.Hour, Meters: 100})
	p.Vehicles = []problem.Vehicle{courier("c1", 0)}
	p.Shipments = []problem.Shipment{shipment("a", 0, door(1)), shipment("b", 0, door(2)), shipment("new", 3, door(4))}
	p.Shipments[1].Due = in(10)
	for i := range 2 {
		p.Shipments[i].OnBoard = true
		commit(p, i, 0)
	}
	plan := matching.Solve(p, nil)
	want, _ := oracle{p, 2}.best()
	if got := plan.Assignments[0].Explanation.Candidates[0]; got != want || got.Terms.Late >= 0 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// benchmark returns 80 vehicles with 2 to 6 stops each and 5 shipments with 3
// options each, in a neighbourhood 2 km wide.
func benchmark() *problem.Problem {
	d := dice(42)
	p := &problem.Problem{Epoch: 1, Now: now, Weights: problem.Weights{LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2}}
	const vehicles, places = 80, 200
	for range places + vehicles {
		p.Places = append(p.Places, geo.Point{Lng: 1.52 + float64(d.n(2400))/1e5, Lat: 42.5 + float64(d.n(1800))/1e5})
	}
	for _, profile := range []geo.Profile{geo.Ebike, geo.Robot} {
		m := problem.NewMatrix(len(p.Places))
		metersPerMinute := map[geo.Profile]float64{geo.Ebike: 250, geo.Robot: 90}[profile]
		for i := range p.Places {
			for j := range places {
				meters := 1.3 * geo.Distance(p.Places[i], p.Places[j])
				m.Set(i, j, problem.Leg{Travel: time.Duration(meters / metersPerMinute * float64(time.Minute)), Meters: geo.Meters(meters)})
			}
		}
		p.SetMatrix(profile, m)
	}
	p.Lockers = []problem.Locker{{ID: "L1"}}
	for k := range 30 {
		p.Lockers[0].Free = append(p.Lockers[0].Free, problem.Load{Grams: 10_000, Millis: int64(3000 + 500*k)})
	}
	add := func(id string) *problem.Shipment {
		at := d.n(places)
		s := shipment(id, d.n(places), door(at), inLocker(d.n(places), "L1"), handover(at))
		s.Release, s.Due, s.Latest = in(float64(d.n(15))), in(float64(35+d.n(20))), in(200)
		p.Shipments = append(p.Shipments, s)
		return &p.Shipments[len(p.Shipments)-1]
	}
	for k := range 5 {
		add(fmt.Sprintf("new%d", k))
	}
	for k := range vehicles {
		v := courier(fmt.Sprintf("c%02d", k), places+k)
		if k%4 == 3 {
			v = robot(fmt.Sprintf("r%02d", k), places+k)
		}
		v.ShiftEnd, v.MaxTasks = in(240), 6
		p.Vehicles = append(p.Vehicles, v)
		for c := range 1 + d.n(3) {
			s := add(fmt.Sprintf("old%02d-%d", k, c))
			if v.Kind == problem.Robot {
				s.Option = 2
			}
			commit(p, len(p.Shipments)-1, k)
		}
	}
	return p
}

func BenchmarkSolve(b *testing.B) {
	p := benchmark()
	plan := matching.Solve(p, nil)
	if len(plan.Assignments) != 5 {
		b.Fatalf("%d placed", len(plan.Assignments))
	}
	b.ReportAllocs()
	for b.Loop() {
		matching.Solve(p, nil)
	}
	b.ReportMetric(float64(plan.Iterations), "insertions/op")
}
