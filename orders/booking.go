package orders

import "github.com/linli/linli/residents"

// Booker says in what part somebody booked.
type Booker string

// The bookers.
const (
	BySelf     Booker = "self"
	ByRelative Booker = "relative"
	ByStaff    Booker = "staff"
)

// Booking says who booked an order, for whom, and how it reached us. It is an
// order like any other: nothing in the engine looks at it.
type Booking struct {
	By      Booker            `json:"by"`
	For     string            `json:"for,omitempty"` // id of the resident, no name
	Channel residents.Channel `json:"channel"`
	Entered Actor             `json:"entered"` // who typed it
}

// Name writes an actor for a record: role/id.
func (a Actor) Name() string { return string(a.Role) + "/" + a.ID }
