package robotlink

import (
	"errors"
	"fmt"
	"time"
)

// badLimit is how many messages in a row may be unreadable: a machine that
// errs now and then stays, one that speaks something else is told so.
const badLimit = 10

// guard stands before a machine in one session: not too many messages, not too
// many bad ones, and none once the key is revoked. It is the reader's alone.
type guard struct {
	srv     *Server
	machine machine
	key     pass
	window  time.Time // the second that is counted
	in      int       // messages in it
	bad     int       // in a row
}

func newGuard(s *Server, m machine, key string) *guard {
	return &guard{srv: s, machine: m, key: pass{key: key, next: time.Now().Add(s.cfg.Recheck)}}
}

// pass hands a message to the machine. An error is an *ending.
func (g *guard) pass(c *conn, m message) error {
	now := time.Now()
	if now.Sub(g.window) >= time.Second {
		g.window, g.in = now, 0
	}
	// A scaled zone's machines live faster, and say as much more.
	if g.in++; float64(g.in) > float64(g.srv.cfg.Rate)*max(1, g.srv.parts.Clock.Scale()) {
		g.srv.count.received.Add(1)
		return &ending{closeRefused, fmt.Sprintf("more than %d messages a second", g.srv.cfg.Rate)}
	}
	if !g.srv.valid(g.srv.ctx, &g.key, now) {
		return &ending{closeRefused, "the key was revoked"}
	}
	if g.machine.full() {
		return &ending{closeLater, "the engine is away"}
	}
	return g.judge(g.machine.receive(c, m))
}

// judge counts a message by what became of it.
func (g *guard) judge(err error) error {
	g.srv.count.received.Add(1)
	var e *ending
	switch {
	case err == nil:
		g.bad = 0
		return nil
	case errors.As(err, &e):
		return e
	}
	g.srv.count.bad.Add(1)
	if g.bad++; g.bad == 1 {
		g.srv.log.Warn("message not understood", "err", err)
	}
	if g.bad >= badLimit {
		return &ending{closeRefused, err.Error()}
	}
	return nil
}
