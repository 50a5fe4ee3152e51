package simulator

import (
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/wire/courier"
)

// line is a courier's connection: while the signal is lost nothing goes either
// way, and what matters is said and heard when it is back.
type line struct {
	lost  bool
	times int
	said  []courier.ClientMessage
	heard []courier.ServerMessage
}

// send says something to the platform, later if there is no signal. Nobody
// wants to know where the courier was meanwhile.
func (c *Courier) send(m courier.ClientMessage) {
	if !c.line.lost {
		c.radio.Send(m)
		return
	}
	if m.Ref() != "" {
		c.line.said = append(c.line.said, m)
	}
}

// fade loses the signal after some time, as often as the habits say.
func (c *Courier) fade() {
	h := c.w.sc.Habits
	if h.SignalLost == 0 || !c.shift.on {
		return
	}
	c.line.times++
	d := roll(c.w.sc.Seed, "signal", string(c.ID), fmt.Sprint(c.line.times))
	times, lost := c.line.times, -math.Log(1-d.unit())/h.SignalLost
	c.w.stage.After(time.Duration(lost*float64(time.Hour)).Truncate(time.Millisecond), func() {
		if times != c.line.times || !c.shift.on {
			return
		}
		c.line.lost = true
		c.w.stage.After(d.spread(h.SignalFor, 0.8), c.found)
	})
}

// found is the signal come back.
func (c *Courier) found() {
	said, heard := c.line.said, c.line.heard
	c.line.lost, c.line.said, c.line.heard = false, nil, nil
	for _, m := range said {
		c.radio.Send(m)
	}
	for _, m := range heard {
		c.Hear(m)
	}
	c.fade()
}

// wayKm is the length of an offered way in straight lines.
func wayKm(at geo.Point, o *courier.Offer) float64 {
	return (geo.Distance(at, o.Pickup.Point) + geo.Distance(o.Pickup.Point, o.Dropoff.Point)) / 1000
}
