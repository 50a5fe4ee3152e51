package faults

import (
	"bytes"
	"slices"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// station is a resource as the referee knows it.
type station struct {
	point  geo.Point
	room   int
	robots []string
}

// moves are the decisions that tell where robots may be.
var moves = [][]byte{
	[]byte(`"t":"GrantMoved"`), []byte(`"t":"MissionPut"`), []byte(`"t":"MissionGone"`), []byte(`"t":"MissionPassed"`),
	[]byte(`"t":"DrivingPut"`), []byte(`"t":"WeatherPut"`), []byte(`"t":"PassagePut"`), []byte(`"t":"ClosurePut"`), []byte(`"t":"ClosureGone"`),
}

// granted: a place has no more robots than fit, and is left by the robot's own
// word, from outside, or by staff's, once no base reaches into it any more. The
// decisions of an event are read in their order: one report can end a mission
// and the grant that it had.
func (r *referee) granted(rec dispatch.Record) {
	if !slices.ContainsFunc(moves, func(m []byte) bool { return bytes.Contains(rec.Decisions, m) }) {
		return
	}
	ds, err := dispatch.DecodeDecisions(rec.Decisions)
	if err != nil {
		r.wrong("event %d: its decisions cannot be read: %v", rec.Seq, err)
		return
	}
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.GrantMoved:
			r.grant(d.Move, r.eventOf(rec))
		case dispatch.DrivingPut:
			r.outing.driving = d.Driving
		case dispatch.WeatherPut:
			r.outing.weather = d.Weather
		case dispatch.MissionPut:
			r.setsOut(d, rec.At)
			r.stationed(d)
			r.opensTo(d.Mission)
			r.keepsOut(d)
			r.based(d.Mission)
		case dispatch.MissionPassed:
			if m, there := r.bases[d.Mission]; there {
				m.Passed = d.Node
				r.bases[d.Mission] = m
			}
		case dispatch.PassagePut:
			r.stands(d.Passage, r.eventOf(rec))
		case dispatch.ClosurePut:
			r.closed[d.Closure.ID] = d.Closure
		case dispatch.ClosureGone:
			delete(r.closed, d.ID)
		case dispatch.MissionGone:
			delete(r.bases, d.Mission)
		}
	}
}

func (r *referee) grant(m missions.GrantMove, event dispatch.Event) {
	for _, w := range m.Way {
		if r.places[w.ID] == nil {
			r.places[w.ID] = &station{point: w.Point, room: w.Capacity}
		}
	}
	p := r.places[m.Resource]
	switch m.Verb {
	case missions.Give:
		if len(p.robots) >= p.room {
			r.wrong("%s was granted to robot %s while %q has it", m.Resource, m.Robot, p.robots)
		}
		p.robots = append(p.robots, m.Robot)
	case missions.Leave, missions.Free:
		if !slices.Contains(p.robots, m.Robot) {
			r.wrong("robot %s left %s, which it did not have", m.Robot, m.Resource)
		}
		p.robots = slices.DeleteFunc(p.robots, func(x string) bool { return x == m.Robot })
		for _, held := range r.bases {
			if held.Robot == m.Robot {
				r.based(held)
			}
		}
		if !r.mayEnd(m, p, event) {
			r.wrong("robot %s lost %s by %T, which is no word of having left", m.Robot, m.Resource, event)
		}
	}
}

// mayEnd reports whether an event can end a grant. A plan can, that leads the
// robot another way from before a gate which has not opened to it.
func (r *referee) mayEnd(m missions.GrantMove, p *station, event dispatch.Event) bool {
	switch e := event.(type) {
	case dispatch.RobotReport:
		there := geo.Distance(e.Point, p.point) <= 1
		for _, f := range crossings() {
			if f.Resource() == m.Resource {
				there = slices.Contains(r.z.shared(e.Point), m.Resource) || f.Kind == lanes.Station && f.Near(e.Point)
			}
		}
		return m.Verb == missions.Leave && e.Robot == fleet.WorkerID(m.Robot) && e.Linked && (!there || e.Passed > 0)
	case dispatch.Solved:
		way := r.bases[m.Mission]
		return m.Verb == missions.Leave && len(way.Nodes) > 0 && !way.Within(m.Resource)
	case dispatch.FreeGrant:
		return m.Verb == missions.Free && e.By.Role == orders.Staff && e.Robot == fleet.WorkerID(m.Robot)
	}
	return false
}

// based: a base reaches only into what its robot has.
func (r *referee) based(m missions.Mission) {
	r.bases[m.ID] = m
	for i := range m.Nodes[:m.Released()] {
		if i <= m.Passed && m.Shares() {
			continue
		}
		for _, what := range m.Nodes[i].Resources() {
			if p := r.places[what]; p == nil || !slices.Contains(p.robots, m.Robot) {
				r.wrong("the base of mission %s reaches into %s, which robot %s does not have", m.ID, what, m.Robot)
			}
		}
	}
}
