package clock

import (
	"slices"
	"time"
)

// Calendar is a community's local time: its zone, its days off and the
// weekend days that are worked in exchange for them.
type Calendar struct {
	Zone     *time.Location `json:"-"`                  // nil: by Offsets, or UTC
	Name     string         `json:"zone,omitempty"`     // IANA name, for people
	Offsets  []Offset       `json:"offsets,omitempty"`  // written down in advance, ascending; see Written
	Holidays []Date         `json:"holidays,omitempty"` // sorted
	Workdays []Date         `json:"workdays,omitempty"` // sorted: Saturdays and Sundays that are worked
	Known    Date           `json:"known,omitempty"`    // last day that the lists cover; 0: nobody said
}

// Holiday reports whether a day is on the list of days off. A weekend is none.
func (c *Calendar) Holiday(d Date) bool {
	_, found := slices.BinarySearch(c.Holidays, d)
	return found
}

// Working reports whether a day is worked: no day off, and no weekend unless
// it is worked in exchange.
func (c *Calendar) Working(d Date) bool {
	if c.Holiday(d) {
		return false
	}
	if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
		return true
	}
	_, found := slices.BinarySearch(c.Workdays, d)
	return found
}

// At returns the instant when the clock on the wall shows ofDay (since
// midnight) on a day. A time that comes twice is the first of the two; one
// that the clock jumps over is read with the offset before the jump (RFC 5545,
// section 3.3.5), and exists is false.
func (c *Calendar) At(d Date, ofDay time.Duration) (i Instant, exists bool) {
	wall := d.midnight().Add(ofDay)
	before, after := c.offset(wall.Add(-24*time.Hour)), c.offset(wall.Add(24*time.Hour))
	early := wall.Add(-before)
	if c.offset(early) == before {
		return FromTime(early), true
	}
	if late := wall.Add(-after); c.offset(late) == after {
		return FromTime(late), true
	}
	return FromTime(early), false
}

// Local returns the day and the time since midnight that the clock on the
// wall shows.
func (c *Calendar) Local(i Instant) (Date, time.Duration) {
	wall := i.Time().Add(c.offset(i.Time()))
	d := dateIn(wall)
	return d, wall.Sub(d.midnight())
}

// offset is how far the wall's clock is ahead of UTC at an instant.
func (c *Calendar) offset(t time.Time) time.Duration {
	if c.Zone == nil {
		return c.written(t)
	}
	_, seconds := t.In(c.Zone).Zone()
	return time.Duration(seconds) * time.Second
}
