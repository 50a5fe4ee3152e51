package report

import (
	"fmt"
	"math"
	"strings"
)

// Plot is a picture in its own coordinates, ready for the page: everything is
// in pixels, y downwards.
type Plot struct {
	Name   string // key of its title among the phrases
	W, H   float64
	Bars   []Box
	Lines  []Shape
	Areas  []Shape
	Grid   []Mark // along y
	Ticks  []Mark // along x
	Labels []Mark
	Left   float64 // of the plotting area
	Bottom float64
}

// Box is a bar, with what it says when pointed at.
type Box struct {
	X, Y, W, H float64
	Class, Tip string
}

// Shape is a line or a filled polygon.
type Shape struct {
	Points     string
	Class, Tip string
	Shade      float64 // of a map's cell, 0 to 1
}

// Mark is a text at a place.
type Mark struct {
	X, Y  float64
	Text  string
	Class string
}

const (
	plotW, plotH         = 720.0, 240.0
	leftRoom, bottomRoom = 40.0, 24.0
	rightRoom, topRoom   = 10.0, 10.0
	innerW               = plotW - leftRoom - rightRoom
	innerH               = plotH - topRoom - bottomRoom
	plotBottom           = plotH - bottomRoom
	wantedTicks          = 5
	dashed, solid        = "dashed", "solid"
)

// axis is an empty plot whose values go from 0 to about top, and a function
// from a value to y.
func axis(name string, top float64, unit string) (*Plot, func(float64) float64) {
	p := &Plot{Name: name, W: plotW, H: plotH, Left: leftRoom, Bottom: plotBottom}
	step := niceStep(top / wantedTicks)
	top = math.Max(math.Ceil(top/step-1e-9), 1) * step
	y := func(v float64) float64 { return round(plotBottom - v/top*innerH) }
	for v := 0.0; v <= top+step/2; v += step {
		p.Grid = append(p.Grid, Mark{X: leftRoom, Y: y(v), Text: number(v) + unit})
	}
	return p, y
}

// niceStep is the 1, 2 or 5 times a power of ten that is not below x.
func niceStep(x float64) float64 {
	if x <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, f := range []float64{1, 2, 5} {
		if f*power >= x-1e-9 {
			return f * power
		}
	}
	return 10 * power
}

// lateness is the histogram of how late orders were, in bins of five minutes.
func (r *Report) lateness() *Plot {
	const lo, hi, bin = -45, 60, 5
	counts := make([]int, (hi-lo)/bin)
	most := 0
	for i := range r.Orders {
		o := &r.Orders[i]
		if o.Served == 0 {
			continue
		}
		n := int(math.Ceil(o.Late().Minutes()/bin)) - 1 - lo/bin // 0 is on time
		n = min(max(n, 0), len(counts)-1)
		counts[n]++
		most = max(most, counts[n])
	}
	p, y := axis("late", float64(most), "")
	w := innerW / float64(len(counts))
	for i, n := range counts {
		from := lo + i*bin
		class := solid
		if from < 0 {
			class = "pale"
		}
		x := leftRoom + float64(i)*w
		p.Bars = append(p.Bars, Box{X: round(x + 1), Y: y(float64(n)), W: round(w - 2), H: round(plotBottom - y(float64(n))), Class: class, Tip: fmt.Sprintf("%d…%d min: %d", from, from+bin, n)})
		if i%3 == 0 {
			text := fmt.Sprint(from)
			if i == 0 {
				text = "≤" + text
			}
			p.Ticks = append(p.Ticks, Mark{X: round(x), Y: plotBottom, Text: text})
		}
	}
	p.Ticks = append(p.Ticks, Mark{X: plotW - rightRoom, Y: plotBottom, Text: fmt.Sprintf("≥%d", hi), Class: "end"})
	return p
}

// hours marks the time of day below a plot over the slices.
func (r *Report) hours(p *Plot) {
	n := len(r.Slices)
	every := 4 * max(1, n/4/12) // slices between two marks
	for i, s := range r.Slices {
		local := s.At.Add(r.Away).Time()
		if (local.Hour()*4+local.Minute()/15)%every == 0 {
			p.Ticks = append(p.Ticks, Mark{X: r.x(float64(i)), Y: plotBottom, Text: fmt.Sprintf("%d:00", local.Hour())})
		}
	}
}

// x is where the slice of a number begins.
func (r *Report) x(i float64) float64 {
	return round(leftRoom + i*innerW/math.Max(float64(len(r.Slices)), 1))
}

// line draws a value of each slice at its middle.
func (r *Report) line(class string, value func(Interval) float64, y func(float64) float64) Shape {
	var b strings.Builder
	for i, s := range r.Slices {
		fmt.Fprintf(&b, "%v,%v ", r.x(float64(i)+0.5), y(value(s)))
	}
	return Shape{Points: strings.TrimSpace(b.String()), Class: class}
}

// flow is orders over the day.
func (r *Report) flow() *Plot {
	most := 0
	for _, s := range r.Slices {
		most = max(most, s.Placed, s.Ended, s.UnderWay)
	}
	p, y := axis("flow", float64(most), "")
	r.bars(p, "pale", func(s Interval) float64 { return float64(s.Placed) }, y)
	p.Lines = append(p.Lines,
		r.line(solid, func(s Interval) float64 { return float64(s.Ended) }, y),
		r.line(dashed, func(s Interval) float64 { return float64(s.UnderWay) }, y))
	r.hours(p)
	return p
}

func (r *Report) bars(p *Plot, class string, value func(Interval) float64, y func(float64) float64) {
	for i, s := range r.Slices {
		v := value(s)
		x, end := r.x(float64(i)), r.x(float64(i+1))
		p.Bars = append(p.Bars, Box{X: x, Y: y(v), W: round(math.Max(end-x-1, 1)), H: round(plotBottom - y(v)), Class: class,
			Tip: fmt.Sprintf("%s: %s", s.At.Add(r.Away).Time().Format("15:04"), number(v))})
	}
}

// use is how busy couriers and robots were.
func (r *Report) use() *Plot {
	p, y := axis("use", 100, "%")
	p.Lines = append(p.Lines, r.line(solid, func(s Interval) float64 { return 100 * s.CourierOn }, y))
	if len(r.Robots) > 0 {
		p.Lines = append(p.Lines, r.line(dashed, func(s Interval) float64 { return 100 * s.RobotOn }, y))
	}
	r.hours(p)
	return p
}

// duty is how many couriers were on duty.
func (r *Report) duty() *Plot {
	most := 0.0
	for _, s := range r.Slices {
		most = math.Max(most, s.Couriers)
	}
	p, y := axis("fleet.note", most, "")
	r.bars(p, "pale", func(s Interval) float64 { return s.Couriers }, y)
	r.hours(p)
	return p
}

// stacked is the order of the robots' states in their picture, from the bottom
// up.
var stacked = []doing{toPickup, loading, toHandoff, unloading, idle, broken, away}

// robots is the robots' states over the day, one on top of the other.
func (r *Report) robots() *Plot {
	p, y := axis("robots", float64(len(r.Robots)), "")
	base := make([]float64, len(r.Slices))
	for n, state := range stacked {
		var up, down strings.Builder
		for i := range r.Slices {
			top := base[i] + r.Slices[i].Robots[state]
			fmt.Fprintf(&up, "%v,%v ", r.x(float64(i)+0.5), y(top))
		}
		for i := len(r.Slices) - 1; i >= 0; i-- {
			fmt.Fprintf(&down, "%v,%v ", r.x(float64(i)+0.5), y(base[i]))
			base[i] += r.Slices[i].Robots[state]
		}
		p.Areas = append(p.Areas, Shape{Points: strings.TrimSpace(up.String() + down.String()), Class: fmt.Sprintf("s%d", n), Tip: robotStates[state].En})
	}
	r.hours(p)
	return p
}

// fair is the Lorenz curve of couriers' earnings per hour.
func (r *Report) fair() *Plot {
	p, y := axis("fair", 100, "%")
	x := func(v float64) float64 { return round(leftRoom + v*innerW) }
	pay := hourly(r.Couriers)
	sum := 0.0
	for _, v := range pay {
		sum += v
	}
	points, so := fmt.Sprintf("%v,%v", x(0), y(0)), 0.0
	for i, v := range pay {
		if sum > 0 {
			so += v / sum
		}
		points += fmt.Sprintf(" %v,%v", x(float64(i+1)/float64(len(pay))), y(100*so))
	}
	p.Lines = append(p.Lines,
		Shape{Points: fmt.Sprintf("%v,%v %v,%v", x(0), y(0), x(1), y(100)), Class: "thin"},
		Shape{Points: points, Class: solid})
	for i := range 5 {
		p.Ticks = append(p.Ticks, Mark{X: x(float64(i) / 4), Y: plotBottom, Text: fmt.Sprintf("%d%%", i*25)})
	}
	p.Ticks[4].Class = "end"
	return p
}

// number writes a value without needless digits.
func number(v float64) string { return fmt.Sprintf("%.4g", v) }

// round keeps a tenth of a pixel.
func round(v float64) float64 { return math.Round(v*10) / 10 }
