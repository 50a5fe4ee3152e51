package matching

import (
	"math/bits"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// measure is what a route amounts to, before it is priced. Routes are priced
// as a whole and terms are differences of whole prices, so that the terms of
// successive insertions add up to the price of the final route: rounding each
// detour by itself would let many small ones pass for free.
type measure struct {
	work     clock.Instant // driving and service, in microseconds
	drive    clock.Instant // driving alone, in microseconds
	wait     clock.Instant // idle at stops, in microseconds
	resident clock.Instant // from asking to having the goods, summed over the deliveries, in microseconds
	meters   int64
	late     int64 // minor units: lateness is priced by shipment because it is convex
	used     bool  // the route has a stop
}

const (
	minute clock.Instant = 60_000_000
	hour                 = 60 * minute
)

// prices turn a vehicle's measure into minor units.
type prices struct {
	cost      problem.Cost
	weights   problem.Weights
	worked    clock.Instant // by the vehicle, before this route
	objective problem.Objective
}

func newPrices(p *problem.Problem, v *problem.Vehicle) prices {
	return prices{cost: v.Cost, weights: p.Weights, worked: micros(v.Worked), objective: p.Objective}
}

// terms returns the price of m by term, without the price of the task.
func (r *prices) terms(m *measure) problem.Terms {
	t := problem.Terms{
		Time:     money(r.cost.PerHour, int64(m.work), int64(hour)),
		Distance: money(r.cost.PerKm, m.meters, 1000),
		Wait:     money(r.weights.WaitPerMinute, int64(m.wait), int64(minute)),
		Late:     m.late,
		Resident: money(r.weights.ResidentPerMinute, int64(m.resident), int64(minute)),
	}
	if m.used {
		t.Fixed = r.cost.Fixed
	}
	if r.weights.Uneven != 0 {
		t.Uneven = uneven(r.weights.Uneven, m.work+r.worked)
	}
	return t
}

// total returns the price of m in minor units.
func (r *prices) total(m *measure) int64 {
	sum := money(r.cost.PerHour, int64(m.work), int64(hour)) +
		money(r.cost.PerKm, m.meters, 1000) +
		money(r.weights.WaitPerMinute, int64(m.wait), int64(minute)) +
		m.late +
		money(r.weights.ResidentPerMinute, int64(m.resident), int64(minute))
	if m.used {
		sum += r.cost.Fixed
	}
	if r.weights.Uneven != 0 {
		sum += uneven(r.weights.Uneven, m.work+r.worked)
	}
	return sum
}

// Scores put the levels of an objective into one number. Lateness counts up to
// 2^38 minor units and all else up to 2^24 before one reaches into the other.
const (
	lateLevel    = 24
	vehicleLevel = 44
)

// score returns the number by which routes measured so are compared under the
// problem's objective. It never falls when a part of m grows.
func (r *prices) score(m *measure) int64 {
	switch r.objective {
	case problem.VehiclesDistance:
		if m.used {
			return 1<<vehicleLevel + m.meters
		}
		return m.meters
	case problem.Levels:
		return r.total(m) - m.late + m.late<<lateLevel
	}
	return r.total(m)
}

// beside is what a shipment costs with a vehicle beside the route.
type beside struct {
	task       int64 // the vehicle's price of one more task, and the option's fee
	change     int64 // of a promise
	continuity int64 // somebody comes whom the resident knows less well
}

func (b beside) sum() int64 { return b.task + b.change + b.continuity }

func (b beside) plus(c beside) beside {
	return beside{b.task + c.task, b.change + c.change, b.continuity + c.continuity}
}

// strangeness is what it costs that the vehicle comes with the shipment.
func strangeness(s *problem.Shipment, vehicle string) int64 {
	for i := range s.Known {
		if s.Known[i].Vehicle == vehicle {
			return s.Known[i].Price
		}
	}
	return s.Strange
}

// extra returns what a price beside the route adds to the score.
func (r *prices) extra(price int64) int64 {
	if r.objective == problem.VehiclesDistance {
		return 0
	}
	return price
}

// difference returns the terms of turning the route measured before into the
// one measured after, with what is beside the route.
func (r *prices) difference(before, after *measure, x beside) problem.Terms {
	a, b := r.terms(after), r.terms(before)
	return problem.Terms{
		Task:     x.task,
		Time:     a.Time - b.Time,
		Distance: a.Distance - b.Distance,
		Wait:     a.Wait - b.Wait,
		Late:     a.Late - b.Late,
		Resident: a.Resident - b.Resident,
		Fixed:    a.Fixed - b.Fixed,
		Uneven:   a.Uneven - b.Uneven,
		Change:   x.change,

		Continuity: x.continuity,
	}
}

// money returns rate × amount / unit to the nearest minor unit, halves up.
// Neither rate nor amount is negative.
func money(rate, amount, unit int64) int64 { return (rate*amount + unit/2) / unit }

// uneven returns rate × h² for h hours worked, to the nearest minor unit,
// halves up. Neither is negative.
func uneven(rate int64, worked clock.Instant) int64 {
	const unit = uint64(hour) * uint64(hour)
	hi, lo := bits.Mul64(uint64(worked), uint64(worked))
	carry, low := bits.Mul64(lo, uint64(rate))
	high := hi*uint64(rate) + carry
	low, up := bits.Add64(low, unit/2, 0)
	q, _ := bits.Div64(high+up, low, unit)
	return int64(q)
}

// lateness prices a hand-over at start for goods due at due (zero: never late).
// Every minute begun counts, and each costs LateStep more than the one before:
// ten minutes for one resident are worse than one minute for ten.
func lateness(w *problem.Weights, due, start clock.Instant) int64 {
	if due == 0 || start <= due {
		return 0
	}
	m := int64((start - due + minute - 1) / minute)
	return m*w.LatePerMinute + w.LateStep*(m*(m-1)/2)
}
