package problem

import "github.com/linli/linli/geo"

// Trip asks for the fastest way for a robot without goods, to whichever of its
// goals that leads.
type Trip struct {
	Robot string
	From  geo.Point
	Goals []geo.Point
	Avoid []string // resources that the robot is too wide for
}

// TripWay answers a Trip; without a path, because no way leads to any of them.
type TripWay struct {
	Robot string      `json:"robot"`
	To    geo.Point   `json:"to"`
	Path  []geo.Point `json:"path,omitempty"`
}
