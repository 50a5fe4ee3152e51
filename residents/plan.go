package residents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/clock"
)

// PlanID names a recurring plan.
type PlanID string

// OnHoliday says what becomes of an instance that falls on a day off of the
// community's list. Weekends are no days off: a rule names its weekdays.
type OnHoliday string

// What may become of it.
const (
	Keep OnHoliday = "keep" // it takes place: care does not rest
	Skip OnHoliday = "skip"
	Next OnHoliday = "next" // it moves to the next working day, at the same time
)

// Plan is something that recurs at a resident's: a visit, a meal, an errand.
// Its times are local to the community.
type Plan struct {
	ID       PlanID        `json:"id"`
	First    clock.Date    `json:"first"`            // the rule counts from here; an instance only if the rule names it
	At       time.Duration `json:"at"`               // since midnight, on the wall's clock
	Duration time.Duration `json:"duration"`         // of real time: a clock change does not alter it
	Rule     Rule          `json:"rule"`             // zero: once, on First
	Except   []clock.Date  `json:"except,omitempty"` // EXDATE: days of the rule that are left out
	Holidays OnHoliday     `json:"holidays"`
}

// Instance is one time that a plan takes place. A plan and a Day name it for
// good, wherever it is moved.
type Instance struct {
	Plan  PlanID        `json:"plan"`
	Day   clock.Date    `json:"day"` // that the rule named
	On    clock.Date    `json:"on"`  // that it takes place: another one if it moved
	Start clock.Instant `json:"start"`
	End   clock.Instant `json:"end"`
	Also  []clock.Date  `json:"also,omitempty"` // days of the rule that moved here and found this instance
	// Shifted: the wall's clock jumps over the plan's time on that day, and
	// Start is as much later.
	Shifted bool `json:"shifted,omitempty"`
	// Tentative: the calendar's list of days off does not reach this far.
	// Expand again when it does, before the instance is promised.
	Tentative bool `json:"tentative,omitempty"`
}

const (
	moveDays    = 31   // an instance moves no farther
	windowDays  = 3660 // that Instances looks at in one call
	firstYear   = 1971
	lastYear    = 2199
	longestTime = 24 * time.Hour
)

// Check refuses a plan that no calendar could keep, with a *RuleError that
// names the field or part.
func (p *Plan) Check() error {
	year, _, _ := p.First.Civil()
	switch {
	case year < firstYear || year > lastYear:
		return bad("DTSTART", "the year %d is not from %d to %d", year, firstYear, lastYear)
	case p.At < 0 || p.At >= 24*time.Hour:
		return bad("DTSTART", "%s is no time of a day", p.At)
	case p.Duration <= 0 || p.Duration > longestTime:
		return bad("DURATION", "%s is not more than nothing and at most a day", p.Duration)
	case p.Holidays != Keep && p.Holidays != Skip && p.Holidays != Next:
		return bad("holidays", "%q is not keep, skip or next", p.Holidays)
	case p.Rule.UntilDay != 0 && p.Rule.UntilDay < p.First:
		return bad("UNTIL", "%s is before the first day, %s", p.Rule.UntilDay, p.First)
	}
	return nil
}

// Instances returns what of a plan starts from from to before to, oldest
// first, each held against the community's calendar: days off, clock changes,
// and the instance before it, which must have ended. It is bounded: a window
// of more than ten years, or an instance that cannot move to a working day
// within a month, is refused.
func (p *Plan) Instances(cal *clock.Calendar, from, to clock.Instant) ([]Instance, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	lo, _ := cal.Local(from)
	hi, _ := cal.Local(to)
	if hi-lo > windowDays {
		return nil, fmt.Errorf("residents: a window of %d days is more than %d", hi-lo, windowDays)
	}
	if to <= from {
		return nil, nil
	}
	// One day more on each side: where the date line was moved, a day's
	// instance may show on the next.
	all, err := p.expand(cal, max(p.First, lo-moveDays-1), min(hi+1, p.last(cal)))
	if err != nil {
		return nil, err
	}
	if err := apart(all); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(i Instance) bool { return i.Start < from || i.Start >= to }), nil
}

// last returns the last day that UNTIL allows.
func (p *Plan) last(cal *clock.Calendar) clock.Date {
	end, _ := clock.DateOf(lastYear+1, time.December, 31)
	switch {
	case p.Rule.Interval == 0:
		return p.First
	case p.Rule.UntilDay != 0:
		return p.Rule.UntilDay
	case p.Rule.Until.IsZero():
		return end
	}
	d, _ := cal.Local(p.Rule.Until)
	d++ // a time that the clock jumps over may show on the next day
	for range 3 {
		if start, _ := cal.At(d, p.At); start <= p.Rule.Until {
			break
		}
		d--
	}
	return d
}

// expand makes an instance of each day of the rule from lo to hi.
func (p *Plan) expand(cal *clock.Calendar, lo, hi clock.Date) ([]Instance, error) {
	var all []Instance
	var err error
	p.days(lo, hi, func(d clock.Date) bool {
		if slices.Contains(p.Except, d) {
			return true
		}
		on := d
		if cal.Holiday(d) && p.Holidays != Keep {
			if p.Holidays == Skip {
				return true
			}
			if on, err = nextWorking(cal, d); err != nil {
				return false
			}
		}
		i := Instance{Plan: p.ID, Day: d, On: on, Tentative: cal.Known != 0 && on > cal.Known}
		var exists bool
		i.Start, exists = cal.At(on, p.At)
		i.Shifted, i.End = !exists, i.Start.Add(p.Duration)
		all = append(all, i)
		return true
	})
	return merge(all), err
}

func (p *Plan) days(lo, hi clock.Date, yield func(clock.Date) bool) {
	if p.Rule.Interval == 0 {
		if lo <= p.First && p.First <= hi {
			yield(p.First)
		}
		return
	}
	p.Rule.days(p.First, lo, hi, yield)
}

func nextWorking(cal *clock.Calendar, d clock.Date) (clock.Date, error) {
	for on := d + 1; on <= d+moveDays; on++ {
		if cal.Working(on) {
			return on, nil
		}
	}
	return 0, bad("holidays", "there is no working day within %d days after %s: look at the list of days off", moveDays, d)
}

// merge leaves one instance of those that start together: the one that keeps
// its day and time, else the earliest.
func merge(all []Instance) []Instance {
	changed := func(i Instance) int {
		if i.Shifted || i.On != i.Day {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b Instance) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(changed(a), changed(b)), cmp.Compare(a.Day, b.Day))
	})
	out := all[:0]
	for _, i := range all {
		if n := len(out); n > 0 && out[n-1].Start == i.Start {
			out[n-1].Also = append(out[n-1].Also, i.Day)
			continue
		}
		out = append(out, i)
	}
	return out
}

// apart refuses an instance that starts before the one before it has ended.
func apart(all []Instance) error {
	for i := 1; i < len(all); i++ {
		if all[i].Start < all[i-1].End {
			return bad("DURATION", "the instance of %s is still going on when that of %s starts", all[i-1].Day, all[i].Day)
		}
	}
	return nil
}

// ParseExceptions reads an EXDATE's values: days, or local times whose day
// counts, with commas between. UTC times are refused: their day depends on the
// zone.
func ParseExceptions(s string) ([]clock.Date, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	var out []clock.Date
	for item := range strings.SplitSeq(s, ",") {
		t, err := time.Parse("20060102T150405", item)
		if err != nil {
			t, err = time.Parse("20060102", item)
		}
		if err != nil {
			return nil, bad("EXDATE", "%q is neither a day like 20261124 nor a local time like 20261124T090000", item)
		}
		d, _ := clock.DateOf(t.Date())
		out = append(out, d)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
