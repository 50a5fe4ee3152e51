package geo

import (
	"fmt"
	"math"
)

// Control is a place that somebody has found both on a robots' map and on the
// ground.
type Control struct {
	Position
	Point
}

// Fit returns the georeference that fits the controls best, by least squares,
// and how far off the worst of them is, in metres on the ground. It wants two
// or more; with two the fit is always exact, so that a third is worth
// measuring.
func Fit(mapID string, controls []Control) (Georeference, float64, error) {
	g := Georeference{Map: mapID}
	if len(controls) < 2 {
		return g, 0, fmt.Errorf("geo: map %s: %d control points: want at least 2, far apart", mapID, len(controls))
	}
	for i, c := range controls {
		if err := c.Point.Check(); err != nil {
			return g, 0, fmt.Errorf("geo: map %s: control point %d: %w", mapID, i, err)
		}
		if at := c.Position; !(math.Abs(at.X) < 1e6 && math.Abs(at.Y) < 1e6) {
			return g, 0, fmt.Errorf("geo: map %s: control point %d: %v, %v is no place in metres", mapID, i, at.X, at.Y)
		}
	}
	g.Origin = controls[0].Point
	for range 3 { // the projection is the origin's: each round brings it nearer
		var err error
		if g, err = fitAround(g, controls); err != nil {
			return g, 0, err
		}
	}
	f, err := NewMapFrame(g)
	if err != nil {
		return g, 0, err
	}
	worst := 0.0
	for _, c := range controls {
		at := f.Position(c.Point)
		worst = max(worst, math.Hypot(at.X-c.X, at.Y-c.Y)/f.scale)
	}
	return g, worst, nil
}

// fitAround fits the controls as they lie around an origin: the map is the
// ground times a complex number plus another.
func fitAround(g Georeference, controls []Control) (Georeference, error) {
	f, err := NewMapFrame(Georeference{Map: g.Map, Origin: g.Origin})
	if err != nil {
		return g, err
	}
	var ground, chart complex128
	n := complex(float64(len(controls)), 0)
	for _, c := range controls {
		ground += groundOf(f, c.Point) / n
		chart += complex(c.X, c.Y) / n
	}
	var turn complex128
	spread := 0.0
	for _, c := range controls {
		a, b := groundOf(f, c.Point)-ground, complex(c.X, c.Y)-chart
		turn += b * complex(real(a), -imag(a))
		spread += real(a)*real(a) + imag(a)*imag(a)
	}
	if spread < 1 || turn == 0 {
		return g, fmt.Errorf("geo: map %s: the control points are one place: measure two far apart", g.Map)
	}
	turn /= complex(spread, 0)
	origin := ground - chart/turn
	lat, lng := fromMercator(real(origin)/rectifying, imag(origin)/rectifying+f.north)
	g.Origin = Point{Lng: math.Remainder(g.Origin.Lng+lng/degree, 360), Lat: lat / degree}.Round()
	g.Scale = math.Hypot(real(turn), imag(turn))
	g.Rotation = math.Atan2(imag(turn), real(turn)) / degree
	return g, g.Check()
}

func groundOf(f MapFrame, p Point) complex128 {
	east, north := f.ground(p)
	return complex(east, north)
}
