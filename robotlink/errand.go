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
	switch st.Action(vda5050.CancelID(c.mission)) {
	case vda5050.ActionFinished, vda5050.ActionFailed:
		return true
	}
	// An order that was on its way when the state was made shows in the next
	// one; two sendings of the recall are time enough.
	return st.Idle() && (st.OrderID == string(c.mission) || c.pace.tries > 1)
}

// unlock is a hold that the robot must open.
type unlock struct {
	mission missions.ID // "" for goods that outlived their mission
	order   string
	nth     int
	since   time.Time
	pace    pace
	done    bool
}

// unlockOf returns the unlock of a mission, or, without one, of an order.
func (r *robot) unlockOf(m missions.ID, order string) *unlock {
	for _, u := range r.unlocks {
		if u.mission == m && u.order == order {
			return u
		}
	}
	return nil
}

// open asks for a hold to be opened. One that was opened and asked for again
// is opened again.
func (r *robot) open(m missions.ID, order string) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch u := r.unlockOf(m, order); {
	case u == nil:
		r.unlocks = append(r.unlocks, &unlock{mission: m, order: order, nth: 1, since: now})
	case u.done:
		u.nth, u.since, u.pace, u.done = u.nth+1, now, pace{}, false
	}
	r.push(now)
}

// drop asks for an order to be called off. One that was never sent need not
// be.
func (r *robot) drop(m missions.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.recall != nil {
		return // no order is sent while another is called off
	}
	if r.sent == m || r.last != nil && r.last.OrderID == string(m) {
		r.recall = &recall{mission: m}
	}
	r.push(time.Now())
}

// push sends what the robot's last state lacks, if it is due. Until a state
// came in this session nothing is known to be missing.
func (r *robot) push(now time.Time) {
	if r.conn == nil || r.last == nil {
		return
	}
	r.expire(now)
	if r.recall != nil {
		if !r.recall.settled(r.last) {
			if r.due(&r.recall.pace, now) {
				cancel := vda5050.CancelFor(r.recall.mission)
				r.send(&cancel)
			}
			return // cancelOrder ends whatever order the robot has by then
		}
		r.recall, r.pace = nil, pace{}
	}
	r.pushOrder(now)
	for _, u := range r.unlocks {
		r.pushUnlock(u, now)
	}
}

func (r *robot) pushOrder(now time.Time) {
	m := r.mission
	if m == nil || r.obs.Aborted == m.ID {
		return
	}
	if r.last.OrderID == string(m.ID) && r.last.OrderUpdateID >= m.UpdateID {
		return
	}
	if r.pace.tries >= complaints && r.last.Complains() {
		report, o := r.obs.Refused(r.serial, m.ID)
		r.obs = o
		r.tell(report)
		return
	}
	if r.due(&r.pace, now) {
		frame := r.srv.cfg.Chart.Under(r.last.AGVPosition)
		order := vda5050.OrderFor(*m, frame)
		if r.last.OrderID == string(m.ID) {
			order = vda5050.UpdateFor(*m, r.last.OrderUpdateID, frame)
		}
		r.send(&order)
		r.sent = m.ID
	}
}

func (r *robot) pushUnlock(u *unlock, now time.Time) {
	if u.done {
		return
	}
	switch r.last.Action(vda5050.UnlockID(u.mission, u.order, u.nth)) {
	case vda5050.ActionFinished:
		u.done = true
		return
	case vda5050.ActionFailed:
		if u.nth++; u.nth > unlockTries {
			u.done = true
			r.srv.log.Warn("the hold does not open", "machine", r.serial, "order", u.order)
			return
		}
		u.pace = pace{}
	case "": // not there yet
	default:
		return // under way
	}
	if r.due(&u.pace, now) {
		act := vda5050.UnlockFor(u.mission, u.order, u.nth)
		r.send(&act)
	}
}

// expire forgets unlocks whose mission is over or that waited too long.
func (r *robot) expire(now time.Time) {
	r.unlocks = slices.DeleteFunc(r.unlocks, func(u *unlock) bool {
		if u.mission == "" {
			return now.Sub(u.since) > r.srv.cfg.Door
		}
		return r.mission == nil || r.mission.ID != u.mission
	})
}

func (r *robot) due(p *pace, now time.Time) bool {
	if !p.due(now, &r.srv.cfg) {
		return false
	}
	if p.tries > 1 {
		r.srv.count.resent.Add(1)
	}
	return true
}

// send fills the header and queues a message.
func (r *robot) send(m vda5050.Message) {
	r.heads[m.Name()]++
	*m.Head() = vda5050.Header{
		HeaderID: r.heads[m.Name()], Timestamp: vda5050.At(r.srv.parts.Clock.Now()),
		Version: vda5050.Version, Manufacturer: r.maker, SerialNumber: r.serial,
	}
	b, err := vda5050.Encode(m)
	if err != nil {
		r.srv.log.Error("message not sent", "machine", r.serial, "err", err)
		return
	}
	if r.conn.send(message{topic: r.topic(m.Name()).String(), payload: b}) {
		r.srv.count.sent.Add(1)
	}
}
