package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	frameEvery  = 500 * time.Millisecond
	liveWrite   = 5 * time.Second
	livePing    = 20 * time.Second
	liveTimeout = 60 * time.Second
	liveRead    = 16 << 10
	maxWatchers = 500
)

// hub reads the state once for each frame and hands it to every watcher. A
// slow watcher skips frames.
type hub struct {
	s        *Server
	upgrader websocket.Upgrader

	mu       sync.Mutex
	watchers map[*watcher]bool
}

// watcher is one open map. Its frame channel holds the newest frame only.
type watcher struct {
	conn  *websocket.Conn
	frame chan *websocket.PreparedMessage
}

func newHub(s *Server) *hub {
	h := &hub{s: s, watchers: map[*watcher]bool{}}
	h.upgrader = websocket.Upgrader{
		ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: &sync.Pool{},
		HandshakeTimeout: 5 * time.Second,
		Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
			writeProblem(w, fromStatus(http.StatusBadRequest, "this path is a WebSocket: "+reason.Error()).(*Problem))
		},
	}
	if len(s.Origins) > 0 {
		h.upgrader.CheckOrigin = func(r *http.Request) bool { return s.originAllowed(r) }
	}
	return h
}

// originAllowed accepts programs, which send no origin, this host's pages, and
// the listed ones.
func (s *Server) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(s.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// Run feeds the live map until the context ends.
func (s *Server) Run(ctx context.Context) error {
	t := time.NewTicker(frameEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			s.live.close()
			return ctx.Err()
		case <-t.C:
			if s.live.count() > 0 {
				s.live.broadcast(ctx)
			}
		}
	}
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watchers)
}

func (h *hub) broadcast(ctx context.Context) {
	f, err := h.s.frame(ctx)
	if err != nil {
		return // the engine is restarting: the map waits
	}
	b, err := json.Marshal(f)
	if err != nil {
		h.s.Log.ErrorContext(ctx, "live frame", "err", err)
		return
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, b)
	if err != nil {
		h.s.Log.ErrorContext(ctx, "live frame", "err", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers {
		select {
		case <-w.frame: // it has not taken the last one: skip that
		default:
		}
		w.frame <- m // room for one, and only this goroutine sends
	}
}

func (h *hub) add(w *watcher) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.watchers) >= maxWatchers {
		return false
	}
	h.watchers[w] = true
	return true
}

func (h *hub) remove(w *watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watchers[w] {
		delete(h.watchers, w)
		close(w.frame)
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers {
		delete(h.watchers, w)
		close(w.frame)
	}
}

// watch serves one map: this goroutine reads, another is the only one that
// writes.
func (s *Server) watch(w http.ResponseWriter, r *http.Request) {
	h := s.live
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // answered by the upgrader
	}
	defer conn.Close()
	x := &watcher{conn: conn, frame: make(chan *websocket.PreparedMessage, 1)}
	if !h.add(x) {
		conn.WriteControl(websocket.CloseMessage,
			websocket.FormatCloseMessage(websocket.CloseTryAgainLater, "too many maps are open"), time.Now().Add(liveWrite))
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.write()
	}()
	x.read()
	h.remove(x)
	<-done
}

func (x *watcher) write() {
	defer x.conn.Close()
	ping := time.NewTicker(livePing)
	defer ping.Stop()
	for {
		select {
		case m, ok := <-x.frame:
			x.conn.SetWriteDeadline(time.Now().Add(liveWrite))
			if !ok {
				x.conn.WriteMessage(websocket.CloseMessage,
					websocket.FormatCloseMessage(websocket.CloseServiceRestart, "open the map again"))
				return
			}
			if x.conn.WritePreparedMessage(m) != nil {
				return
			}
		case <-ping.C:
			x.conn.SetWriteDeadline(time.Now().Add(liveWrite))
			if x.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}

// read keeps the connection alive and returns when the watcher leaves.
func (x *watcher) read() {
	x.conn.SetReadLimit(liveRead)
	x.conn.SetReadDeadline(time.Now().Add(liveTimeout))
	x.conn.SetPongHandler(func(string) error {
		return x.conn.SetReadDeadline(time.Now().Add(liveTimeout))
	})
	for {
		if _, _, err := x.conn.NextReader(); err != nil {
			return
		}
	}
}
