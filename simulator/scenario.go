package simulator

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Scenario is a world to be: where, how many, from when to when.
type Scenario struct {
	Seed     uint64
	Box      geo.Bounds // the community; zero: the whole city
	Orders   int
	Couriers int
	Robots   int
	Lockers  int

	Start clock.Instant // first order not before
	Span  time.Duration // last order not after Start + Span
	Peaks []Peak        // when people order; empty: evenly
	Away  time.Duration // how far the local clock is ahead of UTC
}

// Peak is a bell of demand around a time of day.
type Peak struct {
	At     time.Duration // local time of day
	Width  time.Duration // standard deviation
	Weight float64       // share of the peak among all
	Meals  float64       // share of meals in it; the rest are goods
}

// MealDay is the demand of an ordinary day: breakfast, lunch and dinner over
// a low plateau of groceries.
func MealDay() []Peak {
	return []Peak{
		{At: 8 * time.Hour, Width: 50 * time.Minute, Weight: 0.12, Meals: 0.6},
		{At: 12*time.Hour + 10*time.Minute, Width: 50 * time.Minute, Weight: 0.33, Meals: 0.85},
		{At: 15 * time.Hour, Width: 3 * time.Hour, Weight: 0.25, Meals: 0.2},
		{At: 18*time.Hour + 30*time.Minute, Width: 65 * time.Minute, Weight: 0.30, Meals: 0.75},
	}
}

// AndorraLaVella is the box of the default community.
func AndorraLaVella() geo.Bounds {
	return geo.Bounds{Min: geo.Point{Lng: 1.508, Lat: 42.499}, Max: geo.Point{Lng: 1.542, Lat: 42.516}}
}

// Rates are the habits and troubles of the world, as probabilities.
var rates = struct {
	decline, ignore, handBack  float64
	away                       float64 // nobody opens the door
	lift, locker, robot        float64 // buildings with a lift; consents
	noStairs, noScreen, inside float64
	merchantRefuses, itemGone  float64
	cancels                    float64
	robotFailsPerKm            float64
}{
	decline: 0.06, ignore: 0.02, handBack: 0.005,
	away: 0.004, lift: 0.6, locker: 0.65, robot: 0.65,
	noStairs: 0.05, noScreen: 0.05, inside: 0.04,
	merchantRefuses: 0.002, itemGone: 0.02, cancels: 0.004,
	robotFailsPerKm: 0.01,
}
