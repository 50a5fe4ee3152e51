package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// errand is an order for a robot.
func errand(id orders.ID, m circle.ProviderID, to float64) dispatch.PlaceOrder {
	p := place(id)
	p.Merchant, p.Consent.Robot = m, true
	p.Dropoff = orders.Dropoff{Point: east(to), Handover: east(to)}
	return p
}

// facing is a zone in which two robots stand in squares side by side and were
// sent past each other: r1 to the east, r2, whose order is younger, to the west.
func facing(t *testing.T) *zone {
	z := newZone(t)
	z.ok(dispatch.SetLanes{Features: []lanes.Feature{
		{ID: "west", Kind: lanes.Zone, Points: area(150, 40)}, {ID: "east", Kind: lanes.Zone, Points: area(205, 40)},
	}, By: desk})
	for i, metres := range []float64{0, 150, 205, 500} {
		s := shop(circle.ProviderID([]string{"m1", "m2", "m3", "m4"}[i]), true)
		s.Provider.Point = east(metres)
		z.ok(s)
	}
	stands := func(r fleet.WorkerID, from float64, id orders.ID, m circle.ProviderID, square string) {
		e := z.robotAt(r)
		e.Point = east(from)
		z.ok(robot(r), e, errand(id, m, from))
		enter := z.node(r, in(square))
		z.goes(r, enter-1)
		z.goes(r, z.node(r, func(n missions.Node) bool { return n.Action == missions.PickNode }))
		z.ok(dispatch.SetOutcome{Order: id, Outcome: orders.Cancelled, By: desk, Reason: "r"})
		if !slices.Equal(z.holds(r), []string{square}) {
			t.Fatalf("%s has %v", r, z.holds(r))
		}
	}
	stands("r2", 400, "o2", "m3", "zone/east")
	stands("r1", 95, "o1", "m2", "zone/west")
	z.s.Policy.Gather = time.Second
	z.ok(errand("o3", "m4", 520))
	z.now = z.now.Add(time.Millisecond)
	z.ok(errand("o4", "m1", 20), dispatch.AssignOrder{Order: "o3", Worker: "r1", By: desk, Reason: "r"}, dispatch.AssignOrder{Order: "o4", Worker: "r2", By: desk, Reason: "r"})
	z.now = *z.s.Timers.Get("gather")
	z.do(dispatch.Wake{Timer: "gather"})
	p := z.problem
	z.problem, z.s.Policy.Gather = nil, 0
	z.do(dispatch.Solved{Plan: plan(p)})
	if len(z.s.Grants.Stuck()) != 2 {
		t.Fatalf("stuck: %v; %+v", z.s.Grants.Stuck(), z.s.Grants)
	}
	return z
}

// wanted returns the other way that is asked for, after the planner's pause.
func (z *zone) wanted(mission missions.ID) problem.Detour {
	z.t.Helper()
	if z.problem == nil {
		at := *z.s.Timers.Get("retry")
		z.now = max(z.now, at)
		z.do(dispatch.Wake{Timer: "retry"})
	}
	if z.problem == nil || len(z.problem.Detours) != 1 || z.problem.Detours[0].Mission != string(mission) {
		z.t.Fatalf("want another way for %s, asked for %+v", mission, z.problem)
	}
	return z.problem.Detours[0]
}

// turns answers the problem that waits with a way for a mission.
func (z *zone) turns(d problem.Detour, paths ...[]geo.Point) []dispatch.Decision {
	p := z.problem
	z.problem = nil
	answer := plan(p)
	answer.Ways = []problem.OtherWay{{Mission: d.Mission, Paths: paths}}
	return z.do(dispatch.Solved{Plan: answer})
}

func north(metres, by float64) geo.Point {
	p := east(metres)
	p.Lat += by / 111_195
	return p.Round()
}

// Two robots stand in each other's way. The one with the younger order is sent
// round: back out of its square, whereupon the other goes on, and then past it.
func TestDeadlockIsBroken(t *testing.T) {
	z := facing(t)
	first, second := z.mission("r1").ID, z.mission("r2").ID
	d := z.wanted(second)
	if !slices.Equal(d.Avoid, []string{"zone/west"}) || d.From != z.mission("r2").Nodes[0].Point || len(d.Stops) != 2 {
		t.Fatalf("%+v", d)
	}
	raw := z.json()
	z.turns(d, []geo.Point{d.From, north(205, 100), north(0, 100), d.Stops[0]}, []geo.Point{d.Stops[0], d.Stops[1]})
	m := z.mission("r2")
	if m.Touches("zone/west") || m.Detour != nil || m.UpdateID == 0 {
		t.Fatalf("%+v", m)
	}
	seen := map[string]bool{}
	for _, n := range m.Nodes {
		if seen[n.ID] {
			t.Errorf("two nodes are called %s", n.ID)
		}
		seen[n.ID] = true
	}
	out := z.node("r2", func(n missions.Node) bool { return len(n.In) == 0 })
	if m.Released() <= out {
		t.Fatalf("it is released up to %d, and is out of the square at %d", m.Released(), out)
	}
	z.goes("r2", out)
	if got := z.holds("r1"); !slices.Contains(got, "zone/east") || z.mission("r1").ID != first {
		t.Errorf("the other has %v", got)
	}
	if s := z.s.Grants.Stuck(); len(s) > 0 {
		t.Errorf("%v are still stuck", s)
	}
	z.recovers([]byte(raw))
}

// If the one has no other way the other is asked; if neither has, staff is
// called, once.
func TestDeadlockThatNothingBreaks(t *testing.T) {
	z := facing(t)
	first, second := z.mission("r1").ID, z.mission("r2").ID
	if ds := z.turns(z.wanted(second)); has[dispatch.Alerted](ds) {
		t.Fatal("staff is called before the other was asked")
	}
	ds := z.turns(z.wanted(first))
	if a := only[dispatch.Alerted](t, ds); a.Code != "robot_deadlock" {
		t.Errorf("%+v", a)
	}
	z.problem = nil
	z.ok(z.report("r1", 150, ""), z.report("r2", 205, ""))
	if z.mission("r1").Detour.None != true || len(z.s.Grants.Stuck()) != 2 {
		t.Error("somebody found a way after all")
	}
}

// A closure on the way that is not released has it planned anew; its robot goes
// no further until then, and if there is no other way not before it is opened.
func TestClosureOnTheHorizon(t *testing.T) {
	shut := func(z *zone) {
		z.do(dispatch.CloseArea{Closure: lanes.Closure{ID: "c", Area: area(300, 15), Until: z.now.Add(time.Hour), Reason: "works"}, By: desk})
	}
	z := shared(t)
	r := fleet.WorkerID(z.order("o1").Worker)
	z.ok(dispatch.SetOutcome{Order: "o2", Outcome: orders.Cancelled, By: desk, Reason: "r"})
	z.loaded(r)
	shut(z)
	d := z.wanted(z.mission(r).ID)
	enter := z.node(r, in("zone/square"))
	z.goes(r, enter-1)
	if len(z.holds(r)) > 0 {
		t.Fatal("it is given the way to what is closed")
	}
	z.turns(d, []geo.Point{d.From, north(100, 100), north(400, 100), d.Stops[0]})
	if m := z.mission(r); m.Touches("zone/square") || m.Released() != len(m.Nodes) || m.Nodes[len(m.Nodes)-1].Action != missions.DropNode {
		t.Fatalf("%+v", m)
	}

	z = shared(t)
	r = fleet.WorkerID(z.order("o1").Worker)
	z.ok(dispatch.SetOutcome{Order: "o2", Outcome: orders.Cancelled, By: desk, Reason: "r"})
	z.loaded(r)
	shut(z)
	if a := only[dispatch.Alerted](t, z.turns(z.wanted(z.mission(r).ID))); a.Code != "robot_closed_off" {
		t.Errorf("%+v", a)
	}
	z.goes(r, enter-1)
	if len(z.holds(r)) > 0 {
		t.Fatal("it goes on to what is closed")
	}
	z.ok(dispatch.OpenArea{ID: "c", By: desk, Reason: "done"})
	if len(z.holds(r)) == 0 {
		t.Error("it is open again and the robot waits")
	}
}

// A closure on a released way is told to staff: the robot may have no link.
func TestClosureOnTheBase(t *testing.T) {
	z := shared(t)
	r := fleet.WorkerID(z.order("o1").Worker)
	z.ok(dispatch.SetOutcome{Order: "o2", Outcome: orders.Cancelled, By: desk, Reason: "r"})
	ds := z.do(dispatch.CloseArea{Closure: lanes.Closure{ID: "c", Area: area(50, 15), Until: z.now.Add(time.Hour), Reason: "works"}, By: desk})
	if a := only[dispatch.Alerted](t, ds); a.Code != "robot_in_closure" || a.Order != "o1" || z.mission(r).Detour != nil {
		t.Errorf("%+v", a)
	}
}
