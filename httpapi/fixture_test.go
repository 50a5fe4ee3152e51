package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/web"
)

// wall is the real clock as an engine clock.
type wall struct{}

func (wall) Now() clock.Instant                  { return clock.FromTime(time.Now()) }
func (wall) Scale() float64                      { return 1 }
func (wall) Until(i clock.Instant) time.Duration { return i.Sub(clock.FromTime(time.Now())) }

// straight is a road network without obstacles.
type straight struct{}

func (straight) Leg(_ geo.Profile, a, b geo.Point) (time.Duration, geo.Meters, bool) {
	m := geo.Distance(a, b)
	return time.Duration(m/4) * time.Second, geo.Meters(m), m < 50_000
}

func (s straight) Legs(_ context.Context, p geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	out := make([][]problem.Leg, len(from))
	for i := range from {
		for k := range to {
			d, m, ok := s.Leg(p, from[i], to[k])
			if !ok {
				d = problem.Unreachable
			}
			out[i] = append(out[i], problem.Leg{Travel: d, Meters: m})
		}
	}
	return out, nil
}

// crow solves with the real matcher over straight lines.
type crow struct{}

func (crow) Solve(_ context.Context, p *problem.Problem) (problem.Plan, error) {
	for _, v := range p.Vehicles {
		m := problem.NewMatrix(len(p.Places))
		for i, a := range p.Places {
			for j, b := range p.Places {
				d, meters, _ := straight{}.Leg(v.Profile, a, b)
				m.Set(i, j, problem.Leg{Travel: d, Meters: meters})
			}
		}
		p.SetMatrix(v.Profile, m)
	}
	return matching.Solve(p, func() bool { return false }), nil
}

type plainSealer struct{}

func (plainSealer) Seal(b []byte) ([]byte, error) { return append([]byte("sealed "), b...), nil }

// fixture is the API over the real engine and a real store.
type fixture struct {
	t       testing.TB
	s       *Server
	store   journal.Store
	pump    *shell.Pump
	url     string
	log     *bytes.Buffer
	orders  string // keys
	other   string
	staff   string
	admin   string
	courier string
}

type lateDoors struct{ s atomic.Pointer[Server] }

func (d *lateDoors) Deliver(st *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	if s := d.s.Load(); s != nil {
		s.Deliver(st, at, ds)
	}
}

var shopPoint = geo.Point{Lng: 1.52, Lat: 42.50}

func newFixture(t testing.TB, change ...func(*Config, *Parts)) *fixture {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	store, err := journal.Open(ctx, "sqlite:"+t.TempDir()+"/zone.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	doors := &lateDoors{}
	log := slog.New(slog.DiscardHandler)
	loop, err := shell.Open(ctx, shell.Config{
		Zone: "z", City: "c", Engine: "test", Policy: dispatch.DefaultPolicy(), Store: store, Doors: doors, Log: log, Audit: !isBench(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, store: store, pump: shell.NewPump(loop, wall{}, crow{}, log), log: &bytes.Buffer{}}
	ended := make(chan struct{})
	go func() { defer close(ended); f.pump.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	c := Config{
		Zone: "z", PublicURL: "https://linli.test", Version: "test", Pepper: orders.Pepper("pepper"),
		Bounds:  geo.Bounds{Min: geo.Point{Lng: 1.4, Lat: 42.4}, Max: geo.Point{Lng: 1.8, Lat: 42.7}},
		PushKey: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
		NewID:   counter(), Texts: web.Desk(), Log: slog.New(slog.NewTextHandler(&lockedBuffer{b: f.log}, nil)),
	}
	p := Parts{
		Engine: f.pump, Store: store, Travel: straight{}, Clock: wall{}, Tickets: shell.NewTickets(time.Now),
		Sealer: plainSealer{}, Prober: store,
	}
	for _, ch := range change {
		ch(&c, &p)
	}
	f.s = New(c, p)
	doors.s.Store(f.s)
	srv := httptest.NewServer(f.s.Handler())
	t.Cleanup(srv.Close)
	f.url = srv.URL
	f.orders = f.key("shop", shell.ScopeOrders)
	f.other = f.key("rival", shell.ScopeOrders)
	f.staff = f.key("sam", shell.ScopeStaff)
	f.admin = f.key("ada", shell.ScopeAdmin)
	f.courier = f.key("c1", shell.ScopeCourier)
	for _, id := range []string{"shop", "rival"} {
		f.want(201, "POST", "/v1/admin/merchants", f.admin, fmt.Sprintf(
			`{"id":%q,"name":"Shop","category":"groceries","point":{"lng":1.52,"lat":42.5},"auto_accept":%v,"preparation_seconds":600,"no_key":true}`,
			id, id == "rival"))
	}
	return f
}

func counter() func(string) string {
	var n atomic.Int64
	return func(prefix string) string { return fmt.Sprintf("%s%08d", prefix, n.Add(1)) }
}

type lockedBuffer struct {
	b *bytes.Buffer
	m atomic.Bool
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	for !l.m.CompareAndSwap(false, true) {
	}
	defer l.m.Store(false)
	return l.b.Write(p)
}

func (f *fixture) key(subject string, scope shell.Scope) string {
	f.t.Helper()
	key, _, err := f.s.mint(context.Background(), shell.Credential{Subject: subject, Scopes: []shell.Scope{scope}})
	if err != nil {
		f.t.Fatal(err)
	}
	return key
}

// call makes a request; header is alternating names and values.
func (f *fixture) call(method, path, key, body string, header ...string) (*http.Response, []byte) {
	f.t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, f.url+path, r)
	if err != nil {
		f.t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return res, b
}

func (f *fixture) want(status int, method, path, key, body string, header ...string) []byte {
	f.t.Helper()
	res, b := f.call(method, path, key, body, header...)
	if res.StatusCode != status {
		f.t.Fatalf("%s %s: %d, want %d: %s", method, path, res.StatusCode, status, b)
	}
	return b
}

func (f *fixture) problem(status int, code, method, path, key, body string, header ...string) Problem {
	f.t.Helper()
	res, b := f.call(method, path, key, body, header...)
	var p Problem
	if err := json.Unmarshal(b, &p); err != nil {
		f.t.Fatalf("%s %s: %d %s: %v", method, path, res.StatusCode, b, err)
	}
	if res.StatusCode != status || p.Status != status || p.Code != code {
		f.t.Fatalf("%s %s: %d %s, want %d %s", method, path, res.StatusCode, b, status, code)
	}
	if ct := res.Header.Get("Content-Type"); ct != "application/problem+json" {
		f.t.Fatalf("%s %s: content type %q", method, path, ct)
	}
	if p.Type != "urn:linli:problem:"+code || p.Title == "" || p.Detail == "" {
		f.t.Fatalf("%s %s: incomplete problem %s", method, path, b)
	}
	return p
}

const orderBody = `{"kind":"goods","items":[{"name":"rice","quantity":2,"grams":1000,"ml":1000,"price":300}],
"dropoff":{"point":{"lng":1.525,"lat":42.505},"floor":3,"lift":true},
"contact":{"name":"Wang Xiuying","phone":"+376 123456","address":"Block 3, unit 2","note":"knock loudly"},
"consent":{"locker":true}}`

func (f *fixture) place(key, idem, body string) Order {
	f.t.Helper()
	return decode[Order](f.t, f.want(201, "POST", "/v1/orders", key, body, "Idempotency-Key", idem))
}

func decode[T any](t testing.TB, b []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return v
}
