package dispatch

import (
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// A robot puts goods into a locker at the bank's dock. Two must agree that they
// are there: the robot says that its compartment is empty, and the bank that its
// own is closed and full. Whoever speaks last ends the errand.

// dockOption is the way of an order into a bank by a robot.
func (s *State) dockOption(o *orders.Order, b *fleet.Bank) option {
	opt := s.lockerOption(o, b)
	walk := meters(*b.Dock, o.Dropoff.Point)
	opt.carrier, opt.noEntry, opt.point, opt.service = problem.Robot, false, *b.Dock, s.Policy.LockerService+s.Policy.HandoffTime/3
	opt.after = time.Duration(walk) * time.Second
	return opt
}

// deposits reports whether any robot can put goods into a locker.
func (s *State) deposits() bool {
	for _, r := range s.Robots.All() {
		if r.Deposits {
			return true
		}
	}
	return false
}

// docking returns the load of a robot that puts an order's goods into a locker,
// and its mission; nil: none does.
func (s *State) docking(o *orders.Order) (*missions.Mission, *missions.Load) {
	if o.Mode != orders.Mode(problem.InLocker) {
		return nil, nil
	}
	m := s.missionOf(o)
	if m == nil {
		return nil, nil
	}
	return m, m.Load(string(o.ID))
}

// dock opens the compartment for a robot that stands at the bank.
func (t *turn) dock(id orders.ID) {
	t.openFor(t.s.Orders.Get(id))
	t.wake("handoff/"+string(id), t.at.Add(t.s.Policy.HandoffWait))
}

// reachable lets the robot open that stands before a compartment whose door is
// open by now.
func (t *turn) reachable(c *fleet.Compartment) {
	o := t.s.Orders.Get(orders.ID(c.Order))
	if o == nil || c.State != fleet.OpenForDeposit {
		return
	}
	if m, l := t.s.docking(o); m != nil && l.Phase == missions.Unloading && !l.Unlocked {
		t.openHold(m, o.ID)
	}
}

// unburdened takes the word of a robot at a bank that its compartment is empty.
func (t *turn) unburdened(m missions.Mission, id orders.ID) {
	if t.s.Orders.Get(id).Carriage == orders.InLocker {
		t.undock(m, id)
		return
	}
	arrived := m.Load(string(id)).Phase == missions.Unloading
	t.do(MissionPut{Mission: m.With(string(id), func(l *missions.Load) { l.Phase, l.Emptied = missions.Unloading, true }), Order: id, Why: "emptied"})
	if !arrived {
		t.dock(id)
	}
}

// stored takes the word of a bank that it has an order's goods, which were a
// robot's.
func (t *turn) stored(o *orders.Order) {
	m, l := t.s.docking(o)
	if m == nil {
		return
	}
	emptied := l.Emptied
	t.putRobot(fleet.WorkerID(m.Robot), "unloaded", func(r *fleet.Robot) { r.Empty(string(o.ID)) })
	if emptied {
		t.undock(*m, o.ID)
		return
	}
	t.wake("handoff/"+string(o.ID), t.at.Add(t.s.Policy.HandoffWait))
}

// undock ends a robot's errand at a bank.
func (t *turn) undock(m missions.Mission, id orders.ID) {
	over := m.With(string(id), func(l *missions.Load) { l.Phase = missions.Done })
	t.do(MissionPut{Mission: over, Order: id, Why: string(missions.Unloaded)})
	if over.Over() {
		t.dismiss(MissionGone{Mission: m.ID, Robot: m.Robot, Phase: missions.Done})
	}
	t.unwake("handoff/" + string(id))
	t.wanted = true
}

// shutEmpty is a compartment that fell shut with nothing in it, before a robot
// that was to fill it: it opens again, until its wait is over.
func (t *turn) shutEmpty(id orders.ID) {
	o := t.s.Orders.Get(id)
	m, l := t.s.docking(o)
	switch {
	case m == nil || l.Phase != missions.Unloading:
	case l.Emptied:
		t.alert(id, "goods_gone", "robot %s says that its hold is empty, and door %s of locker %s that nothing is behind it", m.Robot, o.Compartment, o.Locker)
	default:
		t.openFor(o)
	}
}

// notStored ends a robot's wait at a bank. What it could not put in is fetched
// from it; a robot that does not say that it is empty, though the bank has the
// goods, is called off.
func (t *turn) notStored(o *orders.Order) {
	m, _ := t.s.docking(o)
	switch {
	case m == nil:
	case o.Carriage == orders.InLocker:
		t.relieve(*m, o.ID)
		t.wanted = true
	default:
		t.unable(*m, o.ID, "locker_missed")
	}
}

// intoLocker reports whether an order goes into a locker, whoever brings it.
func (s *State) intoLocker(id orders.ID) bool {
	o := s.Orders.Get(id)
	return o != nil && o.Mode == orders.Mode(problem.InLocker)
}
