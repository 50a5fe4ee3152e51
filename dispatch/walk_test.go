package dispatch_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// walk is a day of blind events: couriers, robots, lockers, merchants and
// staff do whatever comes to their mind, late, twice, or in the wrong order.
type walk struct {
	*zone
	rng   *rand.Rand
	names []orders.ID // every order that there ever was
	ended map[orders.ID]orders.Order
	plans []problem.Plan

	batches []orders.ID

	visits bool // carers are among the couriers
}

var (
	walkCouriers = []fleet.WorkerID{"c1", "c2", "c3"}
	walkRobots   = []fleet.WorkerID{"r1", "r2"}
	walkActors   = []orders.Actor{
		merchant, desk, {Role: orders.Merchant, ID: "m2"}, {Role: orders.Resident}, {Role: orders.Courier, ID: "c1"},
		{Role: orders.Robot, ID: "r1"}, {Role: orders.Engine}, {Role: orders.Locker, ID: "l1"},
	}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (w *walk) id() orders.ID {
	if n := w.s.Orders.Len(); n > 0 && w.rng.IntN(5) > 0 {
		n = w.rng.IntN(n)
		for id := range w.s.Orders.All() {
			if n--; n < 0 {
				return id
			}
		}
	}
	if len(w.names) == 0 || w.rng.IntN(10) == 0 {
		return "nothing"
	}
	return w.names[max(0, len(w.names)-1-w.rng.IntN(6))]
}

func (w *walk) actor() orders.Actor {
	if w.rng.IntN(3) > 0 {
		return pick(w.rng, walkActors[:2])
	}
	return pick(w.rng, walkActors)
}

func (w *walk) proof() string { return pick(w.rng, []string{"good", "good", "good", "bad"}) }

func (w *walk) spot() float64 { return float64(w.rng.IntN(1000)) }

func (w *walk) place() dispatch.Event {
	id := orders.ID(fmt.Sprintf("o%d", len(w.names)+1))
	w.names = append(w.names, id, id+"-r", id+"-back")
	p := place(id)
	p.Merchant = pick(w.rng, []circle.ProviderID{"m1", "m1", "m1", "m1", "m1", "m2", "m2", "m3"})
	p.Dropoff.Point, p.Dropoff.Floor, p.Dropoff.Lift = east(w.spot()), w.rng.IntN(40), w.rng.IntN(2) == 0
	p.Dropoff.Handover = p.Dropoff.Point
	p.Items[0].Quantity = 1 + w.rng.IntN(12)
	p.Consent.Locker, p.Consent.Robot = w.rng.IntN(3) > 0, w.rng.IntN(3) > 0
	p.Needs.NoStairs, p.Needs.NoScreen, p.Needs.NoComingDown = w.rng.IntN(5) == 0, w.rng.IntN(5) == 0, w.rng.IntN(5) == 0
	if w.rng.IntN(8) == 0 {
		p.Needs.Language = pick(w.rng, []string{"zh", "bo"})
	}
	if w.rng.IntN(3) == 0 {
		p.Payment = &orders.Payment{Amount: 2400, Currency: "cny", State: "pending"}
	}
	if w.rng.IntN(3) == 0 {
		p.Key, p.Digest = fmt.Sprint("k", w.rng.IntN(9)), fmt.Sprint("d", w.rng.IntN(2))
	}
	if w.rng.IntN(3) == 0 {
		p.External = fmt.Sprint("x", w.rng.IntN(20))
	}
	if w.rng.IntN(10) == 0 {
		p.After = string(w.id())
	}
	if w.rng.IntN(6) == 0 {
		p.Due = w.now.Add(time.Duration(w.rng.IntN(300)) * time.Minute)
	}
	return p
}

// batch orders two or three things that ride together, or calls such a batch off.
func (w *walk) batch() dispatch.Event {
	if len(w.batches) > 0 && w.rng.IntN(4) == 0 {
		return dispatch.CancelBatch{Batch: pick(w.rng, w.batches), By: w.actor(), Reason: "mind"}
	}
	b := dispatch.PlaceBatch{ID: orders.ID(fmt.Sprintf("b%d", len(w.names)+1))}
	m := pick(w.rng, []circle.ProviderID{"m1", "m1", "m2"})
	for i := range 2 + w.rng.IntN(2) {
		p := w.place().(dispatch.PlaceOrder)
		p.ID, p.Merchant, p.Key, p.External = dispatch.MemberOf(b.ID, i+1), m, "", ""
		p.Items[0].Quantity = 1 + w.rng.IntN(4)
		w.names = append(w.names, p.ID, p.ID+"-r", p.ID+"-back")
		b.Orders = append(b.Orders, p)
	}
	w.batches = append(w.batches, b.ID)
	return b
}

func (w *walk) courierEvent() dispatch.Event {
	c, id := pick(w.rng, walkCouriers), w.id()
	if o := w.s.Orders.Get(id); o != nil && o.Worker != "" && w.rng.IntN(4) > 0 {
		c = fleet.WorkerID(o.Worker)
	}
	switch w.rng.IntN(20) {
	case 0:
		return dispatch.CourierOffline{Courier: c}
	case 1, 2, 11, 12:
		return dispatch.CourierOnline{Courier: c, Point: east(w.spot()), ShiftEnd: w.now.Add(time.Hour)}
	case 3:
		return dispatch.CourierAt{Courier: c, Point: east(w.spot())}
	case 4:
		return dispatch.HandBack{Courier: c, Order: id, Reason: "puncture"}
	case 5:
		return dispatch.FailOrder{Courier: c, Order: id, Reason: "nobody_home"}
	case 6, 7:
		return dispatch.DeliverOrder{Courier: c, Order: id, Proof: w.proof()}
	case 8, 9:
		return dispatch.PickUpOrder{Courier: c, Order: id}
	case 10:
		return dispatch.OpenLocker{Courier: c, Order: id}
	}
	for offer, f := range w.s.Offers.All() {
		if w.rng.IntN(2) == 0 {
			return dispatch.AnswerOffer{Courier: f.Courier, Offer: offer, Accept: w.rng.IntN(4) > 0}
		}
	}
	return dispatch.AnswerOffer{Courier: c, Offer: "o1.1", Accept: true}
}

func (w *walk) machineEvent() dispatch.Event {
	r := pick(w.rng, walkRobots)
	switch w.rng.IntN(11) {
	case 9, 10:
		return w.berthEvent()
	case 0:
		return dispatch.BankLink{Bank: pick(w.rng, []string{"l1", "l2", "l3"}), Linked: w.rng.IntN(4) > 0}
	case 1, 2, 3:
		b := w.s.Banks.Get(pick(w.rng, []string{"l1", "l2"}))
		c := pick(w.rng, b.Compartments)
		for _, busy := range b.Compartments {
			if busy.State != fleet.Free && w.rng.IntN(2) == 0 {
				c = busy
			}
		}
		return dispatch.CompartmentReport{Bank: b.ID, Compartment: c.ID, Closed: w.rng.IntN(4) > 0, Occupied: w.rng.IntN(2) == 0, Jammed: w.rng.IntN(12) == 0}
	case 4:
		return dispatch.Collect{Order: w.id(), Proof: w.proof()}
	}
	signal := missions.Signal("")
	if w.rng.IntN(3) > 0 {
		signal = pick(w.rng, []missions.Signal{missions.AtPickup, missions.Loaded, missions.Loaded, missions.AtHandoff, missions.Unloaded, missions.Abort})
	}
	ev := w.report(r, w.spot(), signal)
	ev.Linked, ev.Faulty, ev.Manual = w.rng.IntN(15) > 0, w.rng.IntN(20) == 0, w.rng.IntN(30) == 0
	return ev
}

// berthEvent is a merchant who puts goods into a locker itself, or thinks so.
func (w *walk) berthEvent() dispatch.Event {
	id := w.id()
	switch w.rng.IntN(7) {
	case 6:
		return dispatch.ToLocker{Order: id, By: w.actor()}
	case 0:
		return dispatch.ReleaseCompartment{Order: id, By: w.actor(), Reason: "mind"}
	case 1:
		return dispatch.PutIn{Order: id, Proof: w.proof()}
	case 2:
		return dispatch.DoorUsed{Bank: "l1", Compartment: pick(w.rng, []string{"a", "b"}), At: w.now}
	}
	return dispatch.KeepCompartment{Order: id, Locker: pick(w.rng, []string{"", "", "l1", "l2", "l3"}), Proof: "good", By: w.actor()}
}

func (w *walk) deskEvent() dispatch.Event {
	id, by := w.id(), w.actor()
	switch w.rng.IntN(18) {
	case 16:
		home := pick(w.rng, []string{"wang", "li"})
		switch w.rng.IntN(5) {
		case 0:
			return dispatch.RegisterResident{By: by, Resident: residents.Resident{ID: home, Point: east(w.spot()), Family: pick(w.rng, [][]string{nil, {"son"}}), Every: time.Duration(w.rng.IntN(3)) * 10 * time.Minute}}
		case 1:
			return dispatch.CheckIn{Resident: home, By: by}
		case 2:
			return dispatch.ForgetResident{Resident: home, By: by}
		}
		return dispatch.RaiseHelp{Resident: home, Source: pick(w.rng, []residents.HelpSource{residents.FromButton, residents.FromStaff}), Drill: w.rng.IntN(3) == 0, By: by}
	case 17:
		return dispatch.AnswerHelp{Call: pick(w.rng, []residents.HelpID{"h1", "h2", "h3"}), By: pick(w.rng, []string{"son", "c1", "c2", "sam"}), Desk: w.rng.IntN(3) == 0, Note: "well",
			Verb: pick(w.rng, []residents.HelpVerb{residents.Acknowledged, residents.Declined, residents.HandedBack, residents.Closed})}
	case 13:
		return dispatch.ClearTrouble{Order: id, By: by, Reason: "seen"}
	case 14:
		if was, ok := w.ended[id]; ok {
			return dispatch.ReopenOrder{ID: id + "-b", Original: was, By: by, Reason: "again"}
		}
		return dispatch.TellResident{Order: id, Subject: "staff_late", By: by}
	case 15:
		return dispatch.CourierOut{Courier: pick(w.rng, walkCouriers), By: by, Reason: "unwell"}
	case 12:
		return dispatch.ChangeConsent{Order: id, Mode: pick(w.rng, []string{"locker", "robot"}), Given: w.rng.IntN(3) == 0, By: by, Channel: "counter"}
	case 0:
		worker := pick(w.rng, []string{"", "c1", "c2", "c3", "r1", "r2", "nobody"})
		return dispatch.AssignOrder{Order: id, Worker: worker, By: by, Reason: "desk"}
	case 1:
		return dispatch.HoldOrder{Order: id, Held: w.rng.IntN(2) == 0, By: by}
	case 2:
		return dispatch.SetOutcome{Order: id, Outcome: pick(w.rng, []orders.State{orders.Delivered, orders.Failed, orders.Cancelled, "lost"}), By: by, Reason: "desk"}
	case 3:
		return dispatch.CancelOrder{Order: id, By: by, Reason: "mind"}
	case 4:
		return dispatch.RefuseItem{Order: id, Item: w.rng.IntN(2), Quantity: 1 + w.rng.IntN(3), By: by}
	case 9:
		return dispatch.ChangeAfter{Order: id, After: pick(w.rng, []string{"", string(w.id())}), By: by, Reason: "desk"}
	case 5:
		return dispatch.PauseProvider{Provider: "m2", Paused: w.rng.IntN(2) == 0, By: by}
	case 6:
		if was, ok := w.ended[id]; ok {
			return dispatch.ReturnOrder{ID: id + "-back", Original: was, By: by, Reason: "broken"}
		}
		return register(pick(w.rng, walkCouriers))
	case 7:
		return dispatch.Settle{Order: id, State: pick(w.rng, []string{"held", "held", "captured", "cancelled", "refused", "odd"}), Intent: "pi"}
	case 8:
		return pick(w.rng, []dispatch.Event{locker("l1", 500, 2), shop("m1", true), robot("r1"), dispatch.Started{Engine: "x", City: "city"}})
	}
	return dispatch.Prepare{Order: id, Verb: pick(w.rng, []orders.Verb{orders.Accept, orders.Accept, orders.Start, orders.Finish, orders.Refusal, orders.Cancel}), By: by}
}

// forward is what an order needs to get on, or nil.
func (w *walk) forward() dispatch.Event {
	o := w.s.Orders.Get(w.id())
	switch {
	case o == nil:
		return nil
	case o.Terminal():
		return dispatch.Settle{Order: o.ID, State: pick(w.rng, []string{"captured", "cancelled"})}
	case o.Preparation == orders.Placed:
		return dispatch.Prepare{Order: o.ID, Verb: orders.Accept, By: orders.Actor{Role: orders.Merchant, ID: string(o.Merchant)}}
	case o.Carriage == orders.InLocker:
		c := w.s.Banks.Get(o.Locker).Find(o.Compartment)
		if c.State == fleet.OpenForPickup {
			return dispatch.CompartmentReport{Bank: o.Locker, Compartment: c.ID, Closed: true}
		}
		return dispatch.Collect{Order: o.ID, Proof: "good"}
	case o.Berth != nil:
		if d := w.s.Banks.Get(o.Locker).Find(o.Compartment); d.State == fleet.OpenForDeposit {
			return dispatch.CompartmentReport{Bank: o.Locker, Compartment: d.ID, Closed: true, Occupied: true}
		}
		return dispatch.PutIn{Order: o.ID, Proof: "good"}
	case o.Worker == "":
		return nil
	}
	if r := w.s.Robots.Get(fleet.WorkerID(o.Worker)); r != nil {
		next := map[missions.Phase]missions.Signal{
			missions.ToPickup: missions.AtPickup, missions.Loading: missions.Loaded, missions.ToHandoff: missions.AtHandoff, missions.Unloading: missions.Unloaded,
		}
		return w.report(r.ID, w.spot(), next[w.s.Missions.Get(missions.ID(r.Mission)).Phase()])
	}
	c := fleet.WorkerID(o.Worker)
	switch {
	case o.Kind == orders.Visit && o.Carriage == orders.Started:
		return dispatch.AttendVisit{Courier: c, Order: o.ID, Verb: orders.Finish, Ago: time.Duration(w.rng.IntN(3)) * 7 * time.Minute}
	case o.Kind == orders.Visit:
		return dispatch.AttendVisit{Courier: c, Order: o.ID, Verb: orders.Start, Ago: time.Duration(w.rng.IntN(3)) * 7 * time.Minute}
	case o.Carriage == orders.Assigned:
		return dispatch.PickUpOrder{Courier: c, Order: o.ID}
	case o.Mode == "locker":
		if d := w.s.Banks.Get(o.Locker).Find(o.Compartment); d.State == fleet.OpenForDeposit {
			return dispatch.CompartmentReport{Bank: o.Locker, Compartment: d.ID, Closed: true, Occupied: true}
		}
		return dispatch.OpenLocker{Courier: c, Order: o.ID}
	case w.rng.IntN(3) == 0:
		return dispatch.FailOrder{Courier: c, Order: o.ID, Reason: "nobody_home"}
	}
	return dispatch.DeliverOrder{Courier: c, Order: o.ID, Proof: "good"}
}

// next is what happens next: mostly somebody acts, sometimes time passes.
func (w *walk) next() dispatch.Event {
	if w.visits && w.rng.IntN(3) == 0 {
		return w.visitEvent()
	}
	if w.rng.IntN(3) == 0 {
		if ev := w.forward(); ev != nil {
			return ev
		}
	}
	switch w.rng.IntN(20) {
	case 0, 1:
		if !w.visits && w.rng.IntN(4) == 0 {
			return w.batch()
		}
		return w.place()
	case 2, 3, 4, 5, 6, 7:
		return w.courierEvent()
	case 8, 9, 10, 11:
		return w.machineEvent()
	case 12, 13:
		return w.deskEvent()
	case 14, 15, 16:
		if len(w.plans) > 0 {
			p := w.plans[0]
			w.plans = w.plans[1:]
			return dispatch.Solved{Plan: p}
		}
	}
	w.now = w.now.Add(time.Duration(w.rng.IntN(90)) * time.Second)
	first := ""
	for name, at := range w.s.Timers.All() {
		if *at <= w.now && (first == "" || *at < *w.s.Timers.Get(first)) {
			first = name
		}
	}
	if first == "" {
		first = "silent/o1"
	}
	return dispatch.Wake{Timer: first}
}

// take does an event and keeps what the world must know of its outcome.
func (w *walk) take(ev dispatch.Event) {
	for _, d := range w.do(ev) {
		switch d := d.(type) {
		case dispatch.OrderGone:
			w.ended[d.Order.ID] = d.Order
		case dispatch.Solve:
			w.plans = append(w.plans, plan(d.Problem))
		}
	}
}

func newWalk(t *testing.T, seed uint64) *walk {
	w := &walk{zone: newZone(t), rng: rand.New(rand.NewPCG(seed, 1)), ended: map[orders.ID]orders.Order{}}
	near, r1 := locker("l1", 500, 2), robot("r1")
	dock := east(505)
	near.Bank.Dock, r1.Deposits = &dock, true
	for _, ev := range []dispatch.Event{
		shop("m1", true), shop("m2", false), register("c1"), register("c2"), register("c3"), r1, robot("r2"),
		near, locker("l2", 300, 1), online("c1", 10), online("c2", 500),
		dispatch.BankLink{Bank: "l1", Linked: true}, dispatch.BankLink{Bank: "l2", Linked: true},
		dispatch.RobotReport{Robot: "r1", Linked: true, Point: east(50), Charge: 90},
	} {
		w.take(ev)
	}
	return w
}

// Whatever happens in whatever order, no step panics, the invariants hold,
// and the journal gives the same state: also when recovery begins from a
// snapshot in the middle of the day.
func TestWalks(t *testing.T) {
	seeds, steps := uint64(30), 500
	if testing.Short() {
		seeds = 12
	}
	outcomes := map[orders.State]int{}
	found := []uint64{1395} // seeds that found a bug: 1395 loaded more than fits
	for i := range seeds + uint64(len(found)) {
		seed := i
		if i >= seeds {
			seed = found[i-seeds]
		}
		t.Run(fmt.Sprint("seed", seed), func(t *testing.T) {
			w := newWalk(t, seed)
			var snapshot []byte
			for i := range steps {
				w.take(w.next())
				if i == steps/2 {
					snapshot = []byte(w.json())
				}
			}
			for _, o := range w.ended {
				outcomes[o.Carriage]++
			}
			w.recovers(nil)
			w.recovers(snapshot)
		})
	}
	for _, s := range []orders.State{orders.Delivered, orders.Failed, orders.Cancelled} {
		if outcomes[s] < 25 {
			t.Errorf("%d orders ended %s: the walks do not reach far enough: %v", outcomes[s], s, outcomes)
		}
	}
}

// recovers fails unless the records give the zone's state, from nothing or
// from a snapshot.
func (z *zone) recovers(snapshot []byte) {
	z.t.Helper()
	s := dispatch.NewState("z", "", dispatch.DefaultPolicy())
	if snapshot != nil {
		if err := json.Unmarshal(snapshot, s); err != nil {
			z.t.Fatal(err)
		}
	}
	for _, r := range z.records[s.Seq:] {
		if err := dispatch.Recover(s, r); err != nil {
			z.t.Fatal(err)
		}
	}
	got, err := json.Marshal(s)
	if err != nil {
		z.t.Fatal(err)
	}
	if want := z.json(); string(got) != want {
		z.t.Fatalf("recovered\n got %s\nwant %s", got, want)
	}
	if !slices.Equal(timers(s), timers(z.s)) {
		z.t.Error("timers in another order")
	}
}
