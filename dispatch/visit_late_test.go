package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// Who takes a visit whose window closed long ago comes late, and is not told at
// once that they have not come.
func TestVisitTakenLate(t *testing.T) {
	z := caring(t, nil)
	z.ok(carer("c2", "care"), book("v1", noon.Add(10*time.Minute)))
	z.pass(100*time.Minute, "c1")
	z.ok(online("c2", 390))
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"))
	z.pass(5*time.Minute, "c1", "c2")
	if o := z.order("v1"); o.Worker != "c2" || o.Attempt != 1 {
		t.Fatalf("the carer on whom it was just settled: %+v", o)
	}
	z.pass(50*time.Minute, "c1", "c2")
	if o := z.order("v1"); o.Worker != "" || !slices.Contains(o.Barred, "c2") {
		t.Errorf("who does not come has it still: %+v", o)
	}
}

// A visit that overruns is no reason to take the next from a carer who comes
// straight from it, however late it is.
func TestVisitAfterAnother(t *testing.T) {
	z := overrun(t, noon.Add(40*time.Minute))
	z.ok(carer("c3", "care"), online("c3", 3000))
	z.pass(100*time.Minute, "c1", "c2", "c3") // the window closed 40 minutes ago
	z.ok(attend("c2", "v1", orders.Finish))
	z.pass(2*time.Minute, "c1", "c2", "c3")
	z.ok(attend("c2", "v2", orders.SetOff))
	z.pass(30*time.Minute, "c1", "c2", "c3")
	if o := z.order("v2"); o.Worker != "c2" || o.Carriage != orders.OnTheWay {
		t.Errorf("lost on the way to it: %+v", o)
	}
	if eta := z.order("v2").ETA; eta < noon.Add(100*time.Minute) {
		t.Errorf("the resident is told %s, before the visit ahead was over", eta)
	}
}

// A carer who will come much later than they were to loses a soft visit to who
// comes sooner, and may have it again when nobody does.
func TestVisitGoesToTheSooner(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v2", noon.Add(50*time.Minute)))
	z.ok(z.accept("c2"))
	long := book("v3", noon)
	long.Call.Duration = 3 * time.Hour
	z.ok(long, dispatch.AssignOrder{Order: "v3", Worker: "c2", By: desk})
	z.ok(attend("c2", "v3", orders.Start))
	z.ok(carer("c3", "care"), online("c3", 500))
	z.pass(2*time.Minute, "c1", "c2", "c3")
	o := z.order("v2")
	if o.Carriage != orders.Booked || slices.Contains(o.Barred, "c2") {
		t.Fatalf("planned hours after its window: %+v", o)
	}
	z.ok(z.accept("c3"))
}

// A visit that was put in before a hard one, once nothing came before that, is
// watched all the same: when it overruns, another comes in time.
func TestHardVisitBehindALaterOne(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	hard := book("v1", noon.Add(65*time.Minute))
	hard.Call.Hard = true
	z.ok(hard)
	z.ok(z.accept("c2"))
	z.pass(time.Minute, "c1", "c2")
	z.ok(book("v2", noon), dispatch.AssignOrder{Order: "v2", Worker: "c2", By: desk}, attend("c2", "v2", orders.Start))
	if r := z.s.Couriers.Get("c2").Route; len(r) != 2 || r[0].Order != "v2" {
		t.Fatalf("route %+v", r)
	}
	z.ok(carer("c3", "care"), online("c3", 500))
	for z.s.Couriers.Get("c3").Offer == "" && z.now < hard.Call.To.Add(-5*time.Minute) {
		z.pass(time.Minute, "c1", "c2", "c3")
	}
	z.ok(z.accept("c3"), attend("c3", "v1", orders.Start))
}

// Who comes after a hard window has closed does not come in, also before its
// timer has fired; who stood at the door in time does.
func TestHardWindowClosed(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	for _, c := range []struct {
		id     orders.ID
		inTime bool
	}{{"v1", true}, {"v2", false}} {
		b := book(c.id, z.now.Add(10*time.Minute))
		b.Call.Hard = true
		z.ok(b)
		z.ok(z.accept("c2"), attend("c2", c.id, orders.SetOff))
		if c.inTime {
			z.now = b.Call.To
			z.ok(attend("c2", c.id, orders.Arrive))
			z.now = b.Call.To.Add(time.Minute)
			z.ok(attend("c2", c.id, orders.Start), attend("c2", c.id, orders.Finish))
			continue
		}
		z.now = b.Call.To.Add(time.Second)
		z.refused(orders.IllegalMove, attend("c2", c.id, orders.Arrive))
		z.refused(orders.IllegalMove, attend("c2", c.id, orders.Start))
	}
}

// overrun is a zone whose carer c2 is in the home of v1, an hour's visit that
// began at noon, and has v2 after it, wanted from an instant on.
func overrun(t *testing.T, from clock.Instant) *zone {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(book("v1", noon))
	z.ok(z.accept("c2"))
	z.ok(book("v2", from))
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"), attend("c2", "v1", orders.Start))
	return z
}
