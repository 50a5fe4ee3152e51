package dispatch_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// settle lets minutes pass in which every offer is accepted.
func (z *zone) settle(minutes int) {
	z.t.Helper()
	for range minutes {
		for _, c := range []fleet.WorkerID{"c2", "c3", "c4"} {
			if z.s.Couriers.Get(c).Offer != "" {
				z.ok(z.accept(c))
			}
		}
		z.pass(time.Minute, "c2", "c3", "c4")
	}
}

// carers are those of the visits v1 to vn, all of which must have one.
func (z *zone) carers(n int) map[orders.ID]string {
	z.t.Helper()
	all := map[orders.ID]string{}
	for i := range n {
		id := orders.ID(fmt.Sprint("v", i+1))
		if all[id] = z.order(id).Worker; all[id] == "" {
			z.t.Fatalf("%s has no carer", id)
		}
	}
	return all
}

// stand is where the carers of a street are.
var stand = map[fleet.WorkerID]float64{"c2": 200, "c3": 1700, "c4": 3200}

// street is a zone with the carers along a street who are on duty, and as many
// visits, which are booked at an instant.
func street(t *testing.T, visits int, at time.Duration, duty ...fleet.WorkerID) *zone {
	z := newZone(t)
	z.now = z.now.Add(at)
	z.ok(shop("m1", true), carer("c2", "care"), carer("c3", "care"), carer("c4", "care"))
	for _, c := range duty {
		z.ok(online(c, stand[c]))
	}
	for i := range visits {
		p := book(orders.ID(fmt.Sprint("v", i+1)), noon.Add(time.Duration(20+15*i)*time.Minute))
		p.Call.Duration, p.Call.To = 30*time.Minute, p.Call.From.Add(2*time.Hour)
		p.Dropoff.Point = east(float64(300 + 700*((i*5)%6)))
		z.ok(p)
	}
	z.settle(20)
	return z
}

// After a carer falls ill the visits of that carer change hands, and no others.
// A plan from scratch for the same visits would change more.
func TestIllnessDisturbsFew(t *testing.T) {
	const visits = 6
	z := street(t, visits, 0, "c2", "c3", "c4")
	before := z.carers(visits)
	scratch := street(t, visits, z.now.Sub(noon), "c2", "c3").carers(visits)
	z.ok(dispatch.CourierOut{Courier: "c4", By: desk, Reason: "unwell"})
	z.settle(20)
	out := z.outages()
	lost, anew := 0, 0
	for id, now := range z.carers(visits) {
		switch was := before[id]; {
		case was == "c4":
			lost++
		case now != was:
			t.Errorf("%s was with %s and is with %s", id, was, now)
		}
		if scratch[id] != before[id] {
			anew++
		}
	}
	if lost == 0 || anew <= lost {
		t.Errorf("of %d visits %d change hands, and %d in a plan from scratch: %v", visits, lost, anew, before)
	}
	if len(out) != 1 || len(out[0].Handed) != lost || len(out[0].Unmade) != 0 || out[0].Changed() < lost || out[0].Changed() >= visits {
		t.Errorf("of %d visits %d change hands, and staff hears %+v", visits, lost, out)
	}
	z.recovers(nil)
}

// outages are those that are over, of each of which staff has heard.
func (z *zone) outages() []dispatch.Outage {
	z.t.Helper()
	var list []dispatch.Outage
	told := 0
	for _, r := range z.records {
		ds, err := dispatch.DecodeDecisions(r.Decisions)
		if err != nil {
			z.t.Fatal(err)
		}
		for _, d := range ds {
			switch d := d.(type) {
			case dispatch.OutageGone:
				list = append(list, d.Outage)
			case dispatch.Alerted:
				if d.Code == "replanned" {
					told++
				}
			}
		}
	}
	if told != len(list) || z.s.Outages.Len() > 0 {
		z.t.Errorf("%d outages are over, staff heard of %d, and %d are not over", len(list), told, z.s.Outages.Len())
	}
	return list
}

// What an outage changes is counted: whose visit another carer has, whose begins
// at another time, and who gets none; once each.
func TestOutageCounts(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	hard := func(id orders.ID, from time.Duration, hours time.Duration) dispatch.PlaceOrder {
		p := book(id, noon.Add(from))
		p.Call.To, p.Call.Hard = p.Call.From.Add(hours*time.Hour), true
		return p
	}
	z.ok(hard("v1", time.Hour, 1)) // c2's, who falls ill
	z.ok(z.accept("c2"), carer("c3", "care"), online("c3", 500))
	for _, p := range []dispatch.PlaceOrder{hard("v2", time.Hour, 4), hard("v3", 6*time.Hour, 1)} {
		z.ok(p, dispatch.AssignOrder{Order: p.ID, Worker: "c3", By: desk})
	}
	p := hard("v4", 6*time.Hour, 1) // too long for c3, who is at v3
	p.Call.Duration = 3 * time.Hour
	z.ok(p, dispatch.AssignOrder{Order: "v4", Worker: "c2", By: desk})
	z.ok(dispatch.CourierOut{Courier: "c2", By: desk, Reason: "unwell"})
	for z.s.Outages.Len() > 0 {
		if z.s.Couriers.Get("c3").Offer != "" {
			z.ok(z.accept("c3"))
		}
		if z.pass(time.Minute, "c1", "c3"); z.now > noon.Add(12*time.Hour) {
			t.Fatal("it does not end")
		}
	}
	got := z.outages()
	if len(got) != 1 || !slices.Equal(got[0].Handed, []orders.ID{"v1"}) || !slices.Equal(got[0].Moved, []orders.ID{"v2"}) ||
		!slices.Equal(got[0].Unmade, []orders.ID{"v4"}) || got[0].Changed() != 3 {
		t.Errorf("%+v", got)
	}
	z.recovers(nil)
}

// Who does not come to a visit loses that one, and nothing else changes hands.
func TestNoShowDisturbsFew(t *testing.T) {
	const visits = 6
	z := street(t, visits, 0, "c2", "c3", "c4")
	before := z.carers(visits)
	late := z.order("v1").Call.To.Add(z.s.Policy.VisitGrace)
	z.pass(late.Sub(z.now)+time.Minute, "c2", "c3", "c4")
	z.settle(5)
	if o := z.order("v1"); !slices.Contains(o.Barred, before["v1"]) {
		t.Errorf("it is not kept from who did not come: %+v", o)
	}
	for id, now := range z.carers(visits) {
		if (now != before[id]) != (id == "v1") {
			t.Errorf("%s was with %s and is with %s", id, before[id], now)
		}
	}
}

// Visits wait while the only carer is being asked for others, one at a time, and
// staff is not told that nobody can come; once the carer has gone home, it is.
func TestWaitsWhileCarerIsAsked(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	for i := range 3 {
		z.ok(book(orders.ID(fmt.Sprint("v", i+1)), noon.Add(time.Duration(2+2*i)*time.Hour)))
	}
	for z.order("v2").Worker == "" {
		if z.s.Couriers.Get("c2").Offer != "" {
			z.ok(z.accept("c2"))
		}
		z.pass(time.Minute, "c1", "c2")
		if code := z.inTrouble("v3"); code != "" || z.now > noon.Add(time.Hour) {
			t.Fatalf("v2 is with %q, and staff is called: %q", z.order("v2").Worker, code)
		}
	}
	z.ok(dispatch.CourierOffline{Courier: "c2"})
	z.pass(10*time.Minute, "c1", "c2")
	if code := z.inTrouble("v3"); code != "unserved" {
		t.Errorf("nobody can take it, and staff hears %q", code)
	}
}
