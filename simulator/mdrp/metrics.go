package mdrp

import (
	"math"
	"slices"
)

// Spread describes a sample as the official evaluator does: the deviation is
// the sample's (n-1), the percentiles are interpolated.
type Spread struct {
	Mean   float64 `json:"mean"`
	Dev    float64 `json:"dev"`
	Min    float64 `json:"min"`
	P10    float64 `json:"p10"`
	Median float64 `json:"median"`
	P90    float64 `json:"p90"`
	Max    float64 `json:"max"`
}

// SpreadOf describes a sample; of an empty one all is zero.
func SpreadOf(sample []float64) Spread {
	n := len(sample)
	if n == 0 {
		return Spread{}
	}
	x := slices.Sorted(slices.Values(sample))
	s := Spread{Min: x[0], Max: x[n-1]}
	for _, v := range x {
		s.Mean += v / float64(n)
	}
	if n > 1 {
		sum := 0.0
		for _, v := range x {
			sum += (v - s.Mean) * (v - s.Mean)
		}
		s.Dev = math.Sqrt(sum / float64(n-1))
	}
	at := func(q float64) float64 {
		h := q * float64(n-1)
		i := int(h)
		return x[i] + (h-float64(i))*(x[min(i+1, n-1)]-x[i])
	}
	s.P10, s.Median, s.P90 = at(0.1), at(0.5), at(0.9)
	return s
}

// Metrics are the official figures of one day, and ours. Minutes and dollars.
type Metrics struct {
	Instance   string      `json:"instance"`
	Feasible   bool        `json:"feasible"` // under all ten rules
	Violations []Violation `json:"violations,omitempty"`
	Over       int         `json:"over_maximum"` // orders delivered later than the maximum click-to-door

	Orders       int     `json:"orders"`
	Delivered    int     `json:"delivered"`
	TotalPay     float64 `json:"total_pay"`
	CostPerOrder float64 `json:"cost_per_order"` // over orders delivered
	TrueUp       float64 `json:"true_up"`        // share of couriers who get the guarantee

	// Excess is the mean over all orders of click-to-door over the floor; an
	// order that is not delivered counts with the maximum, or its floor.
	Excess float64 `json:"excess"`
	Floor  float64 `json:"floor"`
	// ExcessBound and CostBound are what no plan undercuts (see the
	// functions of these names).
	ExcessBound float64 `json:"excess_bound"`
	CostBound   float64 `json:"cost_bound"`

	ClickToDoor    Spread `json:"click_to_door"`
	Overage        Spread `json:"click_to_door_overage"`
	ReadyToDoor    Spread `json:"ready_to_door"`
	ReadyToPickup  Spread `json:"ready_to_pickup"`
	Utilisation    Spread `json:"utilisation"`
	OrdersPerHour  Spread `json:"orders_per_hour"`
	BundlesPerHour Spread `json:"bundles_per_hour"`
	Bundle         Spread `json:"orders_per_bundle"`

	// SlowestMS is the longest decision of the day, MeanMS the mean over its
	// minutes, by the stopwatch that Record was given.
	SlowestMS float64 `json:"slowest_decision_ms"`
	MeanMS    float64 `json:"mean_decision_ms"`
}

// Measure judges a solution and computes its figures.
func Measure(in *Instance, s *Solution, v Variant) Metrics {
	m := Metrics{Instance: in.Name, Violations: Judge(in, s, v), Orders: len(in.Orders)}
	m.Feasible = len(m.Violations) == 0
	m.ofOrders(in, s)
	m.ofCouriers(in, s)
	m.ExcessBound, m.CostBound = ExcessBound(in), CostBound(in)
	return m
}

func (m *Metrics) ofOrders(in *Instance, s *Solution) {
	done := map[string]Delivery{}
	for _, d := range s.Deliveries {
		if d.Courier != "" {
			done[d.Order] = d
		}
	}
	var click, overage, door, pickup []float64
	for i, o := range in.Orders {
		floor := in.Floor(i)
		m.Floor += float64(floor) / float64(len(in.Orders))
		took := max(in.Params.Maximum, floor)
		if d, ok := done[o.ID]; ok {
			took = d.Dropoff - o.Placed
			click = append(click, float64(took))
			overage = append(overage, float64(max(0, took-in.Params.Target)))
			door = append(door, float64(d.Dropoff-o.Ready))
			pickup = append(pickup, float64(d.Pickup-o.Ready))
			if took > in.Params.Maximum {
				m.Over++
			}
		}
		m.Excess += float64(took-floor) / float64(len(in.Orders))
	}
	m.Delivered = len(click)
	m.ClickToDoor, m.Overage = SpreadOf(click), SpreadOf(overage)
	m.ReadyToDoor, m.ReadyToPickup = SpreadOf(door), SpreadOf(pickup)
}

func (m *Metrics) ofCouriers(in *Instance, s *Solution) {
	j := newJudge(in, s)
	busy, carried, trips := map[string]int{}, map[string]int{}, map[string]int{}
	for _, x := range s.Moves {
		from := x.From
		if from == "0" {
			from = x.Courier
		}
		busy[x.Courier] += in.Params.Travel(j.places[from], j.places[x.To])
	}
	var sizes []float64
	for _, a := range s.Assignments {
		busy[a.Courier] += in.Params.PickupService
		trips[a.Courier]++
		sizes = append(sizes, float64(len(a.Orders)))
	}
	for _, d := range s.Deliveries {
		if d.Courier != "" {
			busy[d.Courier] += in.Params.DropoffService
			carried[d.Courier]++
		}
	}
	var use, perHour, tripsPerHour []float64
	for i, c := range in.Couriers {
		earned := in.Params.PayPerOrder * float64(carried[c.ID])
		m.TotalPay += max(earned, in.guaranteed(i))
		if earned < in.guaranteed(i) {
			m.TrueUp += 1 / float64(len(in.Couriers))
		}
		if shift := float64(c.Off - c.On); shift > 0 {
			use = append(use, float64(busy[c.ID])/shift)
			perHour = append(perHour, 60*float64(carried[c.ID])/shift)
			tripsPerHour = append(tripsPerHour, 60*float64(trips[c.ID])/shift)
		}
	}
	if m.Delivered > 0 {
		m.CostPerOrder = m.TotalPay / float64(m.Delivered)
	}
	m.Utilisation, m.OrdersPerHour = SpreadOf(use), SpreadOf(perHour)
	m.BundlesPerHour, m.Bundle = SpreadOf(tripsPerHour), SpreadOf(sizes)
}
