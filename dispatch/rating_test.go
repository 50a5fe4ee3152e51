package dispatch_test

import (
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

var resident = orders.Actor{Role: orders.Resident}

// A rating is given once, after the end, by the resident or by staff for them;
// it is published, counted and kept.
func TestRating(t *testing.T) {
	z := served(t)
	z.brought(place("o1"), "c1")
	rate := func(stars int, reasons ...string) dispatch.RateOrder {
		return dispatch.RateOrder{Original: orders.Order{ID: "o1"}, Stars: stars, Reasons: reasons, By: resident}
	}
	z.refused(orders.IllegalMove, rate(5))
	o := ended(t, z.do(dispatch.DeliverOrder{Courier: "c1", Order: "o1", Proof: "good"}))
	after := func(stars int, reasons ...string) dispatch.RateOrder {
		e := rate(stars, reasons...)
		e.Original = o
		return e
	}
	for _, bad := range []dispatch.RateOrder{after(0), after(6), after(3, "ugly"), after(3, "late", "late")} {
		z.refused(orders.BadOrder, bad)
	}
	alien := after(1)
	alien.By = merchant
	z.refused(orders.NotYours, alien)
	ds := z.do(after(4, "on_time"))
	p := only[dispatch.Published](t, ds)
	if p.Track != orders.RatingTrack || p.State != orders.Rated || p.Seq != o.Seq+1 || p.Status != orders.Delivered || p.Rating.Stars != 4 {
		t.Errorf("published %+v", p)
	}
	if ds := z.do(after(4, "on_time")); len(ds) > 0 {
		t.Errorf("said again: %+v", ds)
	}
	z.refused(orders.IllegalMove, after(1))
	if sum := z.s.Ratings.Get("m1"); sum == nil || sum.Stars != [5]uint64{0, 0, 0, 1, 0} || len(sum.Reasons) != 1 || sum.Reasons[0].Count != 1 {
		t.Errorf("%+v", sum)
	}
	z.recovers(nil)
}

// An order that is kept until its money is settled keeps its rating, and leaves
// with it.
func TestRatingBeforeTheMoney(t *testing.T) {
	z := served(t)
	z.ok(paid("o1"), dispatch.Settle{Order: "o1", Merchant: "m1", State: "held"})
	z.ok(dispatch.SetOutcome{Order: "o1", Outcome: orders.Failed, By: desk, Reason: "lost"})
	z.ok(dispatch.RateOrder{Original: orders.Order{ID: "o1"}, Stars: 1, By: desk})
	o := ended(t, z.do(dispatch.Settle{Order: "o1", Merchant: "m1", State: "cancelled"}))
	if o.Rating == nil || o.Rating.Stars != 1 {
		t.Errorf("%+v", o.Rating)
	}
	z.refused(orders.IllegalMove, dispatch.RateOrder{Original: o, Stars: 5, By: resident})
	z.recovers(nil)
}
