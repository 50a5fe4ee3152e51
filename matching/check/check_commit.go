package check

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
)

// checkCommit asks, where the route says until when it may still change for
// nothing, that a vehicle that leaves only then breaks no rule and costs no
// more. That it could not leave even later is not asked: it is no harm.
func checkCommit(c *course) {
	if c.r.CommitBy.IsZero() || c.found != nil {
		return
	}
	first, from := min(c.v.Locked, len(c.v.Route)), c.v.ReadyAt
	if first >= len(c.calls) {
		c.fail("commit", "", "all stops are locked, and the vehicle may leave at %s", c.r.CommitBy)
		return
	}
	if first > 0 {
		from = c.calls[first-1].Depart
	}
	if c.r.CommitBy < from {
		c.fail("commit", "", "the vehicle is to leave at %s and is busy until %s", c.r.CommitBy, from)
		return
	}
	late := c.delayed(first)
	if late == nil {
		c.fail("commit", "", "a shared visit would start later if the vehicle left at %s", c.r.CommitBy)
		return
	}
	for _, check := range []func(*course){checkCommitted, checkBreaks, checkWindow, checkRide, checkShift} {
		check(late)
	}
	if len(late.found) > 0 {
		c.fail("commit", late.found[0].Shipment, "if the vehicle left at %s: %s", c.r.CommitBy, late.found[0].Detail)
	}
	if now, then := bill(c).Terms.Total(), bill(late).Terms.Total(); len(late.found) == 0 && then > now {
		c.fail("commit", "", "the route costs %d, and %d if the vehicle left at %s", now, then, c.r.CommitBy)
	}
}

// delayed returns the course with the drive to the stop at first begun at
// CommitBy, and no service or break sooner than it was. Breaks that are over by
// then are taken before the drive. It returns nil if that changes the start of
// a visit of several workers.
func (c *course) delayed(first int) *course {
	r := *c.r
	r.Stops, r.Breaks, r.CommitBy = slices.Clone(r.Stops), slices.Clone(r.Breaks), 0
	late := &course{p: c.p, v: c.v, r: &r, calls: slices.Clone(c.calls)}
	at := c.r.CommitBy
	for k := first; k <= len(late.calls); k++ {
		sum, end := late.postpone(k, at)
		if k == len(late.calls) {
			if r.Back != nil {
				back := *r.Back
				back.Arrive = max(at.Add(back.Leg.Travel).Add(sum), end)
				r.Back = &back
			}
			break
		}
		call := &late.calls[k]
		call.PlannedStop = &r.Stops[k]
		call.Arrive = max(at.Add(call.Leg.Travel).Add(sum), end)
		start := call.Start
		call.Start = max(call.Start, call.Arrive)
		call.Depart = call.Start.Add(call.Service)
		if call.Start != start && call.shipment.Visit && call.shipment.Workers > 1 {
			return nil
		}
		at = call.Depart
	}
	return late
}

// postpone moves the breaks after k stops so that none lies before from, but
// for those that are over by then. It returns how long the moved ones are in
// sum and when the last of them ends.
func (c *course) postpone(k int, from clock.Instant) (sum time.Duration, end clock.Instant) {
	for n := range c.r.Breaks {
		b := &c.r.Breaks[n]
		if b.After != k || b.End <= from && sum == 0 {
			continue
		}
		lasts := b.End.Sub(b.Start)
		b.Start = max(b.Start, from)
		b.End = b.Start.Add(lasts)
		sum, end, from = sum+lasts, b.End, b.End
	}
	return sum, end
}
