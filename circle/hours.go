package circle

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
)

// Hours are the opening times of a week in local time.
type Hours struct {
	// Week is by time.Weekday: Sunday first.
	Week [7][]Span `json:"week"`
	// OnHolidays, when set, says that Holiday holds on holidays; else they
	// are kept like any other day of the week.
	OnHolidays bool   `json:"on_holidays,omitempty"`
	Holiday    []Span `json:"holiday,omitempty"` // empty: closed
}

// Span is a time of the day in minutes from midnight, From included and To
// not. To may be up to 48 h: open past midnight.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// dayMinutes are the minutes of a day that does not change its clocks.
const dayMinutes = 24 * 60

// lookAhead is how many days NextOpening looks for an open one: more than the
// longest holidays.
const lookAhead = 30

// Check returns an error when a span ends before it begins, or the spans of a
// day overlap.
func (h *Hours) Check() error {
	for d, day := range h.Week {
		if err := checkDay(time.Weekday(d).String(), day); err != nil {
			return err
		}
	}
	return checkDay("holiday", h.Holiday)
}

func checkDay(name string, day []Span) error {
	for i, s := range day {
		if s.From < 0 || s.From >= dayMinutes || s.To <= s.From || s.To > 2*dayMinutes {
			return fmt.Errorf("circle: opening hours %s on %s: not a time of the day", s, name)
		}
		if i > 0 && s.From < day[i-1].To {
			return fmt.Errorf("circle: opening hours %s and %s on %s overlap", day[i-1], s, name)
		}
	}
	return nil
}

// OpenAt reports whether they include an instant. A weekend that is worked is
// kept like a Monday.
func (h *Hours) OpenAt(c *clock.Calendar, at clock.Instant) bool {
	d, ofDay := c.Local(at)
	minute := int(ofDay / time.Minute)
	return holds(h.spans(c, d), minute) || holds(h.spans(c, d-1), minute+dayMinutes)
}

// NextOpening returns the instant at or after which the hours next include;
// false when there is none within a month.
func (h *Hours) NextOpening(c *clock.Calendar, at clock.Instant) (clock.Instant, bool) {
	if h.OpenAt(c, at) {
		return at, true
	}
	today, _ := c.Local(at)
	for d := today; d < today+lookAhead; d++ {
		for _, s := range h.spans(c, d) {
			if opens, _ := c.At(d, time.Duration(s.From)*time.Minute); opens >= at {
				return opens, true
			}
		}
	}
	return 0, false
}

// NextClosing returns the instant at which they cease to include what they
// include now; at itself when they are closed, and 0 when they do not end within
// a month.
func (h *Hours) NextClosing(c *clock.Calendar, at clock.Instant) clock.Instant {
	end := at
	today, _ := c.Local(at)
	for d := today - 1; d < today+lookAhead; d++ {
		for _, s := range h.spans(c, d) {
			opens, _ := c.At(d, time.Duration(s.From)*time.Minute)
			if closes, _ := c.At(d, time.Duration(s.To)*time.Minute); opens <= end && closes > end {
				end = closes
			}
		}
	}
	if end.Sub(at) > (lookAhead-2)*24*time.Hour {
		return 0
	}
	return end
}

// spans returns what holds on a day.
func (h *Hours) spans(c *clock.Calendar, d clock.Date) []Span {
	w := d.Weekday()
	switch {
	case h.OnHolidays && c.Holiday(d):
		return h.Holiday
	case (w == time.Saturday || w == time.Sunday) && c.Working(d):
		return h.Week[time.Monday]
	}
	return h.Week[w]
}

func holds(day []Span, minute int) bool {
	for _, s := range day {
		if minute >= s.From && minute < s.To {
			return true
		}
	}
	return false
}

// String formats a span as 08:00-12:00; what ends after midnight as
// 22:00-02:00.
func (s Span) String() string {
	to := s.To
	if to > dayMinutes {
		to -= dayMinutes
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, to/60, to%60)
}
