package simulator

import (
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
	// First is After, before whatever else is due at that instant.
	First(d time.Duration, f func())
}

// agenda is what a stage still has to do, by time, then in the order in which
// it was put there, what is to come first before the rest: a heap with four
// branches.
type agenda struct {
	acts     []act
	first, n uint64
}

type act struct {
	at  clock.Instant
	nth uint64
	f   func()
}

// afterFirst is the number before that of the first act that is not to come
// first.
const afterFirst = 1 << 62

func (a *act) before(b *act) bool { return a.at < b.at || a.at == b.at && a.nth < b.nth }

func (a *agenda) put(at clock.Instant, f func()) {
	a.n++
	a.push(act{at, afterFirst + a.n, f})
}

func (a *agenda) putFirst(at clock.Instant, f func()) {
	a.first++
	a.push(act{at, a.first, f})
}

// next returns when the first act is due, or clock.Never.
func (a *agenda) next() clock.Instant {
	if len(a.acts) == 0 {
		return clock.Never
	}
	return a.acts[0].at
}

func (a *agenda) push(x act) {
	a.acts = append(a.acts, x)
	i := len(a.acts) - 1
	for ; i > 0; i = (i - 1) / 4 {
		up := &a.acts[(i-1)/4]
		if !x.before(up) {
			break
		}
		a.acts[i] = *up
	}
	a.acts[i] = x
}

func (a *agenda) pop() func() {
	top, last := a.acts[0].f, len(a.acts)-1
	x := a.acts[last]
	a.acts[last] = act{}
	a.acts = a.acts[:last]
	i := 0
	for 4*i+1 < last {
		least := 4*i + 1
		for k := least + 1; k < min(4*i+5, last); k++ {
			if a.acts[k].before(&a.acts[least]) {
				least = k
			}
		}
		if !a.acts[least].before(&x) {
			break
		}
		a.acts[i] = a.acts[least]
		i = least
	}
	if last > 0 {
		a.acts[i] = x
	}
	return top
}
