package circle

import (
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// Outlet is a place that offers a basic service.
type Outlet struct {
	ID    int64 // of the place on the map
	Name  string
	Basic Basic
	Point geo.Point
}

// Outlets returns the places of a city that offer a basic service, in the
// order of their IDs. Those around the box that is surveyed count as well, so
// there is no box here.
func Outlets(c *roadnet.City) []Outlet {
	var out []Outlet
	for _, p := range c.Places {
		if b, ok := BasicOf(p.Category); ok {
			out = append(out, Outlet{ID: p.ID, Name: p.Name, Basic: b, Point: p.Point})
		}
	}
	return out
}
