package fleet

import "github.com/linli/linli/clock"

// PlightKind says what keeps a robot from going on.
type PlightKind string

// The kinds of a plight.
const (
	Stuck     PlightKind = "stuck"      // it may drive on, and does not
	Stopped   PlightKind = "stopped"    // its emergency stop is pressed
	Tipped    PlightKind = "tipped"     // it lies on its side
	LidForced PlightKind = "lid_forced" // its hold was opened by force
	Taken     PlightKind = "taken"      // it was moved by hand, with goods on board
)

// Plight is what keeps a robot from going on, and how far its rescue is. It
// takes no work meanwhile.
type Plight struct {
	Kind  PlightKind    `json:"kind"`
	Since clock.Instant `json:"since"`
	Steps int           `json:"steps"` // of the rescue, that were taken
}
