package dispatch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Recurring is a visit that recurs: on which days, and what each of its visits
// is like. The next visits are made some days ahead; the others are only days
// of the calendar.
type Recurring struct {
	Plan      residents.Plan     `json:"plan"`
	Community circle.CommunityID `json:"community,omitempty"` // whose calendar its days follow; empty: UTC
	Merchant  circle.ProviderID  `json:"merchant"`
	LiveMode  bool               `json:"live_mode"`
	Call      orders.Call        `json:"call"`   // of each visit, without its window
	Window    time.Duration      `json:"window"` // a visit starts so long after the plan's time at the latest
	Dropoff   orders.Dropoff     `json:"dropoff"`
	Needs     residents.Needs    `json:"needs"`
	After     residents.PlanID   `json:"after,omitempty"` // each visit comes after that plan's of the same day, if it has one

	Moves []PlanMove    `json:"moves,omitempty"` // instances that were moved, which Plan.Except leaves out
	Made  clock.Instant `json:"made"`            // what starts before it has become visits
	Check PlanCheck     `json:"check"`           // as things stood when the plan was made
}

// PlanMove is an instance that takes place at another time than the rule says.
type PlanMove struct {
	Day   clock.Date    `json:"day"` // that the rule named
	Start clock.Instant `json:"start"`
	Nth   int           `json:"nth"` // how often it was moved
}

// PlanCheck says what became of looking at every instance of the coming year.
type PlanCheck struct {
	Instances int     `json:"instances"`
	Doubtful  int     `json:"doubtful,omitempty"`
	Doubts    []Doubt `json:"doubts,omitempty"` // the first fifty
}

// Doubt is an instance that could not be served as things stand, or not as
// wished, and why.
type Doubt struct {
	Day    clock.Date    `json:"day"`
	Start  clock.Instant `json:"start"`
	Reason string        `json:"reason"` // no_skill, certificate, work_limit, provider_closed, comes_after, preferred_carer or calendar_short
	Detail string        `json:"detail"`
}

const (
	planYear    = 366 * 24 * time.Hour // every instance that starts within it is checked
	planReach   = 10 * planYear        // a plan that has no instance within it is over
	mostDoubts  = 50
	mostExcept  = 1000
	mostMoves   = 200
	longWindow  = 12 * time.Hour // of a visit's start
	planTimer   = "plan/"
	planDivides = "~" // a plan's id from the day of a visit of it
)

// Instances lists what of a plan starts from from to before to, oldest first.
func (s *State) Instances(r *Recurring, from, to clock.Instant) ([]residents.Instance, error) {
	cal := s.calendarOf(r.Community)
	list, err := r.Plan.Instances(&cal, from, to)
	if err != nil {
		return nil, err
	}
	for _, m := range r.Moves {
		if m.Start >= from && m.Start < to {
			on, _ := cal.Local(m.Start)
			list = append(list, residents.Instance{
				Plan: r.Plan.ID, Day: m.Day, On: on, Start: m.Start, End: m.Start.Add(r.Call.Duration),
			})
		}
	}
	slices.SortFunc(list, func(a, b residents.Instance) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Day, b.Day))
	})
	return list, nil
}

// VisitOf returns the id of the visit that the instance of a day becomes.
func (r *Recurring) VisitOf(day clock.Date) orders.ID {
	id := string(r.Plan.ID) + planDivides + strings.ReplaceAll(day.String(), "-", "")
	for _, m := range r.Moves {
		if m.Day == day {
			id += fmt.Sprint(planDivides, m.Nth)
		}
	}
	return orders.ID(id)
}

// PlanOf returns the plan that a visit is an instance of, or "".
func PlanOf(id orders.ID) residents.PlanID {
	plan, _, found := strings.Cut(string(id), planDivides)
	if !found {
		return ""
	}
	return residents.PlanID(plan)
}

// call is the call of an instance.
func (r *Recurring) call(start clock.Instant) *orders.Call {
	c := r.Call
	c.From, c.To = start, start.Add(r.Window)
	return &c
}

// CheckPlan looks at every instance that starts within a year, or says why
// there can be no such plan.
func (s *State) CheckPlan(r *Recurring, at clock.Instant) (PlanCheck, *orders.Rejection) {
	var check PlanCheck
	if refusal := s.plannable(r, at); refusal != nil {
		return check, refusal
	}
	list, err := s.Instances(r, at, at.Add(planYear))
	if err != nil {
		return check, orders.Refuse(orders.BadOrder, "", "%v", err)
	}
	if len(list) == 0 {
		return check, orders.Refuse(orders.BadOrder, "", "no day of the coming year is in it: look at first, the rule, the exceptions and the days off")
	}
	check.Instances = len(list)
	b := s.bench(r)
	if b.before, err = s.before(r, at); err != nil {
		return check, orders.Refuse(orders.BadOrder, "", "after: %v", err)
	}
	for _, i := range list {
		if reason, detail := b.doubt(i); reason != "" {
			check.Doubtful++
			if len(check.Doubts) < mostDoubts {
				check.Doubts = append(check.Doubts, Doubt{Day: i.Day, Start: i.Start, Reason: reason, Detail: detail})
			}
		}
	}
	return check, nil
}

// plannable says what of a plan cannot be, or nil.
func (s *State) plannable(r *Recurring, at clock.Instant) *orders.Rejection {
	p := s.Providers.Get(r.Merchant)
	switch {
	case p == nil:
		return orders.Refuse(orders.UnknownProvider, "", "no merchant %q in this zone", r.Merchant)
	case r.Community != "" && s.Communities.Get(r.Community) == nil:
		return orders.Refuse(orders.UnknownCommunity, "", "no community %q in this zone", r.Community)
	case !p.Serves(r.Dropoff.Point):
		return orders.Refuse(orders.OutOfArea, "", "%s does not go there", p.Name)
	case r.Window < 0 || r.Window > longWindow:
		return orders.Refuse(orders.BadOrder, "", "a window of %s is not from nothing to %s", r.Window, longWindow)
	case r.Plan.Duration != r.Call.Duration:
		return orders.Refuse(orders.BadOrder, "", "the plan takes %s and its visits %s", r.Plan.Duration, r.Call.Duration)
	case len(r.Plan.Except) > mostExcept:
		return orders.Refuse(orders.BadOrder, "", "%d exceptions are more than %d: end the plan and make another", len(r.Plan.Except), mostExcept)
	}
	if other := s.Recurring.Get(r.After); r.After != "" && (other == nil || other.Merchant != r.Merchant) {
		return orders.Refuse(orders.BadOrder, "", "after: no plan %q of yours that is not over", r.After)
	}
	if err := r.call(at).Check(); err != nil {
		return orders.Refuse(orders.BadOrder, "", "%v", err)
	}
	return nil
}

// bench is who could serve a plan.
type bench struct {
	r        *Recurring
	provider *circle.Provider
	calendar clock.Calendar
	skilled  int           // carers with the skills, certificates aside
	able     int           // of those, allowed to work so long
	until    clock.Instant // when fewer of those than are to come have the skills
	carer    clock.Instant // likewise of the preferred carer

	before map[clock.Date]clock.Instant // when the visits end that those of the plan come after, by the day of the rule
}

// before lists when the visits end at the earliest that a plan's come after.
func (s *State) before(r *Recurring, at clock.Instant) (map[clock.Date]clock.Instant, error) {
	other := s.Recurring.Get(r.After)
	if other == nil {
		return nil, nil
	}
	list, err := s.Instances(other, at, at.Add(planYear))
	ends := make(map[clock.Date]clock.Instant, len(list))
	for _, i := range list {
		ends[i.Day] = i.Start.Add(other.Call.Duration)
	}
	return ends, err
}

func (s *State) bench(r *Recurring) *bench {
	p := s.Providers.Get(r.Merchant)
	b := &bench{r: r, provider: p, calendar: s.calendar(p)}
	var untils []clock.Instant
	for _, c := range s.Couriers.All() {
		if !c.Can(r.Call.Skills, 0) {
			continue
		}
		b.skilled++
		if c.Limit > 0 && r.Call.Duration > c.Limit {
			continue
		}
		b.able++
		until := lasts(c, r.Call.Skills)
		untils = append(untils, until)
		if string(c.ID) == r.Call.Carer {
			b.carer = until
		}
	}
	slices.Sort(untils)
	if n := len(untils) - r.carers(); n >= 0 {
		b.until = untils[n]
	}
	return b
}

// carers is how many come to each visit.
func (r *Recurring) carers() int { return max(r.Call.Carers, 1) }

// lasts returns until when a courier has all of the skills.
func lasts(c *fleet.Courier, skills []string) clock.Instant {
	until := clock.Never
	for _, p := range c.Papers {
		if slices.Contains(skills, p.Skill) {
			until = min(until, p.Until)
		}
	}
	return until
}

// doubt says why an instance could not be served, or not by whom it should.
func (b *bench) doubt(i residents.Instance) (reason, detail string) {
	c, wanted := b.r.call(i.Start), b.r.carers()
	switch {
	case b.skilled < wanted:
		return "no_skill", fmt.Sprintf("%d of the %d who are to come: so many here have all of the skills %v", b.skilled, wanted, c.Skills)
	case b.able < wanted:
		return "work_limit", fmt.Sprintf("%s are longer than %d of the %d with the skills may work", c.Duration, b.skilled-b.able, b.skilled)
	case b.until < c.Ends():
		return "certificate", fmt.Sprintf("not %d have all of the skills %v after %s", wanted, c.Skills, b.until)
	case !b.provider.OpenAt(&b.calendar, i.Start):
		return "provider_closed", fmt.Sprintf("%s is closed at %s", b.provider.ID, i.Start)
	case b.before[i.Day] > c.To:
		return "comes_after", fmt.Sprintf("the visit of %s that it comes after ends at %s at the earliest, and its own window closes at %s", b.r.After, b.before[i.Day], c.To)
	case c.Carer != "" && b.carer < c.Ends():
		return "preferred_carer", fmt.Sprintf("%s has not all of the skills then; others have", c.Carer)
	case i.Tentative && b.r.Plan.Holidays != residents.Keep:
		return "calendar_short", "the community's list of days off does not reach this far"
	}
	return "", ""
}

// calendarOf is what the days of a community are kept by.
func (s *State) calendarOf(id circle.CommunityID) clock.Calendar {
	if c := s.Communities.Get(id); c != nil {
		return c.Calendar
	}
	return clock.Calendar{}
}
