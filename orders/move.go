package orders

import (
	"slices"

	"github.com/linli/linli/clock"
)

// Move is one step of an order along a track: the fact that is journaled and
// published.
type Move struct {
	Track   Track         `json:"track"`
	Verb    Verb          `json:"verb"`
	From    State         `json:"from"`
	To      State         `json:"to"`
	By      Actor         `json:"by"`
	Reason  string        `json:"reason,omitempty"`
	Worker  string        `json:"worker,omitempty"` // whom assign gives it to; of several carers, whom unassign takes it from (empty: all)
	Mode    Mode          `json:"mode,omitempty"`   // how assign wants it delivered
	Attempt int           `json:"attempt"`
	Seq     int           `json:"seq"` // the order's count of public changes
	At      clock.Instant `json:"at"`

	// Happened is when a worker did it who could not say so at once; zero: At.
	Happened clock.Instant `json:"happened,omitempty"`
}

// When returns when it was done, which may be before it was heard of.
func (m Move) When() clock.Instant {
	if m.Happened != 0 {
		return m.Happened
	}
	return m.At
}

// Plan returns the move that the actor's verb makes of the order, or the
// reason why the lifecycle has none. It changes nothing.
//
// A repeated verb that already had its effect is also refused with
// IllegalMove; callers that must tolerate resends ask Did first.
func (o *Order) Plan(v Verb, by Actor, at clock.Instant) (Move, *Rejection) {
	track := TrackOf(o.Kind, v)
	if track == "" {
		return Move{}, Refuse(IllegalMove, o.ID, "%q is not a verb of this order", v)
	}
	from := o.State(track)
	t, ok := Find(track, from, v)
	if !ok {
		return Move{}, Refuse(IllegalMove, o.ID, "%s cannot %s: its %s is %s", by.Role, v, track, from)
	}
	if !t.May(by.Role) {
		return Move{}, Refuse(NotYours, o.ID, "a %s may not %s while %s is %s", by.Role, v, track, from)
	}
	if by.Role == Merchant && by.ID != string(o.Merchant) {
		return Move{}, Refuse(NotYours, o.ID, "the order belongs to another merchant")
	}
	if workerVerb(v) && (by.Role == Courier || by.Role == Robot) && !o.With(by.ID) {
		return Move{}, Refuse(NotYours, o.ID, "the order is not with %s", by.ID)
	}
	m := Move{Track: track, Verb: v, From: from, To: t.To, By: by, Attempt: o.Attempt, Seq: o.Seq + 1, At: at}
	if v == Unassign || v == Rescue || v == HandOver {
		m.Attempt++
	}
	return m, nil
}

func workerVerb(v Verb) bool {
	switch v {
	case Unassign, PickUp, Deliver, Fail, Finish, SetOff, Arrive, Start:
		return true
	}
	return false
}

// Did reports whether the verb has already had its effect by the same worker:
// couriers resend when a tunnel swallows our reply.
func (o *Order) Did(v Verb, worker string) bool {
	if !o.With(worker) {
		return false
	}
	if o.Kind == Visit {
		return past(v, o.StateOf(worker))
	}
	return v == PickUp && o.Carriage == PickedUp || v == Deliver && o.Carriage == Delivered
}

// AllDid is Did of everybody who has the order.
func (o *Order) AllDid(v Verb) bool {
	return !o.Idle() && !slices.ContainsFunc(o.Workers(), func(w string) bool { return !o.Did(v, w) })
}

// past reports whether a visit is where the verb leads, or farther on the same
// way.
func past(v Verb, state State) bool {
	if state == Failed || state == Cancelled {
		return false
	}
	for _, t := range Lifecycle {
		if t.Track == Visiting && t.Verb == v && v != Fail && v != Cancel && t.To != Booked {
			return Rank(Visiting, state) >= Rank(Visiting, t.To)
		}
	}
	return false
}

// Apply makes the move. It panics when the move does not start where the
// order stands: a journal that says so is broken.
func (o *Order) Apply(m Move) {
	if o.State(m.Track) != m.From {
		panic("orders: " + string(o.ID) + ": move " + string(m.Verb) + " starts at " + string(m.From) +
			" but the order is " + string(o.State(m.Track)))
	}
	o.Seq = m.Seq
	if m.Reason != "" {
		o.Reason = m.Reason
	}
	if m.Track == Preparation {
		o.Preparation = m.To
		if m.To == Ready {
			o.ReadyAt = m.At
		}
		return
	}
	o.Carriage, o.Attempt, o.Acted = m.To, m.Attempt, m.When()
	o.together(m)
	switch m.To {
	case Assigned:
		o.Worker, o.Mode = m.Worker, m.Mode
		o.Chased, o.Unserved = false, 0 // what was said of the search is over
	case Unassigned, Booked:
		o.Worker, o.Mode, o.Locker, o.Compartment, o.ETA, o.PickedAt = "", "", "", "", 0, 0
		o.Only, o.Pay, o.Relay = "", 0, nil
		o.arrived(0)
		o.Leave(m.Worker)
	case Arrived:
		o.arrived(m.When())
	case Started:
		o.ServedAt = m.When()
	case PickedUp:
		o.PickedAt = m.At
		if m.Verb == HandOver {
			o.takenOver(m)
		}
	case InLocker:
		o.ServedAt = m.At
	case Delivered:
		o.DoneAt = m.At
		if o.ServedAt == 0 {
			o.ServedAt = m.When()
		}
	case Done, Failed, Cancelled:
		o.DoneAt = m.At
	}
}
