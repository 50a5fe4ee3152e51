package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// admitsVisit says why a visit cannot be booked, or nil.
func (t *turn) admitsVisit(e PlaceOrder) *orders.Rejection {
	switch {
	case e.Call == nil:
		return orders.Refuse(orders.BadOrder, "", "a visit says whom it is for, what is done and when")
	case len(e.Items) > 0 || e.Quote != "":
		return orders.Refuse(orders.BadOrder, "", "a visit has neither items nor a quote")
	case e.Call.To <= t.at:
		return orders.Refuse(orders.BadOrder, "", "its window has closed")
	}
	if err := e.Call.Check(); err != nil {
		return orders.Refuse(orders.BadOrder, "", "%v", err)
	}
	if refusal := t.serves(t.s.Providers.Get(e.Merchant), e.Dropoff.Point, e.Call.From); refusal != nil {
		return refusal
	}
	return t.s.lacksCarers(e.Call)
}

// lacksCarers says that not enough carers of the zone, on duty or not, have the
// skills that a call asks for, or nil.
func (s *State) lacksCarers(c *orders.Call) *orders.Rejection {
	able, wanted := 0, max(c.Carers, 1)
	for _, x := range s.Couriers.All() {
		if x.Can(c.Skills, c.Ends()) {
			if able++; able == wanted {
				return nil
			}
		}
	}
	if able > 0 {
		return orders.Refuse(orders.Infeasible, "", "%d carers are to come, and %d here have all of the skills %v until %s", wanted, able, c.Skills, c.Ends())
	}
	return orders.Refuse(orders.Infeasible, "", "nobody here has all of the skills %v until %s", c.Skills, c.Ends())
}

// booking drafts a visit. There is nothing to prepare, and nothing to fetch.
func (t *turn) booking(e PlaceOrder) orders.Order {
	c := *e.Call
	c.Arrived, c.Meet, c.Record = 0, 0, nil
	fee := t.s.Policy.FeeBase + int64(c.Duration/time.Second)*t.s.Policy.FeePerHour/3600
	c.Skills = slices.Sorted(slices.Values(c.Skills))
	after, _ := t.s.predecessor(e.Merchant, e.After, e.byStaff(), t.at)
	return orders.Order{
		ID: e.ID, External: e.External, Merchant: e.Merchant, Kind: orders.Visit, LiveMode: e.LiveMode, Script: e.Script, Call: &c,
		Pickup: e.Dropoff.Point, Dropoff: e.Dropoff, Needs: e.Needs, Consent: e.Consent,
		Agreed: e.agreed(t.at), Booking: e.Booking,
		Placed: t.at, ReadyAt: c.From, Due: c.To, Currency: t.s.Policy.Currency,
		Fee:         fee * int64(max(c.Carers, 1)),
		Preparation: orders.Ready, Carriage: orders.Booked, Attempt: 1, Seq: 1,
		Payment: e.Payment.Fresh(), After: after,
	}
}

// reconsider lets visits that nobody could take be planned at once when a carer
// comes who can do them.
func (t *turn) reconsider(c *fleet.Courier) {
	if len(c.Skills) == 0 {
		return
	}
	for _, o := range t.s.waiting() {
		if t.s.rests(o) && c.Can(o.Call.Skills, o.Call.Ends()) {
			t.putOrder(o.ID, "reconsidered", func(o *orders.Order) { o.Unserved = 0 })
		}
	}
}

// await lets a visit without a carer be planned when its time comes.
func (t *turn) await(o *orders.Order) {
	if lead := t.s.leadOf(o); lead > t.at {
		t.wake("lead/"+string(o.ID), lead)
		return
	}
	t.wanted = true
}

// resume lets an order that may be planned now, if it may, be planned when its
// time comes.
func (t *turn) resume(o *orders.Order) {
	if t.s.waitsFrom(o) != clock.Never {
		t.lead(o)
	}
}

// unchosen lets an order that was looked for before its time, because staff had
// chosen who is to have it, be planned when that comes, now that anybody may.
func (t *turn) unchosen(id orders.ID) {
	if o := t.s.Orders.Get(id); o.Idle() && t.s.needsFrom(o) > t.at {
		t.lead(o)
	}
}

func (e AttendVisit) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	t.seen(c)
	if was := t.s.Closed.Get(e.Order); was != nil && was.With(string(e.Courier)) && was.Carriage == orders.Done {
		return // said before
	}
	o := t.theirs(e.Courier, e.Order)
	if o == nil {
		return
	}
	mark, refusal := t.captured(o, e.Capture, e.Ago)
	switch {
	case refusal != nil:
		t.refuse(refusal)
	case o.Did(e.Verb, string(e.Courier)) && !broken(attendRepeat):
		t.showsMore(o, e.Verb, mark)
	default:
		t.attend(c, o, e.Verb, mark)
	}
}

// attend takes a carer's word on how far they are with a visit.
func (t *turn) attend(c *fleet.Courier, o *orders.Order, verb orders.Verb, mark orders.Mark) {
	id := o.ID
	if verb == orders.Start && o.Call != nil {
		mark.At = min(max(mark.At, o.Opened()), t.at)
	}
	if refusal := t.attends(c, o, verb, mark.At); refusal != nil {
		t.refuse(refusal)
		return
	}
	by := orders.Actor{Role: orders.Courier, ID: string(c.ID)}
	if o.Team() {
		t.attendTogether(id, verb, by, mark)
		return
	}
	for _, v := range implied[verb] {
		if o = t.s.Orders.Get(id); o.Did(v, string(c.ID)) {
			continue
		}
		if refusal := t.record(id, v, by, "", mark); refusal != nil {
			t.refuse(refusal)
			return
		}
	}
	t.headFor(c.ID, id, verb)
}

// headFor makes a visit that a carer is about the first thing on the route.
func (t *turn) headFor(c fleet.WorkerID, id orders.ID, v orders.Verb) {
	if v != orders.Finish {
		t.putCourier(c, "route", func(c *fleet.Courier) { c.Route = first(c.Route, id) })
	}
	if v == orders.SetOff {
		t.expect(string(c))
	}
}

// implied lists what a carer's word says has happened, in order. That the work
// is done does not say that it began: when it did counts.
var implied = map[orders.Verb][]orders.Verb{
	orders.SetOff: {orders.SetOff},
	orders.Arrive: {orders.SetOff, orders.Arrive},
	orders.Start:  {orders.SetOff, orders.Arrive, orders.Start},
	orders.Finish: {orders.Finish},
}

// attends says why a carer cannot have been so far with a visit, or nil.
func (t *turn) attends(c *fleet.Courier, o *orders.Order, v orders.Verb, at clock.Instant) *orders.Rejection {
	if o.Kind != orders.Visit || implied[v] == nil {
		return orders.Refuse(orders.IllegalMove, o.ID, "a carer says set_off, arrive, start or finish, of a visit")
	}
	if other := t.s.attending(c); other != nil && other.ID != o.ID && !broken(oneHome) {
		return orders.Refuse(orders.WorkerBusy, o.ID, "visit %s comes first: it is %s", other.ID, other.StateOf(string(c.ID)))
	}
	state := o.StateOf(string(c.ID))
	if state == orders.Started && v != orders.Finish || state != orders.Started && v == orders.Finish {
		return orders.Refuse(orders.IllegalMove, o.ID, "the visit is %s", state)
	}
	if refusal := o.Awaits(string(c.ID), v); refusal != nil {
		return refusal
	}
	if refusal := o.Holds(); refusal != nil && v == orders.Start && !broken(inTurn) {
		return refusal
	}
	if first, both := t.s.bothWith(c, o); both {
		r := orders.Refuse(orders.IllegalMove, o.ID, "it comes after %s, which %s has too: that comes first", first, c.ID)
		r.Retryable = true
		return r
	}
	if o.Call.Hard && !broken(hardWindow) {
		return opens(o, state, v, at)
	}
	return nil
}

// opens says why a carer cannot come to a visit, or start it, outside its hard
// window, or nil. Who came in time is let in.
func opens(o *orders.Order, state orders.State, v orders.Verb, at clock.Instant) *orders.Rejection {
	switch {
	case v == orders.Start && at < o.Call.From:
		r := orders.Refuse(orders.IllegalMove, o.ID, "it starts not before %s", o.Call.From)
		r.Retryable = true
		return r
	case at > o.Call.To && (state == orders.Assigned || state == orders.OnTheWay):
		return orders.Refuse(orders.IllegalMove, o.ID, "its window closed at %s", o.Call.To)
	}
	return nil
}

// attended sets the timers of a visit whose carer is in the building.
func (t *turn) attended(o *orders.Order) {
	t.unwake("late/" + string(o.ID))
	t.wake("over/"+string(o.ID), t.overAt(o))
}

func (e CourierOut) step(t *turn) {
	c := t.courier(e.Courier)
	if c == nil {
		return
	}
	if e.By.Role != orders.Staff && (e.By.Role != orders.Courier || e.By.ID != string(e.Courier)) {
		t.refuse(orders.Refuse(orders.NotYours, "", "only %s or staff may say so", e.Courier))
		return
	}
	t.sendHome(c.ID, "out")
	t.alert("", "worker_out", "%s cannot go on: %s", c.ID, e.Reason)
	var had []orders.ID
	for _, s := range c.Route {
		if id := orders.ID(s.Order); !slices.Contains(had, id) {
			had = append(had, id)
		}
	}
	if broken(illDrops) {
		return
	}
	visits := t.s.visitsOf(c.ID, c.Route)
	for _, id := range had {
		t.dropped(id, string(c.ID), e.Reason)
	}
	t.outage(c.ID, visits)
	t.forsaken(c.ID)
}

// dropped takes an order from a worker who cannot go on. Work in a home that
// had begun has failed; goods wait where the worker is.
func (t *turn) dropped(id orders.ID, worker, reason string) {
	o := t.s.Orders.Get(id)
	if !o.With(worker) { // it was lost with another of its batch
		t.bar(id, worker, reason)
		return
	}
	switch o.StateOf(worker) {
	case orders.Started:
		t.alert(id, "visit_cut_short", "%s could not finish it: see to the resident", worker)
		t.must(id, orders.Fail, engine, reason)
		return
	case orders.PickedUp:
		t.fetchFrom(id, worker)
		t.must(id, orders.Rescue, engine, reason)
	default:
		t.mustLose(id, worker, engine, reason)
	}
	t.bar(id, worker, reason)
}
