package orders

import (
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Relay is the plan of a courier who brings goods to a gate, where a robot takes
// them over. It ends when the robot has them.
type Relay struct {
	Point geo.Point     `json:"point"`           // where they meet
	Robot string        `json:"robot,omitempty"` // that has been sent there; empty: one is looked for
	Sent  int           `json:"sent,omitempty"`  // how many robots have been sent there so far
	Pay   int64         `json:"pay,omitempty"`   // minor units, what who runs the robot earns with it
	Meets clock.Instant `json:"meets,omitempty"` // when that is to be there, as planned
	Told  bool          `json:"told,omitempty"`  // staff has been called because they did not meet
}

// Leg is a part of the way that lies behind an order: who had the goods, and
// until when.
type Leg struct {
	Worker string        `json:"worker"`
	Mode   Mode          `json:"mode"`
	Till   clock.Instant `json:"till"`
}

// Relaying reports whether a courier has goods on board that a robot is to take
// over.
func (o *Order) Relaying() bool { return o.Relay != nil && o.Carriage == PickedUp }

// takenOver moves the goods from a courier to the robot of their relay.
func (o *Order) takenOver(m Move) {
	o.Legs = append(o.Legs[:len(o.Legs):len(o.Legs)], Leg{Worker: o.Worker, Mode: o.Mode, Till: m.When()})
	o.Worker, o.Mode, o.Pay = m.Worker, m.Mode, o.Relay.Pay
	o.Relay, o.Chased, o.Unserved = nil, false, 0
}
