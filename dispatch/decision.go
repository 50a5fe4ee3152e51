package dispatch

import (
	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/ledger"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// Decision is what Step concluded: a fact that changes the state, a command
// to the outside, or both. Decisions are journaled with their event and leave
// the engine only after the commit.
type Decision interface {
	apply(s *State)
}

// Facts: each carries the new row, or says that it is gone.
type (
	// ProviderPut stores a merchant.
	ProviderPut struct {
		Provider circle.Provider `json:"provider"`
	}
	// CommunityPut stores a community.
	CommunityPut struct {
		Community circle.Community `json:"community"`
	}
	// BuildingPut stores a building.
	BuildingPut struct {
		Building circle.Building `json:"building"`
	}
	// OfferingPut stores an offering.
	OfferingPut struct {
		Offering circle.Offering `json:"offering"`
	}
	// CourierPut stores a courier; Why says what changed.
	CourierPut struct {
		Courier fleet.Courier `json:"courier"`
		Why     string        `json:"why"`
	}
	// CourierMoved stores a courier's place.
	CourierMoved struct {
		Courier fleet.WorkerID `json:"courier"`
		Point   geo.Point      `json:"point"`
		At      clock.Instant  `json:"at"`
	}
	// RobotPut stores a robot; Why says what changed.
	RobotPut struct {
		Robot fleet.Robot `json:"robot"`
		Why   string      `json:"why"`
	}
	// BankPut stores a locker bank; Why says what changed.
	BankPut struct {
		Bank fleet.Bank `json:"bank"`
		Why  string     `json:"why"`
	}
	// CompartmentMoved moves one compartment along its life.
	CompartmentMoved struct {
		Bank        string                 `json:"bank"`
		Compartment string                 `json:"compartment"`
		Verb        fleet.CompartmentVerb  `json:"verb"`
		To          fleet.CompartmentState `json:"to"`
		Order       string                 `json:"order,omitempty"`
	}
	// OrderPut stores an order; Why is "placed" for a new one.
	OrderPut struct {
		Order orders.Order `json:"order"`
		Why   string       `json:"why"`
	}
	// OrderMoved moves an order along a track.
	OrderMoved struct {
		Order orders.ID   `json:"order"`
		Move  orders.Move `json:"move"`
	}
	// OrderGone takes a terminal order out of the state; Order is how it ended.
	OrderGone struct {
		Order  orders.Order `json:"order"`
		Closed Closed       `json:"closed"`
	}
	// OfferPut makes an offer to a courier.
	OfferPut struct {
		Offer Offer `json:"offer"`
	}
	// OfferGone closes an offer.
	OfferGone struct {
		Offer   string         `json:"offer"`
		Order   orders.ID      `json:"order"`
		With    []Mate         `json:"with,omitempty"`
		Courier fleet.WorkerID `json:"courier"`
		Outcome Outcome        `json:"outcome"`
	}
	// MissionPut stores a robot's mission; Why "sent" is a command to send it.
	// Order is whose errand moved on; empty: it is about all of them.
	MissionPut struct {
		Mission missions.Mission `json:"mission"`
		Order   orders.ID        `json:"order,omitempty"`
		Why     string           `json:"why"`
	}
	// MissionPassed notes how far along a shared way a robot is.
	MissionPassed struct {
		Mission missions.ID `json:"mission"`
		Node    int         `json:"node"`
	}
	// MissionGone ends a mission. Recall is a command: the robot must drop
	// what it still plans to do.
	MissionGone struct {
		Mission missions.ID    `json:"mission"`
		Robot   string         `json:"robot"`
		Phase   missions.Phase `json:"phase"`
		Recall  bool           `json:"recall,omitempty"`
	}
	// QuotePut stores a quote.
	QuotePut struct {
		Quote Quote `json:"quote"`
	}
	// KeyPut remembers the answer to an idempotency key.
	KeyPut struct {
		Name string `json:"name"`
		Key  Key    `json:"key"`
	}
	// Forgot drops what has outlived its time: quotes, keys, closed orders, and
	// who served residents that nobody visits any more.
	Forgot struct {
		Quotes []string    `json:"quotes,omitempty"`
		Keys   []string    `json:"keys,omitempty"`
		Closed []orders.ID `json:"closed,omitempty"`
		Served []string    `json:"served,omitempty"`
	}
	// TimerSet asks the shell to wake the engine; it replaces a timer of the
	// same name.
	TimerSet struct {
		Timer string        `json:"timer"`
		At    clock.Instant `json:"at"`
	}
	// TimerGone takes a timer back.
	TimerGone struct {
		Timer string `json:"timer"`
	}
	// SolveClosed says that the plan of the epoch came back; Again that
	// another is wanted.
	SolveClosed struct {
		Epoch uint64 `json:"epoch"`
	}
	// SolveWanted notes that something changed while a plan is being made.
	SolveWanted struct{}
	// CityBound ties the zone to the city file that its travel times come
	// from.
	CityBound struct {
		City string `json:"city"`
	}
)

// Commands and answers.
type (
	// Rejected answers an event that the rules refuse.
	Rejected struct {
		Rejection orders.Rejection `json:"rejection"`
	}
	// Replayed answers a repeated creation with the order that it made.
	Replayed struct {
		Order orders.ID `json:"order"`
	}
	// Solve asks the shell's worker for a plan. The problem is derived from
	// the state, so the journal keeps its epoch only.
	Solve struct {
		Epoch   uint64           `json:"epoch"`
		At      clock.Instant    `json:"at"`
		Batch   orders.ID        `json:"batch,omitempty"`
		Problem *problem.Problem `json:"-"`
	}
	// Explained stores why an order went to a worker, or to none.
	Explained struct {
		Order       orders.ID           `json:"order"`
		Worker      string              `json:"worker,omitempty"` // empty: nobody yet
		Mode        orders.Mode         `json:"mode,omitempty"`
		Explanation problem.Explanation `json:"explanation"`
	}
	// OpenDoor asks a locker to open a compartment.
	OpenDoor struct {
		Bank        string    `json:"bank"`
		Compartment string    `json:"compartment"`
		Order       orders.ID `json:"order"`
		Deposit     bool      `json:"deposit"` // else for collecting
	}
	// UnlockHold asks a robot to open the compartment of an order for the
	// resident, or for the courier who fetches the goods.
	UnlockHold struct {
		Robot       string      `json:"robot"`
		Mission     missions.ID `json:"mission"`
		Order       orders.ID   `json:"order"`
		Compartment string      `json:"compartment,omitempty"`
	}
	// Alerted calls staff.
	Alerted struct {
		Order  orders.ID `json:"order,omitempty"`
		Code   string    `json:"code"` // merchant_silent, worker_silent, robot_fault, locker_jammed, door_open, …
		Detail string    `json:"detail"`
	}
	// Published is a public status change: one webhook, one entry of the
	// platform's feed.
	Published struct {
		Order    orders.ID         `json:"order_id"`
		External string            `json:"external_id,omitempty"`
		Batch    orders.ID         `json:"batch_id,omitempty"`
		Merchant circle.ProviderID `json:"merchant"`
		LiveMode bool              `json:"live_mode"`
		Track    orders.Track      `json:"track"`
		State    orders.State      `json:"state"`
		Status   orders.State      `json:"status"`
		Attempt  int               `json:"attempt"`
		Seq      int               `json:"seq"`
		Worker   string            `json:"worker,omitempty"`
		Mode     orders.Mode       `json:"mode,omitempty"`
		Reason   string            `json:"reason,omitempty"`
		Rating   *orders.Rating    `json:"rating,omitempty"` // with state rated
		ETA      clock.Instant     `json:"eta,omitempty"`
		At       clock.Instant     `json:"at"`
	}
	// GrantMoved is a fact: a robot was given a resource, left it, or waits
	// for it.
	GrantMoved struct {
		Move missions.GrantMove `json:"move"`
		Why  string             `json:"why"`
	}
	// Posted is a fact: money moved between accounts.
	Posted struct {
		Posting ledger.Posting `json:"posting"`
	}
	// Charge asks the payment provider to act on an order's hold.
	Charge struct {
		Order    orders.ID         `json:"order"`
		Merchant circle.ProviderID `json:"merchant"`
		Action   string            `json:"action"` // hold, capture, cancel
		Payment  orders.Payment    `json:"payment"`
	}
)
