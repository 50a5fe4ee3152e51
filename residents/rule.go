package residents

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
)

// Frequency is the length of a rule's period.
type Frequency uint8

// The frequencies that a visit may have. RFC 5545 knows shorter ones, which
// name moments, not visits.
const (
	Daily Frequency = iota
	Weekly
	Monthly
	Yearly
)

var frequencyNames = [...]string{Daily: "DAILY", Weekly: "WEEKLY", Monthly: "MONTHLY", Yearly: "YEARLY"}

// NthDay is a weekday; Nth picks one of a month or year, from the end when it
// is negative, and every one when it is 0.
type NthDay struct {
	Nth int
	Day time.Weekday
}

// Rule says on which days something recurs: the part of RFC 5545's RRULE
// (section 3.3.10) that names days. ParseRule makes a valid one; the zero Rule
// is none.
type Rule struct {
	Freq       Frequency
	Interval   int           // every nth period; 1 is every one
	Count      int           // how many days in all, from the first; 0: no end
	UntilDay   clock.Date    // last day; 0: none
	Until      clock.Instant // last start; zero: none
	ByMonth    []time.Month
	ByMonthDay []int // from the end when negative
	ByDay      []NthDay
	BySetPos   []int // which of a period's days, from the end when negative
	WeekStart  time.Weekday
}

// days calls yield with the rule's days from lo to hi, both included, in
// order, until it returns false. The rule starts on first; Count counts from
// there. UntilDay and Until are the caller's business.
func (r *Rule) days(first, lo, hi clock.Date, yield func(clock.Date) bool) {
	k := 0
	if r.Count == 0 {
		k = r.periodsTo(first, lo)
	}
	left := r.Count
	for ; ; k++ {
		a, b := r.period(first, k)
		if a > hi {
			return
		}
		for _, d := range r.within(first, a, b) {
			if d < first {
				continue
			}
			if d > hi || d >= lo && !yield(d) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// period returns the kth period as its first day and the day after its last.
func (r *Rule) period(first clock.Date, k int) (a, b clock.Date) {
	n := k * r.Interval
	switch r.Freq {
	case Daily:
		a = first + clock.Date(n)
		return a, a + 1
	case Weekly:
		a = first - clock.Date((first.Weekday()-r.WeekStart+7)%7) + clock.Date(7*n)
		return a, a + 7
	case Monthly:
		y, m, _ := first.Civil()
		return firstOf(y, int(m)+n), firstOf(y, int(m)+n+1)
	}
	y, _, _ := first.Civil()
	return firstOf(y+n, 1), firstOf(y+n+1, 1)
}

// periodsTo returns a period that is not after the one that holds d, and close
// to it.
func (r *Rule) periodsTo(first, d clock.Date) int {
	if d <= first {
		return 0
	}
	longest := [...]clock.Date{Daily: 1, Weekly: 7, Monthly: 31, Yearly: 366}
	return max(0, int((d-first)/longest[r.Freq])/r.Interval-1)
}

// firstOf is the first day of a month, which may be beyond the year.
func firstOf(year, month int) clock.Date {
	year, month = year+(month-1)/12, (month-1)%12+1
	d, _ := clock.DateOf(year, time.Month(month), 1)
	return d
}

// within returns the rule's days from a to before b, one period.
func (r *Rule) within(first, a, b clock.Date) []clock.Date {
	var all []clock.Date
	for d := a; d < b; d++ {
		if r.names(first, d) {
			all = append(all, d)
		}
	}
	if len(r.BySetPos) == 0 {
		return all
	}
	var out []clock.Date
	for i, d := range all {
		for _, p := range r.BySetPos {
			if p == i+1 || p == i-len(all) {
				out = append(out, d)
				break
			}
		}
	}
	return out
}

// names reports whether the BY parts name a day, with what the first day adds
// where they leave it open.
func (r *Rule) names(first, d clock.Date) bool {
	_, month, day := d.Civil()
	_, firstMonth, firstDay := first.Civil()
	switch {
	case len(r.ByMonth) > 0:
		if !slices.Contains(r.ByMonth, month) {
			return false
		}
	case r.Freq == Yearly && len(r.ByMonthDay) == 0 && len(r.ByDay) == 0:
		if month != firstMonth {
			return false
		}
	}
	if len(r.ByMonthDay) > 0 && !slices.Contains(r.ByMonthDay, day) && !slices.Contains(r.ByMonthDay, day-lastDay(d)-1) {
		return false
	}
	if len(r.ByDay) > 0 {
		return r.onWeekday(d)
	}
	switch {
	case r.Freq == Weekly:
		return d.Weekday() == first.Weekday()
	case r.Freq >= Monthly && len(r.ByMonthDay) == 0:
		return day == firstDay
	}
	return true
}

// onWeekday reports whether BYDAY names the day. An ordinal counts within the
// month, and within the year for a yearly rule without BYMONTH.
func (r *Rule) onWeekday(d clock.Date) bool {
	year, month, _ := d.Civil()
	a, b := firstOf(year, int(month)), firstOf(year, int(month)+1)
	if r.Freq == Yearly && len(r.ByMonth) == 0 {
		a, b = firstOf(year, 1), firstOf(year+1, 1)
	}
	for _, w := range r.ByDay {
		if w.Day != d.Weekday() {
			continue
		}
		if w.Nth == 0 || w.Nth == int(d-a)/7+1 || w.Nth == -(int(b-1-d)/7+1) {
			return true
		}
	}
	return false
}

// lastDay is the length of a day's month.
func lastDay(d clock.Date) int {
	y, m, _ := d.Civil()
	return int(firstOf(y, int(m)+1) - firstOf(y, int(m)))
}
