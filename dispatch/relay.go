package dispatch

import (
	"cmp"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// A courier brings goods to the gate of a compound, and a robot takes them over
// there (ADR 23). The courier's way is one shipment, and the robot's another that
// is planned once the courier has the goods. Until the robot says that they are
// in its hold and the hold is closed they are the courier's, and the order is
// with both: with the courier, who has it, and on a mission of the robot.

const atGate = orders.Mode(problem.Gate)

// HandsTo returns the robot that an order is to be handed to at a gate, and
// whether it stands there; "": none has been sent.
func (s *State) HandsTo(o *orders.Order) (robot string, there bool) {
	if o.Relay == nil || o.Relay.Robot == "" {
		return "", false
	}
	return o.Relay.Robot, s.loading(o)
}

// forGate has a robot looked for, now that a courier has goods for a gate.
func (t *turn) forGate(id orders.ID) {
	o := t.s.Orders.Get(id)
	if o.Mode != atGate {
		return
	}
	t.wake("gate/"+string(id), t.s.overdue(o))
	t.wanted = true
}

// overdue is when courier and robot have waited long enough for each other: from
// when the later of them was to be there.
func (s *State) overdue(o *orders.Order) clock.Instant {
	return max(s.comes(o), o.Relay.Meets).Add(cmp.Or(s.Policy.LoadWait, s.Policy.HandoffWait))
}

// meets restates the robot's part of an order that a courier brings to a gate:
// it is fetched there, once the courier has come, who must not wait for what
// nobody waits with.
func (b *builder) meets(o *orders.Order, s *problem.Shipment) {
	s.Pickup, s.Only, s.PickupWindows = b.place(o.Relay.Point), "", nil
	s.Release, s.Priority = max(b.p.Now, b.s.comes(o)), 1
}

// comes is when a courier is at the gate by the route in hand.
func (s *State) comes(o *orders.Order) clock.Instant {
	if c := s.Couriers.Get(fleet.WorkerID(o.Worker)); c != nil {
		for _, stop := range c.Route {
			if stop.Order == string(o.ID) {
				return stop.Arrive
			}
		}
	}
	return o.ETA
}

// engage notes that a robot goes to the gate for an order.
func (t *turn) engage(id orders.ID, r *fleet.Robot, pay int64, stops []fleet.Stop) {
	t.putOrder(id, "robot_to_gate", func(o *orders.Order) {
		relay := *o.Relay
		relay.Robot, relay.Pay = string(r.ID), pay
		relay.Sent++
		for _, s := range stops {
			switch {
			case s.Order != string(id):
			case s.Kind == fleet.Pickup:
				relay.Meets = s.Arrive
			default:
				o.ETA = s.Depart
			}
		}
		o.Relay = &relay
	})
	t.wake("gate/"+string(id), t.s.overdue(t.s.Orders.Get(id)))
}

// gateNear is how far from a gate, in metres, a courier may last have been seen
// who hands goods over there: places come once a minute.
const gateNear = 500

// takeOver takes the word of a robot at a gate that it has the goods: the
// courier is free, and paid.
func (t *turn) takeOver(m *missions.Mission, id orders.ID) {
	o := t.s.Orders.Get(id)
	courier := o.Worker
	if c := t.s.Couriers.Get(fleet.WorkerID(courier)); meters(c.Point, o.Relay.Point) > gateNear {
		t.alert(id, "gate_unproven", "robot %s says that it has the goods, and %s was last seen %d m from the gate: ask both", m.Robot, courier, meters(c.Point, o.Relay.Point))
	}
	p := ledger.Posting{Order: string(id), Cause: ledger.Relayed, Currency: o.Currency}
	p.Add(platform, t.s.account(courier), o.Pay)
	if !broken(billRelay) {
		t.post(p)
	}
	move, refusal := o.Plan(orders.HandOver, orders.Actor{Role: orders.Robot, ID: m.Robot}, t.at)
	if refusal != nil {
		panic("dispatch: " + refusal.Error())
	}
	move.Worker, move.Mode = m.Robot, orders.Mode(problem.Handover)
	t.commit(id, move)
	t.unwake("gate/" + string(id))
	t.wake("silent/"+string(id), t.at.Add(t.s.Policy.Silent))
	t.strike(courier, id, "")
	t.wanted = true
}

// replace lets a robot go that was to take goods over at a gate, and has another
// looked for.
func (t *turn) replace(id orders.ID, reason string) {
	o := t.s.Orders.Get(id)
	m, robot := t.s.missionOf(o), o.Relay.Robot
	t.putOrder(id, "robot_lost", func(o *orders.Order) {
		o.Relay = &orders.Relay{Point: o.Relay.Point, Sent: o.Relay.Sent, Told: o.Relay.Told}
	})
	if m != nil {
		t.relieve(*m, id)
	}
	t.bar(id, robot, reason)
	t.wanted = true
}

// notMet ends the wait of courier and robot for each other. A robot that has not
// come is replaced; with none, the courier goes in where there are exceptions.
// Staff is called to the rest, once; long after it was promised the order fails,
// and the courier brings the goods back.
func (t *turn) notMet(o *orders.Order) {
	if !o.Relaying() || broken(gateMissed) {
		return
	}
	c, robot := t.s.compound(o.Dropoff.Point), o.Relay.Robot
	switch {
	case robot == "" && (c == nil || c.Exceptions):
		t.goIn(o.ID)
		return
	case robot != "" && !t.s.loading(o):
		t.replace(o.ID, "gate_late")
		o = t.s.Orders.Get(o.ID)
	}
	t.wake("gate/"+string(o.ID), t.at.Add(cmp.Or(t.s.Policy.LoadWait, t.s.Policy.HandoffWait)))
	switch {
	case o.Relay.Told && t.at >= o.Due.Add(t.s.Policy.GiveUp):
		t.must(o.ID, orders.Fail, engine, "gate_missed")
		return
	case o.Relay.Told:
		return
	}
	t.putOrder(o.ID, "gate_missed", func(o *orders.Order) {
		relay := *o.Relay
		relay.Told = true
		o.Relay = &relay
	})
	t.alert(o.ID, "gate_missed", "%s and robot %s have not met at the gate: give the order to a courier by mode door, and let them in", o.Worker, cmp.Or(robot, "(none)"))
}

// goIn sends the courier who has goods for a gate to the door instead.
func (t *turn) goIn(id orders.ID) {
	if t.s.Orders.Get(id).Relay.Robot != "" {
		t.replace(id, "goes_in")
	}
	t.unwake("gate/" + string(id))
	t.putOrder(id, "goes_in", func(o *orders.Order) { o.Relay = nil })
	t.toDoor(id)
	t.lets(t.s.Orders.Get(id))
}

// relay checks that an order which a courier brings to a gate has, once it is
// fetched, a robot on the way or being looked for, and a bound on the wait.
func (a *audit) relay(id orders.ID, o *orders.Order) {
	if (o.Mode == atGate) != (o.Relay != nil) {
		a.broken("order %s goes by %q with the relay %+v", id, o.Mode, o.Relay)
		return
	}
	if !o.Relaying() {
		return
	}
	a.timer(id, "gate")
	if a.s.Couriers.Get(fleet.WorkerID(o.Worker)) == nil {
		a.broken("order %s goes to a gate with %s, who is no courier", id, o.Worker)
	}
	looked := a.s.Solving.Open || a.s.Timers.Get("retry") != nil || a.s.Timers.Get("gather") != nil
	if m := a.s.missionOf(o); o.Relay.Robot != "" && m == nil || o.Relay.Robot == "" && !o.Held && !looked {
		a.broken("order %s is to go to a robot at a gate, and none is on the way or looked for", id)
	}
}
