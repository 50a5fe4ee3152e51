package dispatch

import (
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/residents"
)

// Policy is what a zone's operator may set. It is part of the state: a day
// can be replayed under another one.
type Policy struct {
	Currency string `json:"currency"` // ISO 4217, lower case

	Promise      time.Duration `json:"promise"`                 // from placing to hand-over, unless the order says otherwise
	AcceptChase  time.Duration `json:"accept_chase"`            // a silent merchant is chased after it
	AcceptLapse  time.Duration `json:"accept_lapse"`            // and the order lapses after it
	Lead         time.Duration `json:"lead"`                    // carriage is planned this long before the goods are ready
	OfferTTL     time.Duration `json:"offer_ttl"`               // a courier has this long to answer
	MissedOffers int           `json:"missed_offers"`           // unanswered in a row until the courier is taken offline
	Retry        time.Duration `json:"retry"`                   // between two looks for a worker
	Silent       time.Duration `json:"silent"`                  // without a sign of life of a worker that has an order
	Lost         time.Duration `json:"lost"`                    // without a sign of life until the goods count as lost
	GiveUp       time.Duration `json:"give_up"`                 // past the promise, with nobody to take the order
	LoadWait     time.Duration `json:"load_wait"`               // a robot waits this long at the counter for goods that were to be ready, or are; 0: as long as handoff_wait
	HandoffWait  time.Duration `json:"handoff_wait"`            // a robot waits this long for the resident
	LockerHold   time.Duration `json:"locker_hold"`             // a compartment keeps goods this long
	ReserveHold  time.Duration `json:"reserve_hold"`            // a compartment is kept this long for a merchant, and for a courier past the expected hand-over
	LockerRemind time.Duration `json:"locker_remind,omitempty"` // the resident is reminded this often; 0: never
	DoorOpen     time.Duration `json:"door_open,omitempty"`     // a locker's door may stand open this long; 0: nobody is called
	QuoteTTL     time.Duration `json:"quote_ttl"`
	KeyTTL       time.Duration `json:"key_ttl"` // idempotency keys, and external ids after the end
	PINTries     int           `json:"pin_tries"`

	LockerWalk    geo.Meters    `json:"locker_walk"`    // farthest locker offered, in a straight line
	PickupService time.Duration `json:"pickup_service"` // at the counter
	DoorService   time.Duration `json:"door_service"`   // from the building's entrance to the door and back
	FloorService  time.Duration `json:"floor_service"`  // for each floor without a lift, up and down
	LockerService time.Duration `json:"locker_service"`
	HandoffTime   time.Duration `json:"handoff_time"` // a robot's usual time at the handover point

	HandoverCapacity int        `json:"handover_capacity,omitempty"` // robots at once at a handover point; 0: any number
	HandoverClear    geo.Meters `json:"handover_clear"`              // farther than this from it a robot has left it

	Reserve     int                         `json:"battery_reserve"`   // percent of a robot's charge that no errand may count on
	ChargeBelow int                         `json:"charge_below"`      // percent: a robot with less is sent to charge before it works
	ChargeTo    int                         `json:"charge_to"`         // percent: from here on it works again
	Rescues     map[fleet.PlightKind]Rescue `json:"rescues,omitempty"` // of robots that cannot go on; a kind that is not there: the usual
	HeldUp      time.Duration               `json:"held_up,omitempty"` // a robot that others keep where it stands for so long, before it has loaded, loses its orders to whoever is sooner; 0: never
	ParkAfter   time.Duration               `json:"park_after"`        // a robot that has had nothing to do for so long is sent to a station

	VisitLead  time.Duration `json:"visit_lead"`  // a visit is planned this long before its window opens
	PlanAhead  time.Duration `json:"plan_ahead"`  // an instance of a recurring plan becomes a visit this long before it starts
	VisitOffer time.Duration `json:"visit_offer"` // a carer has this long to answer for a visit
	VisitGrace time.Duration `json:"visit_grace"` // past its window or its planned end, until it counts as missed or staff is called
	WorkRemind time.Duration `json:"work_remind"` // of a day's work of a courier with a limit, until staff is told
	WorkLimit  time.Duration `json:"work_limit"`  // of a day's work of who is registered without a limit of their own, past which nothing new begins; 0: none
	Rest       time.Duration `json:"rest"`        // so long a rest ends a day's work

	// PromiseSlack is how far the planned start of a visit may move until it
	// counts as another promise.
	PromiseSlack time.Duration `json:"promise_slack"`

	Continuity Continuity `json:"continuity,omitzero"` // what it is worth that the same carer comes

	CarerTasks   int             `json:"carer_tasks"`       // orders in hand at once, of a courier with skills
	CourierTasks int             `json:"courier_tasks"`     // orders in hand at once
	Gather       time.Duration   `json:"gather,omitempty"`  // a plan waits this long after something changed, for what else changes; 0: no wait
	Batch        int             `json:"batch,omitempty"`   // waiting orders that a plan looks at, the most urgent; 0: 50
	Nearest      int             `json:"nearest,omitempty"` // couriers that a plan looks at for each order, and half as many robots; 0: all
	CourierCost  problem.Cost    `json:"courier_cost"`
	RobotCost    problem.Cost    `json:"robot_cost"`
	LockerFee    int64           `json:"locker_fee"` // minor units, what a compartment and the resident's walk are worth
	Weights      problem.Weights `json:"weights"`

	FeeBase  int64 `json:"fee_base"`   // minor units, what a merchant pays for any carriage
	FeePerKm int64 `json:"fee_per_km"` // and for each started kilometre
	// DepositFee is what a merchant pays for an order that it put into a locker
	// itself, instead of the fee for carriage.
	DepositFee int64 `json:"deposit_fee"` // minor units

	Verify orders.Tolerance `json:"verify,omitzero"` // of visits; zero: 100 m and 10 minutes

	Help residents.HelpPolicy `json:"help,omitzero"` // how long each step of a call for help waits; zero: the usual

	FeePerHour int64 `json:"fee_per_hour"` // of a visit, beside the base
	// Cancel is what a merchant without prices of its own pays for an order
	// that is called off.
	Cancel circle.Cancellation `json:"cancel,omitzero"`
}

// DefaultPolicy suits a dense town: a 45-minute promise and 45-second offers.
func DefaultPolicy() Policy {
	return Policy{
		Currency: "cny",
		Promise:  45 * time.Minute, AcceptChase: 3 * time.Minute, AcceptLapse: 8 * time.Minute,
		Lead: 12 * time.Minute, OfferTTL: 45 * time.Second, MissedOffers: 3, Retry: 20 * time.Second,
		Silent: 5 * time.Minute, Lost: 45 * time.Minute, GiveUp: 2 * time.Hour,
		LoadWait: 20 * time.Minute, HandoffWait: 12 * time.Minute, LockerHold: 24 * time.Hour, ReserveHold: 2 * time.Hour, LockerRemind: 8 * time.Hour, DoorOpen: 5 * time.Minute,
		QuoteTTL: 10 * time.Minute, KeyTTL: 48 * time.Hour, PINTries: 5,
		LockerWalk: 450, PickupService: time.Minute, DoorService: 2 * time.Minute,
		FloorService: 25 * time.Second, LockerService: time.Minute, HandoffTime: 3 * time.Minute,
		HandoverClear: 12,
		Reserve:       20, ChargeBelow: 30, ChargeTo: 60, HeldUp: 8 * time.Minute, ParkAfter: 3 * time.Minute,
		CourierTasks: 3,
		CourierCost:  problem.Cost{PerTask: 300, PerHour: 2400, PerKm: 20},
		RobotCost:    problem.Cost{PerTask: 100, PerHour: 900, PerKm: 30},
		LockerFee:    60,
		Weights:      problem.Weights{LatePerMinute: 40, LateStep: 5, WaitPerMinute: 20, ResidentPerMinute: 40},
		PlanAhead:    72 * time.Hour,
		VisitLead:    6 * time.Hour, VisitGrace: 45 * time.Minute, VisitOffer: 3 * time.Minute, PromiseSlack: 15 * time.Minute,
		WorkRemind: 8 * time.Hour, WorkLimit: 12 * time.Hour, Rest: 8 * time.Hour,
		Continuity: Continuity{Price: 600, HalfLife: 30 * 24 * time.Hour, Keep: 365 * 24 * time.Hour},
		CarerTasks: 8,
		FeeBase:    500, FeePerKm: 100, FeePerHour: 4000, DepositFee: 100,
	}
}

// Tolerance returns how far a visit may be from its plan and its door.
func (p *Policy) Tolerance() orders.Tolerance {
	if p.Verify == (orders.Tolerance{}) {
		return orders.Tolerance{Away: 100, Slack: 10 * time.Minute}
	}
	return p.Verify
}
