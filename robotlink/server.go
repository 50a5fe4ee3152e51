package robotlink

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/wire/device"
	"github.com/linli/linli/wire/vda5050"
)

// Server holds the sessions of a zone's robots and lockers. Safe for
// concurrent use; it is also this edge's part of shell.Doors.
type Server struct {
	parts    Parts
	cfg      Config
	log      *slog.Logger
	upgrader websocket.Upgrader
	broker   *broker
	count    counters
	ctx      context.Context // ends when nothing more may be submitted
	cancel   context.CancelFunc
	maps     atomic.Pointer[vda5050.Chart] // the robots', with those that are drawn; of nil: none is drawn
	drawn    uint64                        // the revision of the drawing that they are of; of the loop's goroutine

	mu      sync.Mutex
	closing bool
	jobs    int           // goroutines that Shutdown waits for
	idle    chan struct{} // closed when jobs falls to zero; nil: nobody waits
	robots  map[string]*robot
	lockers map[string]*locker
	doors   map[string]*passage
}

// New returns a server at work; Shutdown ends it.
func New(p Parts, c Config) *Server {
	c = c.withDefaults()
	s := &Server{
		parts: p, cfg: c, log: c.Log.With("edge", "robotlink"),
		robots: map[string]*robot{}, lockers: map[string]*locker{}, doors: map[string]*passage{},
		upgrader: websocket.Upgrader{
			ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: pool,
			CheckOrigin: func(*http.Request) bool { return true }, // admit has refused browsers
		},
	}
	s.broker = newBroker(s)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.work(s.watch)
	return s
}

// machine is what a session speaks for: a robot, a locker, a gate or a lift.
type machine interface {
	// attach makes c the machine's session, in place of an older one.
	attach(ctx context.Context, c *conn) error
	// receive takes a message. An *ending ends the session; any other error
	// means that the message could not be read.
	receive(c *conn, m message) error
	detach(c *conn)
	// tick does what is due.
	tick(now time.Time)
	full() bool
	online() bool
}

// Handler serves GET /v1/robot/ws, GET /v1/robot/mqtt and GET /v1/device/ws.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/robot/ws", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, vda5050.MaxMessage, func(subject string) machine { return s.robot(subject) })
	})
	mux.HandleFunc("GET /v1/robot/mqtt", s.broker.upgrade)
	mux.HandleFunc("GET /v1/device/ws", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, device.MaxFrame, s.device)
	})
	return mux
}

// serve runs one session from the request to the end.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, limit int64, find func(subject string) machine) {
	cred, ok := s.admit(w, r)
	if !ok {
		return
	}
	if !s.enter() {
		s.turnAway(w, http.StatusServiceUnavailable, "closing", "the server is shutting down: reconnect", true)
		return
	}
	defer s.leave()
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.count.turnedAway.Add(1)
		return // the upgrader has answered
	}
	m := find(cred.Subject)
	c := &socket{conn: newConn(s.cfg.Queue), ws: ws}
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write(s.cfg.Ping, s.cfg.Write)
	}()
	err = s.attach(m, c.conn)
	if err == nil {
		g := newGuard(s, m, r.Header.Get("Authorization")[len("Bearer "):])
		err = s.read(c, g, limit)
	}
	c.fail(err)
	m.detach(c.conn)
	<-written
	c.drain()
	s.log.Info("session over", "machine", cred.Subject, "code", c.why.code, "reason", c.why.reason)
}

// attach makes c the machine's session.
func (s *Server) attach(m machine, c *conn) error {
	err := m.attach(s.ctx, c)
	if err == nil && s.isClosing() { // Shutdown may have looked before attach
		err = &ending{closeGone, "the server restarts: reconnect"}
	}
	return err
}

// read passes messages to the machine until the session ends.
func (s *Server) read(c *socket, g *guard, limit int64) error {
	c.ws.SetReadLimit(limit)
	alive := func(string) error { return c.ws.SetReadDeadline(time.Now().Add(2*s.cfg.Ping + s.cfg.Write)) }
	c.ws.SetPongHandler(alive)
	for !c.over() {
		_ = alive("")
		kind, b, err := c.ws.ReadMessage()
		if err != nil {
			return err
		}
		if kind != websocket.TextMessage {
			err = g.judge(errors.New("a binary message: want text"))
		} else {
			err = g.pass(c.conn, message{payload: b})
		}
		if err != nil {
			return err
		}
	}
	return &c.why
}

// watch looks at every machine at each tick, and once, some time after the
// start, at those that the engine believes to be there.
func (s *Server) watch(ctx context.Context) {
	tick := time.NewTicker(s.cfg.Tick)
	defer tick.Stop()
	began, absent := time.Now(), false
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if s.isClosing() {
				return
			}
			for _, m := range s.machines() {
				m.tick(now)
			}
			if !absent && now.Sub(began) >= s.cfg.Start {
				absent = s.tellAbsent(ctx)
			}
		}
	}
}

// tellAbsent tells the engine of machines that were linked before a restart
// and have not come back. It is false when the engine did not answer.
func (s *Server) tellAbsent(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Ask)
	defer cancel()
	return s.parts.Engine.View(ctx, func(st *dispatch.State) {
		for id, r := range st.Robots.All() {
			if r.Linked {
				s.robot(string(id)).absent(r)
			}
		}
		for id, b := range st.Banks.All() {
			if b.Linked {
				s.locker(id).absent()
			}
		}
		for id, p := range st.Passages.All() {
			if p.Linked {
				s.passage(id).absent()
			}
		}
	}) == nil
}

// robot returns the robot of a serial number.
func (s *Server) robot(serial string) *robot {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.robots[serial]
	if r == nil {
		r = newRobot(s, serial)
		s.robots[serial] = r
	}
	return r
}

// locker returns the locker of a bank's id.
func (s *Server) locker(bank string) *locker {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lockers[bank]
	if l == nil {
		l = newLocker(s, bank)
		s.lockers[bank] = l
	}
	return l
}

// passage returns the gate or lift of an id.
func (s *Server) passage(id string) *passage {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.doors[id]
	if p == nil {
		p = newPassage(s, id)
		s.doors[id] = p
	}
	return p
}

// device returns what the engine knows under an id: a gate or a lift, or else a
// locker, which may turn out not to be there.
func (s *Server) device(id string) machine {
	ctx, cancel := context.WithTimeout(s.ctx, s.cfg.Ask)
	defer cancel()
	found := false
	if err := s.parts.Engine.View(ctx, func(st *dispatch.State) { found = st.Passages.Get(id) != nil }); err == nil && found {
		return s.passage(id)
	}
	return s.locker(id)
}

// member is a machine that outlives its sessions.
type member interface {
	machine
	// part ends its session for a restart of the server.
	part()
}

func (s *Server) machines() []member {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]member, 0, len(s.robots)+len(s.lockers)+len(s.doors))
	for _, r := range s.robots {
		all = append(all, r)
	}
	for _, l := range s.lockers {
		all = append(all, l)
	}
	for _, p := range s.doors {
		all = append(all, p)
	}
	return all
}
