package dispatch_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// newVisitWalk is a walk in a zone where c2 carries and cares, and c3 only
// cares.
func newVisitWalk(t *testing.T, seed uint64) *walk {
	w := newWalk(t, seed)
	w.rng, w.visits = rand.New(rand.NewPCG(seed, 2)), true
	for _, id := range walkCouriers[1:] {
		w.take(carer(id, "care", "wash"))
	}
	w.take(online("c3", 200))
	return w
}

func (w *walk) book() dispatch.Event {
	id := orders.ID(fmt.Sprintf("v%d", len(w.names)+1))
	w.names = append(w.names, id)
	b := book(id, w.now.Add(time.Duration(w.rng.IntN(120)-20)*time.Minute))
	b.Dropoff.Point, b.Dropoff.Floor = east(w.spot()), w.rng.IntN(6)
	b.Call.To = b.Call.From.Add(time.Duration(w.rng.IntN(40)) * time.Minute)
	b.Call.Duration = time.Duration(1+w.rng.IntN(40)) * time.Minute
	b.Call.Hard = w.rng.IntN(2) == 0
	b.Call.Skills = pick(w.rng, [][]string{{"care"}, {"wash", "care"}, {"care"}, {"nurse"}})
	if w.rng.IntN(12) == 0 {
		b.After = string(w.id())
	}
	if w.rng.IntN(4) == 0 {
		b.Payment = &orders.Payment{Amount: 2400, Currency: "cny", State: "pending"}
	}
	return b
}

// visitEvent is what carers and staff do to visits, in and out of turn.
func (w *walk) visitEvent() dispatch.Event {
	c, id := pick(w.rng, walkCouriers), w.id()
	if o := w.s.Orders.Get(id); o != nil && o.Worker != "" && w.rng.IntN(5) > 0 {
		c = fleet.WorkerID(o.Worker)
	}
	switch w.rng.IntN(24) {
	case 0, 1, 2:
		return w.book()
	case 3:
		return dispatch.CourierOut{Courier: c, By: pick(w.rng, []orders.Actor{desk, merchant, {Role: orders.Courier, ID: string(c)}}), Reason: "unwell"}
	case 4:
		return pick(w.rng, []dispatch.Event{carer("c3", "care"), carer("c2", "care", "wash", "nurse"), carer("c3", "care", "wash")})
	case 5:
		return dispatch.SetOutcome{Order: id, Outcome: orders.Done, By: w.actor(), Reason: "desk"}
	case 6:
		on := online(c, w.spot())
		on.Breaks = []fleet.Break{{From: w.now, To: w.now.Add(time.Hour), For: 10 * time.Minute}}
		return on
	case 7:
		return dispatch.HandBack{Courier: c, Order: id, Reason: "unwell"}
	case 8:
		return dispatch.FailOrder{Courier: c, Order: id, Reason: "nobody_home"}
	case 9:
		e := dispatch.PinVisit{Order: id, By: w.actor(), Carer: pick(w.rng, []string{"", "c2", "c3", "nobody"}), Reason: "desk"}
		if o := w.s.Orders.Get(id); o != nil && o.Call != nil && w.rng.IntN(2) == 0 {
			e.At = o.Call.From.Add(time.Duration(w.rng.IntN(30)) * time.Minute)
		}
		return e
	}
	return dispatch.AttendVisit{Courier: c, Order: id,
		Verb: pick(w.rng, []orders.Verb{orders.SetOff, orders.Arrive, orders.Arrive, orders.Start, orders.Start, orders.Finish, orders.Finish, orders.Cancel})}
}

// Whatever happens to visits among goods, no step panics, the invariants hold
// and the journal gives the same state.
func TestVisitWalks(t *testing.T) {
	seeds, steps := uint64(40), 500
	if testing.Short() {
		seeds = 28
	}
	outcomes := map[string]int{}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed", seed), func(t *testing.T) {
			w := newVisitWalk(t, seed)
			var snapshot []byte
			for i := range steps {
				w.take(w.next())
				if i == steps/2 {
					snapshot = []byte(w.json())
				}
			}
			for _, o := range w.ended {
				outcomes[string(o.Kind)+" "+string(o.Carriage)]++
			}
			w.recovers(nil)
			w.recovers(snapshot)
		})
	}
	for _, want := range []string{"visit done", "visit failed", "visit cancelled", "meal delivered"} {
		if outcomes[want] < 10 {
			t.Errorf("%d %s: the walks do not reach far enough: %v", outcomes[want], want, outcomes)
		}
	}
}

func carer(id fleet.WorkerID, skills ...string) dispatch.RegisterCourier {
	r := dispatch.RegisterCourier{Courier: id, Profile: geo.Ebike, Skills: skills, Limit: 12 * time.Hour}
	if id == "c2" {
		r.Capacity = register(id).Capacity
	}
	return r
}
