package geo

import (
	"fmt"
	"math"
)

// Georeference says where a robots' map lies: a flat map in metres, x to the
// right and y up, whose 0, 0 is the origin.
type Georeference struct {
	Map      string  `json:"map_id"`
	Origin   Point   `json:"origin"`
	Rotation float64 `json:"rotation,omitempty"` // degrees from true north to the map's y axis, clockwise, at the origin
	Scale    float64 `json:"scale,omitempty"`    // map metres in a metre on the ground; 0 is 1
}

// Check returns an error that names the bad field.
func (g Georeference) Check() error {
	if g.Map == "" {
		return fmt.Errorf("geo: map_id is missing: it is what robots call the map")
	}
	if err := g.Origin.Check(); err != nil {
		return fmt.Errorf("geo: map %s: origin: %w", g.Map, err)
	}
	if math.Abs(g.Origin.Lat) > 89 {
		return fmt.Errorf("geo: map %s: origin: latitude %v is too near a pole", g.Map, g.Origin.Lat)
	}
	if !(math.Abs(g.Rotation) <= 360) {
		return fmt.Errorf("geo: map %s: rotation %v is not between -360 and 360", g.Map, g.Rotation)
	}
	if g.Scale != 0 && !(g.Scale >= 0.5 && g.Scale <= 2) {
		return fmt.Errorf("geo: map %s: scale %v is not between 0.5 and 2", g.Map, g.Scale)
	}
	return nil
}

// Position is a place on a robots' map, in the map's metres.
type Position struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// MapFrame converts between the Earth and a robots' map. The map is a
// transverse Mercator projection of the WGS-84 ellipsoid around its origin,
// turned and scaled: within 5 km of the origin lengths are true to 2 mm, and a
// bearing is that of the geodesic once the meridians' convergence is counted.
// The zero MapFrame is no map.
type MapFrame struct {
	ref      Georeference
	north    float64 // of the origin from the equator, in units of the rectifying radius
	sin, cos float64 // of the rotation
	scale    float64
}

// NewMapFrame returns the frame of a map, or what is wrong with its
// georeference.
func NewMapFrame(g Georeference) (MapFrame, error) {
	if err := g.Check(); err != nil {
		return MapFrame{}, err
	}
	f := MapFrame{ref: g, scale: g.Scale}
	if f.scale == 0 {
		f.scale = 1
	}
	f.sin, f.cos = math.Sincos(g.Rotation * degree)
	_, f.north = mercator(g.Origin.Lat*degree, 0)
	return f, nil
}

// ID returns the name of the map.
func (f MapFrame) ID() string { return f.ref.Map }

// Georeference returns what the frame was made of.
func (f MapFrame) Georeference() Georeference { return f.ref }

// Position returns where p is on the map, rounded to the millimetre.
func (f MapFrame) Position(p Point) Position {
	east, north := f.ground(p)
	return Position{X: roundMilli(f.scale * (east*f.cos - north*f.sin)), Y: roundMilli(f.scale * (east*f.sin + north*f.cos))}
}

// ground returns p in metres of the projection, not turned nor scaled.
func (f MapFrame) ground(p Point) (east, north float64) {
	e, n := mercator(p.Lat*degree, math.Remainder(p.Lng-f.ref.Origin.Lng, 360)*degree)
	return rectifying * e, rectifying * (n - f.north)
}

// Point returns what lies under a place on the map, to a tenth of a millimetre:
// finer than the grid of Point.Round, which alone is worth a centimetre. A
// place that is no number has a point that fails Check.
func (f MapFrame) Point(at Position) Point {
	x, y := at.X/f.scale, at.Y/f.scale
	lat, lng := fromMercator((x*f.cos+y*f.sin)/rectifying, (y*f.cos-x*f.sin)/rectifying+f.north)
	return Point{Lng: roundNano(math.Remainder(f.ref.Origin.Lng+lng/degree, 360)), Lat: roundNano(lat / degree)}
}

func roundNano(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// Bearing returns where somebody who stands at p and looks along theta looks
// to: degrees clockwise from true north, from 0 to below 360. theta is the
// map's and VDA 5050's: radians, counterclockwise from the x axis.
func (f MapFrame) Bearing(p Point, theta float64) float64 {
	b := math.Mod(90-theta/degree+f.ref.Rotation+f.convergence(p), 360)
	if b < 0 {
		b += 360
	}
	return b
}

// Theta is the inverse of Bearing, from -π to π.
func (f MapFrame) Theta(p Point, bearing float64) float64 {
	return math.Remainder((90-bearing+f.ref.Rotation+f.convergence(p))*degree, 2*math.Pi)
}

// convergence returns the degrees from true north to the grid's, clockwise.
func (f MapFrame) convergence(p Point) float64 {
	lng := math.Remainder(p.Lng-f.ref.Origin.Lng, 360) * degree
	return math.Atan(math.Tan(lng)*math.Sin(p.Lat*degree)) / degree
}

const degree = math.Pi / 180
