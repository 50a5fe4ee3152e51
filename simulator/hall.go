package simulator

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/shell"
)

// Hall is a stage on a clock that runs by itself. Anybody may put something on
// its list; what is there is done in Run's goroutine, one after the other. An act
// that panics is left out, and logged: the process that the hall is in also
// serves real people.
type Hall struct {
	clock shell.Clock
	log   *slog.Logger
	news  chan struct{} // something was put on the list

	mu     sync.Mutex
	agenda agenda
}

// NewHall returns a stage on which nothing happens before Run.
func NewHall(c shell.Clock, log *slog.Logger) *Hall {
	return &Hall{clock: c, log: log, news: make(chan struct{}, 1)}
}

// Now implements Stage.
func (h *Hall) Now() clock.Instant { return h.clock.Now() }

// After implements Stage.
func (h *Hall) After(d time.Duration, f func()) {
	h.mu.Lock()
	h.agenda.put(h.Now().Add(max(d, 0)), f)
	h.mu.Unlock()
	h.wake()
}

// First implements Stage.
func (h *Hall) First(d time.Duration, f func()) {
	h.mu.Lock()
	h.agenda.putFirst(h.Now().Add(max(d, 0)), f)
	h.mu.Unlock()
	h.wake()
}

func (h *Hall) wake() {
	select {
	case h.news <- struct{}{}:
	default:
	}
}

// Run does what is due until ctx ends.
func (h *Hall) Run(ctx context.Context) error {
	for {
		for f := h.due(); f != nil && ctx.Err() == nil; f = h.due() {
			h.play(f)
		}
		wait := time.NewTimer(h.untilNext())
		select {
		case <-ctx.Done():
			wait.Stop()
			return ctx.Err()
		case <-h.news:
		case <-wait.C:
		}
		wait.Stop()
	}
}

func (h *Hall) play(act func()) {
	defer func() {
		if r := recover(); r != nil {
			h.log.Error("a part in the sandbox could not be played", "panic", r, "stack", string(debug.Stack()))
		}
	}()
	act()
}

// due takes the next act whose time has come off the list, or nil.
func (h *Hall) due() func() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.agenda.next() > h.Now() || h.agenda.next() == clock.Never {
		return nil
	}
	return h.agenda.pop()
}

// untilNext is how long, in real time, nothing is due; never long, because the
// clock may change its pace.
func (h *Hall) untilNext() time.Duration {
	h.mu.Lock()
	next := h.agenda.next()
	h.mu.Unlock()
	return min(max(h.clock.Until(next), 0), 250*time.Millisecond)
}
