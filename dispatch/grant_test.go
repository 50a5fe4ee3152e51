package dispatch_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// narrow is a zone with two robots and handover places for one.
func narrow(t *testing.T) *zone {
	z := newZone(t)
	z.s.Policy.HandoverCapacity = 1
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

func (z *zone) mission(r fleet.WorkerID) *missions.Mission {
	z.t.Helper()
	m := z.s.Missions.Get(missions.ID(z.s.Robots.Get(r).Mission))
	if m == nil {
		z.t.Fatalf("robot %s has no mission", r)
	}
	return m
}

// at is a report from a place; the robot has its mission in hand.
func (z *zone) at(r fleet.WorkerID, metres float64, s missions.Signal) dispatch.RobotReport {
	e := z.report(r, metres, s)
	e.Has = e.Mission
	return e
}

func (z *zone) loaded(r fleet.WorkerID) {
	z.ok(z.at(r, 0, missions.AtPickup), z.at(r, 0, missions.Loaded))
}

// Two robots for one gate: the second is released only up to the node before
// it, also after a restart, and goes on when the first says it has left.
func TestOneRobotAtAGate(t *testing.T) {
	z := narrow(t)
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	for _, r := range []fleet.WorkerID{first, second} {
		m := z.mission(r)
		if m.Released() != 2 || m.UpdateID != 0 || m.Nodes[2].Action != missions.DropNode || m.Nodes[2].Needs == "" || len(m.Nodes) != 4 {
			t.Fatalf("%+v", m)
		}
	}
	z.loaded(second) // it is faster, and its order is later
	if m := z.mission(second); m.Released() != 4 || m.UpdateID != 1 {
		t.Fatalf("nobody is there, and it waits: %+v", m)
	}
	z.loaded(first)
	waits := func() bool { return z.mission(first).Released() == 2 }
	if !waits() {
		t.Fatal("two robots are let in")
	}
	raw := z.json()
	again := new(dispatch.State)
	if err := json.Unmarshal([]byte(raw), again); err != nil || len(again.Grants.Holds) != 1 || len(again.Grants.Claims) != 2 {
		t.Fatalf("%v %+v", err, again.Grants)
	}
	// Neither time nor a lost link takes it back, nor passing by outside.
	z.now = z.now.Add(3600e9)
	z.ok(z.at(first, 300, ""), z.at(second, 200, ""))
	lost := z.at(second, 200, "")
	lost.Linked = false
	z.ok(lost, z.at(second, 395, ""))
	if !waits() {
		t.Fatal("the grant ended without a word")
	}
	z.ok(z.at(second, 400, missions.AtHandoff), dispatch.Collect{Order: "o2", Proof: "good"})
	ds := z.do(z.at(second, 400, missions.Unloaded))
	z.solve()
	if !waits() {
		t.Fatal("it is unloaded and still there")
	}
	if has[dispatch.Alerted](ds) {
		t.Errorf("it leaves by itself, and staff is called: %+v", ds)
	}
	away := z.at(second, 370, "")
	ds = z.do(away)
	put := only[dispatch.MissionPut](t, ds)
	if put.Why != "released" || put.Mission.Released() != 4 || put.Mission.UpdateID != 1 || waits() {
		t.Errorf("%+v", ds)
	}
	z.ok(z.at(first, 400, missions.AtHandoff), dispatch.Collect{Order: "o1", Proof: "good"}, z.at(first, 400, missions.Unloaded), z.at(first, 370, ""))
	if g := z.s.Grants; len(g.Claims)+len(g.Holds)+len(g.Resources) > 0 {
		t.Errorf("left over: %+v", g)
	}
	z.recovers([]byte(raw))
}

// A mission that is called off leaves its robot what it was granted, until the
// robot says that it is outside and has nothing more to do there.
func TestAGrantOutlivesItsMission(t *testing.T) {
	z := narrow(t)
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	z.loaded(first)
	z.loaded(second)
	old := z.mission(first).ID
	z.ok(dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: desk, Reason: "r"})
	still := func() bool { return z.mission(second).Released() == 2 }
	drives := z.at(first, 200, "")
	drives.Mission, drives.Has = "", old
	z.ok(drives)
	if !still() {
		t.Fatal("a robot that still drives there lost its grant")
	}
	drives.Has = ""
	z.ok(drives)
	if still() {
		t.Error("the robot gave it up and the other still waits")
	}
}

// A robot whose first word after it was emptied comes from outside has ended
// its mission with it, and then left: the next goes on at once.
func TestEmptiedAndGoneInOneWord(t *testing.T) {
	z := narrow(t)
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	z.loaded(first)
	z.loaded(second)
	z.ok(z.at(first, 400, missions.AtHandoff), dispatch.Collect{Order: "o1", Proof: "good"})
	var told []string
	for _, d := range z.do(z.at(first, 370, missions.Unloaded)) {
		switch d := d.(type) {
		case dispatch.MissionPut:
			told = append(told, d.Why)
		case dispatch.MissionGone:
			told = append(told, "gone")
		case dispatch.GrantMoved:
			told = append(told, string(d.Move.Verb))
		}
	}
	if want := []string{"unloaded", "gone", "drop", "leave", "give", "released"}; !slices.Equal(told, want) {
		t.Errorf("%v, want %v", told, want)
	}
}

// Staff frees a place by word, which is refused for what is not held, while a
// mission goes there, and to anybody else.
func TestStaffFreesAGrant(t *testing.T) {
	z := narrow(t)
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	z.loaded(first)
	z.loaded(second)
	place := z.s.Grants.Holds[0].Resource
	z.refused(orders.NotYours, dispatch.FreeGrant{Robot: first, Resource: place, By: merchant, Reason: "r"})
	z.refused(orders.IllegalMove, dispatch.FreeGrant{Robot: second, Resource: place, By: desk, Reason: "r"})
	z.refused(orders.IllegalMove, dispatch.FreeGrant{Robot: first, Resource: place, By: desk, Reason: "its mission goes there"})
	broken := z.at(first, 300, "")
	broken.Faulty = true
	z.ok(broken)
	if z.mission(second).Released() != 2 {
		t.Fatal("a broken robot lost its grant")
	}
	z.ok(dispatch.FreeGrant{Robot: first, Resource: place, By: desk, Reason: "towed"})
	if z.mission(second).Released() != 4 {
		t.Error("it still waits")
	}
}

// Without a limit missions are as they always were.
func TestNoLimitNoFence(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), robot("r1"), z.robotAt("r1"))
	p := place("o1")
	p.Consent.Robot = true
	z.ok(p)
	z.loaded("r1")
	if m := z.mission("r1"); m.Released() != len(m.Nodes) || len(m.Bases) > 0 || m.UpdateID != 0 || len(z.s.Grants.Claims) > 0 {
		t.Errorf("%+v", m)
	}
}

func TestInvariantsFindBrokenGrants(t *testing.T) {
	z := narrow(t)
	first, second := fleet.WorkerID(z.order("o1").Worker), fleet.WorkerID(z.order("o2").Worker)
	z.loaded(first)
	z.loaded(second)
	raw := z.json()
	for what, c := range map[string]struct {
		spoil func(*dispatch.State)
		says  string
	}{
		"two at once": {func(s *dispatch.State) {
			h := s.Grants.Holds[0]
			h.Robot = "x"
			s.Grants.Holds = append(s.Grants.Holds, h)
		}, "room for 1"},
		"base too far":     {func(s *dispatch.State) { s.Missions.Get(z.mission(second).ID).Bases = nil }, "which is not granted"},
		"claim of nothing": {func(s *dispatch.State) { s.Grants.Claims[0].Mission = "gone" }, "which is over"},
		"lost":             {func(s *dispatch.State) { s.Grants.Holds = nil }, "which is not granted"},
	} {
		s := new(dispatch.State)
		if err := json.Unmarshal([]byte(raw), s); err != nil {
			t.Fatal(err)
		}
		c.spoil(s)
		if wrong := strings.Join(dispatch.Invariants(s), "\n"); !strings.Contains(wrong, c.says) {
			t.Errorf("%s: %q, want %q", what, wrong, c.says)
		}
	}
}
