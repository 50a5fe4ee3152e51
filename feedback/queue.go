package feedback

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/shell"
)

const (
	turn      = 5               // messages that an endpoint sends before it makes room
	coolDown  = 4 * time.Second // less than the first pause of Schedule
	stepAside = 2 * time.Second
	rounds    = 50 // full lists looked through before the next poll
)

// job is an endpoint being served.
type job struct {
	probe    bool            // it was down the last time
	messages map[string]bool // that are under way
}

// serve starts one goroutine for each endpoint that has messages due and is
// not being served. The store gives a limited list, the longest due first:
// when it is full, what cannot leave now steps aside, or the messages of a
// dead endpoint would hide everybody else's.
func (w *Worker) serve(ctx context.Context) error {
	for range rounds {
		jobs := w.serving() // before the read: theirs may be stale after it
		due, err := w.store.DueDeliveries(ctx, clock.FromTime(time.Now()), batch)
		if err != nil {
			return err
		}
		full := len(due) == batch
		moved := false
		for id, q := range byEndpoint(due) {
			aside, wait := w.triage(ctx, id, q, jobs, full)
			if err := w.postpone(ctx, aside, wait); err != nil {
				return err
			}
			moved = moved || len(aside) > 0
		}
		if !full || !moved {
			return nil
		}
	}
	w.wake()
	return nil
}

// triage starts an endpoint's queue if it may, and returns what must wait and
// how long.
func (w *Worker) triage(ctx context.Context, id string, q []shell.Delivery, jobs map[string]job, full bool) ([]shell.Delivery, time.Duration) {
	if j, ok := jobs[id]; ok {
		q = slices.DeleteFunc(q, func(d shell.Delivery) bool { return j.messages[d.Message] })
	} else if wait := w.cooling(id); wait > 0 {
		return q, wait
	} else {
		q = q[w.start(ctx, id, q):]
	}
	if !full {
		return nil, 0 // it stays due, and there is room on the list
	}
	return q, stepAside
}

// byEndpoint splits a list, each queue oldest first; endpoints come in the
// order of the list.
func byEndpoint(due []shell.Delivery) func(func(string, []shell.Delivery) bool) {
	return func(yield func(string, []shell.Delivery) bool) {
		queues := map[string][]shell.Delivery{}
		var order []string
		for _, d := range due {
			if queues[d.Endpoint] == nil {
				order = append(order, d.Endpoint)
			}
			queues[d.Endpoint] = append(queues[d.Endpoint], d)
		}
		for _, id := range order {
			q := queues[id]
			slices.SortStableFunc(q, func(a, b shell.Delivery) int { return cmp.Compare(a.At, b.At) })
			if !yield(id, q) {
				return
			}
		}
	}
}

func (w *Worker) serving() map[string]job {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.jobs)
}

// cooling returns how long an endpoint that was down is let be.
func (w *Worker) cooling(id string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Until(w.down[id])
}

// judge remembers whether an endpoint was down.
func (w *Worker) judge(id string, down bool, wish time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if down {
		w.down[id] = time.Now().Add(max(coolDown, min(wish, longestWish)))
	} else {
		delete(w.down, id)
	}
}

// start serves the head of an endpoint's queue beside the others, and returns
// how many messages that is: none when there is no room. An endpoint that was
// down gets one as a probe.
func (w *Worker) start(ctx context.Context, id string, q []shell.Delivery) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, probe := w.down[id]
	if !w.room(probe) {
		return 0
	}
	n := min(turn, len(q))
	if probe {
		n = 1
	}
	j := job{probe: probe, messages: map[string]bool{}}
	for _, d := range q[:n] {
		j.messages[d.Message] = true
	}
	w.jobs[id] = j
	head := slices.Clone(q[:n])
	w.wg.Go(func() {
		defer func() {
			w.mu.Lock()
			delete(w.jobs, id)
			w.mu.Unlock()
			w.wake()
		}()
		if err := w.drain(ctx, id, head); err != nil && ctx.Err() == nil {
			w.cfg.Log.ErrorContext(ctx, "webhook", "endpoint", id, "err", err)
		}
	})
	return n
}

// room reports whether one more endpoint may be served. Probes share half of
// the slots, since each may hold its slot until the timeout. w.mu is held.
func (w *Worker) room(probe bool) bool {
	if len(w.jobs) >= w.cfg.Concurrency {
		return false
	}
	probes := 0
	for _, j := range w.jobs {
		if j.probe {
			probes++
		}
	}
	return !probe || probes < max(1, w.cfg.Concurrency/2)
}
