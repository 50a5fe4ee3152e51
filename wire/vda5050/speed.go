package vda5050

import (
	"math"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

// Speeds returns how fast, in m/s, a robot may drive where a point lies; 0
// where nobody says.
type Speeds func(geo.Point) float64

// MaxSpeedField is what a factsheet calls the field that Limit sets.
const MaxSpeedField = "order.edges.maxSpeed"

// Limit sets the maxSpeed of an order's edges: that of the place in the middle
// of each, at the mission's pace. The same part of a mission gets the same each
// time.
func (o *Order) Limit(m *missions.Mission, speeds Speeds) {
	if speeds == nil {
		return
	}
	for k := range o.Edges {
		e := &o.Edges[k]
		i := int(e.SequenceID+1) / 2
		a, b := m.Nodes[i-1].Point, m.Nodes[i].Point
		v := speeds(geo.Point{Lng: (a.Lng + b.Lng) / 2, Lat: (a.Lat + b.Lat) / 2})
		if m.Pace > 0 {
			v *= float64(m.Pace) / 100
		}
		if v = math.Floor(v*1000) / 1000; v > 0 {
			e.MaxSpeed = &v
		}
	}
}
