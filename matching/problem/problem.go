package problem

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
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

	// Times holds one matrix for each profile that a vehicle uses.
	Times [geo.ProfileCount]*Matrix `json:"-"`
}

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

// At returns the leg from place i to place j.
func (m *Matrix) At(i, j int) Leg { return m.legs[i*m.n+j] }

// Set stores the leg from place i to place j.
func (m *Matrix) Set(i, j int, l Leg) { m.legs[i*m.n+j] = l }

// Leg returns the drive from place i to place j on profile p.
func (p *Problem) Leg(profile geo.Profile, i, j int) Leg { return p.Times[profile].At(i, j) }

// Weights turn the terms of a plan's cost into money (minor units), so that
// they can be added and compared.
type Weights struct {
	LatePerMinute     int64 `json:"late_per_minute"`     // first minute late; each further minute costs one step more (convex)
	LateStep          int64 `json:"late_step"`           // what each further minute adds to the price of a minute
	WaitPerMinute     int64 `json:"wait_per_minute"`     // a worker standing idle at a stop
	ResidentPerMinute int64 `json:"resident_per_minute"` // the time that an order takes to its hand-over, on time or not
}
