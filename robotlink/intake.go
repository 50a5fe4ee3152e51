package robotlink

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
)

// intakeLimit bounds how many events of one machine may wait. Only an engine
// that is away for long lets so many gather; then the machine is sent away
// until it is back.
const intakeLimit = 1000

// intake is one machine's events on their way to the engine: in their order,
// each until it is stored or refused.
type intake struct {
	srv  *Server
	name string // of the machine, for the log

	mu    sync.Mutex
	queue []dispatch.Event // the first is on its way while busy
	busy  bool
}

// add queues an event and returns at once. A report without a signal takes
// the place of one that still waits behind it: only the newest place matters.
func (q *intake) add(ev dispatch.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if last := len(q.queue) - 1; last > 0 && covers(ev, q.queue[last]) {
		q.queue[last] = ev
		return
	}
	q.queue = append(q.queue, ev)
	if !q.busy {
		q.busy = q.srv.work(q.drain)
	}
}

// covers reports whether nothing is lost when ev takes the place of old.
func covers(ev, old dispatch.Event) bool {
	a, ok := ev.(dispatch.RobotReport)
	b, ok2 := old.(dispatch.RobotReport)
	if ok && ok2 {
		return a.Signal == "" && b.Signal == ""
	}
	c, ok := ev.(dispatch.CompartmentReport)
	d, ok2 := old.(dispatch.CompartmentReport)
	return ok && ok2 && c == d
}

// full reports whether the machine must be sent away.
func (q *intake) full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.queue) >= intakeLimit
}

// drain submits until nothing waits.
func (q *intake) drain(ctx context.Context) {
	for {
		q.mu.Lock()
		if len(q.queue) == 0 || ctx.Err() != nil {
			q.busy = false
			q.mu.Unlock()
			return
		}
		ev := q.queue[0]
		q.mu.Unlock()
		if !q.submit(ctx, ev) {
			continue // the context ended
		}
		q.mu.Lock()
		q.queue = q.queue[1:]
		q.mu.Unlock()
	}
}

// submit returns true when the event is done with. It tries until the engine
// has stored it or the context ends.
func (q *intake) submit(ctx context.Context, ev dispatch.Event) bool {
	pause := 50 * time.Millisecond
	for {
		asking, cancel := context.WithTimeout(ctx, q.srv.cfg.Ask)
		res, err := q.srv.parts.Engine.Submit(asking, shell.Request{Event: ev})
		cancel()
		switch {
		case err == nil:
			if r := res.Refusal(); r != nil {
				q.srv.count.refused.Add(1)
				q.srv.log.Info("refused", "machine", q.name, "event", dispatch.NameOf(ev), "code", r.Code, "detail", r.Detail)
			}
			return true
		case errors.Is(err, shell.ErrQuarantined):
			q.srv.count.setAside.Add(1)
			q.srv.log.Error("event broke the engine", "machine", q.name, "event", dispatch.NameOf(ev))
			return true
		}
		q.srv.count.retried.Add(1)
		q.srv.log.Warn("event not stored, trying again", "machine", q.name, "event", dispatch.NameOf(ev), "err", err)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pause/2 + rand.N(pause)):
		}
		pause = min(2*pause, 5*time.Second)
	}
}
