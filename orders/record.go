package orders

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Method is how it was shown that a carer was in the home at one end of a visit.
type Method string

// The methods.
const (
	MethodWord     Method = "word"     // the carer said so, and nothing more
	MethodStaff    Method = "staff"    // staff said so
	MethodPosition Method = "position" // where the carer's device was
	MethodPhone    Method = "phone"    // a call from the home's landline, with the carer's number
	MethodCard     Method = "card"     // the code of the card at the door
)

// Capture is what a carer shows with the start or the end of a visit.
type Capture struct {
	Point    *geo.Point `json:"point,omitempty"`    // of the device, if it knew
	Accuracy geo.Meters `json:"accuracy,omitempty"` // of the point: it may be so far off
	Card     string     `json:"card,omitempty"`     // digest of the code that was typed
}

// Mark is one end of a visit as it was captured.
type Mark struct {
	At       clock.Instant `json:"at"`
	Heard    clock.Instant `json:"heard,omitempty"` // when the server learned of it, if that was later
	Method   Method        `json:"method"`
	Located  bool          `json:"located,omitempty"` // the device knew where it was
	Meters   geo.Meters    `json:"m,omitempty"`       // of the device from the door
	Accuracy geo.Meters    `json:"accuracy,omitempty"`
}

// Proves reports whether the mark is more than somebody's word.
func (m Mark) Proves() bool {
	return m.Method == MethodPosition || m.Method == MethodPhone || m.Method == MethodCard
}

// Better reports whether the mark shows more than another one: a code that only
// the home knows more than a position, and that more than a word.
func (m Mark) Better(than Mark) bool { return m.rank() > than.rank() }

func (m Mark) rank() int {
	switch m.Method {
	case MethodPhone, MethodCard:
		return 2
	case MethodPosition:
		return 1
	}
	return 0
}

// Exception is what sets a visit apart from one that took place as planned and
// was shown to. Staff accepts it, or corrects the record.
type Exception string

// The exceptions.
const (
	StartUnverified Exception = "start_unverified"
	EndUnverified   Exception = "end_unverified"
	StartAway       Exception = "start_away" // the device was not at the home
	EndAway         Exception = "end_away"
	TooEarly        Exception = "early" // it started before its window
	TooLate         Exception = "late"  // or after it
	TooShort        Exception = "short" // less work than planned
	TooLong         Exception = "long"
	CutShort        Exception = "cut_short" // it failed after it had started
)

// Approval is staff's word that an exception is in order.
type Approval struct {
	Exception Exception     `json:"exception"`
	At        clock.Instant `json:"at"`
	By        Actor         `json:"by"`
	Reason    string        `json:"reason"`
}

// Correction is staff's change of the times of a visit. What was captured
// stays beside it.
type Correction struct {
	Start  clock.Instant `json:"start"`
	End    clock.Instant `json:"end"`
	At     clock.Instant `json:"at"`
	By     Actor         `json:"by"`
	Reason string        `json:"reason"`
}

// Record is the verification of a visit: with the call (service, recipient),
// the order (provider, carer, place) and its own times it holds what payers of
// care ask to be shown. Records are shared between versions of an order, so
// changes make a new one.
type Record struct {
	Start       Mark         `json:"start,omitzero"`
	End         Mark         `json:"end,omitzero"`
	Approved    []Approval   `json:"approved,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"` // oldest first; the last one counts
}

// MostAmends bounds the approvals, and the corrections, of one record.
const MostAmends = 50

// Tolerance is how far a visit may be from its plan and its door until that is
// an exception.
type Tolerance struct {
	Away  geo.Meters    `json:"away_m"`
	Slack time.Duration `json:"slack"`
}

// Noted changes a visit's record.
func (o *Order) Noted(change func(*Record)) {
	c, r := *o.Call, Record{}
	if c.Record != nil {
		r = *c.Record
		r.Approved, r.Corrections = slices.Clone(r.Approved), slices.Clone(r.Corrections)
	}
	change(&r)
	c.Record, o.Call = &r, &c
}

// Note sets the mark of the start, or of the finish.
func (r *Record) Note(v Verb, m Mark) {
	if v == Start {
		r.Start = m
		return
	}
	r.End = m
}

// Times returns when the work of a visit with a record began and ended, as
// corrected, else as captured. A zero end: it has not.
func (o *Order) Times() (start, end clock.Instant) {
	r := o.Call.Record
	if n := len(r.Corrections); n > 0 {
		return r.Corrections[n-1].Start, r.Corrections[n-1].End
	}
	if r.End.At != 0 {
		return r.Start.At, r.End.At
	}
	return r.Start.At, o.DoneAt
}

// Exceptions lists what is out of the ordinary in the record of a visit that
// has ended, accepted or not.
func (o *Order) Exceptions(t Tolerance) []Exception {
	if o.Call == nil || o.Call.Record == nil || !o.Terminal() {
		return nil
	}
	var list []Exception
	note := func(when bool, e Exception) {
		if when {
			list = append(list, e)
		}
	}
	r, c := o.Call.Record, o.Call
	away := func(m Mark) bool { return m.Method == MethodPosition && m.Meters > t.Away+min(m.Accuracy, t.Away) }
	start, end := o.Times()
	done := r.End.At != 0
	note(!r.Start.Proves(), StartUnverified)
	note(done && !r.End.Proves(), EndUnverified)
	note(away(r.Start), StartAway)
	note(away(r.End), EndAway)
	note(start < c.From.Add(-t.Slack), TooEarly)
	note(start > c.To.Add(t.Slack), TooLate)
	note(!done, CutShort)
	note(done && end.Sub(start) < c.Duration-t.Slack, TooShort)
	note(end.Sub(start) > c.Duration+t.Slack, TooLong)
	return list
}

// Approves returns staff's word on an exception, or nil.
func (r *Record) Approves(e Exception) *Approval {
	for i := range r.Approved {
		if r.Approved[i].Exception == e {
			return &r.Approved[i]
		}
	}
	return nil
}
