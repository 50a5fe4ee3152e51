package dispatch

import (
	"errors"
	"fmt"
	"slices"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

func (e PlaceOrder) step(t *turn) {
	name := KeyOf(e.Merchant, e.Key)
	if e.Key != "" {
		if k := t.s.Keys.Get(name); k != nil && !broken(keyRepeat) {
			t.replay(k, e.Digest)
			return
		}
	}
	known := e.Older
	if e.External != "" && known == "" && !broken(externalRepeat) {
		if id := t.s.Externals.Get(KeyOf(e.Merchant, e.External)); id != nil {
			known = *id
		}
	}
	if known != "" {
		t.remember(e.Merchant, e.Key, e.Digest, known, nil)
		t.do(Replayed{Order: known})
		return
	}
	o, refusal := t.drafted(e)
	if refusal != nil {
		t.remember(e.Merchant, e.Key, e.Digest, "", refusal)
		t.turnAway(Unserved{ID: string(e.ID), Merchant: e.Merchant, Kind: string(e.Kind), Needs: e.Needs}, e.Dropoff.Point, refusal)
		return
	}
	t.remember(e.Merchant, e.Key, e.Digest, e.ID, nil)
	t.place(o)
	if o.Berth != nil {
		t.keep(&o)
	}
	if e.Kind != orders.Visit && t.s.Providers.Get(e.Merchant).AutoAccept {
		t.must(e.ID, orders.Accept, engine, "")
	}
}

// Preview says what an order would be if it were placed at an instant, or why
// it would be refused. Nothing changes.
func (s *State) Preview(e PlaceOrder, at clock.Instant) (orders.Order, *orders.Rejection) {
	return (&turn{s: s, at: at}).drafted(e)
}

// drafted returns the order that is asked for, or why it cannot be placed.
func (t *turn) drafted(e PlaceOrder) (orders.Order, *orders.Rejection) {
	if refusal := t.admits(e); refusal != nil {
		return orders.Order{}, refusal
	}
	if e.Kind == orders.Visit {
		return t.booking(e), nil
	}
	o := t.draft(e)
	if e.Berth == nil {
		return o, nil
	}
	b, refusal := t.berth(&o, e.Berth.Locker)
	if refusal == nil {
		t.berthed(&o, b, e.Berth.Proof)
	}
	return o, refusal
}

// replay answers a key that was seen before.
func (t *turn) replay(k *Key, digest string) {
	switch {
	case k.Digest != digest:
		t.refuse(orders.Refuse(orders.KeyReused, k.Order, "this idempotency key was used for another request: take a fresh one"))
	case k.Rejection != nil:
		t.refuse(k.Rejection)
	default:
		t.do(Replayed{Order: k.Order})
	}
}

// remember keeps what an idempotency key was answered: the order, or plan, that
// it made, or the refusal.
func (t *turn) remember(m circle.ProviderID, key, digest string, id orders.ID, r *orders.Rejection) {
	if key == "" {
		return
	}
	t.do(KeyPut{Name: KeyOf(m, key), Key: Key{
		Digest: digest, Order: id, Rejection: r, Expires: t.at.Add(t.s.Policy.KeyTTL),
	}})
	if t.s.Timers.Get("sweep") == nil {
		t.wake("sweep", t.at.Add(t.s.Policy.KeyTTL/48))
	}
}

// admits says why an order cannot be placed, or nil.
func (t *turn) admits(e PlaceOrder) *orders.Rejection {
	p := t.s.Providers.Get(e.Merchant)
	switch {
	case p == nil:
		return orders.Refuse(orders.UnknownProvider, "", "no merchant %q in this zone", e.Merchant)
	case p.Paused:
		return orders.Refuse(orders.ProviderPaused, "", "%s takes no orders at the moment", p.Name)
	case t.s.Orders.Get(e.ID) != nil || t.s.Closed.Get(e.ID) != nil:
		return orders.Refuse(orders.BadOrder, e.ID, "the id is taken: choose a fresh one")
	case e.Script != nil && e.LiveMode && !broken(scriptLive):
		return orders.Refuse(orders.NotSandbox, "", "a live order is carried by real people: ask for an outcome with a key that is not live")
	}
	if err := e.Script.Check(e.Kind); err != nil {
		return orders.Refuse(orders.BadOrder, "", "sandbox: %s", err)
	}
	if _, refusal := t.s.predecessor(e.Merchant, e.After, e.byStaff(), t.at); refusal != nil {
		return refusal
	}
	switch {
	case e.Kind == orders.Visit:
		return t.admitsVisit(e)
	case e.Call != nil:
		return orders.Refuse(orders.BadOrder, "", "only a visit has a call")
	case e.Kind != orders.Goods && e.Kind != orders.Meal:
		return orders.Refuse(orders.BadOrder, "", "kind %q is not goods or meal", e.Kind)
	case len(e.Items) == 0:
		return orders.Refuse(orders.BadOrder, "", "an order needs at least one item")
	case e.Tip < 0 || e.Tip > maxTip:
		return orders.Refuse(orders.BadOrder, "", "a tip of %d is not from 0 to %d", e.Tip, maxTip)
	case e.Due != 0 && e.Due <= t.at:
		return orders.Refuse(orders.BadOrder, "", "due is in the past")
	}
	if err := errors.Join(e.Windows.Check(t.at), e.Demands.Check()); err != nil {
		return orders.Refuse(orders.BadOrder, "", "%s", err)
	}
	if e.Quote != "" {
		q := t.s.Quotes.Get(e.Quote)
		if q == nil || q.Merchant != e.Merchant || q.Expires < t.at {
			return orders.Refuse(orders.QuoteExpired, "", "the quote is unknown or expired: ask for a new one")
		}
	}
	if refusal := t.serves(p, e.Dropoff.Point, max(t.readyFor(p, e.due()), e.Windows.Pickup.From)); refusal != nil {
		return refusal
	}
	if why := e.unplayable(p); why != "" {
		return orders.Refuse(orders.BadOrder, "", "sandbox: %s", why)
	}
	o := orders.Order{Items: e.Items}
	if size := o.Size(); !t.carriable(size) {
		return orders.Refuse(orders.Infeasible, "", "%d g and %d ml are more than any courier here can carry", size.Grams, size.Millis)
	}
	return nil
}

// unplayable says why the outcome that a test asks for cannot come, or "".
func (e PlaceOrder) unplayable(m *circle.Provider) string {
	p := e.Script.Play()
	switch {
	case p == nil:
		return ""
	case p.Outcome == orders.OutMerchantSilent && m.AutoAccept:
		return fmt.Sprintf("%s cannot be: %s accepts by itself", p.Outcome, m.Name)
	case p.Mode == "locker" && !e.Consent.Locker:
		return fmt.Sprintf("%s needs consent.locker", p.Outcome)
	case p.Mode == "handover" && !e.Consent.Robot:
		return fmt.Sprintf("%s needs consent.robot", p.Outcome)
	case (p.Mode == "locker" || p.Mode == "handover") && len(e.Demands.Pickup)+len(e.Demands.Dropoff) > 0:
		return fmt.Sprintf("%s cannot be with proofs that only a person takes: leave proofs out", p.Outcome)
	}
	return ""
}

// carriable reports whether some courier of the zone could hold the size; in
// a zone without couriers nothing is ruled out yet.
func (t *turn) carriable(size orders.Size) bool {
	for _, c := range t.s.Couriers.All() {
		if size.Grams <= c.Capacity.Grams && size.Millis <= c.Capacity.Millis {
			return true
		}
	}
	return t.s.Couriers.Len() == 0
}

// readyFor is when a provider must be open to take an order: now, or, for an
// order for later, when its goods must be ready.
func (t *turn) readyFor(p *circle.Provider, due clock.Instant) clock.Instant {
	if due == 0 {
		return t.at
	}
	return max(t.at, min(due.Add(p.Preparation-t.s.Policy.Promise), due))
}

func (t *turn) draft(e PlaceOrder) orders.Order {
	p := t.s.Providers.Get(e.Merchant)
	fee := t.s.fee(e.Meters)
	if e.Quote != "" {
		fee = t.s.Quotes.Get(e.Quote).Fee
	}
	after, _ := t.s.predecessor(e.Merchant, e.After, e.byStaff(), t.at)
	due, from := e.due(), max(t.at, e.Windows.Pickup.From)
	if after != nil && !after.Over {
		from = max(from, after.Ends)
	}
	if due == 0 {
		due = max(from, e.Windows.Dropoff.From).Add(t.s.Policy.Promise)
	}
	// An order for later is to be ready as long before its time as one for now.
	ready := max(t.at.Add(p.Preparation), min(due.Add(p.Preparation-t.s.Policy.Promise), due), from)
	return orders.Order{
		ID: e.ID, External: e.External, Merchant: e.Merchant, Kind: e.Kind, LiveMode: e.LiveMode, Script: e.Script,
		Items: slices.Clone(e.Items), Pickup: p.Point, Dropoff: e.Dropoff, Needs: e.Needs, Consent: e.Consent,
		Agreed: e.agreed(t.at), Booking: e.Booking,
		Placed: t.at, ReadyAt: ready, Due: due, Fee: fee, Currency: t.s.Policy.Currency,
		Preparation: orders.Placed, Carriage: orders.Unassigned, Attempt: 1, Seq: 1,
		Proof: e.Proof, Payment: e.Payment.Fresh(),
		Refs: e.Refs, Windows: e.Windows, Demands: e.Demands, Tip: e.Tip, Cancel: t.s.cancellation(p),
		Way: e.Script.Way(), After: after,
	}
}

// byStaff reports whether staff places the order, at the desk.
func (e PlaceOrder) byStaff() bool { return e.Booking != nil && e.Booking.Entered.Role == orders.Staff }

// maxTip bounds a tip, in minor units.
const maxTip = 100_000_00

// due is what the order says of the time by which it is promised: its Due, or
// the end of its window.
func (e PlaceOrder) due() clock.Instant {
	if e.Due == 0 {
		return e.Windows.Dropoff.To
	}
	return e.Due
}

// cancellation is what calling a provider's orders off costs.
func (s *State) cancellation(p *circle.Provider) circle.Cancellation {
	if p.Cancel != nil {
		return *p.Cancel
	}
	return s.Policy.Cancel
}

// agreed begins the record of the consent: as the booking says, or by the
// merchant, online.
func (e PlaceOrder) agreed(at clock.Instant) []residents.Agreed {
	by, how := orders.Actor{Role: orders.Merchant, ID: string(e.Merchant)}, residents.Online
	if e.Booking != nil {
		by, how = e.Booking.Entered, e.Booking.Channel
	}
	return e.Consent.Record(at, by.Name(), how)
}

// place stores a new order, publishes it and sets its first timers.
func (t *turn) place(o orders.Order) {
	t.do(OrderPut{Order: o, Why: "placed"})
	if o.Kind == orders.Visit {
		t.publish(&o, orders.Move{Track: orders.Visiting, To: o.Carriage, Seq: 1})
		t.await(&o)
	} else {
		t.publish(&o, orders.Move{Track: orders.Preparation, To: o.Preparation, Seq: 1})
	}
	t.wake("giveup/"+string(o.ID), t.giveUpAt(&o))
	if o.Follows() && o.After.Ends != 0 {
		t.wake("after/"+string(o.ID), o.After.Ends)
	}
	if o.Payment != nil {
		t.do(Charge{Order: o.ID, Merchant: o.Merchant, Action: "hold", Payment: *o.Payment})
	}
	if o.Preparation == orders.Placed {
		t.wake("accept/"+string(o.ID), t.at.Add(t.s.Policy.AcceptChase))
	}
}

func (e Prepare) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if o.Terminal() {
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "the order has ended: %s", o.Carriage))
		return
	}
	if o.Kind == orders.Visit {
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "a visit has no preparation"))
		return
	}
	switch e.Verb {
	case orders.Accept, orders.Start, orders.Finish, orders.Refusal:
	default:
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "%q does not move the preparation", e.Verb))
		return
	}
	if e.Verb == orders.Refusal && o.Carriage != orders.Unassigned && o.Carriage != orders.Assigned {
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "the goods have left: it is too late to refuse"))
		return
	}
	m, refusal := o.Plan(e.Verb, e.By, t.at)
	if refusal != nil {
		t.refuse(refusal)
		return
	}
	m.Reason = e.Reason
	if e.Verb == orders.Accept {
		ready := e.ReadyAt
		if ready < max(t.at, o.Windows.Pickup.From) {
			ready = max(o.ReadyAt, t.at.Add(t.s.Providers.Get(o.Merchant).Preparation))
		}
		t.putOrder(o.ID, "estimate", func(o *orders.Order) { o.ReadyAt = ready })
	}
	t.commit(o.ID, m)
}

func (e RefuseItem) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	switch {
	case e.By.Role == orders.Merchant && e.By.ID != string(o.Merchant):
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "the order belongs to another merchant"))
	case e.By.Role != orders.Merchant && e.By.Role != orders.Staff:
		t.refuse(orders.Refuse(orders.NotYours, o.ID, "a %s may not refuse items", e.By.Role))
	case o.Preparation == orders.Ready || o.Preparation == orders.Refused || o.Terminal():
		t.refuse(orders.Refuse(orders.IllegalMove, o.ID, "items can be refused only until the order is ready"))
	case e.Item < 0 || e.Item >= len(o.Items):
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "item %d is not on the order: it has %d, counted from 0", e.Item, len(o.Items)))
	case e.Quantity < 1 || e.Quantity > o.Items[e.Item].Quantity-o.Items[e.Item].Refused:
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "%d of item %d is not between 1 and what is left of it", e.Quantity, e.Item))
	default:
		t.refuseItem(o.ID, e)
	}
}

func (t *turn) refuseItem(id orders.ID, e RefuseItem) {
	left := 0
	t.putOrder(id, "item_refused", func(o *orders.Order) {
		o.Items = slices.Clone(o.Items)
		o.Items[e.Item].Refused += e.Quantity
		o.Payment = o.Payment.Without(int64(e.Quantity) * o.Items[e.Item].Price)
		for _, it := range o.Items {
			left += it.Quantity - it.Refused
		}
	})
	if left == 0 {
		t.must(id, orders.Refusal, e.By, "out_of_stock")
	}
}

func (e CancelOrder) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if refusal := t.filling(o); refusal != nil && o.Berth != nil {
		t.refuse(refusal)
		return
	}
	if refusal := t.move(o.ID, orders.Cancel, e.By, e.Reason); refusal != nil {
		if o.Carriage == orders.PickedUp || o.Carriage == orders.InLocker {
			refusal.Detail += "; the goods are on their way: ask for a return instead"
		}
		t.refuse(refusal)
	}
}

func (e ReturnOrder) step(t *turn) {
	was := e.Original
	switch {
	case e.By.Role == orders.Merchant && e.By.ID != string(was.Merchant):
		t.refuse(orders.Refuse(orders.NotYours, was.ID, "the order belongs to another merchant"))
	case t.s.Orders.Get(was.ID) != nil:
		t.refuse(orders.Refuse(orders.IllegalMove, was.ID, "the order is still on its way"))
	case was.Carriage != orders.Delivered || was.Kind == orders.Return:
		t.refuse(orders.Refuse(orders.IllegalMove, was.ID, "only a delivered order can be returned"))
	case t.s.Providers.Get(was.Merchant) == nil:
		t.refuse(orders.Refuse(orders.UnknownProvider, was.ID, "its merchant is gone"))
	case t.s.Orders.Get(e.ID) != nil || t.s.Closed.Get(e.ID) != nil:
		t.do(Replayed{Order: e.ID})
	default:
		o := t.returnOf(&was, e.ID, e.Reason)
		o.Pickup = was.Dropoff.Point
		t.place(o)
		t.wanted = true
	}
}

// returnOf drafts the order that brings another's goods back to its merchant.
func (t *turn) returnOf(was *orders.Order, id orders.ID, reason string) orders.Order {
	counter := t.s.Providers.Get(was.Merchant).Point
	return orders.Order{
		ID: id, Merchant: was.Merchant, Kind: orders.Return, LiveMode: was.LiveMode, Script: was.Script.Rest(), Items: was.Items,
		Pickup: was.Dropoff.Point, Dropoff: orders.Dropoff{Point: counter, Handover: counter},
		Placed: t.at, ReadyAt: t.at, Due: t.at.Add(2 * t.s.Policy.Promise), Currency: was.Currency,
		Preparation: orders.Ready, Carriage: orders.Unassigned, Attempt: 1, Seq: 1,
		ReturnOf: was.ID, Reason: reason, Demands: orders.Demands{Return: was.Demands.Return},
	}
}

// sendBack starts the way back of goods that could not be handed over, from
// where they are: a courier's hands, a robot's hold or a compartment. Goods
// that were lost with their worker do not come back.
func (t *turn) sendBack(was *orders.Order, holder *fleet.Robot, reason string) {
	if reason == "worker_lost" {
		return
	}
	id := was.ID + "-r"
	o := t.returnOf(was, id, reason)
	c := t.s.Couriers.Get(fleet.WorkerID(was.Worker))
	switch {
	case was.Carriage == orders.InLocker:
		o.Pickup = t.s.Banks.Get(was.Locker).Point
		o.Locker, o.Compartment = was.Locker, was.Compartment
	case holder != nil:
		o.Pickup = holder.Point
	case c != nil:
		o.Pickup = c.Point
	}
	t.place(o)
	t.putOrder(was.ID, "return", func(o *orders.Order) { o.Return = id })
	t.wanted = true
	switch {
	case was.Carriage == orders.InLocker:
		t.compartment(was.Locker, t.s.Banks.Get(was.Locker).Find(was.Compartment), fleet.Expire, id)
	case holder != nil:
		t.putRobot(holder.ID, "return", func(r *fleet.Robot) { r.Rename(string(was.ID), string(id)) })
	case c != nil:
		t.keepForReturn(c.ID, id)
	}
}

// keepForReturn leaves the goods with the courier who has them, now on the
// way back.
func (t *turn) keepForReturn(courier fleet.WorkerID, id orders.ID) {
	o := t.s.Orders.Get(id)
	stop := t.directStop(courier, o, o.Dropoff.Point)
	pay := t.pay(o, []fleet.Stop{stop})
	t.putOrder(id, "eta", func(o *orders.Order) { o.ETA, o.Pay = stop.Depart, pay })
	m, _ := t.s.Orders.Get(id).Plan(orders.Assign, engine, t.at)
	m.Worker, m.Mode = string(courier), "door"
	t.commit(id, m)
	t.putCourier(courier, "route", func(c *fleet.Courier) { c.Route = append(slices.Clone(c.Route), stop) })
	t.must(id, orders.PickUp, orders.Actor{Role: orders.Courier, ID: string(courier)}, "")
}

func (e Settle) step(t *turn) {
	o := t.order(e.Order)
	if o == nil {
		return
	}
	if o.Payment == nil {
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "the order carries no payment"))
		return
	}
	switch e.State {
	case "held", "captured", "cancelled", "refused":
	default:
		t.refuse(orders.Refuse(orders.BadOrder, o.ID, "%q is not what can become of a hold: held, captured, cancelled or refused", e.State))
		return
	}
	state := e.State
	if o.Payment.Final() {
		state = o.Payment.State // events come out of order
	}
	t.settled(o, state)
	t.putOrder(o.ID, "payment", func(o *orders.Order) {
		p := *o.Payment
		p.State = state
		if e.Intent != "" {
			p.Intent = e.Intent
		}
		o.Payment = &p
	})
	o = t.s.Orders.Get(e.Order)
	switch {
	case o.Terminal() && e.State != "held":
		t.leave(o)
	case e.State == "refused":
		if t.move(o.ID, orders.Cancel, engine, "payment_refused") != nil {
			t.alert(o.ID, "payment_refused", "the hold was refused after the goods had left")
		}
	}
}
