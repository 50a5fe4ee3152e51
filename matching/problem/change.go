package problem

import "time"

// ChangeKind says what a Change eases.
type ChangeKind string

// The kinds of change. Amount counts in Unit, and is how much longer, later,
// earlier, farther or more than now.
const (
	ShiftLater    ChangeKind = "shift"         // Vehicle's ShiftEnd
	StartEarlier  ChangeKind = "start"         // Vehicle's ReadyAt, of one that has nothing in hand
	MoreRange     ChangeKind = "range"         // Vehicle's Range
	MoreDrive     ChangeKind = "drive"         // Vehicle's MaxDrive
	MoreCapacity  ChangeKind = "capacity"      // Vehicle's Capacity, in the measure of Unit
	MoreRoom      ChangeKind = "compartment"   // Vehicle's compartment for class Name, likewise; without Unit: it has none, and gets one as large as itself
	MoreTasks     ChangeKind = "tasks"         // Vehicle's MaxTasks
	MoreNew       ChangeKind = "new"           // Vehicle's MaxNew
	AnyOrder      ChangeKind = "lifo"          // Vehicle is free of LastInFirstOut
	BreakLater    ChangeKind = "break"         // the end of the last window of Vehicle's break Name
	AddSkill      ChangeKind = "skill"         // Vehicle has skill Name
	AddVehicle    ChangeKind = "vehicle"       // one more like Vehicle, at its Start, idle, under the name To
	Allow         ChangeKind = "choice"        // Vehicle may take Shipment: Only (then in Name) and Exclude do not bar it
	Consent       ChangeKind = "consent"       // the resident agrees to Option of Shipment
	FreeLocker    ChangeKind = "locker"        // locker Name has one more free compartment, as large as Shipment
	LaterHandover ChangeKind = "window"        // the last instant at which Shipment may be handed over
	LaterPickup   ChangeKind = "pickup_window" // and picked up
	LongerRide    ChangeKind = "ride"          // Shipment's MaxRide
	ReadyEarlier  ChangeKind = "release"       // Shipment's Release
	GoAlone       ChangeKind = "together"      // Shipment need not go with Name, which To has
	GoWith        ChangeKind = "apart"         // Shipment may go with Name, which Vehicle has
	MorePromises  ChangeKind = "promise"       // Problem.MaxChanged, by one
	Move          ChangeKind = "move"          // Shipment makes room: it goes by To instead of Vehicle
	Drop          ChangeKind = "drop"          // Shipment makes room: it is left undone
	Wait          ChangeKind = "deadline"      // the instant asked for

	// These only say what is in the way. Nothing changes them.

	Entry    ChangeKind = "entry"   // couriers do not go in where Option is
	Access   ChangeKind = "access"  // what the resident of Shipment needs; Name: no_stairs, no_screen, no_coming_down or no_words
	Carrier  ChangeKind = "carrier" // vehicles of this kind do not deliver by Option
	NoWay    ChangeKind = "reach"   // no way leads Vehicle there
	NoCrew   ChangeKind = "workers" // not enough others can start Shipment at the same instant
	Mates    ChangeKind = "mates"   // Vehicle cannot take Name, which Shipment must go with
	Needed   ChangeKind = "needed"  // Vehicle has Shipment and its route would not hold without it
	NotSound ChangeKind = "route"   // Vehicle's route breaks a rule already, or has fixed starts that nothing moves
)

// Unit is what the Amount of a Change counts.
type Unit string

// The units. Measures of the caller's own (Load.More) are "more0" to "more5".
const (
	Micros  Unit = "us"
	Minutes Unit = "min"
	Grams   Unit = "g"
	Millis  Unit = "ml"
	Metres  Unit = "m"
	Pieces  Unit = ""
)

// more names the measures of the caller's own.
var more = [...]Unit{"more0", "more1", "more2", "more3", "more4", "more5"}

// LoadUnits lists the units of the measures of a Load.
func LoadUnits() []Unit { return append([]Unit{Grams, Millis}, more[:]...) }

// Change is one thing that is different from what a problem says. Fields that
// its Kind does not speak of are empty.
type Change struct {
	Kind     ChangeKind `json:"kind"`
	Vehicle  string     `json:"vehicle,omitempty"`
	Shipment string     `json:"shipment,omitempty"`
	Option   int        `json:"option,omitempty"`
	Name     string     `json:"name,omitempty"`
	To       string     `json:"to,omitempty"`
	Amount   int64      `json:"amount,omitempty"`
	Unit     Unit       `json:"unit,omitempty"`
}

// Time returns the Amount of a change that is counted in time.
func (c *Change) Time() time.Duration {
	if c.Unit == Minutes {
		return time.Duration(c.Amount) * time.Minute
	}
	return time.Duration(c.Amount) * time.Microsecond
}

// Load returns the Amount of a change that is counted in a measure of loads.
func (c *Change) Load() (l Load) {
	switch c.Unit {
	case Grams:
		l.Grams = c.Amount
	case Millis:
		l.Millis = c.Amount
	}
	for i, u := range more {
		if c.Unit == u {
			l.More[i] = c.Amount
		}
	}
	return l
}

// Of returns l in the measure of the unit.
func (u Unit) Of(l Load) int64 {
	switch u {
	case Grams:
		return l.Grams
	case Millis:
		return l.Millis
	}
	for i, m := range more {
		if u == m {
			return l.More[i]
		}
	}
	return 0
}
