package simulator

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/wire/courier"
)

// shift is where a courier is in the working day.
type shift struct {
	on      bool // between its begin and its end
	resting bool // on a break, or about to be when the tasks in hand are done
	beating bool // signs of life are being sent
	day     int  // counts shifts
	ends    clock.Instant
}

// wants reports whether the courier would take an order.
func (s *shift) wants() bool { return s.on && !s.resting }

// plan draws the courier's next shift and waits for it. Who is in the middle
// of one when the world begins starts at once.
func (c *Courier) plan() {
	sc := &c.w.sc
	d := roll(sc.Seed, "shift", string(c.ID), fmt.Sprint(c.shift.day))
	s := pick(&d, sc.Shifts)
	now := c.w.stage.Now()
	begins := sc.midnight().Add(time.Duration(c.shift.day)*24*time.Hour + s.At + d.between(-15*time.Minute, 15*time.Minute))
	ends := begins.Add(s.For)
	c.shift.day++
	if ends <= now {
		c.plan()
		return
	}
	c.w.stage.After(begins.Sub(now), func() { c.begin(ends) })
}

// pick draws a shift by weight.
func pick(d *dice, shifts []Shift) Shift {
	sum := 0.0
	for _, s := range shifts {
		sum += s.Weight
	}
	u := d.unit() * sum
	for _, s := range shifts {
		if u -= s.Weight; u < 0 {
			return s
		}
	}
	return shifts[len(shifts)-1]
}

// begin starts a shift that ends at an instant.
func (c *Courier) begin(ends clock.Instant) {
	h := c.w.sc.Habits
	c.shift.on, c.shift.resting, c.shift.ends = true, false, ends
	c.online()
	if !c.shift.beating {
		c.shift.beating = true
		c.w.stage.After(time.Minute, c.beat)
	}
	if ends != clock.Never {
		c.w.stage.After(ends.Sub(c.w.stage.Now()), c.quit)
	}
	d := roll(c.w.sc.Seed, "break", string(c.ID), fmt.Sprint(c.shift.day))
	if h.BreakAfter > 0 {
		c.w.stage.After(d.between(h.BreakAfter*3/4, h.BreakAfter*5/4), c.tire)
	}
	c.fade()
}

// online says that the courier wants work, if so.
func (c *Courier) online() {
	if !c.shift.wants() {
		return
	}
	m := courier.Online{ID: c.ref(), Point: c.at}
	c.send(m)
}

// quit ends the shift; what is in hand is still carried.
func (c *Courier) quit() {
	c.shift.on = false
	c.send(courier.Offline{ID: c.ref()})
	c.plan()
}

// tire wants a break: no more offers, and rest once the tasks are done.
func (c *Courier) tire() {
	if !c.shift.wants() {
		return
	}
	c.shift.resting = true
	c.send(courier.Offline{ID: c.ref()})
	if len(c.tasks) == 0 {
		c.rest()
	}
}

// rest is the break of a courier who wanted one and has nothing in hand.
func (c *Courier) rest() {
	if !c.shift.on || !c.shift.resting {
		return
	}
	day := c.shift.day
	c.w.stage.After(c.w.sc.Habits.BreakFor, func() {
		if c.shift.on && c.shift.resting && c.shift.day == day {
			c.shift.resting = false
			c.online()
		}
	})
}

// dislike is how much likelier an offer is declined for its length and pay.
func (c *Courier) dislike(o *courier.Offer) float64 {
	h := c.w.sc.Habits
	if h.DeclinePerKm == 0 && h.DeclinePoor == 0 {
		return 0
	}
	more, km := 0.0, wayKm(c.at, o)
	if km > 2 {
		more += h.DeclinePerKm * (km - 2)
	}
	if minutes := int64(max(o.Minutes, 1)); o.Pay*60 < h.FairPay*minutes {
		more += h.DeclinePoor
	}
	return more
}
