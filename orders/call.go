package orders

import (
	"fmt"
	"slices"
	"time"

	"github.com/linli/linli/clock"
)

// Call is what a visit has that goods have not: whom it is for, what is done
// there and when it may start.
type Call struct {
	Resident string        `json:"resident"`           // id of who is visited; personal data lives elsewhere
	Service  string        `json:"service"`            // code of what is done, such as care or cleaning
	Duration time.Duration `json:"duration"`           // of the work, as planned
	From     clock.Instant `json:"from"`               // it starts not before
	To       clock.Instant `json:"to"`                 // and not after
	Hard     bool          `json:"hard,omitempty"`     // outside the window it does not take place; else an early start is fine and a late one costs
	Skills   []string      `json:"skills"`             // the carer must have all of them; sorted
	Priority int           `json:"priority,omitempty"` // higher first
	Carer    string        `json:"carer,omitempty"`    // who should come, if they can
	Carers   int           `json:"carers,omitempty"`   // who come together and begin at the same instant; 0: one
	Meet     clock.Instant `json:"meet,omitempty"`     // of several carers: when they are to begin, once that is planned
	Arrived  clock.Instant `json:"arrived,omitempty"`  // of the carer, in the present attempt
	Landline string        `json:"landline,omitempty"` // keyed hash of the home's telephone number; empty: carers cannot call in
	Record   *Record       `json:"record,omitempty"`   // since it started
}

// The bounds of a call.
const (
	MaxCall     = 12 * time.Hour // of work in one visit
	MaxSkills   = 16
	MaxPriority = 1000
)

// Check says what is wrong with a call that was just asked for, or nil.
func (c *Call) Check() error {
	switch {
	case !isCode(c.Resident, 64):
		return fmt.Errorf("resident %q is not an id of 1 to 64 letters, digits, '-' and '_'", c.Resident)
	case !isCode(c.Service, 40):
		return fmt.Errorf("service %q is not a code of 1 to 40 letters, digits, '-' and '_'", c.Service)
	case c.Duration < time.Minute || c.Duration > MaxCall:
		return fmt.Errorf("a duration of %s is not from 1 minute to %s", c.Duration, MaxCall)
	case c.From == 0 || c.To < c.From:
		return fmt.Errorf("the window from %s to %s ends before it begins", c.From, c.To)
	case len(c.Skills) == 0 || len(c.Skills) > MaxSkills:
		return fmt.Errorf("%d skills: a visit asks for 1 to %d", len(c.Skills), MaxSkills)
	case c.Carers < 0 || c.Carers > MaxCarers:
		return fmt.Errorf("%d carers are not from 1 to %d", c.Carers, MaxCarers)
	case len(c.Carer) > 64:
		return fmt.Errorf("the preferred carer %q is no worker's id", c.Carer)
	case c.Landline != "" && !isCode(c.Landline, 64):
		return fmt.Errorf("the landline is no keyed hash")
	case c.Priority < -MaxPriority || c.Priority > MaxPriority:
		return fmt.Errorf("priority %d is not from %d to %d", c.Priority, -MaxPriority, MaxPriority)
	}
	for i, s := range c.Skills {
		if !isCode(s, 40) || slices.Contains(c.Skills[:i], s) {
			return fmt.Errorf("skill %q is no code of 1 to 40 letters, digits, '-' and '_', or is there twice", s)
		}
	}
	return nil
}

// isCode reports whether a word has no room for personal data.
func isCode(s string, most int) bool {
	if s == "" || len(s) > most {
		return false
	}
	for _, r := range s {
		if r != '_' && r != '-' && !(r >= 'a' && r <= 'z') && !(r >= 'A' && r <= 'Z') && !(r >= '0' && r <= '9') {
			return false
		}
	}
	return true
}

// arrived notes when the carer came; zero: not yet. Calls are shared between
// versions of an order, so it makes a new one.
func (o *Order) arrived(at clock.Instant) {
	if o.Call == nil || o.Call.Arrived == at {
		return
	}
	c := *o.Call
	c.Arrived = at
	o.Call = &c
}

// Ends is when a visit is over that starts as late as its window allows: until
// then the carer's skills must hold.
func (c *Call) Ends() clock.Instant { return c.To.Add(c.Duration) }

// Left returns how much of a visit's work is left at an instant: all of it
// until it starts, nothing once it runs over.
func (o *Order) Left(at clock.Instant) time.Duration {
	if o.Carriage != Started {
		return o.Call.Duration
	}
	return max(o.ServedAt.Add(o.Call.Duration).Sub(at), 0)
}

// Opened returns the earliest instant at which a visit can have begun: when a
// hard window opened, and the last carer who is there so far had come.
func (o *Order) Opened() clock.Instant {
	at := o.Call.Arrived
	if o.Call.Hard {
		at = max(at, o.Call.From)
	}
	for _, s := range o.Crew {
		at = max(at, s.Arrived)
	}
	return at
}
