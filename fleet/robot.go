package fleet

import (
	"slices"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Robot is an unmanned delivery robot.
type Robot struct {
	ID       WorkerID      `json:"id"` // its serial number
	Maker    string        `json:"maker"`
	Profile  string        `json:"profile,omitempty"` // of how it speaks VDA 5050; "": as its text says
	Capacity Capacity      `json:"capacity"`
	Bays     []Bay         `json:"bays,omitempty"` // its compartments
	Body     Body          `json:"body,omitzero"`
	Range    geo.Meters    `json:"range"`              // on a full charge
	Deposits bool          `json:"deposits,omitempty"` // it can put goods into a locker's compartment
	Charge   int           `json:"charge"`             // percent
	Linked   bool          `json:"linked"`             // its session is up
	Faulty   bool          `json:"faulty"`             // reported a fatal error, until it reports none
	Manual   bool          `json:"manual"`             // somebody drives it by hand
	Paused   bool          `json:"paused,omitempty"`   // staff wants it to stand still
	Point    geo.Point     `json:"point"`
	Seen     clock.Instant `json:"seen"`
	Mission  string        `json:"mission,omitempty"`
	Holding  []Cargo       `json:"holding,omitempty"` // what is in its hold; never written in place: decisions share it
	Trip     Purpose       `json:"trip,omitempty"`    // of its mission, if that has no goods
	Trips    int           `json:"trips,omitempty"`   // how many it was sent on
	Wants    Purpose       `json:"wants,omitempty"`   // a way is looked for
	Idle     clock.Instant `json:"idle,omitempty"`    // since when it has had no mission
	Spot     *geo.Point    `json:"spot,omitempty"`    // where its last way was in nobody's way, of one that ended in a shared place
	Walled   uint64        `json:"walled,omitempty"`  // no way led to where it wanted, over the lanes of so many revisions and one
	Low      bool          `json:"low,omitempty"`     // it is to charge before it works
	Anchor   geo.Point     `json:"anchor,omitzero"`   // where it was when it moved last, by metres that count
	Still    clock.Instant `json:"still,omitempty"`   // since then, or since it was given more of its way
	Plight   *Plight       `json:"plight,omitempty"`
	Home     bool          `json:"home,omitempty"`    // staff wants it at a station, and not to work
	Driver   string        `json:"driver,omitempty"`  // who of staff drives it from afar
	Release  *Clearance    `json:"release,omitempty"` // of its safety stop
	Camera   string        `json:"camera,omitempty"`  // the address of its pictures, for whoever drives it
}

// Clearance is the word of one of staff that a safety stop may be released.
type Clearance struct {
	By string        `json:"by"`
	At clock.Instant `json:"at"`
}

// releaseHolds is how long one's word that a stop may be released counts.
const releaseHolds = 10 * time.Minute

// Until returns when the word counts no more.
func (c *Clearance) Until() clock.Instant { return c.At.Add(releaseHolds) }

// Cargo is an order's goods in a robot's hold.
type Cargo struct {
	Order       string `json:"order"`
	Compartment string `json:"compartment,omitempty"`
}

// Purpose is what a robot is sent for without goods.
type Purpose string

// The purposes of a trip.
const (
	TripCharge Purpose = "charge" // to a station that charges
	TripPark   Purpose = "park"   // to a station
	TripHome   Purpose = "home"   // to a station, by staff's word
	TripClear  Purpose = "clear"  // out of a place where others need to pass
	TripOnward Purpose = "onward" // with goods that nobody came for, to a locker
)

// Free reports whether the robot can take an errand now: also on its way to a
// station, from which it is called off then.
func (r *Robot) Free() bool {
	return r.able() && (r.Mission == "" || r.Trip == TripPark) && !r.Low && !r.Home && !r.Body.Unfit
}

// Resting reports whether the robot has nothing to do, and can be sent
// somewhere.
func (r *Robot) Resting() bool { return r.able() && r.Mission == "" }

// Releasing reports whether somebody has said that the robot's safety stop may
// be released, and another may say so too.
func (r *Robot) Releasing(now clock.Instant) bool {
	return r.Release != nil && r.Release.Until() >= now && r.Plight != nil && r.Plight.Kind == Stopped
}

// Halted reports whether the robot is to stand still.
func (r *Robot) Halted() bool { return r.Paused || r.Driver != "" }

func (r *Robot) able() bool {
	return r.Linked && !r.Faulty && !r.Manual && !r.Halted() && r.Plight == nil && len(r.Holding) == 0
}

// Cargo returns an order's goods in the robot's hold; nil: they are not there.
func (r *Robot) Cargo(order string) *Cargo {
	for i := range r.Holding {
		if r.Holding[i].Order == order {
			return &r.Holding[i]
		}
	}
	return nil
}

// Stow puts goods into the hold. What is there already stays as it is.
func (r *Robot) Stow(c Cargo) {
	if r.Cargo(c.Order) == nil {
		r.Holding = append(slices.Clip(r.Holding), c)
	}
}

// Empty takes an order's goods out of the hold.
func (r *Robot) Empty(order string) {
	r.Holding = slices.DeleteFunc(slices.Clone(r.Holding), func(c Cargo) bool { return c.Order == order })
}

// Rename makes what is in the hold for an order that of another: its return.
func (r *Robot) Rename(order, to string) {
	r.Holding = slices.Clone(r.Holding)
	if c := r.Cargo(order); c != nil {
		c.Order = to
	}
}

// Reach returns how far the present charge goes, keeping a reserve in percent.
func (r *Robot) Reach(reserve int) geo.Meters {
	usable := int64(max(r.Charge-reserve, 0))
	return geo.Meters(int64(r.Range) * usable / 100)
}
