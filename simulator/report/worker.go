package report

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// doing is what a worker does at a time.
type doing int

const (
	away doing = iota // off duty, or without a link
	idle
	busy      // a courier with something in hand
	toPickup  // the rest are of robots
	loading   // at the counter
	toHandoff // with the goods
	unloading // waits for the resident
	broken
	doings
)

// phases says what a robot does in each phase of a mission.
var phases = map[missions.Phase]doing{
	missions.ToPickup: toPickup, missions.Loading: loading, missions.ToHandoff: toHandoff, missions.Unloading: unloading,
	missions.Done: idle, missions.Aborted: idle,
}

// worker is a courier's or robot's day.
type worker struct {
	robot  bool
	cares  bool
	state  doing
	since  clock.Instant
	slices [][doings]time.Duration // time spent, by slice of the day
	orders []orders.ID             // a robot's last mission was for them
	earned int64                   // minor units
	tasks  int
}

func (c *Collector) worker(name string, robot bool, at clock.Instant) *worker {
	w := c.workers[name]
	if w == nil {
		w = &worker{robot: robot, since: at}
		c.workers[name] = w
		c.names = append(c.names, name)
	}
	return w
}

// become books the time since the last change and begins another state.
func (w *worker) become(c *Collector, state doing, at clock.Instant) {
	for w.since < at {
		i := c.index(w.since)
		end := min(at, c.origin().Add(time.Duration(i+1)*Slice))
		for len(w.slices) <= i {
			w.slices = append(w.slices, [doings]time.Duration{})
		}
		w.slices[i][w.state] += end.Sub(w.since)
		w.since = end
	}
	w.state, w.since = state, at
}

// spent is the time in each state over the whole day.
func (w *worker) spent() [doings]time.Duration {
	var sum [doings]time.Duration
	for _, s := range w.slices {
		for d, t := range s {
			sum[d] += t
		}
	}
	return sum
}
