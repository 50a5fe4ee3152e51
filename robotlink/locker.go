package robotlink

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/wire/device"
)

// locker is one locker bank, with a session or without. It outlives its
// sessions.
type locker struct {
	srv    *Server
	bank   string
	intake intake

	mu      sync.Mutex
	conn    *conn
	since   time.Time // of the session
	greeted bool      // the session has said hello
	linked  bool      // the engine was told so
	gone    time.Time // when the link counts as lost; zero: it is up
	prefix  string    // of command ids: another for every run of the server
	count   int       // of commands
	doors   []*door   // to be opened, oldest first
	states  map[string]dispatch.CompartmentReport
	passes  []device.Pass // what opens its doors while the link is away
	keypad  keypad
}

// door is a command to open a compartment that the locker has not answered.
type door struct {
	cmd    device.Open
	asked  time.Time
	pace   pace
	opened bool                        // seen open, though the answer is missing
	held   *dispatch.CompartmentReport // what the locker said of the door meanwhile
}

func newLocker(s *Server, bank string) *locker {
	return &locker{
		srv: s, bank: bank, intake: intake{srv: s, name: bank},
		prefix: strconv.FormatInt(time.Now().UnixMilli(), 36) + "-",
		states: map[string]dispatch.CompartmentReport{},
	}
}

func (l *locker) attach(ctx context.Context, c *conn) error {
	now := time.Now()
	l.mu.Lock()
	if old := l.conn; old != nil {
		old.end(closeReplaced, "a newer session of this device took over")
	}
	l.conn, l.since, l.greeted = c, now, false
	if l.linked && l.gone.IsZero() {
		l.gone = now.Add(l.srv.cfg.Grace())
	}
	for _, d := range l.doors {
		d.pace = pace{}
	}
	l.mu.Unlock()

	ctx, cancel := context.WithTimeout(ctx, l.srv.cfg.Ask)
	defer cancel()
	known := false
	err := l.srv.parts.Engine.View(ctx, func(s *dispatch.State) {
		if known = s.Banks.Get(l.bank) != nil; known {
			l.know(l.srv.passes(s, l.bank))
		}
	})
	if err != nil {
		return &ending{closeLater, "the engine is away"}
	}
	if !known {
		return &ending{closeUnknown, fmt.Sprintf("no locker %q in this zone: ask the operator to register it", l.bank)}
	}
	return nil
}

func (l *locker) detach(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != c {
		return
	}
	l.conn, l.greeted = nil, false
	if l.gone.IsZero() {
		l.gone = time.Now().Add(l.srv.cfg.Grace())
	}
}

// part ends the session for a restart of the server.
func (l *locker) part() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.conn.end(closeGone, "the server restarts: reconnect")
	}
}

func (l *locker) online() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn != nil && l.greeted
}

func (l *locker) full() bool { return l.intake.full() }

// absent tells the engine that a locker which it believes to be linked has not
// come back after a restart.
func (l *locker) absent() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.linked {
		l.intake.add(device.LinkOf(l.bank, false))
	}
}

func (l *locker) tick(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.gone.IsZero() && !now.Before(l.gone) {
		l.gone = time.Time{}
		if l.linked {
			l.linked = false
			l.intake.add(device.LinkOf(l.bank, false))
		}
	}
	if l.conn != nil && !l.greeted && now.Sub(l.since) > l.srv.cfg.Ask {
		l.conn.end(closeRefused, "no hello: send it first")
	}
	l.push(now)
}

func (l *locker) receive(c *conn, m message) error {
	f, err := device.DecodeFromDevice(m.payload)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != c {
		return &ending{closeReplaced, "a newer session of this device took over"}
	}
	if h, ok := f.(device.Hello); ok {
		return l.greet(h)
	}
	if !l.greeted {
		return &ending{closeRefused, fmt.Sprintf("%s came before hello", f.Type())}
	}
	switch f := f.(type) {
	case device.Report:
		l.report(device.ReportOf(l.bank, f))
	case device.Done:
		l.answered(f.ID)
	case device.Failed:
		l.failed(f)
	case device.Code:
		l.typed(f)
	case device.Ping:
		l.send(device.Pong{ID: f.ID})
	}
	return nil
}

// greet takes the hello: the link is up, every compartment is reported, and
// doors that still wait are asked for again.
func (l *locker) greet(h device.Hello) error {
	if h.Device != l.bank {
		return &ending{closeRefused, fmt.Sprintf("hello of %q: this key is for %q", h.Device, l.bank)}
	}
	l.greeted, l.gone = true, time.Time{}
	l.send(device.Welcome{Now: l.srv.parts.Clock.Now(), Scale: l.srv.parts.Clock.Scale()})
	if !l.linked {
		l.linked = true
		l.intake.add(device.LinkOf(l.bank, true))
	}
	if l.srv.cfg.Pepper != nil {
		l.send(device.Codes{Codes: l.passes})
	}
	for _, used := range device.UsedOf(h) {
		l.intake.add(used)
	}
	for _, r := range device.ReportsOf(h) {
		l.report(r)
	}
	l.push(time.Now())
	return nil
}

// report passes a door's state on. While the command to open it is not
// answered, "closed" may be from before it opened: told now, it would end the
// errand that is about to begin, so it is held back. The locker repeats the
// state after its answer.
func (l *locker) report(r dispatch.CompartmentReport) {
	l.states[r.Compartment] = r
	if d := l.waiting(r.Compartment); d != nil && !d.opened {
		if r.Closed && !r.Jammed {
			d.held = &r
			return
		}
		d.opened = !r.Closed
	}
	l.intake.add(r)
}

func (l *locker) send(f device.Frame) {
	b, err := device.Encode(f)
	if err != nil {
		l.srv.log.Error("frame not sent", "machine", l.bank, "err", err)
		return
	}
	if l.conn.send(message{payload: b}) {
		l.srv.count.sent.Add(1)
	}
}
