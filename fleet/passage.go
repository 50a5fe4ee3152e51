package fleet

import "github.com/linli/linli/clock"

// PassageKind says what a passage is.
type PassageKind string

// The kinds of a passage.
const (
	GatePassage PassageKind = "gate"
	LiftPassage PassageKind = "lift"
)

// Passage is the controller of a gate or a lift. It is held open for one robot
// at a time: the one that was granted the way through.
type Passage struct {
	ID     string        `json:"id"`
	Kind   PassageKind   `json:"kind"`
	Linked bool          `json:"linked"` // its session is up
	Seen   clock.Instant `json:"seen"`
	Open   bool          `json:"open"`
	Floor  string        `json:"floor,omitempty"`   // of a lift: where its cabin stands
	Holds  string        `json:"holds,omitempty"`   // the robot that it says it stands open for
	Jammed bool          `json:"jammed,omitempty"`  // it does not obey
	Robot  string        `json:"robot,omitempty"`   // for which it is to stand open; empty: for none
	Want   string        `json:"want,omitempty"`    // of a lift: on this floor
	ByHand bool          `json:"by_hand,omitempty"` // somebody sees to that, for this robot and floor
}

// Ready reports whether its robot may drive: it stands open for it, on the floor
// that is wanted, or somebody holds it open by hand.
func (p *Passage) Ready() bool {
	return p.Robot != "" && (p.ByHand || p.Linked && p.Open && p.Holds == p.Robot && p.Floor == p.Want)
}
