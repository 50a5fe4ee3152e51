package fleet

import (
	"time"

	"github.com/linli/linli/clock"
)

// Duty is how long a courier has worked since the last long rest: from sign-on
// to sign-off, with or without anything in hand.
type Duty struct {
	Since  clock.Instant `json:"since,omitempty"`  // of this stretch; zero: off duty
	Before time.Duration `json:"before,omitempty"` // in the stretches before it
	Until  clock.Instant `json:"until,omitempty"`  // when the last stretch ended
}

// On begins a stretch of work. After a rest as long as rest the count begins
// anew. On duty it changes nothing.
func (d Duty) On(at clock.Instant, rest time.Duration) Duty {
	if d.Since != 0 {
		return d
	}
	if at.Sub(d.Until) >= rest {
		d.Before = 0
	}
	d.Since = at
	return d
}

// Off ends the stretch. Off duty it changes nothing.
func (d Duty) Off(at clock.Instant) Duty {
	if d.Since == 0 {
		return d
	}
	return Duty{Before: d.Worked(at), Until: at}
}

// Worked returns the work up to an instant.
func (d Duty) Worked(at clock.Instant) time.Duration {
	if d.Since == 0 {
		return d.Before
	}
	return d.Before + at.Sub(d.Since)
}

// Reaches returns when the work comes to a limit, if it goes on.
func (d Duty) Reaches(limit time.Duration) clock.Instant {
	return d.Since.Add(limit - d.Before)
}
