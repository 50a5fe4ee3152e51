package faults

import (
	"container/heap"
	"math/rand/v2"
	"time"

	"github.com/linli/linli/clock"
)

// stage is true time and what will happen when: by time, then in the order in
// which it was put there.
type stage struct {
	now    clock.Instant
	acts   actHeap
	n      uint64
	dice   *rand.Rand // what people do
	chaos  *rand.Rand // what goes wrong
	calm   bool       // nothing goes wrong any more
	counts Counts
}

// after runs f once so much true time has gone by.
func (s *stage) after(d time.Duration, f func()) {
	s.n++
	heap.Push(&s.acts, act{s.now.Add(max(d, 0)), s.n, f})
}

// next returns when the first act is due, or clock.Never.
func (s *stage) next() clock.Instant {
	if len(s.acts) == 0 {
		return clock.Never
	}
	return s.acts[0].at
}

// run does everything that is due.
func (s *stage) run() {
	for s.next() <= s.now {
		heap.Pop(&s.acts).(act).f()
	}
}

// until does f, again and again, until it reports that there is nothing left
// to do.
func (s *stage) until(every time.Duration, f func() (done bool)) {
	if !f() {
		s.after(every+s.between(0, every/4), func() { s.until(every, f) })
	}
}

// between is uniform between two durations, in milliseconds.
func (s *stage) between(lo, hi time.Duration) time.Duration {
	return (lo + time.Duration(s.dice.Float64()*float64(hi-lo))).Truncate(time.Millisecond)
}

// chance is true with probability p: what people do.
func (s *stage) chance(p float64) bool { return s.dice.Float64() < p }

// strikes reports whether a fault of the kind happens here, with probability
// p, and counts it.
func (s *stage) strikes(k Kind, p float64) bool {
	if s.calm || s.chaos.Float64() >= p {
		return false
	}
	s.counts[k]++
	return true
}

// delay is uniform between two durations, in milliseconds, for faults.
func (s *stage) delay(lo, hi time.Duration) time.Duration {
	return (lo + time.Duration(s.chaos.Float64()*float64(hi-lo))).Truncate(time.Millisecond)
}

type act struct {
	at  clock.Instant
	nth uint64
	f   func()
}

type actHeap []act

func (h actHeap) Len() int { return len(h) }
func (h actHeap) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].nth < h[j].nth
}
func (h actHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *actHeap) Push(x any)   { *h = append(*h, x.(act)) }
func (h *actHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
