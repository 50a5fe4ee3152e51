package residents

import (
	"slices"

	"github.com/linli/linli/clock"
)

// Consent says which delivery modes a resident agreed to. Delivery to the
// door needs none.
type Consent struct {
	Locker bool `json:"locker,omitempty" doc:"Agrees to collect from a parcel locker."`
	Robot  bool `json:"robot,omitempty" doc:"Agrees to meet a delivery robot at the building's handover point."`
}

// What can be agreed to.
const (
	LockerMode = "locker"
	RobotMode  = "robot"
)

// Channel is how a resident's word reached us.
type Channel string

// The channels.
const (
	Online  Channel = "online"
	Counter Channel = "counter"
	Phone   Channel = "phone"
	Round   Channel = "round" // somebody came by
	Tabled  Channel = "table" // out of an operator's table; nobody says it of one resident
)

// Known reports whether somebody's word can have come by the channel.
func (c Channel) Known() bool {
	return c == Online || c == Counter || c == Phone || c == Round
}

// Agreed is one line of the record of what a resident agreed to.
type Agreed struct {
	Mode    string        `json:"mode"` // locker or robot
	Given   bool          `json:"given"`
	At      clock.Instant `json:"at"`
	By      string        `json:"by"` // role/id of who wrote it down
	Channel Channel       `json:"channel"`
}

// With returns the consent after a line of the record.
func (c Consent) With(a Agreed) Consent {
	switch a.Mode {
	case LockerMode:
		c.Locker = a.Given
	case RobotMode:
		c.Robot = a.Given
	}
	return c
}

// Record returns the first lines of a record: what was given at the start.
func (c Consent) Record(at clock.Instant, by string, how Channel) []Agreed {
	var out []Agreed
	if c.Locker {
		out = append(out, Agreed{LockerMode, true, at, by, how})
	}
	if c.Robot {
		out = append(out, Agreed{RobotMode, true, at, by, how})
	}
	return out
}

// Settle returns a record with the lines that lead from it to the consent, as
// an operator's table says it.
func (c Consent) Settle(record []Agreed, at clock.Instant, by string) []Agreed {
	var was Consent
	for _, a := range record {
		was = was.With(a)
	}
	record = slices.Clone(record)
	if was.Locker != c.Locker {
		record = append(record, Agreed{LockerMode, c.Locker, at, by, Tabled})
	}
	if was.Robot != c.Robot {
		record = append(record, Agreed{RobotMode, c.Robot, at, by, Tabled})
	}
	return record
}
