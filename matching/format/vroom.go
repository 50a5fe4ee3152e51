package format

import (
	"encoding/json"
	"io"
	"time"

	"github.com/linli/linli/matching/problem"
)

// VroomInput is a problem in VROOM's JSON: the fields of its API, version
// 1.15. Times are in seconds, lengths in metres, coordinates longitude first.
// What VROOM has no more, it reads as what took its place: matrix, and a job's
// amount.
type VroomInput struct {
	Jobs      []VroomJob               `json:"jobs,omitempty"`
	Shipments []VroomShipment          `json:"shipments,omitempty"`
	Vehicles  []VroomVehicle           `json:"vehicles,omitempty"`
	Matrices  map[string]VroomMatrices `json:"matrices,omitempty"` // by profile

	loading, solving time.Duration
	roads            map[string]*vroomRoads // of the problem as it was stated last
}

// VroomTask is a stop: a job, or one end of a shipment.
type VroomTask struct {
	ID             int64            `json:"id"`
	Description    string           `json:"description,omitempty"`
	Location       []float64        `json:"location,omitempty"`
	LocationIndex  *int64           `json:"location_index,omitempty"`
	Setup          int64            `json:"setup,omitempty"`
	Service        int64            `json:"service,omitempty"`
	SetupPerType   map[string]int64 `json:"setup_per_type,omitempty"`
	ServicePerType map[string]int64 `json:"service_per_type,omitempty"`
	TimeWindows    [][]int64        `json:"time_windows,omitempty"`
}

// VroomJob is a task of one stop.
type VroomJob struct {
	VroomTask
	Delivery []int64 `json:"delivery,omitempty"` // on board from the start
	Pickup   []int64 `json:"pickup,omitempty"`   // on board to the end
	Amount   []int64 `json:"amount,omitempty"`   // the old name of Delivery; read into it
	Skills   []int64 `json:"skills,omitempty"`
	Priority int64   `json:"priority,omitempty"`
}

// VroomShipment is a task of two stops.
type VroomShipment struct {
	Pickup   VroomTask `json:"pickup"`
	Delivery VroomTask `json:"delivery"`
	Amount   []int64   `json:"amount,omitempty"`
	Skills   []int64   `json:"skills,omitempty"`
	Priority int64     `json:"priority,omitempty"`
}

// VroomVehicle is a vehicle.
type VroomVehicle struct {
	ID            int64        `json:"id"`
	Profile       string       `json:"profile,omitempty"`
	Description   string       `json:"description,omitempty"`
	Start         []float64    `json:"start,omitempty"`
	StartIndex    *int64       `json:"start_index,omitempty"`
	End           []float64    `json:"end,omitempty"`
	EndIndex      *int64       `json:"end_index,omitempty"`
	Capacity      []int64      `json:"capacity,omitempty"`
	Costs         *VroomCosts  `json:"costs,omitempty"`
	Skills        []int64      `json:"skills,omitempty"`
	Type          string       `json:"type,omitempty"`
	TimeWindow    []int64      `json:"time_window,omitempty"`
	Breaks        []VroomBreak `json:"breaks,omitempty"`
	SpeedFactor   *float64     `json:"speed_factor,omitempty"`
	MaxTasks      *int64       `json:"max_tasks,omitempty"`
	MaxTravelTime *int64       `json:"max_travel_time,omitempty"`
	MaxDistance   *int64       `json:"max_distance,omitempty"`
	Steps         []VroomStep  `json:"steps,omitempty"`
}

// VroomCosts is what a vehicle costs, in any unit.
type VroomCosts struct {
	Fixed       int64  `json:"fixed,omitempty"`
	PerHour     *int64 `json:"per_hour,omitempty"` // of driving; nil: 3600
	PerTaskHour int64  `json:"per_task_hour,omitempty"`
	PerKm       int64  `json:"per_km,omitempty"`
}

// VroomBreak is a rest of a vehicle.
type VroomBreak struct {
	ID          int64     `json:"id"`
	Description string    `json:"description,omitempty"`
	TimeWindows [][]int64 `json:"time_windows,omitempty"`
	Service     int64     `json:"service,omitempty"`
	MaxLoad     []int64   `json:"max_load,omitempty"`
}

// VroomStep is a step of the route with which the search begins.
type VroomStep struct {
	Type          string `json:"type"`
	ID            *int64 `json:"id,omitempty"`
	ServiceAt     *int64 `json:"service_at,omitempty"`
	ServiceAfter  *int64 `json:"service_after,omitempty"`
	ServiceBefore *int64 `json:"service_before,omitempty"`
}

// VroomMatrices are the matrices of a profile.
type VroomMatrices struct {
	Durations *Table `json:"durations,omitempty"`
	Distances *Table `json:"distances,omitempty"`
	Costs     *Table `json:"costs,omitempty"`
}

// Format returns Vroom.
func (x *VroomInput) Format() Format { return Vroom }

// Objective returns Money: VROOM's costs.
func (x *VroomInput) Objective() problem.Objective { return problem.Money }

// Title returns "": VROOM's problems have no name.
func (x *VroomInput) Title() string { return "" }

// Size returns the numbers of jobs and shipments, and of vehicles.
func (x *VroomInput) Size() (tasks, vehicles int) {
	return len(x.Jobs) + len(x.Shipments), len(x.Vehicles)
}

// Write writes the problem.
func (x *VroomInput) Write(w io.Writer) error { return writeJSON(w, x) }

// Took says what WritePlan is to tell about how long it took to read the
// problem and to solve it.
func (x *VroomInput) Took(loading, solving time.Duration) { x.loading, x.solving = loading, solving }

// writeJSON writes v on one line, without escapes for HTML.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// profile returns the vehicle's profile.
func (v *VroomVehicle) profile() string {
	if v.Profile == "" {
		return "car"
	}
	return v.Profile
}

// costs returns what the vehicle costs, with VROOM's defaults.
func (v *VroomVehicle) costs() (c VroomCosts, perHour int64) {
	perHour = 3600
	if v.Costs == nil {
		return c, perHour
	}
	if v.Costs.PerHour != nil {
		perHour = *v.Costs.PerHour
	}
	return *v.Costs, perHour
}

// speed returns the speed factor in hundredths, which is all that VROOM
// respects of it.
func (v *VroomVehicle) speed() int64 {
	if v.SpeedFactor == nil {
		return 100
	}
	return max(1, int64(*v.SpeedFactor*100+0.5))
}
