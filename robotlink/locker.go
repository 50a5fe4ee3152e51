package robotlink

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/wire/device"
)

// locker is one locker bank, with a session or without. It outlives its
// sessions.
type locker struct {
	uplink
	prefix string  // of command ids: another for every run of the server
	count  int     // of commands
	doors  []*door // to be opened, oldest first
	states map[string]dispatch.CompartmentReport
	passes []device.Pass // what opens its doors while the link is away
	keypad keypad
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
		uplink: uplink{
			srv: s, id: bank, intake: intake{srv: s, name: bank},
			told: func(linked bool) dispatch.Event { return device.LinkOf(bank, linked) },
		},
		prefix: commandPrefix(), states: map[string]dispatch.CompartmentReport{},
	}
}

// commandPrefix begins the ids of commands: another for every run of the
// server.
func commandPrefix() string { return strconv.FormatInt(time.Now().UnixMilli(), 36) + "-" }

func (l *locker) attach(ctx context.Context, c *conn) error {
	l.mu.Lock()
	l.join(c)
	for _, d := range l.doors {
		d.pace = pace{}
	}
	l.mu.Unlock()

	return l.known(ctx, func(s *dispatch.State) bool {
		if s.Banks.Get(l.id) == nil {
			return false
		}
		l.know(l.srv.passes(s, l.id))
		return true
	})
}

func (l *locker) tick(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expire(now)
	l.push(now)
}

func (l *locker) receive(c *conn, m message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, err := l.hear(c, m)
	if err != nil {
		return err
	}
	switch f := f.(type) {
	case device.Hello:
		return l.greet(f)
	case device.Report:
		l.report(device.ReportOf(l.id, f))
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

// greet takes the hello: every compartment is reported, and doors that still
// wait are asked for again.
func (l *locker) greet(h device.Hello) error {
	if h.Kind != device.KindLocker {
		return &ending{closeRefused, fmt.Sprintf("%s is registered as a locker, and says that it is a %s", l.id, h.Kind)}
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
