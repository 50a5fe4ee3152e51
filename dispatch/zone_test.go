package dispatch_test

import (
	"cmp"
	"encoding/json"
	"math"
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
)

var noon = clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))

// east returns the place so many metres east of the shop.
func east(metres float64) geo.Point {
	return geo.Point{Lng: 1.52 + metres/81981.0, Lat: 42.5}.Round()
}

// zone is a state under test: every step is sealed, checked against the
// invariants, and kept as a record.
type zone struct {
	t       testing.TB
	s       *dispatch.State
	now     clock.Instant
	records []dispatch.Record
	problem *problem.Problem
}

func newZone(t testing.TB) *zone {
	z := &zone{t: t, s: dispatch.NewState("z", "", dispatch.DefaultPolicy()), now: noon}
	z.do(dispatch.Started{Engine: "test", City: "city"})
	return z
}

// do steps an event and returns what was decided.
func (z *zone) do(ev dispatch.Event) []dispatch.Decision {
	z.t.Helper()
	st := dispatch.Stamped{Seq: z.s.Seq + 1, At: z.now, Event: ev}
	ds := dispatch.Step(z.s, st)
	r, err := dispatch.Seal(z.s, st, ds)
	if err != nil {
		z.t.Fatal(err)
	}
	if wrong := dispatch.Invariants(z.s); len(wrong) > 0 {
		z.t.Fatalf("after event %d, %+v: %q", st.Seq, ev, wrong)
	}
	z.records = append(z.records, r)
	for _, d := range ds {
		if s, ok := d.(dispatch.Solve); ok {
			z.problem = s.Problem
		}
	}
	return ds
}

// ok steps events of which none may be refused, and lets the plans that they
// ask for come back.
func (z *zone) ok(evs ...dispatch.Event) {
	z.t.Helper()
	for _, ev := range evs {
		if r := refusal(z.do(ev)); r != nil {
			z.t.Fatalf("%+v: %v", ev, r)
		}
		z.solve()
	}
}

// refused steps an event that must be refused with the code, and change
// nothing but a courier's sign of life and the demand that was not served.
func (z *zone) refused(code orders.Code, ev dispatch.Event) *orders.Rejection {
	z.t.Helper()
	ds := z.do(ev)
	r := refusal(ds)
	if r == nil || r.Code != code {
		z.t.Errorf("%T %+v: refused with %v, want %s", ev, ev, r, code)
	}
	for _, d := range ds {
		switch d.(type) {
		case dispatch.Rejected, dispatch.CourierMoved, dispatch.KeyPut, dispatch.TimerSet, dispatch.Unserved:
		default:
			z.t.Errorf("%T was refused and decided %s", ev, dispatch.NameOf(d))
		}
	}
	return r
}

func refusal(ds []dispatch.Decision) *orders.Rejection {
	for _, d := range ds {
		if r, ok := d.(dispatch.Rejected); ok {
			return &r.Rejection
		}
	}
	return nil
}

// solve answers the problem that waits, with straight ways at 5 m/s.
func (z *zone) solve() {
	z.t.Helper()
	for z.problem != nil {
		p := z.problem
		z.problem = nil
		z.do(dispatch.Solved{Plan: plan(p)})
	}
}

func plan(p *problem.Problem) problem.Plan {
	for i := range geo.ProfileCount {
		m := problem.NewMatrix(len(p.Places))
		for a, from := range p.Places {
			for b, to := range p.Places {
				d := math.Round(geo.Distance(from, to))
				m.Set(a, b, problem.Leg{Travel: time.Duration(math.Round(d/5)) * time.Second, Meters: geo.Meters(d)})
			}
		}
		p.SetMatrix(geo.Profile(i), m)
	}
	answer := matching.Solve(p, nil)
	for _, trip := range p.Trips {
		answer.Trips = append(answer.Trips, problem.TripWay{Robot: trip.Robot, To: trip.Goals[0], Path: []geo.Point{trip.From, trip.Goals[0]}})
	}
	return answer
}

// fire moves the clock to a timer and fires it.
func (z *zone) fire(timer string) []dispatch.Decision {
	z.t.Helper()
	at := z.s.Timers.Get(timer)
	if at == nil {
		z.t.Fatalf("no timer %s; there are %v", timer, timers(z.s))
	}
	z.now = max(z.now, *at)
	ds := z.do(dispatch.Wake{Timer: timer})
	z.solve()
	return ds
}

func timers(s *dispatch.State) []string {
	var names []string
	for name := range s.Timers.All() {
		names = append(names, name)
	}
	return names
}

func (z *zone) order(id orders.ID) *orders.Order {
	z.t.Helper()
	o := z.s.Orders.Get(id)
	if o == nil {
		z.t.Fatalf("order %s is not in the state", id)
	}
	return o
}

func (z *zone) json() string {
	raw, err := json.Marshal(z.s)
	if err != nil {
		z.t.Fatal(err)
	}
	return string(raw)
}

func only[T dispatch.Decision](t testing.TB, ds []dispatch.Decision) T {
	t.Helper()
	var found []T
	for _, d := range ds {
		if d, ok := d.(T); ok {
			found = append(found, d)
		}
	}
	var zero T
	if len(found) != 1 {
		t.Fatalf("%d of %T in %+v", len(found), zero, ds)
		return zero
	}
	return found[0]
}

func has[T dispatch.Decision](ds []dispatch.Decision) bool {
	for _, d := range ds {
		if _, ok := d.(T); ok {
			return true
		}
	}
	return false
}

var (
	desk     = orders.Actor{Role: orders.Staff, ID: "desk"}
	merchant = orders.Actor{Role: orders.Merchant, ID: "m1"}
)

func shop(id circle.ProviderID, auto bool) dispatch.RegisterProvider {
	return dispatch.RegisterProvider{Provider: circle.Provider{
		ID: id, Name: string(id), Category: circle.Meals, Point: east(0), AutoAccept: auto, Preparation: 5 * time.Minute,
	}}
}

func register(id fleet.WorkerID) dispatch.RegisterCourier {
	return dispatch.RegisterCourier{Courier: id, Profile: geo.Ebike, Capacity: fleet.Capacity{Grams: 10000, Millis: 30000}}
}

func online(id fleet.WorkerID, metres float64) dispatch.CourierOnline {
	return dispatch.CourierOnline{Courier: id, Point: east(metres)}
}

func robot(id fleet.WorkerID) dispatch.RegisterRobot {
	return dispatch.RegisterRobot{Robot: id, Maker: "maker", Capacity: fleet.Capacity{Grams: 10000, Millis: 30000}, Range: 9000}
}

func (z *zone) report(id fleet.WorkerID, metres float64, s missions.Signal) dispatch.RobotReport {
	r := z.s.Robots.Get(id)
	e := dispatch.RobotReport{
		Robot: id, Linked: true, Point: east(metres), Charge: cmp.Or(r.Charge, 90), Mission: missions.ID(r.Mission), Signal: s,
	}
	if m := z.s.Missions.Get(e.Mission); m != nil && s != "" && len(m.Loads) > 0 {
		e.Order = orders.ID(m.Loads[0].Order)
		if l := m.Current(); l != nil {
			e.Order = orders.ID(l.Order)
		}
	}
	return e
}

func locker(id string, metres float64, doors int) dispatch.RegisterBank {
	b := fleet.Bank{ID: id, Point: east(metres)}
	for i := range doors {
		b.Compartments = append(b.Compartments, fleet.Compartment{
			ID: string(rune('a' + i)), Capacity: fleet.Capacity{Grams: 10000, Millis: 20000},
		})
	}
	return dispatch.RegisterBank{Bank: b}
}

// place orders a meal to a home 400 m away.
func place(id orders.ID) dispatch.PlaceOrder {
	return dispatch.PlaceOrder{
		ID: id, Merchant: "m1", Kind: orders.Meal, Items: []orders.Item{{Name: "soup", Quantity: 2, Grams: 300, Millis: 500, Price: 1200}},
		Dropoff: orders.Dropoff{Point: east(400), Handover: east(400)}, Meters: 400, Proof: "good",
	}
}

// served is a zone with an auto-accepting merchant and a courier at work.
func served(t *testing.T) *zone {
	z := newZone(t)
	z.ok(shop("m1", true), register("c1"), online("c1", 10))
	return z
}

func (z *zone) accept(c fleet.WorkerID) dispatch.AnswerOffer {
	return dispatch.AnswerOffer{Courier: c, Offer: z.s.Couriers.Get(c).Offer, Accept: true}
}

// brought takes an order to its courier's bag.
func (z *zone) brought(p dispatch.PlaceOrder, c fleet.WorkerID) {
	z.t.Helper()
	z.ok(p)
	z.ok(z.accept(c))
	z.ok(dispatch.PickUpOrder{Courier: c, Order: p.ID})
}
