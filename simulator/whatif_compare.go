package simulator

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/linli/linli/simulator/report"
)

// Measure is one figure by which days are compared.
type Measure struct {
	Name string
	Of   func(*report.Report) float64
}

// Measures are the figures that a what-if sets side by side.
var Measures = []Measure{
	{"orders", func(r *report.Report) float64 { return float64(len(r.Orders) + r.Open) }},
	{"delivered", func(r *report.Report) float64 { return float64(r.Delivered) }},
	{"failed", func(r *report.Report) float64 { return float64(r.Failed) }},
	{"on time %", func(r *report.Report) float64 { return 100 * r.OnTime }},
	{"minutes, median", func(r *report.Report) float64 { return r.P50 }},
	{"minutes, 95%", func(r *report.Report) float64 { return r.P95 }},
	{"cost per order", func(r *report.Report) float64 { return r.Cost / 100 }},
	{"by robot %", func(r *report.Report) float64 { return 100 * modeShare(r, 2) }},
	{"by locker %", func(r *report.Report) float64 { return 100 * modeShare(r, 1) }},
	{"Gini of pay", func(r *report.Report) float64 { return r.Gini }},
}

// visitMeasures are those of a day with visits, beside the others.
var visitMeasures = []Measure{
	{"visits", func(r *report.Report) float64 { return float64(len(r.Visits.All) + r.Visits.Open) }},
	{"visits done", func(r *report.Report) float64 { return float64(r.Visits.Done) }},
	{"in window %", func(r *report.Report) float64 { return 100 * r.Visits.Punctual }},
	{"cost per visit", func(r *report.Report) float64 { return r.Visits.Cost / 100 }},
}

func modeShare(r *report.Report, mode int) float64 {
	return float64(r.Modes[mode].Orders) / math.Max(float64(r.Delivered), 1)
}

// Spread is the mean of figures over seeds, with the half width of its 95%
// interval (Student's t).
type Spread struct{ Mean, Half float64 }

// SpreadOf returns the spread of values; its half width is 0 of fewer than
// two.
func SpreadOf(values []float64) Spread {
	n := float64(len(values))
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	s := Spread{Mean: sum / math.Max(n, 1)}
	if n < 2 {
		return s
	}
	for _, v := range values {
		squares += (v - s.Mean) * (v - s.Mean)
	}
	s.Half = studentT(len(values)-1) * math.Sqrt(squares/(n-1)/n)
	return s
}

// studentT is the 97.5% quantile of Student's t, by the expansion of Fisher
// and Cornish in the inverse of the degrees of freedom; from 4 on it is right
// to a hundredth.
func studentT(df int) float64 {
	const z = 1.959964
	v := float64(df)
	g1 := (z*z*z + z) / 4
	g2 := (5*math.Pow(z, 5) + 16*z*z*z + 3*z) / 96
	g3 := (3*math.Pow(z, 7) + 19*math.Pow(z, 5) + 17*z*z*z - 15*z) / 384
	return z + g1/v + g2/(v*v) + g3/(v*v*v)
}

// Over runs a day under the seeds 1 to n, on as many processors as there are,
// and returns what it says in the order of the seeds. each, which may be nil,
// is called after each of them, one at a time.
func Over[T any](ctx context.Context, n int, day func(ctx context.Context, seed uint64) (T, error), each func()) ([]T, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out, errs := make([]T, n), make([]error, n)
	next := make(chan int)
	var wait sync.WaitGroup
	var done sync.Mutex
	for range min(runtime.GOMAXPROCS(0), n) {
		wait.Go(func() {
			for i := range next {
				out[i], errs[i] = day(ctx, uint64(i+1))
				if errs[i] != nil {
					stop()
				}
				done.Lock()
				if each != nil {
					each()
				}
				done.Unlock()
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
	for _, err := range errs { // the one that stopped the others
		if err != nil && !errors.Is(err, context.Canceled) {
			return out, err
		}
	}
	return out, errors.Join(errs...)
}

// SideBySide writes the recorded day, its re-simulation and the what-if as a
// table: means with the half width of the 95% interval, and the difference of
// each pair of seeds. The gap of the re-simulation to the recorded day is what
// the model gets wrong; a difference that is not clear of it says nothing.
func SideBySide(recorded *report.Report, own, other []*report.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s %10s %16s %10s", "", "recorded", "re-simulated", "gap")
	if len(other) > 0 {
		fmt.Fprintf(&b, " %16s %18s", "what if", "difference")
	}
	b.WriteByte('\n')
	measures := Measures
	if len(recorded.Visits.All) > 0 {
		measures = slices.Concat(Measures, visitMeasures)
	}
	for _, m := range measures {
		x, y, d := make([]float64, len(own)), make([]float64, len(other)), make([]float64, len(other))
		for i := range own {
			x[i] = m.Of(own[i])
		}
		for i := range other {
			y[i] = m.Of(other[i])
			d[i] = y[i] - x[i]
		}
		then, sx := m.Of(recorded), SpreadOf(x)
		fmt.Fprintf(&b, "%-16s %10.2f %16s %+10.2f", m.Name, then, sx, sx.Mean-then)
		if len(other) > 0 {
			diff := SpreadOf(d)
			fmt.Fprintf(&b, " %16s %18s", SpreadOf(y), fmt.Sprintf("%+.2f ± %.2f", diff.Mean, diff.Half))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// String is the mean and the half width.
func (s Spread) String() string { return fmt.Sprintf("%.2f ± %.2f", s.Mean, s.Half) }

// Settle fits the behaviour; it must be called once after the last step.
func (h *History) Settle() { h.fit.settle() }

// Fitted says what the re-simulation draws from.
func (h *History) Fitted() string {
	b := &h.fit
	all := b.accepted + b.declined + b.ignored
	return fmt.Sprintf("%d events kept as recorded; fitted on %d offers (%.1f%% accepted), %d stops of couriers (pace %.2f of the map), %d waits at the counter, %d collections from lockers, %d robots at doors (%.2f m/s); %d decisions of staff not repeated",
		h.Kept, all, 100*shareSeen(b.accepted, all, 0), len(b.stops), b.pace, len(b.waited), len(b.collect), b.robotDoors, b.speed(), h.Staff)
}
