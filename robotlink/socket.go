package robotlink

import (
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// farewell is how long a session that ended waits for the other side to read
// why: a socket closed with unread messages would swallow the close code.
const farewell = time.Second

const farewellBytes = 16 << 20

// pool shares write buffers: most machines are quiet most of the time.
var pool = &sync.Pool{}

// socket carries a session over a WebSocket, in text messages.
type socket struct {
	*conn
	ws *websocket.Conn
}

// write is the connection's only writer. It returns after end, or when the
// link fails, and gives the reader a moment to hear the other side out.
func (c *socket) write(ping, wait time.Duration) {
	defer func() { _ = c.ws.SetReadDeadline(time.Now().Add(farewell)) }()
	beat := time.NewTicker(ping)
	defer beat.Stop()
	for {
		var err error
		select {
		case m := <-c.out:
			err = c.put(m, wait)
		case <-beat.C:
			err = c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(wait))
		case <-c.stop:
			c.flush(wait)
			_ = c.ws.WriteControl(websocket.CloseMessage,
				websocket.FormatCloseMessage(c.why.code, c.why.reason), time.Now().Add(wait))
			return
		}
		if err != nil {
			c.end(closeGone, "the link failed")
			return
		}
	}
}

// flush writes what was queued before the end.
func (c *socket) flush(wait time.Duration) {
	for {
		select {
		case m := <-c.out:
			if c.put(m, wait) != nil {
				return
			}
		default:
			return
		}
	}
}

// put writes one message, in an envelope when it has a topic.
func (c *socket) put(m message, wait time.Duration) error {
	b := m.payload
	if m.topic != "" {
		var err error
		if b, err = json.Marshal(struct {
			Topic   string          `json:"topic"`
			Payload json.RawMessage `json:"payload"`
		}{m.topic, m.payload}); err != nil {
			return err
		}
	}
	_ = c.ws.SetWriteDeadline(time.Now().Add(wait))
	return c.ws.WriteMessage(websocket.TextMessage, b)
}

// drain reads what still comes, to nobody, until the other side closes or the
// farewell is over. After a message that was too long the rest of it must be
// taken from the socket itself.
func (c *socket) drain() {
	defer c.ws.Close()
	_ = c.ws.SetReadDeadline(time.Now().Add(farewell))
	for {
		_, _, err := c.ws.NextReader()
		if errors.Is(err, websocket.ErrReadLimit) {
			_, _ = io.Copy(io.Discard, io.LimitReader(c.ws.NetConn(), farewellBytes))
			return
		}
		if err != nil {
			return
		}
	}
}
