package problem

import "github.com/linli/linli/geo"

// Detour asks for another way for a mission that a robot has already: from the
// end of its base, to what is left to do, round what is closed.
type Detour struct {
	Mission string
	From    geo.Point
	Stops   []geo.Point
	Avoid   []string // resources that the way must not pass
}

// OtherWay answers a Detour: a path to each stop, none when no way leads there.
type OtherWay struct {
	Mission string        `json:"mission"`
	Paths   [][]geo.Point `json:"paths,omitempty"`
}
