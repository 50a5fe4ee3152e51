package courierws

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

// Path is where the Server expects to be mounted.
const Path = "/v1/courier/ws"

// Server holds the couriers' sessions of one zone. It is the couriers' part
// of shell.Doors and an http.Handler for Path. Safe for concurrent use.
type Server struct {
	parts    Parts
	config   Config
	log      *slog.Logger
	epoch    string // random for each process: numbers of another mean nothing
	upgrader websocket.Upgrader
	count    counters

	ctx  context.Context // of everything that a session asks for
	stop context.CancelFunc
	work sync.WaitGroup

	mu       sync.Mutex
	lines    map[fleet.WorkerID]*line
	floor    uint64 // no number up to here is given out again
	swept    time.Time
	sessions map[*session]struct{}
	closing  bool
}

// New returns a Server without sessions.
func New(p Parts, c Config) *Server {
	c = c.withDefaults()
	ctx, stop := context.WithCancel(context.Background())
	var b [8]byte
	rand.Read(b[:])
	s := &Server{
		parts: p, config: c, log: c.Log, epoch: hex.EncodeToString(b[:]), ctx: ctx, stop: stop,
		lines: map[fleet.WorkerID]*line{}, sessions: map[*session]struct{}{}, swept: c.Now(),
	}
	s.upgrader = websocket.Upgrader{
		ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: &sync.Pool{},
		CheckOrigin: func(*http.Request) bool { return true }, // checked before the key is
		Error: func(w http.ResponseWriter, _ *http.Request, status int, reason error) {
			newProblem(status, "bad_handshake", reason.Error()).write(w)
		},
	}
	return s
}

// Deliver queues what the decisions mean to couriers, and returns at once.
func (s *Server) Deliver(st *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	for _, o := range courier.Batch(st, ds) {
		s.mu.Lock()
		l := s.lines[o.Courier]
		s.mu.Unlock()
		if l != nil {
			l.push(o.Message)
		}
	}
}

// ServeHTTP opens a session for a request with a courier's key or ticket. It
// returns when the session has begun.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	refuse := func(p *problem) {
		s.count.refused.Add(1)
		p.write(w)
	}
	switch {
	case !websocket.IsWebSocketUpgrade(r):
		refuse(newProblem(http.StatusBadRequest, "bad_handshake", "this address speaks WebSocket only"))
		return
	case !s.checkOrigin(r):
		refuse(newProblem(http.StatusForbidden, "bad_origin", "pages of this origin may not open sessions: add it to the server's origins"))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.config.Ask)
	c, p := s.signIn(ctx, r)
	cancel()
	if p != nil {
		refuse(p)
		return
	}
	if !s.enter() {
		refuse(newProblem(http.StatusServiceUnavailable, "try_again", "the server takes no more sessions just now"))
		return
	}
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.count.refused.Add(1) // the upgrader has answered
		s.exit()
		return
	}
	s.count.opened.Add(1)
	// The request's goroutine would pin its buffers for as long as it stays.
	go s.serve(conn, c)
}

// serve runs a session to its end.
func (s *Server) serve(conn *websocket.Conn, c shell.Credential) {
	defer s.exit()
	l := s.lineOf(fleet.WorkerID(c.Subject))
	defer s.release(l)
	se := newSession(s, conn, l, c.ID)
	s.register(se)
	defer s.unregister(se)
	defer l.detach(se)
	s.work.Go(func() { se.write(s.ctx) })
	se.run(s.ctx)
}

// exit counts a session out that enter counted in.
func (s *Server) exit() {
	s.count.sessions.Add(-1)
	s.work.Done()
}

// enter counts a session in, unless there is no room or the server closes.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing || s.count.sessions.Load() >= int64(s.config.Sessions) {
		return false
	}
	s.count.sessions.Add(1)
	s.work.Add(1)
	return true
}

func (s *Server) register(se *session) {
	s.mu.Lock()
	s.sessions[se] = struct{}{}
	closing := s.closing
	s.mu.Unlock()
	if closing {
		se.close(courier.CloseRestart)
	}
}

func (s *Server) unregister(se *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, se)
}

// lineOf returns the courier's line, a new one where there is none.
func (s *Server) lineOf(id fleet.WorkerID) *line {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	l := s.lines[id]
	if l == nil {
		l = &line{courier: id, keep: s.config.Replay, seq: s.floor + 1}
		s.lines[id] = l
	}
	l.refs++
	return l
}

func (s *Server) release(l *line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.refs--
	l.left = s.config.Now()
}

// sweep drops lines whose app has been away for too long, looking at most
// once in a twentieth of that time.
func (s *Server) sweep() {
	now := s.config.Now()
	if now.Sub(s.swept) < s.config.Keep/20 {
		return
	}
	s.swept = now
	for id, l := range s.lines {
		if l.refs > 0 || now.Sub(l.left) < s.config.Keep {
			continue
		}
		l.mu.Lock()
		s.floor = max(s.floor, l.seq)
		l.mu.Unlock()
		delete(s.lines, id)
	}
}

// Shutdown takes no more sessions, tells the open ones to reconnect, and
// waits until they are closed or the context ends; then it cuts those that
// are left and returns the context's error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	for se := range s.sessions {
		se.close(courier.CloseRestart)
	}
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.work.Wait()
		close(done)
	}()
	defer s.stop()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	for se := range s.sessions {
		se.conn.Close()
	}
	s.mu.Unlock()
	return ctx.Err()
}
