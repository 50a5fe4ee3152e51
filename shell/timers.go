package shell

import (
	"container/heap"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
)

// timers orders the engine's timers by when they are due. A timer that was
// moved or taken back leaves a stale entry, which the loop skips.
type timers struct{ h timerHeap }

type timer struct {
	name string
	at   clock.Instant
}

func (t *timers) reset(s *dispatch.State) {
	t.h = t.h[:0]
	for name, at := range s.Timers.All() {
		t.h = append(t.h, timer{name, *at})
	}
	heap.Init(&t.h)
}

func (t *timers) set(name string, at clock.Instant) { heap.Push(&t.h, timer{name, at}) }

func (t *timers) pop() { heap.Pop(&t.h) }

func (t *timers) first() (string, clock.Instant, bool) {
	if len(t.h) == 0 {
		return "", 0, false
	}
	return t.h[0].name, t.h[0].at, true
}

type timerHeap []timer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].name < h[j].name
}
func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *timerHeap) Push(x any)   { *h = append(*h, x.(timer)) }
func (h *timerHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
