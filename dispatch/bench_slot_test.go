package dispatch_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// busyDay is a zone with 25 carers on duty who have 100 visits, and 100 more
// that are booked for later.
func busyDay(b *testing.B) *zone {
	z := newZone(b)
	z.ok(shop("m1", true))
	for i := range 25 {
		id := fleet.WorkerID(fmt.Sprint("w", i))
		z.ok(carer(id, "care"), online(id, float64(i)*120))
	}
	for i := range 200 {
		v := book(orders.ID(fmt.Sprint("v", i)), noon.Add(30*time.Minute+time.Duration(i%100/25)*80*time.Minute))
		if i >= 100 {
			v.Call.From = noon.Add(7*time.Hour + time.Duration(i%50)*5*time.Minute)
		}
		v.Call.To = v.Call.From.Add(30 * time.Minute)
		v.Call.Resident, v.Dropoff.Point = fmt.Sprint("res", i), east(float64(i*37%3000))
		z.ok(v)
		for z.s.Offers.Len() > 0 {
			for _, f := range z.s.Offers.All() {
				z.ok(dispatch.AnswerOffer{Courier: f.Courier, Offer: f.ID, Accept: true})
				break
			}
		}
	}
	return z
}

// BenchmarkSlots asks for the slots of half a day, for the most starts that can
// be asked for in it, and for those of a month, in which 200 plans come every
// day. What holds the loop is held-ms, the longest of all; the rest of the time
// is beside it.
func BenchmarkSlots(b *testing.B) {
	z := busyDay(b)
	for _, x := range []struct {
		name string
		step time.Duration
		span time.Duration
	}{{"Day", 30 * time.Minute, 12 * time.Hour}, {"Most", 218 * time.Second, 12 * time.Hour}, {"Month", 3 * time.Hour, 24 * 24 * time.Hour}} {
		w := wish()
		w.From, w.To, w.Step = noon.Add(10*time.Minute), noon.Add(x.span), x.step
		if x.name == "Month" {
			for i := range 200 {
				p := weekly(b, z, "FREQ=DAILY")
				p.Recurring.Plan.ID, p.Recurring.Plan.At = residents.PlanID(fmt.Sprint("p", i)), time.Duration(8+i%10)*time.Hour
				z.ok(p)
			}
		}
		b.Run(x.name, func(b *testing.B) {
			var held time.Duration
			for b.Loop() {
				begun := time.Now()
				q, refusal := z.s.Slots(w, z.now)
				held = max(held, time.Since(begun))
				if refusal != nil {
					b.Fatal(refusal)
				}
				base := *q.Problem
				base.Shipments = base.Shipments[:q.Planned]
				p := plan(&base)
				q.Problem.Times = base.Times
				if _, err := matching.Prices(q.Problem, &p, q.Names(), nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(held.Microseconds())/1000, "held-ms")
		})
	}
}
