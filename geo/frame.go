package geo

import (
	"fmt"
	"math"
)

// Local is a position in a Frame, in metres.
type Local struct {
	East  float64 `json:"east"`
	North float64 `json:"north"`
}

// Frame is a flat map of metres around an origin: an equirectangular
// projection on the sphere that Distance uses. Within 10 km of an origin at
// middle latitudes a length is off by less than 0.2 %; it is not meant for
// more. Robots' maps are MapFrames.
type Frame struct {
	origin     Point
	eastMeters float64 // metres in a degree of longitude
}

const northMeters = earthRadius * math.Pi / 180 // metres in a degree of latitude

// NewFrame returns the frame around origin. It returns an error when origin is
// not on Earth, or so near a pole that east means nothing.
func NewFrame(origin Point) (Frame, error) {
	if err := origin.Check(); err != nil {
		return Frame{}, err
	}
	if math.Abs(origin.Lat) > 89 {
		return Frame{}, fmt.Errorf("geo: no frame at latitude %v: too near a pole", origin.Lat)
	}
	return Frame{origin: origin, eastMeters: northMeters * math.Cos(origin.Lat*math.Pi/180)}, nil
}

// Origin returns the point at 0, 0.
func (f Frame) Origin() Point { return f.origin }

// Local returns p in metres from the origin, the short way round the Earth,
// rounded to the millimetre.
func (f Frame) Local(p Point) Local {
	dLng := p.Lng - f.origin.Lng
	switch {
	case dLng > 180:
		dLng -= 360
	case dLng < -180:
		dLng += 360
	}
	return Local{East: roundMilli(dLng * f.eastMeters), North: roundMilli((p.Lat - f.origin.Lat) * northMeters)}
}

// Point returns the position of l, on the 1e-7 degree grid.
func (f Frame) Point(l Local) Point {
	if f.eastMeters == 0 {
		return f.origin
	}
	p := Point{Lng: f.origin.Lng + l.East/f.eastMeters, Lat: f.origin.Lat + l.North/northMeters}
	switch {
	case p.Lng > 180:
		p.Lng -= 360
	case p.Lng < -180:
		p.Lng += 360
	}
	return p.Round()
}

func roundMilli(v float64) float64 { return math.Round(v*1000) / 1000 }
