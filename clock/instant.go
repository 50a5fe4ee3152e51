package clock

import "time"

// Instant is a point in time: microseconds since 1970-01-01T00:00:00Z,
// leap seconds ignored. The zero Instant means "no time set".
type Instant int64

// Never is later than any instant that the engine can meet.
const Never Instant = 1<<63 - 1

// FromTime rounds t down to the microsecond.
func FromTime(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time returns i as a UTC time.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// Add returns i moved by d, rounded down to the microsecond.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d/time.Microsecond) }

// Sub returns the time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// IsZero reports whether no time is set.
func (i Instant) IsZero() bool { return i == 0 }

// String formats i as RFC 3339 in UTC, "-" when no time is set.
func (i Instant) String() string {
	if i.IsZero() {
		return "-"
	}
	return i.Time().Format("2006-01-02T15:04:05.999999Z07:00")
}
