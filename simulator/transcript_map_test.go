package simulator_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

// A transcript's map is a plane in metres east and north of an origin.
const (
	originLat, originLng = 42.5, 1.52
	metresPerDegree      = 111195.0
)

func pointAt(east, north float64) geo.Point {
	return geo.Point{
		Lng: originLng + east/(metresPerDegree*math.Cos(originLat*math.Pi/180)),
		Lat: originLat + north/metresPerDegree,
	}.Round()
}

// parsePoint reads "300,-20".
func parsePoint(s string) (geo.Point, error) {
	east, north, ok := strings.Cut(s, ",")
	x, err := strconv.ParseFloat(east, 64)
	y, err2 := strconv.ParseFloat(north, 64)
	if !ok || err != nil || err2 != nil {
		return geo.Point{}, fmt.Errorf("%q is not a place: metres east, metres north", s)
	}
	return pointAt(x, y), nil
}

// spot writes a place as the transcript spells it.
func spot(p geo.Point) string {
	if p == (geo.Point{}) {
		return "no place yet"
	}
	x := (p.Lng - originLng) * metresPerDegree * math.Cos(originLat*math.Pi/180)
	y := (p.Lat - originLat) * metresPerDegree
	return fmt.Sprintf("%.0f,%.0f", x+0, y+0)
}

var speeds = [geo.ProfileCount]float64{geo.Foot: 1.3, geo.Ebike: 5, geo.Car: 7, geo.Robot: 1.5} // m/s

// straight fills the matrices with straight ways.
func straight(p *problem.Problem) {
	for _, v := range p.Vehicles {
		if p.Matrix(v.Profile) != nil {
			continue
		}
		m := problem.NewMatrix(len(p.Places))
		for i, from := range p.Places {
			for j, to := range p.Places {
				d := math.Round(geo.Distance(from, to))
				m.Set(i, j, problem.Leg{
					Travel: time.Duration(math.Round(d/speeds[v.Profile])) * time.Second, Meters: geo.Meters(d),
				})
			}
		}
		p.SetMatrix(v.Profile, m)
	}
}
