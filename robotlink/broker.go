package robotlink

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// broker speaks MQTT with robots. It is a broker for them, but the only one
// who hears a robot and speaks to it is its session: robots never reach each
// other.
type broker struct {
	mqtt.HookBase
	srv   *Server
	mqtt  *mqtt.Server
	lines atomic.Int64
}

func newBroker(s *Server) *broker {
	caps := mqtt.NewDefaultServerCapabilities()
	caps.MinimumProtocolVersion = 4 // 3.1.1
	caps.MaximumPacketSize = maxPacket
	caps.MaximumClientWritesPending = int32(s.cfg.Queue)
	caps.ReceiveMaximum, caps.MaximumInflight = 64, 64
	caps.MaximumSessionExpiryInterval, caps.TopicAliasMaximum = 0, 0
	caps.SharedSubAvailable = 0
	// Its log would name what robots send, a second CONNECT with its key too.
	b := &broker{srv: s, mqtt: mqtt.New(&mqtt.Options{Capabilities: caps, Logger: slog.New(slog.DiscardHandler)})}
	if err := b.mqtt.AddHook(b, nil); err != nil {
		panic(fmt.Sprintf("robotlink: hook refused: %v", err)) // Init cannot fail
	}
	return b
}

// ServeMQTT accepts robots that speak MQTT 3.1.1 until l closes. It returns
// why, nil when l was closed.
func (s *Server) ServeMQTT(l net.Listener) error {
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		var pause net.Error
		if errors.As(err, &pause) && pause.Timeout() {
			continue
		}
		if err != nil {
			return fmt.Errorf("robotlink: accept: %w", err)
		}
		go s.broker.serve(c)
	}
}

// upgrade serves GET /v1/robot/mqtt: MQTT in binary WebSocket messages.
func (b *broker) upgrade(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Origin") != "" {
		b.srv.turnAway(w, http.StatusForbidden, "no_browsers", "this door is for machines; a page may not open it", false)
		return
	}
	up := websocket.Upgrader{
		ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: pool, Subprotocols: []string{"mqtt"},
		CheckOrigin: func(*http.Request) bool { return true }, // it has none
	}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		b.srv.count.turnedAway.Add(1)
		return // the upgrader has answered
	}
	ws.SetReadLimit(maxPacket)
	b.serve(&stream{Conn: ws.NetConn(), ws: ws})
}

// serve runs one connection from its first packet to the end.
func (b *broker) serve(c net.Conn) {
	defer c.Close()
	if b.lines.Add(1); b.lines.Load() > int64(b.srv.cfg.Lines) {
		b.srv.count.turnedAway.Add(1)
		b.lines.Add(-1)
		return
	}
	defer b.lines.Add(-1)
	_ = c.SetReadDeadline(time.Now().Add(b.srv.cfg.Ask)) // until it has signed in
	l := &line{Conn: c, srv: b.srv}
	err := b.mqtt.EstablishConnection("robots", l)
	l.close(err)
}

// ID implements mqtt.Hook.
func (b *broker) ID() string { return "robotlink" }

// Provides implements mqtt.Hook.
func (b *broker) Provides(what byte) bool {
	return bytes.IndexByte([]byte{
		mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnPublish, mqtt.OnSubscribed, mqtt.OnWill,
	}, what) >= 0
}

// OnConnectAuthenticate implements mqtt.Hook: it opens the robot's session.
func (b *broker) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	l := lineOf(cl)
	err := l.signIn(cl, pk)
	if err != nil {
		b.srv.count.turnedAway.Add(1)
		b.srv.log.Warn("MQTT session refused", "from", cl.Net.Remote, "reason", err)
	}
	return err == nil
}

// OnACLCheck implements mqtt.Hook: a robot publishes and subscribes its own
// topics only, and not those of its master.
func (b *broker) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	l := lineOf(cl)
	name, own := strings.CutPrefix(topic, l.prefix)
	if !write {
		ok := own && name != "" && !strings.Contains(name, "/")
		if !ok {
			b.srv.log.Warn("subscription refused", "machine", l.robot.serial, "filter", topic)
		}
		return ok
	}
	if !own || !fromRobot(name) {
		l.session.end(closeRefused, fmt.Sprintf("topic %s: it may publish %sstate, connection, visualization and factsheet", topic, l.prefix))
		return false
	}
	return true
}

// OnPublish implements mqtt.Hook: what a robot says goes to its session. Only
// connection and factsheet are kept for those who come later.
func (b *broker) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	l := lineOf(cl)
	name := strings.TrimPrefix(pk.TopicName, l.prefix)
	pk.FixedHeader.Retain = pk.FixedHeader.Retain && lasting(name)
	if len(pk.Payload) == 0 && pk.FixedHeader.Retain {
		return pk, nil // it takes back what was kept
	}
	if err := l.guard.pass(l.session, message{topic: pk.TopicName, payload: pk.Payload}); err != nil {
		l.session.fail(err)
		return pk, packets.ErrRejectPacket
	}
	return pk, nil
}

// OnSubscribed implements mqtt.Hook: what was sent before, nobody heard.
func (b *broker) OnSubscribed(cl *mqtt.Client, _ packets.Packet, _ []byte) {
	l := lineOf(cl)
	l.robot.renew(l.session)
}

// OnWill implements mqtt.Hook. The will of a session that a newer one replaced
// is not heard: the robot is there.
func (b *broker) OnWill(cl *mqtt.Client, will mqtt.Will) (mqtt.Will, error) {
	l := lineOf(cl)
	if l.session != nil && l.session.over() && l.session.why.code == closeReplaced {
		return mqtt.Will{}, nil
	}
	return will, nil
}
