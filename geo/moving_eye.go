package geo

import "math"

// eye measures great-circle distances from one point, as haversines: the
// square of the sine of half the angle, which orders points as the distance
// does. Near the eye, where nearly all of the work is, the sines are short
// polynomials that are as exact as a float64.
type eye struct {
	lng, lat float64 // degrees
	sin, cos float64 // of the latitude

	gridLng, gridLat float64 // units of 1e-7 degrees
	flatLng, flatLat float64 // squares of half a unit's angle, see narrow
}

func eyeAt(p Point) eye {
	sin, cos := math.Sincos(p.Lat * math.Pi / 180)
	return eye{lng: p.Lng, lat: p.Lat, sin: sin, cos: cos, gridLng: p.Lng * 1e7, gridLat: p.Lat * 1e7}
}

// narrow sets flatLng and flatLat so that, for every point within an angle of
// the eye, flatLng·east² + flatLat·north², with the differences in grid units,
// is no more than its haversine: most of what lies outside is told by that for
// a quarter of the price. wrapped says that the circle crosses the
// antimeridian.
func (v *eye) narrow(angle float64, wrapped bool) {
	v.flatLng, v.flatLat = 0, 0
	if angle > polynomialReach || wrapped {
		return
	}
	const half = 1e-7 * math.Pi / 360
	// The sine is less than the angle by a sixth of its cube, and the cosine is
	// least where the circle is nearest to a pole.
	v.flatLat = half * half * (1 - polynomialReach*polynomialReach)
	if least := v.cos*(1-angle*angle/2) - math.Abs(v.sin)*angle; least > 0 {
		v.flatLng = v.flatLat * v.cos * least
	}
}

// polynomialReach is how far from the eye, in radians, the polynomials hold:
// their next term is below 2^-53 of the first.
const polynomialReach = 0.05

// haversine returns sin²(angle/2) between the eye and e.
func (v *eye) haversine(e *entry) float64 {
	lat := (float64(e.lat)/1e7 - v.lat) * (math.Pi / 360) // halves
	lng := (float64(e.lng)/1e7 - v.lng) * (math.Pi / 360)
	if !(math.Abs(lat) < polynomialReach/2 && math.Abs(lng) < polynomialReach/2) {
		return v.farHaversine(lat, lng)
	}
	n := lat * lat
	sinN := lat * (1 - n*(1.0/6-n*(1.0/120-n*(1.0/5040))))
	cosN := 1 - n*(0.5-n*(1.0/24-n*(1.0/720-n*(1.0/40320))))
	m := lng * lng
	sinE := lng * (1 - m*(1.0/6-m*(1.0/120-m*(1.0/5040))))
	h := sinN * sinN
	cos := v.cos*(1-2*h) - v.sin*2*sinN*cosN // of e's latitude
	return h + v.cos*cos*sinE*sinE
}

// farHaversine takes half the differences in radians; half a turn of
// longitude more or less is the same to it.
func (v *eye) farHaversine(lat, lng float64) float64 {
	sinN, cosN := math.Sincos(lat)
	sinE := math.Sin(lng)
	h := sinN * sinN
	cos := v.cos*(1-2*h) - v.sin*2*sinN*cosN
	return math.Max(0, h+v.cos*cos*sinE*sinE)
}

// haversineOf returns the haversine of a distance.
func haversineOf(meters float64) float64 {
	half := math.Min(meters/earthRadius, math.Pi) / 2
	if n := half * half; half < polynomialReach/2 {
		s := half * (1 - n*(1.0/6-n*(1.0/120-n*(1.0/5040))))
		return s * s
	}
	s := math.Sin(half)
	return s * s
}

// metersOf returns the distance of a haversine.
func metersOf(hav float64) float64 {
	s := math.Sqrt(hav)
	if s < 0.005 { // 64 km; the next term is below 2^-53
		return 2 * earthRadius * s * (1 + hav*(1.0/6+hav*(3.0/40+hav*(15.0/336))))
	}
	return 2 * earthRadius * math.Asin(math.Min(1, s))
}
