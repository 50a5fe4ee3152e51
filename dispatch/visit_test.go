package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
)

// book asks for an hour of care 400 m away, to start in the half hour from an
// instant on.
func book(id orders.ID, from clock.Instant) dispatch.PlaceOrder {
	return dispatch.PlaceOrder{
		ID: id, Merchant: "m1", Kind: orders.Visit, Dropoff: orders.Dropoff{Point: east(400)},
		Call: &orders.Call{
			Resident: "res1", Service: "care", Duration: time.Hour, From: from, To: from.Add(30 * time.Minute), Skills: []string{"care"},
		},
	}
}

// caring is a zone with a courier who cannot care, c1, and carers, who stand
// where they are said to.
func caring(t *testing.T, at map[fleet.WorkerID]float64) *zone {
	z := newZone(t)
	z.ok(shop("m1", true), register("c1"), online("c1", 10))
	for _, id := range []fleet.WorkerID{"c2", "c3"} {
		if metres, there := at[id]; there {
			z.ok(carer(id, "care"), online(id, metres))
		}
	}
	return z
}

// attend says how far a carer is with a visit.
func attend(c fleet.WorkerID, id orders.ID, v orders.Verb) dispatch.AttendVisit {
	return dispatch.AttendVisit{Courier: c, Order: id, Verb: v}
}

// pass lets the clock go on, with a sign of life of the couriers once a minute.
func (z *zone) pass(d time.Duration, alive ...fleet.WorkerID) {
	z.t.Helper()
	for end := z.now.Add(d); z.now < end; {
		z.now = min(z.now.Add(time.Minute), end)
		for _, c := range alive {
			z.ok(dispatch.CourierAt{Courier: c, Point: z.s.Couriers.Get(c).Point})
		}
		z.due()
	}
}

// due fires the timers that are due.
func (z *zone) due() {
	z.t.Helper()
	for _, name := range timers(z.s) {
		if at := z.s.Timers.Get(name); at != nil && *at <= z.now {
			z.do(dispatch.Wake{Timer: name})
			z.solve()
		}
	}
}

// Done from the booking to the books, once each.
func TestVisit(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	b := book("v1", noon.Add(time.Hour))
	b.Payment = &orders.Payment{Amount: 5000, Currency: "cny", State: "pending"}
	ds := z.do(b)
	if p := only[dispatch.Published](t, ds); p.Track != orders.Visiting || p.State != orders.Booked || p.Seq != 1 {
		t.Errorf("published %+v", p)
	}
	ships := z.problem.Shipments
	if len(ships) != 1 || !ships[0].Visit || ships[0].Earliest != b.Call.From || ships[0].Latest != 0 || !slices.Equal(ships[0].Skills, []string{"care"}) {
		t.Fatalf("stated as %+v", ships)
	}
	z.solve()
	f := z.s.Offers.Get(z.s.Couriers.Get("c2").Offer)
	if f == nil || z.s.Couriers.Get("c1").Offer != "" || f.Expires != z.now.Add(3*time.Minute) {
		t.Fatalf("offered as %+v", f)
	}
	z.ok(z.accept("c2"))
	o, route := z.order("v1"), z.s.Couriers.Get("c2").Route
	if o.Carriage != orders.Assigned || len(route) != 1 || route[0].Kind != fleet.Visit || o.ETA != b.Call.From || o.Pay == 0 {
		t.Fatalf("%+v; route %+v", o, route)
	}
	z.refused(orders.IllegalMove, attend("c2", "v1", orders.Finish))
	z.refused(orders.NotYours, attend("c1", "v1", orders.Arrive))
	z.pass(time.Hour, "c1", "c2")
	z.ok(attend("c2", "v1", orders.SetOff), attend("c2", "v1", orders.Arrive), attend("c2", "v1", orders.Arrive), attend("c2", "v1", orders.Start))
	z.refused(orders.IllegalMove, dispatch.CancelOrder{Order: "v1", By: merchant, Reason: "mind"})
	z.refused(orders.IllegalMove, dispatch.AssignOrder{Order: "v1", By: desk})
	z.pass(time.Hour, "c1", "c2")
	ds = z.do(attend("c2", "v1", orders.Finish))
	if c := only[dispatch.Charge](t, ds); c.Action != "capture" || c.Payment.Amount != 5000 {
		t.Errorf("%+v", c)
	}
	if p := only[dispatch.Posted](t, ds).Posting; p.Cause != "visited" || len(p.Entries) != 3 {
		t.Errorf("posted %+v", p)
	}
	z.ok(dispatch.Settle{Order: "v1", State: "captured"}, attend("c2", "v1", orders.Finish))
	if n := z.s.Counter; n.Done != 1 || n.Punctual != 1 || z.s.Orders.Len() != 0 || len(z.s.Couriers.Get("c2").Route) != 0 {
		t.Errorf("counted %+v, %d open", n, z.s.Orders.Len())
	}
	z.recovers(nil)
}

// Bookings that cannot be.
func TestVisitRefused(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	for name, spoil := range map[string]func(*dispatch.PlaceOrder){
		"no call":  func(p *dispatch.PlaceOrder) { p.Call = nil },
		"items":    func(p *dispatch.PlaceOrder) { p.Items = place("x").Items },
		"past":     func(p *dispatch.PlaceOrder) { p.Call.From, p.Call.To = noon.Add(-time.Hour), noon.Add(-time.Minute) },
		"duration": func(p *dispatch.PlaceOrder) { p.Call.Duration = 0 },
		"goods":    func(p *dispatch.PlaceOrder) { p.Kind = orders.Meal },
	} {
		p := book("v1", noon.Add(time.Hour))
		spoil(&p)
		t.Log(name, z.refused(orders.BadOrder, p))
	}
	p := book("v1", noon.Add(time.Hour))
	p.Call.Skills = []string{"nurse"}
	z.refused(orders.Infeasible, p)
	z.ok(book("v1", noon.Add(time.Hour)))
	z.refused(orders.IllegalMove, dispatch.Prepare{Order: "v1", Verb: orders.Finish, By: desk})
	z.ok(z.accept("c2"))
	z.refused(orders.IllegalMove, dispatch.PickUpOrder{Courier: "c2", Order: "v1"}) // never: there is nothing to fetch
}

// The same key books one visit.
func TestVisitKey(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	p := book("v1", noon.Add(time.Hour))
	p.Key, p.Digest = "k", "d"
	z.ok(p)
	p.ID = "v2"
	if r := only[dispatch.Replayed](t, z.do(p)); r.Order != "v1" || z.s.Orders.Len() != 1 {
		t.Errorf("%+v", r)
	}
}

// A visit of tomorrow is planned some hours before, and a carer who has it
// brings a meal first: one plan for both.
func TestVisitAndGoodsTogether(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 0})
	z.ok(dispatch.CourierOffline{Courier: "c1"})
	z.ok(book("v1", noon.Add(9*time.Hour)))
	if z.s.Offers.Len() != 0 {
		t.Fatal("offered nine hours before")
	}
	if at := z.s.Timers.Get("lead/v1"); at == nil || *at != noon.Add(3*time.Hour) {
		t.Fatalf("to be planned at %v", at)
	}
	z.pass(3*time.Hour, "c2")
	z.ok(z.accept("c2"))
	z.ok(place("o1"))
	z.ok(z.accept("c2"))
	var got []string
	for _, s := range z.s.Couriers.Get("c2").Route {
		got = append(got, s.Order+" "+string(s.Kind))
	}
	if !slices.Equal(got, []string{"o1 pickup", "o1 delivery", "v1 visit"}) {
		t.Fatalf("route %v", got)
	}
	z.ok(attend("c2", "v1", orders.SetOff))
	if r := z.s.Couriers.Get("c2").Route; r[0].Order != "v1" {
		t.Errorf("on the way to v1, and first comes %+v", r[0])
	}
}

// A carer who carries nothing gets no goods.
func TestCarerWithoutCapacity(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c3": 0})
	z.ok(dispatch.CourierOffline{Courier: "c1"}, place("o1"))
	if z.s.Offers.Len() != 0 {
		t.Error("goods are offered to a carer without room")
	}
}

// Outside a hard window nobody begins.
func TestVisitHardWindow(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	p := book("v1", noon.Add(time.Hour))
	p.Call.Hard = true
	z.ok(p)
	z.ok(z.accept("c2"))
	z.ok(attend("c2", "v1", orders.Arrive))
	if r := z.refused(orders.IllegalMove, attend("c2", "v1", orders.Start)); !r.Retryable {
		t.Error("too early is for ever")
	}
	z.pass(time.Hour, "c1", "c2")
	z.ok(attend("c2", "v1", orders.Start))

	q := book("v2", z.now.Add(2*time.Hour))
	q.Call.Hard = true
	z.ok(q)
	z.pass(time.Hour, "c1", "c2")
	z.ok(attend("c2", "v1", orders.Finish))
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"))
	z.pass(90*time.Minute, "c1", "c2")
	if o := z.s.Orders.Get("v2"); o != nil || z.s.Closed.Get("v2").Carriage != orders.Failed {
		t.Errorf("nobody came in the window, and the visit is %+v", o)
	}
}

// A carer who is held up loses a hard visit that another can still reach.
func TestVisitWouldBeLate(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	one, two := book("v1", noon.Add(10*time.Minute)), book("v2", noon.Add(90*time.Minute))
	one.Call.Hard, two.Call.Hard = true, true
	z.ok(one)
	z.ok(z.accept("c2"))
	z.ok(two)
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"), carer("c3", "care"), online("c3", 500))
	z.pass(10*time.Minute, "c1", "c2", "c3")
	z.ok(attend("c2", "v1", orders.Start))
	z.pass(98*time.Minute, "c1", "c2", "c3")
	if o := z.order("v2"); o.Worker == "c2" {
		t.Fatalf("the one who is held up has it still: %+v", o)
	}
	z.ok(z.accept("c3"))
	z.ok(attend("c3", "v2", orders.Start), attend("c2", "v1", orders.Finish), attend("c3", "v2", orders.Finish))
	if z.s.Counter.Done != 2 || z.s.Counter.Punctual != 2 {
		t.Errorf("%+v", z.s.Counter)
	}
}

// A carer who falls ill: their visits go to another, nobody else's move, and
// what had begun has failed.
func TestCarerIll(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon))
	z.ok(z.accept("c2"))
	z.ok(book("v2", noon.Add(3*time.Hour)))
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"), carer("c3", "care"), online("c3", 4000))
	far := book("v3", noon.Add(30*time.Minute))
	far.Dropoff.Point = east(4000)
	z.ok(far)
	z.ok(z.accept("c3"))
	z.ok(attend("c2", "v1", orders.Start))
	z.refused(orders.NotYours, dispatch.CourierOut{Courier: "c2", By: orders.Actor{Role: orders.Courier, ID: "c1"}})
	z.ok(dispatch.CourierOut{Courier: "c2", By: desk, Reason: "unwell"})
	if c := z.s.Couriers.Get("c2"); c.Online || len(c.Route) != 0 {
		t.Errorf("the ill carer is %+v", c)
	}
	if was := z.s.Closed.Get("v1"); was == nil || was.Carriage != orders.Failed {
		t.Errorf("what had begun is %+v", was)
	}
	if z.order("v3").Worker != "c3" || z.order("v3").Attempt != 1 {
		t.Error("another's visit was moved")
	}
	z.pass(time.Minute, "c1", "c3")
	z.ok(z.accept("c3"))
	if o := z.order("v2"); o.Worker != "c3" || o.Attempt != 2 {
		t.Errorf("the visit of the ill carer: %+v", o)
	}
}

// A carer works on one home at a time, and is asked nothing there.
func TestCarerInOneHome(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon))
	z.ok(z.accept("c2"))
	z.ok(book("v2", noon.Add(3*time.Hour)))
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"), attend("c2", "v1", orders.Start))
	z.refused(orders.WorkerBusy, attend("c2", "v2", orders.SetOff))
	z.ok(book("v3", noon.Add(5*time.Hour)))
	z.pass(5*time.Minute, "c1", "c2")
	if z.s.Couriers.Get("c2").Offer != "" {
		t.Error("a carer at work in a home is asked to take another visit")
	}
}

// Silence costs a visit that comes soon, and not one that is hours away.
func TestCarerSilent(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon.Add(3*time.Hour)))
	z.ok(z.accept("c2"))
	z.pass(2*time.Hour, "c1")
	if o := z.order("v1"); o.Worker != "c2" {
		t.Fatalf("lost an hour before: %+v", o)
	}
	z.pass(30*time.Minute, "c1")
	if o := z.order("v1"); o.Worker != "" || o.Carriage != orders.Booked || !slices.Contains(o.Barred, "c2") {
		t.Errorf("half an hour before: %+v", o)
	}
	z.pass(4*time.Hour, "c1")
	if was := z.s.Closed.Get("v1"); was == nil || was.Carriage != orders.Failed {
		t.Errorf("nobody was found, and it is %+v", was)
	}
}

// A carer who falls silent in a home: staff is called once the work should be
// done, and in the end the visit counts as failed.
func TestCarerLostInHome(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon))
	z.ok(z.accept("c2"), attend("c2", "v1", orders.Start))
	z.pass(time.Hour, "c1")
	if o := z.order("v1"); o.Chased {
		t.Error("chased while the work goes on")
	}
	z.pass(10*time.Minute, "c1")
	if o := z.order("v1"); !o.Chased {
		t.Error("not chased")
	}
	z.pass(time.Hour, "c1")
	if was := z.s.Closed.Get("v1"); was == nil || was.Carriage != orders.Failed || z.s.Couriers.Get("c2").Online {
		t.Errorf("lost: %+v", was)
	}
}

// Staff is told after eight hours; at twelve nothing new begins, and what is
// in hand is finished.
func TestWorkLimit(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	ds := z.fire("duty/c2")
	if a := only[dispatch.Alerted](t, ds); a.Code != "work_long" || z.now != noon.Add(8*time.Hour) {
		t.Errorf("%+v at %s", a, z.now)
	}
	z.ok(dispatch.CourierAt{Courier: "c2", Point: east(390)})
	z.ok(book("v1", noon.Add(11*time.Hour+30*time.Minute)))
	z.ok(z.accept("c2"))
	z.pass(3*time.Hour+40*time.Minute, "c1", "c2")
	z.ok(attend("c2", "v1", orders.Start))
	z.pass(30*time.Minute, "c1", "c2")
	c := z.s.Couriers.Get("c2")
	if c.Online || len(c.Route) != 1 {
		t.Fatalf("at the limit: %+v", c)
	}
	z.refused(orders.WorkLimit, online("c2", 390))
	z.pass(30*time.Minute, "c2")
	z.ok(attend("c2", "v1", orders.Finish))
	z.pass(8*time.Hour, "c1")
	z.ok(online("c2", 390))
}

// A carer with a visit keeps the skills that it asks for.
func TestSkillsKept(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon.Add(time.Hour)))
	z.ok(z.accept("c2"))
	z.refused(orders.WorkerBusy, carer("c2", "wash"))
	z.refused(orders.Infeasible, dispatch.AssignOrder{Order: "v1", Worker: "c1", By: desk})
	z.ok(carer("c2", "care", "wash"))
}

// A certificate counts for visits that are over before it lapses, and is not
// taken away from one that is in hand.
func TestCertificateLapses(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	certified := func(until clock.Instant) dispatch.RegisterCourier {
		r := carer("c2", "care")
		r.Papers = []fleet.Certificate{{Skill: "care", Until: until}}
		return r
	}
	v := book("v1", noon.Add(time.Hour)) // over by 14:30
	z.ok(certified(v.Call.Ends() - 1))
	z.refused(orders.Infeasible, v)
	z.ok(carer("c3", "care"), v) // c3 is not at work
	if z.s.Offers.Len() != 0 {
		t.Fatal("offered to a carer whose certificate lapses during it")
	}
	z.refused(orders.Infeasible, dispatch.AssignOrder{Order: "v1", Worker: "c2", By: desk})
	z.ok(certified(v.Call.Ends()))
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"))
	z.refused(orders.WorkerBusy, certified(v.Call.Ends()-1))
	unknown := certified(noon)
	unknown.Papers[0].Skill = "nurse"
	z.refused(orders.BadRegistration, unknown)
}

// A break is kept free of visits.
func TestBreak(t *testing.T) {
	z := caring(t, nil)
	on := online("c2", 390)
	on.Breaks = []fleet.Break{{From: noon.Add(time.Hour), To: noon.Add(time.Hour), For: 45 * time.Minute}}
	z.ok(carer("c2", "care"), on)
	p := book("v1", noon.Add(30*time.Minute))
	p.Call.To, p.Call.Hard = noon.Add(70*time.Minute), true
	z.do(p)
	if b := z.problem.Vehicles[1].Breaks; len(b) != 1 || b[0].Duration != 45*time.Minute {
		t.Fatalf("breaks %+v", b)
	}
	z.solve()
	if z.s.Offers.Len() != 0 {
		t.Error("an hour's visit is offered across the break, or too late after it")
	}
	p = book("v2", noon.Add(2*time.Hour))
	z.ok(p)
	z.ok(z.accept("c2"))
}

// What the explanation of a visit counts is what ruled the others out.
func TestVisitExplained(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.do(book("v1", noon.Add(time.Hour)))
	p := plan(z.problem)
	e := only[dispatch.Explained](t, z.do(dispatch.Solved{Plan: p}))
	skill := slices.IndexFunc(e.Explanation.Excluded, func(x problem.Exclusion) bool { return x.Rule == "skill" && slices.Contains(x.Vehicles, "c1") })
	if e.Worker != "c2" || skill < 0 || e.Explanation.Text.Zh == "" {
		t.Errorf("%+v", e)
	}
}

// Staff ends visits that the carer said nothing of.
func TestVisitOutcome(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon.Add(time.Hour)))
	z.refused(orders.IllegalMove, dispatch.SetOutcome{Order: "v1", Outcome: orders.Done, By: desk})
	z.ok(z.accept("c2"))
	z.refused(orders.NotYours, dispatch.SetOutcome{Order: "v1", Outcome: orders.Done, By: merchant})
	z.ok(dispatch.SetOutcome{Order: "v1", Outcome: orders.Done, By: desk, Reason: "phone"})
	if z.s.Counter.Done != 1 {
		t.Errorf("%+v", z.s.Counter)
	}
}
