package robotlink

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

// maxPacket is the longest MQTT packet in bytes: a message and its topic.
const maxPacket = vda5050.MaxMessage + 2048

// maxHello is how many bytes a connection may send before it has signed in.
const maxHello = 16 << 10

// line is one MQTT connection, and its robot's session once it has signed in.
// Its fields are those of the goroutine that reads.
type line struct {
	net.Conn
	srv     *Server
	hello   int    // bytes read before it signed in
	robot   *robot // nil until then, as all below
	prefix  string // of the robot's topics
	session *conn
	guard   *guard
	written chan struct{}
}

// sessions numbers them: the broker must not take a robot's sessions for one,
// because which of two stays is for the robot's session layer to say.
var sessions atomic.Uint64

// lineOf returns the line of a client, for its own goroutine.
func lineOf(cl *mqtt.Client) *line { return cl.Net.Conn.(*line) }

// fromRobot reports whether a robot publishes the topic.
func fromRobot(name string) bool {
	return slices.Contains([]vda5050.Name{
		vda5050.TopicState, vda5050.TopicConnection, vda5050.TopicVisualization, vda5050.TopicFactsheet,
	}, vda5050.Name(name))
}

// lasting reports whether a topic's last message is kept for later subscribers.
func lasting(name string) bool {
	return name == string(vda5050.TopicConnection) || name == string(vda5050.TopicFactsheet)
}

// signIn opens the robot's session: the password is its key, the user name and
// the client id are its serial number, and its will is on its own connection
// topic.
func (l *line) signIn(cl *mqtt.Client, pk packets.Packet) error {
	key, serial := string(pk.Connect.Password), string(pk.Connect.Username)
	cred, err := l.srv.lookUp(l.srv.ctx, key)
	switch {
	case errors.Is(err, shell.ErrNoCredential):
		return errors.New("the password is not a valid key")
	case err != nil:
		return fmt.Errorf("the key could not be checked: %w", err)
	case !cred.Has(shell.ScopeDevice) || cred.Subject == "":
		return errors.New("the key is not a machine's")
	case serial != cred.Subject || cl.ID != cred.Subject:
		return fmt.Errorf("the user name and the client id must be the key's serial number %q", cred.Subject)
	}
	r := l.srv.robot(cred.Subject)
	if !l.srv.enter() {
		return errors.New("the server is shutting down")
	}
	session := newConn(l.srv.cfg.Queue)
	if err := l.open(r, session, pk); err != nil {
		session.fail(err)
		r.detach(session)
		l.srv.leave()
		return err
	}
	l.robot, l.session, l.guard, l.written = r, session, newGuard(l.srv, r, key), make(chan struct{})
	cl.ID = cred.Subject + " " + strconv.FormatUint(sessions.Add(1), 10)
	cl.Properties.Clean, cl.Properties.Props.SessionExpiryInterval = true, 0
	cl.Properties.Will.WillDelayInterval = 0
	go l.write(cl)
	return nil
}

// open makes the session the robot's.
func (l *line) open(r *robot, session *conn, pk packets.Packet) error {
	if err := l.srv.attach(r, session); err != nil {
		return err
	}
	l.prefix = r.speaks(pk.Connect.WillTopic)
	if !pk.Connect.WillFlag {
		return nil
	}
	if want := l.prefix + string(vda5050.TopicConnection); pk.Connect.WillTopic != want {
		return fmt.Errorf("the will's topic must be %s", want)
	}
	decode := vda5050.Decode
	if r.v3 {
		decode = vda5050.Decode30
	}
	_, err := decode(vda5050.TopicConnection, pk.Connect.WillPayload)
	return err
}

// close ends the session, if there is one.
func (l *line) close(err error) {
	if l.session == nil {
		return
	}
	defer l.srv.leave()
	l.session.fail(err)
	l.robot.detach(l.session)
	<-l.written
	l.srv.log.Info("session over", "machine", l.robot.serial, "code", l.session.why.code, "reason", l.session.why.reason)
}

// write publishes what is queued to the robot, at QoS 0 and not retained,
// until the session ends.
func (l *line) write(cl *mqtt.Client) {
	defer close(l.written)
	defer cl.Stop(&l.session.why)
	for {
		select {
		case m := <-l.session.out:
			if !hears(cl, m.topic) {
				continue
			}
			if err := cl.WritePacket(packets.Packet{
				FixedHeader: packets.FixedHeader{Type: packets.Publish}, TopicName: m.topic, Payload: m.payload,
			}); err != nil {
				l.session.end(closeGone, "the link failed")
				return
			}
		case <-l.session.stop:
			return
		}
	}
}

// hears reports whether the client has subscribed a topic.
func hears(cl *mqtt.Client, topic string) bool {
	name := topic[strings.LastIndexByte(topic, '/')+1:]
	for filter := range cl.State.Subscriptions.GetAll() {
		last := filter[strings.LastIndexByte(filter, '/')+1:] // the rest is the robot's own prefix
		if last == name || last == "+" || last == "#" {
			return true
		}
	}
	return false
}

// Read implements net.Conn.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if l.session == nil {
		if l.hello += n; l.hello > maxHello {
			return 0, fmt.Errorf("more than %d bytes before it signed in", maxHello)
		}
	}
	return n, err
}

// Write implements net.Conn: each write has its own time.
func (l *line) Write(p []byte) (int, error) {
	_ = l.SetWriteDeadline(time.Now().Add(l.srv.cfg.Write))
	return l.Conn.Write(p)
}

// SetDeadline implements net.Conn: the broker means how long it reads.
func (l *line) SetDeadline(t time.Time) error { return l.SetReadDeadline(t) }

// stream is a WebSocket read and written as a stream of bytes.
type stream struct {
	net.Conn
	ws   *websocket.Conn
	rest io.Reader // of the message that is read
}

// Read implements net.Conn.
func (s *stream) Read(p []byte) (int, error) {
	for {
		if s.rest == nil {
			kind, r, err := s.ws.NextReader()
			if err != nil {
				return 0, err
			}
			if kind != websocket.BinaryMessage {
				return 0, errors.New("a text message: MQTT is binary")
			}
			s.rest = r
		}
		n, err := s.rest.Read(p)
		if errors.Is(err, io.EOF) {
			s.rest, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Write implements net.Conn.
func (s *stream) Write(p []byte) (int, error) {
	if err := s.ws.WriteMessage(websocket.BinaryMessage, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// SetReadDeadline implements net.Conn.
func (s *stream) SetReadDeadline(t time.Time) error { return s.ws.SetReadDeadline(t) }

// SetWriteDeadline implements net.Conn.
func (s *stream) SetWriteDeadline(t time.Time) error { return s.ws.SetWriteDeadline(t) }
