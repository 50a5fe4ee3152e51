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
	var s Shift
	if c.care != nil {
		s = c.deal(c.shifts())
	} else {
		s = shiftAt(c.shifts(), d.unit())
	}
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

// shifts are those of the courier's trade; nil: always on.
func (c *Courier) shifts() []Shift {
	if c.care != nil {
		return c.w.sc.Care.Shifts
	}
	return c.w.sc.Shifts
}

// shiftAt returns the shift at a share from 0 to 1 of all, by weight.
func shiftAt(shifts []Shift, u float64) Shift {
	sum := 0.0
	for _, s := range shifts {
		sum += s.Weight
	}
	u *= sum
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
	if c.care != nil {
		c.prepare(ends)
	}
	c.online()
	if !c.shift.beating {
		c.shift.beating = true
		c.w.stage.After(time.Minute, c.beat)
	}
	if ends != clock.Never {
		c.w.stage.After(ends.Sub(c.w.stage.Now()), c.quit)
	}
	d := roll(c.w.sc.Seed, "break", string(c.ID), fmt.Sprint(c.shift.day))
	if h.BreakAfter > 0 && c.care == nil {
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
	if c.care != nil {
		m.ShiftEnd, m.Breaks = courier.Moment(c.shift.ends), c.care.breaks
	}
	c.send(m)
}

// quit ends the shift; what is in hand is still carried.
func (c *Courier) quit() {
	if c.shift.on {
		c.shift.on = false
		c.send(courier.Offline{ID: c.ref()})
	}
	if c.care != nil {
		c.care.late = len(c.tasks) > 0
	}
	if c.shifts() != nil {
		c.plan()
	}
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
	if c.care != nil {
		c.home()
		c.pause(clock.Never)
		return
	}
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
	if o.Call != nil || h.DeclinePerKm == 0 && h.DeclinePoor == 0 { // a visit is hours away, and paid by the hour
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
