package dispatch

import (
	"cmp"
	"slices"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
)

// goalsMost is how many stations a robot's way is looked for to, the nearest in
// a straight line.
const goalsMost = 8

// rested looks after the robots of this step that have nothing to do: each that
// had better stand somewhere else has a way looked for.
func (t *turn) rested() {
	for _, id := range t.resting {
		r := t.s.Robots.Get(id)
		wants := fleet.Purpose("")
		if r.Resting() {
			wants = t.s.wants(r)
		}
		if wants != r.Wants {
			t.putRobot(id, "trip", func(r *fleet.Robot) { r.Wants = wants })
		}
		t.wanted = t.wanted || wants != ""
	}
	t.resting = nil
}

// wants returns what a robot that has nothing to do had better drive for; ""
// when it stands well, or there is nowhere to go.
func (s *State) wants(r *fleet.Robot) fleet.Purpose {
	at := s.stationOf(r.ID)
	if r.Walled == s.Lanes.Revision+1 {
		return ""
	}
	for _, p := range []struct {
		purpose fleet.Purpose
		when    bool
	}{
		{fleet.TripCharge, r.Low && (at == nil || !at.Charge)},
		{fleet.TripHome, r.Home && at == nil},
		{fleet.TripClear, at == nil && len(s.Grants.Of(string(r.ID))) > 0},
		{fleet.TripPark, at == nil && s.Now.Sub(r.Idle) >= s.Policy.ParkAfter},
	} {
		if p.when && len(s.goals(r, p.purpose)) > 0 {
			return p.purpose
		}
	}
	return ""
}

// stationOf returns the station at which a robot stands, or nil.
func (s *State) stationOf(robot fleet.WorkerID) *lanes.Feature {
	for _, h := range s.Grants.Of(string(robot)) {
		if f := s.Lanes.Feature(h.Resource); f != nil && f.Kind == lanes.Station {
			return f
		}
	}
	return nil
}

// goals lists where a robot may drive for a purpose: the stations that have room
// for it, or, out of others' way, where its last way was in nobody's.
func (s *State) goals(r *fleet.Robot, purpose fleet.Purpose) []geo.Point {
	var list []geo.Point
	for i := range s.Lanes.Features {
		f := &s.Lanes.Features[i]
		if f.Kind == lanes.Station && (f.Charge || purpose != fleet.TripCharge) && s.vacant(f) > 0 {
			list = append(list, f.Points[0])
		}
	}
	slices.SortStableFunc(list, func(a, b geo.Point) int {
		return cmp.Compare(geo.Distance(r.Point, a), geo.Distance(r.Point, b))
	})
	list = list[:min(len(list), goalsMost)]
	if len(list) == 0 && purpose == fleet.TripClear && r.Spot != nil {
		list = append(list, *r.Spot)
	}
	return list
}

// vacant returns for how many more robots a station has room: fewer than are
// there or on their way.
func (s *State) vacant(f *lanes.Feature) int {
	name := f.Resource()
	room := f.Room()
	if broken(stationFull) {
		return room
	}
	for _, h := range s.Grants.Holds {
		if h.Resource == name {
			room--
		}
	}
	for id, m := range s.Missions.All() {
		if m.Station == name && !s.granted(m.Robot, id, name) {
			room--
		}
	}
	return room
}

// trips states the ways that are looked for.
func (s *State) trips() []problem.Trip {
	var list []problem.Trip
	for id, r := range s.Robots.All() {
		if o := s.waitsWith(r); o != nil {
			list = append(list, problem.Trip{Robot: string(id), From: r.Point, Goals: s.docksFor(r, o), Avoid: s.Lanes.Narrow(r.Body.Width)})
			continue
		}
		if r.Wants == "" || !r.Resting() {
			continue
		}
		if goals := s.goals(r, r.Wants); len(goals) > 0 {
			list = append(list, problem.Trip{Robot: string(id), From: r.Point, Goals: goals, Avoid: s.Lanes.Narrow(r.Body.Width)})
		}
	}
	return list
}

// setOut sends a robot on the way that was found for it. If it has something to
// do by now, or the station is full, it is looked at again with its next report;
// if no way leads anywhere, once its place or the lanes have changed.
func (t *turn) setOut(w problem.TripWay) {
	r := t.s.Robots.Get(fleet.WorkerID(w.Robot))
	if r == nil || r.Wants == "" {
		return
	}
	if r.Wants == fleet.TripOnward {
		t.goOn(r, w)
		return
	}
	purpose := r.Wants
	goes := r.Resting() && len(w.Path) > 0 && !strayed(r, w.Path) && !t.closedTo(r, w.Path) && slices.Contains(t.s.goals(r, purpose), w.To)
	t.putRobot(r.ID, "trip", func(r *fleet.Robot) {
		r.Wants = ""
		switch {
		case goes:
			r.Trips++
		case len(w.Path) == 0:
			r.Walled = t.s.Lanes.Revision + 1
		}
	})
	if !goes {
		t.granting = true // somebody may have waited for it to go
		return
	}
	r = t.s.Robots.Get(r.ID)
	m := missions.Mission{
		ID: missions.TripID(w.Robot, r.Trips), Robot: w.Robot, Purpose: purpose, Pace: t.s.tempo(), Started: t.at,
		Nodes: []missions.Node{{ID: "n0", Point: r.Point}},
	}
	action := ""
	if f := t.s.stationAt(w.To); f != nil {
		m.Station = f.Resource()
		if f.Charge {
			action = missions.ChargeNode
		}
	}
	m.Nodes = missions.Extend(m.Nodes, w.Path, missions.Node{Point: w.To, Action: action})
	t.lay(&m)
	t.do(MissionPut{Mission: m, Why: "sent"})
	t.advance(m.ID)
}

// stationAt returns the station that was drawn at a point, or nil.
func (s *State) stationAt(p geo.Point) *lanes.Feature {
	for i := range s.Lanes.Features {
		if f := &s.Lanes.Features[i]; f.Kind == lanes.Station && f.Points[0] == p {
			return f
		}
	}
	return nil
}

// travelled ends a trip of which nothing is left, or that its robot does not
// drive: where it stands it has nothing to do.
func (t *turn) travelled(e RobotReport) {
	t.passed(e)
	m := t.s.Missions.Get(e.Mission)
	phase := missions.Aborted
	if e.Signal == missions.Ended && m.There() {
		phase = missions.Done
		t.entered(m, len(m.Nodes)-1)
	}
	t.dismiss(MissionGone{Mission: m.ID, Robot: m.Robot, Phase: phase})
	t.wanted = true
}

// halt ends a trip that its robot may still drive.
func (t *turn) halt(m *missions.Mission) {
	t.dismiss(MissionGone{Mission: m.ID, Robot: m.Robot, Phase: missions.Aborted, Recall: true})
}

// depleted notes whether a robot is to charge before it works again: below one
// charge, until it comes to another. Where nothing is drawn at which robots
// charge, people see to that.
func (s *State) depleted(r *fleet.Robot) bool {
	if !slices.ContainsFunc(s.Lanes.Features, func(f lanes.Feature) bool { return f.Charge }) {
		return false
	}
	return r.Charge < s.Policy.ChargeBelow || r.Low && r.Charge < s.Policy.ChargeTo
}
