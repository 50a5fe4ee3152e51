package fleet

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// WorkerID names a courier or a robot within a zone.
type WorkerID string

// Capacity is what a worker or a compartment can hold.
type Capacity struct {
	Grams  int64 `json:"grams"`
	Millis int64 `json:"ml"`
}

// Courier is a person who carries.
type Courier struct {
	ID       WorkerID      `json:"id"`
	Profile  geo.Profile   `json:"profile"`
	Capacity Capacity      `json:"capacity"`
	Online   bool          `json:"online"`          // wants work
	ShiftEnd clock.Instant `json:"shift_end"`       // no hand-over after; zero: open end
	Point    geo.Point     `json:"point"`           // last known
	Seen     clock.Instant `json:"seen"`            // when
	Route    []Stop        `json:"route,omitempty"` // what is in hand, in order
	Offer    string        `json:"offer,omitempty"` // the open offer, if any
	Declined int           `json:"declined,omitempty"`
}

// StopKind tells a pickup from a delivery.
type StopKind string

// The kinds of stop.
const (
	Pickup   StopKind = "pickup"
	Delivery StopKind = "delivery"
)

// Stop is a planned visit of a route.
type Stop struct {
	Order   string        `json:"order"`
	Kind    StopKind      `json:"kind"`
	Point   geo.Point     `json:"point"`
	Travel  time.Duration `json:"travel"` // from the stop before, as planned
	Meters  geo.Meters    `json:"meters"`
	Service time.Duration `json:"service"`
	Arrive  clock.Instant `json:"arrive"`
	Depart  clock.Instant `json:"depart"`
	Path    []geo.Point   `json:"path,omitempty"` // for robots: the way to drive
}

// Without returns the route without the stops of an order, of one kind or,
// with an empty kind, of both.
func Without(route []Stop, order string, kind StopKind) []Stop {
	return slices.DeleteFunc(slices.Clone(route), func(s Stop) bool {
		return s.Order == order && (kind == "" || s.Kind == kind)
	})
}

// Carries reports whether a route still has a stop of the order.
func Carries(route []Stop, order string) bool {
	return slices.ContainsFunc(route, func(s Stop) bool { return s.Order == order })
}
