package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// Who is registered without a limit has the zone's: a courier is reminded of at
// eight hours, at twelve nothing new begins and what is in hand is brought.
func TestWorkLimitOfTheZone(t *testing.T) {
	z := newZone(t)
	z.ok(shop("m1", true), register("c1"), online("c1", 10))
	if a := only[dispatch.Alerted](t, z.fire("duty/c1")); a.Code != "work_long" || z.now != noon.Add(8*time.Hour) {
		t.Errorf("%+v at %s", a, z.now)
	}
	z.ok(dispatch.CourierAt{Courier: "c1", Point: east(10)})
	z.pass(4*time.Hour-5*time.Minute, "c1")
	z.brought(place("o1"), "c1")
	ds := z.fire("duty/c1")
	c := z.s.Couriers.Get("c1")
	if a := only[dispatch.Alerted](t, ds); a.Code != "work_limit" || c.Online || len(c.Route) != 1 {
		t.Fatalf("%+v; %+v", a, c)
	}
	z.refused(orders.WorkLimit, online("c1", 10))
	z.ok(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"})
	z.now = z.now.Add(8 * time.Hour)
	z.ok(online("c1", 10))
	z.recovers(nil)
}

// A limit of one's own goes before the zone's, and a zone may have none.
func TestWorkLimitOfOnesOwn(t *testing.T) {
	z := newZone(t)
	short := register("c1")
	short.Limit = 5 * time.Hour
	z.ok(short, register("c2"))
	z.s.Policy.WorkLimit = 0
	z.ok(register("c3"))
	for id, want := range map[fleet.WorkerID]time.Duration{"c1": 5 * time.Hour, "c2": 12 * time.Hour, "c3": 0} {
		if got := z.s.Couriers.Get(id).Limit; got != want {
			t.Errorf("%s may work %s, not %s", id, got, want)
		}
	}
	z.ok(online("c3", 10))
	if z.s.Timers.Get("duty/c3") != nil {
		t.Error("work without a limit is timed")
	}
}
