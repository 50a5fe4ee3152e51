package format

import (
	"fmt"
	"math"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// Travel fills in the drives between points, row by row, for a profile by the
// name that the file gives it. A leg of problem.Unreachable is no way.
type Travel func(profile string, points []geo.Point) ([]problem.Leg, error)

// speeds at which a great circle is driven, in km/h, by the words that begin a
// profile's name; DefaultSpeed for all others.
var speeds = []struct {
	profile string
	kmh     float64
}{
	{"foot", 5}, {"walk", 5}, {"pedestrian", 5},
	{"bike", 15}, {"bicycle", 15}, {"cycl", 15}, {"ebike", 20}, {"e-bike", 20},
	{"robot", 6},
}

// DefaultSpeed is the speed of a car across a town, along a great circle.
const DefaultSpeed = 30 // km/h

// GreatCircle is the Travel for want of a road network: along the great
// circle, at a speed that fits the profile's name.
func GreatCircle(profile string, points []geo.Point) ([]problem.Leg, error) {
	kmh := float64(DefaultSpeed)
	for _, s := range speeds {
		if len(profile) >= len(s.profile) && profile[:len(s.profile)] == s.profile {
			kmh = s.kmh
			break
		}
	}
	legs := make([]problem.Leg, 0, len(points)*len(points))
	for i, a := range points {
		if err := a.Check(); err != nil {
			return nil, fmt.Errorf("place %d: %w", i, err)
		}
		for _, b := range points {
			m := geo.Distance(a, b)
			legs = append(legs, problem.Leg{
				Travel: time.Duration(math.Round(m/kmh*3.6)) * time.Second,
				Meters: geo.Meters(math.Round(m)),
			})
		}
	}
	return legs, nil
}
