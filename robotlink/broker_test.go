package robotlink

import (
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/simulator/mqtt"
	"github.com/linli/linli/wire/vda5050"
)

const own = "uagv/v2/ACME/R1/"

// mqttAddr serves MQTT over TCP until the test ends.
func (w *world) mqttAddr() string {
	w.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.server.ServeMQTT(l) }()
	w.Cleanup(func() {
		l.Close()
		if err := <-done; err != nil {
			w.Error(err)
		}
	})
	return "mqtt://" + l.Addr().String()
}

func (w *world) will() mqtt.Message {
	w.Helper()
	m := &vda5050.Connection{ConnectionState: vda5050.Broken, Header: (&peer{world: w}).header()}
	b, err := vda5050.Encode(m)
	if err != nil {
		w.Fatal(err)
	}
	return mqtt.Message{Topic: own + "connection", Payload: b, QoS: 1, Retain: true}
}

// options are those of robot R1 in good order.
func (w *world) options(server string) mqtt.Options {
	return mqtt.Options{
		Server: server, Client: "R1", User: "R1", Key: "linli_r1_s", Will: w.will(),
		Subscribe: []string{own + "order", own + "instantActions"},
	}
}

// mqttPeer is robot R1 over MQTT. What it gets is put in envelopes, and what it
// says taken out of them, so that it is scripted as over WebSocket.
func (w *world) mqttPeer(server string) *peer {
	w.Helper()
	conn, err := mqtt.Dial(w.Context(), w.options(server))
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { conn.Cut() })
	p := &peer{world: w, mqtt: conn, got: make(chan []byte, 1000)}
	go func() {
		defer close(p.got)
		for {
			m, err := conn.Read()
			if err != nil {
				return
			}
			b, _ := json.Marshal(map[string]any{"topic": m.Topic, "payload": json.RawMessage(m.Payload)})
			if m.QoS != 0 || m.Retain {
				b = []byte(`"a master's message must be QoS 0 and not retained"`)
			}
			p.got <- b
		}
	}()
	p.say(&vda5050.Factsheet{})
	return p
}

// everyRobot runs a test with a robot on each of the transports.
func everyRobot(t *testing.T, test func(w *world, robot func() *peer)) {
	t.Run("json", func(t *testing.T) {
		w := newWorld(t, nil)
		test(w, w.robotPeer)
	})
	t.Run("mqtt", func(t *testing.T) {
		w := newWorld(t, nil)
		addr := w.mqttAddr()
		test(w, func() *peer { return w.mqttPeer(addr) })
	})
	t.Run("mqtt over websocket", func(t *testing.T) {
		w := newWorld(t, nil)
		test(w, func() *peer {
			return w.mqttPeer("ws" + strings.TrimPrefix(w.http.URL, "http") + "/v1/robot/mqtt")
		})
	})
}

func TestOneSessionWhateverItRunsOver(t *testing.T) {
	w := newWorld(t, nil)
	addr := w.mqttAddr()
	a := w.mqttPeer(addr)
	a.state("")
	w.untilTold("up")
	b := w.robotPeer()
	w.until("the first is cut", func() bool { _, open := <-a.got; return !open })
	b.state("")
	w.send(w.mission("m1"))
	b.nextOrder("m1")
	c := w.mqttPeer(addr)
	b.ended(closeReplaced, "newer session")
	c.state("")
	c.nextOrder("m1")
	if n := w.server.Counts().Robots; n != 1 {
		t.Errorf("%d sessions", n)
	}
	w.untilTold("up")
}

func TestMQTTRefusesStrangers(t *testing.T) {
	w := newWorld(t, nil)
	addr := w.mqttAddr()
	for what, change := range map[string]func(*mqtt.Options){
		"a wrong key":         func(o *mqtt.Options) { o.Key = "linli_r1_x" },
		"no key":              func(o *mqtt.Options) { o.Key = "" },
		"a merchant's key":    func(o *mqtt.Options) { o.Key, o.User, o.Client = "linli_m1_s", "M1", "M1" },
		"another's client id": func(o *mqtt.Options) { o.Client = "R2" },
		"another's user name": func(o *mqtt.Options) { o.User = "R2" },
		"not registered":      func(o *mqtt.Options) { o.Key, o.User, o.Client = "linli_x9_s", "X9", "X9" },
		"another's will":      func(o *mqtt.Options) { o.Will.Topic = "uagv/v2/ACME/R2/connection" },
		"a will to its order": func(o *mqtt.Options) { o.Will.Topic = own + "order" },
		"a bad will":          func(o *mqtt.Options) { o.Will.Payload = []byte("gone") },
		"too long a will":     func(o *mqtt.Options) { o.Will.Payload = make([]byte, 2*maxHello) },
		"all topics":          func(o *mqtt.Options) { o.Subscribe = []string{"#"} },
		"all robots":          func(o *mqtt.Options) { o.Subscribe = []string{"uagv/v2/+/+/state"} },
		"another's order":     func(o *mqtt.Options) { o.Subscribe = []string{"uagv/v2/ACME/R2/order"} },
		"a longer serial":     func(o *mqtt.Options) { o.Subscribe = []string{"uagv/v2/ACME/R11/order"} },
		"below its topics":    func(o *mqtt.Options) { o.Subscribe = []string{own + "order/x"} },
		"the broker's topics": func(o *mqtt.Options) { o.Subscribe = []string{"$SYS/#"} },
		"a shared one":        func(o *mqtt.Options) { o.Subscribe = []string{"$share/g/" + own + "order"} },
	} {
		o := w.options(addr)
		change(&o)
		if c, err := mqtt.Dial(t.Context(), o); err == nil {
			c.Cut()
			t.Errorf("%s was let in", what)
		}
	}
	o := w.options(addr)
	o.Subscribe = []string{own + "#"}
	c, err := mqtt.Dial(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	c.Cut()
}

func TestMQTTKeepsARobotToItsTopics(t *testing.T) {
	w := newWorld(t, nil)
	addr := w.mqttAddr()
	for _, topic := range []string{
		own + "order", own + "instantActions", own + "other", "uagv/v2/ACME/R2/state", "uagv/v2/OTHER/R1/state", "uagv/v1/ACME/R1/state",
	} {
		p := w.mqttPeer(addr)
		if err := p.mqtt.Publish(mqtt.Message{Topic: topic, Payload: []byte(`{}`)}); err != nil {
			t.Fatal(err)
		}
		w.until(topic+" ends the session", func() bool { _, open := <-p.got; return !open })
	}
	w.until("no session", func() bool { return w.server.Counts().Robots == 0 })
	if len(w.told()) > 0 {
		t.Errorf("told %q", w.told())
	}
}

func TestMQTTKeepsTheConnectionOnly(t *testing.T) {
	w := newWorld(t, nil)
	addr := w.mqttAddr()
	p := w.mqttPeer(addr)
	p.say(&vda5050.Connection{ConnectionState: vda5050.Online})
	p.state("")
	w.untilTold("up")
	p.mqtt.Cut()
	w.until("the session is over", func() bool { return w.server.Counts().Robots == 0 })
	o := w.options(addr)
	o.Subscribe = []string{own + "#"}
	c, err := mqtt.Dial(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Cut()
	m, err := c.Read()
	if err == nil && m.Topic == own+"factsheet" { // in any order
		m, err = c.Read()
	}
	if err != nil || m.Topic != own+"connection" || !strings.Contains(string(m.Payload), vda5050.Broken) {
		t.Errorf("%v %s %s", err, m.Topic, m.Payload)
	}
	if err := c.Publish(mqtt.Message{Topic: own + "connection", Retain: true}); err != nil {
		t.Fatal(err)
	}
	for {
		m, err := c.Read()
		if err != nil {
			t.Fatal(err)
		}
		if m.Topic == own+"connection" && len(m.Payload) == 0 {
			return
		}
		if m.Topic != own+"factsheet" {
			t.Fatalf("%s %s", m.Topic, m.Payload)
		}
	}
}

func TestMQTTLimits(t *testing.T) {
	state := mqtt.Message{Topic: own + "state", Payload: []byte("{")}
	for what, c := range map[string]struct {
		change func(*Config)
		before func(w *world)
		say    mqtt.Message
		bad    int64 // messages that were read and found bad
	}{
		"a revoked key": {
			func(c *Config) { c.Recheck = time.Nanosecond },
			func(w *world) { delete(w.creds, "r1") }, state, 0,
		},
		"bad messages":  {nil, nil, state, badLimit},
		"too many":      {func(c *Config) { c.Rate = 5 }, nil, state, 4},
		"a long packet": {nil, nil, mqtt.Message{Topic: own + "state", Payload: make([]byte, maxPacket)}, 0},
	} {
		w := newWorld(t, c.change)
		p := w.mqttPeer(w.mqttAddr())
		if c.before != nil {
			w.mu.Lock()
			c.before(w)
			w.mu.Unlock()
		}
		for range badLimit {
			_ = p.mqtt.Publish(c.say) // the session may be over already
		}
		w.until(what+" ends the session", func() bool { _, open := <-p.got; return !open })
		w.until("no session", func() bool { return w.server.Counts().Robots == 0 })
		if n := w.server.Counts().Bad; n != c.bad {
			t.Errorf("%s: %d bad messages, want %d", what, n, c.bad)
		}
	}
}

func TestMQTTConnectionsAreLimited(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Lines = 2 })
	addr := w.mqttAddr()
	a, err := net.Dial("tcp", strings.TrimPrefix(addr, "mqtt://"))
	if err != nil {
		t.Fatal(err)
	}
	w.until("a connection that says nothing", func() bool { return w.server.broker.lines.Load() == 1 })
	w.mqttPeer(addr)
	if c, err := mqtt.Dial(t.Context(), w.options(addr)); err == nil {
		c.Cut()
		t.Error("more connections than are allowed")
	}
	a.Close()
	w.until("there is room again", func() bool { return w.server.broker.lines.Load() == 1 })
	w.mqttPeer(addr)
}
