package robotlink

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/wire/device"
)

// uplink is what a device's session is, whatever the device: one at a time, a
// hello first, and a link that is lost only after a grace.
type uplink struct {
	srv    *Server
	id     string
	intake intake
	told   func(linked bool) dispatch.Event // what the engine is told of the link

	mu      sync.Mutex
	conn    *conn
	since   time.Time // of the session
	greeted bool      // the session has said hello
	linked  bool      // the engine was told so
	gone    time.Time // when the link counts as lost; zero: it is up
}

// join makes c the session, in place of an older one. The caller holds mu.
func (u *uplink) join(c *conn) {
	now := time.Now()
	if old := u.conn; old != nil {
		old.end(closeReplaced, "a newer session of this device took over")
	}
	u.conn, u.since, u.greeted = c, now, false
	if u.linked && u.gone.IsZero() {
		u.gone = now.Add(u.srv.cfg.Grace())
	}
}

// known asks the engine for the device: find takes over what is wanted of it,
// and is false when the zone has none.
func (u *uplink) known(ctx context.Context, find func(*dispatch.State) bool) error {
	ctx, cancel := context.WithTimeout(ctx, u.srv.cfg.Ask)
	defer cancel()
	found := false
	if err := u.srv.parts.Engine.View(ctx, func(s *dispatch.State) { found = find(s) }); err != nil {
		return &ending{closeLater, "the engine is away"}
	}
	if !found {
		return &ending{closeUnknown, fmt.Sprintf("no locker, gate or lift %q in this zone: ask the operator to register it", u.id)}
	}
	return nil
}

func (u *uplink) detach(c *conn) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.conn != c {
		return
	}
	u.conn, u.greeted = nil, false
	if u.gone.IsZero() {
		u.gone = time.Now().Add(u.srv.cfg.Grace())
	}
}

// part ends the session for a restart of the server.
func (u *uplink) part() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.conn != nil {
		u.conn.end(closeGone, "the server restarts: reconnect")
	}
}

func (u *uplink) online() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.conn != nil && u.greeted
}

func (u *uplink) full() bool { return u.intake.full() }

// absent tells the engine that a device which it believes to be linked has not
// come back after a restart.
func (u *uplink) absent() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.linked {
		u.intake.add(u.told(false))
	}
}

// expire ends what has lasted too long: a link's grace, a session without a
// hello. The caller holds mu.
func (u *uplink) expire(now time.Time) {
	if !u.gone.IsZero() && !now.Before(u.gone) {
		u.gone = time.Time{}
		if u.linked {
			u.linked = false
			u.intake.add(u.told(false))
		}
	}
	if u.conn != nil && !u.greeted && now.Sub(u.since) > u.srv.cfg.Ask {
		u.conn.end(closeRefused, "no hello: send it first")
	}
}

// hear reads a frame of the session. A hello is answered, and the link is up;
// nothing may come before it. The caller holds mu.
func (u *uplink) hear(c *conn, m message) (device.FromDevice, error) {
	f, err := device.DecodeFromDevice(m.payload)
	if err != nil {
		return nil, err
	}
	if u.conn != c {
		return nil, &ending{closeReplaced, "a newer session of this device took over"}
	}
	h, hello := f.(device.Hello)
	switch {
	case !hello && !u.greeted:
		return nil, &ending{closeRefused, fmt.Sprintf("%s came before hello", f.Type())}
	case !hello:
		return f, nil
	case h.Device != u.id:
		return nil, &ending{closeRefused, fmt.Sprintf("hello of %q: this key is for %q", h.Device, u.id)}
	}
	u.greeted, u.gone = true, time.Time{}
	u.send(device.Welcome{Now: u.srv.parts.Clock.Now(), Scale: u.srv.parts.Clock.Scale()})
	if !u.linked {
		u.linked = true
		u.intake.add(u.told(true))
	}
	return f, nil
}

func (u *uplink) send(f device.Frame) {
	b, err := device.Encode(f)
	if err != nil {
		u.srv.log.Error("frame not sent", "machine", u.id, "err", err)
		return
	}
	if u.conn.send(message{payload: b}) {
		u.srv.count.sent.Add(1)
	}
}
