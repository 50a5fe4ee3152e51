package simulator

import (
	"math"
	"slices"
	"time"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/simulator/report"
)

// Figures are what a policy is judged by on one day.
type Figures struct {
	Delivered float64 // percent of the orders that nobody called off
	OnTime    float64 // percent of those, delivered by the promise
	P50, P95  float64 // minutes from placing to within reach, of those delivered
	Cost      float64 // per order delivered, in units of the currency: pay, wear, fees; returns and failures too
	Km        float64 // per order delivered, of all ways
	Late      float64 // minutes after the promise per order that nobody called off; 0 for those on time
	Decision  float64 // mean wall time of one plan, in milliseconds; NaN where nobody decides
}

// outcome is how one order went.
type outcome struct {
	delivered bool
	minutes   float64 // from placing to within reach
	late      float64 // minutes after the promise; negative: before
	cost      int64   // minor units
	meters    float64
}

// figuresOf counts outcomes; more is what was spent beside them.
func figuresOf(all []outcome, more outcome) Figures {
	f := Figures{Decision: math.NaN()}
	var took []float64
	onTime := 0
	for _, o := range append(slices.Clone(all), more) {
		f.Cost, f.Km = f.Cost+float64(o.cost)/100, f.Km+o.meters/1000
	}
	for _, o := range all {
		f.Late += max(o.late, 0)
		if !o.delivered {
			continue
		}
		took = append(took, o.minutes)
		if o.late <= 0 {
			onTime++
		}
	}
	slices.Sort(took)
	n, delivered := math.Max(float64(len(all)), 1), math.Max(float64(len(took)), 1)
	f.Delivered, f.OnTime = 100*float64(len(took))/n, 100*float64(onTime)/n
	f.Cost, f.Km, f.Late = f.Cost/delivered, f.Km/delivered, f.Late/n
	f.P50, f.P95 = rank(took, 0.5), rank(took, 0.95)
	return f
}

// rank is the nearest-rank quantile of sorted values; 0 of none.
func rank(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(int(math.Ceil(q*float64(len(sorted))))-1, 0)]
}

// DayFigures counts a day that was lived; decision is the mean wall time of a
// plan.
func DayFigures(r *report.Report, decision time.Duration) Figures {
	var all []outcome
	var more outcome
	for i := range r.Orders {
		o := outcomeOf(&r.Orders[i])
		if r.Orders[i].State == orders.Cancelled {
			more.cost, more.meters = more.cost+o.cost, more.meters+o.meters
			continue
		}
		all = append(all, o)
	}
	for i := range r.Returns {
		more.cost, more.meters = more.cost+r.Returns[i].Cost, more.meters+float64(r.Returns[i].Meters)
	}
	f := figuresOf(all, more)
	f.Decision = float64(decision.Microseconds()) / 1000
	return f
}

func outcomeOf(o *report.Order) outcome {
	return outcome{
		delivered: o.State == orders.Delivered, minutes: o.Served.Sub(o.Placed).Minutes(), late: o.Late().Minutes(),
		cost: o.Cost, meters: float64(o.Meters),
	}
}

// FigureNames are the columns of a table of policies, and what each shows.
var FigureNames = []struct {
	Name string
	Of   func(*Figures) float64
}{
	{"delivered %", func(f *Figures) float64 { return f.Delivered }},
	{"on time %", func(f *Figures) float64 { return f.OnTime }},
	{"median min", func(f *Figures) float64 { return f.P50 }},
	{"95% min", func(f *Figures) float64 { return f.P95 }},
	{"cost/order", func(f *Figures) float64 { return f.Cost }},
	{"km/order", func(f *Figures) float64 { return f.Km }},
	{"late min/order", func(f *Figures) float64 { return f.Late }},
	{"decision ms", func(f *Figures) float64 { return f.Decision }},
}
