package dispatch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

func date(t testing.TB, s string) clock.Date {
	t.Helper()
	d, err := clock.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// weekly is half an hour of care at nine, by the wall's clock of a community
// that puts it forward by an hour on 29 November 2026 and has 2 December off.
func weekly(t testing.TB, z *zone, rule string) dispatch.MakePlan {
	z.ok(dispatch.RegisterCommunity{Community: circle.Community{
		ID: "x", Name: "x", Calendar: clock.Calendar{
			Offsets:  []clock.Offset{{From: 1, Seconds: 8 * 3600}, {From: clock.FromTime(time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)), Seconds: 9 * 3600}},
			Holidays: []clock.Date{date(t, "2026-12-02")}, Known: date(t, "2027-01-31"),
		}}})
	r, err := residents.ParseRule(rule)
	if err != nil {
		t.Fatal(err)
	}
	return dispatch.MakePlan{Recurring: dispatch.Recurring{
		Plan: residents.Plan{
			ID: "p1", First: date(t, "2026-11-25"), At: 9 * time.Hour, Duration: 30 * time.Minute, Rule: r, Holidays: residents.Next,
		},
		Community: "x", Merchant: "m1", Window: 20 * time.Minute, Dropoff: orders.Dropoff{Point: east(400)},
		Call: orders.Call{Resident: "res1", Service: "care", Duration: 30 * time.Minute, Skills: []string{"care"}},
	}}
}

// visits lists the plan's open visits with when they may start, in UTC.
func visits(z *zone) []string {
	var list []string
	for id, o := range z.s.Orders.All() {
		list = append(list, string(id)+" "+o.Call.From.Time().Format("02 15:04"))
	}
	return list
}

// Instances become visits three days ahead, by the community's clock and days
// off; when the last has begun the plan is over.
func TestPlan(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(dispatch.CourierOffline{Courier: "c2"})
	m := weekly(t, z, "FREQ=DAILY;COUNT=8")
	m.Key, m.Digest = "k", "d"
	put := only[dispatch.RecurringPut](t, z.do(m)[:3])
	if put.Recurring.Check.Instances != 8 || put.Recurring.Check.Doubtful != 0 {
		t.Errorf("checked: %+v", put.Recurring.Check)
	}
	want := []string{"p1~20261125 25 01:00", "p1~20261126 26 01:00", "p1~20261127 27 01:00"}
	if got := visits(z); !slices.Equal(got, want) {
		t.Errorf("made at first %v", got)
	}
	m.Recurring.Plan.ID = "p2"
	if r := only[dispatch.Replayed](t, z.do(m)); r.Order != "p1" {
		t.Errorf("the same key: %+v", r)
	}
	seen := map[string]bool{}
	for range 10 * 24 {
		z.pass1h()
		for _, v := range visits(z) {
			seen[v] = true
		}
	}
	for _, v := range append(want, "p1~20261129 29 00:00", "p1~20261202 03 00:00") {
		if !seen[v] {
			t.Errorf("%s never was", v)
		}
	}
	if len(seen) != 8 || z.s.Recurring.Len() != 0 || z.s.Timers.Get("plan/p1") != nil {
		t.Errorf("%v, %d plans left", seen, z.s.Recurring.Len())
	}
	z.recovers(nil)
}

// An instance becomes a visit at the instant at which its timer is due, and the
// timer goes on to the next.
func TestPlanInstanceOnTheDot(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(weekly(t, z, "FREQ=DAILY;COUNT=8"))
	due := *z.s.Timers.Get("plan/p1")
	z.now = due
	z.ok(dispatch.Wake{Timer: "plan/p1"})
	if got := visits(z); len(got) != 4 || !strings.HasPrefix(got[3], "p1~20261128 ") {
		t.Errorf("after the first timer: %v", got)
	}
	if next := z.s.Timers.Get("plan/p1"); next == nil || *next <= due {
		t.Errorf("the timer of %s is followed by that of %v", due, next)
	}
}

// pass1h lets an hour go by.
func (z *zone) pass1h() {
	z.t.Helper()
	z.now = z.now.Add(time.Hour)
	z.due()
}

// What nobody can serve is said when the plan is made.
func TestPlanDoubts(t *testing.T) {
	z := caring(t, nil)
	m := weekly(t, z, "FREQ=WEEKLY;BYDAY=WE")
	checked := func() dispatch.PlanCheck {
		t.Helper()
		check, refusal := z.s.CheckPlan(&m.Recurring, z.now)
		if refusal != nil {
			t.Fatal(refusal)
		}
		return check
	}
	if c := checked(); c.Instances != 53 || c.Doubtful != 53 || len(c.Doubts) != 50 || c.Doubts[0].Reason != "no_skill" {
		t.Errorf("no carer: %d of %d, %+v", c.Doubtful, c.Instances, c.Doubts[0])
	}
	r := carer("c2", "care")
	r.Papers = []fleet.Certificate{{Skill: "care", Until: clock.FromTime(time.Date(2026, 12, 9, 0, 49, 0, 0, time.UTC))}}
	z.ok(r)
	if c := checked(); c.Doubtful != 51 || c.Doubts[0].Reason != "certificate" || c.Doubts[0].Day != date(t, "2026-12-09") {
		t.Errorf("a certificate of two weeks: %d, %+v", c.Doubtful, c.Doubts[0])
	}
	z.ok(carer("c3", "care"))
	m.Recurring.Call.Carer = "c2"
	if c := checked(); c.Doubtful != 51 || c.Doubts[0].Reason != "preferred_carer" {
		t.Errorf("another could: %d, %+v", c.Doubtful, c.Doubts[0])
	}
	m.Recurring.Call.Carer = ""
	if c := checked(); c.Doubtful != 43 || c.Doubts[0].Reason != "calendar_short" || c.Doubts[0].Day != date(t, "2027-02-03") {
		t.Errorf("days off unknown: %d, %+v", c.Doubtful, c.Doubts[0])
	}
	m.Recurring.Plan.Except = []clock.Date{date(t, "2026-12-16")}
	m.Recurring.Plan.Rule.Count = 4
	if c := checked(); c.Instances != 3 || c.Doubtful != 0 {
		t.Errorf("four with an exception: %+v", c)
	}
	m.Recurring.Plan.Rule.UntilDay = date(t, "2026-11-26")
	m.Recurring.Plan.First = date(t, "2026-11-26")
	z.refused(orders.BadOrder, m) // a Thursday alone
	m.Recurring.Merchant = "nobody"
	z.refused(orders.UnknownProvider, m)
}

// One instance is left out or moved, before and after it has become a visit;
// the others stay.
func TestPlanChanged(t *testing.T) {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 390})
	z.ok(dispatch.CourierOffline{Courier: "c2"}, weekly(t, z, "FREQ=DAILY"))
	day := func(s string) clock.Date { return date(t, "2026-11-"+s) }
	ten := clock.FromTime(time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC))
	other := orders.Actor{Role: orders.Merchant, ID: "m2"}
	z.refused(orders.NotYours, dispatch.SkipInstance{Plan: "p1", Day: day("25"), By: other})
	z.refused(orders.UnknownPlan, dispatch.SkipInstance{Plan: "p9", Day: day("25"), By: desk})
	z.refused(orders.BadOrder, dispatch.SkipInstance{Plan: "p1", Day: day("24"), By: desk})
	z.ok(
		dispatch.SkipInstance{Plan: "p1", Day: day("25"), By: merchant, Reason: "away"},
		dispatch.SkipInstance{Plan: "p1", Day: day("28"), By: merchant, Reason: "away"},
		dispatch.MoveInstance{Plan: "p1", Day: day("26"), Start: ten, By: merchant, Reason: "doctor"},
		dispatch.MoveInstance{Plan: "p1", Day: day("29"), Start: ten.Add(96 * time.Hour), By: desk, Reason: "doctor"},
	)
	if got := visits(z); !slices.Equal(got, []string{"p1~20261126~1 26 10:00", "p1~20261127 27 01:00"}) {
		t.Errorf("visits %v", got)
	}
	if c := z.s.Closed.Get("p1~20261125"); c == nil || c.Carriage != orders.Cancelled {
		t.Errorf("the visit that is left out: %+v", c)
	}
	z.ok(dispatch.MoveInstance{Plan: "p1", Day: day("26"), Start: ten.Add(time.Hour), By: merchant, Reason: "again"})
	if got := visits(z); got[0] != "p1~20261126~2 26 11:00" {
		t.Errorf("moved twice: %v", got)
	}
	for range 80 {
		z.pass1h()
	}
	if got := visits(z); !slices.Equal(got, []string{"p1~20261129~1 30 10:00", "p1~20261130 30 00:00"}) {
		t.Errorf("later: %v", got)
	}
	z.refused(orders.BadOrder, dispatch.SkipInstance{Plan: "p1", Day: day("25"), By: desk}) // left out already
	z.refused(orders.IllegalMove, dispatch.SkipInstance{Plan: "p1", Day: day("27"), By: desk})
	z.ok(dispatch.EndPlan{Plan: "p1", By: merchant, Reason: "moved_house"})
	if z.s.Recurring.Len() != 0 || z.s.Orders.Len() != 0 {
		t.Errorf("after the end: %v", visits(z))
	}
	z.recovers(nil)
}
