package courier

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/linli/linli/clock"
)

// Moment is an instant of the engine clock, on the wire an RFC 3339 string in
// UTC. The zero Moment means that no time is set, and is left out.
type Moment clock.Instant

// Instant returns m as the engine knows it.
func (m Moment) Instant() clock.Instant { return clock.Instant(m) }

// IsZero reports whether no time is set.
func (m Moment) IsZero() bool { return m == 0 }

// MarshalJSON writes RFC 3339; null when no time is set.
func (m Moment) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	t := clock.Instant(m).Time()
	if err := inRange(t); err != nil {
		return nil, err
	}
	return json.Marshal(t)
}

// UnmarshalJSON reads RFC 3339 with any offset, and rounds down to the
// microsecond.
func (m *Moment) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = 0
		return nil
	}
	var t time.Time
	if err := json.Unmarshal(b, &t); err != nil {
		return fmt.Errorf("%.40s is not a time: write it as 2026-11-24T10:00:00Z", b)
	}
	if err := inRange(t.UTC()); err != nil {
		return err
	}
	*m = Moment(clock.FromTime(t))
	return nil
}

// inRange keeps to times that are neither "not set" nor beyond RFC 3339.
func inRange(t time.Time) error {
	if y := t.Year(); y <= 1970 || y > 9999 {
		return fmt.Errorf("the year %d is not between 1971 and 9999", y)
	}
	return nil
}
