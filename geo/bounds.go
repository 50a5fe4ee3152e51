package geo

import "math"

// Bounds is a box of longitudes and latitudes, edges included. It does not
// cross the antimeridian. The zero value is the single point 0, 0; start from
// EmptyBounds to collect points.
type Bounds struct {
	Min Point `json:"min"` // south-west corner
	Max Point `json:"max"` // north-east corner
}

// EmptyBounds returns a box that contains nothing and that Extend can grow.
func EmptyBounds() Bounds {
	inf := math.Inf(1)
	return Bounds{Min: Point{Lng: inf, Lat: inf}, Max: Point{Lng: -inf, Lat: -inf}}
}

// IsEmpty reports whether b contains no point.
func (b Bounds) IsEmpty() bool { return !(b.Min.Lng <= b.Max.Lng && b.Min.Lat <= b.Max.Lat) }

// Extend returns the smallest box that holds b and p.
func (b Bounds) Extend(p Point) Bounds {
	b.Min = Point{Lng: math.Min(b.Min.Lng, p.Lng), Lat: math.Min(b.Min.Lat, p.Lat)}
	b.Max = Point{Lng: math.Max(b.Max.Lng, p.Lng), Lat: math.Max(b.Max.Lat, p.Lat)}
	return b
}

// Contains reports whether p lies in b or on its edge.
func (b Bounds) Contains(p Point) bool {
	return p.Lng >= b.Min.Lng && p.Lng <= b.Max.Lng && p.Lat >= b.Min.Lat && p.Lat <= b.Max.Lat
}

// Center returns the middle of the box.
func (b Bounds) Center() Point {
	return Point{Lng: (b.Min.Lng + b.Max.Lng) / 2, Lat: (b.Min.Lat + b.Max.Lat) / 2}
}
