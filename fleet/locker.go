package fleet

import (
	"fmt"
	"slices"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Bank is a parcel locker: a bank of compartments behind one controller.
type Bank struct {
	ID           string        `json:"id"`
	Point        geo.Point     `json:"point"`
	Stairs       bool          `json:"stairs,omitempty"` // residents must use stairs to reach it
	Dock         *geo.Point    `json:"dock,omitempty"`   // where a robot stands to put goods in; nil: none can
	Linked       bool          `json:"linked"`           // its controller's session is up
	Seen         clock.Instant `json:"seen"`
	Compartments []Compartment `json:"compartments"`
}

// CompartmentState is where a compartment stands in its life.
type CompartmentState string

// The states of a compartment: FREE → RESERVED → OPEN_FOR_DEPOSIT → OCCUPIED
// → OPEN_FOR_PICKUP → FREE. EXPIRED goods wait for staff.
const (
	Free           CompartmentState = "FREE"
	Reserved       CompartmentState = "RESERVED"
	OpenForDeposit CompartmentState = "OPEN_FOR_DEPOSIT"
	Occupied       CompartmentState = "OCCUPIED"
	OpenForPickup  CompartmentState = "OPEN_FOR_PICKUP"
	Expired        CompartmentState = "EXPIRED"
)

// Compartment is one door of a bank.
type Compartment struct {
	ID       string   `json:"id"`
	Capacity Capacity `json:"capacity"`
	// Temperature is the class in which it keeps goods; empty is ambient.
	Temperature circle.Temperature `json:"temperature,omitempty"`
	State       CompartmentState   `json:"state"`
	Jammed      bool               `json:"jammed,omitempty"`         // the door does not obey
	OutOf       bool               `json:"out_of_service,omitempty"` // taken out by staff
	Order       string             `json:"order,omitempty"`          // whose goods, or for whom reserved
	Ajar        clock.Instant      `json:"ajar,omitempty"`           // the door has been open since
	Amiss       bool               `json:"amiss,omitempty"`          // closed on something that no order put in, or on nothing where goods should be
}

// CompartmentVerb moves a compartment.
type CompartmentVerb string

// The verbs of a compartment.
const (
	Reserve     CompartmentVerb = "reserve"
	Release     CompartmentVerb = "release"
	OpenDeposit CompartmentVerb = "open_deposit"
	CloseFull   CompartmentVerb = "close_full"
	CloseEmpty  CompartmentVerb = "close_empty"
	OpenPickup  CompartmentVerb = "open_pickup"
	Expire      CompartmentVerb = "expire"
	Clear       CompartmentVerb = "clear"
)

// CompartmentTransition is one row of a compartment's life.
type CompartmentTransition struct {
	From CompartmentState
	Verb CompartmentVerb
	To   CompartmentState
	When string
}

// CompartmentLife is the table of a compartment's moves. "Door closed" and
// "occupied" are two signals: a door that closes empty leaves the goods
// outside.
var CompartmentLife = []CompartmentTransition{
	{Free, Reserve, Reserved, "an offer or assignment counts on it"},
	{Reserved, Release, Free, "the order went another way"},
	{Reserved, OpenDeposit, OpenForDeposit, "the courier stands before it"},
	{OpenForDeposit, CloseFull, Occupied, "door closed, goods inside"},
	{OpenForDeposit, CloseEmpty, Reserved, "door closed, nothing inside"},
	{OpenForDeposit, Release, Free, "the order went another way"},
	{Occupied, OpenPickup, OpenForPickup, "the resident proved who they are"},
	{OpenForPickup, CloseEmpty, Free, "door closed, goods gone"},
	{OpenForPickup, CloseFull, Occupied, "door closed, goods still inside"},
	{Occupied, Expire, Expired, "not collected in time"},
	{OpenForPickup, Expire, Expired, "staff gave the delivery up while the door stood open"},
	{Expired, OpenPickup, OpenForPickup, "a courier fetches the goods for their return"},
	{Occupied, Clear, Free, "staff emptied it"},
	{Expired, Clear, Free, "staff emptied it, or the return was picked up"},
	{OpenForPickup, Clear, Free, "staff says it is empty"},
}

// Next returns the state that the verb leads to.
func (c *Compartment) Next(v CompartmentVerb) (CompartmentState, error) {
	for _, t := range CompartmentLife {
		if t.From == c.State && t.Verb == v {
			return t.To, nil
		}
	}
	return "", fmt.Errorf("compartment %s is %s: cannot %s", c.ID, c.State, v)
}

// Usable reports whether a new order could be put into the compartment.
func (c *Compartment) Usable() bool {
	return c.State == Free && !c.Jammed && !c.OutOf && !c.Amiss && c.Ajar == 0
}

// Keeps reports whether any compartment, free or not, is of the class.
func (b *Bank) Keeps(class circle.Temperature) bool {
	return slices.ContainsFunc(b.Compartments, func(c Compartment) bool { return c.Temperature.Is(class) })
}

// Takes reports whether any compartment, free or not, keeps the class and is
// large enough.
func (b *Bank) Takes(size Capacity, class circle.Temperature) bool {
	return slices.ContainsFunc(b.Compartments, func(c Compartment) bool { return c.takes(size, class) })
}

func (c *Compartment) takes(size Capacity, class circle.Temperature) bool {
	return c.Temperature.Is(class) && size.Grams <= c.Capacity.Grams && size.Millis <= c.Capacity.Millis
}

// Find returns the compartment called id, or nil.
func (b *Bank) Find(id string) *Compartment {
	for i := range b.Compartments {
		if b.Compartments[i].ID == id {
			return &b.Compartments[i]
		}
	}
	return nil
}

// Fit returns the smallest usable compartment that takes the size and keeps
// goods of the class, or nil.
func (b *Bank) Fit(size Capacity, class circle.Temperature) *Compartment {
	var best *Compartment
	for i := range b.Compartments {
		c := &b.Compartments[i]
		if !c.Usable() || !c.takes(size, class) {
			continue
		}
		if best == nil || c.Capacity.Millis < best.Capacity.Millis {
			best = c
		}
	}
	return best
}
