package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/robotlink"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
	"github.com/linli/linli/wire/vda5050"
)

// pace is engine seconds in a real one: what a robot says of its charge reaches
// the engine once a minute.
const pace = 200

// pepper makes the codes of residents.
var pepper = orders.Pepper("yard")

// yard is the engine, its loop and the master, with a site of its own for each
// robot, so far from the others that nobody goes there to help.
type yard struct {
	chart vda5050.Chart
	pump  *shell.Pump
	link  *robotlink.Server
	web   *httptest.Server
	began time.Time

	mu     sync.Mutex
	creds  map[string]shell.Credential
	sites  map[fleet.WorkerID]*site
	manual map[fleet.WorkerID]bool // robots that the engine knows to be in other hands
	book   book
}

// book is what became of everything.
type book struct {
	wishes   map[orders.ID]wish
	ends     map[orders.ID]int // how often each order has ended
	byRobot  int               // orders that a robot handed over, or put into a locker
	missions int
	shared   int // missions of several orders
	onward   int // missions that only hand over: to a locker, with what nobody came for
	trips    int
	ended    map[missions.Phase]int
	recalled int
	rescued  int                      // orders taken from a robot that had them on board
	skips    int                      // orders that a mission went on without
	docked   int                      // orders that a robot put into a locker
	plights  map[fleet.PlightKind]int // reports of each
	plightOf map[fleet.WorkerID]bool  // robots that have reported one
}

func newBook() book {
	return book{
		wishes: map[orders.ID]wish{}, ends: map[orders.ID]int{}, ended: map[missions.Phase]int{},
		plights: map[fleet.PlightKind]int{}, plightOf: map[fleet.WorkerID]bool{},
	}
}

// Now, Scale, Until and Credential are what the master and the pump ask for.
func (y *yard) Now() clock.Instant { return clock.FromTime(y.began.Add(pace * time.Since(y.began))) }
func (y *yard) Scale() float64     { return pace }
func (y *yard) Until(i clock.Instant) time.Duration {
	return time.Duration(i.Sub(y.Now())) / pace
}
func (y *yard) Credential(_ context.Context, id string) (shell.Credential, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	c, ok := y.creds[id]
	if !ok {
		return c, shell.ErrNotFound
	}
	return c, nil
}

func (y *yard) View(ctx context.Context, f func(*dispatch.State)) error { return y.pump.View(ctx, f) }

// Submit passes a report on to the engine; the rules hear when the master has
// understood that a robot is in other hands.
func (y *yard) Submit(ctx context.Context, req shell.Request) (shell.Result, error) {
	if e, ok := req.Event.(dispatch.RobotReport); ok {
		y.mu.Lock()
		if s := y.sites[e.Robot]; s != nil && s.rules != nil && e.Manual && !y.manual[e.Robot] {
			s.rules.knows(y.Now())
		}
		y.manual[e.Robot] = e.Manual
		if e.Plight != "" && !y.book.plightOf[e.Robot] {
			y.book.plights[e.Plight]++
		}
		y.book.plightOf[e.Robot] = e.Plight != ""
		y.mu.Unlock()
	}
	return y.pump.Submit(ctx, req)
}

// doors keep the book, and lead to the master once it is there.
type doors struct {
	yard *yard
	link atomic.Pointer[robotlink.Server]
}

// Deliver implements shell.Doors.
func (d *doors) Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	d.yard.mu.Lock()
	for _, dec := range ds {
		d.yard.book.note(dec)
	}
	d.yard.mu.Unlock()
	if l := d.link.Load(); l != nil {
		l.Deliver(s, at, ds)
	}
}

func (b *book) note(d dispatch.Decision) {
	switch d := d.(type) {
	case dispatch.MissionPut:
		m := d.Mission
		switch {
		case d.Why == dispatch.RobotSkips:
			b.skips++
		case d.Why != "sent":
		case m.Trip():
			b.trips++
		default:
			b.missions++
			if len(m.Loads) > 1 {
				b.shared++
			}
			if m.Loads[0].Phase == missions.ToHandoff {
				b.onward++
			}
		}
	case dispatch.MissionGone:
		b.ended[d.Phase]++
		if d.Recall {
			b.recalled++
		}
	case dispatch.OrderMoved:
		robot := d.Move.By.Role == orders.Robot
		switch {
		case d.Move.Verb == orders.Rescue:
			b.rescued++
		case d.Move.To == orders.InLocker:
			b.docked++
		case d.Move.To == orders.Delivered && robot:
			b.byRobot++
		}
	case dispatch.OrderGone:
		b.ends[d.Order.ID]++
	}
}

// crow gets everybody about in straight lines, along points enough for a way of
// some length, and not from one site to another.
type crow struct{}

func (crow) Times(_ context.Context, _ geo.Profile, from, to []geo.Point) ([][]problem.Leg, error) {
	out := make([][]problem.Leg, len(from))
	for i, a := range from {
		for _, b := range to {
			leg := problem.Leg{Travel: problem.Unreachable}
			if d := geo.Distance(a, b); d < apart/2 {
				leg = problem.Leg{Travel: time.Duration(d/1.6) * time.Second, Meters: geo.Meters(d)}
			}
			out[i] = append(out[i], leg)
		}
	}
	return out, nil
}

// Way swings a little to either side, so that its points are all needed.
func (crow) Way(_ context.Context, _ geo.Profile, from, to geo.Point) ([]geo.Point, error) {
	const steps = 4
	way := []geo.Point{from}
	for i := 1; i < steps; i++ {
		f, off := float64(i)/steps, 8e-5*float64(i%2)
		way = append(way, geo.Point{Lng: from.Lng + f*(to.Lng-from.Lng) + off, Lat: from.Lat + f*(to.Lat-from.Lat) - off}.Round())
	}
	return append(way, to), nil
}

// policy lets people be less patient than in a town.
func policy() dispatch.Policy {
	p := dispatch.DefaultPolicy()
	p.Gather, p.Retry = 15*time.Second, 10*time.Second
	p.Silent, p.Lost, p.OfferTTL = 6*time.Hour, 12*time.Hour, 6*time.Hour // a busy machine makes nobody vanish
	p.HandoffWait, p.LoadWait = 3*time.Minute, 10*time.Minute
	p.CourierCost.PerTask = 100_000 // whatever a robot can do it does
	p.Rescues = map[fleet.PlightKind]dispatch.Rescue{}
	for _, k := range []fleet.PlightKind{fleet.Stopped, fleet.Tipped, fleet.LidForced} {
		p.Rescues[k] = dispatch.Rescue{Takeover: 5 * time.Second, Fetch: 10 * time.Second}
	}
	return p
}

// openYard returns a yard whose master serves MQTT until the test ends.
func openYard(t *testing.T) (y *yard, addr string) {
	t.Helper()
	chart, err := vda5050.ChartAround("town", geo.Point{Lng: 1.52, Lat: 42.5})
	if err != nil {
		t.Fatal(err)
	}
	y = &yard{
		chart: chart, began: time.Now(), creds: map[string]shell.Credential{}, sites: map[fleet.WorkerID]*site{},
		manual: map[fleet.WorkerID]bool{}, book: newBook(),
	}
	store := simulator.NewStore()
	store.Keep = false
	out, log := &doors{yard: y}, slog.New(slog.DiscardHandler)
	loop, err := shell.Open(t.Context(), shell.Config{
		Zone: "z", City: "c", Engine: "test", Policy: policy(), Store: store, Doors: out,
		Log: log, Audit: true, SnapshotEvery: 1 << 40,
	})
	if err != nil {
		t.Fatal(err)
	}
	y.pump = shell.NewPump(loop, y, shell.Planner{Travel: crow{}}, log)
	y.link = robotlink.New(robotlink.Parts{Engine: y, Credentials: y, Clock: y}, robotlink.Config{
		Chart: chart, Log: log, Tick: 5 * time.Millisecond, Resend: 30 * time.Millisecond,
		Again: 60 * time.Millisecond, Grace: func() time.Duration { return 50 * time.Millisecond }, Rate: 2000, Start: time.Hour,
	})
	out.link.Store(y.link)
	y.web = httptest.NewServer(y.link.Handler())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go y.link.ServeMQTT(l)
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- y.pump.Run(ctx) }()
	t.Cleanup(func() {
		l.Close()
		end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := y.link.Shutdown(end); err != nil {
			t.Error(err)
		}
		y.web.Close()
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	})
	return y, l.Addr().String()
}

// must submits what may not be refused.
func (y *yard) must(t *testing.T, e dispatch.Event) {
	t.Helper()
	res, err := y.pump.Submit(t.Context(), shell.Request{Event: e})
	if err == nil && res.Refusal() != nil {
		err = res.Refusal()
	}
	if err != nil {
		t.Fatalf("%T: %v", e, err)
	}
}

func (y *yard) credential(id string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.creds[id] = shell.Credential{ID: id, Subject: id, Scopes: []shell.Scope{shell.ScopeDevice}, Hash: shell.HashSecret("s")}
}

func keyOf(id string) string { return "linli_" + id + "_s" }

// ended reports whether an order has come to its end.
func (s *site) ended(order string) bool {
	s.yard.mu.Lock()
	defer s.yard.mu.Unlock()
	return s.yard.book.ends[orders.ID(order)] > 0
}

// settle registers a robot at a site of its own: a shop, a locker with a dock, a
// courier, and a narrow place before the homes. It has three compartments.
func (y *yard) settle(t *testing.T, serial string, r *rules, profile string) *site {
	t.Helper()
	n := len(y.sites)
	s := &site{
		yard: y, serial: serial, rules: r,
		x: apart * float64(n%5), y: apart * float64(n/5),
	}
	s.bank = newBank(serial + "-bank")
	y.mu.Lock()
	y.sites[fleet.WorkerID(serial)] = s
	y.mu.Unlock()
	y.credential(serial)
	y.credential(s.bank.id)
	size := fleet.Capacity{Grams: 8000, Millis: 20000}
	y.must(t, dispatch.RegisterProvider{Provider: circle.Provider{ID: s.shop(), Category: circle.Shop, Point: s.at(0, 0), AutoAccept: true}})
	y.must(t, dispatch.RegisterRobot{
		Robot: fleet.WorkerID(serial), Maker: droidMaker, Profile: profile, Capacity: fleet.Capacity{Grams: 3 * size.Grams, Millis: 3 * size.Millis}, Range: 20000,
		Deposits: true, Bays: []fleet.Bay{{ID: "1", Capacity: size}, {ID: "2", Capacity: size}, {ID: "3", Capacity: size}},
	})
	y.must(t, dispatch.RegisterCourier{Courier: s.courier(), Capacity: fleet.Capacity{Grams: 40000, Millis: 90000}})
	dock := s.at(dockX, dockY)
	y.must(t, dispatch.RegisterBank{Bank: fleet.Bank{
		ID: s.bank.id, Point: dock, Dock: &dock,
		Compartments: []fleet.Compartment{{ID: "1", Capacity: size}, {ID: "2", Capacity: size}},
	}})
	return s
}

// draw draws the narrow places of all sites.
func (y *yard) draw(t *testing.T) {
	t.Helper()
	var drawn []lanes.Feature
	for _, s := range y.sites {
		drawn = append(drawn, lanes.Feature{ID: s.serial, Kind: lanes.Zone, Points: []geo.Point{s.at(-60, 80), s.at(60, 80), s.at(60, 90), s.at(-60, 90)}})
	}
	y.must(t, dispatch.SetLanes{Features: drawn, By: orders.Actor{Role: orders.Staff, ID: "S"}})
}

// over reports whether everything that was to be ordered has come to its end.
func (y *yard) over() bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, s := range y.sites {
		if len(s.plan) > 0 {
			return false
		}
	}
	for id := range y.book.wishes {
		if y.book.ends[id] == 0 {
			return false
		}
	}
	return true
}

// open shows what has not ended.
func (y *yard) open(t *testing.T) {
	_ = y.pump.View(context.Background(), func(s *dispatch.State) {
		for _, o := range s.Orders.All() {
			t.Logf("open: order %s is %s, with %q, attempt %d, barred %v; robot %+v", o.ID, o.Carriage, o.Worker, o.Attempt, o.Barred, s.Robots.Get(fleet.WorkerID(strings.TrimSuffix(string(o.Merchant), "-shop"))))
		}
		for _, m := range s.Missions.All() {
			t.Logf("open: %+v", m)
		}
	})
}

func (s *site) name(n int) orders.ID { return orders.ID(fmt.Sprintf("%s-o%d", s.serial, n)) }
