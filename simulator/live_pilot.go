package simulator

import (
	"context"
	"sync"
	"time"

	"github.com/linli/linli/simulator/mqtt"
	"github.com/linli/linli/wire/vda5050"
)

// carrier takes a robot's messages to the server and brings the server's.
type carrier interface {
	// run connects, and connects again until ctx ends.
	run(ctx context.Context)
	publish(m vda5050.Message)
}

// envelopes carries a robot's messages over a WebSocket.
type envelopes struct {
	*socket
	live *Live
}

func (e envelopes) publish(m vda5050.Message) {
	b, err := vda5050.Wrap(vda5050.DefaultInterface, m)
	if err != nil {
		e.live.log.Error("bad message of a simulated robot", "err", err)
		return
	}
	e.send(b)
}

// topics carries them over MQTT.
type topics struct {
	live   *Live
	serial string
	key    string
	up     func()
	hear   func(topic string, payload []byte)

	mu   sync.Mutex
	conn *mqtt.Conn
}

func (t *topics) run(ctx context.Context) {
	topic := func(n vda5050.Name) string {
		return vda5050.Topic{Interface: vda5050.DefaultInterface, Manufacturer: RobotMaker, Serial: t.serial, Name: n}.String()
	}
	will := &vda5050.Connection{ConnectionState: vda5050.Broken, Header: vda5050.Header{
		Version: vda5050.Version, Manufacturer: RobotMaker, SerialNumber: t.serial,
	}}
	for wait := 50 * time.Millisecond; ctx.Err() == nil; wait = min(2*wait, time.Second) {
		will.Timestamp = vda5050.At(t.live.Now())
		b, err := vda5050.Encode(will)
		if err != nil {
			t.live.log.Error("bad will of a simulated robot", "err", err)
			return
		}
		conn, err := mqtt.Dial(ctx, mqtt.Options{
			Server: t.live.mqtt, Client: t.serial, User: t.serial, Key: t.key,
			Will:      mqtt.Message{Topic: topic(vda5050.TopicConnection), Payload: b, QoS: 1, Retain: true},
			Subscribe: []string{topic(vda5050.TopicOrder), topic(vda5050.TopicInstantActions)},
		})
		if err != nil {
			t.live.log.Debug("MQTT refused", "server", t.live.mqtt, "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
			continue
		}
		wait = 25 * time.Millisecond
		t.set(conn)
		t.live.post(ctx, t.up)
		t.read(ctx, conn)
	}
}

func (t *topics) read(ctx context.Context, conn *mqtt.Conn) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	for {
		m, err := conn.Read()
		if err != nil {
			t.set(nil)
			_ = conn.Cut()
			if ctx.Err() == nil {
				t.live.log.Debug("MQTT lost", "err", err)
			}
			return
		}
		t.live.post(ctx, func() { t.hear(m.Topic, m.Payload) })
	}
}

func (t *topics) set(conn *mqtt.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.conn = conn
}

func (t *topics) publish(m vda5050.Message) {
	b, err := vda5050.Encode(m)
	if err != nil {
		t.live.log.Error("bad message of a simulated robot", "err", err)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn == nil {
		return // the next state on the next connection says it all
	}
	h := m.Head()
	out := mqtt.Message{Payload: b, Topic: vda5050.Topic{
		Interface: vda5050.DefaultInterface, Manufacturer: h.Manufacturer, Serial: h.SerialNumber, Name: m.Name(),
	}.String()}
	switch m.Name() {
	case vda5050.TopicConnection:
		out.QoS, out.Retain = 1, true
	case vda5050.TopicFactsheet:
		out.Retain = true
	}
	if err := t.conn.Publish(out); err != nil {
		_ = t.conn.Cut()
		t.conn = nil
	}
}
