package roadnet

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// square is a block of four streets with a test road across it, from west
// (node 2) to east (node 5):
//
//	1 ── 2 ── 3
//	│    ║    │      ║ is the road under test, by way of node 7
//	4 ── 5 ── 6
//
// Everything but the test road is open to everybody.
func square(road string, middle string) string {
	var b strings.Builder
	b.WriteString(`<osm version="0.6">`)
	for i, at := range [][2]float64{{1.500, 42.502}, {1.502, 42.502}, {1.504, 42.502}, {1.500, 42.500}, {1.502, 42.500}, {1.504, 42.500}} {
		fmt.Fprintf(&b, `<node id="%d" lon="%v" lat="%v"/>`, i+1, at[0], at[1])
	}
	fmt.Fprintf(&b, `<node id="7" lon="1.502" lat="42.501">%s</node>`, tagXML(middle))
	b.WriteString(`<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="6"/><nd ref="5"/><nd ref="4"/><nd ref="1"/>` + tagXML("highway=residential") + `</way>`)
	fmt.Fprintf(&b, `<way id="2"><nd ref="2"/><nd ref="7"/><nd ref="5"/>%s</way></osm>`, tagXML(road))
	return b.String()
}

func tagXML(pairs string) string {
	var b strings.Builder
	for _, pair := range strings.Fields(pairs) {
		k, v, _ := strings.Cut(pair, "=")
		fmt.Fprintf(&b, `<tag k="%s" v="%s"/>`, k, v)
	}
	return b.String()
}

// across says which way profile takes the test road: "both", "down", "up" or
// "no". A road that is only avoided because it is no way through counts as no.
func across(r *Router, p geo.Profile) string {
	top, bottom := geo.Point{Lng: 1.502, Lat: 42.502}, geo.Point{Lng: 1.502, Lat: 42.500}
	middle := geo.Point{Lng: 1.502, Lat: 42.501}
	takes := func(from, to geo.Point) bool {
		route, err := r.Route(p, from, to)
		if err != nil {
			return false
		}
		for _, q := range route.Path {
			if geo.Distance(q, middle) < 1 {
				return true
			}
		}
		return false
	}
	switch down, up := takes(top, bottom), takes(bottom, top); {
	case down && up:
		return "both"
	case down:
		return "down"
	case up:
		return "up"
	}
	return "no"
}

func TestAccess(t *testing.T) {
	for _, c := range []struct{ road, middle, foot, ebike, car, robot string }{
		{"highway=residential", "", "both", "both", "both", "both"},
		{"highway=residential oneway=yes", "", "both", "down", "down", "both"},
		{"highway=residential oneway=-1", "", "both", "up", "up", "both"},
		{"highway=residential oneway=reversible", "", "both", "no", "no", "both"},
		{"highway=residential oneway=alternating", "", "both", "both", "both", "both"},
		{"highway=residential oneway=yes oneway:bicycle=no", "", "both", "both", "down", "both"},
		{"highway=residential oneway=yes cycleway=opposite_lane", "", "both", "both", "down", "both"},
		{"highway=residential junction=roundabout", "", "both", "down", "down", "both"},
		{"highway=residential access=no", "", "no", "no", "no", "no"},
		{"highway=residential access=no foot=yes", "", "both", "no", "no", "both"},
		{"highway=residential access=private", "", "no", "no", "no", "no"},
		{"highway=residential vehicle=no", "", "both", "no", "no", "both"},
		{"highway=residential motor_vehicle=no", "", "both", "both", "no", "both"},
		{"highway=residential vehicle=no bicycle=yes", "", "both", "both", "no", "both"},
		{"highway=residential access=no motorcar=yes", "", "no", "no", "both", "no"},
		{"highway=residential bicycle=no", "", "both", "no", "both", "both"},
		{"highway=residential foot=no", "", "no", "both", "both", "no"},
		{"highway=steps", "", "both", "no", "no", "no"},
		{"highway=steps conveying=forward", "", "down", "no", "no", "no"},
		{"highway=cycleway", "", "both", "both", "no", "both"},
		{"highway=service", "", "both", "both", "both", "both"},
		{"highway=tertiary", "", "both", "both", "both", "no"},
		{"highway=tertiary sidewalk=both", "", "both", "both", "both", "both"},
		{"highway=tertiary sidewalk=no", "", "both", "both", "both", "no"},
		{"highway=motorway", "", "no", "no", "down", "no"},
		{"highway=trunk", "", "no", "both", "both", "no"},
		{"highway=secondary motorroad=yes", "", "no", "no", "both", "no"},
		{"highway=path", "", "both", "both", "no", "both"},
		{"highway=path sac_scale=hiking", "", "both", "no", "no", "no"},
		{"highway=path sac_scale=alpine_hiking", "", "no", "no", "no", "no"},
		{"highway=proposed", "", "no", "no", "no", "no"},
		{"highway=residential", "barrier=bollard", "both", "both", "no", "both"},
		{"highway=residential", "barrier=gate", "both", "both", "both", "both"},
		{"highway=residential", "barrier=gate access=private", "no", "no", "no", "no"},
		{"highway=residential", "barrier=gate access=private foot=yes", "both", "no", "no", "both"},
		{"highway=residential", "barrier=lift_gate motor_vehicle=no", "both", "both", "no", "both"},
		{"highway=residential", "barrier=stile", "both", "no", "no", "no"},
		{"highway=residential", "barrier=wall", "no", "no", "no", "no"},
	} {
		r := tiny(t, square(c.road, c.middle), Jurisdiction{})
		for p, want := range []string{c.foot, c.ebike, c.car, c.robot} {
			if got := across(r, geo.Profile(p)); got != want {
				t.Errorf("%s, node %q: %s goes %s, want %s", c.road, c.middle, geo.Profile(p), got, want)
			}
		}
	}
}

func TestEbikeIsPushedOnFootways(t *testing.T) {
	r := tiny(t, square("highway=footway", ""), Jurisdiction{})
	from, to := geo.Point{Lng: 1.502, Lat: 42.5015}, geo.Point{Lng: 1.502, Lat: 42.5005}
	walk, push := r.Leg(geo.Foot, from, to), r.Leg(geo.Ebike, from, to)
	if walk != push {
		t.Errorf("walking takes %v, pushing %v", walk, push)
	}
	if want := 36 * 111_195 / walkSpeed; walk.Millis < uint32(want)-500 || walk.Millis > uint32(want)+500 {
		t.Errorf("111 m on foot take %d ms, want about %d", walk.Millis, want)
	}
}

func TestBothSidesOfABarrierAreServed(t *testing.T) {
	r := tiny(t, square("highway=residential", "barrier=bollard"), Jurisdiction{})
	north, south := geo.Point{Lng: 1.502, Lat: 42.5011}, geo.Point{Lng: 1.502, Lat: 42.5009}
	car, foot := r.Leg(geo.Car, north, south), r.Leg(geo.Foot, north, south)
	if foot.Meters > 30 || car.Meters < 300 || !car.Reachable() {
		t.Errorf("foot %v, car %v: a car must drive round the block", foot, car)
	}
}

func TestPrivateRoadIsALastResortOnFoot(t *testing.T) {
	r := tiny(t, square("highway=residential access=private", ""), Jurisdiction{})
	inside := geo.Point{Lng: 1.502, Lat: 42.501}
	if !r.Reaches(geo.Foot, inside) {
		t.Error("a courier on foot cannot enter")
	}
	if s, err := r.Snap(geo.Car, inside); err != nil || s.Distance < 50 {
		t.Errorf("a car snaps to %v, %v", s, err)
	}
}

func TestRobotWaitsAtCrossings(t *testing.T) {
	j := DefaultJurisdiction()
	from, to := geo.Point{Lng: 1.502, Lat: 42.502}, geo.Point{Lng: 1.502, Lat: 42.500}
	plain := tiny(t, square("highway=footway", ""), j).Leg(geo.Robot, from, to)
	crossing := tiny(t, square("highway=footway footway=crossing", ""), j).Leg(geo.Robot, from, to)
	if want := plain.Millis + uint32(j.CrossingSeconds)*1000; crossing.Millis != want {
		t.Errorf("with a crossing %d ms, want %d", crossing.Millis, want)
	}
}

func TestParseSpeed(t *testing.T) {
	for value, want := range map[string]int{
		"50": 500, "50 km/h": 500, "30 mph": 482, "30mph": 482, "none": 0, "walk": 100, "DE:urban": 500,
		"": 0, "50;30": 500, "80 leagues": 0, "fast": 0, "-5": 0, "1e9": 0, "7.5": 75, "FR:living_street": 100,
	} {
		if got := parseSpeed(value); got != want {
			t.Errorf("parseSpeed(%q) = %d, want %d", value, got, want)
		}
	}
}
