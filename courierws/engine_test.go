package courierws_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/courierws"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/courier"
)

// nowhere is a store that keeps nothing.
type nowhere struct{}

func (nowhere) Claim(context.Context, string) (shell.Claimed, error) {
	return shell.Claimed{Epoch: 1}, nil
}
func (nowhere) Records(context.Context, string, uint64, func(dispatch.Record) error) error {
	return nil
}
func (nowhere) Commit(context.Context, shell.Batch) error                      { return nil }
func (nowhere) Snapshot(context.Context, string, uint64, shell.Snapshot) error { return nil }

// crow solves along straight lines.
type crow struct{}

func (crow) Solve(_ context.Context, p *problem.Problem) (problem.Plan, error) {
	m := problem.NewMatrix(len(p.Places))
	for i, a := range p.Places {
		for j, b := range p.Places {
			d := geo.Distance(a, b)
			m.Set(i, j, problem.Leg{Travel: time.Duration(d/4) * time.Second, Meters: geo.Meters(d)})
		}
	}
	for i := range geo.ProfileCount {
		p.SetMatrix(geo.Profile(i), m)
	}
	return matching.Solve(p, nil), nil
}

type realClock struct{}

func (realClock) Now() clock.Instant                  { return clock.FromTime(time.Now()) }
func (realClock) Scale() float64                      { return 1 }
func (realClock) Until(i clock.Instant) time.Duration { return time.Until(i.Time()) }

// lateDoors lets the loop be made before its doors.
type lateDoors struct {
	server atomic.Pointer[courierws.Server]
}

func (d *lateDoors) Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	if srv := d.server.Load(); srv != nil {
		srv.Deliver(s, at, ds)
	}
}

// zone is the real loop with a courier c7, a bakery m1, and sessions.
type zone struct {
	*stage
	pump *shell.Pump
}

func openZone(t *testing.T) *zone {
	t.Helper()
	doors := &lateDoors{}
	log := slog.New(slog.DiscardHandler)
	loop, err := shell.Open(t.Context(), shell.Config{
		Zone: "z", City: "c", Engine: "test", Policy: dispatch.DefaultPolicy(), Store: nowhere{}, Doors: doors, Log: log, Audit: true, SnapshotEvery: 1 << 40,
	})
	if err != nil {
		t.Fatal(err)
	}
	z := &zone{pump: shell.NewPump(loop, realClock{}, crow{}, log)}
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- z.pump.Run(ctx) }()
	z.stage = &stage{Server: courierws.New(courierws.Parts{
		Engine: z.pump, People: &people{}, Clock: realClock{}, Pepper: orders.Pepper("p"),
		Keys: &keys{rows: map[string]shell.Credential{"k7": {
			ID: "k7", Hash: shell.HashSecret("s"), Subject: "c7", Scopes: []shell.Scope{shell.ScopeCourier}}}},
	}, courierws.Config{Log: log})}
	doors.server.Store(z.Server)
	z.http = httptest.NewServer(z.Server)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := z.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		z.http.Close()
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	})
	z.submit(t, dispatch.RegisterProvider{Provider: circle.Provider{ID: "m1", Name: "Forn de pa", Category: circle.Meals, Point: shop, AutoAccept: true}})
	z.submit(t, dispatch.RegisterCourier{Courier: "c7", Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 20000, Millis: 60000}})
	return z
}

func (z *zone) submit(t *testing.T, e dispatch.Event) {
	t.Helper()
	r, err := z.pump.Submit(t.Context(), shell.Request{Event: e})
	if err != nil {
		t.Fatal(err)
	}
	if refusal := r.Refusal(); refusal != nil {
		t.Fatalf("%T: %v", e, refusal)
	}
}

func (z *zone) place(t *testing.T, id orders.ID) {
	t.Helper()
	p := orders.Pepper("p")
	e := dispatch.PlaceOrder{ID: id, Merchant: "m1", Kind: orders.Meal, Items: []orders.Item{{Name: "bread", Quantity: 1, Grams: 400, Millis: 900}},
		Dropoff: orders.Dropoff{Point: home, Handover: home, Lift: true}, Meters: 900, Proof: p.Proof(id, p.PIN(id))}
	e.Needs.CallFirst = true
	z.submit(t, e)
}

// until reads messages until one of the type passes.
func until[M courier.ServerMessage](a *app, ok func(M) bool) M {
	a.t.Helper()
	for {
		if m, is := a.next().(M); is && ok(m) {
			return m
		}
	}
}

func whatever[M courier.ServerMessage](M) bool { return true }

// TestWithTheRealEngine carries two orders through the production loop: one to
// the door, with a wrong PIN on the way, and one that nobody takes and that
// goes back.
func TestWithTheRealEngine(t *testing.T) {
	z := openZone(t)
	a, w := z.enter(t, "k7", nil)
	if w.Courier.Online || len(w.Tasks) != 0 {
		t.Fatalf("%+v", w)
	}
	a.say(courier.Online{ID: "on", Point: shop})
	until(a, func(m courier.Tasks) bool { return m.Online })

	carry := func(id orders.ID) {
		z.place(t, id)
		o := until(a, func(m courier.Offer) bool { return m.Order == id })
		if o.Pickup.Name != "Forn de pa" || o.Dropoff.Point != home || o.Minutes < 1 || len(o.Stops) != 2 || o.Dropoff.Address != "" {
			t.Errorf("%+v", o)
		}
		a.say(courier.Accept{ID: "take-" + string(id), Offer: o.Offer})
		if c := until(a, whatever[courier.OfferClosed]); c.Outcome != dispatch.OfferAccepted {
			t.Errorf("%+v", c)
		}
		ts := until(a, func(m courier.Tasks) bool { return len(m.Tasks) == 2 })
		if ts.Tasks[0].Kind != fleet.Pickup || ts.Tasks[1].Address != "" || ts.Tasks[1].Needs.CallFirst {
			t.Errorf("before pickup: %+v", ts.Tasks)
		}
		a.say(courier.PickUp{ID: "got-" + string(id), Order: id})
		ts = until(a, func(m courier.Tasks) bool { return len(m.Tasks) == 1 })
		if d := ts.Tasks[0]; d.Address != "A "+string(id) || !d.PIN || !d.Needs.CallFirst || d.Mode != "door" {
			t.Errorf("in hand: %+v", d)
		}
	}

	carry("o1")
	pin := orders.Pepper("p").PIN("o1")
	wrong := "0000"
	if pin == wrong {
		wrong = "1111"
	}
	a.say(courier.Deliver{ID: "try1", Order: "o1", PIN: wrong})
	if n := until(a, whatever[courier.Nak]); n.ID != "try1" || n.Code != string(orders.WrongPIN) {
		t.Errorf("%+v", n)
	}
	a.say(courier.Deliver{ID: "try2", Order: "o1", PIN: pin})
	until(a, func(m courier.Tasks) bool { return len(m.Tasks) == 0 })
	until(a, func(m courier.Ack) bool { return m.ID == "try2" })

	carry("o2")
	a.say(courier.Fail{ID: "f", Order: "o2", Reason: "nobody_home"})
	ts := until(a, func(m courier.Tasks) bool { return len(m.Tasks) == 1 && m.Tasks[0].Return })
	back := ts.Tasks[0]
	if back.Name != "Forn de pa" || back.Point != shop || back.PIN || back.Address != "" || back.Kind != fleet.Delivery {
		t.Errorf("on the way back: %+v", back)
	}
	a.say(courier.Deliver{ID: "back", Order: back.Order})
	until(a, func(m courier.Tasks) bool { return len(m.Tasks) == 0 })
	until(a, func(m courier.Ack) bool { return m.ID == "back" })
	a.say(courier.Deliver{ID: "back-again", Order: back.Order}) // under another id the engine knows it too
	until(a, func(m courier.Ack) bool { return m.ID == "back-again" })
}
