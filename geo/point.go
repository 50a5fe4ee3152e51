package geo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Point is a WGS-84 position in degrees.
type Point struct {
	Lng float64 `json:"lng"`
	Lat float64 `json:"lat"`
}

// Meters is a length on the ground, rounded to the metre.
type Meters int32

// Check returns an error that names the bad field when p is not a position
// on Earth: NaN, infinity, a longitude beyond ±180 or a latitude beyond ±90.
func (p Point) Check() error {
	if !(p.Lng >= -180 && p.Lng <= 180) {
		return fmt.Errorf("lng %v is not between -180 and 180", p.Lng)
	}
	if !(p.Lat >= -90 && p.Lat <= 90) {
		return fmt.Errorf("lat %v is not between -90 and 90", p.Lat)
	}
	return nil
}

// Round returns p on the 1e-7 degree grid (about 1 cm), the precision that
// events and state hold.
func (p Point) Round() Point {
	return Point{Lng: math.Round(p.Lng*1e7) / 1e7, Lat: math.Round(p.Lat*1e7) / 1e7}
}

// Orb returns p as orb's longitude, latitude pair.
func (p Point) Orb() orb.Point { return orb.Point{p.Lng, p.Lat} }

// FromOrb returns o with named fields.
func FromOrb(o orb.Point) Point { return Point{Lng: o[0], Lat: o[1]} }

const earthRadius = 6371008.8 // metres, mean radius of WGS-84

// Distance returns the great-circle distance from p to q in metres
// (haversine).
func Distance(p, q Point) float64 {
	rad := math.Pi / 180
	dLat, dLng := (q.Lat-p.Lat)*rad, (q.Lng-p.Lng)*rad
	a := math.Sin(dLat/2)*math.Sin(dLat/2) +
		math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Sin(dLng/2)*math.Sin(dLng/2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(a)))
}
