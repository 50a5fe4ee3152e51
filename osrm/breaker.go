package osrm

import (
	"sync"
	"time"
)

// breaker keeps calls from a server that fails. It is closed at first; after
// limit failures without a success between them it opens, and lets nothing
// through for rest. Then one call at a time may probe: a success closes it, a
// failure opens it for another rest.
type breaker struct {
	limit int
	rest  time.Duration
	now   func() time.Time

	mu       sync.Mutex
	failures int
	until    time.Time // open until then; zero while closed
	probing  bool
}

// allow reports whether a call may go out. Whoever is allowed must call done.
func (b *breaker) allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.until.IsZero() {
		return true
	}
	if b.probing || b.now().Before(b.until) {
		return false
	}
	b.probing = true
	return true
}

// outcome of a call.
type outcome uint8

const (
	answered outcome = iota // the server is well, even if it had no answer to this
	failed
	abandoned // our side gave up: says nothing about the server
)

// done says how an allowed call ended, and reports whether the breaker opened
// or closed by that.
func (b *breaker) done(o outcome) (opened, closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probing = false
	switch o {
	case answered:
		closed = !b.until.IsZero()
		b.failures, b.until = 0, time.Time{}
	case failed:
		b.failures++
		if wasOpen := !b.until.IsZero(); wasOpen || b.failures >= b.limit {
			opened = !wasOpen
			b.until = b.now().Add(b.rest)
		}
	}
	return opened, closed
}
