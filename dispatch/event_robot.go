package dispatch

import (
	"cmp"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

func (e RobotReport) step(t *turn) {
	was := t.s.Robots.Get(e.Robot)
	if was == nil {
		t.refuse(orders.Refuse(orders.UnknownWorker, "", "no robot %q in this zone", e.Robot))
		return
	}
	before := *was
	t.putRobot(e.Robot, "report", func(r *fleet.Robot) {
		r.Linked, r.Point, r.Charge, r.Faulty, r.Manual = e.Linked, e.Point, e.Charge, e.Faulty, e.Manual
		if e.Linked {
			r.Seen = t.at
		}
		r.Low = t.s.depleted(r)
		if r.Idle == 0 {
			r.Idle = t.at
		}
		if e.Point != before.Point {
			r.Walled = 0
		}
		if geo.Distance(r.Anchor, e.Point) >= anchorMeters {
			r.Anchor, r.Still = e.Point, t.at
		}
	})
	if e.Has == "" {
		t.resting = append(t.resting, e.Robot)
	}
	if e.Signal != "" {
		t.signal(e)
	}
	t.passed(e)
	t.left(e)
	r := t.s.Robots.Get(e.Robot)
	if r.Faulty && !before.Faulty && r.Mission != "" && e.Plight == "" {
		t.breakdown(r.ID, "robot_fault")
	}
	t.ails(e)
	t.heldUp(e.Robot)
	r = t.s.Robots.Get(e.Robot)
	if r.Free() && !before.Free() {
		t.wanted = true
	}
}

func (e RobotMeasured) step(t *turn) {
	r := t.s.Robots.Get(e.Robot)
	switch {
	case r == nil:
		t.refuse(orders.Refuse(orders.UnknownWorker, "", "no robot %q in this zone", e.Robot))
	case r.Body != e.Body:
		t.putRobot(e.Robot, "measured", func(r *fleet.Robot) { r.Body = e.Body })
		t.wanted = true
	}
}

// signal moves a load of the robot's mission on, and its order with it.
func (t *turn) signal(e RobotReport) {
	m := t.s.Missions.Get(e.Mission)
	if m == nil || m.Robot != string(e.Robot) {
		t.refuse(orders.Refuse(orders.IllegalMove, "", "mission %q of robot %s is over", e.Mission, e.Robot))
		return
	}
	if m.Trip() {
		t.travelled(e)
		return
	}
	if e.Signal == missions.Abort && e.Order == "" {
		t.breakdown(e.Robot, "robot_refused")
		return
	}
	id := e.Order
	l := m.Load(string(id))
	if l == nil {
		t.refuse(orders.Refuse(orders.IllegalMove, id, "mission %s has no order %q", e.Mission, id))
		return
	}
	next, err := l.Next(e.Signal)
	if err != nil {
		t.refuse(orders.Refuse(orders.IllegalMove, id, "%v", err))
		return
	}
	if next == l.Phase {
		return
	}
	if next == missions.Aborted {
		t.unable(*m, id, "robot_refused")
		return
	}
	o := t.s.Orders.Get(id)
	if next == missions.Done && o.Mode == orders.Mode(problem.InLocker) {
		t.unburdened(*m, id)
		return
	}
	moved := m.With(string(id), func(l *missions.Load) { l.Phase = next })
	t.do(MissionPut{Mission: moved, Order: id, Why: string(e.Signal)})
	switch next {
	case missions.Loading:
		if !o.Relaying() {
			t.standAt(id)
		}
	case missions.ToHandoff:
		t.unwake("counter/" + string(id))
		if o.Relaying() {
			t.takeOver(&moved, id)
		} else if refusal := t.load(id, orders.Actor{Role: orders.Robot, ID: string(e.Robot)}, 0); refusal != nil {
			t.alert(id, "robot_loaded", "%s", refusal.Detail)
		}
		if moved.Shares() {
			t.advance(moved.ID)
		} else {
			t.ask(&moved)
		}
	case missions.Unloading:
		t.entered(&moved, moved.Node(missions.DropNode, string(id)))
		if o.Mode == orders.Mode(problem.InLocker) {
			t.dock(id)
			return
		}
		t.wake("handoff/"+string(id), t.at.Add(t.s.Policy.HandoffWait))
	case missions.Done:
		t.handedOver(moved, id)
	}
}

// standAt bounds how long a robot stands at the counter for an order's goods:
// from now, or from when they were to be ready.
func (t *turn) standAt(id orders.ID) {
	if broken(counterTimer) {
		return
	}
	wait := cmp.Or(t.s.Policy.LoadWait, t.s.Policy.HandoffWait)
	t.wake("counter/"+string(id), max(t.at, t.s.Orders.Get(id).ReadyAt).Add(wait))
}

// notLoaded ends a robot's wait at the counter: the robot is free, and the
// order goes to somebody else, or is given up in its time.
func (t *turn) notLoaded(o *orders.Order) {
	robot := o.Worker
	if !t.s.loading(o) {
		return
	}
	if o.Preparation == orders.Ready {
		t.alert(o.ID, "robot_not_loaded", "%s has not put the goods into robot %s, which waited long enough", o.Merchant, robot)
	} else {
		t.alert(o.ID, "merchant_late", "the goods are still not ready at %s, and robot %s waited long enough", o.Merchant, robot)
	}
	t.must(o.ID, orders.Unassign, engine, "not_loaded")
	t.bar(o.ID, robot, "not_loaded")
}

// missionOf returns the mission on which a robot fetches or has an order's
// goods, also from a courier at a gate, or nil.
func (s *State) missionOf(o *orders.Order) *missions.Mission {
	worker := o.Worker
	if o.Relaying() {
		worker = o.Relay.Robot
	}
	r := s.Robots.Get(fleet.WorkerID(worker))
	if r == nil || r.Mission == "" {
		return nil
	}
	m := s.Missions.Get(missions.ID(r.Mission))
	if m == nil {
		return nil
	}
	if l := m.Load(string(o.ID)); l == nil || l.Over() {
		return nil
	}
	return m
}

// since is when the oldest order of a mission that is not over was placed: first
// come, first served.
func (s *State) since(m *missions.Mission) clock.Instant {
	since := m.Started
	for _, id := range m.Open() {
		since = min(since, s.Orders.Get(orders.ID(id)).Placed)
	}
	return since
}

// loading reports whether a robot stands at the counter for an order.
func (s *State) loading(o *orders.Order) bool {
	m := s.missionOf(o)
	return m != nil && m.Load(string(o.ID)).Phase == missions.Loading
}

// handedOver ends the errand of an order whose compartment is empty again, and
// the mission with the last of them.
func (t *turn) handedOver(m missions.Mission, id orders.ID) {
	reason := ""
	if !m.Load(string(id)).Unlocked {
		reason = "unproven"
		t.alert(id, "robot_unproven", "the goods were taken out of %s before anybody proved who they are", m.Robot)
	}
	if m.Over() {
		rest := m.Nodes[m.Node(missions.DropNode, string(id))+1:]
		onward := slices.ContainsFunc(rest, func(n missions.Node) bool { return n.Action != "" }) // to what was called off
		t.dismiss(MissionGone{Mission: m.ID, Robot: m.Robot, Phase: missions.Done, Recall: onward})
	}
	t.putRobot(fleet.WorkerID(m.Robot), "unloaded", func(r *fleet.Robot) { r.Empty(string(id)) })
	if refusal := t.move(id, orders.Deliver, orders.Actor{Role: orders.Robot, ID: m.Robot}, reason); refusal != nil {
		t.alert(id, "robot_unloaded", "%s", refusal.Detail)
	}
	t.wanted = true
}

// RobotSkips is why a mission goes on without one of its orders: a command to
// the robot.
const RobotSkips = "called off"

// relieve takes an order off a robot's mission. The robot goes on to the others
// without it; with the last of them the mission is called off.
func (t *turn) relieve(m missions.Mission, id orders.ID) {
	rest := m.Without(string(id))
	if rest.Over() {
		t.dismiss(MissionGone{Mission: m.ID, Robot: m.Robot, Phase: missions.Aborted, Recall: true})
		return
	}
	t.do(MissionPut{Mission: rest, Order: id, Why: RobotSkips})
	t.advance(m.ID)
}

// riding reports whether an order's goods are with a robot that has others to
// hand over yet: nobody can fetch them.
func (s *State) riding(o *orders.Order) bool {
	r := s.Holder(o.ID)
	return r != nil && r.Mission != ""
}

// stopped has what a robot could not hand over fetched from where it stands, now
// that its mission is over.
func (t *turn) stopped(robot fleet.WorkerID) {
	r := t.s.Robots.Get(robot)
	for _, c := range r.Holding {
		o := t.s.Orders.Get(orders.ID(c.Order))
		if o == nil || !o.Idle() {
			continue
		}
		if o.Pickup != r.Point {
			t.fetchFrom(o.ID, string(robot))
		}
		t.wanted = true
	}
}

// breakdown takes a robot's mission from it.
func (t *turn) breakdown(robot fleet.WorkerID, reason string) {
	m := *t.s.Missions.Get(missions.ID(t.s.Robots.Get(robot).Mission))
	if m.Trip() {
		t.alert("", reason, "robot %s cannot go on with trip %s", robot, m.ID)
		t.halt(&m)
		return
	}
	for _, order := range m.Open() {
		t.unable(m, orders.ID(order), reason)
	}
}

// unable takes an order from a robot that cannot go on with it. Goods that it
// has on board wait in its hold, where it stands, for a courier.
func (t *turn) unable(m missions.Mission, id orders.ID, reason string) {
	t.alert(id, reason, "robot %s cannot go on with mission %s", m.Robot, m.ID)
	switch o := t.s.Orders.Get(id); {
	case o.Carriage == orders.InLocker:
		t.relieve(m, id) // its goods are where they were to go
		return
	case o.Relaying():
		t.replace(id, reason)
		return
	}
	verb := orders.Unassign
	if m.Load(string(id)).OnBoard() {
		verb = orders.Rescue
		t.fetchFrom(id, m.Robot)
		t.do(Told{Order: id, Subject: RobotRescue, By: engine, Reason: reason})
	}
	t.must(id, verb, engine, reason)
	t.bar(id, m.Robot, reason)
}

// fetchFrom makes the place where a worker stands the pickup of an order.
func (t *turn) fetchFrom(id orders.ID, worker string) {
	at := t.s.Orders.Get(id).Pickup
	if c := t.s.Couriers.Get(fleet.WorkerID(worker)); c != nil {
		at = c.Point
	} else if r := t.s.Robots.Get(fleet.WorkerID(worker)); r != nil {
		at = r.Point
	}
	t.putOrder(id, "rescue", func(o *orders.Order) { o.Pickup = at })
}
