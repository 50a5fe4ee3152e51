package orders

import "github.com/linli/linli/clock"

// Answer is what staff says to a merchant who asks where an order is.
type Answer string

// The answers.
const (
	OnItsWay Answer = "on_its_way" // it comes as promised
	Delayed  Answer = "delayed"    // it comes later
	Seeking  Answer = "seeking"    // nobody has it yet; somebody is being looked for
	Lost     Answer = "lost"       // it does not come
	CallUs   Answer = "call_us"    // by telephone
)

// Answers lists them.
var Answers = []Answer{OnItsWay, Delayed, Seeking, Lost, CallUs}

// Chase is a merchant's question where an order is, with staff's answer.
type Chase struct {
	At       clock.Instant `json:"at"`    // when it was last asked
	Times    int           `json:"times"` // how often
	Answer   Answer        `json:"answer,omitempty"`
	Answered clock.Instant `json:"answered,omitempty"`
	By       clock.Instant `json:"by,omitempty"` // when staff expects the hand-over
}
