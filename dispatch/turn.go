package dispatch

import (
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// Step applies one event and returns what must happen next. It reads nothing
// but its arguments: same state, same event, same decisions. It panics when
// the event does not follow the state, or an invariant broke: the caller drops
// the state and rebuilds it.
func Step(s *State, ev Stamped) []Decision {
	if ev.Seq != s.Seq+1 || ev.At < s.Now {
		panic(fmt.Sprintf("dispatch: event %d at %s follows %d at %s", ev.Seq, ev.At, s.Seq, s.Now))
	}
	t := &turn{s: s, at: ev.At}
	s.Seq, s.Now = ev.Seq, ev.At
	ev.Event.step(t)
	t.follow()
	t.grants()
	t.usher()
	t.rested()
	t.plan()
	return t.out
}

// turn is one step in the making: the state, what was decided so far, and
// whether a new plan is wanted.
type turn struct {
	s      *State
	at     clock.Instant
	out    []Decision
	wanted bool

	granting bool // the table of grants changed
	opening  bool // a gate or a lift may have to move, or has
	gathered bool // a plan has waited as long as the policy says

	resting []fleet.WorkerID // robots that may have nothing to do
}

// do takes a decision: it is applied at once and handed out after the commit.
func (t *turn) do(d Decision) {
	d.apply(t.s)
	t.out = append(t.out, d)
}

// refuse answers the event with a rejection.
func (t *turn) refuse(r *orders.Rejection) { t.do(Rejected{Rejection: *r}) }

func (t *turn) wake(timer string, at clock.Instant) {
	if at < t.at {
		at = t.at
	}
	t.do(TimerSet{Timer: timer, At: at})
}

func (t *turn) unwake(timers ...string) {
	for _, name := range timers {
		if t.s.Timers.Get(name) != nil {
			t.do(TimerGone{Timer: name})
		}
	}
}

// order returns the open order called id, or refuses.
func (t *turn) order(id orders.ID) *orders.Order {
	o := t.s.Orders.Get(id)
	if o == nil {
		detail := "no open order of this id"
		if c := t.s.Closed.Get(id); c != nil {
			detail = fmt.Sprintf("the order has ended: %s", c.Carriage)
		}
		t.refuse(orders.Refuse(orders.UnknownOrder, id, "%s", detail))
	}
	return o
}

// courier returns the courier called id, or refuses.
func (t *turn) courier(id fleet.WorkerID) *fleet.Courier {
	c := t.s.Couriers.Get(id)
	if c == nil {
		t.refuse(orders.Refuse(orders.UnknownWorker, "", "no courier %q in this zone", id))
	}
	return c
}

// seen notes a sign of life of a courier.
func (t *turn) seen(c *fleet.Courier) {
	if c.Seen != t.at {
		t.do(CourierMoved{Courier: c.ID, Point: c.Point, At: t.at})
	}
}

// putOrder stores an order with a change that is not a move.
func (t *turn) putOrder(id orders.ID, why string, change func(*orders.Order)) {
	o := *t.s.Orders.Get(id)
	change(&o)
	t.do(OrderPut{Order: o, Why: why})
}

// putCourier stores a courier with a change.
func (t *turn) putCourier(id fleet.WorkerID, why string, change func(*fleet.Courier)) {
	c := *t.s.Couriers.Get(id)
	change(&c)
	t.do(CourierPut{Courier: c, Why: why})
}

// putRobot stores a robot with a change.
func (t *turn) putRobot(id fleet.WorkerID, why string, change func(*fleet.Robot)) {
	r := *t.s.Robots.Get(id)
	change(&r)
	t.do(RobotPut{Robot: r, Why: why})
}

func (t *turn) alert(id orders.ID, code, format string, args ...any) {
	t.do(Alerted{Order: id, Code: code, Detail: fmt.Sprintf(format, args...)})
}

// alertOn calls staff about the order that a mission is at.
func (t *turn) alertOn(m *missions.Mission, code, format string, args ...any) {
	id := orders.ID("")
	if l := m.Current(); l != nil {
		id = orders.ID(l.Order)
	}
	t.alert(id, code, format, args...)
}
