package simulator

import (
	"context"
	"math"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/simulator/report"
)

// atCounter is how long a courier takes at the least who waited for the goods.
const atCounter = 10 * time.Second

// Bound is what no plan for the day can be better than, each figure by itself:
// every order alone, with a worker of every kind at the counter when its goods
// are ready, couriers at the fastest pace that there is, and their ways for nothing,
// because orders may share them. Of Km there is no bound (NaN).
func (h *Hindsight) Bound(ctx context.Context, r *report.Report) (Figures, error) {
	w, err := h.state(ctx, r)
	if err != nil {
		return Figures{}, err
	}
	least := h.least(w)
	all := make([]outcome, len(w.ids))
	for i, id := range w.ids {
		o, ok := least[id]
		if !ok {
			o.late = w.rows[id].Done.Sub(w.rows[id].Due).Minutes()
		}
		all[i] = o
	}
	f := figuresOf(all, outcome{})
	f.Km = math.NaN()
	return f, ctx.Err()
}

// least returns the bound of each order that can be delivered.
func (h *Hindsight) least(w *whole) map[string]outcome {
	out := make(map[string]outcome, len(w.Shipments))
	pace := leastPace * h.fastest()
	for i := range w.Shipments {
		s, plain := &w.Shipments[i], w.plain[w.Shipments[i].ID]
		row := w.rows[s.ID]
		if row == nil {
			continue // a visit
		}
		best := outcome{minutes: math.Inf(1), late: math.Inf(1), cost: math.MaxInt64}
		for k := range s.Options {
			option, nominal := &s.Options[k], &plain.Options[k]
			byRobot := nominal.Mode == problem.Handover
			profile, slow, pickup := geo.Ebike, pace, atCounter
			if byRobot {
				profile, slow, pickup = geo.Robot, leastPace, s.PickupServiceFor["robot"]
			}
			leg := w.Leg(profile, s.Pickup, option.Place)
			if leg.Travel == problem.Unreachable || byRobot && h.robots() == 0 {
				continue
			}
			travel := time.Duration(slow * float64(leg.Travel))
			served := s.Release.Add(pickup + travel + option.Service)
			cost := h.policy.CourierCost.PerTask + nominal.Fee + priced(h.policy.CourierCost, plain.PickupService+nominal.Service, 0)
			if byRobot {
				cost = h.policy.RobotCost.PerTask + priced(h.policy.RobotCost, pickup+travel+option.Service, leastPace*float64(leg.Meters))
			}
			best.delivered = true
			best.minutes = min(best.minutes, served.Sub(row.Placed).Minutes())
			best.late = min(best.late, served.Sub(row.Due).Minutes())
			best.cost = min(best.cost, cost)
		}
		if best.delivered {
			out[s.ID] = best
		}
	}
	return out
}

// robots counts the robots of the day.
func (h *Hindsight) robots() int {
	n := 0
	for _, x := range h.crew {
		if x.Kind == problem.Robot {
			n++
		}
	}
	return n
}

// fastest is the least factor that weather or night have on couriers' ways.
func (h *Hindsight) fastest() float64 {
	sc, least := &h.day.World.sc, 1.0
	for _, s := range sc.Weather {
		least *= min(s.Pace, 1)
	}
	if sc.Habits.NightPace > 0 {
		least *= min(sc.Habits.NightPace, 1)
	}
	return least
}
