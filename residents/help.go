package residents

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
)

// HelpID names a help call.
type HelpID string

// HelpState is how far a help call has come.
type HelpState string

// The states of a help call, in order of life.
const (
	HelpFamily HelpState = "family" // the family is being called
	HelpNearby HelpState = "nearby" // the nearest carer or grid worker on duty is
	HelpDesk   HelpState = "desk"   // the community desk is; it stays there until somebody answers
	HelpTaken  HelpState = "taken"  // somebody said that they are going
	HelpClosed HelpState = "closed" // somebody said how it ended
)

// HelpSource is what raised a call.
type HelpSource string

// The sources.
const (
	FromResident HelpSource = "resident"
	FromButton   HelpSource = "button"
	FromCheckIn  HelpSource = "check_in" // one was missed
	FromStaff    HelpSource = "staff"
)

// HelpPolicy is how long each step waits for an answer.
type HelpPolicy struct {
	Family  time.Duration `json:"family"`
	Nearby  time.Duration `json:"nearby"`  // for each helper in turn
	Helpers int           `json:"helpers"` // how many are asked before the desk
	Desk    time.Duration `json:"desk"`    // then the desk is called again
	Arrive  time.Duration `json:"arrive"`  // who took it must say how it stands by then, or the desk is called
}

// DefaultHelpPolicy is what holds where nobody set anything.
func DefaultHelpPolicy() HelpPolicy {
	return HelpPolicy{Family: time.Minute, Nearby: time.Minute, Helpers: 2, Desk: 2 * time.Minute, Arrive: 15 * time.Minute}
}

// Helper is a qualified carer or grid worker on duty, and how long the way is.
type Helper struct {
	ID     string        `json:"id"`
	Travel time.Duration `json:"travel"`
}

// HelpStep is one line of a call's record. By is an id, never a name.
type HelpStep struct {
	At   clock.Instant `json:"at"`
	What HelpVerb      `json:"what"`
	By   string        `json:"by,omitempty"`   // who did it, or whom it calls
	Note string        `json:"note,omitempty"` // a code: what was found, why it ended
	Late bool          `json:"late,omitempty"` // somebody else had it already
}

// HelpVerb is what happens to a call.
type HelpVerb string

// The verbs.
const (
	Raised       HelpVerb = "raised"
	RaisedAgain  HelpVerb = "raised_again" // the button was pressed once more
	CallFamily   HelpVerb = "call_family"
	CallHelper   HelpVerb = "call_helper"
	CallDesk     HelpVerb = "call_desk"
	Declined     HelpVerb = "declined"
	Acknowledged HelpVerb = "acknowledged"
	HandedBack   HelpVerb = "handed_back" // who took it cannot go on
	TimedOut     HelpVerb = "timed_out"
	Closed       HelpVerb = "closed"
)

// HelpCall is one call for help (一键呼叫): it goes to the family, then to the
// nearest qualified helpers on duty, then to the community desk, until
// somebody says that they are going. Nothing ends it but somebody's word, and
// every step stays on record. A drill goes the same way and is marked.
type HelpCall struct {
	ID     HelpID        `json:"id"`
	Home   string        `json:"home"` // the resident's id
	Source HelpSource    `json:"source"`
	Drill  bool          `json:"drill,omitempty"`
	State  HelpState     `json:"state"`
	Taker  string        `json:"taker,omitempty"` // who goes
	Asked  []string      `json:"asked,omitempty"` // helpers, in order; the last one is being called
	Family []string      `json:"family,omitempty"`
	Due    clock.Instant `json:"due"` // when the present step is over
	Steps  []HelpStep    `json:"steps"`

	Policy HelpPolicy `json:"policy"` // as it was when the call was raised
}

// Raise begins a call. Without family it goes to a helper at once, and without
// a helper to the desk: near are those on duty who are qualified, in any
// order. The caller sends out what the new steps say.
func Raise(id HelpID, home string, from HelpSource, drill bool, family []string, near []Helper, p HelpPolicy, at clock.Instant) *HelpCall {
	c := &HelpCall{ID: id, Home: home, Source: from, Drill: drill, Family: slices.Clone(family), Policy: p}
	c.step(at, Raised, home, string(from))
	if len(family) == 0 {
		c.escalate(near, at)
		return c
	}
	c.State, c.Due = HelpFamily, at.Add(p.Family)
	for _, f := range family {
		c.step(at, CallFamily, f, "")
	}
	return c
}

// Again notes that the resident called once more. Whoever is being called is
// not called twice; but if somebody is on the way already, the desk is told.
func (c *HelpCall) Again(at clock.Instant) bool {
	if c.State == HelpClosed {
		return false // a new call is due
	}
	c.step(at, RaisedAgain, c.Home, "")
	if c.State == HelpTaken {
		c.step(at, CallDesk, "", "raised_again")
	}
	return true
}

// Expire ends the present step if its time is over and begins the next one. A
// timer that is early or stale changes nothing.
func (c *HelpCall) Expire(near []Helper, at clock.Instant) bool {
	if c.State == HelpClosed || at < c.Due {
		return false
	}
	c.step(at, TimedOut, c.Taker, string(c.State))
	if c.State == HelpTaken { // they said they would go, and then nothing
		c.toDesk(at, "taker_silent")
		return true
	}
	c.escalate(near, at)
	return true
}

// Decline is the word of somebody who is being called that they cannot go. The
// next is called when nobody is left in this step.
func (c *HelpCall) Decline(by string, near []Helper, at clock.Instant) bool {
	switch {
	case c.State == HelpFamily && slices.Contains(c.Family, by):
		c.Family = slices.DeleteFunc(c.Family, func(f string) bool { return f == by })
		c.step(at, Declined, by, "")
		if len(c.Family) == 0 {
			c.escalate(near, at)
		}
		return true
	case c.State == HelpNearby && c.Asked[len(c.Asked)-1] == by:
		c.step(at, Declined, by, "")
		c.escalate(near, at)
		return true
	}
	return false
}

// Acknowledge is somebody's word that they are going. The first one takes the
// call, whatever step it is in: help that comes late in an earlier step is
// still help. A second one is noted as late and told so by the answer false.
func (c *HelpCall) Acknowledge(by string, at clock.Instant) bool {
	if c.State == HelpClosed || by == "" {
		return false
	}
	if c.State == HelpTaken {
		if c.Taker != by { // a repeat changes nothing: their link may be bad
			c.step(at, Acknowledged, by, "")
			c.Steps[len(c.Steps)-1].Late = true
		}
		return c.Taker == by
	}
	c.step(at, Acknowledged, by, "")
	c.State, c.Taker, c.Due = HelpTaken, by, at.Add(c.Policy.Arrive)
	return true
}

// HandBack is the taker's word that they cannot go on: the desk is called.
func (c *HelpCall) HandBack(by, why string, at clock.Instant) bool {
	if c.State != HelpTaken || c.Taker != by {
		return false
	}
	c.step(at, HandedBack, by, why)
	c.toDesk(at, "handed_back")
	return true
}

// Close ends a call that somebody took, with how it ended. The desk's word
// ends any call.
func (c *HelpCall) Close(by, how string, desk bool, at clock.Instant) bool {
	if c.State == HelpClosed || how == "" || !desk && (c.State != HelpTaken || c.Taker != by) {
		return false
	}
	c.step(at, Closed, by, how)
	c.State, c.Due = HelpClosed, clock.Never
	return true
}

// escalate calls the nearest helper that was not asked yet, and the desk when
// there is none or enough were asked.
func (c *HelpCall) escalate(near []Helper, at clock.Instant) {
	if c.State != HelpDesk && len(c.Asked) < c.Policy.Helpers {
		if h, found := c.nearest(near); found {
			c.State, c.Due = HelpNearby, at.Add(c.Policy.Nearby)
			c.Asked = append(c.Asked, h.ID)
			c.step(at, CallHelper, h.ID, "")
			return
		}
	}
	c.toDesk(at, "")
}

// nearest returns the helper with the shortest way; of equal ones the first by
// id.
func (c *HelpCall) nearest(near []Helper) (best Helper, found bool) {
	for _, h := range near {
		if slices.Contains(c.Asked, h.ID) {
			continue
		}
		if !found || h.Travel < best.Travel || h.Travel == best.Travel && h.ID < best.ID {
			best, found = h, true
		}
	}
	return best, found
}

func (c *HelpCall) toDesk(at clock.Instant, why string) {
	c.State, c.Taker, c.Due = HelpDesk, "", at.Add(c.Policy.Desk)
	c.step(at, CallDesk, "", why)
}

func (c *HelpCall) step(at clock.Instant, what HelpVerb, by, note string) {
	c.Steps = append(c.Steps, HelpStep{At: at, What: what, By: by, Note: note})
}
