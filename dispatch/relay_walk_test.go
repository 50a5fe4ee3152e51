package dispatch_test

import (
	"fmt"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// yards is the compound that half of a walk's homes are in, drawn or not.
func yards(drawn, exceptions bool) dispatch.SetLanes {
	e := dispatch.SetLanes{By: desk, Features: []lanes.Feature{{ID: "north", Kind: lanes.Handover, Points: area(590, 1)[:1]}}}
	if drawn {
		e.Features = append(e.Features, lanes.Feature{ID: "yard", Kind: lanes.Compound, Points: area(800, 220), Gate: "north", Exceptions: exceptions})
	}
	return e
}

// gateRobots are too weak for the way to the counter, and well: nobody else
// touches them.
var gateRobots = []fleet.WorkerID{"r3", "r4", "r5"}

// meeting is what robots and couriers at gates do next, well or not; nil:
// nobody is there.
func (w *walk) meeting() dispatch.Event {
	for id, o := range w.s.Orders.All() {
		if o.Relay != nil && o.Carriage == orders.Assigned {
			return dispatch.PickUpOrder{Courier: fleet.WorkerID(o.Worker), Order: id}
		}
		if !o.Relaying() || w.rng.IntN(2) == 0 {
			continue
		}
		r := w.s.Robots.Get(fleet.WorkerID(o.Relay.Robot))
		switch w.rng.IntN(30) {
		case 0:
			return dispatch.DeliverOrder{Courier: fleet.WorkerID(o.Worker), Order: id, Proof: "good"}
		case 1:
			return dispatch.ChangeConsent{Order: id, Mode: "robot", By: desk, Channel: "counter"}
		case 2:
			return dispatch.HomeRobots{All: true, By: desk, Reason: "storm"}
		case 3:
			return dispatch.AssignOrder{Order: id, Mode: "door", By: desk, Reason: "the guard knows"}
		}
		if r == nil && w.rng.IntN(4) == 0 {
			return dispatch.PauseRobots{All: true, By: desk, Reason: "the storm is over"}
		} else if n := len(w.plans); r == nil && n > 0 {
			last := w.plans[n-1]
			w.plans = w.plans[:n-1]
			return dispatch.Solved{Plan: last}
		} else if r == nil {
			return w.report(pick(w.rng, gateRobots), 600, "") // well, and free
		}
		signal := missions.AtPickup
		if w.s.Missions.Get(missions.ID(r.Mission)).Load(string(id)).Phase == missions.Loading {
			signal = missions.Loaded
		}
		e := w.report(r.ID, 590, signal)
		e.Order = id
		return e
	}
	return nil
}

// Whatever happens around gates, in whatever order, also when the compound is
// drawn anew meanwhile: no step panics, the invariants hold, and the journal
// gives the same state.
func TestWalksAtGates(t *testing.T) {
	seeds, handed := uint64(10), 0
	for seed := range seeds {
		t.Run(fmt.Sprint("seed", seed), func(t *testing.T) {
			w := newWalk(t, seed)
			w.take(yards(true, seed%2 == 0))
			for _, id := range gateRobots {
				r := robot(id)
				r.Range = 900
				w.take(r)
				w.take(w.report(id, 600, ""))
			}
			for range 600 {
				var ev dispatch.Event
				switch n := w.rng.IntN(150); {
				case n == 0:
					ev = yards(w.rng.IntN(4) > 0, seed%2 == 0)
				case n < 100:
					ev = w.meeting()
				}
				if ev == nil {
					ev = w.next()
				}
				if p, ok := ev.(dispatch.PlaceOrder); ok {
					p.Merchant, p.Consent.Robot, p.Needs, p.Dropoff.Lift = "m1", true, residents.Needs{}, true
					p.Dropoff.Point = east(650 + w.spot()/4)
					p.Dropoff.Handover, ev = p.Dropoff.Point, p
				}
				w.take(ev)
			}
			for _, o := range w.ended {
				handed += len(o.Legs)
			}
			w.recovers(nil)
		})
	}
	if handed < 2 {
		t.Errorf("%d orders were handed over at a gate and ended: the walks do not reach far enough", handed)
	}
}
