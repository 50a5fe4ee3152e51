package courier

import (
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// ClientMessage is what an app says to the server.
type ClientMessage interface {
	// Type is the message's name on the wire.
	Type() string
	// Ref is the id that the app chose; the answer repeats it. Empty where
	// the app wants no answer (Hello, Position and Ping only).
	Ref() string

	check() error
}

// Break is a rest that begins between two moments of engine time.
type Break struct {
	From    Moment `json:"from"`
	To      Moment `json:"to"`
	Minutes int    `json:"minutes"`
}

// Resume says what an app has seen before its connection was lost.
type Resume struct {
	Epoch string `json:"epoch"` // from Welcome
	Seq   uint64 `json:"seq"`   // the highest that the app has taken in
}

// Opening and closing.
type (
	// Hello is the first message of a session. Without Resume, or when the
	// server cannot replay from there, Welcome brings everything anew.
	Hello struct {
		ID     string  `json:"id,omitempty"`
		Resume *Resume `json:"resume,omitempty"`
	}
	// Ping asks for a Pong, for apps whose platform hides the protocol's own.
	Ping struct {
		ID string `json:"id,omitempty"`
	}
)

// Shift and place.
type (
	// Online says that the courier wants work. ShiftEnd is engine time, after
	// which nothing is to be handed over; zero means an open end. Breaks are
	// those still to be taken, in order: room is left for them.
	Online struct {
		ID       string    `json:"id"`
		Point    geo.Point `json:"point"`
		ShiftEnd Moment    `json:"shift_end,omitzero"`
		Breaks   []Break   `json:"breaks,omitempty"`
	}
	// Offline says that the courier wants no more work and will finish what
	// is in hand.
	Offline struct {
		ID string `json:"id"`
	}
	// Position is where the courier is; once a second is plenty. With an ID
	// it is acknowledged, without one it is not.
	Position struct {
		ID    string    `json:"id,omitempty"`
		Point geo.Point `json:"point"`
	}
)

// Work. A Reason is a code of small letters, digits and underscores: it is
// journaled for ever, so it has no room for what somebody said at a door.
type (
	// Accept takes an offer.
	Accept struct {
		ID    string `json:"id"`
		Offer string `json:"offer"`
	}
	// Decline refuses an offer.
	Decline struct {
		ID     string `json:"id"`
		Offer  string `json:"offer"`
		Reason string `json:"reason,omitempty"` // too_far, too_heavy, shift_ends, vehicle, other
	}
	// PickUp says that the courier has the goods. PIN is what the counter
	// told, where the task asks for one.
	PickUp struct {
		ID    string    `json:"id"`
		Order orders.ID `json:"order"`
		PIN   string    `json:"pin,omitempty"`
		Ago   int       `json:"ago,omitempty"` // how long before it is sent it was done, in seconds of engine time, by the device's clock
	}
	// Deliver says that the recipient has the goods. PIN is what the
	// recipient showed, 4 to 8 digits; it is left out where none is asked
	// for, as when goods go back to a merchant.
	Deliver struct {
		ID    string    `json:"id"`
		Order orders.ID `json:"order"`
		PIN   string    `json:"pin,omitempty"`
		OfAge bool      `json:"of_age,omitempty"` // the courier has seen that the recipient is of age, where the task asks for it
		Ago   int       `json:"ago,omitempty"`    // how long before it is sent it was done, in seconds of engine time, by the device's clock
	}
	// Fail says that the goods could not be handed over; they go back. Of a
	// visit, that the carer could not enter, or had to cut it short.
	Fail struct {
		ID     string    `json:"id"`
		Order  orders.ID `json:"order"`
		Reason string    `json:"reason"`        // nobody_home, refused, wrong_address, no_access, damaged, unsafe, other
		Ago    int       `json:"ago,omitempty"` // how long before it is sent it was done, in seconds of engine time, by the device's clock
	}
	// HandBack gives an order up before pickup, a visit before it starts.
	HandBack struct {
		ID     string    `json:"id"`
		Order  orders.ID `json:"order"`
		Reason string    `json:"reason"` // vehicle, accident, unwell, not_ready, other
	}
	// SetOff says that the carer leaves for a visit.
	SetOff struct {
		ID    string    `json:"id"`
		Order orders.ID `json:"order"`
		Ago   int       `json:"ago,omitempty"` // how long before it is sent it was done, in seconds of engine time, by the device's clock
	}
	// Arrived says that the carer stands at the door of a visit.
	Arrived struct {
		ID    string    `json:"id"`
		Order orders.ID `json:"order"`
		Ago   int       `json:"ago,omitempty"` // how long before it is sent it was done, in seconds of engine time, by the device's clock
	}
	// Started says that the work of a visit begins.
	Started struct {
		ID    string    `json:"id"`
		Order orders.ID `json:"order"`
		Ago   int       `json:"ago,omitempty"` // how long before it is sent it was done, in seconds of engine time, by the device's clock

		// What shows it, as far as there is any: the device's place with how far
		// off it may be, in metres, and the code of the card at the door.
		Point    *geo.Point `json:"point,omitempty"`
		Accuracy int        `json:"accuracy,omitempty"`
		Code     string     `json:"code,omitempty"`
	}
	// Finished says that the work of a visit is done.
	Finished struct {
		ID    string    `json:"id"`
		Order orders.ID `json:"order"`
		Ago   int       `json:"ago,omitempty"` // how long before it is sent it was done, in seconds of engine time, by the device's clock

		// What shows it, as far as there is any: the device's place with how far
		// off it may be, in metres, and the code of the card at the door.
		Point    *geo.Point `json:"point,omitempty"`
		Accuracy int        `json:"accuracy,omitempty"`
		Code     string     `json:"code,omitempty"`
	}
	// CannotGoOn says that the courier is ill, or had an accident: everything
	// in hand goes to others.
	CannotGoOn struct {
		ID     string `json:"id"`
		Reason string `json:"reason"` // unwell, accident, vehicle, other
	}
	// OpenLocker asks for the order's compartment: the courier stands before
	// it.
	OpenLocker struct {
		ID    string    `json:"id"`
		Order orders.ID `json:"order"`
	}
)

// Type implements ClientMessage.
func (Hello) Type() string { return "hello" }

// Type implements ClientMessage.
func (Ping) Type() string { return "ping" }

// Type implements ClientMessage.
func (Online) Type() string { return "online" }

// Type implements ClientMessage.
func (Offline) Type() string { return "offline" }

// Type implements ClientMessage.
func (Position) Type() string { return "position" }

// Type implements ClientMessage.
func (Accept) Type() string { return "accept" }

// Type implements ClientMessage.
func (Decline) Type() string { return "decline" }

// Type implements ClientMessage.
func (PickUp) Type() string { return "pick_up" }

// Type implements ClientMessage.
func (Deliver) Type() string { return "deliver" }

// Type implements ClientMessage.
func (Fail) Type() string { return "fail" }

// Type implements ClientMessage.
func (HandBack) Type() string { return "hand_back" }

// Type implements ClientMessage.
func (SetOff) Type() string { return "set_off" }

// Type implements ClientMessage.
func (Arrived) Type() string { return "arrived" }

// Type implements ClientMessage.
func (Started) Type() string { return "started" }

// Type implements ClientMessage.
func (Finished) Type() string { return "finished" }

// Type implements ClientMessage.
func (CannotGoOn) Type() string { return "cannot_go_on" }

// Type implements ClientMessage.
func (OpenLocker) Type() string { return "open_locker" }

// Ref implements ClientMessage.
func (m Hello) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Ping) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Online) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Offline) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Position) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Accept) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Decline) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m PickUp) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Deliver) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Fail) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m HandBack) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m SetOff) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Arrived) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Started) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m Finished) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m CannotGoOn) Ref() string { return m.ID }

// Ref implements ClientMessage.
func (m OpenLocker) Ref() string { return m.ID }
