package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

type (
	// PinVisit is staff's word that a visit goes to a carer, begins at an
	// instant, or both, and that no plan changes it. With neither it is pinned no
	// more.
	PinVisit struct {
		Order  orders.ID     `json:"order"`
		Carer  string        `json:"carer,omitempty"`
		At     clock.Instant `json:"at,omitempty"`
		By     orders.Actor  `json:"by"`
		Reason string        `json:"reason"`
	}
	// PinPut is a fact: what a visit is pinned to. Nil: nothing any more.
	PinPut struct {
		Order  orders.ID      `json:"order"`
		Pinned *orders.Pinned `json:"pinned,omitempty"`
		By     orders.Actor   `json:"by"`
		Reason string         `json:"reason"`
	}
)

func (d PinPut) apply(s *State) {
	o := *s.Orders.Get(d.Order)
	o.Pinned = d.Pinned
	s.Orders.Put(d.Order, o)
	s.tracked(d.Order)
}

func (e PinVisit) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if refusal := t.pinnable(o, e); refusal != nil {
		t.refuse(refusal)
		return
	}
	if e.Carer == "" && e.At == 0 {
		t.do(PinPut{Order: o.ID, By: e.By, Reason: e.Reason})
		t.resume(t.s.Orders.Get(o.ID))
		return
	}
	holder, kept := o.Worker, e.Carer == "" || o.Worker == e.Carer
	switch {
	case o.Idle():
		t.withdraw(o.ID)
	case !kept || e.At != 0 && o.ETA != e.At:
		t.must(o.ID, orders.Unassign, e.By, e.Reason)
	}
	t.do(PinPut{Order: o.ID, Pinned: &orders.Pinned{Carer: e.Carer, At: e.At}, By: e.By, Reason: e.Reason})
	if o = t.s.Orders.Get(o.ID); !o.Idle() {
		return
	}
	if kept && holder != "" {
		t.choose(o.ID, holder) // who had it keeps it, if they can
	} else if e.Carer != "" {
		t.putOrder(o.ID, "pinned", func(o *orders.Order) {
			theirs := func(w string) bool { return w == e.Carer }
			o.Only, o.Unserved = "", 0
			o.Excluded = slices.DeleteFunc(slices.Clone(o.Excluded), theirs)
			o.Barred = slices.DeleteFunc(slices.Clone(o.Barred), theirs)
		})
	}
	t.resume(t.s.Orders.Get(o.ID))
}

// pinnable says why a visit cannot be pinned so, or nil.
func (t *turn) pinnable(o *orders.Order, e PinVisit) *orders.Rejection {
	refuse := func(c orders.Code, format string, args ...any) *orders.Rejection {
		return orders.Refuse(c, o.ID, format, args...)
	}
	c := t.s.Couriers.Get(fleet.WorkerID(e.Carer))
	switch {
	case e.By.Role != orders.Staff:
		return refuse(orders.NotYours, "only staff may pin a visit")
	case o.Call == nil:
		return refuse(orders.IllegalMove, "only visits are pinned: give goods to a worker with assign")
	case o.Terminal() || o.Carriage == orders.Started || o.Carriage == orders.Arrived:
		return refuse(orders.IllegalMove, "it is too late to pin a visit that is %s", o.Carriage)
	case e.Carer == "" && e.At == 0 && o.Pinned == nil:
		return refuse(orders.IllegalMove, "it is not pinned")
	case e.Carer == "" && e.At == 0:
		return nil
	case o.Team():
		return refuse(orders.IllegalMove, "a visit for %d carers cannot be pinned: choose who comes with assign", o.Call.Carers)
	case e.Carer != "" && c == nil:
		return refuse(orders.UnknownWorker, "no carer %q in this zone", e.Carer)
	case e.Carer != "" && !c.Can(o.Call.Skills, o.Call.Ends()):
		return refuse(orders.Infeasible, "%s has not all of the skills %v until %s", e.Carer, o.Call.Skills, o.Call.Ends())
	}
	return t.pinnableAt(o, e.At)
}

// pinnableAt says why a visit cannot be pinned to begin at an instant, or nil;
// zero is none.
func (t *turn) pinnableAt(o *orders.Order, at clock.Instant) *orders.Rejection {
	switch {
	case at == 0:
		return nil
	case o.Carriage == orders.OnTheWay:
		return orders.Refuse(orders.IllegalMove, o.ID, "%s is on the way: it is too late to pin a time", o.Worker)
	case at <= t.at:
		return orders.Refuse(orders.BadOrder, o.ID, "at: %s is past", at)
	case at < o.Call.From || at > o.Call.To:
		return orders.Refuse(orders.BadOrder, o.ID, "at: %s is outside its window from %s to %s", at, o.Call.From, o.Call.To)
	case o.Follows() && at < o.After.Ends:
		return orders.Refuse(orders.BadOrder, o.ID, "at: it comes after %s, which ends at %s", o.After.Order, o.After.Ends)
	}
	return nil
}

// unpin lets a visit go to another carer than it was pinned to; a time that it
// is pinned to stays.
func (t *turn) unpin(id orders.ID, by orders.Actor, reason string) {
	d := PinPut{Order: id, By: by, Reason: reason}
	if at := t.s.Orders.Get(id).PinnedAt(); at != 0 {
		d.Pinned = &orders.Pinned{At: at}
	}
	t.do(d)
}

// forsaken lets the visits that are pinned to a carer who cannot go on, and that
// nobody has yet, go to whoever can; staff hears of each.
func (t *turn) forsaken(carer fleet.WorkerID) {
	var theirs []orders.ID
	for id, o := range t.s.Orders.All() {
		if o.PinnedTo() == string(carer) && o.Idle() {
			theirs = append(theirs, id)
		}
	}
	for _, id := range theirs {
		t.unpin(id, engine, "worker_out")
		t.alert(id, pinLostCode, "%s, whom it is pinned to, cannot go on: it goes to whoever can", carer)
		t.resume(t.s.Orders.Get(id))
	}
}

// pinLostCode is the alert's of a visit whose pinned carer cannot go on.
const pinLostCode = "pin_lost"

// pinnedLate calls staff, once, to a visit whose carer would come too late:
// pinned to them, nobody else gets it. It returns when to look again.
func (t *turn) pinnedLate(o *orders.Order, worker string) clock.Instant {
	if !o.Chased {
		t.putOrder(o.ID, "chased", func(o *orders.Order) { o.Chased = true })
		t.alert(o.ID, pinnedLateCode, "%s is busy and would come too late, and the visit is pinned to them", worker)
	}
	return t.at.Add(5 * time.Minute)
}

// pinnedLateCode is the alert's of a visit whose pinned carer would be late.
const pinnedLateCode = "pinned_late"

// pinnedStart is when a visit is to begin exactly, or zero: it is pinned to no
// time, or to one that has passed or cannot be kept for the order that it comes
// after.
func (s *State) pinnedStart(o *orders.Order) clock.Instant {
	at := o.PinnedAt()
	if at < s.Now || o.Follows() && at < o.After.Ends {
		return 0
	}
	return at
}

// pinned checks that nobody but the carer whom a visit is pinned to has it or
// is asked, and that it is not planned before the time that it is pinned to.
func (a *audit) pinned(id orders.ID, o *orders.Order) {
	if o.Pinned == nil {
		return
	}
	to := o.PinnedTo()
	planned := o.Carriage == orders.Assigned || o.Carriage == orders.OnTheWay
	switch {
	case o.Call == nil || o.Team() || *o.Pinned == orders.Pinned{}:
		a.broken("order %s cannot be pinned to %+v", id, *o.Pinned)
	case to != "" && o.Worker != "" && o.Worker != to:
		a.broken("visit %s is pinned to %s and with %s", id, to, o.Worker)
	case to != "" && slices.ContainsFunc(a.s.offersOf(id), func(f *Offer) bool { return string(f.Courier) != to }):
		a.broken("visit %s is pinned to %s and offered to another", id, to)
	case planned && o.ETA < o.PinnedAt():
		a.broken("visit %s is pinned to %s and planned for %s", id, o.PinnedAt(), o.ETA)
	}
}
