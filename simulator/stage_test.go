package simulator

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/linli/linli/clock"
)

// What is due happens by time, then what is to come first, then in the order
// in which it was put there.
func TestAgenda(t *testing.T) {
	type entry struct {
		at   clock.Instant
		last int // 0: it is to come first
		nth  int
	}
	order := func(x, y entry) int {
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.last, y.last), cmp.Compare(x.nth, y.nth))
	}
	rng := rand.New(rand.NewPCG(3, 3))
	var a agenda
	var waiting []entry
	var did entry
	for n := range 5000 {
		e := entry{clock.Instant(rng.IntN(50)), min(rng.IntN(4), 1), n}
		put := a.put
		if e.last == 0 {
			put = a.putFirst
		}
		put(e.at, func() { did = e })
		at, _ := slices.BinarySearchFunc(waiting, e, order)
		waiting = slices.Insert(waiting, at, e)
		for rng.IntN(2) == 0 && len(waiting) > 0 {
			if at := a.next(); at != waiting[0].at {
				t.Fatalf("next is at %d, not %d", at, waiting[0].at)
			}
			if a.pop()(); did != waiting[0] {
				t.Fatalf("%+v happened, not %+v", did, waiting[0])
			}
			waiting = waiting[1:]
		}
	}
	if len(waiting) == 0 && a.next() != clock.Never {
		t.Errorf("nothing is due at %d", a.next())
	}
}
