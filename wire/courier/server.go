package courier

import (
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// ServerMessage is what the server says to an app.
type ServerMessage interface {
	// Type is the message's name on the wire.
	Type() string

	check() error
}

// Answers.
type (
	// Ack says that the message of that id has had its effect, durably. A
	// repeated id gets the same answer again and no second effect.
	Ack struct {
		ID string `json:"id"`
	}
	// Nak says that the message of that id had no effect. With Retryable the
	// app may send it again, under the same id.
	Nak struct {
		ID        string `json:"id"`
		Code      string `json:"code"` // of orders.Code, or one of this package's
		Detail    string `json:"detail"`
		Retryable bool   `json:"retryable"`
	}
	// Pong answers a Ping.
	Pong struct {
		ID string `json:"id,omitempty"`
	}
)

// Codes of a Nak that are not the engine's.
const (
	CodeTryAgain   = "try_again"   // the engine could not be asked; retryable
	CodeBadMessage = "bad_message" // a field is missing or cannot be
	CodeSetAside   = "set_aside"   // the engine failed on this very message and keeps it for its engineers
)

// State of the session.
type (
	// Self is the courier as the engine knows it.
	Self struct {
		ID     fleet.WorkerID `json:"id"`
		Online bool           `json:"online"`
	}
	// Welcome answers Hello. When Resumed, Seq is the one that the app named
	// and what it missed follows as ordinary messages. Otherwise Offer and
	// Tasks are everything there is, and replace what the app held.
	Welcome struct {
		Epoch   string     `json:"epoch"` // of the server's process
		Seq     uint64     `json:"seq"`
		Now     Moment     `json:"now"`   // engine time
		Scale   float64    `json:"scale"` // engine seconds in a real second; 1 outside demos
		Resumed bool       `json:"resumed"`
		Courier Self       `json:"courier"`
		Offer   *Offer     `json:"offer,omitempty"`
		Tasks   []Task     `json:"tasks"`
		Duty    *Duty      `json:"duty,omitempty"`    // as in Tasks
		Standby *Place     `json:"standby,omitempty"` // as in Tasks
		Help    *HelpAsked `json:"help,omitempty"`    // a call for help that is the courier's to answer
	}
	// Clock corrects the app's idea of engine time.
	Clock struct {
		Now   Moment  `json:"now"`
		Scale float64 `json:"scale"`
	}
)

// Duty says, in engine time, when a courier who goes on working has worked so
// long that they should think of the end, and when nothing new begins.
type Duty struct {
	Remind Moment `json:"remind"`
	Limit  Moment `json:"limit"`
}

// Place is one end of an order.
type Place struct {
	Point   geo.Point `json:"point"`
	Name    string    `json:"name,omitempty"`    // of the merchant, or of the locker
	Address string    `json:"address,omitempty"` // not before pickup
}

// OfferStop is a stop of the route that an offer would lead to.
type OfferStop struct {
	Order  orders.ID      `json:"order"`
	Kind   fleet.StopKind `json:"kind"` // pickup, delivery or visit
	Point  geo.Point      `json:"point"`
	Arrive Moment         `json:"arrive,omitzero"`
}

// Item is a line of an order as a courier counts it.
type Item struct {
	Name     string `json:"name"`
	Quantity int    `json:"quantity"`
}

// Call is what a visit has that goods have not.
type Call struct {
	Service string       `json:"service"`          // code of what is done
	From    Moment       `json:"from"`             // it starts not before
	To      Moment       `json:"to"`               // and not after
	Hard    bool         `json:"hard,omitempty"`   // or it does not take place
	Minutes int          `json:"minutes"`          // of work, as planned
	State   orders.State `json:"state"`            // how far the carer is
	Carers  int          `json:"carers,omitempty"` // how many come together; left out: one
	Sought  int          `json:"sought,omitempty"` // of those, how many have not accepted yet: nobody sets off before they have
}

// Work.
type (
	// Offer asks the courier to take an order until Expires. A repeated offer
	// of the same id replaces the earlier one.
	Offer struct {
		Seq      uint64      `json:"seq,omitempty"`
		Offer    string      `json:"offer"`
		Order    orders.ID   `json:"order"`
		Mode     orders.Mode `json:"mode"`     // door or locker
		Pay      int64       `json:"pay"`      // minor units of Currency
		Currency string      `json:"currency"` // ISO 4217, lower case
		Expires  Moment      `json:"expires"`  // engine time
		Pickup   Place       `json:"pickup"`
		Dropoff  Place       `json:"dropoff"`
		Stops    []OfferStop `json:"stops,omitempty"` // the whole route with the order
		Minutes  int         `json:"minutes"`         // until the order, or the last of a batch, is handed over, or the carer is there, rounded up
		With     []orders.ID `json:"with,omitempty"`  // the rest of a batch: taken or declined with it
		Call     *Call       `json:"call,omitempty"`  // of a visit
	}
	// OfferClosed says that an offer is no longer open, also when the courier
	// accepted it. One that the app does not know is ignored.
	OfferClosed struct {
		Seq     uint64           `json:"seq,omitempty"`
		Offer   string           `json:"offer"`
		Outcome dispatch.Outcome `json:"outcome"` // accepted, declined, expired, withdrawn
	}
	// Tasks is what the courier has to do, in order; it replaces the list
	// before. Without a Seq it is a fuller copy of the last one.
	Tasks struct {
		Seq     uint64 `json:"seq,omitempty"`
		Online  bool   `json:"online"` // false: no more offers come until the app says online
		Tasks   []Task `json:"tasks"`
		Duty    *Duty  `json:"duty,omitempty"`    // of who is on duty, where the day's work has a limit
		Standby *Place `json:"standby,omitempty"` // where to wait for work, when the platform would rather have the courier there
	}
)

// Task is one stop of a courier's route.
type Task struct {
	Order       orders.ID       `json:"order"`
	Kind        fleet.StopKind  `json:"kind"` // pickup, delivery or visit
	Mode        orders.Mode     `json:"mode"` // door, locker or gate: to a robot that takes it over
	Point       geo.Point       `json:"point"`
	Name        string          `json:"name,omitempty"`    // merchant, robot or locker, or whom to ring for
	Address     string          `json:"address,omitempty"` // building, unit, floor, door
	Arrive      Moment          `json:"arrive,omitzero"`   // as planned, engine time
	Ready       bool            `json:"ready,omitempty"`   // pickup: the goods stand at the counter
	Return      bool            `json:"return,omitempty"`  // the goods go back to the merchant
	PIN         bool            `json:"pin,omitempty"`     // ask for the PIN: of the recipient, or at a pickup of the counter
	Proofs      []orders.Proof  `json:"proofs,omitempty"`  // that are still to come before this hand-over: photo, signature and barcode by POST /v1/orders/{id}/evidence, age with the deliver
	Items       []Item          `json:"items,omitempty"`
	Needs       residents.Needs `json:"needs,omitzero"`
	Locker      string          `json:"locker,omitempty"`
	Compartment string          `json:"compartment,omitempty"`
	Robot       string          `json:"robot,omitempty"`       // delivery by mode gate: that comes, or is there; none: one is looked for
	RobotThere  bool            `json:"robot_there,omitempty"` // it stands there, open: put the goods in and close the lid
	Note        string          `json:"note,omitempty"`
	Phone       string          `json:"phone,omitempty"`
	Call        *Call           `json:"call,omitempty"` // of a visit

	// Person names the order whose personal data belongs in Name, Address,
	// Note and Phone; empty when there is none to show. It never leaves the
	// server.
	Person orders.ID `json:"-"`
}

// Type implements ServerMessage.
func (Ack) Type() string { return "ack" }

// Type implements ServerMessage.
func (Nak) Type() string { return "nak" }

// Type implements ServerMessage.
func (Pong) Type() string { return "pong" }

// Type implements ServerMessage.
func (Welcome) Type() string { return "welcome" }

// Type implements ServerMessage.
func (Clock) Type() string { return "clock" }

// Type implements ServerMessage.
func (Offer) Type() string { return "offer" }

// Type implements ServerMessage.
func (OfferClosed) Type() string { return "offer_closed" }

// Type implements ServerMessage.
func (Tasks) Type() string { return "tasks" }

// Sequenced returns the message with the number, and whether it is of a kind
// that carries one.
func Sequenced(m ServerMessage, seq uint64) (ServerMessage, bool) {
	switch m := m.(type) {
	case Offer:
		m.Seq = seq
		return m, true
	case OfferClosed:
		m.Seq = seq
		return m, true
	case Tasks:
		m.Seq = seq
		return m, true
	case HelpAsked:
		m.Seq = seq
		return m, true
	case HelpOver:
		m.Seq = seq
		return m, true
	}
	return m, false
}

// SeqOf returns the sequence number of a message, 0 when it carries none.
func SeqOf(m ServerMessage) uint64 {
	switch m := m.(type) {
	case Offer:
		return m.Seq
	case OfferClosed:
		return m.Seq
	case Tasks:
		return m.Seq
	case HelpAsked:
		return m.Seq
	case HelpOver:
		return m.Seq
	}
	return 0
}
