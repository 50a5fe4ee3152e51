package robotlink

import (
	"errors"
	"sync"

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

// ending is why a session ends.
type ending struct {
	code   int
	reason string
}

func (e *ending) Error() string { return e.reason }

// message is one message to or from a machine. Over a WebSocket a robot's has
// an envelope; a locker's frames have no topic.
type message struct {
	topic   string
	payload []byte
}

// conn is a machine's session, whatever it runs over. Any goroutine may send;
// one writes.
type conn struct {
	out  chan message
	stop chan struct{}

	once sync.Once
	why  ending // set before stop closes
}

func newConn(queue int) *conn {
	return &conn{out: make(chan message, queue), stop: make(chan struct{})}
}

// send queues a message and returns at once. A machine that takes its messages
// too slowly loses its session: whatever it missed is sent on the next.
func (c *conn) send(m message) bool {
	if c.over() {
		return false
	}
	select {
	case c.out <- m:
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

// fail ends the session for the error's reason.
func (c *conn) fail(err error) {
	var e *ending
	if errors.As(err, &e) {
		c.end(e.code, e.reason)
		return
	}
	c.end(closeGone, "the link failed")
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
