package dispatch

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// swap is how long before it is too late a visit is taken from a carer of whom
// nobody knows when they come: another must still get there.
const swap = 12 * time.Minute

// visitTimer fires a timer that visits alone have.
func (t *turn) visitTimer(kind string, o *orders.Order) {
	switch kind {
	case "late":
		t.visitLate(o)
	case "over":
		t.alert(o.ID, "visit_overrun", "%s should have been out of the home at %s", o.Worker, t.endOf(o))
	}
}

// endOf is when a visit ends, as far as is known.
func (t *turn) endOf(o *orders.Order) clock.Instant {
	if o.Carriage == orders.Started {
		return o.ServedAt.Add(o.Call.Duration)
	}
	return max(o.Opens(), t.at).Add(o.Call.Duration)
}

// overAt is when staff is called to a carer who has not left the home.
func (t *turn) overAt(o *orders.Order) clock.Instant { return t.endOf(o).Add(t.s.Policy.VisitGrace) }

// visitLate looks after a visit whose carer should have left for it. Who is busy
// elsewhere and would come too late loses the visit: where the window is hard,
// to whoever can be in time, for nobody enters after it; where it is soft, to
// whoever comes soonest, which may be the same carer. Past a soft window staff
// is called, and who has nothing else to do and has not come a while after they
// were to be there does not come.
func (t *turn) visitLate(o *orders.Order) {
	next := clock.Never
	for _, w := range o.Workers() {
		if s := o.StateOf(w); s != orders.Assigned && s != orders.OnTheWay {
			continue
		}
		again := t.carerLate(o, w)
		if again == 0 {
			return
		}
		next = min(next, again)
	}
	if next != clock.Never {
		t.wake("late/"+string(o.ID), next)
	}
}

// carerLate is visitLate of one carer. It returns when to look again, or 0 if
// the visit is not theirs any more.
func (t *turn) carerLate(o *orders.Order, worker string) clock.Instant {
	there, busy, over := t.s.reaches(o, worker, t.at)
	if o.Call.Hard {
		return t.hardLate(o, worker, o.Call.To.Sub(there), busy, over)
	}
	closes := o.Closes()
	missed := max(closes, o.ETA).Add(t.s.Policy.VisitGrace)
	if t.at >= closes && !o.Chased {
		t.putOrder(o.ID, "chased", func(o *orders.Order) { o.Chased = true })
		t.alert(o.ID, "visit_late", "%s has not come, and the window has closed", worker)
	}
	switch {
	case busy && there > missed && o.PinnedTo() == worker:
		return t.pinnedLate(o, worker)
	case busy && there > missed:
		t.alert(o.ID, "would_be_late", "%s is busy and would come too late", worker)
		t.mustLose(o.ID, worker, engine, "would_be_late")
		return 0
	case t.at < closes:
		return closes
	case busy || t.at < missed:
		return max(missed, t.at.Add(time.Minute))
	}
	t.alert(o.ID, "no_show", "%s has not come", worker)
	t.mustLose(o.ID, worker, engine, "no_show")
	t.bar(o.ID, worker, "no_show")
	return 0
}

// hardLate is carerLate of a hard window; spare is how long before its end the
// carer will be there.
func (t *turn) hardLate(o *orders.Order, worker string, spare time.Duration, busy, over bool) clock.Instant {
	switch {
	case t.at >= o.Call.To:
		t.alert(o.ID, "window_missed", "%s had not come at %s", worker, o.Call.To)
		t.must(o.ID, orders.Fail, engine, "window_missed")
		return 0
	case busy && (spare < 0 || over && spare < swap) && o.PinnedTo() == worker:
		return min(t.pinnedLate(o, worker), o.Call.To)
	case busy && (spare < 0 || over && spare < swap):
		t.alert(o.ID, "would_be_late", "%s is busy and would come too late", worker)
		t.mustLose(o.ID, worker, engine, "would_be_late")
		t.bar(o.ID, worker, "would_be_late")
		return 0
	case busy:
		return min(t.at.Add(max(spare-swap, time.Minute)), o.Call.To)
	case o.StateOf(worker) == orders.Assigned: // something may still be put in before it
		return min(max(o.Call.To.Add(-2*swap), t.at.Add(swap/2)), o.Call.To)
	}
	return o.Call.To
}

// expect notes when the carer whose next stop is a visit will be there, if that
// is later than was known: what came before took longer.
func (t *turn) expect(worker string) {
	c := t.s.Couriers.Get(fleet.WorkerID(worker))
	if c == nil || len(c.Route) == 0 || c.Route[0].Kind != fleet.Visit {
		return
	}
	o := t.s.Orders.Get(orders.ID(c.Route[0].Order))
	if o == nil || o.Idle() || o.StateOf(worker) != orders.Assigned && o.StateOf(worker) != orders.OnTheWay {
		return
	}
	if eta := t.at.Add(c.Route[0].Travel); eta > o.ETA {
		t.putOrder(o.ID, "eta", func(o *orders.Order) { o.ETA = eta })
	}
}

// reaches is when a carer of a visit will be at its door, as things are at an
// instant, whether something else comes first, and whether that takes longer
// than planned.
func (s *State) reaches(o *orders.Order, worker string, now clock.Instant) (at clock.Instant, busy, over bool) {
	at = now
	for i, stop := range s.Couriers.Get(fleet.WorkerID(worker)).Route {
		other := s.Orders.Get(orders.ID(stop.Order))
		there := other.StateOf(worker)
		switch {
		case i > 0:
			at = at.Add(stop.Travel)
		case there != orders.Arrived && there != orders.Started:
			at = max(at, stop.Arrive)
		}
		if other.Call != nil && other.Carriage != orders.Started {
			at = max(at, other.Opens())
		}
		if other.ID == o.ID {
			return at.Add(s.doorway(o)), busy, over
		}
		busy = true
		if stop.Kind == fleet.Visit {
			over = over || other.Carriage == orders.Started && other.Left(now) == 0
			at = at.Add(s.stay(other, now))
			continue
		}
		at = at.Add(stop.Service)
	}
	return at, busy, over
}

// carerSilent looks for a sign of life of a visit's carer. One who goes silent
// loses a visit that comes soon, not one that is hours away; inside a home
// there may be no signal, so one who is there counts as silent only when the
// work should be done.
func (t *turn) carerSilent(o *orders.Order) {
	next := clock.Never
	for _, w := range o.Workers() {
		if o.StateOf(w) == orders.Done {
			continue
		}
		again := t.heardOf(o, w)
		if again == 0 {
			return
		}
		next = min(next, again)
	}
	t.wake("silent/"+string(o.ID), next)
}

// heardOf is carerSilent of one carer. It returns when to look again, or 0 if
// the visit is not theirs any more.
func (t *turn) heardOf(o *orders.Order, worker string) clock.Instant {
	p := t.s.Policy
	c := t.s.Couriers.Get(fleet.WorkerID(worker))
	heard, state := c.Seen, o.StateOf(worker)
	soon := o.ETA.Add(-p.VisitGrace)
	if state == orders.Arrived || state == orders.Started {
		heard = max(heard, endSaid(o, worker))
	}
	quiet := t.at.Sub(heard)
	switch {
	case quiet < p.Silent:
		return heard.Add(p.Silent)
	case state == orders.Assigned && t.at < soon:
		return soon
	case state == orders.Assigned || state == orders.OnTheWay:
		t.alert(o.ID, "worker_silent", "%s went silent before the visit", worker)
		t.mustLose(o.ID, worker, engine, "worker_silent")
		t.bar(o.ID, worker, "worker_silent")
		t.sendHome(c.ID, "silent")
		return 0
	case quiet < p.Lost:
		if !o.Chased {
			t.putOrder(o.ID, "chased", func(o *orders.Order) { o.Chased = true })
			t.alert(o.ID, "worker_silent", "%s is in the home and went silent", worker)
		}
		return heard.Add(p.Lost)
	}
	t.sendHome(c.ID, "lost")
	t.must(o.ID, orders.Fail, engine, "worker_lost")
	return 0
}

// endSaid is when a carer who is in the home is to be heard of.
func endSaid(o *orders.Order, worker string) clock.Instant {
	return max(o.CameAt(worker), o.ServedAt, o.Opens()).Add(o.Call.Duration)
}
