package dispatch

import (
	"container/heap"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
)

// idle sorts the orders that no worker has or is asked to take, so that a plan
// need not look at all of them: those that may wait for one now, and those whose
// time comes later.
// It is derived from Orders and never stored; nil means that it is to be made.
type idle struct {
	now   Table[orders.ID, struct{}]
	later laterHeap // what changed or was taken meanwhile is found out when its time comes
}

// idleOrders returns the orders that may wait for a worker now and have no offer
// out.
func (s *State) idleOrders() *Table[orders.ID, struct{}] {
	if s.idle == nil {
		s.idle = &idle{}
		for id := range s.Orders.All() {
			s.tracked(id)
		}
	}
	for l := &s.idle.later; len(*l) > 0 && (*l)[0].from <= s.Now; {
		s.tracked(heap.Pop(l).(later).order)
	}
	return &s.idle.now
}

// tracked notes that an order changed. Every decision that puts, moves or
// removes an order or an offer of it calls it.
func (s *State) tracked(id orders.ID) {
	if s.idle == nil {
		return
	}
	from := clock.Never
	if o := s.Orders.Get(id); o != nil {
		from = s.waitsFrom(o)
	}
	if from != clock.Never && s.places(s.Orders.Get(id)) <= 0 {
		from = clock.Never
	}
	there := s.idle.now.Get(id) != nil
	switch {
	case from <= s.Now && !there:
		s.idle.now.Put(id, struct{}{})
	case from > s.Now && there:
		s.idle.now.Delete(id)
	}
	if from > s.Now && from != clock.Never {
		heap.Push(&s.idle.later, later{from, id})
	}
}

// later is an order with when it begins to wait for a worker, as things stood.
type later struct {
	from  clock.Instant
	order orders.ID
}

type laterHeap []later

func (h laterHeap) Len() int { return len(h) }
func (h laterHeap) Less(i, j int) bool {
	return h[i].from < h[j].from || h[i].from == h[j].from && h[i].order < h[j].order
}
func (h laterHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *laterHeap) Push(x any)   { *h = append(*h, x.(later)) }
func (h *laterHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
