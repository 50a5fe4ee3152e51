package fleet

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
)

// Robot is an unmanned delivery robot.
type Robot struct {
	ID       WorkerID      `json:"id"` // its serial number
	Maker    string        `json:"maker"`
	Capacity Capacity      `json:"capacity"`
	Range    geo.Meters    `json:"range"`            // on a full charge
	Charge   int           `json:"charge"`           // percent
	Linked   bool          `json:"linked"`           // its session is up
	Faulty   bool          `json:"faulty"`           // reported a fatal error, until it reports none
	Manual   bool          `json:"manual"`           // somebody drives it by hand
	Paused   bool          `json:"paused,omitempty"` // staff wants it to stand still
	Point    geo.Point     `json:"point"`
	Seen     clock.Instant `json:"seen"`
	Mission  string        `json:"mission,omitempty"`
	Holding  []Cargo       `json:"holding,omitempty"` // what is in its hold; never written in place: decisions share it
}

// Cargo is an order's goods in a robot's hold.
type Cargo struct {
	Order       string `json:"order"`
	Compartment string `json:"compartment,omitempty"`
}

// Free reports whether the robot can take a mission now.
func (r *Robot) Free() bool {
	return r.Linked && !r.Faulty && !r.Manual && !r.Paused && r.Mission == "" && len(r.Holding) == 0
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

// Reach returns how far the present charge goes, keeping a reserve of a
// fifth.
func (r *Robot) Reach() geo.Meters {
	usable := int64(max(r.Charge-20, 0))
	return geo.Meters(int64(r.Range) * usable / 100)
}
