package dispatch

import (
	"slices"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
)

// lookahead is how near to the end of its base, in metres, a robot asks for
// what comes next: some 40 s of driving, so that it need not stop, and holds
// nothing that it will need much later.
const lookahead = 60.0

// lay puts a mission's way on what is drawn for robots: it is released up to
// the first shared place. Where nothing shared is passed it stays as it is.
func (t *turn) lay(m *missions.Mission) {
	if len(t.s.Lanes.Features) == 0 && !m.Trip() {
		return
	}
	o, err := t.s.Lanes.NewOverlay(m.Nodes[0].Point)
	if err != nil {
		return // a robot at a pole
	}
	way := make([]geo.Point, len(m.Nodes))
	for i, n := range m.Nodes {
		way[i] = n.Point
	}
	var stops []missions.Stop
	for _, s := range o.Lay(way) {
		stops = append(stops, missions.Stop{Point: s.Point, From: s.From, In: s.In, Floor: s.Floor})
	}
	if m.Station != "" {
		end := &stops[len(stops)-1]
		end.In = append(slices.Clip(end.In), m.Station)
	}
	m.Lay(stops)
	if m.Shares() {
		m.Release(func(*missions.Node) bool { return false })
		m.UpdateID = 0
		m.Bases = m.Bases[len(m.Bases)-1:]
		if broken(basePast) {
			m.Bases = []int{len(m.Nodes)}
		}
	}
}

// advance asks for the next stretch of a shared way once the robot is near, and
// releases what it has.
func (t *turn) advance(id missions.ID) {
	m := t.s.Missions.Get(id)
	if m == nil || !m.Shares() || m.Released() == len(m.Nodes) || m.Detour != nil && m.Detour.Closed || m.Early() || !m.Near(lookahead) {
		return
	}
	if c, there := t.s.Grants.Claim(m.Robot); there && (c.Mission != id || len(c.Way) > 0) {
		return
	}
	ask := missions.GrantMove{Verb: missions.Ask, Robot: m.Robot, Mission: id, Since: t.s.since(m)}
	held := t.s.Grants.Of(m.Robot)
	for _, r := range m.Ahead() {
		i := slices.IndexFunc(held, func(h missions.Hold) bool { return h.Resource == r })
		switch {
		case i < 0:
			ask.Way = append(ask.Way, t.resource(r, m))
		case held[i].Mission != id:
			t.grant(missions.GrantMove{Verb: missions.Keep, Robot: m.Robot, Mission: id, Resource: r}, "stands there")
		}
	}
	if len(ask.Way) > 0 {
		t.grant(ask, "near")
		return
	}
	t.admit(id)
}

// resource describes what is granted under a name.
func (t *turn) resource(name string, m *missions.Mission) missions.Resource {
	if f := t.s.Lanes.Feature(name); f != nil {
		return missions.Resource{ID: name, Point: f.Points[0], Capacity: f.Room()}
	}
	return missions.Resource{ID: name, Point: m.Place(name), Capacity: max(t.s.Policy.HandoverCapacity, 1)}
}

// passed takes a robot's word of how far it is: what lies behind it is free,
// and it may ask for what comes next.
func (t *turn) passed(e RobotReport) {
	m := t.s.Missions.Get(e.Mission)
	if m == nil || m.Robot != string(e.Robot) || !m.Shares() || e.Passed <= m.Passed || e.Passed >= len(m.Nodes) {
		return
	}
	if e.Passed >= m.Released() {
		t.alertOn(m, "robot_astray", "robot %s says that it passed node %d, and is released up to %d only: stop it", e.Robot, e.Passed, m.Released()-1)
		return
	}
	t.do(MissionPassed{Mission: m.ID, Node: e.Passed})
	t.opening = true
	asked := t.asked(m)
	for _, h := range t.s.Grants.Of(m.Robot) {
		move := missions.GrantMove{Verb: missions.Leave, Robot: m.Robot, Mission: m.ID, Resource: h.Resource}
		switch {
		case h.Mission != m.ID || !m.Touches(h.Resource):
		case !m.Within(h.Resource) && !slices.Contains(asked, h.Resource):
			t.grant(move, "passed")
		case !h.Entered && slices.Contains(m.Nodes[e.Passed].In, h.Resource):
			move.Verb = missions.Enter
			t.grant(move, "passed")
		}
	}
	t.advance(m.ID)
}

// asked lists what the stretch needs for which a mission waits, also what its
// robot has: it was not asked for, and must still be there when the rest is
// given, or the gate or the lift is open.
func (t *turn) asked(m *missions.Mission) []string {
	c, there := t.s.Grants.Claim(m.Robot)
	if m.Released() < m.Given || there && c.Mission == m.ID && len(c.Way) > 0 {
		return m.Ahead()
	}
	return nil
}

// outside reports whether a robot at a point has left a resource.
func (s *State) outside(resource string, p, place geo.Point) bool {
	f := s.Lanes.Feature(resource)
	switch {
	case f == nil:
		return meters(p, place) > s.Policy.HandoverClear
	case f.Kind == lanes.Station:
		return !f.Near(p)
	}
	o, err := s.Lanes.NewOverlay(p)
	return err == nil && !slices.Contains(o.At(p), resource)
}
