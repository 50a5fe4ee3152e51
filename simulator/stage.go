package simulator

import (
	"container/heap"
	"time"

	"github.com/linli/linli/clock"
)

// Stage is where actors live: a clock, and a list of what they will do next.
// Everything on a stage runs one after the other.
type Stage interface {
	// Now is engine time.
	Now() clock.Instant
	// After runs f once the engine clock has moved on by d.
	After(d time.Duration, f func())
}

// agenda is what a stage still has to do, by time, then in the order in which
// it was put there.
type agenda struct {
	items agendaHeap
	n     uint64
}

type act struct {
	at  clock.Instant
	nth uint64
	f   func()
}

func (a *agenda) put(at clock.Instant, f func()) {
	a.n++
	heap.Push(&a.items, act{at, a.n, f})
}

// next returns when the first act is due, or clock.Never.
func (a *agenda) next() clock.Instant {
	if len(a.items) == 0 {
		return clock.Never
	}
	return a.items[0].at
}

func (a *agenda) pop() func() { return heap.Pop(&a.items).(act).f }

type agendaHeap []act

func (h agendaHeap) Len() int { return len(h) }
func (h agendaHeap) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].nth < h[j].nth
}
func (h agendaHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *agendaHeap) Push(x any)   { *h = append(*h, x.(act)) }
func (h *agendaHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
