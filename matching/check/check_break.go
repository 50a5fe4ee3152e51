package check

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// checkBreaks asks that the breaks of the route are the vehicle's, in their
// order and none left out between them, that each starts in one of its windows,
// behind the stop that it says, and lasts; and that none is missing whose time
// is over when the route is.
func checkBreaks(c *course) {
	due := slices.DeleteFunc(slices.Clone(c.v.Breaks), func(b problem.Break) bool {
		close := closes(&b)
		return !close.IsZero() && close < c.v.ReadyAt
	})
	after, last := 0, c.v.ReadyAt
	for n, b := range c.r.Breaks {
		switch {
		case len(c.calls) == 0:
			c.fail("break", "", "%s is taken on a route without a stop", b.ID)
			return
		case n >= len(due) || due[n].ID != b.ID:
			c.fail("break", "", "%s is not the vehicle's break number %d", b.ID, n)
			return
		case b.After < after || b.After > len(c.calls):
			c.fail("break", "", "%s cannot lie behind %d stops", b.ID, b.After)
			return
		}
		if b.After > 0 {
			last = max(last, c.calls[b.After-1].Depart)
		}
		if b.Start < last {
			c.fail("break", "", "%s starts at %s, while the vehicle is busy until %s", b.ID, b.Start, last)
		}
		if b.End != b.Start.Add(due[n].Duration) {
			c.fail("break", "", "%s ends at %s and not after %s", b.ID, b.End, due[n].Duration)
		}
		if !open(due[n].Windows, b.Start) {
			c.fail("break", "", "%s starts at %s, outside of its windows", b.ID, b.Start)
		}
		after, last = b.After, b.End
	}
	end, ok := c.end()
	for n := len(c.r.Breaks); ok && n < len(due); n++ {
		if close := closes(&due[n]); !close.IsZero() && close < end {
			c.fail("break", "", "%s is missing: it had to start by %s and the route ends at %s", due[n].ID, close, end)
		}
	}
}

// closes returns the end of the break's last window, zero when it has none.
func closes(b *problem.Break) clock.Instant {
	if len(b.Windows) == 0 {
		return 0
	}
	return b.Windows[len(b.Windows)-1].To
}

// open reports whether at lies in one of the windows, or there are none.
func open(windows []problem.Window, at clock.Instant) bool {
	if len(windows) == 0 {
		return true
	}
	for _, w := range windows {
		if at >= w.From && (w.To.IsZero() || at <= w.To) {
			return true
		}
	}
	return false
}
