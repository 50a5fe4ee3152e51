package dispatch

import (
	"fmt"
	"slices"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// handoverID names the place where robots wait for a building's residents.
func handoverID(p geo.Point) string { return fmt.Sprintf("handover/%.6f,%.6f", p.Lng, p.Lat) }

// fence keeps a mission's base from reaching into a handover place that is not
// granted: it ends at the last node outside. Once the goods are handed over
// the robot drives back there, out of the way. Where the policy sets no limit
// a mission is released whole; a counter that is itself in the place cannot be
// fenced off from it.
func (t *turn) fence(m *missions.Mission) {
	p, last := t.s.Policy, len(m.Nodes)-1
	if p.HandoverCapacity == 0 || m.Trip() {
		return
	}
	place := m.Nodes[last].Point
	entry := last
	for entry > 0 && m.Nodes[entry-1].Action == "" && meters(m.Nodes[entry-1].Point, place) <= p.HandoverClear {
		entry--
	}
	if entry == 0 || meters(m.Nodes[entry-1].Point, place) <= p.HandoverClear {
		return
	}
	m.Nodes[entry].Needs = handoverID(place)
	m.Nodes = append(m.Nodes, missions.Node{ID: fmt.Sprintf("n%d", last+1), Point: m.Nodes[entry-1].Point})
	if !broken(basePast) {
		m.Bases = []int{entry}
	}
}

// ask asks for what a loaded robot's way passes.
func (t *turn) ask(m *missions.Mission) {
	way := missions.GrantMove{Verb: missions.Ask, Robot: m.Robot, Mission: m.ID, Since: t.s.since(m)}
	for _, n := range m.Nodes {
		if n.Needs != "" {
			way.Way = append(way.Way, missions.Resource{ID: n.Needs, Point: m.Place(n.Needs), Capacity: max(t.s.Policy.HandoverCapacity, 1)})
		}
	}
	if len(way.Way) > 0 {
		t.grant(way, "loaded")
	}
}

// grant takes a move of the table of grants.
func (t *turn) grant(m missions.GrantMove, why string) {
	t.do(GrantMoved{Move: m, Why: why})
	t.granting = true
}

// grants gives what can be given, after a step that changed the table, and
// releases the missions that waited for it further.
func (t *turn) grants() {
	if !t.granting {
		return
	}
	for m, ok := t.s.Grants.Next(); ok; m, ok = t.s.Grants.Next() {
		t.do(GrantMoved{Move: m, Why: "granted"})
		if c, _ := t.s.Grants.Claim(m.Robot); len(c.Way) == 0 {
			t.admit(m.Mission)
		} else {
			t.release(m.Mission)
		}
	}
	if broken(grantTwice) && len(t.s.Grants.Claims) > 0 {
		if c := t.s.Grants.Claims[0]; len(c.Way) > 0 {
			t.release(c.Mission)
		}
	}
	t.unlock()
}

// release lets a mission's base reach up to the next thing that is not
// granted.
func (t *turn) release(id missions.ID) {
	m := *t.s.Missions.Get(id)
	if m.Release(func(n *missions.Node) bool { return broken(grantTwice) || t.s.passable(&m, n) }) {
		m.Detour = nil
		t.do(MissionPut{Mission: m, Why: "released"})
	}
}

// admit notes that a mission has been granted all that its next stretch needs,
// and lets its base reach into it.
func (t *turn) admit(id missions.ID) {
	m := *t.s.Missions.Get(id)
	if end := m.Stretch(); end > m.Given && m.Shares() {
		m.Given = end
		t.do(MissionPut{Mission: m, Why: "given"})
	}
	t.release(id)
}

// left frees what a robot's report says that it has left: it stands outside
// and its mission there is over. What it never entered is free once it no
// longer has the mission to go there; a robot without a link may still.
func (t *turn) left(e RobotReport) {
	if !e.Linked {
		return
	}
	for _, h := range t.s.Grants.Of(string(e.Robot)) {
		place, _ := t.s.Grants.Place(h.Resource)
		over := t.s.Missions.Get(h.Mission) == nil
		if t.s.outside(h.Resource, e.Point, place) && over && (h.Entered || e.Has != h.Mission) {
			t.grant(missions.GrantMove{Verb: missions.Leave, Robot: h.Robot, Mission: h.Mission, Resource: h.Resource}, "left")
		}
	}
}

// entered notes that a robot stands where it was let in: at a node of its
// mission.
func (t *turn) entered(m *missions.Mission, node int) {
	at := m.Nodes[node].In
	for _, h := range t.s.Grants.Of(m.Robot) {
		if h.Mission == m.ID && !h.Entered && (t.s.Lanes.Feature(h.Resource) == nil || slices.Contains(at, h.Resource)) {
			t.grant(missions.GrantMove{Verb: missions.Enter, Robot: h.Robot, Mission: h.Mission, Resource: h.Resource}, "arrived")
		}
	}
}

// dismiss ends a mission. It waits for nothing more; what its robot was
// granted it keeps.
func (t *turn) dismiss(d MissionGone) {
	t.do(d)
	t.stopped(fleet.WorkerID(d.Robot))
	if c, there := t.s.Grants.Claim(d.Robot); there && c.Mission == d.Mission {
		t.grant(missions.GrantMove{Verb: missions.Drop, Robot: d.Robot, Mission: d.Mission}, "over")
	}
	if broken(grantEnds) {
		t.timedOut(d.Robot)
	}
}

// timedOut is what must never be: grants that end without the robot's word.
func (t *turn) timedOut(robot string) {
	for _, h := range t.s.Grants.Of(robot) {
		t.grant(missions.GrantMove{Verb: missions.Leave, Robot: robot, Mission: h.Mission, Resource: h.Resource}, "time")
	}
}

// step frees a grant by staff's word, which the journal keeps. A mission whose
// base reaches there is called off first: its robot may be on the way.
func (e FreeGrant) step(t *turn) {
	if e.By.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff may free what a robot holds"))
		return
	}
	for _, h := range t.s.Grants.Of(string(e.Robot)) {
		if h.Resource == e.Resource {
			if t.s.Missions.Get(h.Mission) != nil && !broken(grantUnderWay) {
				t.refuse(orders.Refuse(orders.IllegalMove, "", "mission %s of robot %s goes to %s: give its order to somebody else first", h.Mission, h.Robot, h.Resource))
				return
			}
			t.grant(missions.GrantMove{Verb: missions.Free, Robot: h.Robot, Mission: h.Mission, Resource: h.Resource}, e.Reason)
			return
		}
	}
	t.refuse(orders.Refuse(orders.IllegalMove, "", "robot %s does not hold %s", e.Robot, e.Resource))
}

// grants checks that no place has more robots than fit, and that no base
// reaches past what is not granted.
func (a *audit) grants() {
	a.found = append(a.found, a.s.Grants.Check()...)
	for _, c := range a.s.Grants.Claims {
		if m := a.s.Missions.Get(c.Mission); m == nil || m.Robot != c.Robot {
			a.broken("robot %s waits for %q with mission %s, which is over", c.Robot, c.Way, c.Mission)
		}
	}
	for id, m := range a.s.Missions.All() {
		for i := range m.Nodes[:m.Released()] {
			if i <= m.Passed && m.Shares() {
				continue // it has been there, or stood there when it was sent
			}
			for _, r := range m.Nodes[i].Resources() {
				if !a.s.granted(m.Robot, m.ID, r) {
					a.broken("the base of mission %s reaches into %s, which is not granted", id, r)
				}
			}
		}
	}
}

// granted reports whether a robot has a resource for a mission.
func (s *State) granted(robot string, m missions.ID, resource string) bool {
	for _, h := range s.Grants.Of(robot) {
		if h.Resource == resource && h.Mission == m {
			return true
		}
	}
	return false
}
