package orders

import "github.com/linli/linli/clock"

// The track, and the states on it, under which it is published what becomes of
// a compartment that is kept for a merchant.
const (
	DepositTrack Track = "deposit"
	Kept         State = "reserved"
	LetGo        State = "released"
)

// Berth is a compartment that is kept for a merchant, who puts the goods into
// it: that of the order's Locker and Compartment. Nobody is sent for the goods
// meanwhile.
type Berth struct {
	Until clock.Instant `json:"until"` // then it is free again, and the order is planned as any other
	Proof string        `json:"proof"` // digest of the code that opens the door for them
}
