package circle

import (
	"strings"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
)

// walled is a compound of two houses with one gate, at its east, and a house
// outside.
const walled = `<osm version="0.6">
 <node id="1" lat="40.0000" lon="116.3200"/><node id="2" lat="40.0000" lon="116.3220"/>
 <node id="3" lat="40.0015" lon="116.3220"/><node id="4" lat="40.0015" lon="116.3200"/>
 <node id="5" lat="40.0007" lon="116.3220"><tag k="barrier" v="gate"/><tag k="name" v="东门"/></node>
 <node id="6" lat="40.0007" lon="116.3240"/><node id="7" lat="40.0007" lon="116.3205"/>
 <node id="11" lat="40.0002" lon="116.3202"/><node id="12" lat="40.0002" lon="116.3206"/><node id="13" lat="40.0004" lon="116.3206"/><node id="14" lat="40.0004" lon="116.3202"/>
 <node id="21" lat="40.0002" lon="116.3232"/><node id="22" lat="40.0002" lon="116.3236"/><node id="23" lat="40.0004" lon="116.3236"/><node id="24" lat="40.0004" lon="116.3232"/>
 <node id="30" lat="40.0005" lon="116.3234"><tag k="amenity" v="pharmacy"/><tag k="name" v="药房"/></node>
 <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="5"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="landuse" v="residential"/></way>
 <way id="2"><nd ref="7"/><nd ref="5"/><nd ref="6"/><tag k="highway" v="service"/></way>
 <way id="3"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/><tag k="building" v="apartments"/><tag k="building:levels" v="10"/></way>
 <way id="4"><nd ref="21"/><nd ref="22"/><nd ref="23"/><nd ref="24"/><nd ref="21"/><tag k="building" v="house"/></way>
</osm>`

func TestHomesBeginAtTheGate(t *testing.T) {
	c, err := roadnet.Import(strings.NewReader(walled), int64(len(walled)), roadnet.XML, roadnet.Options{Name: "walled"})
	if err != nil {
		t.Fatal(err)
	}
	homes := Homes(c, c.Bounds)
	if len(homes) != 2 {
		t.Fatalf("%d homes", len(homes))
	}
	gate := geo.Point{Lng: 116.322, Lat: 40.0007}
	if h := homes[0]; !h.ByGate || h.Door != gate {
		t.Errorf("inside: %+v", h)
	}
	if h := homes[1]; h.ByGate || h.Door != h.Point {
		t.Errorf("outside: %+v", h)
	}
	// 34.1 m × 22.2 m, about 755 m²: 10 levels are 83 dwellings, 6 are 50.
	if homes[0].Dwellings != 83 || homes[1].Dwellings != 50 {
		t.Errorf("%d and %d dwellings", homes[0].Dwellings, homes[1].Dwellings)
	}
	if none := Homes(c, geo.Bounds{}); len(none) != 0 {
		t.Errorf("%d homes in an empty box", len(none))
	}
	if o := Outlets(c); len(o) != 1 || o[0].Basic != DrugStore || o[0].Name != "药房" {
		t.Errorf("outlets %+v", o)
	}
}

func TestEveryBasicHasACategory(t *testing.T) {
	var seen [BasicCount]bool
	for _, c := range roadnet.Categories() {
		if b, ok := BasicOf(c); ok {
			seen[b] = true
		}
	}
	for b, ok := range seen {
		if !ok {
			t.Errorf("no category offers %s", Basic(b))
		}
	}
}
