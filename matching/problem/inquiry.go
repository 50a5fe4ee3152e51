package problem

import (
	"time"

	"github.com/linli/linli/clock"
)

// WhyNot answers "why not this vehicle?" about one shipment of a plan, with
// everything else left as it is.
type WhyNot struct {
	Shipment string     `json:"shipment"`
	Vehicle  string     `json:"vehicle"`
	Has      *Candidate `json:"has,omitempty"` // where the plan has it, of several workers the first; nil: it is undone
	Ways     []Way      `json:"ways"`          // one for each option of the shipment
	Text     Text       `json:"text"`
}

// Way is one option of a shipment by the vehicle asked about.
type Way struct {
	Option int    `json:"option"`
	Mode   Mode   `json:"mode"`
	Locker string `json:"locker,omitempty"`

	// What is in the way: Rule is the one that an Explanation counts, "" if it
	// is possible. Missing is by how much all rules fail where they fail least:
	// with all of these changes the vehicle could take it, with any of them one
	// unit smaller, or without it, it could not. Kinds that only say what is in
	// the way stand alone.
	Rule    string   `json:"rule,omitempty"`
	Missing []Change `json:"missing,omitempty"`

	// What it would be like, if it is possible: against Has, if that is
	// something else, each term that it costs more and how much later the
	// hand-over is.
	Candidate *Candidate    `json:"candidate,omitempty"`
	More      *Terms        `json:"more,omitempty"`
	Total     int64         `json:"total,omitempty"`
	Later     time.Duration `json:"later,omitempty"`

	Text Text `json:"text"`
}

// Price is what a shipment that waits would cost a plan, with everything else
// left as it is.
type Price struct {
	Shipment   string      `json:"shipment"`
	Candidates []Candidate `json:"candidates,omitempty"` // who would have it, one for each worker, the cheapest first; none: nobody can
	Terms      Terms       `json:"terms"`                // of all of them
	Total      int64       `json:"total"`
	Text       Text        `json:"text"`
}

// Help answers "what would have to change for this shipment to be handed over
// by then?" about a plan.
type Help struct {
	Shipment string        `json:"shipment"`
	By       clock.Instant `json:"by"`
	Has      *Candidate    `json:"has,omitempty"`     // where the plan has it; nil: it is undone
	Soonest  *Candidate    `json:"soonest,omitempty"` // any vehicle without any change, to the minute; nil: nobody at all
	Remedies []Remedy      `json:"remedies,omitempty"`
	Tried    int64         `json:"tried"`         // insertions tried
	Cut      bool          `json:"cut,omitempty"` // not everything was tried
	Text     Text          `json:"text"`
}

// Remedy is what would be enough, and no more than that.
type Remedy struct {
	Changes   []Change  `json:"changes"`   // none: it only has to be moved there
	Candidate Candidate `json:"candidate"` // who could then serve it and when, and what that costs
	More      int64     `json:"more"`      // than the plan costs now, minor units
	Effort    int64     `json:"effort"`    // by which remedies are ranked: minutes of somebody's trouble, by rule of thumb
	Text      Text      `json:"text"`
}
