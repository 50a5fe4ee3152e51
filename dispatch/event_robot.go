package dispatch

import (
	"cmp"

	"github.com/linli/linli/fleet"
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
	})
	if e.Signal != "" {
		t.signal(e)
	}
	t.passed(e)
	t.left(e)
	r := t.s.Robots.Get(e.Robot)
	if r.Faulty && !before.Faulty && r.Mission != "" {
		t.breakdown(r.ID, "robot_fault")
	}
	if r.Free() && !before.Free() {
		t.wanted = true
	}
}

// signal moves the robot's mission on, and its order with it.
func (t *turn) signal(e RobotReport) {
	m := t.s.Missions.Get(e.Mission)
	if m == nil || m.Robot != string(e.Robot) {
		t.refuse(orders.Refuse(orders.IllegalMove, "", "mission %q of robot %s is over", e.Mission, e.Robot))
		return
	}
	next, err := m.Next(e.Signal)
	if err != nil {
		t.refuse(orders.Refuse(orders.IllegalMove, orders.ID(m.Order), "%v", err))
		return
	}
	if next == m.Phase {
		return
	}
	if next == missions.Aborted {
		t.breakdown(e.Robot, "robot_refused")
		return
	}
	moved := *m
	moved.Phase = next
	id := orders.ID(m.Order)
	t.do(MissionPut{Mission: moved, Why: string(e.Signal)})
	switch next {
	case missions.Loading:
		t.standAt(id)
	case missions.ToHandoff:
		t.unwake("counter/" + string(id))
		if refusal := t.load(id, orders.Actor{Role: orders.Robot, ID: string(e.Robot)}, 0); refusal != nil {
			t.alert(id, "robot_loaded", "%s", refusal.Detail)
		}
		if moved.Shares() {
			t.advance(moved.ID)
		} else {
			t.ask(&moved)
		}
	case missions.Unloading:
		t.entered(&moved)
		t.wake("handoff/"+string(id), t.at.Add(t.s.Policy.HandoffWait))
	case missions.Done:
		t.handedOver(moved)
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

// loading reports whether a robot stands at the counter for an order.
func (s *State) loading(o *orders.Order) bool {
	r := s.Robots.Get(fleet.WorkerID(o.Worker))
	if r == nil || r.Mission == "" {
		return false
	}
	m := s.Missions.Get(missions.ID(r.Mission))
	return m != nil && m.Phase == missions.Loading && m.Order == string(o.ID)
}

// handedOver ends a mission whose hold is empty again.
func (t *turn) handedOver(m missions.Mission) {
	id := orders.ID(m.Order)
	reason := ""
	if !m.Unlocked {
		reason = "unproven"
		t.alert(id, "robot_unproven", "the hold of %s was emptied before anybody proved who they are", m.Robot)
	}
	t.dismiss(MissionGone{Mission: m.ID, Robot: m.Robot, Phase: missions.Done})
	t.putRobot(fleet.WorkerID(m.Robot), "unloaded", func(r *fleet.Robot) { r.Holding = "" })
	if refusal := t.move(id, orders.Deliver, orders.Actor{Role: orders.Robot, ID: m.Robot}, reason); refusal != nil {
		t.alert(id, "robot_unloaded", "%s", refusal.Detail)
	}
	t.wanted = true
}

// breakdown takes a robot's mission from it. Goods that it has on board wait
// in its hold, where it stands, for a courier.
func (t *turn) breakdown(robot fleet.WorkerID, reason string) {
	m := t.s.Missions.Get(missions.ID(t.s.Robots.Get(robot).Mission))
	id := orders.ID(m.Order)
	t.alert(id, reason, "robot %s cannot go on with mission %s", robot, m.ID)
	verb := orders.Unassign
	if m.Carrying() {
		verb = orders.Rescue
		t.fetchFrom(id, string(robot))
	}
	t.must(id, verb, engine, reason)
	t.bar(id, string(robot), reason)
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
