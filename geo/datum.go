package geo

import (
	"fmt"
	"math"
)

// Datum says what a longitude and a latitude are relative to. The zero value
// means WGS84.
type Datum string

// The datums that points may come in.
const (
	WGS84 Datum = "wgs84" // GPS, OpenStreetMap, and everything inside Linli
	GCJ02 Datum = "gcj02" // what maps sold in mainland China must use: Amap, Tencent
	BD09  Datum = "bd09"  // Baidu: GCJ-02, moved once more
)

// Datums lists the datums in the order of their definition.
func Datums() []Datum { return []Datum{WGS84, GCJ02, BD09} }

// ParseDatum returns the datum called name; an empty name is WGS84. Another
// name is an error that lists the known ones.
func ParseDatum(name string) (Datum, error) {
	switch d := Datum(name); d {
	case "":
		return WGS84, nil
	case WGS84, GCJ02, BD09:
		return d, nil
	}
	return "", fmt.Errorf("datum %q is not one of wgs84, gcj02, bd09", name)
}

// ChinaBox is where GCJ-02 and BD-09 differ from WGS-84: the box that every
// published implementation uses. It is only a box. Hong Kong, Macao, Taiwan,
// Mongolia, Korea and parts of a dozen neighbours lie in it, where the maps in
// question draw (nearly) plain WGS-84 or nothing: declare points from there as
// wgs84. On its edge, within a kilometre, a point may change sides and not
// come back to where it was.
var ChinaBox = Bounds{Min: Point{Lng: 72.004, Lat: 0.8293}, Max: Point{Lng: 137.8347, Lat: 55.8271}}

// ToWGS84 converts p, given in d. What FromWGS84 gives comes back to within a
// millimetre; outside ChinaBox p is returned as it is. Errors are those of
// ParseDatum and Point.Check.
func (d Datum) ToWGS84(p Point) (Point, error) {
	d, err := d.usable(p)
	if err != nil {
		return Point{}, err
	}
	if d == WGS84 || !ChinaBox.Contains(p) {
		return p, nil
	}
	if d == BD09 {
		p = invert(baidu, p)
	}
	return invert(obfuscate, p), nil
}

// FromWGS84 converts p, given in WGS-84, to d. Outside ChinaBox p is returned
// as it is. Errors are those of ParseDatum and Point.Check.
func (d Datum) FromWGS84(p Point) (Point, error) {
	d, err := d.usable(p)
	if err != nil {
		return Point{}, err
	}
	if d == WGS84 || !ChinaBox.Contains(p) {
		return p, nil
	}
	p = obfuscate(p)
	if d == BD09 {
		p = baidu(p)
	}
	return p, nil
}

func (d Datum) usable(p Point) (Datum, error) {
	d, err := ParseDatum(string(d))
	if err != nil {
		return "", err
	}
	return d, p.Check()
}

// The constants of GCJ-02 as published: the Krasovsky ellipsoid of 1940 and
// the point around which the offsets were laid.
const (
	krasovskyA  = 6378245.0
	krasovskyEE = 0.00669342162296594323
	gcjLng      = 105.0
	gcjLat      = 35.0
)

// obfuscate moves a WGS-84 point to GCJ-02. The offsets, in metres, are a
// polynomial and three waves in each axis.
func obfuscate(p Point) Point {
	x, y := p.Lng-gcjLng, p.Lat-gcjLat
	wave := func(amplitude, at float64) float64 { return amplitude * math.Sin(at*math.Pi) * 2 / 3 }
	ripple := wave(20, 6*x) + wave(20, 2*x)
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + ripple +
		wave(20, y) + wave(40, y/3) + wave(160, y/12) + wave(320, y/30)
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + ripple +
		wave(20, x) + wave(40, x/3) + wave(150, x/12) + wave(300, x/30)

	sin, cos := math.Sincos(p.Lat * math.Pi / 180)
	w := 1 - krasovskyEE*sin*sin
	meridian := krasovskyA * (1 - krasovskyEE) / (w * math.Sqrt(w)) // radii of curvature, metres
	normal := krasovskyA / math.Sqrt(w)
	const degrees = 180 / math.Pi
	return Point{Lng: p.Lng + east*degrees/(normal*cos), Lat: p.Lat + north*degrees/meridian}
}

// baidu moves a GCJ-02 point to BD-09: a small turn, a small stretch, and a
// constant step.
func baidu(p Point) Point {
	const wave = math.Pi * 3000 / 180 // published as x_pi
	r := math.Hypot(p.Lng, p.Lat) + 0.00002*math.Sin(p.Lat*wave)
	turn := math.Atan2(p.Lat, p.Lng) + 0.000003*math.Cos(p.Lng*wave)
	sin, cos := math.Sincos(turn)
	return Point{Lng: r*cos + 0.0065, Lat: r*sin + 0.006}
}

// invert finds the point that move takes to p. Both moves change by less than
// a thirtieth of what their argument changes by, so each round gains at least
// a digit and a half and twelve rounds are more than a float64 holds.
func invert(move func(Point) Point, p Point) Point {
	q := p
	for range 12 {
		m := move(q)
		dLng, dLat := p.Lng-m.Lng, p.Lat-m.Lat
		q = Point{Lng: q.Lng + dLng, Lat: q.Lat + dLat}
		if math.Abs(dLng) < 1e-12 && math.Abs(dLat) < 1e-12 {
			break
		}
	}
	return q
}
