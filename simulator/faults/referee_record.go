package faults

import (
	"bytes"
	"math"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// recorded holds a visit's record against the one before: what was captured
// stays, and was shown by who said it; what staff adds is added.
func (r *referee) recorded(o *orders.Order, b *book, rec dispatch.Record) {
	if o.Call == nil || o.Call.Record == nil {
		if b.record.Start.At != 0 {
			r.wrong("visit %s has lost its record", o.ID)
		}
		return
	}
	was, now := b.record, *o.Call.Record
	b.record = now
	if was.Start != now.Start {
		r.marked(o, b, was.Start, now.Start, rec)
	}
	if was.End != now.End {
		r.marked(o, b, was.End, now.End, rec)
	}
	approved, corrected := len(was.Approved), len(was.Corrections)
	if len(now.Approved) < approved || !slices.Equal(now.Approved[:approved], was.Approved) ||
		len(now.Corrections) < corrected || !slices.Equal(now.Corrections[:corrected], was.Corrections) {
		r.wrong("the record of visit %s forgets what staff said of it: %+v, then %+v", o.ID, was, now)
		return
	}
	if len(now.Approved) == approved && len(now.Corrections) == corrected {
		return
	}
	e, ok := r.eventOf(rec).(dispatch.AmendVisit)
	if !ok || e.By.Role != orders.Staff || !b.gone {
		r.wrong("the record of visit %s was amended by %T of %s while it was %s", o.ID, r.eventOf(rec), e.By.Role, b.carriage)
	}
	for i, x := range now.Approved {
		if slices.ContainsFunc(now.Approved[:i], func(y orders.Approval) bool { return x.Exception == y.Exception }) {
			r.wrong("%q of visit %s was approved twice", x.Exception, o.ID)
		}
	}
}

// marked: an end of a visit is captured once, at its time; only more can be
// shown for it afterwards.
func (r *referee) marked(o *orders.Order, b *book, was, now orders.Mark, rec dispatch.Record) {
	ago := time.Duration(0)
	if e, ok := r.eventOf(rec).(dispatch.AttendVisit); ok {
		ago = e.Ago
	}
	switch {
	case was.At != 0 && (now.At != was.At || !now.Better(was)):
		r.wrong("the record of visit %s changed from %+v to %+v", o.ID, was, now)
	case was.At == 0 && (now.At > rec.At || now.At < max(rec.At.Add(-ago), b.acted) || now.At < rec.At && now.Heard != rec.At):
		r.wrong("visit %s was captured at %s as %+v, by a word of %s before", o.ID, rec.At, now, ago)
	case !r.backed(o, now, r.eventOf(rec)):
		r.wrong("the record of visit %s says %+v, and nobody showed that: %+v", o.ID, now, r.eventOf(rec))
	}
}

// backed reports whether an event shows what a mark says.
func (r *referee) backed(o *orders.Order, m orders.Mark, event dispatch.Event) bool {
	switch e := event.(type) {
	case dispatch.CallIn:
		return m.Method == orders.MethodPhone && e.Matched && e.Landline != "" && e.Landline == o.Call.Landline
	case dispatch.SetOutcome:
		return m.Method == orders.MethodStaff && e.By.Role == orders.Staff
	case dispatch.AttendVisit:
		if m.Located != (e.Capture.Point != nil) || m.Located && math.Abs(float64(m.Meters)-geo.Distance(*e.Capture.Point, o.Dropoff.Point)) > 1 {
			return false
		}
		switch m.Method {
		case orders.MethodCard:
			return e.Capture.Card != "" && e.Capture.Card == r.cards[threshold{o.Merchant, o.Call.Resident}]
		case orders.MethodPosition:
			return m.Located && e.Capture.Card == ""
		}
		return m.Method == orders.MethodWord && !m.Located && e.Capture.Card == ""
	}
	return false
}

// threshold is where a card hangs.
type threshold struct {
	provider circle.ProviderID
	resident string
}

var cardSaid = []byte(`Card","v":`)

// carded keeps which card hangs where: by staff's word alone.
func (r *referee) carded(rec dispatch.Record) {
	if !bytes.Contains(rec.Event, cardSaid) || bytes.Contains(rec.Decisions, rejected) {
		return
	}
	by := orders.Actor{}
	switch e := r.eventOf(rec).(type) {
	case dispatch.IssueCard:
		by = e.By
		r.cards[threshold{e.Card.Provider, e.Card.Resident}] = e.Card.Digest
	case dispatch.RevokeCard:
		by = e.By
		delete(r.cards, threshold{e.Provider, e.Resident})
	}
	if by.Role != orders.Staff {
		r.wrong("event %d changed a card by the word of %+v", rec.Seq, by)
	}
}
