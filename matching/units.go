package matching

import (
	"math"
	"math/bits"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// units turn times and money into the numbers of a search.Model. A drive has
// to fit 31 bits there, and so does its cost.
type units struct {
	objective problem.Objective
	base      clock.Instant // time 0
	tick      clock.Instant // one unit of time
	scale     int64         // units of cost for one of money; of metres, if they are the objective, 1
	loose     bool          // rounded so that nothing is ruled out; else so that nothing is allowed that does not hold
	clipped   bool          // some cost did not fit
}

// ticks are the units of time to choose from.
var ticks = [...]time.Duration{time.Microsecond, time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond, time.Second, time.Minute}

// lateUnits is what a unit of lateness weighs under the objective Levels,
// against all other cost: more than any other saving.
const lateUnits = 1 << 20

// newUnits chooses units in which the longest of the legs, priced by the
// dearest of the costs, fits.
func newUnits(p *problem.Problem, base clock.Instant, longest problem.Leg, perHour, perKm int64) units {
	u := units{objective: p.Objective, base: base, scale: 1}
	for _, t := range ticks {
		u.tick = micros(t)
		if int64(micros(longest.Travel)/u.tick) < int64(search.NoWay)-1 {
			break
		}
	}
	if p.Objective == problem.VehiclesDistance {
		return u
	}
	dearest := mulDiv(perHour, int64(micros(longest.Travel)), int64(hour)) + mulDiv(perKm, int64(longest.Meters), 1000) + 2
	u.scale = 1000
	if p.Objective == problem.Levels {
		u.scale = 10
	}
	for u.scale > 1 && dearest > int64(search.NoWay-1)/u.scale {
		u.scale /= 10
	}
	u.clipped = dearest > int64(search.NoWay-1)
	return u
}

// span turns a length of time into ticks.
func (u *units) span(d clock.Instant) int64 {
	if u.loose {
		return int64(d / u.tick)
	}
	return int64((d + u.tick - 1) / u.tick)
}

// opens turns the first instant of something into ticks.
func (u *units) opens(t clock.Instant) int64 { return u.span(max(0, t-u.base)) }

// closes turns the last instant of something into ticks.
func (u *units) closes(t clock.Instant) int64 {
	switch {
	case t == clock.Never:
		return search.Never
	case t < u.base:
		return -1
	}
	return int64((t - u.base) / u.tick)
}

// travel turns a drive into ticks.
func (u *units) travel(l problem.Leg) int32 {
	if unreachable(l) {
		return search.NoWay
	}
	return int32(u.span(micros(l.Travel)))
}

// drive returns what a leg costs.
func (u *units) drive(l problem.Leg, c *problem.Cost) int32 {
	if unreachable(l) {
		return search.NoWay - 1
	}
	if u.objective == problem.VehiclesDistance {
		return int32(l.Meters)
	}
	cost := u.work(c, micros(l.Travel)) + u.scaled(c.PerKm, int64(l.Meters), 1000)
	return int32(min(cost, int64(search.NoWay-1)))
}

// work returns what so much work costs.
func (u *units) work(c *problem.Cost, d clock.Instant) int64 {
	return u.scaled(c.PerHour, int64(d), int64(hour))
}

// scaled returns rate × amount / unit in units of cost, rounded down.
func (u *units) scaled(rate, amount, unit int64) int64 {
	if u.objective == problem.VehiclesDistance {
		return 0
	}
	return mulDiv(rate*u.scale, amount, unit)
}

// money returns an amount of money in units of cost.
func (u *units) money(minor int64) int64 {
	if u.objective == problem.VehiclesDistance {
		return 0
	}
	return minor * u.scale
}

// late returns what lateness costs.
func (u *units) late(minor int64) int64 {
	if u.objective == problem.Levels {
		return minor * lateUnits * u.scale
	}
	return u.money(minor)
}

// mulDiv returns a × b / c, rounded down, if it fits 63 bits, and the largest
// of these numbers if not. None is negative.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, math.MaxInt64))
}
