package simulator

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is a WebSocket that comes back after every cut.
type socket struct {
	live *Live
	url  string
	key  string
	up   func()       // on the stage, on every connection
	hear func([]byte) // on the stage, for every message

	mu   sync.Mutex
	conn *websocket.Conn
}

func (l *Live) socket(path, key string, up func(), hear func([]byte)) *socket {
	return &socket{live: l, url: "ws" + strings.TrimPrefix(l.client.base, "http") + path, key: key, up: up, hear: hear}
}

// run connects, reads, and connects again until ctx ends.
func (s *socket) run(ctx context.Context) {
	for wait := 50 * time.Millisecond; ctx.Err() == nil; wait = min(2*wait, time.Second) {
		header := http.Header{"Authorization": {"Bearer " + s.key}}
		conn, res, err := websocket.DefaultDialer.DialContext(ctx, s.url, header)
		if err != nil {
			if res != nil {
				s.live.log.Debug("socket refused", "url", s.url, "status", res.StatusCode)
			}
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
			continue
		}
		wait = 25 * time.Millisecond
		s.set(conn)
		s.live.post(ctx, s.up)
		s.read(ctx, conn)
	}
}

func (s *socket) read(ctx context.Context, conn *websocket.Conn) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	for {
		_, b, err := conn.ReadMessage()
		if err != nil {
			s.set(nil)
			conn.Close()
			if ctx.Err() == nil {
				s.live.log.Debug("socket lost", "url", s.url, "err", err)
			}
			return
		}
		s.live.post(ctx, func() { s.hear(b) })
	}
}

func (s *socket) set(conn *websocket.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = conn
}

// send writes a message if there is a connection; who must be sure that it
// arrived sends it again on the next.
func (s *socket) send(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return
	}
	s.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if err := s.conn.WriteMessage(websocket.TextMessage, b); err != nil {
		s.conn.Close()
		s.conn = nil
	}
}

// cut drops the connection, as a tunnel does.
func (s *socket) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		s.conn.Close()
	}
}
