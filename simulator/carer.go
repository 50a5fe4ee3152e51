package simulator

import (
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/wire/courier"
)

// carer is what a courier with skills has beside a bicycle.
type carer struct {
	Trade
	n       int             // among the carers
	breaks  []courier.Break // of the shift, still to be taken
	spent   time.Duration   // on the way to visits
	late    bool            // the shift is over, and there is something in hand
	outside time.Duration   // worked past the end of shifts
}

// earliest is how long before its window a carer means to be at a home.
const earliest = 4 * time.Minute

// feelsIll is how long before they would leave for a visit a carer who is to
// fall ill does.
const feelsIll = 20 * time.Minute

// knock is how long a carer waits at a door that nobody opens.
const knock = 6 * time.Minute

func newCarer(w *World, n int, t Trade) *Courier {
	d := roll(w.sc.Seed, "carer", fmt.Sprint(n))
	c := newCourier(w, fleet.WorkerID(fmt.Sprintf("%sarer%d", CourierPrefix, n+1)), w.homes[d.below(len(w.homes))].Point)
	c.care = &carer{Trade: t, n: n}
	return c
}

// Capacity is what the courier can carry: a carer, what the trade says.
func (c *Courier) Capacity() fleet.Capacity {
	if c.care == nil {
		return CourierCapacity
	}
	return fleet.Capacity{
		Grams:  int64(c.care.Carries * float64(CourierCapacity.Grams)),
		Millis: int64(c.care.Carries * float64(CourierCapacity.Millis)),
	}
}

// Skills are what visits may ask for; nil: none.
func (c *Courier) Skills() []string {
	if c.care == nil {
		return nil
	}
	return c.care.Skills
}

// Limit is the longest day's work; 0: the zone's. Who is always on is no
// person, and has none.
func (c *Courier) Limit() time.Duration {
	switch {
	case c.care != nil:
		return c.w.sc.Care.Limit
	case len(c.w.sc.Shifts) == 0:
		return -time.Minute
	}
	return 0
}

// await waits until it is time to leave for the visit that is next, and leaves.
func (c *Courier) await(t courier.Task) {
	c.turn++
	turn, now := c.turn, c.w.stage.Now()
	if t.Call.Sought > 0 {
		c.pause(clock.Never)
		return
	}
	way := c.way(t.Point)
	leave := t.Call.From.Instant().Add(c.w.tarry(t) - way.takes - earliest)
	switch {
	case c.w.befalls(t.Order, orders.OutCarerNoShow, c.ID):
		return
	case c.w.befalls(t.Order, orders.OutCarerIll, c.ID):
		c.soon(leave.Sub(now)-feelsIll, c.sicken)
		return
	}
	if t.Call.State != orders.Assigned || leave <= now {
		c.leave(t, way)
		return
	}
	c.w.stage.After(leave.Sub(now), func() {
		if turn == c.turn {
			c.leave(t, way)
		}
	})
	c.pause(leave)
}

// leave sets off for a visit.
func (c *Courier) leave(t courier.Task, way track) {
	c.turn++
	c.send(courier.SetOff{ID: c.ref(), Order: t.Order})
	c.care.spent += way.takes
	c.ride(way, 0, t, c.turn)
}

// ring climbs to the door of a visit, and waits there for its window.
func (c *Courier) ring(t courier.Task) {
	d := roll(c.w.sc.Seed, "ring", string(c.ID), string(t.Order))
	c.soon(d.between(40*time.Second, 100*time.Second), func() {
		c.send(courier.Arrived{ID: c.ref(), Order: t.Order})
		c.soon(t.Call.From.Instant().Sub(c.w.stage.Now()), func() { c.enter(t) })
	})
}

// enter begins the work, or gives up at a door that nobody opens.
func (c *Courier) enter(t courier.Task) {
	if why := c.w.unopened(t.Order); why != "" {
		c.soon(knock, func() {
			c.repeat(func() { c.send(courier.Fail{ID: c.ref(), Order: t.Order, Reason: why}) })
		})
		return
	}
	c.begun(t)
	if t.Call.Carers > 1 {
		c.together(t)
		return
	}
	c.toil(t)
}

// together waits at the door until the other carers of a visit are there too.
func (c *Courier) together(t courier.Task) {
	for _, now := range c.tasks[:min(1, len(c.tasks))] {
		if now.Order == t.Order && now.Call.State == orders.Started {
			c.toil(t)
			return
		}
	}
	c.soon(time.Minute, func() {
		c.begun(t)
		c.together(t)
	})
}

// toil does the work of a visit.
func (c *Courier) toil(t courier.Task) {
	c.soon(c.w.workOf(t.Order, time.Duration(t.Call.Minutes)*time.Minute), func() {
		c.repeat(func() {
			if len(c.tasks) > 0 && c.tasks[0].Call != nil && c.tasks[0].Call.State == orders.Arrived {
				c.begun(t) // it was not let in before
			}
			at, off := c.fix(t, "finish")
			c.send(courier.Finished{ID: c.ref(), Order: t.Order, Point: at, Accuracy: off})
		})
	})
}

// begun says that the work has begun, and where the phone is.
func (c *Courier) begun(t courier.Task) {
	at, off := c.fix(t, "start")
	c.send(courier.Started{ID: c.ref(), Order: t.Order, Point: at, Accuracy: off})
}

// fix is where the carer's phone thinks that it is at one end of a visit, and
// how far off that may be, in metres. Indoors it now and then does not know.
func (c *Courier) fix(t courier.Task, end string) (*geo.Point, int) {
	d := roll(c.w.sc.Seed, "fix", string(c.ID), string(t.Order), end)
	if d.chance(0.1) {
		return nil, 0
	}
	here, err := geo.NewFrame(c.at)
	if err != nil {
		return nil, 0
	}
	off := 5 + d.below(30)
	at := here.Point(geo.Local{East: (d.unit() - 0.5) * float64(off), North: (d.unit() - 0.5) * float64(off)})
	return &at, off
}

// soon does f after a while, if the carer still is at the same.
func (c *Courier) soon(wait time.Duration, f func()) {
	turn := c.turn
	c.w.stage.After(wait, func() {
		if turn == c.turn {
			f()
		}
	})
}

// repeat says something now, and again until the list of tasks has changed.
func (c *Courier) repeat(say func()) {
	say()
	c.soon(90*time.Second, func() { c.repeat(say) })
}

// prepare plans the breaks of a shift that begins, and what else happens in it.
func (c *Courier) prepare(ends clock.Instant) {
	begins, care := c.w.stage.Now(), c.w.sc.Care
	c.care.breaks = nil
	for _, b := range care.Breaks {
		from := begins.Add(b.After)
		if from.Add(b.Within+b.For) > ends {
			break
		}
		c.care.breaks = append(c.care.breaks, courier.Break{From: courier.Moment(from), To: courier.Moment(from.Add(b.Within)), Minutes: int(b.For / time.Minute)})
		c.w.stage.After(b.After, c.look)
	}
	d := roll(c.w.sc.Seed, "ill", string(c.ID), fmt.Sprint(c.shift.day))
	if d.chance(care.Ill) {
		day := c.shift.day
		c.w.stage.After(d.between(ends.Sub(begins)/5, ends.Sub(begins)*4/5), func() {
			if c.shift.day == day && c.shift.on {
				c.sicken()
			}
		})
	}
}

// look sees whether the carer can take a break now.
func (c *Courier) look() {
	switch {
	case len(c.tasks) == 0:
		c.pause(clock.Never)
	case c.tasks[0].Kind == fleet.Visit && c.tasks[0].Call.State == orders.Assigned:
		c.await(c.tasks[0])
	}
}

// pause takes the next break, if its time has come and there is time for it
// before the carer has to leave, or no more time to wait for a better moment.
func (c *Courier) pause(leave clock.Instant) {
	if len(c.care.breaks) == 0 || !c.shift.wants() {
		return
	}
	b, now := c.care.breaks[0], c.w.stage.Now()
	rest := time.Duration(b.Minutes) * time.Minute
	if now < b.From.Instant() || now.Add(rest) > leave && now.Add(5*time.Minute) < b.To.Instant() {
		return
	}
	c.care.breaks = c.care.breaks[1:]
	c.shift.resting = true
	c.turn++ // who was to leave does not
	c.send(courier.Offline{ID: c.ref()})
	day := c.shift.day
	c.w.stage.After(rest, func() {
		if c.shift.day == day && c.shift.resting {
			c.shift.resting, c.doing = false, ""
			c.online()
			c.work()
		}
	})
}

// sicken is a carer who cannot go on today.
func (c *Courier) sicken() {
	c.shift.on, c.shift.resting = false, false
	c.turn++
	c.send(courier.CannotGoOn{ID: c.ref(), Reason: "unwell"})
}

// home ends the count of what was worked past the end of the shift.
func (c *Courier) home() {
	if c.care.late {
		c.care.late = false
		c.care.outside += c.w.stage.Now().Sub(c.shift.ends)
	}
}

// deal draws nothing: an agency sees to it that every shift has some of each
// trade, so the shifts go round among the carers.
func (c *Courier) deal(shifts []Shift) Shift {
	_, u := math.Modf(float64(c.care.n+1) * math.Phi)
	return shiftAt(shifts, u)
}
