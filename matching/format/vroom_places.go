package format

import (
	"fmt"
	"maps"
	"slices"

	"github.com/linli/linli/geo"
)

// vroomPlaces gives every place of a problem an index: the one in the
// matrices, or the turn in which its coordinates come first.
type vroomPlaces struct {
	x       *VroomInput
	points  []geo.Point
	known   []bool // of places with matrices: whether coordinates were given
	byPoint map[geo.Point]int
	nowhere int // where vehicles without a start are at first; -1: there are none
}

func (x *VroomInput) places() *vroomPlaces {
	n := x.size()
	p := &vroomPlaces{x: x, points: make([]geo.Point, n), known: make([]bool, n), byPoint: map[geo.Point]int{}, nowhere: -1}
	for i := range x.Jobs {
		p.of(&x.Jobs[i].VroomTask)
	}
	for i := range x.Shipments {
		p.of(&x.Shipments[i].Pickup)
		p.of(&x.Shipments[i].Delivery)
	}
	needed := false
	for i := range x.Vehicles {
		v := &x.Vehicles[i]
		needed = p.at(v.Start, v.StartIndex) < 0 || needed
		p.at(v.End, v.EndIndex)
	}
	if needed {
		p.nowhere = len(p.points)
		p.points = append(p.points, geo.Point{})
	}
	return p
}

func (p *vroomPlaces) of(t *VroomTask) int { return p.at(t.Location, t.LocationIndex) }

// at returns the place that is told by coordinates or an index, -1 for none.
func (p *vroomPlaces) at(at []float64, index *int64) int {
	if len(p.known) > 0 {
		if index == nil {
			return -1
		}
		if at != nil {
			p.points[*index], p.known[*index] = geo.Point{Lng: at[0], Lat: at[1]}, true
		}
		return int(*index)
	}
	if at == nil {
		return -1
	}
	point := geo.Point{Lng: at[0], Lat: at[1]}
	i, ok := p.byPoint[point]
	if !ok {
		i = len(p.points)
		p.byPoint[point] = i
		p.points = append(p.points, point)
	}
	return i
}

// located returns the points of all places but nowhere, or an error when the
// matrices of a profile are missing and so are coordinates.
func (p *vroomPlaces) located(profile, what string) ([]geo.Point, error) {
	for i, ok := range p.known {
		if !ok {
			return nil, fmt.Errorf("profile %q has no %s, and place %d of the matrices no coordinates to find them by", profile, what, i)
		}
	}
	n := len(p.points)
	if p.nowhere >= 0 {
		n--
	}
	return p.points[:n], nil
}

// profiles returns the profiles that have matrices, sorted.
func (x *VroomInput) profiles() []string { return sortedKeys(x.Matrices) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
