package simulator

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

// sandbox is a zone on a virtual clock with a cast, and what it published.
type sandbox struct {
	*Scene
	t     *testing.T
	store *Store
	cast  *Cast
	pace  float64
	seen  map[orders.ID][]dispatch.Published
	said  map[orders.ID][]dispatch.Alerted
	homes []roadnet.Building

	carers int // of the visits that are placed
	shop   geo.Point
}

// Deliver implements shell.Doors.
func (b *sandbox) Deliver(s *dispatch.State, at clock.Instant, ds []dispatch.Decision) {
	for _, d := range ds {
		switch d := d.(type) {
		case dispatch.Published:
			b.seen[d.Order] = append(b.seen[d.Order], d)
		case dispatch.Alerted:
			b.said[d.Order] = append(b.said[d.Order], d)
		}
	}
	b.cast.Deliver(s, at, ds)
}

// robotReaches is how far from the shop, as the crow flies, a robot brings goods
// and comes back on one charge.
const robotReaches = 800 // meters

var sandboxStart = clock.FromTime(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))

func openSandbox(t *testing.T, store *Store, start clock.Instant) *sandbox {
	t.Helper()
	r := andorra(t)
	w, err := NewWorld(Scenario{Seed: 1, Box: AndorraLaVella(), Orders: 1, Span: time.Hour}, r)
	if err != nil {
		t.Fatal(err)
	}
	b := &sandbox{
		t: t, store: store, seen: map[orders.ID][]dispatch.Published{}, said: map[orders.ID][]dispatch.Alerted{},
	}
	chart, err := vda5050.ChartAround("city", AndorraLaVella().Center())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	b.Scene, err = OpenScene(context.Background(), shell.Config{
		Zone: "z-sandbox", City: r.City().Hash, Engine: Engine, Policy: dispatch.DefaultPolicy(), Store: store, Doors: b, Log: log, Audit: true,
	}, shell.RoadPlanner(r), start)
	if err != nil {
		t.Fatal(err)
	}
	b.cast = NewCast(CastConfig{
		Stage: b.Scene, Submit: b.Submit, Pace: func(p float64) { b.pace = p }, Router: r,
		Chart: chart, Pepper: orders.Pepper("pepper"), Log: log,
	})
	if err := b.Start(); err != nil {
		t.Fatal(err)
	}
	b.cast.Resume(b.State())
	d := roll(1, "sandbox")
	b.shop = w.reachable(&d)
	b.homes = slices.DeleteFunc(w.homes, func(h roadnet.Building) bool { return geo.Distance(h.Point, b.shop) > robotReaches })
	return b
}

// place asks for an outcome of an order of a kind, for the nth home.
func (b *sandbox) place(n int, kind orders.Kind, play orders.Outcome) orders.ID {
	b.t.Helper()
	id := orders.ID(fmt.Sprintf("to%d", n))
	h := b.homes[(n*37)%len(b.homes)]
	e := dispatch.PlaceOrder{
		ID: id, Merchant: "m1", Kind: kind, Script: &orders.Script{Outcome: play, Speed: 100 + n},
		Dropoff: orders.Dropoff{Point: h.Point.Round(), Handover: h.Point.Round(), Floor: 2}, Consent: residents.Consent{Locker: true, Robot: true},
		Meters: 500, Proof: b.cast.pepper.Proof(id, b.cast.pepper.PIN(id)),
	}
	if kind == orders.Visit {
		from := b.Now().Add(2 * time.Hour)
		e.Call = &orders.Call{Carers: b.carers, Resident: "r1", Service: "care", Duration: 30 * time.Minute, From: from, To: from.Add(time.Hour), Skills: []string{"care"}}
	} else {
		e.Items = []orders.Item{{Name: "rice", Quantity: 1, Grams: 1000, Millis: 1000, Price: 300}}
	}
	if refusal := b.Submit(e).Refusal(); refusal != nil {
		b.t.Fatalf("%s: %v", play, refusal)
	}
	return id
}

// run lives until every order has ended.
func (b *sandbox) run(limit time.Duration) {
	b.t.Helper()
	for end := b.Now().Add(limit); b.State().Orders.Len() > 0; {
		if b.Next() > end {
			for id, o := range b.State().Orders.All() {
				b.t.Errorf("%s (%v) is still %s/%s, attempt %d, with %q", id, o.Script, o.Preparation, o.Carriage, o.Attempt, o.Worker)
			}
			return
		}
		if err := b.Advance(); err != nil {
			b.t.Fatal(err)
		}
	}
}

// states lists what an order went through.
func (b *sandbox) states(id orders.ID) (out []orders.State) {
	for _, p := range b.seen[id] {
		out = append(out, p.State)
	}
	return out
}

func TestCastPlays(t *testing.T) {
	b := openSandbox(t, NewStore(), sandboxStart)
	b.Submit(dispatch.RegisterProvider{Provider: testProvider("m1", b.shop)})
	b.Submit(dispatch.RegisterCourier{Courier: "a real one", Skills: []string{"care"}, Capacity: CourierCapacity})
	type played struct {
		play orders.Play
		kind orders.Kind
		id   orders.ID
	}
	var all []played
	for _, p := range orders.Plays {
		if p.Goods {
			all = append(all, played{p, orders.Goods, b.place(len(all), orders.Goods, p.Outcome)})
		}
		if p.Visit {
			all = append(all, played{p, orders.Visit, b.place(len(all), orders.Visit, p.Outcome)})
		}
	}
	b.run(80 * time.Hour)
	for _, p := range all {
		states := b.states(p.id)
		if len(states) == 0 || states[len(states)-1] != p.play.Ends {
			t.Errorf("%s of %s went %v, not to %s", p.play.Outcome, p.kind, states, p.play.Ends)
		}
		last := b.seen[p.id][len(b.seen[p.id])-1]
		t.Logf("%-20s %-6s %v, attempt %d %s %s %s", p.play.Outcome, p.kind, states, last.Attempt, last.Mode, last.Reason, last.Worker)
		if slices.ContainsFunc(b.seen[p.id], func(s dispatch.Published) bool { return s.LiveMode }) {
			t.Errorf("%s is live", p.id)
		}
	}
	for range 400 { // everybody goes home
		if b.Next() == clock.Never || len(b.cast.crew) == 0 {
			break
		}
		b.Advance()
	}
	if len(b.cast.crew) > 0 || b.pace != 1 {
		t.Errorf("%d are still on duty, the clock runs at %v", len(b.cast.crew), b.pace)
	}
}

func testProvider(id circle.ProviderID, at geo.Point) circle.Provider {
	return circle.Provider{ID: id, Name: "Shop", Category: circle.Groceries, Point: at, Preparation: 5 * time.Minute}
}

// A sandbox that was stopped goes on with the script, whatever its people and
// machines were in the middle of.
func TestCastResumes(t *testing.T) {
	store := NewStore()
	b := openSandbox(t, store, sandboxStart)
	b.Submit(dispatch.RegisterProvider{Provider: testProvider("m1", b.shop)})
	b.Submit(dispatch.RegisterCourier{Courier: "a real one", Skills: []string{"care"}, Capacity: CourierCapacity})
	ends := map[orders.ID]orders.Play{}
	for i, o := range []orders.Outcome{
		orders.OutDelivered, orders.OutHandsBack, orders.OutLockerCollected, orders.OutNotCollected, orders.OutRobotDelivered,
		orders.OutRobotStuck, orders.OutNobodyComesDown, orders.OutCourierLate,
	} {
		ends[b.place(i, orders.Goods, o)] = *(&orders.Script{Outcome: o}).Play()
	}
	ends[b.place(90, orders.Visit, orders.OutDone)] = *(&orders.Script{Outcome: orders.OutDone}).Play()
	seen := b.seen
	for _, stop := range []time.Duration{4 * time.Minute, 9 * time.Minute, 14 * time.Minute, 35 * time.Minute, 2*time.Hour + 20*time.Minute} {
		for b.Next() < sandboxStart.Add(stop) {
			if err := b.Advance(); err != nil {
				t.Fatal(err)
			}
		}
		b = openSandbox(t, store, b.Now().Add(5*time.Second))
		b.seen = seen
	}
	b.run(80 * time.Hour)
	for id, p := range ends {
		states := b.states(id)
		if last := states[len(states)-1]; last != p.Ends {
			t.Errorf("%s: %v, not to %s", p.Outcome, states, p.Ends)
		}
	}
}

// Visits that two carers make together come to every outcome too.
func TestCastPlaysTeams(t *testing.T) {
	b := openSandbox(t, NewStore(), sandboxStart)
	b.Submit(dispatch.RegisterProvider{Provider: testProvider("m1", b.shop)})
	for i := range 2 {
		b.Submit(dispatch.RegisterCourier{Courier: fleet.WorkerID(fmt.Sprint("real", i)), Skills: []string{"care"}, Capacity: CourierCapacity})
	}
	b.carers = 2
	ends := map[orders.ID]orders.Play{}
	for i, p := range orders.Plays {
		if p.Visit {
			ends[b.place(i, orders.Visit, p.Outcome)] = p
		}
	}
	b.run(80 * time.Hour)
	for id, p := range ends {
		states := b.states(id)
		if len(states) == 0 || states[len(states)-1] != p.Ends {
			t.Errorf("%s went %v, not to %s", p.Outcome, states, p.Ends)
		}
	}
}

// A batch is fetched by one courier of the cast, whatever becomes of it.
func TestCastPlaysBatches(t *testing.T) {
	b := openSandbox(t, NewStore(), sandboxStart)
	b.Submit(dispatch.RegisterProvider{Provider: testProvider("m1", b.shop)})
	b.Submit(dispatch.RegisterCourier{Courier: "a real one", Capacity: CourierCapacity})
	ends := map[orders.ID]orders.Play{}
	for i, p := range orders.Plays {
		if !p.Goods || p.Mode == "locker" || p.Mode == "handover" {
			continue
		}
		e := dispatch.PlaceBatch{ID: orders.ID(fmt.Sprintf("tb%d", i))}
		for n := range 3 {
			id, h := dispatch.MemberOf(e.ID, n+1), b.homes[(i*37+n*11)%len(b.homes)]
			e.Orders = append(e.Orders, dispatch.PlaceOrder{
				ID: id, Merchant: "m1", Kind: orders.Goods, Script: &orders.Script{Outcome: p.Outcome, Speed: 100}, Meters: 500,
				Items:   []orders.Item{{Name: "rice", Quantity: 1, Grams: 1000, Millis: 1000, Price: 300}},
				Dropoff: orders.Dropoff{Point: h.Point.Round(), Handover: h.Point.Round()}, Proof: b.cast.pepper.Proof(id, b.cast.pepper.PIN(id)),
			})
			ends[id] = p
		}
		if refusal := b.Submit(e).Refusal(); refusal != nil {
			t.Fatalf("%s: %v", p.Outcome, refusal)
		}
	}
	b.run(80 * time.Hour)
	for id, p := range ends {
		states := b.states(id)
		if len(states) == 0 || states[len(states)-1] != p.Ends {
			t.Errorf("%s: %s went %v, not to %s", id, p.Outcome, states, p.Ends)
		}
	}
}
