package orders

import (
	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/residents"
)

// ID names an order within a zone.
type ID string

// Kind is what an order is about.
type Kind string

// The kinds of order.
const (
	Goods  Kind = "goods"
	Meal   Kind = "meal"
	Return Kind = "return" // brings the goods of another order back
	Visit  Kind = "visit"  // a person comes to work in the home; Call says what for
)

// Mode is the delivery mode that was chosen for an order: door, locker or
// handover, as in matching/problem.
type Mode string

// Item is one line of an order.
type Item struct {
	Name     string `json:"name" maxLength:"120" doc:"What it is, as the merchant calls it."`
	Quantity int    `json:"quantity" minimum:"1" maximum:"1000"`
	Grams    int64  `json:"grams" minimum:"0" maximum:"100000" doc:"Weight of one, in grams."`
	Millis   int64  `json:"ml" minimum:"0" maximum:"1000000" doc:"Volume of one, in millilitres."`
	// Temperature decides which compartments of a locker it may wait in.
	Temperature circle.Temperature `json:"temperature,omitempty" enum:"ambient,chilled,frozen,hot" doc:"The class that it must wait in where it is left in a locker; ambient when left out. Chilled takes ambient goods along; other classes do not mix, and such an order is brought to the door."`
	Price       int64              `json:"price" minimum:"0" doc:"Price of one, in minor units of the order's currency."`
	Refused     int                `json:"refused,omitempty" doc:"How many of them the merchant could not supply."`
}

// Size is what an order takes up, and the class that it keeps in.
type Size struct {
	Grams       int64              `json:"grams"`
	Millis      int64              `json:"ml"`
	Temperature circle.Temperature `json:"temperature,omitempty"`
}

// Dropoff is where an order goes: coordinates and the building, never the
// door's text.
type Dropoff struct {
	Point    geo.Point `json:"point"`
	Handover geo.Point `json:"handover"`           // where a robot can stand
	Building int64     `json:"building,omitempty"` // the city file's id
	Floor    int       `json:"floor,omitempty"`    // 0: ground
	Lift     bool      `json:"lift,omitempty"`     // the building has a lift
}

// Payment is a hold on the resident's card, or none.
type Payment struct {
	Amount   int64  `json:"amount"` // minor units
	Asked    int64  `json:"asked"`  // minor units, what the hold was asked for: Amount as it was at first
	Currency string `json:"currency"`
	Method   string `json:"method"`           // the payment provider's token, never a card
	Intent   string `json:"intent,omitempty"` // the provider's id once held
	State    string `json:"state"`            // pending, held, captured, cancelled, refused
}

// Fresh returns a copy of a payment whose hold is about to be asked for. Nil
// stays nil.
func (p *Payment) Fresh() *Payment {
	if p == nil {
		return nil
	}
	q := *p
	q.Asked = q.Amount
	return &q
}

// Final reports whether the hold has come to its end.
func (p *Payment) Final() bool {
	return p.State == "captured" || p.State == "cancelled" || p.State == "refused"
}

// Without returns the payment lowered by what will not be supplied, never
// below nothing: that much of the hold is not captured. Nil stays nil.
func (p *Payment) Without(amount int64) *Payment {
	if p == nil {
		return nil
	}
	q := *p
	q.Amount = max(q.Amount-amount, 0)
	return &q
}

// Refs are the merchant's own names for the two stops of an order.
type Refs struct {
	Pickup  string `json:"pickup,omitempty"`
	Dropoff string `json:"dropoff,omitempty"`
}

// Way narrows how an order may be handed over.
type Way struct {
	Mode   Mode   `json:"mode,omitempty"`   // empty: any
	Locker string `json:"locker,omitempty"` // no other bank; empty: any
}

// Allows reports whether the order may go so.
func (w Way) Allows(m Mode, locker string) bool {
	return (w.Mode == "" || w.Mode == m) && (w.Locker == "" || locker == "" || w.Locker == locker)
}

// Order is one order as the engine knows it. A visit is one too (ADR 9): it is
// booked, offered, moved, paid and published as goods are; what it alone has is
// in Call, and its one track stands in Carriage.
type Order struct {
	ID       ID                 `json:"id"`
	External string             `json:"external_id,omitempty"` // the merchant's own name for it
	Merchant circle.ProviderID  `json:"merchant"`
	Kind     Kind               `json:"kind"`
	LiveMode bool               `json:"live_mode"`
	Script   *Script            `json:"script,omitempty"` // of a test
	Items    []Item             `json:"items"`
	Call     *Call              `json:"call,omitempty"` // of a visit
	Pickup   geo.Point          `json:"pickup"`         // where the goods are now: the counter, or where a rescue fetches them
	Dropoff  Dropoff            `json:"dropoff"`
	Needs    residents.Needs    `json:"needs"`
	Consent  residents.Consent  `json:"consent"`
	Agreed   []residents.Agreed `json:"agreed,omitempty"` // the record of the consent
	Booking  *Booking           `json:"booking,omitempty"`
	Refs     Refs               `json:"refs,omitzero"`
	Batch    ID                 `json:"batch,omitempty"`  // the orders that it was placed with, to ride with them
	Loose    bool               `json:"loose,omitempty"`  // it rides alone all the same: others were fetched without it, or it had to be rescued
	After    *After             `json:"after,omitempty"`  // the order that it comes after
	Pinned   *Pinned            `json:"pinned,omitempty"` // of a visit
	Berth    *Berth             `json:"berth,omitempty"`  // while a compartment is kept for its merchant
	Relay    *Relay             `json:"relay,omitempty"`  // while a courier brings it to a robot at a gate
	Legs     []Leg              `json:"legs,omitempty"`   // who had it before the present worker and handed it over to them; never written in place

	Windows Windows             `json:"windows,omitzero"`
	Demands Demands             `json:"demands,omitzero"` // proofs
	Given   []Given             `json:"given,omitempty"`
	Cancel  circle.Cancellation `json:"cancel,omitzero"` // as promised when it was placed
	Tip     int64               `json:"tip,omitempty"`   // minor units, from the merchant to the courier who delivers it
	Chase   *Chase              `json:"chase,omitempty"`

	Placed   clock.Instant `json:"placed"`
	ReadyAt  clock.Instant `json:"ready_at"` // the merchant's estimate, then the fact
	Due      clock.Instant `json:"due"`      // promised to the resident by then
	Fee      int64         `json:"fee"`      // minor units, what the merchant pays for carriage
	Currency string        `json:"currency"`

	Preparation State         `json:"preparation"`
	Carriage    State         `json:"carriage"`
	Attempt     int           `json:"attempt"` // counts workers: 1 is the first, and each loss of a worker starts the next
	Seq         int           `json:"seq"`     // counts public status changes
	Held        bool          `json:"held,omitempty"`
	Chased      bool          `json:"chased,omitempty"`   // staff has been called about it once
	Unserved    clock.Instant `json:"unserved,omitempty"` // when it was last said that nobody can take it
	Worker      string        `json:"worker,omitempty"`   // who has it; of several carers the first to take it
	Crew        []Seat        `json:"crew,omitempty"`     // of a visit for several carers: all who have it, also while others are still looked for
	Mode        Mode          `json:"mode,omitempty"`     // chosen with the worker
	Locker      string        `json:"locker,omitempty"`   // the bank where a compartment is reserved
	Compartment string        `json:"compartment,omitempty"`

	Pay      int64         `json:"pay,omitempty"`   // minor units, what its worker earns with it
	ETA      clock.Instant `json:"eta"`             // hand-over as last planned
	PickedAt clock.Instant `json:"picked_at"`       // of the present attempt
	Acted    clock.Instant `json:"acted,omitempty"` // when its carriage last went on, as the worker says: nothing happened before that which is heard of later
	ServedAt clock.Instant `json:"served_at"`       // when the goods were first within the resident's reach: in hand, or in a locker; of a visit, when it started
	DoneAt   clock.Instant `json:"done_at"`         // when carriage ended

	Proof    string   `json:"proof,omitempty"`     // digest that the resident's PIN must match
	Tries    int      `json:"tries,omitempty"`     // wrong PINs so far
	Excluded []string `json:"excluded,omitempty"`  // workers that declined or did not answer; they get a second chance
	Barred   []string `json:"barred,omitempty"`    // workers that lost the order once they had it; staff alone gives it back to them
	Only     string   `json:"only,omitempty"`      // the one worker that staff chose
	Way      Way      `json:"way,omitzero"`        // how, as staff chose, or the script of a test
	ReturnOf ID       `json:"return_of,omitempty"` // for returns: the order whose goods these are
	Return   ID       `json:"return,omitempty"`    // the order that brings these goods back
	ReopenOf ID       `json:"reopen_of,omitempty"` // of an order that staff opened again: the one before
	Reason   string   `json:"reason,omitempty"`    // code of the last refusal, failure or cancellation
	Payment  *Payment `json:"payment,omitempty"`
	Rating   *Rating  `json:"rating,omitempty"` // the resident's, after the end
}

// Size returns what the supplied items weigh and fill together.
func (o *Order) Size() Size {
	var s Size
	first := true
	for _, it := range o.Items {
		n := int64(it.Quantity - it.Refused)
		if n <= 0 {
			continue
		}
		s.Grams += n * it.Grams
		s.Millis += n * it.Millis
		if first {
			s.Temperature, first = it.Temperature, false
		}
		s.Temperature = s.Temperature.With(it.Temperature)
	}
	return s
}

// Plus returns both together.
func (s Size) Plus(t Size) Size { return Size{Grams: s.Grams + t.Grams, Millis: s.Millis + t.Millis} }

// Bound reports whether the order goes by the courier who has the others of its
// batch, and by no other.
func (o *Order) Bound() bool { return o.Batch != "" && !o.Loose }

// Worth returns what the supplied items cost together, in minor units.
func (o *Order) Worth() int64 {
	var sum int64
	for _, it := range o.Items {
		sum += int64(it.Quantity-it.Refused) * it.Price
	}
	return sum
}

// Accepted reports whether the merchant has taken the order.
func (o *Order) Accepted() bool {
	return o.Preparation == Accepted || o.Preparation == Preparing || o.Preparation == Ready
}

// CancelPrice returns what calling the order off would cost its merchant now,
// in minor units; false when it cannot be called off any more.
func (o *Order) CancelPrice() (int64, bool) {
	switch o.Carriage {
	case Assigned, OnTheWay:
		return o.Cancel.Assigned, true
	case Unassigned, Booked:
		if o.Accepted() {
			return o.Cancel.Accepted, true
		}
		return 0, true
	}
	return 0, false
}

// Idle reports whether no worker has the order and carriage has not ended.
func (o *Order) Idle() bool { return o.Carriage == Unassigned || o.Carriage == Booked }

// Succeeded reports whether the order ended as it was meant to.
func (o *Order) Succeeded() bool { return o.Carriage == Delivered || o.Carriage == Done }

// State returns where the order stands on a track.
func (o *Order) State(t Track) State {
	if t == Preparation {
		return o.Preparation
	}
	return o.Carriage
}

// Terminal reports whether carriage has ended.
func (o *Order) Terminal() bool { return o.Carriage.Terminal() }

// OnTime reports whether the goods were within the resident's reach by the
// promised time, or a visit started within its window; false until then.
func (o *Order) OnTime() bool {
	return o.ServedAt != 0 && o.ServedAt <= o.Due && (o.Call == nil || o.ServedAt >= o.Call.From)
}

// Status is the public status: how far carriage got, and until a worker is
// found, how far the merchant got.
func (o *Order) Status() State {
	if o.Carriage != Unassigned {
		return o.Carriage
	}
	return o.Preparation
}
