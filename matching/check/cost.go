package check

import (
	"math/big"
	"slices"
	"time"

	"github.com/linli/linli/matching/problem"
)

// Bill is what a plan amounts to.
type Bill struct {
	Terms    problem.Terms
	Vehicles int   // routes with a stop
	Meters   int64 // of these routes, ways to End included
}

// Cost prices the routes of the plan as wholes, from the times and legs that
// they state: work in hand costs what it costs, but Task, Change and
// Continuity only count the shipments that the plan assigns. Routes in hand
// that the plan leaves alone are not in it. Of a plan in which Plan finds nothing wrong, every term
// is what the doc comments of problem.Weights and problem.Cost ask for, worked
// out apart from the search.
func Cost(p *problem.Problem, plan problem.Plan) Bill {
	a := newAnswer(p, &plan)
	checkAssignments(a)
	var sum Bill
	for i := range plan.Routes {
		r := &plan.Routes[i]
		v := a.vehicle(r.Vehicle)
		if v == nil {
			continue
		}
		for _, t := range a.got[r.Vehicle] {
			a.after.Shipments[t.shipment].Vehicle, a.after.Shipments[t.shipment].Option = r.Vehicle, t.option
		}
		b := bill(newCourse(&a.after, v, r, a.shipments))
		sum.Terms = plus(sum.Terms, b.Terms)
		sum.Vehicles += b.Vehicles
		sum.Meters += b.Meters
	}
	sum.Terms.Change = p.Weights.Change * int64(len(a.changed()))
	return sum
}

// RouteCost prices r as the whole route of v, as Cost does, but for Change,
// which is the plan's. It asks of p what Route does.
func RouteCost(p *problem.Problem, v problem.Vehicle, r problem.Route) Bill {
	return bill(newCourse(p, &v, &r, indexShipments(p)))
}

// bill prices the course. Stops that newCourse cannot understand cost nothing.
func bill(c *course) Bill {
	var b Bill
	if len(c.calls) == 0 || c.found != nil {
		return b
	}
	var work, wait, resident time.Duration
	w, price := &c.p.Weights, &c.v.Cost
	for _, leg := range c.legs() {
		work += grain(leg.Travel)
	}
	for _, call := range c.calls {
		work += grain(call.Service)
		wait += call.Start.Sub(call.Arrive)
		if call.Kind != problem.Delivery {
			continue
		}
		s, o := call.shipment, call.option()
		asked, has := s.Placed, call.Start
		if asked.IsZero() {
			asked = c.p.Now
		}
		if o != nil {
			has = has.Add(o.After)
		}
		resident += max(0, has.Sub(asked))
		if !s.Due.IsZero() {
			b.Terms.Late += latePrice(w, call.Start.Sub(s.Due))
		}
		if call.added {
			b.Terms.Task += price.PerTask + o.Fee
			b.Terms.Continuity += acquaintance(s, c.v.ID)
		}
	}
	b.Vehicles, b.Meters = 1, c.meters()
	b.Terms.Fixed = price.Fixed
	b.Terms.Time = priced(price.PerHour, int64(work), int64(time.Hour))
	b.Terms.Distance = priced(price.PerKm, b.Meters, 1000)
	b.Terms.Wait = priced(w.WaitPerMinute, int64(wait), int64(time.Minute))
	b.Terms.Resident = priced(w.ResidentPerMinute, int64(resident), int64(time.Minute))
	worked := grain(c.v.Worked)
	b.Terms.Uneven = dayPrice(w.Uneven, worked+work) - dayPrice(w.Uneven, worked)
	return b
}

// acquaintance is the price of the vehicle coming, known to the resident or not.
func acquaintance(s *problem.Shipment, vehicle string) int64 {
	i := slices.IndexFunc(s.Known, func(k problem.Known) bool { return k.Vehicle == vehicle })
	if i < 0 {
		return s.Strange
	}
	return s.Known[i].Price
}

// latePrice is the price of goods handed over late by d: LatePerMinute for the
// first minute begun, and LateStep more for each further one.
func latePrice(w *problem.Weights, d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	minutes := int64(d / time.Minute)
	if d%time.Minute > 0 {
		minutes++
	}
	first, last := w.LatePerMinute, w.LatePerMinute+(minutes-1)*w.LateStep
	return minutes * (first + last) / 2 // an arithmetic series
}

// priced returns rate × amount / unit to the nearest minor unit, halves up.
func priced(rate, amount, unit int64) int64 {
	return nearest(new(big.Int).Mul(big.NewInt(rate), big.NewInt(amount)), big.NewInt(unit))
}

// dayPrice returns rate × the square of the hours in day.
func dayPrice(rate int64, day time.Duration) int64 {
	n, hour := big.NewInt(int64(day)), big.NewInt(int64(time.Hour))
	n.Mul(n, n).Mul(n, big.NewInt(rate))
	return nearest(n, hour.Mul(hour, hour))
}

// nearest returns n / d to the nearest integer, halves up.
func nearest(n, d *big.Int) int64 {
	n.Lsh(n, 1).Add(n, d)
	return n.Div(n, new(big.Int).Lsh(d, 1)).Int64() // rounds down
}

func plus(a, b problem.Terms) problem.Terms {
	return problem.Terms{Task: a.Task + b.Task, Time: a.Time + b.Time, Distance: a.Distance + b.Distance,
		Wait: a.Wait + b.Wait, Late: a.Late + b.Late, Resident: a.Resident + b.Resident,
		Fixed: a.Fixed + b.Fixed, Uneven: a.Uneven + b.Uneven, Change: a.Change + b.Change, Continuity: a.Continuity + b.Continuity}
}
