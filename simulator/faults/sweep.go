package faults

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/linli/linli/orders"
)

// Outcome is how one run went.
type Outcome struct {
	Seed     uint64
	Wrong    []string // what broke, the first first; nothing: it passed
	Faults   Counts
	Steps    int           // records committed
	Lived    time.Duration // of simulated time
	Lives    int           // processes that owned the zone
	Outcomes map[orders.State]int
	Digest   string // of everything that was decided
}

// stuck is the real time after which a run that does not end is given up.
const stuck = time.Minute

// survive lives the zone; a panic is something wrong.
func (z *zone) survive() {
	defer func() {
		if r := recover(); r != nil {
			z.referee.wrong("panic: %v", r)
		}
	}()
	z.live()
	if len(z.referee.found) == 0 {
		z.referee.close()
	}
}

// Run lives one seed.
func Run(seed uint64) Outcome {
	ctx, cancel := context.WithTimeout(context.Background(), stuck)
	defer cancel()
	z := newZone(ctx, seed)
	z.survive()
	o := Outcome{
		Seed: seed, Wrong: z.referee.found, Faults: z.counts, Steps: z.disk.steps, Lived: z.now.Sub(begin),
		Lives: z.life + 1, Outcomes: z.referee.outcomes,
	}
	if z.loop != nil {
		o.Digest = z.loop.State().Digest
	}
	return o
}

// Replay is the line that runs a seed again.
func (o Outcome) Replay() string { return fmt.Sprintf("dispatcher sweep --first %d --seeds 1", o.Seed) }

// Sweep lives seeds from first on, on every core, and passes each outcome to
// each, which is not called twice at once. It ends early when each returns
// false.
func Sweep(first uint64, seeds int, each func(Outcome) bool) {
	var next atomic.Uint64
	var stop atomic.Bool
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), seeds) {
		wg.Go(func() {
			for {
				n := next.Add(1) - 1
				if n >= uint64(seeds) || stop.Load() {
					return
				}
				o := Run(first + n)
				mu.Lock()
				if !each(o) {
					stop.Store(true)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}
