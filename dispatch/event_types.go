package dispatch

import (
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Registry: what an administrator sets up. Each replaces the row of the same
// id but keeps what the row is doing.
type (
	// RegisterProvider adds or changes a merchant.
	RegisterProvider struct {
		Provider circle.Provider `json:"provider"`
		// Basic leaves community, hours, capacity and area as they are.
		Basic bool `json:"basic,omitempty"`
	}
	// RegisterCourier adds or changes a courier.
	RegisterCourier struct {
		Courier  fleet.WorkerID `json:"courier"`
		Profile  geo.Profile    `json:"profile"`
		Capacity fleet.Capacity `json:"capacity"`
		Skills   []string       `json:"skills,omitempty"` // of a carer
		// Papers are the certificates of those skills that do not last.
		Papers []fleet.Certificate `json:"certificates,omitempty"`
		Limit  time.Duration       `json:"work_limit,omitempty"` // of the day's work; 0: the zone's; below 0: none
	}
	// RegisterRobot adds or changes a robot.
	RegisterRobot struct {
		Robot    fleet.WorkerID `json:"robot"`
		Maker    string         `json:"maker"`
		Profile  string         `json:"profile,omitempty"`
		Capacity fleet.Capacity `json:"capacity"`
		Range    geo.Meters     `json:"range"`
		Deposits bool           `json:"deposits,omitempty"`
		Camera   string         `json:"camera,omitempty"`
		// Bays are its compartments; none: one of its whole capacity.
		Bays []fleet.Bay `json:"bays,omitempty"`
	}
	// RegisterBank adds or changes a locker bank. Compartments that hold goods
	// keep them.
	RegisterBank struct {
		Bank fleet.Bank `json:"bank"`
	}
	// PauseProvider stops or resumes new orders for a merchant.
	PauseProvider struct {
		Provider circle.ProviderID `json:"provider"`
		Paused   bool              `json:"paused"`
		By       orders.Actor      `json:"by"`
	}
)

// Orders: what merchants, residents and staff ask for.
type (
	// AskQuote asks what carriage would cost. Meters is the way from the
	// counter to the door, found by the edge.
	AskQuote struct {
		ID       string            `json:"id"`
		Merchant circle.ProviderID `json:"merchant"`
		Dropoff  orders.Dropoff    `json:"dropoff"`
		Size     orders.Size       `json:"size"`
		Batch    *orders.Size      `json:"batch,omitempty"` // of all that is to ride with it, itself included; nil: it rides alone
		Needs    residents.Needs   `json:"needs"`
		Consent  residents.Consent `json:"consent"`
		Meters   geo.Meters        `json:"meters"`
		Travel   [2]time.Duration  `json:"travel"` // by e-bike and by robot; negative: no way
	}
	// PlaceOrder creates an order, of goods or, with a Call, of a visit. Answered with OrderPut, Replayed (same key
	// and digest, or a repeated external id) or Rejected.
	PlaceOrder struct {
		ID       orders.ID         `json:"id"` // fresh, from the edge
		Key      string            `json:"key,omitempty"`
		Digest   string            `json:"digest,omitempty"`
		External string            `json:"external_id,omitempty"`
		Older    orders.ID         `json:"older,omitempty"` // an order of this key or external id that the edge found in its projection
		Quote    string            `json:"quote,omitempty"`
		Merchant circle.ProviderID `json:"merchant"`
		Kind     orders.Kind       `json:"kind"`
		LiveMode bool              `json:"live_mode"`
		Script   *orders.Script    `json:"script,omitempty"` // of a test
		Items    []orders.Item     `json:"items"`
		Dropoff  orders.Dropoff    `json:"dropoff"`
		Needs    residents.Needs   `json:"needs"`
		Consent  residents.Consent `json:"consent"`
		Due      clock.Instant     `json:"due,omitempty"` // zero: the policy's promise
		Meters   geo.Meters        `json:"meters"`        // counter to door, for the fee without a quote
		Proof    string            `json:"proof,omitempty"`
		Payment  *orders.Payment   `json:"payment,omitempty"`
		Booking  *orders.Booking   `json:"booking,omitempty"`
		Refs     orders.Refs       `json:"refs,omitzero"`
		Windows  orders.Windows    `json:"windows,omitzero"`
		Demands  orders.Demands    `json:"demands,omitzero"`
		Tip      int64             `json:"tip,omitempty"`
		Call     *orders.Call      `json:"call,omitempty"`  // of a visit, which has no items; its Due is the end of the window
		Berth    *BerthWish        `json:"berth,omitempty"` // the merchant puts the goods into a locker itself
		After    string            `json:"after,omitempty"` // the order that it comes after: its id, or the merchant's own name for it
	}
	// Prepare moves the preparation track: accept, start, finish or refuse.
	Prepare struct {
		Order   orders.ID     `json:"order"`
		Verb    orders.Verb   `json:"verb"`
		By      orders.Actor  `json:"by"`
		ReadyAt clock.Instant `json:"ready_at,omitempty"` // with accept: the merchant's estimate
		Reason  string        `json:"reason,omitempty"`
	}
	// RefuseItem takes items that ran out from an order; the last one refuses
	// the order.
	RefuseItem struct {
		Order    orders.ID    `json:"order"`
		Item     int          `json:"item"`
		Quantity int          `json:"quantity"`
		By       orders.Actor `json:"by"`
	}
	// EditOrder changes an open order: what is nil stays. Where it goes, what
	// it is and when it may come can change until it is picked up, and is
	// planned and priced anew; a tip until the end. Contact that changed with
	// it is outside, so an edit may be empty.
	EditOrder struct {
		Order   orders.ID       `json:"order"`
		By      orders.Actor    `json:"by"`
		Reason  string          `json:"reason"`
		Dropoff *orders.Dropoff `json:"dropoff,omitempty"`
		Meters  geo.Meters      `json:"meters,omitempty"` // counter to the new door
		Items   []orders.Item   `json:"items,omitempty"`
		Due     clock.Instant   `json:"due,omitempty"`
		Windows *orders.Windows `json:"windows,omitempty"`
		Tip     *int64          `json:"tip,omitempty"`
	}
	// ChaseOrder asks staff where an order is.
	ChaseOrder struct {
		Order orders.ID    `json:"order"`
		By    orders.Actor `json:"by"`
	}
	// AnswerChase is staff's answer to it. When is the hand-over expected by
	// staff; zero: not said.
	AnswerChase struct {
		Order  orders.ID     `json:"order"`
		By     orders.Actor  `json:"by"`
		Answer orders.Answer `json:"answer"`
		When   clock.Instant `json:"when,omitempty"`
	}
	// CancelOrder calls an order off before pickup, a visit before the carer
	// is at the door.
	CancelOrder struct {
		Order  orders.ID    `json:"order"`
		By     orders.Actor `json:"by"`
		Reason string       `json:"reason"`
	}
	// ReturnOrder asks for a delivered order's goods to be brought back.
	// Original is what the edge found in its projection.
	ReturnOrder struct {
		ID       orders.ID    `json:"id"`
		Original orders.Order `json:"original"`
		By       orders.Actor `json:"by"`
		Reason   string       `json:"reason"`
	}
	// Settle reports what the payment provider did with an order's hold.
	Settle struct {
		Order    orders.ID         `json:"order"`
		Merchant circle.ProviderID `json:"merchant"`
		State    string            `json:"state"` // held, captured, cancelled, refused
		Intent   string            `json:"intent,omitempty"`
	}
)

// Staff: what people at the platform's desk decide.
type (
	// AssignOrder gives an order to one worker, taking it from another if
	// need be. An empty worker lets the matcher choose anew, without the
	// present one. Staff may also say how the worker hands it over, and which
	// locker it may go into.
	AssignOrder struct {
		Order   orders.ID    `json:"order"`
		Worker  string       `json:"worker,omitempty"`
		Instead string       `json:"instead,omitempty"` // of a visit for several carers: who gives their place up; empty: nobody, or, without a worker, all
		Mode    orders.Mode  `json:"mode,omitempty"`
		Locker  string       `json:"locker,omitempty"`
		By      orders.Actor `json:"by"`
		Reason  string       `json:"reason"`
	}
	// HoldOrder stops or resumes the search for a worker.
	HoldOrder struct {
		Order  orders.ID    `json:"order"`
		Held   bool         `json:"held"`
		By     orders.Actor `json:"by"`
		Reason string       `json:"reason"`
	}
	// SetOutcome ends carriage by staff's word: delivered (of a visit: done),
	// failed or cancelled.
	SetOutcome struct {
		Order   orders.ID    `json:"order"`
		Outcome orders.State `json:"outcome"`
		By      orders.Actor `json:"by"`
		Reason  string       `json:"reason"`
	}
)

// Couriers.
type (
	// CourierOnline says that a courier wants work.
	CourierOnline struct {
		Courier  fleet.WorkerID `json:"courier"`
		Point    geo.Point      `json:"point"`
		ShiftEnd clock.Instant  `json:"shift_end,omitempty"`
		Breaks   []fleet.Break  `json:"breaks,omitempty"` // still to be taken
	}
	// CourierOffline says that a courier wants no more work; what is in hand
	// is finished.
	CourierOffline struct {
		Courier fleet.WorkerID `json:"courier"`
	}
	// CourierOut says that a courier cannot go on, ill or after an accident:
	// whatever is in hand goes to others. By is the courier, or staff.
	CourierOut struct {
		Courier fleet.WorkerID `json:"courier"`
		By      orders.Actor   `json:"by"`
		Reason  string         `json:"reason"`
	}
	// CourierAt is a courier's position, thinned by fleet.Sieve.
	CourierAt struct {
		Courier fleet.WorkerID `json:"courier"`
		Point   geo.Point      `json:"point"`
	}
	// AnswerOffer accepts or declines an offer.
	AnswerOffer struct {
		Courier fleet.WorkerID `json:"courier"`
		Offer   string         `json:"offer"`
		Accept  bool           `json:"accept"`
		Reason  string         `json:"reason,omitempty"`
	}
	// PickUpOrder says that the courier has the goods.
	PickUpOrder struct {
		Courier fleet.WorkerID `json:"courier"`
		Order   orders.ID      `json:"order"`
		Proof   string         `json:"proof,omitempty"` // digest of the counter's PIN, where one is asked for
		Ago     time.Duration  `json:"ago,omitempty"`   // how long before it was heard, by the device's clock
	}
	// DeliverOrder says that the resident has the goods; Proof is the digest
	// of the PIN that the courier typed. OfAge says that the courier has seen
	// that the recipient is of age.
	DeliverOrder struct {
		Courier fleet.WorkerID `json:"courier"`
		Order   orders.ID      `json:"order"`
		Proof   string         `json:"proof"`
		OfAge   bool           `json:"of_age,omitempty"`
		Ago     time.Duration  `json:"ago,omitempty"` // how long before it was heard, by the device's clock
	}
	// FailOrder says that the goods could not be handed over; they go back. Of
	// a visit, that the carer could not enter, or had to cut it short.
	FailOrder struct {
		Courier fleet.WorkerID `json:"courier"`
		Order   orders.ID      `json:"order"`
		Reason  string         `json:"reason"`
		Ago     time.Duration  `json:"ago,omitempty"` // how long before it was heard, by the device's clock
	}
	// AttendVisit says how far a carer is with a visit: set_off, arrive, start
	// or finish. An arrival implies that they set off, a start both. Capture is
	// what shows it, of a start or a finish.
	AttendVisit struct {
		Courier fleet.WorkerID `json:"courier"`
		Order   orders.ID      `json:"order"`
		Verb    orders.Verb    `json:"verb"`

		Capture orders.Capture `json:"capture,omitzero"`
		Ago     time.Duration  `json:"ago,omitempty"` // how long before it was heard, by the device's clock
	}
	// HandBack gives an order up before pickup, a visit before it starts.
	HandBack struct {
		Courier fleet.WorkerID `json:"courier"`
		Order   orders.ID      `json:"order"`
		Reason  string         `json:"reason"`
	}
	// OpenLocker asks for the reserved compartment: the courier stands before
	// it.
	OpenLocker struct {
		Courier fleet.WorkerID `json:"courier"`
		Order   orders.ID      `json:"order"`
	}
)

// Robots and lockers.
type (
	// RobotReport is what a robot's state or its session says that matters to
	// the engine: its place (thinned), its charge, its health, and how far
	// its mission is. Linked is false when the session was lost.
	RobotReport struct {
		Robot   fleet.WorkerID   `json:"robot"`
		Linked  bool             `json:"linked"`
		Point   geo.Point        `json:"point"`
		Charge  int              `json:"charge"`
		Faulty  bool             `json:"faulty,omitempty"`
		Manual  bool             `json:"manual,omitempty"`
		Plight  fleet.PlightKind `json:"plight,omitempty"` // what it says keeps it from going on
		Mission missions.ID      `json:"mission,omitempty"`
		Signal  missions.Signal  `json:"signal,omitempty"`
		Order   orders.ID        `json:"order,omitempty"`  // of whose goods the signal tells; empty: of all that Mission has
		Passed  int              `json:"passed,omitempty"` // the last node that it has passed of Mission, where the way is shared
		Has     missions.ID      `json:"has,omitempty"`    // the mission that it still has something to do of; empty: none
	}
	// RobotMeasured is what a robot's factsheet says of it.
	RobotMeasured struct {
		Robot fleet.WorkerID `json:"robot"`
		Body  fleet.Body     `json:"body"`
	}
	// FreeGrant is staff's word that a robot no longer is, and will not come,
	// where it was granted to be.
	FreeGrant struct {
		Robot    fleet.WorkerID `json:"robot"`
		Resource string         `json:"resource"`
		By       orders.Actor   `json:"by"`
		Reason   string         `json:"reason"`
	}
	// BankLink says that a locker's session is up or lost.
	BankLink struct {
		Bank   string `json:"bank"`
		Linked bool   `json:"linked"`
	}
	// CompartmentReport is what a locker says of one door: whether it is
	// closed and whether there is something inside are two signals.
	CompartmentReport struct {
		Bank        string `json:"bank"`
		Compartment string `json:"compartment"`
		Closed      bool   `json:"closed"`
		Occupied    bool   `json:"occupied"`
		Jammed      bool   `json:"jammed,omitempty"`
	}
	// DoorUsed is a locker's word that the right code opened a door while its
	// link was away. What the door says next shows whether the goods are gone.
	DoorUsed struct {
		Bank        string        `json:"bank"`
		Compartment string        `json:"compartment"`
		At          clock.Instant `json:"at"` // by the locker's clock
	}
	// Collect is a resident at a locker or robot, with the digest of the PIN.
	Collect struct {
		Order orders.ID `json:"order"`
		Proof string    `json:"proof"`
		// By and Reason are staff's, who opens it for a resident.
		By     orders.Actor `json:"by,omitzero"`
		Reason string       `json:"reason,omitempty"`
	}
)

// The shell's own.
type (
	// Started is the first event of every owner of the zone: what was out
	// (a plan being made) is asked for again.
	Started struct {
		Engine string `json:"engine"` // version of the code
		City   string `json:"city"`   // hash of the city file at hand
	}
	// Wake is a timer that came due.
	Wake struct {
		Timer string `json:"timer"`
	}
	// Solved brings a plan back.
	Solved struct {
		Plan problem.Plan `json:"plan"`
	}
)
