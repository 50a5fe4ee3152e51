package courierws

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

// frameLimit is the largest frame that an app may send, in bytes.
const frameLimit = 16 << 10

// session is one connection of a courier's app. Its reader is the goroutine
// of the HTTP request, its writer one more.
type session struct {
	server *Server
	conn   *websocket.Conn
	line   *line
	key    string // id of the credential

	mu      sync.Mutex
	queue   []courier.ServerMessage
	opened  bool              // welcomed
	closing courier.CloseCode // why it closes; 0 while it lives
	gone    bool              // the app is not there any more
	wake    chan struct{}     // something of the above changed
	read    chan struct{}     // closed when the reader has ended
}

func newSession(s *Server, conn *websocket.Conn, l *line, key string) *session {
	return &session{
		server: s, conn: conn, line: l, key: key,
		wake: make(chan struct{}, 1), read: make(chan struct{}),
	}
}

// open queues the welcome and the replay, whatever the queue's limit: a line
// never keeps more than fits.
func (s *session) open(w courier.Welcome, replay []courier.ServerMessage) {
	s.mu.Lock()
	s.opened = true
	s.queue = append(s.queue, w)
	s.queue = append(s.queue, replay...)
	s.mu.Unlock()
	s.nudge()
}

// send queues a message. It never waits: when the queue is full, the session
// closes.
func (s *session) send(m courier.ServerMessage) {
	s.mu.Lock()
	if s.closing != 0 || s.gone {
		s.mu.Unlock()
		return
	}
	full := len(s.queue) >= s.server.config.Queue+s.server.config.Replay
	if !full {
		s.queue = append(s.queue, m)
	}
	s.mu.Unlock()
	if full {
		s.server.count.slow.Add(1)
		s.close(courier.CloseTooSlow)
		return
	}
	s.nudge()
}

// close ends the session with a code; the first code stands. It never waits.
func (s *session) close(code courier.CloseCode) {
	s.mu.Lock()
	if s.closing == 0 {
		s.closing = code
	}
	s.mu.Unlock()
	s.nudge()
}

// leave says that the app is not there any more.
func (s *session) leave() {
	s.mu.Lock()
	s.gone = true
	s.mu.Unlock()
	s.nudge()
}

func (s *session) closed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing != 0 || s.gone
}

func (s *session) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// take empties the queue.
func (s *session) take() (ms []courier.ServerMessage, opened bool, closing courier.CloseCode, gone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ms, s.queue = s.queue, nil
	return ms, s.opened, s.closing, s.gone
}

// write is the one goroutine that writes to the connection. It ends the
// connection, and with it the reader.
func (s *session) write(ctx context.Context) {
	defer s.conn.Close()
	ticker := time.NewTicker(s.server.config.Ping)
	defer ticker.Stop()
	people := newPeople(s.server)
	defer people.stop()
	pulse := newPulse(s)
	for {
		select {
		case <-s.wake:
		case <-ticker.C:
			if err := pulse.beat(ctx); err != nil {
				return
			}
		case <-people.again:
			people.again = nil
			s.line.refresh(s)
		}
		ms, opened, closing, gone := s.take()
		pulse.opened = opened
		if gone && closing == 0 {
			return
		}
		if gone || closing == courier.CloseTooSlow {
			ms = nil // it comes with the resumption
		}
		for _, m := range ms {
			if err := s.writeOne(people.fill(ctx, m)); err != nil {
				return
			}
		}
		if closing != 0 {
			s.farewell(closing)
			return
		}
	}
}

func (s *session) writeOne(m courier.ServerMessage) error {
	frame, err := courier.EncodeServer(m)
	if err != nil {
		s.server.log.Error("a message to a courier could not be written", "type", m.Type(), "err", err)
		return nil
	}
	s.conn.SetWriteDeadline(time.Now().Add(s.server.config.Write))
	if err := s.conn.WriteMessage(websocket.TextMessage, frame); err != nil {
		return err
	}
	s.server.count.out.Add(1)
	return nil
}

// farewell sends the close frame and gives the app a moment to answer it: a
// connection that is torn down with unread data loses what was sent last.
func (s *session) farewell(code courier.CloseCode) {
	until := time.Now().Add(2 * time.Second)
	frame := websocket.FormatCloseMessage(int(code), code.Reason())
	if s.conn.WriteControl(websocket.CloseMessage, frame, until) != nil {
		return
	}
	s.conn.NetConn().SetReadDeadline(until)
	wait := time.NewTimer(time.Until(until))
	defer wait.Stop()
	select {
	case <-s.read:
	case <-wait.C:
	}
}

// pulse is what the writer does on every tick. It belongs to the writer.
type pulse struct {
	session *session
	opened  bool
	ticks   int
	scale   float64
	checked time.Time
}

func newPulse(s *session) *pulse {
	return &pulse{session: s, scale: s.server.parts.Clock.Scale(), checked: s.server.config.Now()}
}

// beat pings, tells the engine's time every fourth time or when it changed
// its pace, and now and then has the key looked up.
func (p *pulse) beat(ctx context.Context) error {
	s, c := p.session, p.session.server.config
	if err := s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(c.Write)); err != nil {
		return err
	}
	if !p.opened {
		return nil
	}
	p.ticks++
	if scale := s.server.parts.Clock.Scale(); scale != p.scale || p.ticks%4 == 0 {
		p.scale = scale
		s.send(courier.Clock{Now: courier.Moment(s.server.parts.Clock.Now()), Scale: scale})
	}
	if now := c.Now(); now.Sub(p.checked) >= c.Recheck {
		p.checked = now
		s.server.work.Go(func() { s.recheck(ctx) })
	}
	return nil
}

// recheck closes the session when its key is not valid any more. A fault
// changes nothing: the next look will tell.
func (s *session) recheck(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.server.config.Ask)
	defer cancel()
	c, err := s.server.parts.Keys.Credential(ctx, s.key)
	unknown := errors.Is(err, shell.ErrNoCredential) || errors.Is(err, shell.ErrNotFound)
	if unknown || err == nil && (!c.Revoked.IsZero() || !c.Has(shell.ScopeCourier) || c.Subject != string(s.line.courier)) {
		s.close(courier.CloseSignOut)
	}
}
