package problem

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Plan answers a Problem with what changes: the routes of the vehicles that
// got something, and one assignment for each shipment newly placed.
type Plan struct {
	Epoch       uint64       `json:"epoch"`
	Assignments []Assignment `json:"assignments,omitempty"`
	Undone      []Undone     `json:"undone,omitempty"`
	Routes      []Route      `json:"routes,omitempty"`
	Standby     []Standby    `json:"standby,omitempty"`
	Ways        []OtherWay   `json:"ways,omitempty"`    // for each Detour
	Trips       []TripWay    `json:"trips,omitempty"`   // for each Trip
	Changed     []string     `json:"changed,omitempty"` // shipments assigned to another vehicle than their Was, sorted
	Iterations  int64        `json:"iterations"`        // insertions tried: the work, independent of the machine
}

// Assignment gives a waiting shipment to a vehicle. A visit with several
// Workers has one for each.
type Assignment struct {
	Shipment    string      `json:"shipment"`
	Vehicle     string      `json:"vehicle"`
	Option      int         `json:"option"`
	Explanation Explanation `json:"explanation"`
}

// Standby asks a vehicle that has nothing to do to wait for work somewhere else.
type Standby struct {
	Vehicle string    `json:"vehicle"`
	Point   geo.Point `json:"point"`
}

// Undone is a waiting shipment that no vehicle can take now, or that the
// solver was stopped before it reached, and why.
type Undone struct {
	Shipment    string      `json:"shipment"`
	Explanation Explanation `json:"explanation"`
}

// Route is the whole route of one vehicle after the plan.
type Route struct {
	Vehicle string         `json:"vehicle"`
	Stops   []PlannedStop  `json:"stops"`
	Breaks  []PlannedBreak `json:"breaks,omitempty"`
	Back    *Return        `json:"back,omitempty"` // of a vehicle that returns

	// CommitBy is the latest instant at which the vehicle must leave its place
	// for the first stop that is not locked, if the route is to cost no more
	// and every window and promise to hold: until then the plan may still
	// change for nothing. Zero: there is no such stop.
	CommitBy clock.Instant `json:"commit_by,omitempty"`
}

// PlannedBreak is a break between two stops.
type PlannedBreak struct {
	ID    string        `json:"id"`
	After int           `json:"after"` // number of stops made before it
	Start clock.Instant `json:"start"`
	End   clock.Instant `json:"end"`
}

// Return is the drive to the vehicle's End.
type Return struct {
	Leg    Leg           `json:"leg"`
	Arrive clock.Instant `json:"arrive"`
}

// PlannedStop is a stop with the drive to it and its times.
type PlannedStop struct {
	Shipment string        `json:"shipment"`
	Kind     StopKind      `json:"kind"`
	Point    geo.Point     `json:"point"`
	Leg      Leg           `json:"leg"`     // from the stop before, or the vehicle's start
	Service  time.Duration `json:"service"` // with set-up, where there is any
	Arrive   clock.Instant `json:"arrive"`
	Start    clock.Instant `json:"start"` // of service: waiting lies between
	Depart   clock.Instant `json:"depart"`
	Path     []geo.Point   `json:"path,omitempty"` // the way of the leg; filled for robots only
}

// Explanation says why a shipment went where it went. Candidates are sorted,
// best first: by Total (Money), by Late and then Total (Levels), by whether an
// idle vehicle is put to use and then by metres (VehiclesDistance). The first
// is the one chosen.
type Explanation struct {
	Candidates []Candidate `json:"candidates,omitempty"` // at most ten
	More       int         `json:"more,omitempty"`       // feasible candidates beyond the ten
	Excluded   []Exclusion `json:"excluded,omitempty"`   // sorted by rule, then mode
	Text       Text        `json:"text"`
}

// Candidate is a feasible vehicle and option with its cost by term.
type Candidate struct {
	Vehicle string        `json:"vehicle"`
	Mode    Mode          `json:"mode"`
	Option  int           `json:"option"`
	At      clock.Instant `json:"at"` // hand-over
	Terms   Terms         `json:"terms"`
	Total   int64         `json:"total"`
}

// Terms are the parts of a candidate's cost in minor units: the cost of the
// vehicle's route with the shipment, less its cost without it. Wait is negative
// when the work fills time that was idle. Each price of a route is rounded to
// the nearest minor unit, halves up, before differences are taken.
type Terms struct {
	Task     int64 `json:"task"`             // the vehicle's price of one more task, and the option's fee
	Time     int64 `json:"time"`             // extra driving and service
	Distance int64 `json:"distance"`         // extra metres
	Wait     int64 `json:"wait"`             // extra idle time at stops
	Late     int64 `json:"late"`             // lateness of this shipment and what it adds to others
	Resident int64 `json:"resident"`         // the resident's time, and what it adds to others on the route
	Fixed    int64 `json:"fixed,omitempty"`  // putting an idle vehicle to use
	Uneven   int64 `json:"uneven,omitempty"` // making a long day longer
	Change   int64 `json:"change,omitempty"` // leaving the vehicle that was promised

	Continuity int64 `json:"continuity,omitempty"` // somebody comes whom the resident knows less well
}

// Total returns the sum of the terms.
func (t Terms) Total() int64 {
	return t.Task + t.Time + t.Distance + t.Wait + t.Late + t.Resident + t.Fixed + t.Uneven + t.Change + t.Continuity
}

// Exclusion counts the vehicle and option pairs that one rule ruled out.
type Exclusion struct {
	Rule     string   `json:"rule"` // file name of the rule: access, capacity, …
	Mode     Mode     `json:"mode"`
	Count    int      `json:"count"`
	Vehicles []string `json:"vehicles,omitempty"` // the first few, for "why not courier 12?"
}

// Plus returns t and u together.
func (t Terms) Plus(u Terms) Terms {
	return Terms{Task: t.Task + u.Task, Time: t.Time + u.Time, Distance: t.Distance + u.Distance, Wait: t.Wait + u.Wait,
		Late: t.Late + u.Late, Resident: t.Resident + u.Resident, Fixed: t.Fixed + u.Fixed, Uneven: t.Uneven + u.Uneven,
		Change: t.Change + u.Change, Continuity: t.Continuity + u.Continuity}
}

// Text is one plain sentence in each language.
type Text struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}
