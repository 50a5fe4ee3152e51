package circle

import (
	"fmt"
	"math"

	"github.com/linli/linli/geo"
)

// Ring is the outline of an area: its corners in order, the last joined to
// the first, which need not be repeated.
type Ring []geo.Point

// The bounds of a ring.
const (
	ringCorners = 2000
	ringDegrees = 2.0 // of longitude or latitude from one end to the other
)

// Check returns an error when r cannot be an area of a town: fewer than three
// corners or more than 2000, a corner that is no position on Earth, or more
// than two degrees from end to end, as when longitude and latitude were
// swapped somewhere.
func (r Ring) Check() error {
	if len(r) < 3 || len(r) > ringCorners {
		return fmt.Errorf("circle: an outline has 3 to %d corners, not %d", ringCorners, len(r))
	}
	box := geo.EmptyBounds()
	for i, p := range r {
		if err := p.Check(); err != nil {
			return fmt.Errorf("circle: corner %d of an outline: %w", i+1, err)
		}
		box = box.Extend(p)
	}
	if box.Max.Lng-box.Min.Lng > ringDegrees || box.Max.Lat-box.Min.Lat > ringDegrees {
		return fmt.Errorf("circle: an outline of more than %g degrees is no neighbourhood: longitude and latitude swapped?", ringDegrees)
	}
	if box.Max.Lng == box.Min.Lng || box.Max.Lat == box.Min.Lat {
		return fmt.Errorf("circle: an outline without area")
	}
	return nil
}

// Holds reports whether p lies inside, by the even-odd rule on the 1e-7 degree
// grid. It counts in integers, so that every machine says the same.
func (r Ring) Holds(p geo.Point) bool {
	x, y := grid(p)
	in := false
	for i := range r {
		ax, ay := grid(r[i])
		bx, by := grid(r[(i+1)%len(r)])
		if (ay > y) == (by > y) {
			continue
		}
		if side := (bx-ax)*(y-ay) - (x-ax)*(by-ay); (side > 0) == (by > ay) && side != 0 {
			in = !in
		}
	}
	return in
}

// grid returns p in units of 1e-7 degrees.
func grid(p geo.Point) (x, y int64) {
	return int64(math.Round(p.Lng * 1e7)), int64(math.Round(p.Lat * 1e7))
}

// Area is where a provider goes: within an outline, or within so many metres
// of its counter as the crow flies. The zero Area is everywhere.
type Area struct {
	Meters geo.Meters `json:"radius_m,omitempty"`
	Ring   Ring       `json:"ring,omitempty"`
}

// Check returns an error when a is no area.
func (a Area) Check() error {
	if a.Meters < 0 {
		return fmt.Errorf("circle: a radius of %d m", a.Meters)
	}
	if len(a.Ring) > 0 {
		return a.Ring.Check()
	}
	return nil
}

// Holds reports whether a provider whose counter is there goes to p. Where
// both are given, p must be within the outline and the radius.
func (a Area) Holds(counter, p geo.Point) bool {
	if a.Meters > 0 && geo.Meters(math.Round(min(geo.Distance(counter, p), math.MaxInt32))) > a.Meters {
		return false
	}
	return len(a.Ring) == 0 || a.Ring.Holds(p)
}
