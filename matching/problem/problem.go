package problem

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
)

// Problem asks for a plan: which vehicle takes which waiting shipment, by
// which delivery option, in which order of stops.
type Problem struct {
	Epoch     uint64        `json:"epoch"` // names the request; the plan repeats it
	Now       clock.Instant `json:"now"`
	Places    []geo.Point   `json:"places"` // every other field refers to places by index
	Vehicles  []Vehicle     `json:"vehicles"`
	Shipments []Shipment    `json:"shipments"`
	Lockers   []Locker      `json:"lockers"`
	Weights   Weights       `json:"weights"`

	Objective Objective `json:"objective,omitempty"`

	// MaxChanged bounds how many shipments with a Was may be assigned to
	// another vehicle; 0: no bound. What it still costs to move one is
	// Weights.Change. What is left undone does not count.
	MaxChanged int `json:"max_changed,omitempty"`

	// Times holds one matrix for each profile that a vehicle uses: the one of
	// vehicle v is Times[v.Profile]. Problems that do not come from a road
	// network number their profiles as they like.
	Times []*Matrix `json:"-"`

	// Lanes is what is drawn for robots on top of the roads, and what is
	// closed; nil: nothing.
	Lanes *lanes.Network `json:"-"`

	// RobotPace is how fast robots are now, in percent of what Travel says; 0 is
	// 100.
	RobotPace int `json:"-"`

	// Around lists, for robots of the profile geo.ProfileCount and those after it,
	// the resources that they are too wide for.
	Around [][]string `json:"-"`

	// Detours are asked for besides the plan: other ways for robots that are
	// under way.
	Detours []Detour `json:"-"`

	// Trips are asked for besides, for robots that have nothing to do.
	Trips []Trip `json:"-"`
}

// ProfileAround returns the profile of robots that get round what is too narrow
// for them: their own where there is nothing of the kind.
func (p *Problem) ProfileAround(narrow []string) geo.Profile {
	if len(narrow) == 0 {
		return geo.Robot
	}
	i := slices.IndexFunc(p.Around, func(a []string) bool { return slices.Equal(a, narrow) })
	if i < 0 {
		i = len(p.Around)
		p.Around = append(p.Around, narrow)
	}
	return geo.Profile(geo.ProfileCount + i)
}

// Road returns the profile of the roads that vehicles of a profile take, and the
// resources that they get round.
func (p *Problem) Road(profile geo.Profile) (geo.Profile, []string) {
	if i := int(profile) - geo.ProfileCount; i >= 0 && i < len(p.Around) {
		return geo.Robot, p.Around[i]
	}
	return profile, nil
}

// Objective says how plans are compared once the priority of what is left
// undone is equal: no plan that leaves more undone is ever better.
type Objective string

// The objectives.
const (
	Money            Objective = ""                  // all terms in money, added
	Levels           Objective = "levels"            // lateness first, then all else in money
	VehiclesDistance Objective = "vehicles-distance" // fewest vehicles used, then fewest metres
)

// Matrix is the travel time and distance from every place to every place.
type Matrix struct {
	n    int
	legs []Leg
}

// Leg is one drive from a place to the next.
type Leg struct {
	Travel time.Duration `json:"travel"`
	Meters geo.Meters    `json:"meters"`
}

// Unreachable is the travel time between places that no way joins.
const Unreachable = time.Duration(1<<63 - 1)

// NewMatrix returns an n×n matrix of legs that take no time.
func NewMatrix(n int) *Matrix { return &Matrix{n: n, legs: make([]Leg, n*n)} }

// Close makes every leg unreachable, those from a place to itself too.
func (m *Matrix) Close() {
	for i := range m.legs {
		m.legs[i] = Leg{Travel: Unreachable}
	}
}

// At returns the leg from place i to place j.
func (m *Matrix) At(i, j int) Leg { return m.legs[i*m.n+j] }

// Set stores the leg from place i to place j.
func (m *Matrix) Set(i, j int, l Leg) { m.legs[i*m.n+j] = l }

// Matrix returns the travel times of a profile, nil when there are none.
func (p *Problem) Matrix(profile geo.Profile) *Matrix {
	if int(profile) >= len(p.Times) {
		return nil
	}
	return p.Times[profile]
}

// SetMatrix gives a profile its travel times.
func (p *Problem) SetMatrix(profile geo.Profile, m *Matrix) {
	for int(profile) >= len(p.Times) {
		p.Times = append(p.Times, nil)
	}
	p.Times[profile] = m
}

// Leg returns the drive from place i to place j on a profile.
func (p *Problem) Leg(profile geo.Profile, i, j int) Leg { return p.Times[profile].At(i, j) }

// Weights turn the terms of a plan's cost into money (minor units), so that
// they can be added and compared. A visit of several workers is priced on the
// route of each: task, fee, continuity, lateness and the resident's time.
type Weights struct {
	LatePerMinute     int64 `json:"late_per_minute"`     // first minute late; each further minute costs one step more (convex)
	LateStep          int64 `json:"late_step"`           // what each further minute adds to the price of a minute
	WaitPerMinute     int64 `json:"wait_per_minute"`     // a worker standing idle at a stop: from arrival to the start of service
	ResidentPerMinute int64 `json:"resident_per_minute"` // the time that an order takes to its hand-over, on time or not

	// Uneven makes long days dear: a vehicle that works h hours (driving and
	// service with set-up, and Vehicle.Worked) costs Uneven·h² more, exact to
	// the microsecond and then rounded. The square is least in sum when work
	// is shared evenly.
	Uneven int64 `json:"uneven,omitempty"`
	Change int64 `json:"change,omitempty"` // a shipment assigned to another vehicle than its Was
}
