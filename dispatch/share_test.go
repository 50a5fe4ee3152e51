package dispatch_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// shared is a zone with two robots and, on the way from the counter to the
// door, a square for one, from 110 to 190 m, and a gate at 300 m.
func shared(t *testing.T) *zone {
	z := newZone(t)
	z.ok(dispatch.SetLanes{Features: []lanes.Feature{
		{ID: "square", Kind: lanes.Zone, Points: area(150, 40)},
		{ID: "gate", Kind: lanes.Gate, Points: area(300, 1)[:1]},
	}, By: desk})
	z.ok(shop("m1", true))
	for _, r := range []fleet.WorkerID{"r1", "r2"} {
		z.ok(robot(r), z.robotAt(r))
	}
	for _, id := range []orders.ID{"o1", "o2"} {
		p := place(id)
		p.Consent.Robot = true
		z.ok(p)
	}
	return z
}

// node returns the index of the first node of a robot's way at or past so many
// metres, or of the last one in a resource.
func (z *zone) node(r fleet.WorkerID, f func(missions.Node) bool) int {
	z.t.Helper()
	i := slices.IndexFunc(z.mission(r).Nodes, f)
	if i < 0 {
		z.t.Fatalf("no such node: %+v", z.mission(r).Nodes)
	}
	return i
}

func in(resource string) func(missions.Node) bool {
	return func(n missions.Node) bool { return slices.Contains(n.In, resource) }
}

// goes says that a robot has passed a node.
func (z *zone) goes(r fleet.WorkerID, node int) []dispatch.Decision {
	e := z.report(r, 0, "")
	e.Point, e.Passed, e.Has = z.mission(r).Nodes[node].Point, node, e.Mission
	return z.do(e)
}

func (z *zone) holds(r fleet.WorkerID) (list []string) {
	for _, h := range z.s.Grants.Of(string(r)) {
		list = append(list, h.Resource)
	}
	return list
}

// Two robots go the same way: the base of each ends before the square until the
// square is its own, the second gets it when the first says that it has passed,
// and all of it survives a restart.
func TestOneRobotInAZone(t *testing.T) {
	z := shared(t)
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	enter := z.node(first, in("zone/square"))
	if m := z.mission(first); m.Released() != enter || m.UpdateID != 0 || !missions.Reported(m.Nodes[0].ID) || len(z.s.Grants.Claims) > 0 {
		t.Fatalf("released up to %d of %d, claims %+v", m.Released(), enter, z.s.Grants.Claims)
	}
	z.loaded(first)
	z.loaded(second)
	if len(z.s.Grants.Claims) > 0 {
		t.Fatal("it asks for the square though it is far from it")
	}
	z.goes(first, enter-1)
	if m := z.mission(first); !slices.Equal(z.holds(first), []string{"zone/square"}) || m.Released() <= enter || m.UpdateID != 1 {
		t.Fatalf("it is near, and has %v and is released up to %d", z.holds(first), m.Released())
	}
	z.goes(second, enter-1)
	raw := z.json()
	again := new(dispatch.State)
	if err := json.Unmarshal([]byte(raw), again); err != nil || len(again.Grants.Holds) != 1 || len(again.Grants.Claims) != 2 {
		t.Fatalf("%v %+v", err, again.Grants)
	}
	waits := func() bool { return z.mission(second).Released() == enter }
	z.goes(first, enter)
	z.now = z.now.Add(3600e9)
	lost := z.report(first, 150, "")
	lost.Linked = false
	z.ok(lost)
	if !waits() || !z.s.Grants.Holds[0].Entered {
		t.Fatal("the first is in the square, and the second is let in")
	}
	out := enter
	for in("zone/square")(z.mission(first).Nodes[out+1]) {
		out++
	}
	z.goes(first, out)
	if waits() || slices.Contains(z.holds(first), "zone/square") {
		t.Fatalf("the first has left the square, and the second waits; holds %+v", z.s.Grants.Holds)
	}
	if got := z.holds(first); len(got) > 0 {
		t.Fatalf("the gate is far and already its own: %v", got)
	}
	gate := z.node(first, in("gate/gate"))
	z.goes(first, gate-1)
	if m := z.mission(first); !slices.Equal(z.holds(first), []string{"gate/gate"}) || m.Released() != len(m.Nodes) {
		t.Errorf("before the gate it has %v and is released up to %d of %d", z.holds(first), m.Released(), len(m.Nodes))
	}
	z.recovers([]byte(raw))
}

// A robot that says it drives past its base calls staff, and is given nothing
// for it.
func TestRobotAstray(t *testing.T) {
	z := shared(t)
	r := fleet.WorkerID(z.order("o1").Worker)
	ds := z.goes(r, z.node(r, in("gate/gate")))
	if a := only[dispatch.Alerted](t, ds); a.Code != "robot_astray" || z.mission(r).Passed != 0 {
		t.Errorf("%+v", a)
	}
}

// A mission that ends in the square leaves it with its robot, whose next
// mission takes it over; a robot that says it is outside has left.
func TestSharedPlaceOutlivesItsMission(t *testing.T) {
	z := shared(t)
	r := fleet.WorkerID(z.order("o1").Worker)
	enter := z.node(r, in("zone/square"))
	z.loaded(r)
	z.goes(r, enter-1)
	z.goes(r, enter)
	z.ok(dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: desk, Reason: "r"})
	stays := z.report(r, 150, "")
	z.ok(stays)
	if !slices.Equal(z.holds(r), []string{"zone/square"}) {
		t.Fatalf("it stands in the square and has %v", z.holds(r))
	}
	z.ok(z.report(r, 230, ""))
	if len(z.holds(r)) > 0 {
		t.Errorf("it is outside and has %v", z.holds(r))
	}
}

// A way that leads through the square to the counter and again from it to the
// door has the square twice, and not between: others pass meanwhile.
func TestAWayThatComesBackFreesWhatItPassed(t *testing.T) {
	z := newZone(t)
	z.ok(dispatch.SetLanes{Features: []lanes.Feature{{ID: "square", Kind: lanes.Zone, Points: area(150, 40)}}, By: desk})
	p := place("o1")
	p.Consent.Robot = true
	far := z.robotAt("r1")
	far.Point = east(230)
	z.ok(shop("m1", true), robot("r1"), far, p)
	m := z.mission("r1")
	out := func(from int) int {
		for in("zone/square")(m.Nodes[from+1]) {
			from++
		}
		return from
	}
	first := z.node("r1", in("zone/square"))
	second := out(first) + 1
	for !in("zone/square")(m.Nodes[second]) {
		second++
	}
	z.goes("r1", first-1)
	if m = z.mission("r1"); m.Released() != second {
		t.Fatalf("it is released up to %d, and the square begins again at %d", m.Released(), second)
	}
	z.goes("r1", first)
	z.goes("r1", out(first)+1)
	if held := z.holds("r1"); len(held) > 0 {
		t.Fatalf("it is on its way to the counter and keeps %v", held)
	}
	z.loaded("r1")
	z.goes("r1", second-1)
	if m = z.mission("r1"); m.Released() != len(m.Nodes) || !slices.Equal(z.holds("r1"), []string{"zone/square"}) {
		t.Fatalf("back at the square it has %v and is released up to %d", z.holds("r1"), m.Released())
	}
	z.goes("r1", second)
	z.goes("r1", out(second)+1)
	if held := z.holds("r1"); len(held) > 0 {
		t.Errorf("it has passed and keeps %v", held)
	}
}
