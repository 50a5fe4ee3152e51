package dispatch

import (
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// holds says which robot's hold has an order's goods. It is derived from Robots
// and never stored; nil means that it is to be made.
type holds map[orders.ID]fleet.WorkerID

// Holder returns the robot whose hold has an order's goods, or nil: they stay
// there also when the robot broke down and a courier is to fetch them.
func (s *State) Holder(id orders.ID) *fleet.Robot {
	if s.holds == nil {
		s.holds = holds{}
		for id, r := range s.Robots.All() {
			s.loaded(id, nil, r.Holding)
		}
	}
	return s.Robots.Get(s.holds[id])
}

// carried notes that a robot which has goods in its hold changed: whether they
// can be fetched depends on it.
func (s *State) carried(goods []fleet.Cargo) {
	for _, c := range goods {
		s.tracked(orders.ID(c.Order))
	}
}

// loaded notes that a robot has goods in its hold instead of others. Every
// decision that changes a robot calls it.
func (s *State) loaded(robot fleet.WorkerID, before, now []fleet.Cargo) {
	if s.holds == nil {
		return
	}
	for _, c := range before {
		if s.holds[orders.ID(c.Order)] == robot {
			delete(s.holds, orders.ID(c.Order))
		}
	}
	for _, c := range now {
		s.holds[orders.ID(c.Order)] = robot
	}
}
