package fleet

import (
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
	Holding  string        `json:"holding,omitempty"` // the order whose goods are in its hold
}

// Free reports whether the robot can take a mission now.
func (r *Robot) Free() bool {
	return r.Linked && !r.Faulty && !r.Manual && !r.Paused && r.Mission == "" && r.Holding == ""
}

// Reach returns how far the present charge goes, keeping a reserve of a
// fifth.
func (r *Robot) Reach() geo.Meters {
	usable := int64(max(r.Charge-20, 0))
	return geo.Meters(int64(r.Range) * usable / 100)
}
