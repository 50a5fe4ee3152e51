package robotlink

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator/mqtt"
	"github.com/linli/linli/wire/device"
	"github.com/linli/linli/wire/vda5050"
)

// engine is a fake zone: it records events and lets a test change its state
// and deliver decisions as the loop would.
type engine struct {
	mu     sync.Mutex
	state  *dispatch.State
	events []dispatch.Event
	fail   int   // how many submits to come fail with err
	err    error // default shell.ErrAgain
}

func (e *engine) Submit(_ context.Context, r shell.Request) (shell.Result, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fail > 0 {
		e.fail--
		if e.err != nil {
			return shell.Result{}, e.err
		}
		return shell.Result{}, shell.ErrAgain
	}
	e.events = append(e.events, r.Event)
	return shell.Result{}, nil
}

func (e *engine) View(_ context.Context, f func(*dispatch.State)) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	f(e.state)
	return nil
}

// world is a server with its fakes.
type world struct {
	*testing.T
	engine *engine
	server *Server
	http   *httptest.Server
	chart  vda5050.Chart
	mu     sync.Mutex
	tracks int
	creds  map[string]shell.Credential
}

func (w *world) Now() clock.Instant { return clock.FromTime(time.Now()) }
func (w *world) Scale() float64     { return 1 }
func (w *world) Track(string, geo.Point, clock.Instant) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tracks++
}
func (w *world) Credential(_ context.Context, id string) (shell.Credential, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.creds[id]
	if !ok {
		return shell.Credential{}, shell.ErrNotFound
	}
	return c, nil
}

func newWorld(t *testing.T, change func(*Config)) *world {
	t.Helper()
	chart, err := vda5050.ChartAround("town", geo.Point{Lng: 1.52, Lat: 42.5})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, chart: chart, creds: map[string]shell.Credential{}}
	st := dispatch.NewState("z", "c", dispatch.Policy{})
	st.Robots.Put("R1", fleet.Robot{ID: "R1", Maker: "ACME"})
	st.Banks.Put("L1", fleet.Bank{ID: "L1", Compartments: []fleet.Compartment{{ID: "1", State: fleet.Free}, {ID: "2", State: fleet.Free}}})
	w.engine = &engine{state: st}
	for _, c := range []shell.Credential{
		{ID: "r1", Subject: "R1", Scopes: []shell.Scope{shell.ScopeDevice}},
		{ID: "l1", Subject: "L1", Scopes: []shell.Scope{shell.ScopeDevice}},
		{ID: "x9", Subject: "X9", Scopes: []shell.Scope{shell.ScopeDevice}},
		{ID: "m1", Subject: "M1", Scopes: []shell.Scope{shell.ScopeOrders}},
	} {
		c.Hash = shell.HashSecret("s")
		w.creds[c.ID] = c
	}
	cfg := Config{
		Chart: w.chart, Log: slog.New(slog.DiscardHandler), Tick: 5 * time.Millisecond, Resend: 40 * time.Millisecond,
		Start: time.Hour, Grace: func() time.Duration { return 60 * time.Millisecond },
	}
	if change != nil {
		change(&cfg)
	}
	w.server = New(Parts{Engine: w.engine, Credentials: w, Tracker: w, Clock: w}, cfg)
	w.http = httptest.NewServer(w.server.Handler())
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := w.server.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		w.http.Close()
	})
	return w
}

// decide changes the state and delivers decisions, as the loop does.
func (w *world) decide(change func(*dispatch.State), ds ...dispatch.Decision) {
	w.engine.mu.Lock()
	defer w.engine.mu.Unlock()
	if change != nil {
		change(w.engine.state)
	}
	w.server.Deliver(w.engine.state, w.Now(), ds)
}

func (w *world) mission(id string) missions.Mission {
	at := func(e, n float64) geo.Point { return w.chart[0].Point(geo.Position{X: e, Y: n}).Round() }
	return missions.Mission{
		ID: missions.ID(id), Robot: "R1", Loads: []missions.Load{{Order: "o-" + id, Phase: missions.ToPickup}},
		Nodes: []missions.Node{{ID: "n0", Point: at(0, 0)}, {ID: "n1", Point: at(50, 0), Action: "pick", Order: "o-" + id}, {ID: "n2", Point: at(50, 80), Action: "drop", Order: "o-" + id}},
	}
}

// send puts a mission and delivers it.
func (w *world) send(m missions.Mission) {
	w.decide(func(s *dispatch.State) { w.put(s, m) }, dispatch.MissionPut{Mission: m, Why: "sent"})
}

func (w *world) put(s *dispatch.State, m missions.Mission) {
	s.Missions.Put(m.ID, m)
	r := *s.Robots.Get("R1")
	r.Mission = string(m.ID)
	s.Robots.Put("R1", r)
}

// end takes a mission away and delivers that.
func (w *world) end(id string, recall bool) {
	w.decide(func(s *dispatch.State) { w.strike(s, id) },
		dispatch.MissionGone{Mission: missions.ID(id), Robot: "R1", Phase: missions.Aborted, Recall: recall})
}

func (w *world) strike(s *dispatch.State, id string) {
	s.Missions.Delete(missions.ID(id))
	r := *s.Robots.Get("R1")
	r.Mission = ""
	s.Robots.Put("R1", r)
}

// told returns the events so far in one word each.
func (w *world) told() []string {
	w.engine.mu.Lock()
	defer w.engine.mu.Unlock()
	var out []string
	for _, e := range w.engine.events {
		switch e := e.(type) {
		case dispatch.RobotReport:
			s := "up"
			if !e.Linked {
				s = "lost"
			}
			if e.Signal != "" {
				s = string(e.Mission) + ":" + string(e.Signal)
			}
			out = append(out, s)
		case dispatch.BankLink:
			out = append(out, fmt.Sprintf("bank:%v", e.Linked))
		case dispatch.CompartmentReport:
			out = append(out, fmt.Sprintf("%s:closed=%v,occupied=%v,jammed=%v", e.Compartment, e.Closed, e.Occupied, e.Jammed))
		}
	}
	return out
}

// until polls with a deadline: there is a real network in between.
func (w *world) until(what string, ok func() bool) {
	w.Helper()
	for end := time.Now().Add(5 * time.Second); !ok(); {
		if time.Now().After(end) {
			w.Fatalf("never happened: %s; told %q, counts %+v", what, w.told(), w.server.Counts())
		}
		<-time.After(2 * time.Millisecond)
	}
}

func (w *world) untilTold(want ...string) {
	w.Helper()
	w.until(fmt.Sprintf("told %q", want), func() bool { return slices.Equal(w.told(), want) })
}

// untilSeen waits until the server has taken a state of the order that lists
// the action.
func (w *world) untilSeen(order, action string) {
	w.Helper()
	w.until("a state of "+order, func() bool {
		r := w.server.robot("R1")
		r.mu.Lock()
		defer r.mu.Unlock()
		last := r.master.last
		return last != nil && last.OrderID == order && (action == "" || last.Action(action) != "")
	})
}

// quiet fails when ok turns true within d.
func (w *world) quiet(what string, d time.Duration, ok func() bool) {
	w.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); <-time.After(2 * time.Millisecond) {
		if ok() {
			w.Fatalf("must not happen: %s", what)
		}
	}
}

// peer is a scripted machine.
type peer struct {
	*world
	ws   *websocket.Conn
	mqtt *mqtt.Conn  // instead of ws
	got  chan []byte // closed at the end of the session
	end  *websocket.CloseError
	n    uint32

	took []string // messages so far, without their headers
}

func (w *world) dial(path, key string) *peer {
	w.Helper()
	ws, resp, err := w.tryDial(path, key)
	if err != nil {
		w.Fatalf("dial: %v %v", err, resp)
	}
	p := &peer{world: w, ws: ws, got: make(chan []byte, 1000)}
	go func() {
		defer close(p.got)
		for {
			_, b, err := ws.ReadMessage()
			if err != nil {
				errors.As(err, &p.end)
				return
			}
			p.got <- b
		}
	}()
	w.Cleanup(func() { ws.Close() })
	return p
}

func (w *world) tryDial(path, key string) (*websocket.Conn, *http.Response, error) {
	h := http.Header{}
	if key != "" {
		h.Set("Authorization", "Bearer "+key)
	}
	return websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(w.http.URL, "http")+path, h)
}

func (w *world) robotPeer() *peer {
	w.Helper()
	p := w.dial("/v1/robot/ws", "linli_r1_s")
	p.say(&vda5050.Factsheet{})
	return p
}

func (p *peer) write(b []byte) {
	p.Helper()
	if p.mqtt != nil {
		e, err := vda5050.Unwrap(b)
		if err == nil {
			err = p.mqtt.Publish(mqtt.Message{Topic: e.Topic.String(), Payload: e.Payload, QoS: 1, Retain: true})
		}
		if err != nil {
			p.Fatal(err)
		}
		return
	}
	if err := p.ws.WriteMessage(websocket.TextMessage, b); err != nil {
		p.Fatal(err)
	}
}

func (p *peer) header() vda5050.Header {
	p.n++
	return vda5050.Header{HeaderID: p.n, Timestamp: vda5050.At(p.Now()), Version: "2.1.0", Manufacturer: "ACME", SerialNumber: "R1"}
}

func (p *peer) say(m vda5050.Message) {
	p.Helper()
	*m.Head() = p.header()
	b, err := vda5050.Wrap("uagv", m)
	if err != nil {
		p.Fatal(err)
	}
	p.write(b)
}

// state says a state: the order, and statuses as "m1.o-m1.pick=RUNNING". A status
// of node "busy" leaves a node ahead.
func (p *peer) state(order string, acts ...string) {
	p.Helper()
	st := vda5050.State{OrderID: order, OperatingMode: vda5050.ModeAutomatic}
	st.AGVPosition = &vda5050.AGVPosition{MapID: "town", PositionInitialized: true}
	st.BatteryState.BatteryCharge = 90
	st.SafetyState.EStop = "NONE"
	for _, a := range acts {
		if a == "busy" {
			st.NodeStates = append(st.NodeStates, vda5050.NodeState{NodeID: "n2", SequenceID: 4, Released: true})
			continue
		}
		if rest, ok := strings.CutPrefix(a, "error:"); ok {
			st.Errors = append(st.Errors, vda5050.Error{ErrorType: rest, ErrorLevel: vda5050.LevelWarning})
			continue
		}
		id, status, _ := strings.Cut(a, "=")
		st.ActionStates = append(st.ActionStates, vda5050.ActionState{ActionID: id, ActionStatus: status})
	}
	p.say(&st)
}

// next returns the next message, checked against the published schema.
func (p *peer) next() vda5050.Message {
	p.Helper()
	select {
	case b, ok := <-p.got:
		if !ok {
			p.Fatalf("the session ended: %v", p.end)
		}
		e, err := vda5050.Unwrap(b)
		if err != nil {
			p.Fatal(err)
		}
		if want := "uagv/v2/ACME/R1/" + string(e.Topic.Name); e.Topic.String() != want {
			p.Fatalf("topic %s, want %s", e.Topic, want)
		}
		p.schema(e)
		m, err := vda5050.Decode(e.Topic.Name, e.Payload)
		if err != nil {
			p.Fatal(err)
		}
		return m
	case <-time.After(5 * time.Second):
		p.Fatalf("no message came; counts %+v", p.server.Counts())
		return nil
	}
}

func (p *peer) schema(e vda5050.Envelope) {
	p.Helper()
	path := filepath.Join("..", "..", "shared", "vda5050", "2.1.0", string(e.Topic.Name)+".schema")
	if _, err := os.Stat(path); err != nil {
		p.Logf("not checked against the VDA 5050 schema: %s is not there", path)
		return
	}
	s, err := jsonschema.NewCompiler().Compile(path)
	if err != nil {
		p.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(e.Payload))
	if err != nil {
		p.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		p.Fatalf("%s\n%v", e.Payload, err)
	}
}

// nextOrder takes the next order; repeats of what came before are passed over.
func (p *peer) nextOrder(id string) *vda5050.Order {
	p.Helper()
	return p.await(func(m vda5050.Message) bool {
		o, ok := m.(*vda5050.Order)
		return ok && o.OrderID == id
	}).(*vda5050.Order)
}

// nextAction takes the next instant action in the same way.
func (p *peer) nextAction(kind, id string) {
	p.Helper()
	p.await(func(m vda5050.Message) bool {
		a, ok := m.(*vda5050.InstantActions)
		return ok && len(a.Actions) == 1 && a.Actions[0].ActionType == kind && a.Actions[0].ActionID == id
	})
}

func (p *peer) await(want func(vda5050.Message) bool) vda5050.Message {
	p.Helper()
	for {
		m := p.next()
		if a, ok := m.(*vda5050.InstantActions); ok && a.Actions[0].ActionType == vda5050.ActionAskState {
			continue
		}
		h := *m.Head()
		*m.Head() = vda5050.Header{}
		body := pretty(m)
		*m.Head() = h
		repeat := slices.Contains(p.took, body)
		p.took = append(p.took, body)
		if want(m) {
			return m
		}
		if !repeat {
			p.Fatalf("got %s", body)
		}
	}
}

// silent fails when a message comes within d.
func (p *peer) silent(d time.Duration) {
	p.Helper()
	select {
	case b, ok := <-p.got:
		if ok {
			p.Fatalf("unexpected %s", b)
		}
	case <-time.After(d):
	}
}

// hush fails when the server sends anything within d. What it sent before
// may still be on its way: resends cross what the peer says.
func (p *peer) hush(d time.Duration) {
	p.Helper()
	before := p.server.Counts().Sent
	p.quiet("something was sent", d, func() bool { return p.server.Counts().Sent != before })
}

// ended waits for the session's end and checks its close code.
func (p *peer) ended(code int, reason string) {
	p.Helper()
	for {
		select {
		case _, ok := <-p.got:
			if ok {
				continue
			}
			if p.end == nil || p.end.Code != code || !strings.Contains(p.end.Text, reason) {
				p.Fatalf("ended with %v, want %d %q", p.end, code, reason)
			}
			return
		case <-time.After(5 * time.Second):
			p.Fatal("the session did not end")
		}
	}
}

// frame returns the locker's next frame.
func (p *peer) frame() device.FromServer {
	p.Helper()
	select {
	case b, ok := <-p.got:
		if !ok {
			p.Fatalf("the session ended: %v", p.end)
		}
		f, err := device.DecodeFromServer(b)
		if err != nil {
			p.Fatal(err)
		}
		return f
	case <-time.After(5 * time.Second):
		p.Fatal("no frame came")
		return nil
	}
}

func (p *peer) tell(f device.FromDevice) {
	p.Helper()
	b, err := device.Encode(f)
	if err != nil {
		p.Fatal(err)
	}
	p.write(b)
}

func pretty(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
