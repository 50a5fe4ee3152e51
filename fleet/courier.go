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

// Courier is a person who works on the way: who carries goods as far as the
// capacity goes, and visits homes as far as the skills go. A carer is a courier
// with skills, and without capacity for one who carries nothing.
type Courier struct {
	ID       WorkerID      `json:"id"`
	Profile  geo.Profile   `json:"profile"`
	Capacity Capacity      `json:"capacity"`
	Online   bool          `json:"online"`            // wants work
	ShiftEnd clock.Instant `json:"shift_end"`         // no hand-over after; zero: open end
	Point    geo.Point     `json:"point"`             // last known
	Seen     clock.Instant `json:"seen"`              // when
	Route    []Stop        `json:"route,omitempty"`   // what is in hand, in order
	Offer    string        `json:"offer,omitempty"`   // the open offer, if any
	Standby  *geo.Point    `json:"standby,omitempty"` // where the courier was asked to wait for work; nil: nowhere in particular
	Declined int           `json:"declined,omitempty"`

	Skills []string      `json:"skills,omitempty"`       // certificates and abilities that visits ask for, sorted
	Papers []Certificate `json:"certificates,omitempty"` // of the skills that do not last, sorted by skill
	Breaks []Break       `json:"breaks,omitempty"`       // still to be taken in this shift
	Limit  time.Duration `json:"work_limit,omitempty"`   // of the day's work, past which nothing new begins; 0: none
	Duty   Duty          `json:"duty,omitzero"`          // kept where there is a limit
}

// Certificate says until when a courier has a skill.
type Certificate struct {
	Skill string        `json:"skill"`
	Until clock.Instant `json:"until"`
}

// Can reports whether the courier has all of the skills, and has them still at
// an instant.
func (c *Courier) Can(skills []string, until clock.Instant) bool {
	for _, s := range skills {
		if !slices.Contains(c.Skills, s) || slices.ContainsFunc(c.Papers, func(p Certificate) bool {
			return p.Skill == s && p.Until < until
		}) {
			return false
		}
	}
	return true
}

// Break is a rest of a courier, to be begun between two instants.
type Break struct {
	From clock.Instant `json:"from"`
	To   clock.Instant `json:"to"`
	For  time.Duration `json:"for"`
}

// StopKind says what is done at a stop.
type StopKind string

// The kinds of stop.
const (
	Pickup   StopKind = "pickup"
	Delivery StopKind = "delivery"
	Visit    StopKind = "visit"
)

// Stop is a planned stop of a route.
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
