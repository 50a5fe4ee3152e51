package notify

import (
	"fmt"
	"strings"
	"time"

	"github.com/linli/linli/clock"
)

// Quiet are the hours of a community in which only urgent notices leave.
type Quiet struct {
	From, To time.Duration // since local midnight; equal: none. To may be on the next day.
	Calendar *clock.Calendar
}

// ParseQuiet reads hours like 22:00-07:00 in a zone. "" is none.
func ParseQuiet(s string, zone *time.Location) (Quiet, error) {
	if s == "" {
		return Quiet{}, nil
	}
	a, b, _ := strings.Cut(s, "-")
	from, err := time.Parse("15:04", a)
	if err == nil {
		var to time.Time
		if to, err = time.Parse("15:04", b); err == nil {
			return Quiet{From: ofDay(from), To: ofDay(to), Calendar: &clock.Calendar{Zone: zone}}, nil
		}
	}
	return Quiet{}, fmt.Errorf("quiet hours %q are not like 22:00-07:00", s)
}

func ofDay(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// Until returns when the quiet ends that holds now, or now when none does.
func (q Quiet) Until(now clock.Instant) clock.Instant {
	if q.From == q.To || q.Calendar == nil {
		return now
	}
	day, at := q.Calendar.Local(now)
	switch {
	case q.From < q.To && at >= q.From && at < q.To:
	case q.From > q.To && at >= q.From:
		day++
	case q.From > q.To && at < q.To:
	default:
		return now
	}
	end, _ := q.Calendar.At(day, q.To)
	return max(now, end)
}
