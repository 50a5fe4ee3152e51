package dispatch

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Wish is a visit that somebody thinks of booking, and when it might begin.
type Wish struct {
	Merchant circle.ProviderID
	Call     orders.Call // without its window
	Dropoff  orders.Dropoff
	Needs    residents.Needs
	After    string        // the order that it comes after: an id, or the merchant's own name for it
	Staff    bool          // staff asks, who may name any merchant's
	From, To clock.Instant // the first and the last start
	Step     time.Duration // between two starts
	Window   time.Duration // the visit may begin so long after a start
}

// The bounds of a wish.
const (
	MostSlots  = 200                 // starts of one wish
	SlotsAhead = 31 * 24 * time.Hour // from now to the last of them
	mostBooked = 100                 // visits without a carer that the prices take into account, the earliest
	openShift  = 12 * time.Hour      // of who went on duty without saying until when
)

// Slot is a window in which a wished visit could be booked.
type Slot struct {
	From, To clock.Instant // of the start
	// Shipment is what the inquiry calls it. It is empty where not enough
	// carers are known to be on duty then: nobody can say what it would cost.
	Shipment string
	// Free is how many carers have the skills then and no visit at that time;
	// those on duty where there is a Shipment. Driving is not counted.
	Free int
}

// SlotInquiry is the zone as it is now, stated so that the matcher can say what
// each slot would cost: the carers on duty with the route in hand, the visits
// that are booked and have none yet, and the wished visit once for each slot.
// It differs from what is planned in three things. Nothing bounds how many
// visits one carer gets, because they are a day's and not in hand at once.
// Waiting is not priced, because who is on duty is there anyway, and every start
// would cost more the later it is. Goods without a courier are not in it.
type SlotInquiry struct {
	Problem *problem.Problem
	Planned int    // shipments of the problem that are no slots: those come first
	Slots   []Slot // the earliest first
	Visits  int    // booked and without a carer, of those days
	Left    int    // of them not in the problem, because there are too many
	Full    int    // starts at which too few carers have the skills and are free
	Closed  int    // starts at which the provider is closed
	Early   int    // starts whose window is over before the order that it comes after ends
	after   *orders.After
}

// Slots states the inquiry about a wish, or says why there can be no such
// visit. Nothing is decided by it.
func (s *State) Slots(w Wish, at clock.Instant) (SlotInquiry, *orders.Rejection) {
	at = max(at, s.Now)
	w.begin(at)
	if refusal := s.wishes(&w, at); refusal != nil {
		return SlotInquiry{}, refusal
	}
	after, refusal := s.precedes(&w, at)
	if refusal != nil {
		return SlotInquiry{}, refusal
	}
	b := s.builder(at)
	b.p.Weights.WaitPerMinute = 0
	q := SlotInquiry{Problem: b.p, after: after}
	if refusal := q.open(s, &w); refusal != nil {
		return q, refusal
	}
	shifts := s.shifts(at)
	q.booked(b, w.Call.Duration, shifts)
	for _, f := range shifts {
		b.shift(f, at)
	}
	b.sequence()
	q.Planned = len(b.p.Shipments)
	q.look(b, &w, shifts)
	if len(q.Slots) == 0 {
		return q, orders.Refuse(orders.Infeasible, "", "%d are to come with the skills %v, and fewer are free at each of the %d starts: ask for other days, or fewer skills", w.carers(), w.Call.Skills, q.Full)
	}
	return q, nil
}

// begin leaves out the starts that have passed.
func (w *Wish) begin(at clock.Instant) {
	if step := clock.Instant(w.Step / time.Microsecond); w.From < at && step > 0 {
		w.From += (at - w.From + step - 1) / step * step
	}
}

func (w *Wish) carers() int { return max(w.Call.Carers, 1) }

// wishes says what is wrong with a wish, or nil.
func (s *State) wishes(w *Wish, at clock.Instant) *orders.Rejection {
	p := s.Providers.Get(w.Merchant)
	bad := func(format string, args ...any) *orders.Rejection {
		return orders.Refuse(orders.BadOrder, "", format, args...)
	}
	switch {
	case p == nil:
		return orders.Refuse(orders.UnknownProvider, "", "no merchant %q in this zone", w.Merchant)
	case p.Paused:
		return orders.Refuse(orders.ProviderPaused, "", "%s takes no orders at the moment", p.Name)
	case !p.Serves(w.Dropoff.Point):
		return orders.Refuse(orders.OutOfArea, "", "%s does not go there", p.Name)
	case w.Step < time.Minute || w.Window < 0:
		return bad("step: %s between two starts is less than a minute, or a window of %s is negative", w.Step, w.Window)
	case w.To < w.From:
		return bad("to: the last start, %s, is before the first that is not over, %s: say a later one", w.To, w.From)
	case w.To > at.Add(SlotsAhead):
		return bad("to: %s is more than %d days away: ask for nearer days", w.To, SlotsAhead/(24*time.Hour))
	case int64(w.To.Sub(w.From)/w.Step) >= MostSlots:
		return bad("step: from %s to %s by %s are more than %d starts: say a longer step or fewer days", w.From, w.To, w.Step, MostSlots)
	}
	call := w.Call
	call.From, call.To = w.From, w.From.Add(w.Window)
	if err := call.Check(); err != nil {
		return bad("%v", err)
	}
	return s.lacksCarers(&call)
}

// precedes is how the order stands that the visit is to come after. One that
// has no carer yet ends no sooner than if it began as its window opens.
func (s *State) precedes(w *Wish, at clock.Instant) (*orders.After, *orders.Rejection) {
	a, refusal := s.predecessor(w.Merchant, w.After, w.Staff, at)
	if refusal != nil || a == nil || a.Over || a.Planned {
		return a, refusal
	}
	o := s.Orders.Get(a.Order)
	if o.Bereft() {
		return nil, orders.Refuse(orders.BadOrder, "", "after: order %s waits for %s, which will not be done: the desk decides on it first", o.ID, o.After.Order)
	}
	a.Ends, a.Planned = max(o.Opens(), at).Add(o.Call.Duration), true
	return a, nil
}

// open lists the starts at which the provider is open and that do not come too
// early, or says why there is none.
func (q *SlotInquiry) open(s *State, w *Wish) *orders.Rejection {
	p := s.Providers.Get(w.Merchant)
	calendar := s.calendar(p)
	for from := w.From; from <= w.To; from = from.Add(w.Step) {
		if !p.OpenAt(&calendar, from) {
			q.Closed++
			continue
		}
		to := from.Add(w.Window)
		if q.after != nil && !q.after.Over && to < q.after.Ends {
			q.Early++
			continue
		}
		q.Slots = append(q.Slots, Slot{From: from, To: to})
	}
	switch {
	case len(q.Slots) > 0:
		return nil
	case q.Early > 0:
		return orders.Refuse(orders.Infeasible, "", "it comes after %s, which ends at %s and not before: ask for later starts", q.after.Order, q.after.Ends)
	}
	return orders.Refuse(orders.ProviderClosed, "", "%s is closed at each of the %d starts", p.Name, q.Closed)
}

// shift is a carer on duty, and the last instant at which new work begins.
type shift struct {
	carer *fleet.Courier
	until clock.Instant
}

// shifts lists the carers who are on duty now, whatever they do, in the order of
// their ids.
func (s *State) shifts(at clock.Instant) []shift {
	var list []shift
	for _, c := range s.Couriers.All() {
		if !c.Online || len(c.Skills) == 0 || at.Sub(c.Seen) > s.Policy.Silent {
			continue
		}
		f := shift{c, at.Add(openShift)}
		if c.ShiftEnd != 0 {
			f.until = c.ShiftEnd
		}
		if c.Limit > 0 {
			f.until = min(f.until, c.Duty.Reaches(c.Limit))
		}
		if f.until > at {
			list = append(list, f)
		}
	}
	return list
}

// shift adds a carer with all that they could still do today.
func (b *builder) shift(f shift, at clock.Instant) {
	b.courier(f.carer, at)
	v := &b.p.Vehicles[len(b.p.Vehicles)-1]
	v.MaxTasks, v.MaxNew = 0, 0
}

// gone lists who is no longer on duty at an instant.
func gone(shifts []shift, at clock.Instant) []string {
	var list []string
	for _, f := range shifts {
		if f.until < at {
			list = append(list, string(f.carer.ID))
		}
	}
	return list
}

// booked adds the visits that have no carer yet and could be in the way of a
// slot. One that is on offer is for whom it is offered to.
func (q *SlotInquiry) booked(b *builder, work time.Duration, shifts []shift) {
	s, last := b.s, q.Slots[len(q.Slots)-1].To.Add(work)
	var list []*orders.Order
	for _, o := range s.Orders.All() {
		if o.Call == nil || !o.Idle() || o.Held || o.Call.From > last || s.blocked(o) || o.Team() && s.places(o) <= 0 {
			continue
		}
		list = append(list, o)
	}
	slices.SortStableFunc(list, func(x, y *orders.Order) int { return cmp.Compare(x.Opens(), y.Opens()) })
	q.Visits, q.Left = len(list), max(0, len(list)-mostBooked)
	for _, o := range list[:q.Visits-q.Left] {
		b.waiting(o)
		sh := &b.p.Shipments[len(b.p.Shipments)-1]
		sh.Exclude = slices.Concat(sh.Exclude, gone(shifts, o.Opens()))
		if f := s.offerOf(o.ID); f != nil && !o.Team() {
			sh.Only = string(f.Courier)
		}
	}
}

// look states the wished visit for each slot that carers are on duty for, and
// counts who is free for the others. Where nobody is, there is no slot.
func (q *SlotInquiry) look(b *builder, w *Wish, shifts []shift) {
	d := b.s.diary(q.Slots[0].From, q.Slots[len(q.Slots)-1].To.Add(w.Call.Duration))
	var kept []Slot
	var first []string // what the visit comes after, on a route that has both
	if q.after != nil && !q.after.Over {
		first = b.partsOf(q.after.Order)
	}
	for n, slot := range q.Slots {
		call := w.Call
		call.From, call.To, call.Hard = slot.From, slot.To, true
		call.Skills = slices.Sorted(slices.Values(call.Skills))
		for _, f := range shifts {
			if f.until >= slot.From && f.carer.Can(call.Skills, call.Ends()) {
				slot.Free++
			}
		}
		if slot.Free >= w.carers() {
			slot.Shipment = fmt.Sprint(seatDivides, n+1) // no order is called so
			b.waiting(&orders.Order{
				ID: orders.ID(slot.Shipment), Merchant: w.Merchant, Kind: orders.Visit, Call: &call,
				Pickup: w.Dropoff.Point, Dropoff: w.Dropoff, Needs: w.Needs,
				Preparation: orders.Ready, Carriage: orders.Booked, Attempt: 1, After: q.after,
			})
			sh := &b.p.Shipments[len(b.p.Shipments)-1]
			sh.Exclude, sh.After = gone(shifts, slot.From), first
		} else if slot.Free = d.free(b.s, &call); slot.Free < w.carers() {
			q.Full++
			continue
		}
		kept = append(kept, slot)
	}
	q.Slots = kept
}

// engagement is a visit that takes somebody's time.
type engagement struct {
	from, to clock.Instant
	workers  []string // who have it
	vacant   int      // how many more it needs
}

// diary lists the engagements that touch a span of time: visits that are
// booked, and those that plans have still to make.
type diary []engagement

func (s *State) diary(from, to clock.Instant) diary {
	var d diary
	note := func(c *orders.Call, workers []string, vacant int) {
		if c.From < to && c.From.Add(c.Duration) > from {
			d = append(d, engagement{c.From, c.From.Add(c.Duration), workers, vacant})
		}
	}
	for _, o := range s.Orders.All() {
		if o.Call != nil && !o.Terminal() {
			note(o.Call, o.Workers(), o.Vacant())
		}
	}
	for _, r := range s.Recurring.All() {
		if r.Made >= to {
			continue
		}
		list, err := s.Instances(r, max(r.Made, from.Add(-r.Call.Duration)), to)
		if err != nil {
			continue // it was checked when the plan was made
		}
		for _, i := range list {
			note(r.call(i.Start), nil, r.carers())
		}
	}
	return d
}

// free counts the carers of the zone, on duty or not, who have the skills for a
// call and no engagement while it lasts.
func (d diary) free(s *State, call *orders.Call) int {
	able := map[string]*fleet.Courier{}
	for _, c := range s.Couriers.All() {
		if c.Can(call.Skills, call.Ends()) && (c.Limit == 0 || call.Duration <= c.Limit) {
			able[string(c.ID)] = c
		}
	}
	vacant := 0
	for i := range d {
		x := &d[i]
		if x.from >= call.From.Add(call.Duration) || x.to <= call.From {
			continue
		}
		for _, w := range x.workers {
			delete(able, w)
		}
		vacant += x.vacant // anybody's: the worst is that it is one of these
	}
	return max(0, len(able)-vacant)
}

// Names lists what the inquiry calls the slots that have a price.
func (q *SlotInquiry) Names() []string {
	var list []string
	for _, s := range q.Slots {
		if s.Shipment != "" {
			list = append(list, s.Shipment)
		}
	}
	return list
}

// RankedSlot is a slot that can be had. Price is nil where it has none.
type RankedSlot struct {
	Slot
	Price *problem.Price
	Text  problem.Text
}

// Rank returns the slots that can be had: first those with a price, the
// cheapest first, then those without, the one with most carers free first. Of
// equal ones the earlier comes first. Those whose price is missing, because time
// ran out, are left out.
func (q *SlotInquiry) Rank(prices []problem.Price) []RankedSlot {
	var list []RankedSlot
	for _, s := range q.Slots {
		if s.Shipment == "" {
			list = append(list, RankedSlot{Slot: s, Text: unpriced(s.Free)})
			continue
		}
		n := slices.IndexFunc(prices, func(p problem.Price) bool { return p.Shipment == s.Shipment })
		if n >= 0 && len(prices[n].Candidates) > 0 {
			list = append(list, RankedSlot{s, &prices[n], prices[n].Text})
		}
	}
	slices.SortStableFunc(list, func(a, b RankedSlot) int {
		switch {
		case a.Price != nil && b.Price != nil:
			return cmp.Compare(a.Price.Total, b.Price.Total)
		case a.Price != nil:
			return -1
		case b.Price != nil:
			return 1
		}
		return cmp.Compare(b.Free, a.Free)
	})
	return list
}

func unpriced(free int) problem.Text {
	return problem.Text{
		En: fmt.Sprintf("Who is on duty then is not known yet, so there is no cost: carers who have the skills and no visit at that time: %d.", free),
		Zh: fmt.Sprintf("届时谁当班尚不清楚，因此没有费用；具备所需技能、该时段没有上门任务的护理员：%d 名。", free),
	}
}
