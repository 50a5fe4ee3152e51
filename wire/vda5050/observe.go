package vda5050

import (
	"math"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// Observation is what has been told to the engine of one robot. The zero
// Observation has told nothing.
type Observation struct {
	Mission missions.ID // the order that the robot reported last
	Aborted missions.ID // the mission whose end has been told
	Known   bool        // Point is set
	Point   geo.Point   // last place that the robot knew
	Charge  int         // percent
	Faulty  bool
	Manual  bool
	Plight  fleet.PlightKind // what the robot said last that keeps it from going on
	stand   stand
	Told    bool        // the link has been told to be up
	errands []errand    // of Mission: those that the robot has listed
	has     missions.ID // the order that it still has something to do of
	passed  int         // the last node of a shared way that it has told of
	sieve   fleet.Sieve
}

// errand is what has been told of one order of a mission.
type errand struct {
	order  string
	taken  int  // how many of its signals
	failed bool // and that it failed
}

func (e *errand) over() bool { return e.failed || e.taken == len(course) }

// course are the signals of an errand in the order in which they happen.
var course = [...]missions.Signal{missions.AtPickup, missions.Loaded, missions.AtHandoff, missions.Unloaded}

// Resume returns the observation of a robot whose mission stands as the engine
// says, so that signals which the engine has taken are not told again. One
// that already follows the mission is returned as it is.
func (o Observation) Resume(m missions.Mission) Observation {
	if o.Mission == m.ID {
		return o
	}
	taken := map[missions.Phase]int{
		missions.Loading: 1, missions.ToHandoff: 2, missions.Unloading: 3, missions.Done: 4, missions.Aborted: 4,
	}
	o.Mission, o.errands = m.ID, nil
	for _, l := range m.Loads {
		o.errands = append(o.errands, errand{order: l.Order, taken: taken[l.Phase], failed: l.Phase == missions.Aborted})
	}
	return o
}

// Refused returns the report that the robot does not take a mission, for a
// session that sees refusals which name no order.
func (o Observation) Refused(serial string, m missions.ID) (dispatch.RobotReport, Observation) {
	o.Aborted = m
	return o.about(serial, m, "", missions.Abort), o
}

// Lost returns the report that the robot's link is gone, with what was known
// last, and the observation that tells everything again once it is back.
func (o Observation) Lost(serial string) (dispatch.RobotReport, Observation) {
	r := o.report(serial)
	r.Linked = false
	o.Told = false
	return r, o
}

// Observe returns what a state says that the engine has not been told, in the
// order in which it happened, and the new observation. at is when the state
// came. States may be lost, coalesced and repeated: a signal between two
// states is told in its turn, a repeated state gives nothing.
// An order of which nothing is left, though it is not done, was lost: a robot
// forgets what it had when somebody takes it over by hand.
//
// Until a robot knows where it is, nothing is told and nothing is lost.
func Observe(prev Observation, st State, chart Chart, at clock.Instant) ([]dispatch.RobotReport, Observation) {
	o := prev
	if p, ok := chart.Place(st.AGVPosition); ok {
		o.Point, o.Known = p, true
	}
	if !o.Known {
		return nil, o
	}
	o.Charge = int(math.Round(min(max(st.BatteryState.BatteryCharge, 0), 100)))
	o.Faulty = st.fatal()
	o.has = ""
	if !st.Idle() {
		o.has = missions.ID(st.OrderID)
	}
	o.Manual = !st.Automatic()
	o.Plight = st.plight()
	if taken := false; o.Plight == "" {
		if o.stand, taken = o.stand.next(&st, o.Point); taken {
			o.Plight = fleet.Taken
		}
	}

	var out []dispatch.RobotReport
	tell := func(m missions.ID, order string, s missions.Signal) {
		out = append(out, o.about(st.SerialNumber, m, order, s))
	}
	if m := missions.ID(st.OrderID); m != o.Mission {
		o.Mission, o.errands, o.passed = m, nil, 0
	}
	further := missions.Reported(st.LastNodeID) && int(st.LastNodeSequenceID/2) > o.passed
	if further {
		o.passed = int(st.LastNodeSequenceID / 2)
	}
	list, recalled := st.progress()
	o.errands = slices.Clone(o.errands)
	for _, p := range list {
		e := o.errand(p.order)
		for e.taken < p.reached {
			tell(o.Mission, p.order, course[e.taken])
			e.taken++
		}
		if p.failed && !recalled && !e.over() {
			e.failed = true
			tell(o.Mission, p.order, missions.Abort)
		}
	}
	if o.Mission.Trip() && st.Idle() && !recalled && !o.done() {
		o.errand("").taken = len(course)
		tell(o.Mission, "", missions.Ended)
	}
	if st.OrderID != "" && st.Idle() && !o.done() && o.Aborted != o.Mission {
		o.Aborted = o.Mission
		if !recalled {
			tell(o.Mission, "", missions.Abort)
		}
	}
	if m := st.Refused(); m != "" && o.Aborted != m {
		o.Aborted = m
		tell(m, "", missions.Abort)
	}
	moved := o.sieve.Pass(o.Point, at) || further
	if len(out) == 0 && (moved || !o.Told || o.Faulty != prev.Faulty || o.Manual != prev.Manual || o.Plight != prev.Plight) {
		out = append(out, o.report(st.SerialNumber))
	}
	o.Told = true
	return out, o
}

func (o Observation) report(serial string) dispatch.RobotReport {
	r := dispatch.RobotReport{
		Robot: fleet.WorkerID(serial), Linked: true, Point: o.Point,
		Charge: o.Charge, Faulty: o.Faulty, Manual: o.Manual, Plight: o.Plight, Has: o.has,
	}
	if o.passed > 0 {
		r.Mission, r.Passed = o.Mission, o.passed
	}
	return r
}

// errand returns what has been told of an order of the present mission.
func (o *Observation) errand(order string) *errand {
	i := slices.IndexFunc(o.errands, func(e errand) bool { return e.order == order })
	if i < 0 {
		i = len(o.errands)
		o.errands = append(o.errands, errand{order: order})
	}
	return &o.errands[i]
}

// done reports whether every errand of the present mission is over.
func (o *Observation) done() bool {
	return len(o.errands) > 0 && !slices.ContainsFunc(o.errands, func(e errand) bool { return !e.over() })
}

// about returns a report with a signal of a mission: of one of its orders, or of
// all of it.
func (o Observation) about(serial string, m missions.ID, order string, s missions.Signal) dispatch.RobotReport {
	r := o.report(serial)
	if m != o.Mission {
		r.Passed = 0
	}
	r.Mission, r.Order, r.Signal = m, orders.ID(order), s
	return r
}

// progress is how far a state says that the errand of an order is.
type progress struct {
	order   string
	reached int    // how many of its signals have happened
	open    bool   // the pick is listed and not finished
	drop    string // status
	failed  bool
}

// progress returns how far the errands of the present order are, and whether the
// mission was recalled: what ends because of that did not fail.
func (s *State) progress() (list []progress, recalled bool) {
	if s.OrderID == "" {
		return nil, false
	}
	for _, a := range s.ActionStates {
		if a.ActionID == CancelID(missions.ID(s.OrderID)) {
			recalled = true
		}
		action, order := actionOf(s.OrderID, a.ActionID)
		if action != missions.PickNode && action != missions.DropNode {
			continue
		}
		i := slices.IndexFunc(list, func(p progress) bool { return p.order == order })
		if i < 0 {
			i = len(list)
			list = append(list, progress{order: order})
		}
		p := &list[i]
		p.failed = p.failed || a.ActionStatus == ActionFailed
		if action == missions.DropNode {
			p.drop = a.ActionStatus
			continue
		}
		p.open = a.ActionStatus != ActionFinished
		p.reached = max(p.reached, steps(a.ActionStatus))
	}
	for i := range list {
		if p := &list[i]; steps(p.drop) > 0 && !p.open {
			p.reached = 2 + steps(p.drop)
		}
	}
	return list, recalled
}

// steps returns how many of an errand's two signals its status implies.
func steps(status string) int {
	switch status {
	case ActionRunning, ActionPaused:
		return 1
	case ActionFinished:
		return 2
	}
	return 0
}

// Refused returns the order that an error of the state says the robot did not
// take, or "". orderUpdateError is not one: the robot still had another order,
// and the next sending may succeed.
func (s *State) Refused() missions.ID {
	for _, e := range s.Errors {
		if !refusal(e.ErrorType) {
			continue
		}
		for _, r := range e.ErrorReferences {
			if r.ReferenceKey == ParamOrder && r.ReferenceValue != "" && r.ReferenceValue != s.OrderID {
				return missions.ID(r.ReferenceValue)
			}
		}
	}
	return ""
}

// Complains reports whether an error says that some order was refused, even
// if it does not say which.
func (s *State) Complains() bool {
	for _, e := range s.Errors {
		if refusal(e.ErrorType) {
			return true
		}
	}
	return false
}

func refusal(errorType string) bool {
	return errorType == ErrorValidation || errorType == ErrorOrder || errorType == ErrorNoRoute
}

// Idle reports whether the robot has nothing left to do of its order, so that
// it can take another.
func (s *State) Idle() bool {
	if len(s.NodeStates) > 0 || len(s.EdgeStates) > 0 {
		return false
	}
	for _, a := range s.ActionStates {
		if a.ActionStatus != ActionFinished && a.ActionStatus != ActionFailed {
			return false
		}
	}
	return true
}

// Automatic reports whether the robot is its master's: in the other modes it is
// sent nothing.
func (s *State) Automatic() bool {
	return s.OperatingMode == ModeAutomatic || s.OperatingMode == ModeSemiautomatic
}

// Stands reports whether the robot says that it is paused.
func (s *State) Stands() bool { return s.Paused != nil && *s.Paused }

// Before reports whether a state was sent before another that came first. Both
// its header's counter and its clock must say so: either may begin anew.
func (s *State) Before(other *State) bool {
	return s.HeaderID < other.HeaderID && s.Timestamp < other.Timestamp
}

// Room reports whether a robot that takes at most so many nodes has room for
// another message of them: no more than the last of its base is ahead of it.
func (s *State) Room(most int) bool {
	ahead := 0
	for _, n := range s.NodeStates {
		if n.Released {
			ahead++
		}
	}
	return most == 0 || ahead <= 1
}

// Action returns the status of an action, or "" when the state does not list
// it.
func (s *State) Action(id string) string {
	for _, a := range s.ActionStates {
		if a.ActionID == id {
			return a.ActionStatus
		}
	}
	return ""
}

func (s *State) fatal() bool {
	for _, e := range s.Errors {
		if e.ErrorLevel == LevelFatal {
			return true
		}
	}
	return false
}
