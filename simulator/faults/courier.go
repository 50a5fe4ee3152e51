package faults

import (
	"strings"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	wire "github.com/linli/linli/wire/courier"
)

// courier is a person with a phone. It believes what the phone showed last.
type courier struct {
	z       *zone
	id      fleet.WorkerID
	in, out *link // as the platform sees them
	at      geo.Point
	online  bool
	tasks   []wire.Task
	doing   string
	done    clock.Instant // when what it does now is done
	ticks   int
	heard   map[string]bool // offers
	ill     clock.Instant   // until then the courier is at home
}

func newCourier(z *zone, id fleet.WorkerID) *courier {
	c := &courier{
		z: z, id: id, in: newLink(&z.stage, inwards), out: newLink(&z.stage, outwards),
		at: z.spot(), heard: map[string]bool{},
	}
	z.after(z.between(0, time.Minute), c.tick)
	return c
}

// tick is the courier's life.
func (c *courier) tick() {
	z := c.z
	z.after(z.between(15*time.Second, 25*time.Second), c.tick)
	c.ticks++
	if !c.in.quiet && z.strikes(Silence, 0.002) {
		c.in.quiet, c.out.quiet = true, true
		z.after(z.delay(time.Minute, 25*time.Minute), func() { c.in.quiet, c.out.quiet = false, false })
	}
	z.submit(c.in, dispatch.CourierAt{Courier: c.id, Point: c.at}, nil)
	if c.ticks%3 == 0 {
		c.resume()
	}
	switch {
	case z.now < c.ill:
		return
	case !c.online:
		if z.chance(0.25) {
			z.submit(c.in, c.signOn(), nil)
		}
	case !z.calm && z.chance(0.004):
		z.submit(c.in, dispatch.CourierOffline{Courier: c.id}, nil)
	}
	if z.strikes(Meddling, 0.02) {
		c.meddle()
	}
	if z.strikes(Meddling, 0.05) {
		c.hurry()
	}
	if _, cares := carers[c.id]; cares && c.strays() {
		return
	}
	c.work()
}

// resume asks for everything anew, as a phone does when it connects.
func (c *courier) resume() {
	if s := c.z.state(); s != nil {
		if w, ok := wire.Snapshot(s, c.id); ok {
			c.out.send(func() { c.hear(w) })
		}
	}
}

// hear takes a message of the platform.
func (c *courier) hear(m wire.ServerMessage) {
	switch m := m.(type) {
	case wire.Welcome:
		c.online, c.tasks = m.Courier.Online, m.Tasks
		if m.Offer != nil {
			c.consider(*m.Offer)
		}
	case wire.Tasks:
		c.online, c.tasks = m.Online, m.Tasks
	case wire.Offer:
		c.consider(m)
	}
}

// consider answers an offer, once thought about and said until it is heard;
// or too late, or never.
func (c *courier) consider(o wire.Offer) {
	z := c.z
	if c.heard[o.Offer] {
		return
	}
	c.heard[o.Offer] = true
	think, accept := z.between(2*time.Second, 20*time.Second), true
	switch u := z.dice.Float64(); {
	case u < 0.05:
		return
	case u < 0.13:
		accept = false
	case u < 0.20:
		think = z.between(40*time.Second, 70*time.Second)
	}
	z.after(think, func() {
		c.insist(dispatch.AnswerOffer{Courier: c.id, Offer: o.Offer, Accept: accept, Reason: "mood"})
	})
}

// insist says something until it is answered, a few times.
func (c *courier) insist(e dispatch.Event) {
	answered, tries := false, 0
	c.z.until(7*time.Second, func() bool {
		if tries++; answered || tries > 4 {
			return true
		}
		c.z.submit(c.in, e, func(shell.Reply) { answered = true })
		return false
	})
}

// work goes on with the first task, and says what was done until the list has
// changed.
func (c *courier) work() {
	z := c.z
	if len(c.tasks) == 0 {
		c.doing = ""
		return
	}
	t := c.tasks[0]
	if t.Kind == fleet.Visit {
		c.attend(t)
		return
	}
	if key := string(t.Order) + string(t.Kind); key != c.doing {
		c.doing, c.done = key, z.now.Add(z.between(30*time.Second, 3*time.Minute))
	}
	if z.now < c.done {
		return
	}
	if t.Mode == "gate" && t.Kind != fleet.Pickup && !t.Return {
		c.waits(t)
		return
	}
	c.at = t.Point
	if t.Kind == fleet.Pickup && !t.Ready && z.chance(0.9) {
		return
	}
	z.submit(c.in, z.belated(c.said(t)), nil)
}

// said is what a courier says at the place of a task.
func (c *courier) said(t wire.Task) dispatch.Event {
	z := c.z
	switch {
	case t.Kind == fleet.Pickup && z.chance(0.05):
		return dispatch.HandBack{Courier: c.id, Order: t.Order, Reason: "puncture"}
	case t.Kind == fleet.Pickup && t.Return && t.Locker != "" && z.chance(0.5):
		return dispatch.OpenLocker{Courier: c.id, Order: t.Order}
	case t.Kind == fleet.Pickup:
		return dispatch.PickUpOrder{Courier: c.id, Order: t.Order}
	case t.Locker != "" && !t.Return && t.Mode == "locker":
		return dispatch.OpenLocker{Courier: c.id, Order: t.Order}
	case !t.Return && z.chance(0.08):
		return dispatch.FailOrder{Courier: c.id, Order: t.Order, Reason: "nobody_home"}
	case z.strikes(WrongPIN, 0.15):
		return dispatch.DeliverOrder{Courier: c.id, Order: t.Order, Proof: "guessed"}
	}
	return dispatch.DeliverOrder{Courier: c.id, Order: t.Order, Proof: pin(t.Order)}
}

// belated lets a word be of what was done a while ago, where there was no
// signal, as the device says.
func (z *zone) belated(e dispatch.Event) dispatch.Event {
	if !z.strikes(WordLate, 0.1) {
		return e
	}
	ago := z.delay(0, 25*time.Minute)
	switch e := e.(type) {
	case dispatch.PickUpOrder:
		e.Ago = ago
		return e
	case dispatch.DeliverOrder:
		e.Ago = ago
		return e
	case dispatch.FailOrder:
		e.Ago = ago
		return e
	case dispatch.AttendVisit:
		e.Ago = ago
		return e
	}
	return e
}

// hurry takes along goods that come later on the list, whether they fit beside
// what is on board or not.
func (c *courier) hurry() {
	var later []wire.Task
	for _, t := range c.tasks {
		if t.Kind == fleet.Pickup && t.Ready && !t.Return {
			later = append(later, t)
		}
	}
	if len(later) > 0 {
		t := later[len(later)-1]
		c.at = t.Point
		c.z.submit(c.in, dispatch.PickUpOrder{Courier: c.id, Order: t.Order}, nil)
	}
}

// meddle says something of an order that another has.
func (c *courier) meddle() {
	s := c.z.state()
	if s == nil {
		return
	}
	if c.z.chaos.IntN(6) == 0 {
		c.pretend()
	}
	for id, o := range s.Orders.All() {
		if c.z.referee.had(id, string(c.id)) || c.z.chaos.IntN(3) > 0 {
			continue
		}
		e := pick(c.z.chaos, []dispatch.Event{
			dispatch.PickUpOrder{Courier: c.id, Order: id}, dispatch.DeliverOrder{Courier: c.id, Order: id, Proof: pin(id)},
			dispatch.FailOrder{Courier: c.id, Order: id}, dispatch.HandBack{Courier: c.id, Order: id},
			dispatch.OpenLocker{Courier: c.id, Order: id}, dispatch.AttendVisit{Courier: c.id, Order: id, Verb: orders.Arrive},
		})
		if o.Call != nil && o.Call.Landline != "" {
			e = dispatch.CallIn{Courier: c.id, Order: id, Verb: orders.Start, Landline: o.Call.Landline, Matched: true}
		}
		if o.Carriage == orders.PickedUp && o.Mode == "locker" {
			e = dispatch.OpenLocker{Courier: c.id, Order: id}
		}
		c.z.submit(c.in, e, func(r shell.Reply) {
			if r.Refusal() == nil && !c.z.referee.had(id, string(c.id)) {
				c.z.referee.wrong("courier %s, who never had order %s, said %T and was not refused", c.id, id, e)
			}
		})
		return
	}
}

// pin is the proof that the resident of an order can give.
func pin(id orders.ID) string { return "pin of " + strings.TrimSuffix(string(id), till) }

// till ends the id of an order that was placed again under its external id.
const till = "-again"
