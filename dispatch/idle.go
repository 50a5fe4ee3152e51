package dispatch

import "github.com/linli/linli/orders"

// idle lists the orders that no worker has, so that a plan need not look at
// all of them. It is derived from Orders and never stored; nil means that it
// is to be made.
type idle struct {
	orders Table[orders.ID, struct{}]
}

// idleOrders returns the list, and makes it after a recovery.
func (s *State) idleOrders() *idle {
	if s.idle == nil {
		s.idle = &idle{}
		for id := range s.Orders.All() {
			s.tracked(id)
		}
	}
	return s.idle
}

// tracked notes that an order changed. Every decision that puts, moves or
// removes an order calls it.
func (s *State) tracked(id orders.ID) {
	if s.idle == nil {
		return
	}
	o := s.Orders.Get(id)
	there := s.idle.orders.Get(id) != nil
	switch wants := o != nil && o.Carriage == orders.Unassigned; {
	case wants && !there:
		s.idle.orders.Put(id, struct{}{})
	case !wants && there:
		s.idle.orders.Delete(id)
	}
}
