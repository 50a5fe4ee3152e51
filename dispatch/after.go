package dispatch

import (
	"cmp"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// Codes of what becomes of an order because of the one that it comes after.
const (
	afterLost  = "after_lost"  // the other failed or was called off
	afterLate  = "after_late"  // the other ends too late for it
	afterOther = "after_other" // it comes later because the other does
)

const (
	overdue = 10 * time.Minute // what should have ended is expected to take so much longer
	drift   = time.Minute      // by so much the end of an order moves until what comes after it hears of it
)

// trails lists what comes after an order. It is derived from Orders and never
// stored; nil means that it is to be made. What no longer waits may stand in it
// still.
type trails map[orders.ID][]orders.ID

// trailed notes what an order comes after. Every decision that puts one calls
// it.
func (s *State) trailed(o *orders.Order) {
	if s.trails == nil || !o.Follows() || slices.Contains(s.trails[o.After.Order], o.ID) {
		return
	}
	s.trails[o.After.Order] = append(s.trails[o.After.Order], o.ID)
}

// followers lists the open orders that wait for another, by id.
func (s *State) followers(id orders.ID) []*orders.Order {
	if s.trails == nil {
		s.trails = trails{}
		for _, o := range s.Orders.All() {
			s.trailed(o)
		}
	}
	var list []*orders.Order
	for _, f := range s.trails[id] {
		if o := s.Orders.Get(f); o != nil && !o.Terminal() && o.Follows() && o.After.Order == id {
			list = append(list, o)
		}
	}
	if len(list) == 0 {
		delete(s.trails, id)
	}
	slices.SortFunc(list, func(a, b *orders.Order) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// blocked reports whether an order cannot be planned for the one that it comes
// after: nobody knows when that ends, or it will never end well, or too late
// for a hard window. Nobody is sent for goods before the other has ended.
func (s *State) blocked(o *orders.Order) bool {
	if !o.Follows() {
		return false
	}
	a := o.After
	return a.Lost != "" || o.Call == nil || !a.Planned || o.Call.Hard && a.Ends > s.lastStart(o)
}

// sequence states which of the problem's shipments come after which. Of the
// visits of a team each part is a shipment of its own.
func (b *builder) sequence() {
	for i := range b.p.Shipments {
		s := &b.p.Shipments[i]
		o := b.s.Orders.Get(orderOf(s.ID))
		if !o.Follows() {
			continue
		}
		s.After = b.partsOf(o.After.Order)
	}
}

// partsOf lists the problem's shipments that are of an order.
func (b *builder) partsOf(id orders.ID) []string {
	var list []string
	for k := range b.p.Shipments {
		if s := b.p.Shipments[k].ID; orderOf(s) == id {
			list = append(list, s)
		}
	}
	return list
}

// bothWith returns the order that another comes after, if the courier has both
// and has not set off to the other.
func (s *State) bothWith(c *fleet.Courier, o *orders.Order) (first orders.ID, both bool) {
	if !o.Follows() || o.StateOf(string(c.ID)) != orders.Assigned {
		return "", false
	}
	return o.After.Order, slices.ContainsFunc(c.Route, func(stop fleet.Stop) bool { return stop.Order == string(o.After.Order) })
}

// inTurn checks that a courier's route has nothing before what it comes after,
// but for what the courier had set off to when the other came.
func (a *audit) inTurn(c *fleet.Courier) {
	for k, stop := range c.Route {
		o := a.s.Orders.Get(orders.ID(stop.Order))
		if o == nil {
			continue
		}
		other, both := a.s.bothWith(c, o)
		if both && slices.ContainsFunc(c.Route[k:], func(later fleet.Stop) bool { return later.Order == string(other) }) {
			a.broken("courier %s goes to order %s before %s, which it comes after", c.ID, o.ID, other)
		}
	}
}

// endsAt is when an order ends, as far as is known, and whether that is
// planned: a visit's end is once it has its carers. Zero: nobody knows.
func (s *State) endsAt(o *orders.Order, now clock.Instant) (at clock.Instant, planned bool) {
	switch {
	case o.Call == nil:
		return cmp.Or(o.ETA, o.Due), true
	case o.Carriage == orders.Started:
		return o.ServedAt.Add(o.Call.Duration), true
	case o.Idle():
		return 0, false
	}
	start := max(o.Call.Meet, o.Opens(), now)
	for _, w := range o.Workers() {
		if st := o.StateOf(w); st == orders.Assigned || st == orders.OnTheWay {
			there, _, _ := s.reaches(o, w, now)
			start = max(start, there)
		}
	}
	return start.Add(o.Call.Duration), true
}

// predecessor finds what an order is to come after: an open order of the
// merchant, or one that ended well lately, by its id or the merchant's own name
// for it. Staff may name any merchant's by id.
func (s *State) predecessor(m circle.ProviderID, name string, staff bool, now clock.Instant) (*orders.After, *orders.Rejection) {
	if name == "" {
		return nil, nil
	}
	id := orders.ID(name)
	theirs := func(of circle.ProviderID) bool { return staff || of == m }
	o, c := s.Orders.Get(id), s.Closed.Get(id)
	if (o == nil || !theirs(o.Merchant)) && (c == nil || !theirs(c.Merchant)) {
		known := s.Externals.Get(KeyOf(m, name))
		if known == nil {
			return nil, orders.Refuse(orders.BadOrder, "", "after: no order %q of yours is open or has ended within two days", name)
		}
		id = *known
	}
	return s.linked(id, now)
}

// linked says how an order stands that another is to come after, or why none
// can.
func (s *State) linked(id orders.ID, now clock.Instant) (*orders.After, *orders.Rejection) {
	a := &orders.After{Order: id}
	switch o := s.Orders.Get(id); s.ended(id) {
	case "":
		a.Ends, a.Planned = s.endsAt(o, now)
	case orders.Delivered, orders.Done:
		a.Over, a.Planned = true, true
	default:
		return nil, orders.Refuse(orders.BadOrder, "", "after: order %s has failed or was called off: nothing can come after it", id)
	}
	return a, nil
}

// ended is how an order ended that was open within two days; empty: it has not.
func (s *State) ended(id orders.ID) orders.State {
	if o := s.Orders.Get(id); o != nil && !o.Terminal() {
		return ""
	} else if o != nil {
		return o.Carriage
	}
	return s.Closed.Get(id).Carriage
}

// follow keeps what comes after others in step with them, once all else is
// decided. What it decides itself is looked at, too: orders may come one after
// another in a row.
func (t *turn) follow() {
	for n := 0; n < len(t.out); n++ {
		switch d := t.out[n].(type) {
		case OrderPut:
			t.trailAll(d.Order.ID)
		case OrderMoved:
			t.trailAll(d.Order)
		case AfterPut:
			t.trailAll(d.Order)
		case CourierPut:
			for _, stop := range d.Courier.Route {
				t.trailAll(orders.ID(stop.Order))
			}
		}
	}
}

func (t *turn) trailAll(id orders.ID) {
	for _, o := range t.s.followers(id) {
		t.trail(o)
	}
}

// trail looks at the order that another comes after, and lets the other slip,
// begin, or go to the desk.
func (t *turn) trail(o *orders.Order) {
	if !o.Follows() || o.Bereft() {
		return
	}
	switch how := t.s.ended(o.After.Order); how {
	case "":
		t.slip(o, t.s.Orders.Get(o.After.Order))
	case orders.Delivered, orders.Done:
		t.freed(o)
	default:
		t.bereave(o, how)
	}
}

// freed lets an order go on because the one that it comes after has ended well.
func (t *turn) freed(o *orders.Order) {
	a := *o.After
	a.Over, a.Planned, a.Ends = true, true, t.at
	t.putAfter(o.ID, &a, "ended", engine, "")
	t.unwake("after/" + string(o.ID))
	t.resume(t.s.Orders.Get(o.ID))
}

// bereave calls staff to an order whose predecessor will never end well. Who
// has it keeps it until staff decides; nobody new is asked.
func (t *turn) bereave(o *orders.Order, how orders.State) {
	if broken(lostHeard) {
		return
	}
	a := *o.After
	a.Lost, a.Planned = string(how), false
	t.putAfter(o.ID, &a, "lost", engine, string(how))
	t.unwake("after/" + string(o.ID))
	t.withdraw(o.ID)
	t.alert(o.ID, afterLost, "it comes after %s, which is %s: let it go on without, or call it off", a.Order, how)
}

// slip follows the planned end of an open order.
func (t *turn) slip(o, other *orders.Order) {
	a := *o.After
	ends, planned := t.s.endsAt(other, t.at)
	ends = cmp.Or(ends, a.Ends)
	if ends != 0 && ends <= t.at {
		ends = t.at.Add(overdue)
		if a.Ends > t.at {
			ends = a.Ends
		}
	}
	if moved := ends.Sub(a.Ends); planned == a.Planned && moved < drift && moved > -drift {
		if a.Ends != 0 && t.s.Timers.Get("after/"+string(o.ID)) == nil {
			t.wake("after/"+string(o.ID), max(a.Ends, t.at.Add(drift)))
		}
		return
	}
	a.Ends, a.Planned = ends, planned
	a.Told = cmp.Or(a.Told, o.ETA)
	later := o.ServedAt == 0 && ends.Sub(cmp.Or(a.Told, o.Due)) > t.s.Policy.Tolerance().Slack
	if later {
		a.Told = ends
	}
	t.putAfter(o.ID, &a, "slipped", engine, "")
	t.wake("after/"+string(o.ID), ends)
	t.postpone(o.ID, ends)
	if later {
		t.do(Told{Order: o.ID, Subject: "later", By: engine, Reason: afterOther})
	}
}

// postpone moves the start of a visit that has not begun behind the end of the
// order that it comes after; a visit that nobody has is planned anew when its
// time comes. Staff is called where that is too late for a hard window.
func (t *turn) postpone(id orders.ID, ends clock.Instant) {
	o := t.s.Orders.Get(id)
	switch {
	case o.Idle():
		if t.s.offeredBefore(id, ends) {
			t.withdraw(id)
		}
		if len(o.Crew) > 0 && o.Call.Meet < ends {
			t.putOrder(id, "later", func(o *orders.Order) { o.Postpone(ends) })
		}
		t.wake("giveup/"+string(id), t.giveUpAt(o))
		t.resume(t.s.Orders.Get(id))
	case o.ServedAt == 0 && o.ETA < ends:
		t.putOrder(id, "later", func(o *orders.Order) { o.Postpone(ends) })
	}
	switch o := t.s.Orders.Get(id); {
	case o.Call == nil || !o.Call.Hard || o.ServedAt != 0:
	case ends <= t.s.lastStart(o):
		t.cleared(id, engine, "in time")
	case t.s.Troubles.Get(id) == nil:
		t.alert(id, afterLate, "it comes after %s, which ends at %s, and its window closes at %s", o.After.Order, ends, o.Call.To)
	}
}

// offeredBefore reports whether somebody is asked to begin a visit before an
// instant.
func (s *State) offeredBefore(id orders.ID, at clock.Instant) bool {
	for _, f := range s.offersOf(id) {
		for _, stop := range f.Route {
			if stop.Order == string(id) && stop.Depart.Add(-stop.Service) < at {
				return true
			}
		}
	}
	return false
}

// relink lets what came after one order come after another in its stead.
func (t *turn) relink(from, to orders.ID) {
	for _, o := range t.s.followers(from) {
		a, refusal := t.s.linked(to, t.at)
		if refusal != nil {
			return
		}
		a.Told = o.After.Told
		t.putAfter(o.ID, a, "relinked", engine, "")
		t.cleared(o.ID, engine, "relinked")
		if a.Ends != 0 {
			t.wake("after/"+string(o.ID), a.Ends)
		}
		t.resume(t.s.Orders.Get(o.ID))
	}
}

// cleared takes an order off the desk's queue that stood there for the one
// that it comes after.
func (t *turn) cleared(id orders.ID, by orders.Actor, reason string) {
	if tr := t.s.Troubles.Get(id); tr != nil && (tr.Code == afterLost || tr.Code == afterLate) {
		t.do(TroubleGone{Order: id, By: by, Reason: reason})
	}
}

func (t *turn) putAfter(id orders.ID, a *orders.After, why string, by orders.Actor, reason string) {
	t.do(AfterPut{Order: id, After: a, Why: why, By: by, Reason: reason})
}

// after checks what an order says of the one that it comes after, and that it
// has not begun before that ended.
func (a *audit) after(id orders.ID, o *orders.Order) {
	if !o.Follows() {
		return
	}
	other := a.s.Orders.Get(o.After.Order)
	switch {
	case other == nil && !o.Bereft():
		a.broken("order %s comes after %s, which is gone, and does not know", id, o.After.Order)
	case other != nil && other.Terminal() && !o.Bereft():
		a.broken("order %s comes after %s, which is %s, and does not know", id, o.After.Order, other.Carriage)
	case o.Carriage == orders.Started, o.Carriage == orders.PickedUp, o.Carriage == orders.InLocker:
		a.broken("order %s is %s, and %s, which it comes after, has not ended", id, o.Carriage, o.After.Order)
	case o.Bereft() && a.s.asked(id) > 0:
		a.broken("order %s comes after %s, which is lost, and is on offer", id, o.After.Order)
	case !o.Bereft() && o.After.Ends != 0:
		a.timer(id, "after")
	}
	for n, at := 0, o; at != nil && at.Follows(); n++ {
		if at = a.s.Orders.Get(at.After.Order); at != nil && (at.ID == id || n > a.s.Orders.Len()) {
			a.broken("order %s comes after itself", id)
			return
		}
	}
}
