package roadnet

import (
	"testing"

	"github.com/linli/linli/geo"
)

// exampleStreets is a corner of a village: a shop, a gate, a building and a
// pond mapped as a relation.
const exampleStreets = `<osm version="0.6">
 <node id="1" lat="42.5" lon="1.5"/><node id="2" lat="42.5" lon="1.502"/>
 <node id="3" lat="42.501" lon="1.502"><tag k="barrier" v="gate"/></node><node id="4" lat="42.501" lon="1.5"/>
 <node id="5" lat="42.5001" lon="1.5001"><tag k="shop" v="bakery"/><tag k="name" v="Forn"/></node>
 <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="99"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="service"/></way>
 <way id="2"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="apartments"/>
  <tag k="building:levels" v="5"/><tag k="addr:street" v="Carrer Nou"/><tag k="addr:housenumber" v="3"/></way>
 <way id="3"><nd ref="1"/><nd ref="4"/><nd ref="3"/></way>
 <way id="4"><nd ref="1"/><nd ref="3"/></way>
 <relation id="1"><member type="way" ref="3" role="outer"/><member type="way" ref="4" role="outer"/>
  <tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>
</osm>`

func TestFeatures(t *testing.T) {
	c := tiny(t, exampleStreets, Jurisdiction{}).City()
	if len(c.Places) != 1 || c.Places[0].Category != Bakery || c.Places[0].Name != "Forn" || c.Places[0].ID != 20 {
		t.Errorf("places %+v", c.Places)
	}
	if len(c.Buildings) != 1 || c.Buildings[0].Levels != 5 || !c.Buildings[0].Residential || c.Buildings[0].Address != "Carrer Nou 3" {
		t.Errorf("buildings %+v", c.Buildings)
	}
	if len(c.Areas) != 1 || c.Areas[0].Kind != Water || len(c.Areas[0].Outline) != 4 {
		t.Errorf("areas %+v", c.Areas)
	}
	if len(c.Gates) != 1 || c.Gates[0].Kind != "gate" {
		t.Errorf("gates %+v", c.Gates)
	}
	if _, edges := c.Sizes(); edges != 2 {
		t.Errorf("%d edges; the way is to be cut at the missing node", edges)
	}
}

func TestCentroid(t *testing.T) {
	box := []coord{{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}
	if c := centroid(box); c != (coord{50, 50}) {
		t.Errorf("centre of a square is %v", c)
	}
	if c := centroid([]coord{{0, 0}, {10, 0}, {20, 0}, {0, 0}}); c != (coord{10, 0}) {
		t.Errorf("centre of a line is %v", c)
	}
}

func TestCityWithoutRoads(t *testing.T) {
	r := tiny(t, `<osm><node id="1" lat="42.5" lon="1.5"><tag k="amenity" v="cafe"/></node></osm>`, Jurisdiction{})
	p := geo.Point{Lng: 1.5, Lat: 42.5}
	if l := r.Leg(geo.Foot, p, p); l.Reachable() {
		t.Errorf("a leg without roads: %v", l)
	}
	if _, err := r.Route(geo.Car, p, p); err == nil {
		t.Error("a route without roads")
	}
	checkRoundTrip(t, r.City())
}

func TestMetricAgreesWithTheSphere(t *testing.T) {
	for _, lat := range []float64{-60, -33.4, 0, 12, 42.505, 59.999} {
		a, b := geo.Point{Lng: 10, Lat: lat}, geo.Point{Lng: 10.001, Lat: lat + 0.0007}
		got, want := float64(segmentLength(coordOf(a), coordOf(b))), 1000*geo.Distance(a, b)
		if d := got/want - 1; d > 0.0006 || d < -0.0006 {
			t.Errorf("at latitude %v: %v mm, sphere %v mm", lat, got, want)
		}
	}
	for _, n := range []uint64{0, 1, 2, 3, 4, 99, 100, 1<<40 - 1, 1 << 40, 3_200_000_000_000_000 - 1} {
		r := uint64(isqrt(n))
		if r*r > n || (r+1)*(r+1) <= n {
			t.Errorf("isqrt(%d) = %d", n, r)
		}
	}
}
