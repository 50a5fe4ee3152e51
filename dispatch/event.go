package dispatch

import (
	"github.com/linli/linli/clock"
)

// Event is something that happened: a request at a door, a report of a
// machine, a timer, a plan that came back. An event holds ids, cells, access
// needs and coordinates, never personal data.
type Event interface {
	step(t *turn)
}

// Stamped is an event with its place in the zone's history.
type Stamped struct {
	Seq   uint64        `json:"seq"` // one more than the last
	At    clock.Instant `json:"at"`  // engine clock, never before the last
	Event Event         `json:"event"`
}
