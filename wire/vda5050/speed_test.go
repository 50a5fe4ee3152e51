package vda5050_test

import (
	"slices"
	"testing"

	"github.com/linli/linli/geo"
	. "github.com/linli/linli/wire/vda5050"
)

// An order says how fast each edge may be driven: by the place in its middle,
// and more slowly in bad weather.
func TestLimit(t *testing.T) {
	c := chart(t)
	m := mission(c)
	speeds := func(p geo.Point) float64 {
		if c[0].Position(p).Y > 10 {
			return 0
		}
		return 5.0 / 3
	}
	limits := func() (all []float64) {
		o := OrderFor(m, c[0])
		o.Limit(&m, speeds)
		for _, e := range o.Edges {
			v := -1.0
			if e.MaxSpeed != nil {
				v = *e.MaxSpeed
			}
			all = append(all, v)
		}
		return all
	}
	if got := limits(); !slices.Equal(got, []float64{1.666, -1, -1}) {
		t.Errorf("%v", got)
	}
	m.Pace = 50
	if got := limits(); !slices.Equal(got, []float64{0.833, -1, -1}) {
		t.Errorf("%v", got)
	}
}
