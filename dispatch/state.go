package dispatch

import (
	"slices"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Schema is the version of State's stored form.
const Schema = 1

// State is everything the engine knows of one zone. It has one owner, who
// changes it in place through Step or Apply. Terminal orders leave it.
type State struct {
	Schema int           `json:"schema"`
	Zone   string        `json:"zone"`
	City   string        `json:"city"` // hash of the city file that its travel times come from
	Seq    uint64        `json:"seq"`
	Now    clock.Instant `json:"now"`
	Digest string        `json:"digest"` // chains every event and decision so far
	Policy Policy        `json:"policy"`

	Providers   Table[circle.ProviderID, circle.Provider]   `json:"providers"`
	Communities Table[circle.CommunityID, circle.Community] `json:"communities"`
	Buildings   Table[circle.BuildingID, circle.Building]   `json:"buildings"`
	Offerings   Table[circle.OfferingID, circle.Offering]   `json:"offerings"`
	Couriers    Table[fleet.WorkerID, fleet.Courier]        `json:"couriers"`
	Robots      Table[fleet.WorkerID, fleet.Robot]          `json:"robots"`
	Banks       Table[string, fleet.Bank]                   `json:"banks"`
	Orders      Table[orders.ID, orders.Order]              `json:"orders"`
	Offers      Table[string, Offer]                        `json:"offers"`
	Missions    Table[missions.ID, missions.Mission]        `json:"missions"`
	Passages    Table[string, fleet.Passage]                `json:"passages"`       // gates and lifts, by device
	Lanes       lanes.Network                               `json:"lanes,omitzero"` // what is drawn for robots, and what is closed
	Driving     fleet.Driving                               `json:"driving,omitzero"`
	Weather     fleet.Weather                               `json:"weather,omitempty"`
	Recurring   Table[residents.PlanID, Recurring]          `json:"recurring"`
	Quotes      Table[string, Quote]                        `json:"quotes"`
	Keys        Table[string, Key]                          `json:"keys"`      // by merchant and idempotency key
	Externals   Table[string, orders.ID]                    `json:"externals"` // by merchant and external id
	Closed      Table[orders.ID, Closed]                    `json:"closed"`    // orders that ended lately
	Timers      Table[string, clock.Instant]                `json:"timers"`
	Residents   Table[string, residents.Resident]           `json:"residents"`
	Helps       Table[residents.HelpID, residents.HelpCall] `json:"helps"`
	Served      Table[string, residents.Served]             `json:"served"`   // who came to a resident, by provider and the provider's id of the resident
	Cards       Table[string, residents.Card]               `json:"cards"`    // by provider and resident
	Troubles    Table[orders.ID, Trouble]                   `json:"troubles"` // of the desk's queue
	Outages     Table[fleet.WorkerID, Outage]               `json:"outages"`
	Ratings     Table[circle.ProviderID, orders.RatingSum]  `json:"ratings"`

	Counter Counter         `json:"counter"`
	Grants  missions.Grants `json:"grants"`
	Ledger  ledger.Book     `json:"ledger"`
	Solving Solving         `json:"solving"`

	idle   *idle
	roster *roster
	holds  holds
	trails trails

	sheet []byte // paper of the last seal, to be written over
}

// Counter numbers what the engine names itself, and counts outcomes.
type Counter struct {
	Offers    uint64 `json:"offers"`
	Placed    uint64 `json:"placed"`
	Delivered uint64 `json:"delivered"`
	OnTime    uint64 `json:"on_time"`            // of those delivered
	Done      uint64 `json:"done,omitempty"`     // visits
	Punctual  uint64 `json:"punctual,omitempty"` // of those done: started within the window
	Failed    uint64 `json:"failed"`
	Cancelled uint64 `json:"cancelled"`

	Calls  uint64              `json:"calls,omitempty"` // calls for help ever raised, drills included
	Help   residents.HelpTally `json:"help,omitzero"`
	Drills residents.HelpTally `json:"drills,omitzero"`
}

// Solving is the plan that is being made, if any.
type Solving struct {
	Epoch uint64        `json:"epoch"`           // of the last Solve
	Open  bool          `json:"open"`            // its plan has not come back
	Batch orders.ID     `json:"batch,omitempty"` // whom it is for; empty: all who ride alone
	At    clock.Instant `json:"at"`
	Again bool          `json:"again"` // something changed since
}

// Offer asks a courier to take an order.
type Offer struct {
	ID          string         `json:"id"`
	Order       orders.ID      `json:"order"`
	Courier     fleet.WorkerID `json:"courier"`
	Mode        orders.Mode    `json:"mode"`
	Locker      string         `json:"locker,omitempty"`
	Compartment string         `json:"compartment,omitempty"`
	Route       []fleet.Stop   `json:"route"` // the courier's whole route with it
	Pay         int64          `json:"pay"`   // minor units, for all of it
	Expires     clock.Instant  `json:"expires"`
	With        []Mate         `json:"with,omitempty"` // the rest of a batch
}

// Mate is an order that is offered together with another.
type Mate struct {
	Order orders.ID `json:"order"`
	Pay   int64     `json:"pay"` // minor units
}

// Orders lists the orders that an offer is for.
func (f *Offer) Orders() []orders.ID {
	list := []orders.ID{f.Order}
	for _, m := range f.With {
		list = append(list, m.Order)
	}
	return list
}

// share is what an order of the offer pays, in minor units.
func (f *Offer) share(id orders.ID) int64 {
	own := f.Pay
	for _, m := range f.With {
		if m.Order == id {
			return m.Pay
		}
		own -= m.Pay
	}
	return own
}

// has reports whether an offer is for an order.
func (f *Offer) has(id orders.ID) bool {
	return f.Order == id || slices.ContainsFunc(f.With, func(m Mate) bool { return m.Order == id })
}

// Outcome says how an offer ended.
type Outcome string

// The outcomes of an offer.
const (
	OfferAccepted  Outcome = "accepted"
	OfferDeclined  Outcome = "declined"
	OfferLapsed    Outcome = "expired"
	OfferWithdrawn Outcome = "withdrawn"
)

// Quote is a price and a promise that hold until they expire.
type Quote struct {
	ID       string            `json:"id"`
	Merchant circle.ProviderID `json:"merchant"`
	Fee      int64             `json:"fee"` // minor units
	Currency string            `json:"currency"`
	Modes    []QuotedMode      `json:"modes"`
	// Cancel is what calling the order off would cost.
	Cancel  circle.Cancellation `json:"cancel,omitzero"`
	Expires clock.Instant       `json:"expires"`
}

// QuotedMode is one delivery mode of a quote: open to the resident or, with a
// reason, not.
type QuotedMode struct {
	Mode   orders.Mode   `json:"mode"`
	Open   bool          `json:"open"`
	Reason string        `json:"reason,omitempty"` // code of what rules it out
	By     clock.Instant `json:"by"`               // earliest hand-over, as a rough estimate
}

// Key remembers what an idempotency key was answered.
type Key struct {
	Digest    string            `json:"digest"` // of the request's body
	Order     orders.ID         `json:"order,omitempty"`
	Rejection *orders.Rejection `json:"rejection,omitempty"`
	Expires   clock.Instant     `json:"expires"`
}

// Closed is what is remembered of an order that ended, so that a courier who
// resends a verb and a merchant who repeats an external id get the same
// answer as before.
type Closed struct {
	Merchant circle.ProviderID `json:"merchant"`
	External string            `json:"external,omitempty"`
	Batch    orders.ID         `json:"batch,omitempty"`
	Worker   string            `json:"worker,omitempty"`
	Crew     []string          `json:"crew,omitempty"` // of a visit for several carers: all of them
	Carriage orders.State      `json:"carriage"`
	Rating   *orders.Rating    `json:"rating,omitempty"`
	Expires  clock.Instant     `json:"expires"`
}

// With reports whether a worker had the order when it ended.
func (c *Closed) With(worker string) bool {
	return worker != "" && (c.Worker == worker || slices.Contains(c.Crew, worker))
}

// NewState returns the state of a zone in which nothing has happened.
func NewState(zone, city string, p Policy) *State {
	return &State{Schema: Schema, Zone: zone, City: city, Policy: p}
}

// KeyOf returns the name under which a merchant's idempotency key or external
// id is kept.
func KeyOf(m circle.ProviderID, name string) string { return string(m) + "\x1f" + name }
