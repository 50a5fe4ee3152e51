package robotlink

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

// memory is a store that keeps nothing but satisfies the loop.
type memory struct{}

func (memory) Claim(context.Context, string) (shell.Claimed, error) {
	return shell.Claimed{Epoch: 1}, nil
}
func (memory) Records(context.Context, string, uint64, func(dispatch.Record) error) error { return nil }
func (memory) Commit(context.Context, shell.Batch) error                                  { return nil }
func (memory) Snapshot(context.Context, string, uint64, shell.Snapshot) error             { return nil }

// crow solves with straight ways at walking speed.
type crow struct{}

func (crow) Solve(_ context.Context, p *problem.Problem) (problem.Plan, error) {
	m := problem.NewMatrix(len(p.Places))
	for i, a := range p.Places {
		for j, b := range p.Places {
			d := geo.Distance(a, b)
			m.Set(i, j, problem.Leg{Travel: time.Duration(d/1.6) * time.Second, Meters: geo.Meters(d)})
		}
	}
	for i := range geo.ProfileCount {
		p.SetMatrix(geo.Profile(i), m)
	}
	return matching.Solve(p, func() bool { return false }), nil
}

type realClock struct{}

func (realClock) Now() clock.Instant                  { return clock.FromTime(time.Now()) }
func (realClock) Scale() float64                      { return 1 }
func (realClock) Until(i clock.Instant) time.Duration { return time.Until(i.Time()) }

// lateDoors lets the loop be made before its doors.
type lateDoors struct{ server atomic.Pointer[Server] }

func (l *lateDoors) Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	if srv := l.server.Load(); srv != nil {
		srv.Deliver(s, at, ds)
	}
}

// TestWithTheRealEngine drives one order from the merchant to the resident by
// a robot, through the production loop, with a cut link in the middle and a
// locker beside it.
func TestWithTheRealEngine(t *testing.T) {
	w := newWorld(t, nil) // for its keys, chart and helpers; its engine is not used
	doors := &lateDoors{}
	log := slog.New(slog.DiscardHandler)
	loop, err := shell.Open(t.Context(), shell.Config{
		Zone: "z", City: "c", Engine: "test", Policy: dispatch.DefaultPolicy(), Store: memory{}, Doors: doors,
		Log: log, Audit: true, SnapshotEvery: 1 << 40,
	})
	if err != nil {
		t.Fatal(err)
	}
	pump := shell.NewPump(loop, realClock{}, crow{}, log)
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- pump.Run(ctx) }()
	srv := New(Parts{Engine: pump, Credentials: w, Clock: realClock{}}, Config{
		Chart: w.chart, Log: log, Tick: 5 * time.Millisecond, Resend: 50 * time.Millisecond,
		Grace: func() time.Duration { return 2 * time.Second },
	})
	doors.server.Store(srv)
	web := httptest.NewServer(srv.Handler())
	defer func() {
		if err := srv.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		web.Close()
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	}()
	w.http.Close()
	w.http = web

	submit := func(e dispatch.Event) {
		t.Helper()
		res, err := pump.Submit(t.Context(), shell.Request{Event: e})
		if err != nil {
			t.Fatal(err)
		}
		if r := res.Refusal(); r != nil {
			t.Fatalf("%T: %v", e, r)
		}
	}
	at := func(e, n float64) geo.Point { return w.chart[0].Point(geo.Position{X: e, Y: n}).Round() }
	carriage := func() (state string) {
		_ = pump.View(t.Context(), func(s *dispatch.State) {
			if o := s.Orders.Get("o1"); o != nil {
				state = fmt.Sprintf("%s by %s", o.Carriage, o.Worker)
			} else if c := s.Closed.Get("o1"); c != nil {
				state = string(c.Carriage)
			}
		})
		return state
	}
	submit(dispatch.RegisterProvider{Provider: circle.Provider{ID: "p1", Category: circle.Shop, Point: at(80, 0), AutoAccept: true}})
	submit(dispatch.RegisterRobot{Robot: "R1", Maker: "ACME", Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}, Range: 10000})
	submit(dispatch.RegisterBank{Bank: fleet.Bank{ID: "L1", Point: at(10, 10), Compartments: []fleet.Compartment{{ID: "1", State: fleet.Free, Capacity: fleet.Capacity{Grams: 9000, Millis: 9000}}}}})
	p := w.robotPeer()
	p.state("")
	w.until("the robot is linked", func() bool {
		linked := false
		_ = pump.View(t.Context(), func(s *dispatch.State) { linked = s.Robots.Get("R1").Linked })
		return linked
	})
	l := w.lockerPeer()
	l.greet(shut)
	w.until("the locker is linked", func() bool {
		linked := false
		_ = pump.View(t.Context(), func(s *dispatch.State) { linked = s.Banks.Get("L1").Linked })
		return linked
	})

	pepper := orders.Pepper("test")
	submit(dispatch.PlaceOrder{
		ID: "o1", Merchant: "p1", Kind: orders.Goods, Items: []orders.Item{{Name: "tea", Quantity: 1, Grams: 200, Millis: 500}},
		Dropoff: orders.Dropoff{Point: at(80, 150), Handover: at(80, 140)}, Consent: residents.Consent{Robot: true},
		Proof: pepper.Proof("o1", pepper.PIN("o1")),
	})
	order := p.next().(*vda5050.Order)
	m := order.OrderID
	var pick, drop string
	for _, n := range order.Nodes {
		for _, a := range n.Actions {
			if a.ActionType == missions.PickNode {
				pick = a.ActionID
			} else {
				drop = a.ActionID
			}
		}
	}
	p.state(m, "busy", pick+"=RUNNING", drop+"=WAITING")
	w.until("assigned", func() bool { return carriage() == "assigned by R1" })
	p.ws.Close() // a tunnel: it loads and drives on alone
	q := w.robotPeer()
	q.state(m, pick+"=FINISHED", drop+"=RUNNING")
	w.until("picked up", func() bool { return carriage() == "picked_up by R1" })
	w.until("at the handover point", func() bool {
		res, err := pump.Submit(t.Context(), shell.Request{Event: dispatch.Collect{Order: "o1", Proof: pepper.Proof("o1", pepper.PIN("o1"))}})
		return err == nil && res.Refusal() == nil
	})
	unlock := vda5050.UnlockID(missions.ID(m), "o1", 1)
	q.nextAction(vda5050.ActionUnlock, unlock)
	q.state(m, pick+"=FINISHED", drop+"=FINISHED", unlock+"=FINISHED")
	w.until("delivered", func() bool { return carriage() == "delivered" })
	sent := srv.Counts().Sent
	w.quiet("something was sent", 150*time.Millisecond, func() bool { return srv.Counts().Sent != sent })
	if c := srv.Counts(); c.Refused != 0 || c.Stale != 0 || c.SetAside != 0 || c.Bad != 0 {
		t.Errorf("%+v", c)
	}
}
