package problem

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Kind says what moves a vehicle.
type Kind string

// The kinds of vehicle.
const (
	Courier Kind = "courier"
	Robot   Kind = "robot"
)

// Load is what a shipment takes up, or what a vehicle or compartment holds.
type Load struct {
	Grams  int64 `json:"grams"`
	Millis int64 `json:"ml"` // volume in millilitres
}

// Plus returns l and m together.
func (l Load) Plus(m Load) Load { return Load{l.Grams + m.Grams, l.Millis + m.Millis} }

// Minus returns l without m.
func (l Load) Minus(m Load) Load { return Load{l.Grams - m.Grams, l.Millis - m.Millis} }

// Fits reports whether l goes into a room of size m.
func (l Load) Fits(m Load) bool { return l.Grams <= m.Grams && l.Millis <= m.Millis }

// Vehicle is a courier or a robot with the route that it has in hand.
type Vehicle struct {
	ID       string        `json:"id"`
	Kind     Kind          `json:"kind"`
	Profile  geo.Profile   `json:"profile"`
	Start    int           `json:"start"`     // place
	ReadyAt  clock.Instant `json:"ready_at"`  // when it can leave Start, which it never does before Problem.Now
	ShiftEnd clock.Instant `json:"shift_end"` // it has left its last stop by then; zero: no end
	Capacity Load          `json:"capacity"`
	MaxTasks int           `json:"max_tasks"` // shipments in its route, on board or still to be picked up; 0: no limit
	MaxNew   int           `json:"max_new"`   // shipments that one plan may add; 0: no limit
	Range    geo.Meters    `json:"range"`     // metres that the charge allows for the whole route; 0: no limit
	Skills   []string      `json:"skills,omitempty"`
	Cost     Cost          `json:"cost"`

	// Route is what it is committed to, in order. Insertions may go between
	// these stops, but never before the first Locked of them, and never
	// change their order.
	Route  []Stop `json:"route,omitempty"`
	Locked int    `json:"locked,omitempty"`
}

// Cost is what a vehicle's work costs, in minor units.
type Cost struct {
	PerTask int64 `json:"per_task"`
	PerHour int64 `json:"per_hour"` // of driving and service
	PerKm   int64 `json:"per_km"`
}

// StopKind tells a pickup from a delivery.
type StopKind string

// The kinds of stop.
const (
	Pickup   StopKind = "pickup"
	Delivery StopKind = "delivery"
)

// Stop is one visit of a vehicle to a place for a shipment.
type Stop struct {
	Shipment int           `json:"shipment"` // index into Problem.Shipments
	Kind     StopKind      `json:"kind"`
	Place    int           `json:"place"`
	Service  time.Duration `json:"service"`
}
