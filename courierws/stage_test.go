package courierws_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/courierws"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

const patience = 10 * time.Second // longer than any test should take

var (
	shop = geo.Point{Lng: 1.5218, Lat: 42.5063}
	home = geo.Point{Lng: 1.5301, Lat: 42.5102}
)

// engine stands in for the loop: it answers as the test says, and delivers
// from under the same lock that views take, as the loop does from its one
// goroutine.
type engine struct {
	server *courierws.Server

	mu     sync.Mutex
	st     *dispatch.State
	events []dispatch.Event
	answer func(dispatch.Event) ([]dispatch.Decision, error)
	view   error
	late   func(*dispatch.State) // with view: what should have been run
}

func (e *engine) Submit(ctx context.Context, r shell.Request) (shell.Result, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.events = append(e.events, r.Event)
	if e.answer == nil {
		return shell.Result{}, nil
	}
	ds, err := e.answer(r.Event)
	if err != nil {
		return shell.Result{}, err
	}
	e.server.Deliver(e.st, e.st.Now, ds)
	return shell.Result{Decisions: ds}, nil
}

func (e *engine) View(ctx context.Context, f func(*dispatch.State)) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.view != nil {
		e.late = f
		return e.view
	}
	f(e.st)
	return nil
}

// happen changes the state and hands out what was decided.
func (e *engine) happen(f func(st *dispatch.State) []dispatch.Decision) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.server.Deliver(e.st, e.st.Now, f(e.st))
}

// offer makes an offer of order o1 to a courier.
func (e *engine) offer(id string, to fleet.WorkerID) {
	e.happen(func(st *dispatch.State) []dispatch.Decision {
		return []dispatch.Decision{dispatch.OfferPut{Offer: dispatch.Offer{ID: id, Order: "o1", Courier: to, Mode: "door", Expires: 5e14}}}
	})
}

func (e *engine) taken() []dispatch.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]dispatch.Event(nil), e.events...)
}

func (e *engine) answers(f func(dispatch.Event) ([]dispatch.Decision, error)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answer = f
}

type keys struct {
	mu   sync.Mutex
	rows map[string]shell.Credential
}

func (k *keys) Credential(_ context.Context, id string) (shell.Credential, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, ok := k.rows[id]
	switch {
	case id == "broken":
		return c, errors.New("the store is away")
	case !ok:
		return c, shell.ErrNotFound
	}
	return c, nil
}

func (k *keys) revoke(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.rows[id]
	c.Revoked = 1
	k.rows[id] = c
}

// people answers with the order's id, or as the test says.
type people struct {
	calls atomic.Int64
	fail  atomic.Bool
	stall atomic.Bool
}

func (p *people) Person(ctx context.Context, id orders.ID) (shell.Person, error) {
	p.calls.Add(1)
	switch {
	case p.stall.Load():
		<-ctx.Done()
		return shell.Person{}, ctx.Err()
	case p.fail.Load():
		return shell.Person{}, errors.New("the store is away")
	case id == "erased":
		return shell.Person{}, shell.ErrNotFound
	}
	return shell.Person{Order: id, Name: "N " + string(id), Address: "A " + string(id), Note: "side door", Phone: "+376"}, nil
}

type tracker struct {
	mu   sync.Mutex
	seen []string
}

func (k *tracker) Track(worker string, _ geo.Point, _ clock.Instant) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.seen = append(k.seen, worker)
}

func (k *tracker) count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.seen)
}

// engineClock stands still unless it is moved.
type engineClock struct{ at, scale atomic.Int64 }

func (c *engineClock) Now() clock.Instant { return clock.Instant(c.at.Load()) }
func (c *engineClock) Scale() float64     { return float64(c.scale.Load()) }

// wall is the real time as the server is told.
type wall struct{ off atomic.Int64 }

func (w *wall) now() time.Time          { return time.Now().Add(time.Duration(w.off.Load())) }
func (w *wall) advance(d time.Duration) { w.off.Add(int64(d)) }

// stage is a server with all that it speaks to, and couriers c7 and c8, whose
// keys are k7 and k8 with the secret "s".
type stage struct {
	*courierws.Server
	engine  *engine
	keys    *keys
	people  *people
	tracker *tracker
	clock   *engineClock
	wall    *wall
	tickets *shell.Tickets
	http    *httptest.Server
}

func open(t *testing.T, c courierws.Config) *stage {
	t.Helper()
	s := &stage{
		engine: &engine{st: dispatch.NewState("z", "", dispatch.DefaultPolicy())},
		keys: &keys{rows: map[string]shell.Credential{
			"k7":      {ID: "k7", Hash: shell.HashSecret("s"), Subject: "c7", Scopes: []shell.Scope{shell.ScopeCourier}},
			"k8":      {ID: "k8", Hash: shell.HashSecret("s"), Subject: "c8", Scopes: []shell.Scope{shell.ScopeCourier}},
			"knew":    {ID: "knew", Hash: shell.HashSecret("s"), Subject: "nobody", Scopes: []shell.Scope{shell.ScopeCourier}},
			"kstaff":  {ID: "kstaff", Hash: shell.HashSecret("s"), Subject: "boss", Scopes: []shell.Scope{shell.ScopeAdmin}},
			"revoked": {ID: "revoked", Hash: shell.HashSecret("s"), Subject: "c7", Scopes: []shell.Scope{shell.ScopeCourier}, Revoked: 1},
		}},
		people: &people{}, tracker: &tracker{}, clock: &engineClock{}, wall: &wall{},
	}
	s.clock.at.Store(1e15)
	s.clock.scale.Store(1)
	st := s.engine.st
	st.Now = 1e15
	st.Orders.Put("o1", orders.Order{ID: "o1", Kind: orders.Goods, Merchant: "m1", Pickup: shop, Dropoff: orders.Dropoff{Point: home}})
	st.Couriers.Put("c7", fleet.Courier{ID: "c7", Online: true, Point: shop})
	st.Couriers.Put("c8", fleet.Courier{ID: "c8", Online: true, Point: shop})
	s.tickets = shell.NewTickets(s.wall.now)
	if c.Now == nil {
		c.Now = s.wall.now
	}
	c.Log = slog.New(slog.DiscardHandler)
	s.Server = courierws.New(courierws.Parts{
		Engine: s.engine, People: s.people, Keys: s.keys, Tickets: s.tickets, Tracker: s.tracker, Clock: s.clock, Pepper: orders.Pepper("p"),
	}, c)
	s.engine.server = s.Server
	s.http = httptest.NewServer(s.Server)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		s.http.Close()
	})
	return s
}

// hand gives a courier order o1 in hand, with its delivery on the route.
func hand(st *dispatch.State, c fleet.WorkerID) []dispatch.Decision {
	o := *st.Orders.Get("o1")
	o.Worker, o.Carriage, o.Mode, o.Proof = string(c), orders.PickedUp, "door", "digest"
	st.Orders.Put("o1", o)
	row := *st.Couriers.Get(c)
	row.Route = []fleet.Stop{{Order: "o1", Kind: fleet.Delivery, Point: home}}
	st.Couriers.Put(c, row)
	return []dispatch.Decision{dispatch.CourierPut{Courier: row, Why: "route"}}
}

func bearer(id string) http.Header {
	return http.Header{"Authorization": {"Bearer " + shell.FormatKey(id, "s")}}
}

// app is a courier's app.
type app struct {
	t    *testing.T
	conn *websocket.Conn
}

func (s *stage) url(query string) string {
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + courierws.Path + query
}

func (s *stage) dial(t *testing.T, query string, h http.Header) *app {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(s.url(query), h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &app{t, conn}
}

// enter dials as a courier's key and says hello.
func (s *stage) enter(t *testing.T, key string, resume *courier.Resume) (*app, courier.Welcome) {
	t.Helper()
	a := s.dial(t, "", bearer(key))
	a.say(courier.Hello{Resume: resume})
	return a, hear[courier.Welcome](a)
}

func (a *app) say(m courier.ClientMessage) {
	a.t.Helper()
	b, err := courier.EncodeClient(m)
	if err != nil {
		a.t.Fatal(err)
	}
	a.raw(string(b))
}

func (a *app) raw(frame string) {
	a.t.Helper()
	if err := a.conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		a.t.Fatal(err)
	}
}

func (a *app) next() courier.ServerMessage {
	a.t.Helper()
	a.conn.SetReadDeadline(time.Now().Add(patience))
	_, b, err := a.conn.ReadMessage()
	if err != nil {
		a.t.Fatal(err)
	}
	m, err := courier.DecodeServer(b)
	if err != nil {
		a.t.Fatalf("%s: %v", b, err)
	}
	return m
}

// hear reads one message, which must be of the type.
func hear[M courier.ServerMessage](a *app) M {
	a.t.Helper()
	m, ok := a.next().(M)
	if !ok {
		a.t.Fatalf("got %#v, want a %T", m, *new(M))
	}
	return m
}

// closedWith reads until the connection ends and wants it to end with code.
func (a *app) closedWith(code courier.CloseCode) {
	a.t.Helper()
	a.conn.SetReadDeadline(time.Now().Add(patience))
	for {
		_, _, err := a.conn.ReadMessage()
		if err == nil {
			continue
		}
		var c *websocket.CloseError
		if !errors.As(err, &c) || c.Code != int(code) {
			a.t.Fatalf("ended with %v, want %d", err, code)
		}
		if c.Text != code.Reason() {
			a.t.Errorf("reason %q, want %q", c.Text, code.Reason())
		}
		return
	}
}

// soon polls until ok, with a deadline.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for until := time.Now().Add(patience); time.Now().Before(until); <-tick.C {
		if ok() {
			return
		}
	}
	t.Fatalf("%s: not within %v", what, patience)
}
