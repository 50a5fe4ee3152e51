package robotlink

import (
	"slices"
	"time"

	"github.com/linli/linli/missions"
	"github.com/linli/linli/wire/vda5050"
)

// unlockTries is how often a hold that does not open is tried.
const unlockTries = 3

// pace spaces the sendings of one thing: each wait is twice the last, up to a
// limit.
type pace struct {
	tries int
	next  time.Time
}

// due reports whether it is time to send (again), and counts the sending.
func (p *pace) due(now time.Time, c *Config) bool {
	if p.tries > 0 && now.Before(p.next) {
		return false
	}
	wait := c.Resend << min(p.tries, 10)
	p.tries++
	p.next = now.Add(min(wait, c.Again))
	return true
}

// recall is an order that the robot must drop.
type recall struct {
	mission missions.ID
	pace    pace
}

// settled reports whether the robot has dropped the order, or never had it.
func (c *recall) settled(st *vda5050.State) bool {
	if !st.Automatic() {
		return st.Idle() // it forgets its orders by itself
	}
	switch st.Action(vda5050.CancelID(c.mission)) {
	case vda5050.ActionFinished, vda5050.ActionFailed:
		return true
	}
	// An order that is on its way still comes before its recall, and both come
	// before what is sent next: only the robot's word, or its silence to many
	// sendings, says that it never had it.
	return st.Idle() && (st.OrderID == string(c.mission) || c.pace.tries >= complaints)
}

// brake is staff's word that the robot stands still, or goes on.
type brake struct {
	kind string // ActionPause or ActionResume
	at   int64  // makes the action's id one of its own
	pace pace
}

// settled reports whether the robot stands still, or goes on, as it should. One
// that is to go on must have heard it: a pause may still be on its way to it.
func (b *brake) settled(st *vda5050.State) bool {
	if b.kind == vda5050.ActionPause {
		return st.Stands()
	}
	return !st.Stands() && st.Action(vda5050.RequestID(b.kind, b.at)) != ""
}

// pushBrake sends what the brake lacks. A robot that goes on by itself, from a
// button on it, is paused again; one that has gone on is left alone.
func (m *master) pushBrake(now time.Time) {
	b := m.brake
	if b == nil {
		return
	}
	if b.settled(m.last) {
		b.at, b.pace = 0, pace{}
		if b.kind == vda5050.ActionResume {
			m.brake = nil
		}
		return
	}
	if !m.sheet.Acts(b.kind) {
		if b.pace.due(now, m.cfg) {
			m.why = append(m.why, "staff wants "+b.kind+", which its factsheet does not have: stop it by hand")
		}
		return
	}
	status := m.last.Action(vda5050.RequestID(b.kind, b.at))
	if b.at == 0 || status == vda5050.ActionFailed || status == vda5050.ActionFinished {
		b.at = now.UnixMilli()
	}
	if m.due(&b.pace, now) {
		ask := vda5050.RequestFor(b.kind, b.at)
		m.send(&ask)
	}
}

// release is the word of two of staff that a safety stop is over.
type release struct {
	at    int64 // makes the action's id one of its own
	since time.Time
	pace  pace
}

// releaseLasts is how long, in the time of the street, two words of staff count:
// a robot that comes back later is looked at again.
const releaseLasts = time.Minute

// pushRelease has a robot release its safety stop, once.
func (m *master) pushRelease(now time.Time) {
	r := m.release
	switch {
	case r == nil:
	case !m.sheet.Has(vda5050.ActionRelease):
		m.why = append(m.why, "staff has its safety stop released, which its factsheet does not have: release it at the robot")
		m.release = nil
	case slices.Contains([]string{"", vda5050.EStopNone}, m.last.SafetyState.EStop), now.Sub(r.since) > releaseLasts, m.last.Action(vda5050.RequestID(vda5050.ActionRelease, r.at)) != "":
		m.release = nil
	case m.due(&r.pace, now):
		ask := vda5050.RequestFor(vda5050.ActionRelease, r.at)
		m.send(&ask)
	}
}

// unlock is a compartment that the robot must open.
type unlock struct {
	mission     missions.ID // "" for goods that outlived their mission
	order       string
	compartment string
	nth         int
	since       time.Time
	pace        pace
	done        bool
}

// unlockOf returns the unlock of an order, on a mission or without one.
func (m *master) unlockOf(mission missions.ID, order string) *unlock {
	for _, u := range m.unlocks {
		if u.mission == mission && u.order == order {
			return u
		}
	}
	return nil
}

// open asks for a compartment to be opened. One that was opened and asked for
// again is opened again.
func (m *master) open(want unlock, now time.Time) {
	switch u := m.unlockOf(want.mission, want.order); {
	case u == nil:
		want.nth, want.since = 1, now
		m.unlocks = append(m.unlocks, &want)
	case u.done:
		u.nth, u.since, u.pace, u.done = u.nth+1, now, pace{}, false
	}
	m.push(now)
}

// pushUnlock sends what an unlock lacks, while the robot stands where the goods
// are to be taken out: no lid opens on the way.
func (m *master) pushUnlock(u *unlock, now time.Time) {
	if u.done || m.last.Driving {
		return
	}
	drop := vda5050.ActionID(u.mission, missions.Node{Order: u.order, Action: missions.DropNode})
	if status := m.last.Action(drop); u.mission != "" && status != vda5050.ActionRunning && status != vda5050.ActionPaused {
		return
	}
	switch m.last.Action(vda5050.UnlockID(u.mission, u.order, u.nth)) {
	case vda5050.ActionFinished:
		u.done = true
		return
	case vda5050.ActionFailed:
		if u.nth++; u.nth > unlockTries {
			u.done = true
			m.why = append(m.why, "the hold does not open for order "+u.order)
			return
		}
		u.pace = pace{}
	case "": // not there yet
	default:
		return // under way
	}
	if m.due(&u.pace, now) {
		act := vda5050.UnlockFor(u.mission, u.order, u.compartment, u.nth)
		m.send(&act)
	}
}

// pushSkips has the robot pass over the orders of its mission that were called
// off, until it says that it does. One that cannot loses the mission.
func (m *master) pushSkips(now time.Time) {
	mi := m.mission
	if mi == nil || m.last.OrderID != string(mi.ID) || m.obs.Aborted == mi.ID {
		return
	}
	for _, l := range mi.Loads {
		if l.Phase != missions.Aborted {
			continue
		}
		id := vda5050.SkipID(mi.ID, l.Order)
		switch m.last.Action(id) {
		case vda5050.ActionFailed:
			m.refuse("the robot does not pass over order " + l.Order)
			return
		case "":
			p := m.skips[id]
			if p == nil {
				p = &pace{}
				m.skips[id] = p
			}
			if m.due(p, now) {
				act := vda5050.SkipFor(mi.ID, l.Order)
				m.send(&act)
			}
		}
	}
}

// expire forgets unlocks whose errand is over or that waited too long.
func (m *master) expire(now time.Time) {
	m.unlocks = slices.DeleteFunc(m.unlocks, func(u *unlock) bool {
		if u.mission == "" {
			return now.Sub(u.since) > m.cfg.Door
		}
		if m.mission == nil || m.mission.ID != u.mission {
			return true
		}
		l := m.mission.Load(u.order)
		return l == nil || l.Over()
	})
}
