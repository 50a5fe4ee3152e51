package dispatch

import (
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

// RobotRescue is what a resident is told whose goods are fetched from a robot
// that cannot go on.
const RobotRescue = "robot_rescue"

// Rescue is how long after a robot got into a plight each step is taken, in this
// order: staff is told, staff is asked to drive it by hand from afar, and its
// errands go to others, who fetch what it has on board from where it stands.
type Rescue struct {
	Tell     time.Duration `json:"tell"`
	Takeover time.Duration `json:"takeover"`
	Fetch    time.Duration `json:"fetch"`
}

// rescues is what is done where the policy says nothing.
var rescues = map[fleet.PlightKind]Rescue{
	fleet.Stuck:     {5 * time.Minute, 8 * time.Minute, 15 * time.Minute},
	fleet.Stopped:   {time.Minute, 4 * time.Minute, 10 * time.Minute},
	fleet.Tipped:    {0, 2 * time.Minute, 6 * time.Minute},
	fleet.LidForced: {0, time.Minute, 3 * time.Minute},
	fleet.Taken:     {0, 2 * time.Minute, 10 * time.Minute},
}

// plightTimer begins the name of the timer that takes the next step.
const plightTimer = "plight/"

// anchorMeters is how far a robot must have moved for it to count.
const anchorMeters = 10.0

// rescue returns how a robot is helped out of a plight.
func (p *Policy) rescue(kind fleet.PlightKind) Rescue {
	if r, set := p.Rescues[kind]; set {
		return r
	}
	return rescues[kind]
}

// ails notes what a report says of a robot's plight: it begins, ends, or changes
// into another.
func (t *turn) ails(e RobotReport) {
	r := t.s.Robots.Get(e.Robot)
	if !e.Linked {
		return // the timers of the orders on board look after the link
	}
	kind, laden := e.Plight, len(r.Holding) > 0
	switch was := r.Plight; {
	case kind == fleet.Taken && !laden:
		kind = ""
	case kind == "" && was != nil && (was.Kind == fleet.Stuck && r.Still <= was.Since || was.Kind == fleet.Taken && laden):
		kind = was.Kind // until it moves, or is empty
	case kind == "" && t.s.stuck(r):
		kind = fleet.Stuck
	}
	t.plight(e.Robot, kind)
}

// plight puts a robot into a plight, or out of it.
func (t *turn) plight(id fleet.WorkerID, kind fleet.PlightKind) {
	r := t.s.Robots.Get(id)
	if r.Plight == nil && kind == "" || r.Plight != nil && r.Plight.Kind == kind {
		return
	}
	t.unwake(plightTimer + string(id))
	t.putRobot(id, "plight", func(r *fleet.Robot) {
		r.Plight, r.Release = nil, nil
		if kind != "" {
			since := t.at
			if kind == fleet.Stuck {
				since = r.Still
			}
			r.Plight = &fleet.Plight{Kind: kind, Since: since}
		}
	})
	t.resting = append(t.resting, id)
	t.rescue(id)
}

// stuck reports whether a robot has stood for too long though it may drive.
func (s *State) stuck(r *fleet.Robot) bool {
	m := s.Missions.Get(missions.ID(r.Mission))
	if m == nil || r.Halted() || r.Manual || r.Faulty || s.Now.Sub(r.Still) < s.Policy.rescue(fleet.Stuck).Tell {
		return false
	}
	if p := m.Phase(); !m.Trip() && p != missions.ToPickup && p != missions.ToHandoff {
		return false
	}
	end := m.Nodes[m.Released()-1].Point
	return geo.Distance(r.Point, end) >= anchorMeters
}

// rescue takes the steps that are due for a robot in a plight.
func (t *turn) rescue(id fleet.WorkerID) {
	r := t.s.Robots.Get(id)
	if r.Plight == nil {
		return
	}
	p := *r.Plight
	plan := t.s.Policy.rescue(p.Kind)
	steps := []struct {
		after time.Duration
		take  func()
	}{
		{plan.Tell, func() { t.alertFor(string(id), "robot_"+string(p.Kind), "robot %s is %s: see to it", id, p.Kind) }},
		{plan.Takeover, func() {
			t.alertFor(string(id), "robot_takeover", "robot %s is %s: drive it by hand from afar, if it can be", id, p.Kind)
		}},
		{plan.Fetch, func() { t.breakdown(id, "robot_"+string(p.Kind)) }},
	}
	for p.Steps < len(steps) && p.Since.Add(steps[p.Steps].after) <= t.at {
		if p.Steps == 2 && t.driven(r, 0) {
			return
		}
		p.Steps++
		t.putRobot(id, "rescue", func(r *fleet.Robot) { own := p; r.Plight = &own })
		if p.Steps == 1 || t.s.Robots.Get(id).Mission != "" {
			steps[p.Steps-1].take()
		}
	}
	if p.Steps < len(steps) {
		t.wake(plightTimer+string(id), p.Since.Add(steps[p.Steps].after))
	}
}
