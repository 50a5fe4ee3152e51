package faults

import (
	"bytes"
	"slices"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// station is a resource as the referee knows it.
type station struct {
	point  geo.Point
	robots []string
}

var grantMoved = []byte(`"t":"GrantMoved"`)

// granted: a place has one robot at a time, and is left by the robot's own
// word, from outside, or by staff's.
func (r *referee) granted(rec dispatch.Record) {
	if !bytes.Contains(rec.Decisions, grantMoved) {
		return
	}
	ds, err := dispatch.DecodeDecisions(rec.Decisions)
	if err != nil {
		r.wrong("event %d: its decisions cannot be read: %v", rec.Seq, err)
		return
	}
	event, err := dispatch.DecodeEvent(rec.Event)
	if err != nil {
		r.wrong("event %d cannot be read: %v", rec.Seq, err)
		return
	}
	for _, d := range ds {
		if d, ok := d.(dispatch.GrantMoved); ok {
			r.grant(d.Move, event)
		}
	}
}

func (r *referee) grant(m missions.GrantMove, event dispatch.Event) {
	for _, w := range m.Way {
		if r.places[w.ID] == nil {
			r.places[w.ID] = &station{point: w.Point}
		}
	}
	p := r.places[m.Resource]
	switch m.Verb {
	case missions.Give:
		if len(p.robots) > 0 {
			r.wrong("%s was granted to robot %s while %q has it", m.Resource, m.Robot, p.robots)
		}
		p.robots = append(p.robots, m.Robot)
	case missions.Leave, missions.Free:
		if !slices.Contains(p.robots, m.Robot) {
			r.wrong("robot %s left %s, which it did not have", m.Robot, m.Resource)
		}
		p.robots = slices.DeleteFunc(p.robots, func(x string) bool { return x == m.Robot })
		if !mayEnd(m, p, event) {
			r.wrong("robot %s lost %s by %T, which is no word of having left", m.Robot, m.Resource, event)
		}
	}
}

// mayEnd reports whether an event can end a grant.
func mayEnd(m missions.GrantMove, p *station, event dispatch.Event) bool {
	switch e := event.(type) {
	case dispatch.RobotReport:
		return m.Verb == missions.Leave && e.Robot == fleet.WorkerID(m.Robot) && e.Linked && geo.Distance(e.Point, p.point) > 1
	case dispatch.FreeGrant:
		return m.Verb == missions.Free && e.By.Role == orders.Staff && e.Robot == fleet.WorkerID(m.Robot)
	}
	return false
}

// based: a base reaches only into what its robot has.
func (r *referee) based(m missions.Mission) {
	for _, n := range m.Nodes[:m.Released()] {
		if n.Needs == "" {
			continue
		}
		if p := r.places[n.Needs]; p == nil || !slices.Contains(p.robots, m.Robot) {
			r.wrong("the base of mission %s reaches into %s, which robot %s does not have", m.ID, n.Needs, m.Robot)
		}
	}
}
