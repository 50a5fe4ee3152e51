package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// The record of visits.
type (
	// CallIn is a carer's call from a home's landline: the work begins (start)
	// or is done (finish). The edge has looked the visit up by the number, and
	// says whether what was typed is its carer's number. Of a visit for several
	// each calls: the last one's call begins it, and those before are refused
	// for now but count as being at the door.
	CallIn struct {
		Order    orders.ID      `json:"order"`
		Courier  fleet.WorkerID `json:"courier"`
		Landline string         `json:"landline"` // keyed hash of the number that called
		Verb     orders.Verb    `json:"verb"`
		Matched  bool           `json:"matched"`
	}
	// AmendVisit is staff's word on the record of a visit that has ended:
	// exceptions that are in order, or when it really began and ended (zero: as
	// it stands). Visit is what the edge found in its projection.
	AmendVisit struct {
		Visit   orders.Order       `json:"visit"`
		Approve []orders.Exception `json:"approve,omitempty"`
		Start   clock.Instant      `json:"start,omitempty"`
		End     clock.Instant      `json:"end,omitempty"`
		By      orders.Actor       `json:"by"`
		Reason  string             `json:"reason"`
	}
	// VisitAmended is a fact: the record of a visit that left the state changed.
	VisitAmended struct {
		Visit  orders.Order `json:"visit"`
		By     orders.Actor `json:"by"`
		Reason string       `json:"reason"`
	}
	// IssueCard hangs a card at the door of a home; the one before no longer
	// counts.
	IssueCard struct {
		Card   residents.Card `json:"card"`
		By     orders.Actor   `json:"by"`
		Reason string         `json:"reason"`
	}
	// RevokeCard is staff's word that a card no longer counts.
	RevokeCard struct {
		Provider circle.ProviderID `json:"provider"`
		Resident string            `json:"resident"`
		By       orders.Actor      `json:"by"`
		Reason   string            `json:"reason"`
	}
	// CardPut stores a card.
	CardPut struct {
		Card residents.Card `json:"card"`
	}
	// CardGone revokes a card.
	CardGone struct {
		Provider circle.ProviderID `json:"provider"`
		Resident string            `json:"resident"`
	}
)

// The state has let the visit go: its projection and its history remember it.
func (VisitAmended) apply(*State) {}

func (d CardPut) apply(s *State)  { s.Cards.Put(KeyOf(d.Card.Provider, d.Card.Resident), d.Card) }
func (d CardGone) apply(s *State) { s.Cards.Delete(KeyOf(d.Provider, d.Resident)) }

// mostAgo is how long before it was heard something can have happened: nobody
// is in a cellar for longer than a day's work.
const mostAgo = 12 * time.Hour

// happened returns when something was done, and, where that is another
// instant, when it was heard of: as long ago as the device says, but not before
// what was done last of the order, nor longer ago than mostAgo.
func (t *turn) happened(o *orders.Order, ago time.Duration) (at, heard clock.Instant) {
	at = t.at.Add(-min(max(ago, 0), mostAgo))
	if !broken(lateOrder) {
		at = max(at, o.Acted)
	}
	if at = min(at, t.at); at < t.at {
		heard = t.at
	}
	return at, heard
}

// captured turns what a carer shows into a mark, or says why it is refused. A
// code that is wrong counts as a try.
func (t *turn) captured(o *orders.Order, c orders.Capture, ago time.Duration) (orders.Mark, *orders.Rejection) {
	m := orders.Mark{Method: orders.MethodWord}
	m.At, m.Heard = t.happened(o, ago)
	if c.Point != nil {
		m.Method, m.Located = orders.MethodPosition, true
		m.Meters, m.Accuracy = meters(*c.Point, o.Dropoff.Point), c.Accuracy
	}
	if c.Card == "" {
		return m, nil
	}
	if o.Call == nil {
		return m, orders.Refuse(orders.IllegalMove, o.ID, "only a visit has a card at the door")
	}
	card := t.s.Cards.Get(KeyOf(o.Merchant, o.Call.Resident))
	if card == nil {
		return m, orders.Refuse(orders.NoCard, o.ID, "no card hangs at this door: go on without a code")
	}
	m.Method = orders.MethodCard
	return m, t.codeFits(o, card.Digest == c.Card || broken(anyCode))
}

// codeFits refuses a code that does not match, and every code once there were
// too many tries.
func (t *turn) codeFits(o *orders.Order, fits bool) *orders.Rejection {
	switch {
	case o.Tries >= t.s.Policy.PINTries && !broken(pinTries):
		return orders.Refuse(orders.TooManyTries, o.ID, "the code was wrong %d times: go on without it, and tell the desk", o.Tries)
	case fits:
		return nil
	}
	t.putOrder(o.ID, "wrong_code", func(o *orders.Order) { o.Tries++ })
	left := t.s.Policy.PINTries - t.s.Orders.Get(o.ID).Tries
	if left == 0 {
		t.alert(o.ID, "code_locked", "the code of the visit was wrong %d times", t.s.Policy.PINTries)
	}
	return orders.Refuse(orders.WrongCode, o.ID, "the code does not match; %d tries left", left)
}

// record moves a visit and notes how its start or its end was captured.
func (t *turn) record(id orders.ID, v orders.Verb, by orders.Actor, reason string, mark orders.Mark) *orders.Rejection {
	m, refusal := t.s.Orders.Get(id).Plan(v, by, t.at)
	if refusal != nil {
		return refusal
	}
	m.Reason = reason
	if mark.At < t.at {
		m.Happened = mark.At
	}
	if v == orders.Start || v == orders.Finish {
		t.putOrder(id, "captured", func(o *orders.Order) { o.Noted(func(r *orders.Record) { r.Note(v, mark) }) })
	}
	t.commit(id, m)
	return nil
}

// showsMore notes a better mark of a start that was said before.
func (t *turn) showsMore(o *orders.Order, v orders.Verb, mark orders.Mark) {
	if v != orders.Start || o.Carriage != orders.Started || o.Call.Record == nil || !mark.Better(o.Call.Record.Start) {
		return
	}
	if was := o.Call.Record.Start; !broken(markTime) {
		mark.At, mark.Heard = was.At, was.Heard
	}
	t.putOrder(o.ID, "captured", func(o *orders.Order) { o.Noted(func(r *orders.Record) { r.Start = mark }) })
}

func (e CallIn) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	o := t.theirs(e.Courier, e.Order)
	if o == nil {
		return
	}
	if o.Call == nil || o.Call.Landline == "" || o.Call.Landline != e.Landline && !broken(anyPhone) {
		t.refuse(orders.Refuse(orders.UnknownOrder, e.Order, "no carer is expected, or at work, where this call comes from"))
		return
	}
	if refusal := t.codeFits(o, e.Matched); refusal != nil {
		t.refuse(refusal)
		return
	}
	t.seen(c)
	mark := orders.Mark{At: t.at, Method: orders.MethodPhone}
	if o = t.s.Orders.Get(e.Order); o.Did(e.Verb, string(c.ID)) {
		t.showsMore(o, e.Verb, mark)
		return
	}
	if o.Team() && e.Verb == orders.Start && !o.Did(orders.Arrive, string(c.ID)) && t.attends(c, o, orders.Arrive, t.at) == nil {
		t.attend(c, o, orders.Arrive, mark) // the call says so, also while the others are still to come
		o = t.s.Orders.Get(e.Order)
	}
	t.attend(c, o, e.Verb, mark)
}

func (e AmendVisit) step(t *turn) {
	o := e.Visit
	if here := t.s.Orders.Get(e.Visit.ID); here != nil {
		o = *here
	}
	if refusal := t.amends(&o, e); refusal != nil {
		t.refuse(refusal)
		return
	}
	amend := func(o *orders.Order) {
		o.Noted(func(r *orders.Record) {
			if broken(amendKeeps) {
				r.Approved, r.Corrections = nil, nil
			}
			for _, x := range e.Approve {
				r.Approved = append(r.Approved, orders.Approval{Exception: x, At: t.at, By: e.By, Reason: e.Reason})
			}
			if start, end := e.times(o); e.Start != 0 || e.End != 0 {
				r.Corrections = append(r.Corrections, orders.Correction{Start: start, End: end, At: t.at, By: e.By, Reason: e.Reason})
			}
		})
	}
	if t.s.Orders.Get(o.ID) != nil { // its payment is not settled
		t.putOrder(o.ID, "amended", amend)
		return
	}
	amend(&o)
	t.do(VisitAmended{Visit: o, By: e.By, Reason: e.Reason})
}

// times are those of the visit with what the event changes.
func (e AmendVisit) times(o *orders.Order) (start, end clock.Instant) {
	start, end = o.Times()
	if e.Start != 0 {
		start = e.Start
	}
	if e.End != 0 {
		end = e.End
	}
	return start, end
}

// amends says why staff cannot change a record so, or nil.
func (t *turn) amends(o *orders.Order, e AmendVisit) *orders.Rejection {
	switch {
	case e.By.Role != orders.Staff && !broken(amendStaff):
		return orders.Refuse(orders.NotYours, o.ID, "only staff may amend the record of a visit")
	case o.Call == nil || o.Call.Record == nil || !o.Terminal():
		return orders.Refuse(orders.IllegalMove, o.ID, "there is no record of a visit that took place")
	case len(o.Call.Record.Approved)+len(e.Approve) > orders.MostAmends || len(o.Call.Record.Corrections) >= orders.MostAmends:
		return orders.Refuse(orders.BadOrder, o.ID, "the record was amended %d times already", orders.MostAmends)
	case len(e.Approve) == 0 && e.Start == 0 && e.End == 0:
		return orders.Refuse(orders.BadOrder, o.ID, "say which exceptions are in order, or when the visit began or ended")
	}
	start, end := e.times(o)
	if end <= start || end > t.at || end.Sub(start) > 2*orders.MaxCall {
		return orders.Refuse(orders.BadOrder, o.ID, "a visit from %s to %s cannot have been", start, end)
	}
	there := o.Exceptions(t.s.Policy.Tolerance())
	for i, x := range e.Approve {
		if !slices.Contains(there, x) || o.Call.Record.Approves(x) != nil || slices.Contains(e.Approve[:i], x) {
			return orders.Refuse(orders.BadOrder, o.ID, "%q is no open exception of this visit", x)
		}
	}
	return nil
}

func (e IssueCard) step(t *turn) {
	c := e.Card
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff issues cards"))
	case t.s.Providers.Get(c.Provider) == nil:
		t.refuse(orders.Refuse(orders.UnknownProvider, "", "no provider %s in this zone", c.Provider))
	case c.Resident == "" || c.Serial == "" || c.Digest == "":
		t.refuse(orders.Refuse(orders.BadOrder, "", "a card has a resident, a serial and a digest"))
	default:
		c.Issued = t.at
		t.do(CardPut{Card: c})
	}
}

func (e RevokeCard) step(t *turn) {
	switch {
	case e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, "", "only staff revokes cards"))
	case t.s.Cards.Get(KeyOf(e.Provider, e.Resident)) == nil:
		t.refuse(orders.Refuse(orders.NoCard, "", "resident %s of %s has no card", e.Resident, e.Provider))
	default:
		t.do(CardGone{Provider: e.Provider, Resident: e.Resident})
	}
}
