package mdrp

import (
	"bytes"
	"fmt"
)

// FrontPoint is what one price of pay reaches on average.
type FrontPoint struct {
	Pay     int64   `json:"pay"` // Weights.Pay
	Average Average `json:"average"`
}

// FrontPay returns the prices of pay at which the trade between click-to-door
// and cost is measured.
func FrontPay() []int64 { return []int64{0, 250, 500, 1000, 2500, 10000} }

// The drawing: its size, and the range of its axes.
const (
	frontWidth, frontHeight = 640, 420
	frontLeft, frontTop     = 60, 20
	frontRight, frontBottom = 620, 370
)

// DrawFront draws the points as an SVG: excess over cost per order, a curve in
// the sequence of the prices, and the bar of the record.
func DrawFront(points []FrontPoint) []byte {
	const fromCost, toCost, fromExcess, toExcess = 10.2, 11.6, 0.0, 3.0
	x := func(cost float64) float64 {
		return frontLeft + (cost-fromCost)/(toCost-fromCost)*(frontRight-frontLeft)
	}
	y := func(excess float64) float64 {
		return frontBottom - (excess-fromExcess)/(toExcess-fromExcess)*(frontBottom-frontTop)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", frontWidth, frontHeight)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", frontWidth, frontHeight)
	for i := range 8 {
		v := fromCost + 0.2*float64(i)
		fmt.Fprintf(&b, `<path d="M%.1f %dV%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">$%.1f</text>`+"\n", x(v), frontTop, frontBottom, x(v), frontBottom+16, v)
	}
	for i := range 7 {
		v := 0.5 * float64(i)
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%.1f</text>`+"\n", frontLeft, y(v), frontRight, frontLeft-6, y(v)+4, v)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">cost per order</text>`+"\n", (frontLeft+frontRight)/2, frontHeight-14)
	fmt.Fprintf(&b, `<text transform="translate(18 %d) rotate(-90)" text-anchor="middle">excess click-to-door, minutes</text>`+"\n", (frontTop+frontBottom)/2)
	fmt.Fprintf(&b, `<rect x="%d" y="%.1f" width="%.1f" height="%.1f" fill="#2a7" opacity="0.12"/>`+"\n", frontLeft, y(1.7), x(11.15)-frontLeft, frontBottom-y(1.7))
	for _, o := range []struct {
		name         string
		cost, excess float64
	}{{"rolling horizon, 2 min", 11.46, 2.81}, {"FoodMatch", 11.16, 1.91}} {
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="4" fill="#a33"/><text x="%.1f" y="%.1f" text-anchor="end">%s</text>`+"\n", x(o.cost), y(o.excess), x(o.cost)-8, y(o.excess)+4, o.name)
	}
	b.WriteString(`<polyline fill="none" stroke="#25c" points="`)
	for _, p := range points {
		fmt.Fprintf(&b, "%.1f,%.1f ", x(p.Average.CostPerOrder), y(p.Average.Excess))
	}
	b.WriteString(`"/>` + "\n")
	for _, p := range points {
		a := &p.Average
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="#25c"><title>pay %d: $%.2f, %.2f min</title></circle>`+"\n", x(a.CostPerOrder), y(a.Excess), p.Pay, a.CostPerOrder, a.Excess)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}
