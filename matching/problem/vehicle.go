package problem

import (
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Kind says what moves a vehicle.
type Kind string

// The kinds of vehicle.
const (
	Courier Kind = "courier"
	Robot   Kind = "robot"
)

// MaxDims is how many measures a Load may have.
const MaxDims = 2 + len(Load{}.More)

// Load is what a shipment takes up, or what a vehicle or compartment holds.
type Load struct {
	Grams  int64    `json:"grams"`
	Millis int64    `json:"ml"`            // volume in millilitres
	More   [6]int64 `json:"more,omitzero"` // measures of the caller's own: pieces, pallets, seats
}

// Plus returns l and m together.
func (l Load) Plus(m Load) Load {
	l.Grams += m.Grams
	l.Millis += m.Millis
	for i := range l.More {
		l.More[i] += m.More[i]
	}
	return l
}

// Minus returns l without m.
func (l Load) Minus(m Load) Load {
	l.Grams -= m.Grams
	l.Millis -= m.Millis
	for i := range l.More {
		l.More[i] -= m.More[i]
	}
	return l
}

// Fits reports whether l goes into a room of size m.
func (l Load) Fits(m Load) bool {
	for i := range l.More {
		if l.More[i] > m.More[i] {
			return false
		}
	}
	return l.Grams <= m.Grams && l.Millis <= m.Millis
}

// Vehicle is a courier or a robot with the route that it has in hand.
type Vehicle struct {
	ID       string        `json:"id"`
	Kind     Kind          `json:"kind"`
	Type     string        `json:"type,omitempty"`    // for Option.ServiceFor and its kin
	Profile  geo.Profile   `json:"profile"`           // index of Problem.Times
	Start    int           `json:"start"`             // place
	ReadyAt  clock.Instant `json:"ready_at"`          // when it can leave Start, which it never does before Problem.Now
	ShiftEnd clock.Instant `json:"shift_end"`         // it has left its last stop by then, or is back at End; zero: no end
	Returns  bool          `json:"returns,omitempty"` // the route ends with a drive to End, if it has any stop
	End      int           `json:"end,omitempty"`     // place
	Capacity Load          `json:"capacity"`
	MaxTasks int           `json:"max_tasks"`           // shipments in its route, on board or still to be picked up; 0: no limit
	MaxNew   int           `json:"max_new"`             // shipments that one plan may add; 0: no limit
	Range    geo.Meters    `json:"range"`               // metres that the charge allows for the whole route, back to End where it returns; 0: no limit
	MaxDrive time.Duration `json:"max_drive,omitempty"` // driving time of the whole route, likewise; 0: no limit
	Deposits bool          `json:"deposits,omitempty"`  // a robot that can put goods into a locker
	Skills   []string      `json:"skills,omitempty"`
	Lapses   []Lapse       `json:"lapses,omitempty"` // of those skills that do not last, for Shipment.SkillsUntil
	Cost     Cost          `json:"cost"`
	Worked   time.Duration `json:"worked,omitempty"` // paid work of the day before this route, for Weights.Uneven

	// LastInFirstOut: what is handed over was loaded last of all on board, as
	// in a van that is loaded from behind. Goods on board at the start, and
	// what visits use up, lie in the reverse order of their stops in the route,
	// below all that is picked up. A visit without any load is free of it.
	LastInFirstOut bool `json:"last_in_first_out,omitempty"`
	// Compartments divide the capacity: a shipment goes into the one of its
	// Class (each class has one), and the load of each class stays within it,
	// the whole within Capacity. What has a class without compartment, no class
	// included, cannot go. A vehicle without any takes all classes together.
	Compartments []Compartment `json:"compartments,omitempty"`
	// Boxes hold one shipment each, from the start of the route to its end: all
	// shipments of a route must have one of their own that takes them. None: no
	// such bound. Capacity and Compartments hold beside them.
	Boxes  []Box   `json:"boxes,omitempty"`
	Breaks []Break `json:"breaks,omitempty"` // taken in this order

	// Route is what it is committed to, in order. Insertions may go between
	// these stops, but never before the first Locked of them, and never
	// change their order.
	Route  []Stop `json:"route,omitempty"`
	Locked int    `json:"locked,omitempty"`
}

// Lapse is when a vehicle's skill ends, as a certificate does.
type Lapse struct {
	Skill string        `json:"skill"`
	At    clock.Instant `json:"at"`
}

// Cost is what a vehicle's work costs, in minor units.
type Cost struct {
	Fixed   int64 `json:"fixed,omitempty"` // if the route has any stop
	PerTask int64 `json:"per_task"`
	PerHour int64 `json:"per_hour"` // of driving and service
	PerKm   int64 `json:"per_km"`
}

// Compartment is a part of a vehicle for goods of one class (cold, warm, …).
type Compartment struct {
	Class    string `json:"class"`
	Capacity Load   `json:"capacity"`
}

// Box is a part of a vehicle for one shipment.
type Box struct {
	Class    string `json:"class,omitempty"` // of goods that it is for; empty: any
	Capacity Load   `json:"capacity"`
}

// Takes reports whether a shipment may be put into the box.
func (b Box) Takes(s *Shipment) bool {
	return (b.Class == "" || b.Class == s.Class) && s.Load.Fits(b.Capacity)
}

// Break is a rest that starts in one of its windows (none: any time). It lies
// between two stops, before the first or behind the last one, with the whole
// drive before or after it or cut in two by it: arrival at the next stop is
// the departure from the one before plus the drive plus the break, or the
// break's end, whichever is later. A vehicle without any stop takes no break.
// A break whose last window closes before the departure from the last stop
// (before the arrival at End, for a vehicle that returns) must have been taken;
// a later one, or one that may start at any time, may be left out, and is none
// of this plan's business. Nor is one whose last window closed before ReadyAt.
// A break left out leaves out all that follow it.
type Break struct {
	ID       string        `json:"id"`
	Windows  []Window      `json:"windows,omitempty"`
	Duration time.Duration `json:"duration"`
}

// Window is a closed interval of time; a zero To is no end. Of several, each
// begins after the one before has ended.
type Window struct {
	From clock.Instant `json:"from"`
	To   clock.Instant `json:"to"`
}

// StopKind tells a pickup from a delivery.
type StopKind string

// The kinds of stop.
const (
	Pickup   StopKind = "pickup"
	Delivery StopKind = "delivery"
)

// Stop is one visit of a vehicle to a place for a shipment.
type Stop struct {
	Shipment int           `json:"shipment"` // index into Problem.Shipments
	Kind     StopKind      `json:"kind"`
	Place    int           `json:"place"`
	Service  time.Duration `json:"service"` // without set-up, which the shipment and its option say as for any other stop

	// Start is the one instant at which service may start: what the Workers of
	// a visit agreed on. Zero: when the shipment allows it.
	Start clock.Instant `json:"start,omitempty"`
}
