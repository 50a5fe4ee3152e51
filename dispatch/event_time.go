package dispatch

import (
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

func (e Started) step(t *turn) {
	if t.s.City != "" && t.s.City != e.City {
		t.refuse(orders.Refuse(orders.BadPlan, "", "the zone's travel times come from city file %s, not %s", t.s.City, e.City))
		return
	}
	if t.s.City == "" {
		t.do(CityBound{City: e.City})
	}
	if t.s.Solving.Open {
		t.do(SolveClosed{Epoch: t.s.Solving.Epoch})
	}
	t.wanted = true
}

// step fires a timer. One that was taken back or moved meanwhile changes
// nothing.
func (e Wake) step(t *turn) {
	at := t.s.Timers.Get(e.Timer)
	if at == nil || *at > t.at && !broken(timerDue) {
		return
	}
	t.do(TimerGone{Timer: e.Timer})
	kind, subject, _ := strings.Cut(e.Timer, "/")
	id := orders.ID(subject)
	switch kind {
	case "retry":
		t.wanted = true
	case "gather":
		t.wanted, t.gathered = true, true
	case "sweep":
		t.sweep()
	case "offer":
		t.lapse(subject)
	case "plan":
		if t.s.Recurring.Get(residents.PlanID(subject)) != nil {
			t.extend(residents.PlanID(subject))
		}
	case "closure":
		t.elapsed(subject)
	case "help":
		t.helpTimer(residents.HelpID(subject))
	case "checkin":
		t.missed(subject)
	case "passage":
		t.shut(subject)
	case "plight":
		t.rescue(fleet.WorkerID(subject))
	case "door":
		t.leftOpen(subject)
	case "duty":
		t.worked(fleet.WorkerID(subject))
	default:
		if o := t.s.Orders.Get(id); o != nil && !o.Terminal() {
			t.orderTimer(kind, o)
		}
	}
}

func (t *turn) orderTimer(kind string, o *orders.Order) {
	switch kind {
	case "accept":
		t.merchantSilent(o)
	case "lead":
		t.wanted = true
	case "giveup":
		if o.Idle() {
			t.giveUp(o)
		}
	case "silent":
		if o.Kind == orders.Visit {
			t.carerSilent(o)
			return
		}
		t.workerSilent(o)
	case "after":
		t.trail(o)
	case "collect":
		t.must(o.ID, orders.Fail, engine, "not_collected")
	case "reserve":
		t.unfilled(o)
	case "remind":
		if o.Carriage == orders.InLocker {
			t.remind(o.ID)
		}
	case "gate":
		t.notMet(o)
	case "counter":
		t.notLoaded(o)
	case "handoff":
		t.noShow(o)
	default:
		t.visitTimer(kind, o)
	}
}

func (t *turn) lapse(offer string) {
	o := t.s.Offers.Get(offer)
	if o == nil {
		return
	}
	courier, all := o.Courier, o.Orders()
	t.closeOffer(*o, OfferLapsed)
	t.exclude(all, string(courier), "expired")
	if c := t.s.Couriers.Get(courier); c.Declined >= t.s.Policy.MissedOffers {
		t.sendHome(courier, "missed_offers")
	}
}

// merchantSilent chases a merchant once, then lets the order lapse.
func (t *turn) merchantSilent(o *orders.Order) {
	if o.Preparation != orders.Placed {
		return
	}
	lapse := o.Placed.Add(t.s.Policy.AcceptLapse)
	if t.at < lapse {
		t.alert(o.ID, "merchant_silent", "%s has not answered", o.Merchant)
		t.wake("accept/"+string(o.ID), lapse)
		return
	}
	t.must(o.ID, orders.Lapse, engine, "merchant_silent")
}

func (t *turn) giveUpAt(o *orders.Order) clock.Instant {
	if o.Call != nil && o.Call.Hard {
		return o.Due
	}
	due := o.Due
	if o.After != nil {
		due = max(due, o.After.Ends)
	}
	at := due.Add(t.s.Policy.GiveUp)
	if at <= t.at {
		at = t.at.Add(t.s.Policy.GiveUp / 4)
	}
	return at
}

func (t *turn) giveUp(o *orders.Order) {
	if o.Preparation == orders.Placed || o.Preparation == orders.Refused {
		return
	}
	if o.Follows() && t.s.blocked(o) {
		code := afterLate
		if o.Bereft() {
			code = afterLost
		}
		t.alert(o.ID, code, "it comes after %s, which has not ended in time", o.After.Order)
		t.must(o.ID, orders.Fail, engine, code)
		return
	}
	t.noteUncarried(o)
	t.alert(o.ID, "nobody_found", "no worker could take the order in time")
	t.must(o.ID, orders.Fail, engine, "nobody_found")
}

// workerSilent looks for a sign of life of the worker who has an order. Before
// pickup a silent worker loses the order; after pickup staff is called, a
// robot's goods are fetched from it, and a courier's count as lost in the end.
func (t *turn) workerSilent(o *orders.Order) {
	p := t.s.Policy
	var seen clock.Instant
	robot := t.s.Robots.Get(fleet.WorkerID(o.Worker))
	courier := t.s.Couriers.Get(fleet.WorkerID(o.Worker))
	if robot != nil {
		seen = robot.Seen
	} else if courier != nil {
		seen = courier.Seen
	}
	quiet := t.at.Sub(seen)
	switch {
	case quiet < p.Silent:
		t.wake("silent/"+string(o.ID), seen.Add(p.Silent))
	case robot != nil && (o.Carriage == orders.Assigned || quiet >= 3*p.Silent):
		t.breakdown(robot.ID, "worker_silent")
	case o.Carriage == orders.Assigned:
		worker := o.Worker
		t.alert(o.ID, "worker_silent", "%s went silent before pickup", worker)
		t.must(o.ID, orders.Unassign, engine, "worker_silent")
		t.bar(o.ID, worker, "worker_silent")
		t.sendHome(fleet.WorkerID(worker), "silent")
	case quiet < p.Lost:
		if !o.Chased {
			t.putOrder(o.ID, "chased", func(o *orders.Order) { o.Chased = true })
			t.alert(o.ID, "worker_silent", "%s has the goods and went silent", o.Worker)
		}
		next := seen.Add(p.Lost)
		if robot != nil {
			next = seen.Add(3 * p.Silent)
		}
		t.wake("silent/"+string(o.ID), next)
	default:
		t.sendHome(courier.ID, "lost")
		t.must(o.ID, orders.Fail, engine, "worker_lost")
	}
}

// noShow ends a robot's wait for a resident.
func (t *turn) noShow(o *orders.Order) {
	switch {
	case o.Mode == "locker":
		t.notStored(o)
		return
	case o.Carriage != orders.PickedUp || o.Mode != "handover":
		return
	}
	if t.onward(o) == nil {
		t.wake("handoff/"+string(o.ID), t.at.Add(wayFound))
		return
	}
	t.must(o.ID, orders.Fail, engine, "no_show")
}

// sweep forgets what has outlived its time.
func (t *turn) sweep() {
	var f Forgot
	for id, q := range t.s.Quotes.All() {
		if q.Expires < t.at {
			f.Quotes = append(f.Quotes, id)
		}
	}
	for name, k := range t.s.Keys.All() {
		if k.Expires < t.at {
			f.Keys = append(f.Keys, name)
		}
	}
	for id, c := range t.s.Closed.All() {
		if c.Expires < t.at {
			f.Closed = append(f.Closed, id)
		}
	}
	f.Served = t.s.estranged()
	if len(f.Quotes)+len(f.Keys)+len(f.Closed)+len(f.Served) > 0 {
		t.do(f)
	}
	if t.s.Quotes.Len()+t.s.Keys.Len()+t.s.Closed.Len() > 0 {
		t.wake("sweep", t.at.Add(t.s.Policy.KeyTTL/48))
	}
}
