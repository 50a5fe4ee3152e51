package simulator

import (
	"fmt"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
)

// Scenario is a world to be: where, how many, from when to when, and how
// everybody behaves. ParseScenario reads one from a file.
type Scenario struct {
	Name         string
	City         string // which map: of Cities, or a file; for whoever opens it
	Jurisdiction string // where robots may drive, as import takes it; empty: the city's own

	Seed     uint64
	Box      geo.Bounds // the community; zero: the whole city
	Orders   int
	Couriers int
	Robots   int
	Bays     int // compartments of each robot, its capacity in equal parts; 0: one
	Lockers  int
	Carers   int
	Visits   int // to homes, of an ordinary day
	Plans    int // residents with a visit that recurs

	Addresses int // homes to be made along the roads; 0: the buildings of the map
	Merchants int // to be made along the roads; 0: the shops of the map

	Start clock.Instant // first order not before
	Span  time.Duration // last order not after Start + Span
	Peaks []Peak        // when people order; empty: evenly
	Away  time.Duration // how far the local clock is ahead of UTC

	Nearest int              // couriers that a plan looks at for each order; 0: all
	Policy  *dispatch.Policy // of the zone, but for Nearest; nil: dispatch.DefaultPolicy

	Drawn   Drawn   // for robots, on top of the streets
	Demand  *Demand // of every category and cell; nil: Orders spread over Peaks, everywhere alike
	Weather []Spell
	Shifts  []Shift // of couriers; empty: always
	Habits  *Habits // nil: DefaultHabits
	Care    *Care   // nil: DefaultCare
}

// Shift is when couriers work.
type Shift struct {
	At     time.Duration // local time of day
	For    time.Duration
	Weight float64 // share of it among all
}

// bays are the compartments of each robot.
func (sc *Scenario) bays() []fleet.Bay {
	var list []fleet.Bay
	n := int64(max(sc.Bays, 1))
	for i := range n {
		list = append(list, fleet.Bay{ID: fmt.Sprint(i + 1), Capacity: fleet.Capacity{Grams: RobotCapacity.Grams / n, Millis: RobotCapacity.Millis / n}})
	}
	return list
}

// policy is what the scenario's operator has set.
func (sc *Scenario) policy() dispatch.Policy {
	p := dispatch.DefaultPolicy()
	if sc.Policy != nil {
		p = *sc.Policy
	}
	p.Nearest = sc.Nearest
	return p
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
