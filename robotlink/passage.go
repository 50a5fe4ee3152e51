package robotlink

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/wire/device"
)

// passage is one gate or lift, with a session or without. What it is told
// follows from how it stands and what the engine wants alone, so that a restart
// of either side needs no memory; and a hold of nobody's, left over from before,
// is let go.
type passage struct {
	uplink
	kind   device.Kind
	prefix string
	count  int
	want   hold
	stands device.Stands
	last   device.FromServer // the command that is under way; nil: none
	pace   pace
}

// hold is for whom a gate or a lift is to stay open, and where.
type hold struct{ session, floor string }

func newPassage(s *Server, id string) *passage {
	return &passage{
		uplink: uplink{
			srv: s, id: id, intake: intake{srv: s, name: id},
			told: func(linked bool) dispatch.Event { return dispatch.PassageLink{Passage: id, Linked: linked} },
		},
		prefix: commandPrefix(),
	}
}

func (p *passage) attach(ctx context.Context, c *conn) error {
	p.mu.Lock()
	p.join(c)
	p.last = nil
	p.mu.Unlock()

	return p.known(ctx, func(s *dispatch.State) bool {
		q := s.Passages.Get(p.id)
		if q != nil {
			p.adopt(q)
		}
		return q != nil
	})
}

// adopt takes over what the engine wants. The caller is the loop's goroutine.
func (p *passage) adopt(q *fleet.Passage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kind = device.Kind(q.Kind)
	if want := (hold{q.Robot, q.Want}); want != p.want {
		p.want, p.last = want, nil
	}
	p.push(time.Now())
}

func (p *passage) tick(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expire(now)
	p.push(now)
}

func (p *passage) receive(c *conn, m message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, err := p.hear(c, m)
	if err != nil {
		return err
	}
	switch f := f.(type) {
	case device.Hello:
		if f.Kind != p.kind {
			return &ending{closeRefused, fmt.Sprintf("%s is registered as a %s, and says that it is a %s", p.id, p.kind, f.Kind)}
		}
		p.report(*f.Stands)
	case device.Stands:
		p.report(f)
	case device.Failed:
		p.failed(f)
	case device.Ping:
		p.send(device.Pong{ID: f.ID})
	}
	return nil
}

// report passes on how it stands, and says what is still missing.
func (p *passage) report(s device.Stands) {
	if s.Session != p.stands.Session {
		p.last = nil
	}
	p.stands = s
	p.intake.add(device.StandsOf(p.id, s))
	p.push(time.Now())
}

// failed takes that a command was not carried out: it is given anew, at the
// pace of all that is sent again.
func (p *passage) failed(f device.Failed) {
	if p.last == nil || commandID(p.last) != f.ID {
		return
	}
	p.srv.log.Warn("command failed", "machine", p.id, "code", f.Code)
	p.last = p.command(p.name()) // a repeated id would be answered the same
}

// push sends what is due: the hold that is wanted, or the end of one that is
// not.
func (p *passage) push(now time.Time) {
	if p.conn == nil || !p.greeted {
		return
	}
	if p.settled() {
		p.last = nil
		return
	}
	if p.last == nil {
		p.last, p.pace = p.command(p.name()), pace{}
	}
	if !p.pace.due(now, &p.srv.cfg) {
		return
	}
	if p.pace.tries > 1 {
		p.srv.count.resent.Add(1)
	}
	p.send(p.last)
}

// settled reports whether it stands as the engine wants it.
func (p *passage) settled() bool {
	s := p.stands
	if p.want.session == "" {
		return s.Session == ""
	}
	return s.Open && s.Session == p.want.session && s.Floor == p.want.floor
}

// command returns what it is to do next: a hold of another session must end
// before the one that is wanted begins.
func (p *passage) command(id string) device.FromServer {
	if held := p.stands.Session; held != "" && held != p.want.session {
		return device.LetGo{ID: id, Session: held}
	}
	return device.Hold{ID: id, Session: p.want.session, Floor: p.want.floor}
}

func commandID(f device.FromServer) string {
	switch f := f.(type) {
	case device.Hold:
		return f.ID
	case device.LetGo:
		return f.ID
	}
	return ""
}

func (p *passage) name() string {
	p.count++
	return p.prefix + strconv.Itoa(p.count)
}
