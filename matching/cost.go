package matching

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
)

// measure is what a route amounts to, before it is priced. Routes are priced
// as a whole and terms are differences of whole prices, so that the terms of
// successive insertions add up to the price of the final route: rounding each
// detour by itself would let many small ones pass for free.
type measure struct {
	work     clock.Instant // driving and service, in microseconds
	wait     clock.Instant // idle at stops, in microseconds
	resident clock.Instant // from asking to having the goods, summed over the deliveries, in microseconds
	meters   int64
	late     int64 // minor units: lateness is priced by shipment because it is convex
}

const (
	minute clock.Instant = 60_000_000
	hour                 = 60 * minute
)

// prices turn a vehicle's measure into minor units.
type prices struct {
	cost    problem.Cost
	weights problem.Weights
}

// terms returns the price of m by term, without the price of the task.
func (r *prices) terms(m *measure) problem.Terms {
	return problem.Terms{
		Time:     money(r.cost.PerHour, int64(m.work), int64(hour)),
		Distance: money(r.cost.PerKm, m.meters, 1000),
		Wait:     money(r.weights.WaitPerMinute, int64(m.wait), int64(minute)),
		Late:     m.late,
		Resident: money(r.weights.ResidentPerMinute, int64(m.resident), int64(minute)),
	}
}

// total returns the price of m.
func (r *prices) total(m *measure) int64 { return r.terms(m).Total() }

// difference returns the terms of turning the route measured before into the
// one measured after, with the price of the task.
func (r *prices) difference(before, after *measure, task int64) problem.Terms {
	a, b := r.terms(after), r.terms(before)
	return problem.Terms{
		Task:     task,
		Time:     a.Time - b.Time,
		Distance: a.Distance - b.Distance,
		Wait:     a.Wait - b.Wait,
		Late:     a.Late - b.Late,
		Resident: a.Resident - b.Resident,
	}
}

// money returns rate × amount / unit to the nearest minor unit, halves up.
// Neither rate nor amount is negative.
func money(rate, amount, unit int64) int64 { return (rate*amount + unit/2) / unit }

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
