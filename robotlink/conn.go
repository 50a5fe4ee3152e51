package robotlink

import (
	"errors"
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Close codes and what a machine should do about them.
const (
	closeGone     = websocket.CloseGoingAway       // the server restarts: reconnect
	closeRefused  = websocket.ClosePolicyViolation // the machine did wrong: fix it, then reconnect
	closeLater    = websocket.CloseTryAgainLater   // the server cannot now: reconnect, ever more slowly
	closeReplaced = 4001                           // another session of the same machine took over: stop
	closeUnknown  = 4004                           // nobody registered the machine: reconnect slowly
	closeSilent   = 4008                           // nothing was heard for too long: reconnect
)

// farewell is how long a session that ended waits for the other side to read
// why: a socket closed with unread messages would swallow the close code.
const farewell = time.Second

const farewellBytes = 16 << 20

// ending is why a session ends.
type ending struct {
	code   int
	reason string
}

func (e *ending) Error() string { return e.reason }

// pool shares write buffers: most machines are quiet most of the time.
var pool = &sync.Pool{}

// conn is one WebSocket. Any goroutine may send; one writes.
type conn struct {
	ws   *websocket.Conn
	out  chan []byte
	stop chan struct{}

	once sync.Once
	why  ending // set before stop closes
}

func newConn(ws *websocket.Conn, queue int) *conn {
	return &conn{ws: ws, out: make(chan []byte, queue), stop: make(chan struct{})}
}

// send queues a message and returns at once. A machine that takes its messages
// too slowly loses its session: whatever it missed is sent on the next.
func (c *conn) send(b []byte) bool {
	if c.over() {
		return false
	}
	select {
	case c.out <- b:
		return true
	default:
		c.end(closeLater, "messages are taken too slowly")
		return false
	}
}

// end closes the session with a code; the first reason stands.
func (c *conn) end(code int, reason string) {
	c.once.Do(func() {
		if len(reason) > 120 { // a control frame holds 125 bytes
			reason = reason[:120]
		}
		c.why = ending{code, reason}
		close(c.stop)
	})
}

// over reports whether end was called.
func (c *conn) over() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}

// write is the connection's only writer. It returns after end, or when the
// link fails, and gives the reader a moment to hear the other side out.
func (c *conn) write(ping, wait time.Duration) {
	defer func() { _ = c.ws.SetReadDeadline(time.Now().Add(farewell)) }()
	beat := time.NewTicker(ping)
	defer beat.Stop()
	for {
		var err error
		select {
		case b := <-c.out:
			_ = c.ws.SetWriteDeadline(time.Now().Add(wait))
			err = c.ws.WriteMessage(websocket.TextMessage, b)
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
func (c *conn) flush(wait time.Duration) {
	for {
		select {
		case b := <-c.out:
			_ = c.ws.SetWriteDeadline(time.Now().Add(wait))
			if c.ws.WriteMessage(websocket.TextMessage, b) != nil {
				return
			}
		default:
			return
		}
	}
}

// drain reads what still comes, to nobody, until the other side closes or the
// farewell is over. After a message that was too long the rest of it must be
// taken from the socket itself.
func (c *conn) drain() {
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
