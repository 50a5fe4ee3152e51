package dispatch

import (
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// heldUp takes from a robot the orders that it has not loaded yet, when others
// have kept it where it stands for too long: whoever is sooner takes them, the
// robot among them in the next round.
func (t *turn) heldUp(id fleet.WorkerID) {
	r := t.s.Robots.Get(id)
	if wait := t.s.Policy.HeldUp; r.Mission == "" || wait == 0 || t.s.Now.Sub(r.Still) < wait || r.Halted() {
		return
	}
	m := *t.s.Missions.Get(missions.ID(r.Mission))
	if l := m.Current(); l == nil || l.Phase != missions.ToPickup || len(t.asked(&m)) == 0 || !t.s.another(id) {
		return
	}
	t.exclude(t.recall(m, engine, "robot_held_up"), string(id), "robot_held_up")
}

// another reports whether anybody but a robot could set out now.
func (s *State) another(robot fleet.WorkerID) bool {
	for _, c := range s.Couriers.All() {
		if s.available(c) {
			return true
		}
	}
	for id, r := range s.Robots.All() {
		if id != robot && r.Free() && s.Now.Sub(r.Seen) <= s.Policy.Silent {
			return true
		}
	}
	return false
}

// grounded takes all orders from robots that have not loaded them yet, when the
// rules say that none may set out in this weather. What is on board goes on.
func (t *turn) grounded() {
	if t.s.Pace(t.at) > 0 {
		return
	}
	for _, m := range t.s.Missions.All() {
		t.recall(*m, engine, "robots_grounded")
	}
}

// recall takes from a robot the orders whose goods it has not got, and lists
// them.
func (t *turn) recall(m missions.Mission, by orders.Actor, reason string) []orders.ID {
	var list []orders.ID
	for i := range m.Loads {
		id := orders.ID(m.Loads[i].Order)
		switch l := t.s.Missions.Get(m.ID).Load(m.Loads[i].Order); {
		case l.Over() || l.OnBoard():
			continue
		case t.s.Orders.Get(id).Relaying():
			t.replace(id, reason)
		default:
			t.must(id, orders.Unassign, by, reason)
		}
		list, t.wanted = append(list, id), true
		if t.s.Missions.Get(m.ID) == nil {
			break
		}
	}
	return list
}
