package dispatch

import (
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/orders"
)

// onDuty begins to count a courier's work, or refuses who has worked enough.
func (t *turn) onDuty(c *fleet.Courier) (d fleet.Duty, refusal *orders.Rejection) {
	if c.Limit == 0 {
		return fleet.Duty{}, nil
	}
	d = c.Duty.On(t.at, t.s.Policy.Rest)
	if d.Worked(t.at) >= c.Limit && !broken(workLimit) {
		return d, orders.Refuse(orders.WorkLimit, "", "%s has worked %s: rest for %s first", c.ID, d.Worked(t.at), t.s.Policy.Rest)
	}
	t.timeDuty(c.ID, d, c.Limit)
	return d, nil
}

// timeDuty sets the timer of a courier's work: to the reminder, or to the limit.
func (t *turn) timeDuty(id fleet.WorkerID, d fleet.Duty, limit time.Duration) {
	next := d.Reaches(t.s.Policy.WorkRemind)
	if next <= t.at || t.s.Policy.WorkRemind >= limit {
		next = d.Reaches(limit)
	}
	t.wake("duty/"+string(id), next)
}

// limited begins or ends the count of work of a courier whose limit was set.
func (t *turn) limited(c *fleet.Courier) {
	switch {
	case c.Limit == 0:
		c.Duty = fleet.Duty{}
		t.unwake("duty/" + string(c.ID))
	case c.Online:
		c.Duty = c.Duty.On(t.at, t.s.Policy.Rest)
		t.timeDuty(c.ID, c.Duty, c.Limit)
	}
}

// worked tells staff how long a courier has worked, and ends the day at the
// limit: nothing new begins, what is in hand is finished.
func (t *turn) worked(id fleet.WorkerID) {
	c := t.s.Couriers.Get(id)
	if c == nil || c.Limit == 0 || c.Duty.Since == 0 {
		return
	}
	worked := c.Duty.Worked(t.at)
	if worked >= c.Limit {
		t.alert("", "work_limit", "%s has worked %s and takes nothing new", id, worked)
		t.sendHome(id, "work_limit")
		return
	}
	t.alert("", "work_long", "%s has worked %s", id, worked)
	t.wake("duty/"+string(id), c.Duty.Reaches(c.Limit))
}
