package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// assigned is a zone in which c2 has visit v1, in an hour, at a home whose card
// is "right" and whose landline is "line".
func assigned(t *testing.T) *zone {
	z := caring(t, map[fleet.WorkerID]float64{"c2": 100})
	z.ok(dispatch.IssueCard{Card: residents.Card{Provider: "m1", Resident: "res1", Serial: "d1", Digest: "right"}, By: desk, Reason: "new"})
	b := book("v1", noon.Add(time.Hour))
	b.Call.Landline = "line"
	z.do(b)
	z.solve()
	z.ok(z.accept("c2"))
	z.pass(time.Hour, "c1", "c2")
	return z
}

func showing(v orders.Verb, c orders.Capture) dispatch.AttendVisit {
	e := attend("c2", "v1", v)
	e.Capture = c
	return e
}

// counts expects a refusal that the visit remembers.
func (z *zone) counts(code orders.Code, ev dispatch.Event) orders.Rejection {
	z.t.Helper()
	r := only[dispatch.Rejected](z.t, z.do(ev)).Rejection
	if r.Code != code {
		z.t.Errorf("%T was refused with %s, want %s", ev, r.Code, code)
	}
	return r
}

// ended returns the visit as it left the state.
func ended(t *testing.T, ds []dispatch.Decision) orders.Order {
	t.Helper()
	return only[dispatch.OrderGone](t, ds).Order
}

var usual = (&dispatch.Policy{}).Tolerance()

func TestVisitShownByPositionAndCard(t *testing.T) {
	z := assigned(t)
	near := east(430)
	z.ok(showing(orders.Start, orders.Capture{Point: &near, Accuracy: 20}))
	if m := z.order("v1").Call.Record.Start; m.Method != orders.MethodPosition || m.Meters < 28 || m.Meters > 32 || m.Accuracy != 20 || m.At != z.now {
		t.Errorf("start: %+v", m)
	}
	z.counts(orders.WrongCode, showing(orders.Finish, orders.Capture{Card: "wrong"}))
	z.pass(time.Hour, "c1", "c2")
	began := z.now.Add(-time.Hour)
	o := ended(t, z.do(showing(orders.Finish, orders.Capture{Card: "right"})))
	if m := o.Call.Record.End; m.Method != orders.MethodCard || m.At != z.now || o.Tries != 1 {
		t.Errorf("end: %+v after %d tries", m, o.Tries)
	}
	if start, end := o.Times(); start != began || end != z.now || len(o.Exceptions(usual)) != 0 {
		t.Errorf("from %s to %s with %v", start, end, o.Exceptions(usual))
	}
	z.recovers(nil)
}

// What a carer did in a cellar counts from when they did it, and the record
// keeps when it was heard: never in the future, nor before what came last.
func TestVisitSaidLater(t *testing.T) {
	z := assigned(t)
	began := z.now
	z.ok(attend("c2", "v1", orders.SetOff))
	z.pass(40*time.Minute, "c1", "c2")
	late := func(v orders.Verb, ago time.Duration) dispatch.AttendVisit {
		e := attend("c2", "v1", v)
		e.Ago = ago
		return e
	}
	z.ok(late(orders.Arrive, 38*time.Minute), late(orders.Start, 99*time.Hour))
	o := z.order("v1")
	came := began.Add(2 * time.Minute)
	if m := o.Call.Record.Start; m.At != came || m.Heard != z.now || o.Call.Arrived != came || o.ServedAt != came || !o.OnTime() {
		t.Errorf("began %s, heard %s; at the door %s, served %s", m.At, m.Heard, o.Call.Arrived, o.ServedAt)
	}
	z.pass(time.Minute, "c1", "c2")
	end := ended(t, z.do(late(orders.Finish, -time.Hour)))
	if m := end.Call.Record.End; m.At != z.now || m.Heard != 0 || end.DoneAt != z.now {
		t.Errorf("ended in the future: %+v", m)
	}
	z.recovers(nil)
}

func TestVisitOutOfTheOrdinary(t *testing.T) {
	z := assigned(t)
	far := east(900)
	z.pass(45*time.Minute, "c1", "c2") // 15 minutes past the window
	z.ok(showing(orders.Start, orders.Capture{Point: &far, Accuracy: 5000}))
	z.pass(20*time.Minute, "c1", "c2")
	o := ended(t, z.do(attend("c2", "v1", orders.Finish)))
	want := []orders.Exception{orders.EndUnverified, orders.StartAway, orders.TooLate, orders.TooShort}
	if got := o.Exceptions(usual); !slices.Equal(got, want) {
		t.Fatalf("exceptions %v, want %v", got, want)
	}

	amend := dispatch.AmendVisit{Visit: o, Approve: []orders.Exception{orders.TooLate}, By: desk, Reason: "snow"}
	byCarer := amend
	byCarer.By = orders.Actor{Role: orders.Courier, ID: "c2"}
	z.refused(orders.NotYours, byCarer)
	strange := amend
	strange.Approve = []orders.Exception{orders.TooLong}
	z.refused(orders.BadOrder, strange)
	o = only[dispatch.VisitAmended](t, z.do(amend)).Visit
	if a := o.Call.Record.Approves(orders.TooLate); a == nil || a.By != desk || a.Reason != "snow" || a.At != z.now {
		t.Fatalf("approved as %+v", a)
	}
	again := amend
	again.Visit = o
	z.refused(orders.BadOrder, again)

	captured := o.Call.Record.End
	fix := dispatch.AmendVisit{Visit: o, Start: captured.At.Add(-time.Hour), By: desk, Reason: "forgot_to_start"}
	future := fix
	future.End = z.now.Add(time.Minute)
	z.refused(orders.BadOrder, future)
	o = only[dispatch.VisitAmended](t, z.do(fix)).Visit
	if start, end := o.Times(); end.Sub(start) != time.Hour || o.Call.Record.End != captured || len(o.Call.Record.Corrections) != 1 {
		t.Errorf("corrected to %s, %s: %+v", start, end, o.Call.Record)
	}
	if got := o.Exceptions(usual); !slices.Equal(got, []orders.Exception{orders.EndUnverified, orders.StartAway}) {
		t.Errorf("after the correction: %v", got)
	}
	z.recovers(nil)
}

func TestVisitCalledInByLandline(t *testing.T) {
	z := assigned(t)
	call := func(v orders.Verb, from string, matched bool) dispatch.CallIn {
		return dispatch.CallIn{Order: "v1", Courier: "c2", Landline: from, Verb: v, Matched: matched}
	}
	z.refused(orders.UnknownOrder, call(orders.Start, "elsewhere", true))
	z.counts(orders.WrongCode, call(orders.Start, "line", false))
	z.ok(attend("c2", "v1", orders.Start)) // by word; the call a minute later shows more
	z.now = z.now.Add(time.Minute)
	z.ok(call(orders.Start, "line", true))
	if m := z.order("v1").Call.Record.Start; m.Method != orders.MethodPhone || m.At != z.now.Add(-time.Minute) {
		t.Errorf("start: %+v", m)
	}
	z.pass(time.Hour, "c1", "c2")
	o := ended(t, z.do(call(orders.Finish, "line", true)))
	if o.Carriage != orders.Done || o.Call.Record.End.Method != orders.MethodPhone || len(o.Exceptions(usual)) != 0 {
		t.Errorf("%s, %+v, %v", o.Carriage, o.Call.Record, o.Exceptions(usual))
	}
	z.recovers(nil)
}

func TestCardTakesFiveWrongCodes(t *testing.T) {
	z := assigned(t)
	for range 5 {
		z.counts(orders.WrongCode, showing(orders.Start, orders.Capture{Card: "wrong"}))
	}
	z.refused(orders.TooManyTries, showing(orders.Start, orders.Capture{Card: "right"}))
	z.ok(attend("c2", "v1", orders.Start)) // care does not wait for a card

	z = assigned(t)
	z.ok(dispatch.RevokeCard{Provider: "m1", Resident: "res1", By: desk, Reason: "lost"})
	z.refused(orders.NoCard, showing(orders.Start, orders.Capture{Card: "right"}))
	z.refused(orders.NoCard, dispatch.RevokeCard{Provider: "m1", Resident: "res1", By: desk, Reason: "lost"})
	z.recovers(nil)
}

// Staff's word is no proof, and a visit cut short says so.
func TestVisitEndedByOthers(t *testing.T) {
	z := assigned(t)
	o := ended(t, z.do(dispatch.SetOutcome{Order: "v1", Outcome: orders.Done, By: desk, Reason: "telephoned"}))
	if r := o.Call.Record; r.Start.Method != orders.MethodStaff || r.End.Method != orders.MethodStaff {
		t.Errorf("%+v", r)
	}
	z = assigned(t)
	z.ok(attend("c2", "v1", orders.Start))
	z.pass(time.Hour, "c1", "c2")
	o = ended(t, z.do(dispatch.FailOrder{Courier: "c2", Order: "v1", Reason: "unsafe"}))
	if got := o.Exceptions(usual); !slices.Equal(got, []orders.Exception{orders.StartUnverified, orders.CutShort}) {
		t.Errorf("%v", got)
	}
}
