package clock

import "time"

// Instant may use time's types, constants and zones, not its clock.
type Instant int64

func (i Instant) In(zone string) (time.Time, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	return time.UnixMicro(int64(i)).In(loc), nil
}

const Day = 24 * time.Hour
