package clock

import (
	"fmt"
	"time"
)

// Date is a day of the proleptic Gregorian calendar, without a time zone:
// whole days since 1970-01-01. Days can be added and subtracted as numbers.
type Date int32

// DateOf returns the day of a year, month and day of the month. ok is false
// when there is no such day.
func DateOf(year int, month time.Month, day int) (d Date, ok bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	y, m, dd := t.Date()
	return dateIn(t), y == year && m == month && dd == day
}

// dateIn is the day of t as its own zone's calendar shows it.
func dateIn(t time.Time) Date {
	_, offset := t.Zone()
	seconds := t.Unix() + int64(offset)
	days := seconds / 86400
	if seconds%86400 < 0 {
		days--
	}
	return Date(days)
}

// ParseDate reads a day as ISO 8601 writes it: 2026-11-24.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("clock: %q is not a day like 2026-11-24", s)
	}
	return dateIn(t), nil
}

// Civil returns the year, the month and the day of the month.
func (d Date) Civil() (year int, month time.Month, day int) { return d.midnight().Date() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// String writes the day as ISO 8601 does.
func (d Date) String() string { return d.midnight().Format(time.DateOnly) }

// MarshalText writes the day as ISO 8601 does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

func (d Date) midnight() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }
