package mdrp

import (
	"context"
	"time"
)

// Average is the mean over instances, each counting the same, as the record's
// table gives it. Minutes, dollars and shares of one.
type Average struct {
	Instances int `json:"instances"`
	Feasible  int `json:"feasible"`     // under all ten rules
	Within    int `json:"within"`       // feasible, and no order later than the maximum
	Over      int `json:"over_maximum"` // orders in all

	Excess       float64 `json:"excess"`
	Floor        float64 `json:"floor"`
	ExcessBound  float64 `json:"excess_bound"`
	ClickToDoor  float64 `json:"click_to_door"`
	P90          float64 `json:"click_to_door_p90"`
	Undelivered  float64 `json:"undelivered"`
	CostPerOrder float64 `json:"cost_per_order"`
	CostBound    float64 `json:"cost_bound"`
	Bundle       float64 `json:"orders_per_bundle"`
	Utilisation  float64 `json:"utilisation"`

	SlowestMS float64 `json:"slowest_decision_ms"` // of all
	MeanMS    float64 `json:"mean_decision_ms"`
}

// AverageOf averages days.
func AverageOf(days []Metrics) Average {
	a := Average{Instances: len(days)}
	n := float64(len(days))
	for i := range days {
		m := &days[i]
		if m.Feasible {
			a.Feasible++
			if m.Over == 0 {
				a.Within++
			}
		}
		a.Over += m.Over
		a.Excess += m.Excess / n
		a.Floor += m.Floor / n
		a.ExcessBound += m.ExcessBound / n
		a.ClickToDoor += m.ClickToDoor.Mean / n
		a.P90 += m.ClickToDoor.P90 / n
		a.Undelivered += float64(m.Orders-m.Delivered) / float64(max(1, m.Orders)) / n
		a.CostPerOrder += m.CostPerOrder / n
		a.CostBound += m.CostBound / n
		a.Bundle += m.Bundle.Mean / n
		a.Utilisation += m.Utilisation.Mean / n
		a.SlowestMS = max(a.SlowestMS, m.SlowestMS)
		a.MeanMS += m.MeanMS / n
	}
	return a
}

// Record runs the instance in a folder, writes its solution into out, and
// measures what it reads back from there.
func Record(ctx context.Context, dir, out string, w Weights, elapsed func() time.Duration) (Metrics, error) {
	in, err := Read(dir)
	if err != nil {
		return Metrics{}, err
	}
	s, effort, err := Run(ctx, in, w, elapsed)
	if err != nil {
		return Metrics{}, err
	}
	if err := s.Write(in, out); err != nil {
		return Metrics{}, err
	}
	if s, err = ReadSolution(out); err != nil {
		return Metrics{}, err
	}
	m := Measure(in, s, w.Variant)
	m.SlowestMS = float64(effort.Slowest.Microseconds()) / 1000
	if effort.Minutes > 0 {
		m.MeanMS = float64(effort.Total.Microseconds()) / 1000 / float64(effort.Minutes)
	}
	return m, nil
}
