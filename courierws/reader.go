package courierws

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

var errFlood = errors.New("too many messages")

// run reads until the connection ends. The caller starts write beside it.
func (s *session) run(ctx context.Context) {
	defer close(s.read)
	defer s.leave()
	c := s.server.config
	flow := newBucket(c.Rate, c.Burst, c.Now())
	alive := func() {
		if !s.closed() { // farewell has set a deadline that must stand
			s.conn.SetReadDeadline(time.Now().Add(c.Silence))
		}
	}
	s.conn.SetReadLimit(frameLimit)
	s.conn.SetReadDeadline(time.Now().Add(c.Hello))
	s.conn.SetPongHandler(func(string) error {
		if s.welcomed() {
			alive()
		}
		return nil
	})
	pong := s.conn.PingHandler()
	s.conn.SetPingHandler(func(data string) error {
		if !flow.take(c.Now()) {
			return errFlood
		}
		return pong(data)
	})
	for {
		kind, frame, err := s.conn.ReadMessage()
		if err != nil {
			s.broken(err)
			return
		}
		if s.closed() {
			continue // until the app's own close frame, or the deadline
		}
		s.server.count.in.Add(1)
		switch {
		case !flow.take(c.Now()):
			s.flooded()
		case kind != websocket.TextMessage:
			s.close(courier.CloseBadFrame)
		default:
			s.hear(ctx, frame)
			alive()
		}
	}
}

// broken says why, after an error of the connection, if the app still
// listens.
func (s *session) broken(err error) {
	var timeout net.Error
	switch {
	case errors.Is(err, errFlood):
		s.flooded()
	case errors.Is(err, websocket.ErrReadLimit):
		// gorilla has sent 1009; what is unread would tear it down again.
		s.conn.NetConn().SetReadDeadline(time.Now().Add(time.Second))
		io.CopyN(io.Discard, s.conn.NetConn(), 1<<20)
	case errors.As(err, &timeout) && timeout.Timeout():
		if s.welcomed() {
			s.close(courier.CloseSilent)
		} else {
			s.close(courier.CloseNoHello)
		}
	}
}

func (s *session) flooded() {
	s.server.count.flooded.Add(1)
	s.close(courier.CloseSlowDown)
}

func (s *session) welcomed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// hear takes one frame.
func (s *session) hear(ctx context.Context, frame []byte) {
	m, err := courier.DecodeClient(frame)
	hello, isHello := m.(courier.Hello)
	if !s.welcomed() {
		if !isHello {
			s.close(courier.CloseNoHello)
			return
		}
		s.hello(ctx, hello)
		return
	}
	if isHello {
		err = &courier.BadMessage{ID: hello.ID, Detail: "hello: it comes once, as the first message"}
	}
	var bad *courier.BadMessage
	if errors.As(err, &bad) {
		if bad.ID == "" {
			s.close(courier.CloseBadFrame)
			return
		}
		s.answer(courier.Nak{ID: bad.ID, Code: courier.CodeBadMessage, Detail: bad.Detail})
		return
	}
	switch m := m.(type) {
	case courier.Ping:
		s.send(courier.Pong{ID: m.ID})
	case courier.Position:
		s.position(ctx, m)
	default:
		s.command(ctx, m)
	}
}

// hello attaches the session to its line, between two steps of the engine:
// what was decided before is in the welcome or in the replay, what comes
// after is queued behind them.
func (s *session) hello(ctx context.Context, m courier.Hello) {
	ctx, cancel := context.WithTimeout(ctx, s.server.config.Ask)
	defer cancel()
	var old *session
	known, resumed := false, false
	err := s.server.parts.Engine.View(ctx, func(st *dispatch.State) {
		w, ok := courier.Snapshot(st, s.line.courier)
		if known = ok; !ok {
			return
		}
		w.Now, w.Scale = courier.Moment(s.server.parts.Clock.Now()), s.server.parts.Clock.Scale()
		old, resumed = s.line.attach(s, w, s.server.epoch, m.Resume)
	})
	switch {
	case err != nil:
		s.server.log.Warn("the engine could not be viewed for a courier's session", "err", err)
		s.close(courier.CloseTryAgain)
		return
	case !known:
		s.close(courier.CloseStranger)
		return
	case resumed:
		s.server.count.resumed.Add(1)
	default:
		s.server.count.snapshots.Add(1)
	}
	if old != nil {
		s.server.count.replaced.Add(1)
		old.close(courier.CloseReplaced)
	}
}

// position shows the place on the map and, when the sieve lets it pass, to
// the engine. Off shift and with nothing in hand it goes nowhere.
func (s *session) position(ctx context.Context, m courier.Position) {
	answer := courier.ServerMessage(courier.Ack{ID: m.ID})
	if l := s.line; l.working() {
		at := s.server.parts.Clock.Now()
		if t := s.server.parts.Tracker; t != nil {
			t.Track(string(l.courier), m.Point, at)
		}
		l.lane.Lock()
		if l.sieve.Pass(m.Point, at) {
			var final bool
			if answer, final = s.submit(ctx, m); !final {
				l.sieve = fleet.Sieve{} // the engine does not know it yet
			}
		}
		l.lane.Unlock()
	}
	if m.ID != "" {
		s.answer(answer)
	}
}

// command submits a message once and answers it, from memory when the app
// sends it again.
func (s *session) command(ctx context.Context, m courier.ClientMessage) {
	l := s.line
	l.lane.Lock()
	answer, repeated := l.recall(m.Ref())
	if !repeated {
		var final bool
		if answer, final = s.submit(ctx, m); final {
			l.remember(m.Ref(), answer)
		}
	}
	l.lane.Unlock()
	if repeated {
		s.server.count.repeats.Add(1)
	}
	s.answer(answer)
}

// submit asks the engine. The answer is final when asking again would not
// change it. The engine goes on with what it was asked when the connection
// breaks: the app will come back for the answer.
func (s *session) submit(ctx context.Context, m courier.ClientMessage) (answer courier.ServerMessage, final bool) {
	ctx, cancel := context.WithTimeout(ctx, s.server.config.Ask)
	defer cancel()
	event, err := courier.Event(s.line.courier, m, s.server.parts.Pepper)
	var result shell.Result
	if err == nil {
		result, err = s.server.parts.Engine.Submit(ctx, shell.Request{Event: event})
	}
	if errors.Is(err, shell.ErrQuarantined) {
		return courier.Nak{ID: m.Ref(), Code: courier.CodeSetAside,
			Detail: "the engine failed on this message: call the desk"}, true
	}
	if err != nil {
		s.server.log.Warn("the engine could not take a courier's message", "type", m.Type(), "err", err)
		return courier.Nak{ID: m.Ref(), Code: courier.CodeTryAgain, Retryable: true,
			Detail: "the engine could not be asked: send it again under the same id"}, false
	}
	if r := result.Refusal(); r != nil {
		return courier.Nak{ID: m.Ref(), Code: string(r.Code), Detail: r.Detail, Retryable: r.Retryable}, !r.Retryable
	}
	return courier.Ack{ID: m.Ref()}, true
}

func (s *session) answer(m courier.ServerMessage) {
	if _, ok := m.(courier.Nak); ok {
		s.server.count.naks.Add(1)
	}
	s.send(m)
}
