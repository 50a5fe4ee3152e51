package courierws

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

// people fills personal data into what one session writes. It belongs to the
// session's writer and remembers only the people of the list that it wrote
// last.
type people struct {
	server *Server
	known  map[orders.ID]shell.Person
	again  <-chan time.Time // when a lookup that failed is worth another try
	timer  *time.Timer
}

func newPeople(s *Server) *people {
	return &people{server: s, known: map[orders.ID]shell.Person{}}
}

// fill returns m with the personal data that belongs into it. A lookup that
// takes too long or fails leaves its task as it is, and a fuller list is sent
// a little later.
func (p *people) fill(ctx context.Context, m courier.ServerMessage) courier.ServerMessage {
	if p.server.parts.People == nil {
		return m
	}
	switch m := m.(type) {
	case courier.Welcome:
		m.Tasks = p.fillTasks(ctx, m.Tasks)
		if m.Help != nil {
			h := p.fillHelp(ctx, *m.Help)
			m.Help = &h
		}
		return m
	case courier.Tasks:
		m.Tasks = p.fillTasks(ctx, m.Tasks)
		return m
	case courier.HelpAsked:
		return p.fillHelp(ctx, m)
	}
	return m
}

func (p *people) fillHelp(ctx context.Context, m courier.HelpAsked) courier.HelpAsked {
	if m.Person == "" {
		return m
	}
	ctx, cancel := context.WithTimeout(ctx, p.server.config.Lookup)
	defer cancel()
	if q, ok := p.find(ctx, m.Person); ok {
		m.Name, m.Address, m.Note, m.Phone = q.Name, q.Address, q.Note, q.Phone
	}
	return m
}

func (p *people) fillTasks(ctx context.Context, ts []courier.Task) []courier.Task {
	ctx, cancel := context.WithTimeout(ctx, p.server.config.Lookup)
	defer cancel()
	ts = slices.Clone(ts) // the line keeps the list without people
	for i := range ts {
		t := &ts[i]
		if t.Person == "" {
			continue
		}
		if q, ok := p.find(ctx, t.Person); ok {
			t.Name, t.Address, t.Note, t.Phone = q.Name, q.Address, q.Note, q.Phone
		}
	}
	for id := range p.known {
		if !slices.ContainsFunc(ts, func(t courier.Task) bool { return t.Person == id }) {
			delete(p.known, id)
		}
	}
	return ts
}

func (p *people) find(ctx context.Context, id orders.ID) (shell.Person, bool) {
	if q, ok := p.known[id]; ok {
		return q, true
	}
	if p.again != nil {
		return shell.Person{}, false // do not wait a second time for what just failed
	}
	q, err := p.server.parts.People.Person(ctx, id)
	switch {
	case errors.Is(err, shell.ErrNotFound):
		return shell.Person{}, false // erased: there is nothing to wait for
	case err != nil:
		p.server.log.Warn("personal data for a courier's task could not be read", "err", err)
		p.later()
		return shell.Person{}, false
	}
	p.known[id] = q
	return q, true
}

func (p *people) later() {
	if p.again != nil {
		return
	}
	p.stop()
	p.timer = time.NewTimer(p.server.config.Again)
	p.again = p.timer.C
}

// stop takes the timer back.
func (p *people) stop() {
	if p.timer != nil {
		p.timer.Stop()
	}
}
