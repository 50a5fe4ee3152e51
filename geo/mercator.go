package geo

import "math"

// The transverse Mercator projection of WGS-84 by Krüger's series (1912), to
// the fourth power of the third flattening: errors are far below a millimetre
// near the central meridian.
const (
	wgsAxis       = 6378137.0
	wgsFlattening = 1 / 298.257223563
	third         = wgsFlattening / (2 - wgsFlattening)
	rectifying    = wgsAxis / (1 + third) * (1 + third*third/4 + third*third*third*third/64)
	eccentricity2 = wgsFlattening * (2 - wgsFlattening)
)

var eccentricity = math.Sqrt(eccentricity2)

// toKrueger and fromKrueger are the coefficients of the series.
var (
	toKrueger = [...]float64{
		third/2 - 2*third*third/3 + 5*third*third*third/16 + 41*third*third*third*third/180,
		13*third*third/48 - 3*third*third*third/5 + 557*third*third*third*third/1440,
		61*third*third*third/240 - 103*third*third*third*third/140,
		49561 * third * third * third * third / 161280,
	}
	fromKrueger = [...]float64{
		third/2 - 2*third*third/3 + 37*third*third*third/96 - third*third*third*third/360,
		third*third/48 + third*third*third/15 - 437*third*third*third*third/1440,
		17*third*third*third/480 - 37*third*third*third*third/840,
		4397 * third * third * third * third / 161280,
	}
)

// mercator projects a latitude and a longitude from the central meridian, in
// radians; the answer is in units of the rectifying radius.
func mercator(lat, lng float64) (east, north float64) {
	t := conformal(math.Tan(lat))
	sin, cos := math.Sincos(lng)
	xi, eta := math.Atan2(t, cos), math.Asinh(sin/math.Hypot(t, cos))
	east, north = eta, xi
	for i, a := range toKrueger {
		k := float64(2 * (i + 1))
		s, c := math.Sincos(k * xi)
		north += a * s * math.Cosh(k*eta)
		east += a * c * math.Sinh(k*eta)
	}
	return east, north
}

// fromMercator is the inverse of mercator.
func fromMercator(east, north float64) (lat, lng float64) {
	xi, eta := north, east
	for i, b := range fromKrueger {
		k := float64(2 * (i + 1))
		s, c := math.Sincos(k * north)
		xi -= b * s * math.Cosh(k*east)
		eta -= b * c * math.Sinh(k*east)
	}
	sin, cos := math.Sincos(xi)
	return math.Atan(geodetic(sin / math.Hypot(math.Sinh(eta), cos))), math.Atan2(math.Sinh(eta), cos)
}

// conformal returns the tangent of the conformal latitude for that of the
// geodetic one.
func conformal(t float64) float64 {
	h := math.Hypot(1, t)
	s := math.Sinh(eccentricity * math.Atanh(eccentricity*t/h))
	return t*math.Hypot(1, s) - s*h
}

// geodetic is the inverse of conformal, by Newton's method: it doubles the
// digits with each step, and begins with two.
func geodetic(c float64) float64 {
	t := c / (1 - eccentricity2)
	for range 4 {
		at := conformal(t)
		t += (c - at) / math.Hypot(1, at) * (1 + (1-eccentricity2)*t*t) / ((1 - eccentricity2) * math.Hypot(1, t))
	}
	return t
}
