package shell

import (
	"container/heap"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
)

// timers orders the engine's timers by when they are due. A timer that was
// moved or taken back leaves a stale entry, which the loop skips.
type timers struct {
	h     timerHeap
	valid bool // the first is none of those, and no decision about timers came since
}

type timer struct {
	name string
	at   clock.Instant
}

func (t *timers) reset(s *dispatch.State) {
	t.h, t.valid = t.h[:0], false
	for name, at := range s.Timers.All() {
		t.h = append(t.h, timer{name, *at})
	}
	heap.Init(&t.h)
}

func (t *timers) set(name string, at clock.Instant) {
	heap.Push(&t.h, timer{name, at})
	t.valid = false
}

// gone notes that a timer was taken back.
func (t *timers) gone() { t.valid = false }

func (t *timers) pop() {
	heap.Pop(&t.h)
	t.valid = false
}

func (t *timers) first() (string, clock.Instant, bool) {
	if len(t.h) == 0 {
		return "", 0, false
	}
	return t.h[0].name, t.h[0].at, true
}

// NextWake returns when the next timer is due, or clock.Never.
func (l *Loop) NextWake() clock.Instant {
	for {
		name, at, ok := l.timers.first()
		if !ok {
			return clock.Never
		}
		if l.timers.valid {
			return at
		}
		if set := l.state.Timers.Get(name); set != nil && *set == at && !l.muted[name] {
			l.timers.valid = true
			return at
		}
		l.timers.pop()
	}
}

// Due returns the events of the timers that are due, at most limit of them.
// After a rebuild it begins with Started: a plan that was being made then may
// never come back. After one that broke the engine it begins with an empty
// plan instead, so that the same problem waits for the engine's pause.
func (l *Loop) Due(now clock.Instant, limit int) []Request {
	var due []Request
	if l.restart {
		var again dispatch.Event = dispatch.Started{Engine: l.cfg.Engine, City: l.cfg.City}
		if l.spoiled {
			again = dispatch.Solved{Plan: problem.Plan{Epoch: l.state.Solving.Epoch}}
		}
		l.restart, l.spoiled = false, false
		due = append(due, Request{Event: again})
	}
	for len(due) < limit && l.NextWake() <= now {
		name, _, _ := l.timers.first()
		l.timers.pop()
		due = append(due, Request{Event: dispatch.Wake{Timer: name}})
	}
	return due
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
