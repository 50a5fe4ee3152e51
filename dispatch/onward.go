package dispatch

import (
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// wayFound is how long a robot waits that its way on to a locker is found.
const wayFound = time.Minute

// ToLocker asks for what waits in a robot to be put into a locker instead.
type ToLocker struct {
	Order  orders.ID    `json:"order"`
	By     orders.Actor `json:"by"`
	Reason string       `json:"reason,omitempty"` // staff's
}

func (e ToLocker) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if e.By.Role != orders.Resident && e.By.Role != orders.Staff {
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "a %s does not say where the goods go", e.By.Role))
		return
	}
	if refusal := t.onward(o); refusal != nil {
		t.refuse(refusal)
	}
}

// onward has a way looked for to a locker, for a robot that waits for a
// resident; or says why it does not go on to one. Once is tried.
func (t *turn) onward(o *orders.Order) *orders.Rejection {
	m := t.s.missionOf(o)
	if m == nil || o.Mode != orders.Mode(problem.Handover) || m.Load(string(o.ID)).Phase != missions.Unloading {
		return orders.Refuse(orders.IllegalMove, o.ID, "no robot waits with it")
	}
	l, r := m.Load(string(o.ID)), t.s.Robots.Get(fleet.WorkerID(m.Robot))
	switch {
	case l.Unlocked:
		return orders.Refuse(orders.IllegalMove, o.ID, "the robot is open")
	case l.Onward:
		return orders.Refuse(orders.IllegalMove, o.ID, "a way to a locker has been looked for")
	case len(m.Open()) > 1:
		return orders.Refuse(orders.Infeasible, o.ID, "others wait for what the robot has on board")
	case !r.Deposits || !r.Linked || r.Faulty || r.Manual || r.Halted() || r.Plight != nil:
		return orders.Refuse(orders.Infeasible, o.ID, "the robot cannot put it into a locker")
	case len(t.s.docksFor(r, o)) == 0:
		return orders.Refuse(orders.Infeasible, o.ID, "no locker near the home that robots fill takes it, or the resident has not agreed to lockers or cannot use one")
	}
	t.do(MissionPut{Mission: m.With(string(o.ID), func(l *missions.Load) { l.Onward = true }), Order: o.ID, Why: "onward"})
	t.putRobot(r.ID, "onward", func(r *fleet.Robot) { r.Wants = fleet.TripOnward })
	t.wanted = true
	return nil
}

// docksFor lists where a robot could put an order into a locker, as far as its
// charge goes.
func (s *State) docksFor(r *fleet.Robot, o *orders.Order) []geo.Point {
	var list []geo.Point
	for _, b := range s.Banks.All() {
		if b.Dock != nil && meters(r.Point, *b.Dock)*3/2 <= r.Reach(s.Policy.Reserve) && s.unfit(o, b) == nil {
			list = append(list, *b.Dock)
		}
	}
	return list
}

// waitsWith returns the order with which a robot waits for its resident, of one
// that is to go on to a locker; nil: it does no more.
func (s *State) waitsWith(r *fleet.Robot) *orders.Order {
	m := s.Missions.Get(missions.ID(r.Mission))
	if m == nil || r.Wants != fleet.TripOnward {
		return nil
	}
	l := m.Current()
	if l == nil || !l.Onward || l.Unlocked || l.Phase != missions.Unloading {
		return nil
	}
	return s.Orders.Get(orders.ID(l.Order))
}

// goOn sends a robot from where it waits to the locker that the way leads to. If
// that cannot be any more, it waits on.
func (t *turn) goOn(r *fleet.Robot, w problem.TripWay) {
	o := t.s.waitsWith(r)
	t.putRobot(r.ID, "onward", func(r *fleet.Robot) { r.Wants = "" })
	if o == nil || len(w.Path) == 0 || strayed(r, w.Path) || t.closedTo(r, w.Path) {
		return
	}
	bank := t.s.bankAt(w.To)
	if bank == nil || t.s.unfit(o, bank) != nil {
		return
	}
	was, door := *t.s.Missions.Get(missions.ID(r.Mission)), room(bank, o).ID
	load := missions.Load{Order: string(o.ID), Compartment: was.Load(string(o.ID)).Compartment, Phase: missions.ToHandoff}
	t.dismiss(MissionGone{Mission: was.ID, Robot: was.Robot, Phase: missions.Aborted, Recall: true})
	t.putOrder(o.ID, "to_locker", func(o *orders.Order) {
		o.Mode, o.Locker, o.Compartment = orders.Mode(problem.InLocker), bank.ID, door
	})
	t.compartment(bank.ID, bank.Find(door), fleet.Reserve, o.ID)
	t.wake("reserve/"+string(o.ID), t.at.Add(t.s.Policy.ReserveHold))
	t.unwake("handoff/" + string(o.ID))
	m := missions.Mission{
		ID: was.ID + "-2", Robot: was.Robot, Started: t.at, Pace: t.s.tempo(), Loads: []missions.Load{load},
	}
	m.Nodes = missions.Extend([]missions.Node{{ID: "n0", Point: r.Point}}, w.Path, missions.Node{Point: w.To, Action: missions.DropNode, Order: string(o.ID)})
	t.fence(&m)
	t.lay(&m)
	t.do(MissionPut{Mission: m, Order: o.ID, Why: "sent"})
	t.advance(m.ID)
}

// bankAt returns the bank whose dock is at a point, or nil.
func (s *State) bankAt(dock geo.Point) *fleet.Bank {
	for _, b := range s.Banks.All() {
		if b.Dock != nil && *b.Dock == dock {
			return b
		}
	}
	return nil
}
