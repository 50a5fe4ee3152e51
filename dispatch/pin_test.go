package dispatch_test

import (
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// pin is staff's word that a visit is a carer's, or begins at an instant.
func pin(id orders.ID, carer string, at clock.Instant) dispatch.PinVisit {
	return dispatch.PinVisit{Order: id, Carer: carer, At: at, By: desk, Reason: "family_asked"}
}

// A visit that is pinned to a carer goes to them, however far they are, and is
// told, not asked; unpinned, it stays where it is.
func TestPinnedToCarer(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 2000})
	z.ok(book("v1", noon.Add(40*time.Minute)))
	if z.s.Couriers.Get("c2").Offer == "" {
		t.Fatal("it is not offered to the nearest")
	}
	ds := z.do(pin("v1", "c3", 0))
	z.solve()
	if d := only[dispatch.PinPut](t, ds); d.Pinned.Carer != "c3" || d.By != desk || d.Reason != "family_asked" {
		t.Errorf("%+v", d)
	}
	if o := z.order("v1"); o.Worker != "c3" || o.Carriage != orders.Assigned {
		t.Fatalf("%s with %q", o.Carriage, o.Worker)
	}
	z.ok(pin("v1", "c2", 0)) // handed over
	if o := z.order("v1"); o.Worker != "c2" || o.Attempt != 2 {
		t.Fatalf("%s with %q", o.Carriage, o.Worker)
	}
	z.ok(dispatch.PinVisit{Order: "v1", By: desk, Reason: "settled"})
	if o := z.order("v1"); o.Pinned != nil || o.Worker != "c2" {
		t.Errorf("pinned to %+v, with %q", o.Pinned, o.Worker)
	}
	z.recovers(nil)
}

// A visit that is pinned to a time begins then, neither sooner nor later, with
// the carer who had it; what is put in before it must leave the time.
func TestPinnedToTime(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	wide := book("v1", noon.Add(10*time.Minute))
	wide.Call.To = noon.Add(5 * time.Hour)
	z.ok(wide)
	z.ok(z.accept("c2"))
	at := noon.Add(100 * time.Minute)
	if eta := z.order("v1").ETA; eta == at {
		t.Fatal("it begins then by itself")
	}
	z.ok(pin("v1", "", at))
	if o := z.order("v1"); o.Worker != "c2" || o.ETA != at {
		t.Fatalf("with %q at %s", o.Worker, o.ETA)
	}
	long := book("v2", noon) // two hours: only behind it
	long.Call.To, long.Call.Duration = noon.Add(6*time.Hour), 2*time.Hour
	z.ok(long)
	z.ok(z.accept("c2"))
	if v1, v2 := z.order("v1"), z.order("v2"); v1.ETA != at || v2.ETA < at.Add(v1.Call.Duration) {
		t.Errorf("v1 at %s, v2 at %s", v1.ETA, v2.ETA)
	}
	z.recovers(nil)
}

// A pinned visit that its carer would come late to stays theirs, and staff is
// called once; one that is not pinned goes to who comes sooner.
func TestPinnedStaysLate(t *testing.T) {
	for _, pinned := range []bool{true, false} {
		z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
		z.ok(book("v2", noon.Add(50*time.Minute)))
		z.ok(z.accept("c2"))
		if pinned {
			z.ok(pin("v2", "c2", 0))
		}
		long := book("v3", noon)
		long.Call.Duration = 3 * time.Hour
		z.ok(long, dispatch.AssignOrder{Order: "v3", Worker: "c2", By: desk}, attend("c2", "v3", orders.Start))
		z.ok(carer("c3", "care"), online("c3", 500))
		z.pass(10*time.Minute, "c1", "c2", "c3")
		o := z.order("v2")
		if pinned != (o.Worker == "c2") || pinned != (z.inTrouble("v2") == "pinned_late") {
			t.Errorf("pinned %t: with %q, in trouble for %q", pinned, o.Worker, z.inTrouble("v2"))
		}
		z.recovers(nil)
	}
}

// The carer's pin ends with the carer's illness, and when staff gives the visit
// to another; the time stays.
func TestPinEnds(t *testing.T) {
	at := noon.Add(60 * time.Minute)
	for how, end := range map[string]dispatch.Event{
		"illness": dispatch.CourierOut{Courier: "c2", By: desk, Reason: "unwell"},
		"staff":   dispatch.AssignOrder{Order: "v1", Worker: "c3", By: desk, Reason: "desk"},
	} {
		z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
		z.ok(book("v1", noon.Add(50*time.Minute)), pin("v1", "c2", at))
		if o := z.order("v1"); o.Worker != "c2" || o.ETA != at {
			t.Fatalf("%s: with %q at %s", how, o.Worker, o.ETA)
		}
		ds := z.do(end)
		z.solve()
		if p := z.order("v1").Pinned; p == nil || p.Carer != "" || p.At != at || !has[dispatch.PinPut](ds) {
			t.Fatalf("%s: %+v", how, p)
		}
		if z.s.Couriers.Get("c3").Offer != "" {
			z.ok(z.accept("c3"))
		}
		if o := z.order("v1"); o.Worker != "c3" || o.ETA != at {
			t.Errorf("%s: with %q at %s", how, o.Worker, o.ETA)
		}
		z.recovers(nil)
	}
}

// A pin to a carer who falls ill before the visit is planned ends too: it goes
// to whoever can, at the time that was said, and staff hears of it.
func TestPinForsaken(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390, "c3": 380})
	from := noon.Add(7 * time.Hour)
	at := from.Add(10 * time.Minute)
	z.ok(book("v1", from), book("v2", from), pin("v1", "c2", at), pin("v2", "c3", 0))
	if o := z.order("v1"); o.PinnedTo() != "c2" || !o.Idle() {
		t.Fatalf("pinned to %+v, with %q", o.Pinned, o.Worker)
	}
	z.ok(dispatch.CourierOut{Courier: "c2", By: desk, Reason: "unwell"})
	if p := z.order("v1").Pinned; p == nil || *p != (orders.Pinned{At: at}) || z.inTrouble("v1") != "pin_lost" {
		t.Errorf("pinned to %+v, in trouble for %q", p, z.inTrouble("v1"))
	}
	if z.order("v2").PinnedTo() != "c3" || z.inTrouble("v2") != "" {
		t.Errorf("what is pinned to another is pinned to %+v", z.order("v2").Pinned)
	}
	z.recovers(nil)
}

// A time that nobody could keep does not keep the visit from being made within
// its window.
func TestPinnedTimePasses(t *testing.T) {
	z := caring(t, nil)
	z.ok(carer("c2", "care"), book("v1", noon.Add(10*time.Minute)), pin("v1", "", noon.Add(15*time.Minute)))
	z.pass(20*time.Minute, "c1")
	z.ok(online("c2", 390))
	z.pass(time.Minute, "c1", "c2")
	z.ok(z.accept("c2"))
	z.recovers(nil)
}

func TestPinRefused(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	from := noon.Add(40 * time.Minute)
	z.ok(place("o1"), carer("c4", "wash"), book("v1", from), behind("v2", "v1", 40*time.Minute))
	for name, c := range map[string]struct {
		code orders.Code
		ev   dispatch.PinVisit
	}{
		"not staff":      {orders.NotYours, dispatch.PinVisit{Order: "v1", Carer: "c2", By: merchant}},
		"goods":          {orders.IllegalMove, pin("o1", "c2", 0)},
		"not pinned":     {orders.IllegalMove, pin("v1", "", 0)},
		"unknown":        {orders.UnknownWorker, pin("v1", "c9", 0)},
		"no skill":       {orders.Infeasible, pin("v1", "c4", 0)},
		"past":           {orders.BadOrder, pin("v1", "", z.now)},
		"too soon":       {orders.BadOrder, pin("v1", "", from-1)},
		"too late":       {orders.BadOrder, pin("v1", "", z.order("v1").Call.To+1)},
		"no such order":  {orders.UnknownOrder, pin("v9", "c2", 0)},
		"several carers": {orders.IllegalMove, pin("v3", "c2", 0)},
	} {
		t.Run(name, func(t *testing.T) {
			if c.ev.Order == "v3" {
				two := book("v3", from)
				two.Call.Carers = 2
				z.ok(carer("c3", "care"), two)
			}
			z.refused(c.code, c.ev)
		})
	}
	z.ok(z.accept("c2"), attend("c2", "v1", orders.SetOff))
	z.refused(orders.IllegalMove, pin("v1", "", from))
	z.ok(attend("c2", "v1", orders.Arrive))
	z.refused(orders.IllegalMove, pin("v1", "c2", 0))
}
