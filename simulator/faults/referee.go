package faults

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// referee judges what was committed by books of its own, which it makes from
// the journal and the outbox alone.
type referee struct {
	z         *zone
	found     []string
	books     map[orders.ID]*book
	externals map[string]orders.ID
	offers    map[string]dispatch.Offer
	missions  map[missions.ID]missions.Mission
	bays      map[string]string                // order whose goods are in a robot's compartment, by robot and compartment
	bases     map[missions.ID]missions.Mission // of those under way
	outcomes  map[orders.State]int
	places    map[string]*station
	shifts    map[fleet.WorkerID]*shift // of carers with a limit
	cards     map[threshold]string      // digests of those at the doors
	anew      []orders.ID               // edited in this event, to be planned anew
	event     dispatch.Event            // that of record said, read
	said      uint64
	rides     map[orders.ID]*ride // by batch
	passages  map[string]fleet.Passage
	closed    map[string]lanes.Closure
	outing    outing
}

// book is what the referee knows of one order.
type book struct {
	order    orders.Order // as placed
	seq      int          // of the last public change
	attempt  int
	rank     map[orders.Track]int
	carriage orders.State
	worker   string
	workers  []string // all who ever had it
	lost     []string // who had it and lost it
	staffed  bool     // staff had a hand in who has it
	proven   bool     // somebody gave the right PIN
	hold     int
	settled  int // captured or cancelled
	paid     *orders.Payment
	returned bool
	gone     bool
	brought  string       // who brought it to a gate, where a robot took it over
	before   orders.State // of carriage, before the last move
	posted   map[ledger.Cause]int
	arrived  clock.Instant           // of a visit's carer, at the door
	seats    map[string]orders.State // of a visit for several: who has it, and how far each is
	accepted map[string]bool         // who ever accepted an offer of it
	record   orders.Record           // of a visit
	acted    clock.Instant           // when carriage last went on, as its worker says
	bereft   bool                    // that has failed, and staff has not heard of it yet
	pinned   string                  // whom a visit is pinned to, by staff's word
	rated    bool
	berth    bool      // a compartment is kept for its merchant
	after    orders.ID // what it comes after, by the last word of whoever may say so
}

func newReferee(z *zone) *referee {
	return &referee{
		z: z, books: map[orders.ID]*book{}, externals: map[string]orders.ID{}, offers: map[string]dispatch.Offer{},
		missions: map[missions.ID]missions.Mission{}, bays: map[string]string{}, bases: map[missions.ID]missions.Mission{}, outcomes: map[orders.State]int{},
		places: map[string]*station{}, shifts: map[fleet.WorkerID]*shift{}, cards: map[threshold]string{}, rides: map[orders.ID]*ride{},
		passages: map[string]fleet.Passage{}, closed: map[string]lanes.Closure{},
	}
}

func (r *referee) wrong(format string, args ...any) {
	r.found = append(r.found, fmt.Sprintf(format, args...))
}

// had reports whether a worker ever had an order.
func (r *referee) had(id orders.ID, worker string) bool {
	b := r.books[id]
	if b == nil {
		return false
	}
	for _, w := range b.workers {
		if w == worker {
			return true
		}
	}
	return false
}

// acknowledged notes that a client was told that its order is durable.
func (r *referee) acknowledged(id orders.ID, reply shell.Reply) {
	if r.books[id] == nil && r.externals["x"+string(id)] == "" {
		r.wrong("order %s was acknowledged with event %d and is not in the journal", id, reply.Seq)
	}
}

// repeatable reports whether saying an event twice must be answered twice.
func repeatable(e dispatch.Event) bool {
	switch e := e.(type) {
	case dispatch.PlaceOrder:
		return e.Key != ""
	case dispatch.PlaceBatch:
		return e.Key != ""
	case dispatch.AnswerOffer:
		return e.Accept
	case dispatch.PickUpOrder, dispatch.DeliverOrder, dispatch.AttendVisit:
		return true
	}
	return false
}

// replies holds the answers to an event and to its echo against each other,
// and refuses to see a stale plan taken.
func (r *referee) replies(group []letter, replies []shell.Reply) {
	for i, l := range group {
		if e, ok := l.event.(dispatch.Solved); ok && e.Plan.Epoch < r.z.asked && replies[i].Err == nil && replies[i].Refusal() == nil {
			r.wrong("plan %d was taken when %d was waited for", e.Plan.Epoch, r.z.asked)
		}
		if !l.echo || replies[i].Err != nil || replies[i-1].Err != nil {
			continue
		}
		first, again := replies[i-1].Refusal(), replies[i].Refusal()
		if first == nil && again != nil {
			r.wrong("%T %+v was accepted, and refused when repeated: %v", l.event, l.event, again)
		}
	}
}

// read takes a committed group to the books.
func (r *referee) read(b shell.Batch) {
	for i, p := range b.Projections {
		rec := b.Records[i]
		r.granted(rec)
		r.carded(rec)
		for _, row := range p.Timeline {
			r.timeline(rec, row)
		}
		r.replanned()
		r.rode()
		r.worked(rec)
		for _, row := range p.Postings {
			r.posted(row.Posting)
		}
		for _, row := range p.Outbox {
			r.outbox(row)
		}
		for _, row := range p.Orders {
			r.z.desk.archive.file(row)
		}
	}
}

func parse[T any](r *referee, raw []byte) T {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		r.wrong("a row of the projection cannot be read: %v", err)
	}
	return v
}

var rejected = []byte(`"t":"Rejected"`)

// eventOf reads the event of a record.
func (r *referee) eventOf(rec dispatch.Record) dispatch.Event {
	if r.said == rec.Seq && r.event != nil {
		return r.event
	}
	e, err := dispatch.DecodeEvent(rec.Event)
	if err != nil {
		r.wrong("event %d cannot be read: %v", rec.Seq, err)
	}
	r.event, r.said = e, rec.Seq
	return e
}

// timeline takes one entry of an order's history.
func (r *referee) timeline(rec dispatch.Record, row dispatch.TimelineRow) {
	switch row.Kind {
	case "OrderPut":
		r.put(parse[dispatch.OrderPut](r, row.Data), rec)
	case "OrderMoved":
		r.moved(parse[dispatch.OrderMoved](r, row.Data))
	case "AfterPut":
		r.sequenced(parse[dispatch.AfterPut](r, row.Data))
	case "PinPut":
		r.pins(parse[dispatch.PinPut](r, row.Data), rec)
	case "Alerted":
		r.heard(parse[dispatch.Alerted](r, row.Data))
	case "OfferPut":
		r.offered(parse[dispatch.OfferPut](r, row.Data).Offer, rec)
	case "OfferGone":
		r.offerGone(parse[dispatch.OfferGone](r, row.Data), rec.At)
	case "VisitAmended":
		if v := parse[dispatch.VisitAmended](r, row.Data).Visit; r.books[v.ID] != nil {
			r.recorded(&v, r.books[v.ID], rec)
		}
	case "MissionPut":
		m := parse[dispatch.MissionPut](r, row.Data).Mission
		r.missions[m.ID] = m
		r.stowed(&m)
	case "UnlockHold":
		r.unlocked(parse[dispatch.UnlockHold](r, row.Data), rec)
	case "OpenDoor":
		r.opened(parse[dispatch.OpenDoor](r, row.Data), rec)
	}
}

func (r *referee) put(d dispatch.OrderPut, rec dispatch.Record) {
	b := r.books[d.Order.ID]
	if b == nil {
		if d.Why != "placed" {
			r.wrong("order %s appears with %q", d.Order.ID, d.Why)
		}
		r.books[d.Order.ID] = &book{
			order: d.Order, rank: map[orders.Track]int{orders.Preparation: -1, orders.Carriage: -1, orders.Visiting: -1},
			carriage: d.Order.Carriage, attempt: 1, paid: d.Order.Payment, posted: map[ledger.Cause]int{}, accepted: map[string]bool{},
		}
		if a := d.Order.After; a != nil {
			r.books[d.Order.ID].after = a.Order
		}
		if x := d.Order.External; x != "" {
			if other, twice := r.externals[x]; twice {
				r.wrong("external id %s made order %s and order %s", x, other, d.Order.ID)
			}
			r.externals[x] = d.Order.ID
		}
		r.boards(&d.Order)
		if was := r.books[d.Order.ReturnOf]; was != nil {
			was.returned = true
		}
		return
	}
	if d.Why == "placed" {
		r.wrong("order %s was placed twice", d.Order.ID)
	}
	if d.Why == "staff_choice" {
		b.staffed = true
	}
	if d.Why == "payment" {
		b.paid = d.Order.Payment
	}
	if d.Order.Tries > r.z.policy.PINTries {
		r.wrong("order %s let %d wrong PINs through", d.Order.ID, d.Order.Tries)
	}
	if d.Why == "edited" {
		r.edited(&d.Order, b, rec)
	}
	r.recorded(&d.Order, b, rec)
	b.order.Items, b.order.Held, b.order.Windows = d.Order.Items, d.Order.Held, d.Order.Windows
	b.order.Pickup, b.order.Dropoff = d.Order.Pickup, d.Order.Dropoff
	b.order.Fee, b.order.Tip, b.order.Pay, b.order.Way = d.Order.Fee, d.Order.Tip, d.Order.Pay, d.Order.Way
	r.crew(d, b)
}

// moved holds each step of carriage against who may take it.
func (r *referee) moved(d dispatch.OrderMoved) {
	b, m := r.books[d.Order], d.Move
	if b == nil {
		r.wrong("order %s moves and was never placed", d.Order)
		return
	}
	if m.Track == orders.Preparation {
		return
	}
	if m.When() > m.At || m.Happened != 0 && m.Happened < b.acted {
		r.wrong("order %s: it was %s at %s, heard at %s, after what was done at %s", d.Order, m.Verb, m.When(), m.At, b.acted)
	}
	b.acted = m.When()
	if m.By.Role == orders.Courier && m.Verb != orders.Assign && !b.with(m.By.ID) {
		r.wrong("courier %s moved order %s (%s), which is with %q", m.By.ID, d.Order, m.Verb, b.worker)
	}
	if m.Track == orders.Visiting {
		r.visited(d.Order, b, m)
	}
	r.together(d.Order, b, m)
	r.fetches(b, m)
	r.inTurn(d.Order, b, m)
	r.toPinned(d.Order, b, m)
	r.left(d.Order, b, m)
	r.filled(d.Order, b, m)
	switch m.To {
	case orders.Assigned:
		if !b.team() {
			r.kept(d.Order, b, m.Worker)
		}
		if m.Track == orders.Carriage {
			r.fits(d.Order, b, m)
			r.keptOut(b, m)
		}
		b.worker = m.Worker
		b.workers = append(b.workers, m.Worker)
	case orders.Unassigned, orders.Booked:
		if !b.freely(m.Reason) && !b.team() {
			b.lost = append(b.lost, b.worker)
		}
		b.worker = ""
	}
	if m.Verb == orders.HandOver {
		b.brought, b.worker = b.worker, m.Worker
		b.workers = append(b.workers, m.Worker)
	}
	if m.To == orders.InLocker {
		r.emptied(d.Order)
	}
	b.before, b.carriage = b.carriage, m.To
}

// freely reports whether an order may go to the worker again from whom it was
// taken: somebody wants it another way, they are to come later than they were
// to, and nobody comes sooner, or it was a robot's that others or the weather
// kept from fetching it.
func (b *book) freely(reason string) bool {
	switch reason {
	case "consent_withdrawn", "edited", "merchant_deposits", "robot_held_up", "robots_grounded":
		return true
	}
	return reason == "would_be_late" && !b.order.Call.Hard
}

// kept: who lost an order does not get it again, but by staff's word.
func (r *referee) kept(id orders.ID, b *book, worker string) {
	for _, w := range b.lost {
		if w == worker && !b.staffed && w != "" {
			r.wrong("order %s was given again to %s, who had lost it", id, w)
		}
	}
}

// fits holds a worker and a way of delivery against the order.
func (r *referee) fits(id orders.ID, b *book, m orders.Move) {
	o, size := b.order, b.order.Size()
	if b.carriage != orders.Unassigned {
		r.wrong("order %s was given to %s while it was %s", id, m.Worker, b.carriage)
	}
	if o.Held {
		r.wrong("order %s is on hold and was given to %s", id, m.Worker)
	}
	if o.Way.Mode == "door" && m.Mode != "door" {
		r.wrong("order %s is to go to the door, and goes by %s", id, m.Mode)
	}
	stairs := !o.Dropoff.Lift && o.Dropoff.Floor > 0
	switch m.Mode {
	case "locker":
		if !o.Consent.Locker || o.Needs.NoScreen || o.Needs.NoComingDown || o.Needs.Foreign() {
			r.wrong("order %s goes to a locker against its resident's needs", id)
		}
	case "handover":
		if !o.Consent.Robot || o.Needs.NoComingDown || o.Needs.Foreign() || o.Needs.NoStairs && stairs {
			r.wrong("order %s goes by robot against its resident's needs", id)
		}
	}
	if m.Worker[0] == 'r' && (size.Grams > robotCapacity.Grams || size.Millis > robotCapacity.Millis) {
		r.wrong("order %s of %+v does not fit into robot %s", id, size, m.Worker)
	}
}

func (r *referee) offered(f dispatch.Offer, rec dispatch.Record) {
	r.asked(f)
	r.timely(f, rec)
	for _, other := range r.offers {
		again := slices.ContainsFunc(f.Orders(), func(id orders.ID) bool { return slices.Contains(other.Orders(), id) })
		if b := r.books[f.Order]; other.Courier == f.Courier || again && (b == nil || !b.team()) {
			r.wrong("offer %s was made to %s for %s while offer %s is open", f.ID, f.Courier, f.Order, other.ID)
		}
	}
	r.offers[f.ID] = f
	r.crowded(f.Order)
}

func (r *referee) offerGone(d dispatch.OfferGone, at clock.Instant) {
	f, open := r.offers[d.Offer]
	if !open {
		r.wrong("offer %s was closed and was not open", d.Offer)
		return
	}
	delete(r.offers, d.Offer)
	b := r.books[f.Order]
	told := b != nil && b.staffed
	if b != nil && d.Outcome == dispatch.OfferAccepted {
		b.accepted[string(d.Courier)] = true
	}
	switch {
	case d.Outcome == dispatch.OfferAccepted && at > f.Expires && !told:
		r.wrong("offer %s expired at %s and was accepted at %s", d.Offer, f.Expires, at)
	case d.Outcome == dispatch.OfferLapsed && at < f.Expires:
		r.wrong("offer %s holds until %s and lapsed at %s", d.Offer, f.Expires, at)
	}
}

// unlocked: a robot opens for the right PIN alone, or for a courier who
// fetches what it cannot bring.
func (r *referee) unlocked(d dispatch.UnlockHold, rec dispatch.Record) {
	c, ok := r.eventOf(rec).(dispatch.Collect)
	m := r.missions[d.Mission]
	if l := m.Load(string(d.Order)); ok && (l == nil || l.Phase != missions.Unloading) {
		r.wrong("robot %s opened for order %s while it had come so far: %+v", d.Robot, d.Order, m.Loads)
	}
	r.unpacked(d)
	if ok && c.Proof != pin(d.Order) {
		r.wrong("robot %s opened for order %s without its PIN", d.Robot, d.Order)
	}
}

// opened: a door opens for goods to come out for the right PIN alone, or for
// the courier who brings them back.
func (r *referee) opened(d dispatch.OpenDoor, rec dispatch.Record) {
	if c, ok := r.eventOf(rec).(dispatch.Collect); ok && c.Proof != pin(d.Order) {
		r.wrong("door %s/%s opened for order %s without its PIN", d.Bank, d.Compartment, d.Order)
	}
	if p, ok := r.eventOf(rec).(dispatch.PutIn); ok && p.Proof != code(d.Order) {
		r.wrong("door %s/%s opened to a merchant for order %s without its code", d.Bank, d.Compartment, d.Order)
	}
}

// outbox takes one message that leaves.
func (r *referee) outbox(row dispatch.OutboxRow) {
	b := r.books[row.Order]
	if row.Topic == dispatch.TopicHelp {
		return
	}
	if b == nil {
		r.wrong("a message about order %s, which was never placed", row.Order)
		return
	}
	switch row.Topic {
	case dispatch.TopicPayment:
		c := parse[dispatch.Charge](r, row.Payload)
		r.charged(b, c)
		r.z.desk.charge(c)
	case dispatch.TopicStatus:
		r.published(b, parse[dispatch.Published](r, row.Payload))
	}
}

// published: public changes are numbered without a gap, and never go back.
func (r *referee) published(b *book, p dispatch.Published) {
	if p.Seq != b.seq+1 {
		r.wrong("order %s: public change %d follows %d", p.Order, p.Seq, b.seq)
	}
	b.seq = p.Seq
	if p.Track == orders.RatingTrack {
		r.rated(b, p)
		return
	}
	if p.Track == orders.DepositTrack {
		r.berthed(b, p)
		return
	}
	if b.gone {
		r.wrong("order %s had ended, and is published as %s", p.Order, p.State)
	}
	if p.Attempt < b.attempt {
		r.wrong("order %s goes back from attempt %d to %d", p.Order, b.attempt, p.Attempt)
	}
	if p.Attempt > b.attempt {
		b.rank[p.Track] = -1
		b.attempt = p.Attempt
	}
	if rank := orders.Rank(p.Track, p.State); rank <= b.rank[p.Track] {
		r.wrong("order %s goes back to %s in attempt %d", p.Order, p.State, p.Attempt)
	} else {
		b.rank[p.Track] = rank
	}
	if p.Track != orders.Preparation && p.State.Terminal() {
		b.gone = true
		r.outcomes[p.State]++
		if p.State == orders.Delivered || b.order.Kind == orders.Return && (p.State == orders.Failed || p.State == orders.Cancelled) {
			r.emptied(p.Order)
		}
		if p.State == orders.Delivered && p.Mode != "locker" && p.Worker != "" && p.Worker[0] == 'c' && b.order.Kind != orders.Return {
			b.proven = true
		}
	}
}

// charged: held once; then, at the end, captured or cancelled once.
func (r *referee) charged(b *book, c dispatch.Charge) {
	switch c.Action {
	case "hold":
		b.hold++
	default:
		b.settled++
		if !b.gone {
			r.wrong("order %s: %s before it has ended", c.Order, c.Action)
		}
		if (c.Action == "capture") != ((b.carriage == orders.Delivered || b.carriage == orders.Done) && c.Payment.Amount > 0) {
			r.wrong("order %s is %s: %s", c.Order, b.carriage, c.Action)
		}
	}
	if b.hold != 1 || b.settled > 1 {
		r.wrong("order %s was held %d times and settled %d times", c.Order, b.hold, b.settled)
	}
}

// close holds the books against each other when the zone is at rest.
func (r *referee) close() {
	r.z.desk.homes.check(r)
	r.unheard()
	r.closeBooks()
	for id, b := range r.books {
		_, placed := r.z.desk.numbered[cmp.Or(b.order.Batch, id)]
		switch {
		case !placed: // by the till, or it is a return
		case !b.gone:
			r.wrong("order %s has no outcome in the outbox", id)
		case b.paid != nil && b.paid.State != "refused" && b.settled != 1:
			r.wrong("order %s has ended and its hold was settled %d times", id, b.settled)
		}
	}
}
