package dispatch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
)

// unlock breaks deadlocks: of the robots that can never come through, the one
// whose order is youngest is sent another way, which may lead back out of where
// it stands; if there is none, the next. Staff is called when nobody has one.
func (t *turn) unlock() {
	stuck := t.s.Grants.Stuck()
	t.blockers(stuck)
	var able []*missions.Mission
	for _, robot := range stuck {
		c, _ := t.s.Grants.Claim(robot)
		m := t.s.Missions.Get(c.Mission)
		switch {
		case m.Detour != nil && !m.Detour.None:
			return // the way out is being looked for
		case m.Shares() && m.Detour == nil && m.Detours < missions.DetoursMost:
			able = append(able, m)
		}
	}
	if len(able) == 0 || broken(deadlockStands) {
		return
	}
	m := slices.MaxFunc(able, func(a, b *missions.Mission) int {
		return cmp.Or(cmp.Compare(t.s.since(a), t.s.since(b)), cmp.Compare(a.Robot, b.Robot))
	})
	c, _ := t.s.Grants.Claim(m.Robot)
	full := slices.DeleteFunc(slices.Clone(c.Way), func(r string) bool { return t.s.Grants.Room(r) > 0 })
	t.seek(m.ID, missions.Detour{Avoid: full})
}

// blockers calls staff, once for each robot that waits and each place, to those
// that stand in its way without a mission and cannot be sent out of it.
func (t *turn) blockers(stuck []string) {
	for _, robot := range stuck {
		c, _ := t.s.Grants.Claim(robot)
		m := t.s.Missions.Get(c.Mission)
		for _, h := range t.s.Grants.Holds {
			r := t.s.Robots.Get(fleet.WorkerID(h.Robot))
			if h.Resource != c.Way[0] || r.Mission != "" || t.s.wants(r) != "" && r.Resting() || slices.Contains(m.Blocked, h.Resource) {
				continue
			}
			told := *m
			told.Blocked = append(slices.Clip(told.Blocked), h.Resource)
			t.do(MissionPut{Mission: told, Why: "blocked"})
			m = t.s.Missions.Get(c.Mission)
			t.alertOn(m, "robot_blocked", "robot %s waits for %s, where robot %s stands without a mission: move it away", robot, h.Resource, h.Robot)
		}
	}
}

// seek asks the planner for another way for a mission.
func (t *turn) seek(id missions.ID, d missions.Detour) {
	m := *t.s.Missions.Get(id)
	m.Detour = &d
	t.do(MissionPut{Mission: m, Why: "other way wanted"})
	t.wanted = true
}

// detours states the other ways that are wanted.
func (s *State) detours() []problem.Detour {
	var list []problem.Detour
	for id, m := range s.Missions.All() {
		if m.Detour == nil || m.Detour.None {
			continue
		}
		d := problem.Detour{Mission: string(id), From: m.Nodes[m.Released()-1].Point, Avoid: slices.Concat(m.Detour.Avoid, s.Lanes.Narrow(s.Robots.Get(fleet.WorkerID(m.Robot)).Body.Width))}
		for _, n := range m.Errands() {
			d.Stops = append(d.Stops, n.Point)
		}
		list = append(list, d)
	}
	return list
}

// turnInto sends a mission another way, or notes that there is none and calls
// staff. What came too late, because it goes on by now, changes nothing.
func (t *turn) turnInto(w problem.OtherWay) {
	m := t.s.Missions.Get(missions.ID(w.Mission))
	if m == nil || m.Detour == nil || m.Detour.None {
		return
	}
	errands, r := m.Errands(), t.s.Robots.Get(fleet.WorkerID(m.Robot))
	if len(w.Paths) > 0 && len(w.Paths) != len(errands) {
		t.wanted = true // one of its orders was called off meanwhile
		return
	}
	if len(w.Paths) == 0 || slices.ContainsFunc(w.Paths, func(way []geo.Point) bool { return t.closedTo(r, way) }) {
		t.noWay(*m)
		return
	}
	way := missions.Mission{Robot: m.Robot, Loads: m.Loads, Purpose: m.Purpose, Station: m.Station, Nodes: []missions.Node{{Point: m.Nodes[m.Released()-1].Point}}}
	for i, n := range errands {
		way.Nodes = missions.Extend(way.Nodes, w.Paths[i], n)
	}
	t.fence(&way)
	t.lay(&way)
	avoid := m.Detour.Avoid
	if slices.ContainsFunc(avoid, way.Touches) {
		t.noWay(*m)
		return
	}
	t.unask(m)
	t.giveBack(m)
	moved := *m
	moved.Turn(way.Nodes)
	t.do(MissionPut{Mission: moved, Why: "released"})
	t.release(moved.ID)
	t.advance(moved.ID)
}

// unask takes back what a mission waits for.
func (t *turn) unask(m *missions.Mission) {
	if c, there := t.s.Grants.Claim(m.Robot); there && c.Mission == m.ID {
		t.grant(missions.GrantMove{Verb: missions.Drop, Robot: m.Robot, Mission: m.ID}, "another way")
	}
}

// giveBack frees what a mission was granted and does not reach into with its
// base, because the gate there has not opened yet: no robot is on the way to it.
func (t *turn) giveBack(m *missions.Mission) {
	for _, h := range t.s.Grants.Of(m.Robot) {
		if h.Mission == m.ID && !h.Entered && !m.Within(h.Resource) {
			t.grant(missions.GrantMove{Verb: missions.Leave, Robot: m.Robot, Mission: m.ID, Resource: h.Resource}, "another way")
		}
	}
}

// noWay notes that a mission has no other way. The others that are locked with
// it are tried next; staff is called after the last.
func (t *turn) noWay(m missions.Mission) {
	d := *m.Detour
	if d.Closed && m.Trip() {
		t.halt(&m)
		return
	}
	d.None = true
	m.Detour = &d
	t.do(MissionPut{Mission: m, Why: "no other way"})
	if d.Closed {
		t.alertOn(&m, "robot_closed_off", "no way leads robot %s round what is closed: it waits before it; open it, or give the order to somebody else", m.Robot)
		return
	}
	t.granting = true
	stuck := t.s.Grants.Stuck()
	if !slices.ContainsFunc(stuck, func(r string) bool {
		c, _ := t.s.Grants.Claim(r)
		o := t.s.Missions.Get(c.Mission)
		return o.Shares() && o.Detours < missions.DetoursMost && (o.Detour == nil || !o.Detour.None)
	}) {
		t.alertOn(&m, "robot_deadlock", "robots %s wait for one another and none has another way: drive one out by hand, then free what it held", strings.Join(stuck, ", "))
	}
}

// bypass looks at the missions under way after what is drawn or closed has
// changed. A released way through what is closed is staff's to stop: its robot
// may have no link. A way that is not released yet is planned anew, and its
// robot goes no further meanwhile.
func (t *turn) bypass() {
	var ids []missions.ID
	for id := range t.s.Missions.All() {
		ids = append(ids, id)
	}
	for _, id := range ids {
		m := t.s.Missions.Get(id)
		points := make([]geo.Point, len(m.Nodes))
		for i, n := range m.Nodes {
			points[i] = n.Point
		}
		base := m.Released()
		if t.closedAhead(points[min(m.Passed, base-1):base]) {
			t.alertOn(m, "robot_in_closure", "the way of robot %s is released through what was closed: stop it by hand, or lead it through", m.Robot)
		}
		shut := t.closedAhead(points[base-1:])
		was := m.Detour != nil && m.Detour.Closed
		switch {
		case shut && len(m.Errands()) > 0:
			t.unask(m)
			t.seek(id, missions.Detour{Closed: true})
		case was && !shut:
			moved := *m
			moved.Detour = nil
			t.do(MissionPut{Mission: moved, Why: "open again"})
			t.advance(id)
		}
	}
}

// closedAhead reports whether a way leads through what is closed.
func (t *turn) closedAhead(way []geo.Point) bool {
	if t.s.Lanes.Empty() || len(way) < 2 {
		return false
	}
	o, err := t.s.Lanes.NewOverlay(way[0])
	return err == nil && o.Closed(way[1:])
}
