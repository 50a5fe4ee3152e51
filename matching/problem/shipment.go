package problem

import (
	"time"

	"github.com/linli/linli/clock"
)

// Shipment is carried from its pickup to one of its options. Its hand-over is
// the start of the service at the delivery stop; Earliest, Due and Latest speak
// of that instant.
//
// A visit is a shipment that only has the stop at the end: Pickup and all that
// speaks of it is ignored (MaxRide and OnBoard too), and Load is what the
// vehicle brings along from its start. It is a Delivery stop in the route and
// counts as a shipment there.
//
// A visit with n Workers has n assignments in the plan, each with a vehicle of
// its own, or none at all. Once committed, it is in the Route of each of them,
// with its Stop.Start; Vehicle names one. It cannot go Together with others.
type Shipment struct {
	ID            string        `json:"id"`
	Visit         bool          `json:"visit,omitempty"`
	Workers       int           `json:"workers,omitempty"` // of a visit: so many different vehicles start the service at the same instant; 0: one
	Pickup        int           `json:"pickup"`            // place
	PickupService time.Duration `json:"pickup_service"`
	PickupSetup   time.Duration `json:"pickup_setup,omitempty"` // see Option.Setup
	// PickupServiceFor and PickupSetupFor replace the two for vehicles of a Type.
	PickupServiceFor map[string]time.Duration `json:"pickup_service_for,omitempty"`
	PickupSetupFor   map[string]time.Duration `json:"pickup_setup_for,omitempty"`
	PickupWindows    []Window                 `json:"pickup_windows,omitempty"` // hard: service starts in one of them; none: any time
	Release          clock.Instant            `json:"release"`                  // goods are ready from then; zero: at once
	Options          []Option                 `json:"options"`
	Load             Load                     `json:"load"`
	Takes            Load                     `json:"takes,omitzero"`    // of a visit: what the vehicle takes along from there to the end of its route, in the compartment of Class, free of LastInFirstOut
	Placed           clock.Instant            `json:"placed"`            // when the resident asked; zero: at Problem.Now
	Earliest         clock.Instant            `json:"earliest"`          // hard: no hand-over before; zero: none
	Due              clock.Instant            `json:"due"`               // soft: later costs; zero: none
	Latest           clock.Instant            `json:"latest"`            // hard: no hand-over after; zero: none
	Windows          []Window                 `json:"windows,omitempty"` // hard: hand-over in one of them, beside Earliest and Latest; none: any time
	MaxRide          time.Duration            `json:"max_ride"`          // from leaving the pickup to hand-over; 0: no limit
	Skills           []string                 `json:"skills,omitempty"`
	SkillsUntil      clock.Instant            `json:"skills_until,omitzero"` // hard: a skill that has lapsed by then is none; zero: lapses do not matter
	Class            string                   `json:"class,omitempty"`       // of goods, for Vehicle.Compartments
	Priority         int                      `json:"priority"`              // higher first
	Together         string                   `json:"together,omitempty"`    // all waiting shipments with this word go by one vehicle, or none of them does; where one has a vehicle already, by that
	Apart            string                   `json:"apart,omitempty"`       // no two shipments with this word go by one vehicle
	After            []string                 `json:"after,omitempty"`       // IDs of others: by the vehicle that has one of them, it is begun behind the hand-over of that, unless both are in the route before
	Was              string                   `json:"was,omitempty"`         // the vehicle that the previous plan promised, for Weights.Change; of several Workers, one; it may be gone
	Needs            Needs                    `json:"needs"`

	// Strange is what it costs that a vehicle comes which is not among Known,
	// in minor units; those have a price of their own. Known is bounded by
	// MaxKnown and names each vehicle once; it may be gone.
	Strange int64   `json:"strange,omitempty"`
	Known   []Known `json:"known,omitempty"`

	// OnBoard and Vehicle say who has it already; Option which option was
	// chosen. A shipment with a vehicle is part of that vehicle's route and
	// is not planned again.
	OnBoard    bool          `json:"on_board,omitempty"`
	PickedUpAt clock.Instant `json:"picked_up_at,omitempty"` // when it came on board; zero: not known, and MaxRide is not judged
	Vehicle    string        `json:"vehicle,omitempty"`
	Option     int           `json:"option,omitempty"`

	Only    string   `json:"only,omitempty"`    // the one vehicle that may take it (a staff decision)
	Exclude []string `json:"exclude,omitempty"` // vehicles that may not (declined, failed, barred)
}

// Known is a vehicle that was there before, or is wished for, and what it costs
// in minor units that it comes.
type Known struct {
	Vehicle string `json:"vehicle"`
	Price   int64  `json:"price"`
}

// Needs are the resident's access needs. Each is a hard rule.
type Needs struct {
	NoStairs     bool `json:"no_stairs,omitempty"`      // cannot use stairs
	NoScreen     bool `json:"no_screen,omitempty"`      // cannot reach or read a locker screen
	NoComingDown bool `json:"no_coming_down,omitempty"` // cannot leave the home
	NoWords      bool `json:"no_words,omitempty"`       // reads no language that lockers and robots speak
}

// Mode is how goods change hands at the end.
type Mode string

// The delivery modes.
const (
	Door     Mode = "door"     // a courier, to the door of the home
	InLocker Mode = "locker"   // a courier, or a robot that can, into a parcel locker
	Handover Mode = "handover" // a robot, at the building's handover point
	Gate     Mode = "gate"     // a courier, to where a robot takes over that hands over at the building; After is the robot's part
)

// Carries returns the kind of vehicle that can deliver by the option.
func (o *Option) Carries() Kind {
	switch {
	case o.Carrier != "":
		return o.Carrier
	case o.Mode == Handover:
		return Robot
	}
	return Courier
}

// Deposits reports whether a robot is to put the goods into a locker.
func (o *Option) Deposits() bool { return o.Mode == InLocker && o.Carries() == Robot }

// Option is one way to deliver a shipment, with what it asks of the resident.
type Option struct {
	Mode    Mode          `json:"mode"`
	Place   int           `json:"place"`
	Service time.Duration `json:"service"`
	// Setup is added to the service unless the stop before is at the same
	// place. The first stop of a route always has it: the start is no stop.
	Setup time.Duration `json:"setup,omitempty"`
	// ServiceFor replaces Service, and SetupFor Setup, for vehicles of a Type.
	ServiceFor map[string]time.Duration `json:"service_for,omitempty"`
	SetupFor   map[string]time.Duration `json:"setup_for,omitempty"`

	Locker  string        `json:"locker,omitempty"`
	Carrier Kind          `json:"carrier,omitempty"`  // empty: a robot for a handover, else a courier; robot of a locker: one that deposits
	Stairs  bool          `json:"stairs,omitempty"`   // the resident must use stairs to reach it
	Consent bool          `json:"consent"`            // the resident agreed to the mode
	NoEntry bool          `json:"no_entry,omitempty"` // it lies where couriers do not go in
	After   time.Duration `json:"after,omitempty"`    // until the resident has the goods (walk to the locker)
	Fee     int64         `json:"fee,omitempty"`      // minor units for using it (locker rent, inconvenience)
}

// Locker is a bank of compartments with what is free in it. A compartment held
// for a shipment that has a vehicle already is not free.
type Locker struct {
	ID   string `json:"id"`
	Free []Load `json:"free"` // sizes of the free compartments, in any order
}
