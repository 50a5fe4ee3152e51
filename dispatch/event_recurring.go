package dispatch

import (
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Recurring visits.
type (
	// MakePlan makes a plan and the first of its visits. Answered with
	// RecurringPut, Replayed (same key and digest) or Rejected.
	MakePlan struct {
		Key       string    `json:"key,omitempty"`
		Digest    string    `json:"digest,omitempty"`
		Recurring Recurring `json:"recurring"` // its id is fresh, from the edge
	}
	// SkipInstance leaves one instance out; a visit that it has become is
	// called off.
	SkipInstance struct {
		Plan   residents.PlanID `json:"plan"`
		Day    clock.Date       `json:"day"` // that the rule names
		By     orders.Actor     `json:"by"`
		Reason string           `json:"reason"`
	}
	// MoveInstance lets one instance take place at another time; a visit that
	// it has become is called off, and made anew.
	MoveInstance struct {
		Plan   residents.PlanID `json:"plan"`
		Day    clock.Date       `json:"day"`
		Start  clock.Instant    `json:"start"`
		By     orders.Actor     `json:"by"`
		Reason string           `json:"reason"`
	}
	// EndPlan ends a plan. Its visits are called off, unless they are to be
	// kept.
	EndPlan struct {
		Plan   residents.PlanID `json:"plan"`
		Keep   bool             `json:"keep,omitempty"`
		By     orders.Actor     `json:"by"`
		Reason string           `json:"reason"`
	}
	// RecurringPut is a fact: a plan as it stands; Why says what changed.
	RecurringPut struct {
		Recurring Recurring `json:"recurring"`
		Why       string    `json:"why"`
	}
	// RecurringGone is a fact: a plan is over.
	RecurringGone struct {
		Plan residents.PlanID `json:"plan"`
		Why  string           `json:"why"`
	}
)

func (d RecurringPut) apply(s *State)  { s.Recurring.Put(d.Recurring.Plan.ID, d.Recurring) }
func (d RecurringGone) apply(s *State) { s.Recurring.Delete(d.Plan) }

func (e MakePlan) step(t *turn) {
	r := e.Recurring
	if k := t.s.Keys.Get(KeyOf(r.Merchant, e.Key)); k != nil && e.Key != "" {
		t.replay(k, e.Digest)
		return
	}
	r.Moves, r.Made = nil, t.at
	r.Call.Skills = slices.Sorted(slices.Values(r.Call.Skills))
	check, refusal := t.s.CheckPlan(&r, t.at)
	if refusal == nil && (r.Plan.ID == "" || t.s.Recurring.Get(r.Plan.ID) != nil || strings.Contains(string(r.Plan.ID), planDivides)) {
		refusal = orders.Refuse(orders.BadOrder, "", "the plan's id %q is taken or cannot be: choose a fresh one", r.Plan.ID)
	}
	if refusal != nil {
		t.remember(r.Merchant, e.Key, e.Digest, "", refusal)
		t.refuse(refusal)
		return
	}
	t.remember(r.Merchant, e.Key, e.Digest, orders.ID(r.Plan.ID), nil)
	r.Check = check
	t.do(RecurringPut{Recurring: r, Why: "made"})
	t.extend(r.Plan.ID)
}

// extend makes the visits of a plan that are near, and sets the timer for the
// next. A plan whose last instance has begun is over.
func (t *turn) extend(id residents.PlanID) {
	r := *t.s.Recurring.Get(id)
	near := max(t.at.Add(t.s.Policy.PlanAhead)+1, r.Made) // with what begins just then: its timer is due now
	list, err := t.s.Instances(&r, r.Made, near.Add(planYear))
	if err == nil && len(list) == 0 {
		list, err = t.s.Instances(&r, r.Made, r.Made.Add(planReach))
	}
	if err != nil { // the calendar has changed since the plan was made
		t.alert("", "plan_broken", "plan %s: %v", id, err)
		t.wake(planTimer+string(id), t.at.Add(24*time.Hour))
		return
	}
	for len(list) > 0 && list[0].Start < near {
		t.visitOf(&r, list[0])
		list = list[1:]
	}
	r.Made = near
	r.Moves = slices.DeleteFunc(slices.Clone(r.Moves), func(m PlanMove) bool { return m.Start < t.at })
	next := clock.Instant(0)
	if len(list) > 0 {
		next = list[0].Start.Add(-t.s.Policy.PlanAhead)
	} else if left, _ := t.s.Instances(&r, t.at, near); len(left) > 0 {
		next = left[len(left)-1].Start + 1 // the last is still to come
	}
	if next == 0 {
		t.unwake(planTimer + string(id))
		t.do(RecurringGone{Plan: id, Why: "over"})
		return
	}
	t.do(RecurringPut{Recurring: r, Why: "extended"})
	t.wake(planTimer+string(id), next)
}

// visitOf makes the visit of an instance. One that nobody can serve is made
// too: its provider and staff must see it.
func (t *turn) visitOf(r *Recurring, i residents.Instance) {
	id := r.VisitOf(i.Day)
	if t.s.Orders.Get(id) != nil || t.s.Closed.Get(id) != nil {
		return
	}
	if reason, detail := t.s.bench(r).doubt(i); reason != "" && reason != "preferred_carer" {
		t.alert(id, "plan_doubtful", "%s: %s", reason, detail)
	}
	o := t.booking(PlaceOrder{
		ID: id, Merchant: r.Merchant, Kind: orders.Visit, LiveMode: r.LiveMode,
		Dropoff: r.Dropoff, Needs: r.Needs, Call: r.call(i.Start),
	})
	before := t.s.dayOf(r.After, i.Day)
	if before != "" {
		o.After = &orders.After{Order: before}
		if a, refusal := t.s.linked(before, t.at); refusal == nil {
			o.After = a
		}
	}
	t.place(o)
	if before != "" {
		t.trail(t.s.Orders.Get(id))
	}
}

// dayOf is the visit of a plan's day, if it was made.
func (s *State) dayOf(plan residents.PlanID, day clock.Date) orders.ID {
	if plan == "" {
		return ""
	}
	r := s.Recurring.Get(plan)
	if r == nil {
		r = &Recurring{Plan: residents.Plan{ID: plan}} // it is over; its last visits are there
	}
	id := r.VisitOf(day)
	if s.Orders.Get(id) == nil && s.Closed.Get(id) == nil {
		return ""
	}
	return id
}

// planOf returns a plan that the actor may change, or refuses.
func (t *turn) planOf(id residents.PlanID, by orders.Actor) *Recurring {
	r := t.s.Recurring.Get(id)
	switch {
	case r == nil:
		t.refuse(orders.Refuse(orders.UnknownPlan, "", "no plan %q that is not over", id))
		return nil
	case by.Role != orders.Staff && (by.Role != orders.Merchant || by.ID != string(r.Merchant)):
		t.refuse(orders.Refuse(orders.NotYours, "", "the plan belongs to another provider"))
		return nil
	}
	return r
}

// instance returns the instance of a plan's day, or refuses: there is none, or
// it is too late to change it.
func (t *turn) instance(r *Recurring, day clock.Date) (residents.Instance, bool) {
	cal := t.s.calendarOf(r.Community)
	from, _ := cal.At(day-1, 0)
	to, _ := cal.At(day+planMoves+2, 0)
	list, err := r.Plan.Instances(&cal, from, to)
	for _, m := range r.Moves {
		list = append(list, residents.Instance{Day: m.Day, Start: m.Start})
	}
	at := slices.IndexFunc(list, func(i residents.Instance) bool { return i.Day == day })
	switch {
	case err != nil:
		t.refuse(orders.Refuse(orders.BadOrder, "", "%v", err))
	case at < 0:
		t.refuse(orders.Refuse(orders.BadOrder, "", "the plan has no instance of %s", day))
	case list[at].Start < r.Made && t.s.Orders.Get(r.VisitOf(day)) == nil:
		t.refuse(orders.Refuse(orders.IllegalMove, r.VisitOf(day), "the visit of %s has ended", day))
	default:
		return list[at], true
	}
	return residents.Instance{}, false
}

// planMoves is how many days a day off may move an instance.
const planMoves = 31

// callOff calls the visit of a plan's day off, if there is one, or refuses.
func (t *turn) callOff(id orders.ID, by orders.Actor, reason string) bool {
	if t.s.Orders.Get(id) == nil {
		return true
	}
	if refusal := t.move(id, orders.Cancel, by, reason); refusal != nil {
		t.refuse(refusal)
		return false
	}
	return true
}

func (e SkipInstance) step(t *turn) {
	r := t.planOf(e.Plan, e.By)
	if r == nil {
		return
	}
	if len(r.Plan.Except) >= mostExcept {
		t.refuse(orders.Refuse(orders.BadOrder, "", "the plan has %d exceptions: end it and make another", mostExcept))
		return
	}
	if _, ok := t.instance(r, e.Day); !ok || !t.callOff(r.VisitOf(e.Day), e.By, e.Reason) {
		return
	}
	t.do(RecurringPut{Recurring: r.without(e.Day), Why: "skipped"})
	t.extend(e.Plan)
}

func (e MoveInstance) step(t *turn) {
	r := t.planOf(e.Plan, e.By)
	if r == nil {
		return
	}
	switch {
	case e.Start <= t.at || e.Start > t.at.Add(planYear):
		t.refuse(orders.Refuse(orders.BadOrder, "", "%s is not within the coming year", e.Start))
		return
	case len(r.Moves) >= mostMoves || len(r.Plan.Except) >= mostExcept:
		t.refuse(orders.Refuse(orders.BadOrder, "", "too much of the plan was moved or left out: end it and make another"))
		return
	}
	i, ok := t.instance(r, e.Day)
	if !ok || !t.callOff(r.VisitOf(e.Day), e.By, e.Reason) {
		return
	}
	m := PlanMove{Day: e.Day, Start: e.Start, Nth: r.moved(e.Day) + 1}
	moved := r.without(e.Day)
	moved.Moves = append(moved.Moves, m)
	t.do(RecurringPut{Recurring: moved, Why: "moved"})
	if e.Start < moved.Made {
		i.Start, i.On, i.Tentative = e.Start, 0, false
		t.visitOf(&moved, i)
		t.relink(r.VisitOf(e.Day), moved.VisitOf(e.Day))
	}
	t.extend(e.Plan)
}

// moved is how often an instance was moved.
func (r *Recurring) moved(day clock.Date) int {
	for _, m := range r.Moves {
		if m.Day == day {
			return m.Nth
		}
	}
	return 0
}

// without is the plan without the instance of a day.
func (r *Recurring) without(day clock.Date) Recurring {
	q := *r
	q.Plan.Except = slices.Clone(r.Plan.Except)
	if at, found := slices.BinarySearch(q.Plan.Except, day); !found {
		q.Plan.Except = slices.Insert(q.Plan.Except, at, day)
	}
	q.Moves = slices.DeleteFunc(slices.Clone(r.Moves), func(m PlanMove) bool { return m.Day == day })
	return q
}

func (e EndPlan) step(t *turn) {
	r := t.planOf(e.Plan, e.By)
	if r == nil {
		return
	}
	t.unwake(planTimer + string(e.Plan))
	t.do(RecurringGone{Plan: e.Plan, Why: "ended"})
	if e.Keep {
		return
	}
	prefix := string(e.Plan) + planDivides
	for id := range t.s.Orders.From(orders.ID(prefix)) {
		if !strings.HasPrefix(string(id), prefix) {
			return
		}
		if refusal := t.move(id, orders.Cancel, e.By, e.Reason); refusal != nil {
			t.alert(id, "plan_ended", "its plan has ended, and it is too late to call it off: %s", refusal.Detail)
		}
	}
}
