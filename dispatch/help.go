package dispatch

import (
	"slices"
	"time"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// HelpSkill is what a carer or grid worker has who may be sent to somebody who
// calls for help.
const HelpSkill = "help"

// helpPolicy is how long each step of a call waits.
func (s *State) helpPolicy() residents.HelpPolicy {
	if s.Policy.Help == (residents.HelpPolicy{}) {
		return residents.DefaultHelpPolicy()
	}
	return s.Policy.Help
}

// change lets something happen to a call, and stores it if it did.
func (t *turn) change(id residents.HelpID, happen func(*residents.HelpCall) bool) bool {
	was := t.s.Helps.Get(id)
	c := was.Clone()
	done := happen(c)
	if fresh := len(c.Steps) - len(was.Steps); fresh > 0 {
		t.putHelp(c, fresh)
	}
	return done
}

// putHelp stores a call with its new steps, sets its timer, and calls staff
// where a step calls the desk.
func (t *turn) putHelp(c *residents.HelpCall, fresh int) {
	p := HelpPut{Call: *c, New: fresh}
	if c.State == residents.HelpClosed {
		p.Expires = t.at.Add(t.s.Policy.KeyTTL)
	}
	t.do(p)
	for _, step := range c.Steps[len(c.Steps)-fresh:] {
		if step.What == residents.CallDesk {
			t.alert("", "help_desk", "call for help %s from home %s%s: %s", c.ID, c.Home, drillMark(c), c.Source)
		}
	}
	timer := "help/" + string(c.ID)
	if c.State == residents.HelpClosed {
		t.wake(timer, p.Expires)
		return
	}
	t.wake(timer, c.Due)
}

func drillMark(c *residents.HelpCall) string {
	if c.Drill {
		return " (a drill)"
	}
	return ""
}

// helpTimer ends a step of a call, or lets go a closed one.
func (t *turn) helpTimer(id residents.HelpID) {
	c := t.s.Helps.Get(id)
	switch {
	case c == nil:
	case c.State == residents.HelpClosed:
		t.do(HelpGone{Call: id})
	default:
		near := t.helpers(c.Home, nil)
		t.change(id, func(c *residents.HelpCall) bool { return c.Expire(near, t.at) })
	}
}

// missed raises help for a resident who gave no sign of life.
func (t *turn) missed(id string) {
	r := t.s.Residents.Get(id)
	if r == nil || r.Every == 0 {
		return
	}
	if due := r.Seen.Add(r.Every); due > t.at {
		t.wake("checkin/"+id, due)
		return
	}
	t.raise(r, residents.FromCheckIn, false, nil)
	t.wake("checkin/"+id, t.at.Add(r.Every))
}

// helpers lists who is on duty, may help, and neither is in a home nor on the
// way to another call, with the travel time to a home: the road's where it is
// known, else an estimate by the straight line.
func (t *turn) helpers(home string, ways []residents.Helper) []residents.Helper {
	r := t.s.Residents.Get(home)
	if r == nil {
		return nil
	}
	var out []residents.Helper
	for id, c := range t.s.Couriers.All() {
		if !c.Online || !c.Can([]string{HelpSkill}, t.at) || t.s.inHome(c) || t.s.helping(string(id)) {
			continue
		}
		h := residents.Helper{ID: string(id), Travel: walkOrRide(c, r.Point)}
		if i := slices.IndexFunc(ways, func(w residents.Helper) bool { return w.ID == h.ID }); i >= 0 {
			h.Travel = ways[i].Travel
		}
		out = append(out, h)
	}
	return out
}

// walkOrRide estimates a helper's way: half as long again as the straight
// line, at four metres a second, on foot at one and a quarter.
func walkOrRide(c *fleet.Courier, to geo.Point) time.Duration {
	long := time.Duration(meters(c.Point, to)) * 3 / 2
	if c.Profile == geo.Foot {
		return long * time.Second * 4 / 5
	}
	return long * time.Second / 4
}

// helping reports whether somebody is on the way to a call, or being called.
func (s *State) helping(who string) bool {
	for _, c := range s.Helps.All() {
		if c.State == residents.HelpTaken && c.Taker == who || c.State == residents.HelpNearby && c.Calls(who) {
			return true
		}
	}
	return false
}

// help checks a call: it has its timer, and a taker exactly when it is taken.
func (a *audit) help(id residents.HelpID, c *residents.HelpCall) {
	at := a.s.Timers.Get("help/" + string(id))
	switch {
	case at == nil:
		a.broken("call for help %s has no timer", id)
	case c.State != residents.HelpClosed && *at > max(c.Due, a.s.Now):
		a.broken("call for help %s is due at %s and wakes at %s", id, c.Due, *at)
	}
	if (c.State == residents.HelpTaken) != (c.Taker != "") && c.State != residents.HelpClosed {
		a.broken("call for help %s is %s and with %q", id, c.State, c.Taker)
	}
	for other, d := range a.s.Helps.All() {
		if other < id && d.Home == c.Home && d.Drill == c.Drill && d.State != residents.HelpClosed && c.State != residents.HelpClosed {
			a.broken("home %s has two open calls for help, %s and %s", c.Home, other, id)
		}
	}
}

// watched checks that a resident whose sign of life is waited for has a timer.
func (a *audit) watched(id string, r *residents.Resident) {
	if (r.Every > 0) != (a.s.Timers.Get("checkin/"+id) != nil) {
		a.broken("resident %s gives a sign every %s, and the timer says otherwise", id, r.Every)
	}
}

// helpSubject is under which name the history keeps a call for help.
func helpSubject(id residents.HelpID) orders.ID { return orders.ID(id) }
