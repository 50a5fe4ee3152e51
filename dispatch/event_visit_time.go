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
	return max(o.Call.From, t.at).Add(o.Call.Duration)
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
	if o.Carriage != orders.Assigned && o.Carriage != orders.OnTheWay {
		return
	}
	there, busy, over := t.reaches(o)
	if o.Call.Hard {
		t.hardLate(o, o.Call.To.Sub(there), busy, over)
		return
	}
	timer, worker := "late/"+string(o.ID), o.Worker
	missed := max(o.Call.To, o.ETA).Add(t.s.Policy.VisitGrace)
	if t.at >= o.Call.To && !o.Chased {
		t.putOrder(o.ID, "chased", func(o *orders.Order) { o.Chased = true })
		t.alert(o.ID, "visit_late", "%s has not come, and the window has closed", worker)
	}
	switch {
	case busy && there > missed:
		t.alert(o.ID, "would_be_late", "%s is busy and would come too late", worker)
		t.must(o.ID, orders.Unassign, engine, "would_be_late")
	case t.at < o.Call.To:
		t.wake(timer, o.Call.To)
	case busy || t.at < missed:
		t.wake(timer, max(missed, t.at.Add(time.Minute)))
	default:
		t.alert(o.ID, "no_show", "%s has not come", worker)
		t.must(o.ID, orders.Unassign, engine, "no_show")
		t.bar(o.ID, worker, "no_show")
	}
}

// hardLate is visitLate of a hard window; spare is how long before its end the
// carer will be there.
func (t *turn) hardLate(o *orders.Order, spare time.Duration, busy, over bool) {
	timer := "late/" + string(o.ID)
	switch worker := o.Worker; {
	case t.at >= o.Call.To:
		t.alert(o.ID, "window_missed", "%s had not come at %s", worker, o.Call.To)
		t.must(o.ID, orders.Fail, engine, "window_missed")
	case busy && (spare < 0 || over && spare < swap):
		t.alert(o.ID, "would_be_late", "%s is busy and would come too late", worker)
		t.must(o.ID, orders.Unassign, engine, "would_be_late")
		t.bar(o.ID, worker, "would_be_late")
	case busy:
		t.wake(timer, min(t.at.Add(max(spare-swap, time.Minute)), o.Call.To))
	case o.Carriage == orders.Assigned: // something may still be put in before it
		t.wake(timer, min(max(o.Call.To.Add(-2*swap), t.at.Add(swap/2)), o.Call.To))
	default:
		t.wake(timer, o.Call.To)
	}
}

// expect notes when the carer whose next stop is a visit will be there, if that
// is later than was known: what came before took longer.
func (t *turn) expect(worker string) {
	c := t.s.Couriers.Get(fleet.WorkerID(worker))
	if c == nil || len(c.Route) == 0 || c.Route[0].Kind != fleet.Visit {
		return
	}
	o := t.s.Orders.Get(orders.ID(c.Route[0].Order))
	if o == nil || o.Carriage != orders.Assigned && o.Carriage != orders.OnTheWay {
		return
	}
	if eta := t.at.Add(c.Route[0].Travel); eta > o.ETA {
		t.putOrder(o.ID, "eta", func(o *orders.Order) { o.ETA = eta })
	}
}

// reaches is when the carer of a visit will be at its door, as things are,
// whether something else comes first, and whether that takes longer than
// planned.
func (t *turn) reaches(o *orders.Order) (at clock.Instant, busy, over bool) {
	at = t.at
	for i, s := range t.s.Couriers.Get(fleet.WorkerID(o.Worker)).Route {
		other := t.s.Orders.Get(orders.ID(s.Order))
		switch {
		case i > 0:
			at = at.Add(s.Travel)
		case other.Carriage != orders.Arrived && other.Carriage != orders.Started:
			at = max(at, s.Arrive)
		}
		if other.Call != nil && other.Carriage != orders.Started {
			at = max(at, other.Call.From)
		}
		if other.ID == o.ID {
			return at.Add(t.s.doorway(o)), busy, over
		}
		busy = true
		if s.Kind == fleet.Visit {
			over = over || other.Carriage == orders.Started && other.Left(t.at) == 0
			at = at.Add(t.s.stay(other, t.at))
			continue
		}
		at = at.Add(s.Service)
	}
	return at, busy, over
}

// carerSilent looks for a sign of life of a visit's carer. One who goes silent
// loses a visit that comes soon, not one that is hours away; inside a home
// there may be no signal, so one who is there counts as silent only when the
// work should be done.
func (t *turn) carerSilent(o *orders.Order) {
	p, timer, worker := t.s.Policy, "silent/"+string(o.ID), o.Worker
	c := t.s.Couriers.Get(fleet.WorkerID(worker))
	heard := c.Seen
	soon := o.ETA.Add(-p.VisitGrace)
	if o.Carriage == orders.Arrived || o.Carriage == orders.Started {
		heard = max(heard, t.endSaid(o))
	}
	quiet := t.at.Sub(heard)
	switch {
	case quiet < p.Silent:
		t.wake(timer, heard.Add(p.Silent))
	case o.Carriage == orders.Assigned && t.at < soon:
		t.wake(timer, soon)
	case o.Carriage == orders.Assigned || o.Carriage == orders.OnTheWay:
		t.alert(o.ID, "worker_silent", "%s went silent before the visit", worker)
		t.must(o.ID, orders.Unassign, engine, "worker_silent")
		t.bar(o.ID, worker, "worker_silent")
		t.sendHome(c.ID, "silent")
	case quiet < p.Lost:
		if !o.Chased {
			t.putOrder(o.ID, "chased", func(o *orders.Order) { o.Chased = true })
			t.alert(o.ID, "worker_silent", "%s is in the home and went silent", worker)
		}
		t.wake(timer, heard.Add(p.Lost))
	default:
		t.sendHome(c.ID, "lost")
		t.must(o.ID, orders.Fail, engine, "worker_lost")
	}
}

// endSaid is when a carer who is in the home is to be heard of.
func (t *turn) endSaid(o *orders.Order) clock.Instant {
	return max(o.Call.Arrived, o.ServedAt, o.Call.From).Add(o.Call.Duration)
}
