package clock

import "time"

// Offset is how far local time is ahead of UTC from an instant on.
type Offset struct {
	From    Instant `json:"from"`
	Seconds int     `json:"seconds"`
}

// Written returns the calendar with its zone's offsets between two instants
// written down in place of the zone. The core may not read the machine's time
// zone database, and two machines may hold different ones; what was written
// down is journaled. Beyond the two instants the first and the last offset
// hold: write the calendar down again before then.
func (c Calendar) Written(from, until Instant) Calendar {
	if c.Zone == nil {
		return c
	}
	c.Name, c.Offsets = c.Zone.String(), nil
	for at := from; at < until; {
		local := at.Time().In(c.Zone)
		_, seconds := local.Zone()
		if n := len(c.Offsets); n == 0 || c.Offsets[n-1].Seconds != seconds {
			c.Offsets = append(c.Offsets, Offset{From: at, Seconds: seconds})
		}
		_, end := local.ZoneBounds()
		if end.IsZero() || FromTime(end) <= at {
			break
		}
		at = FromTime(end)
	}
	c.Zone = nil
	return c
}

// written is how far the wall's clock is ahead of UTC by the offsets that are
// written down.
func (c *Calendar) written(t time.Time) time.Duration {
	at, seconds := FromTime(t), 0
	for k, o := range c.Offsets {
		if k > 0 && o.From > at {
			break
		}
		seconds = o.Seconds
	}
	return time.Duration(seconds) * time.Second
}
