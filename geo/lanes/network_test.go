package lanes_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
)

// quarter is a small community's drawing.
const quarter = `{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"id":"alley","kind":"lane","single_file":true,"kmh":4},"geometry":{"type":"LineString","coordinates":[[1.5000,42.5000],[1.5010,42.5000]]}},
 {"type":"Feature","properties":{"id":"square","kind":"zone","capacity":2},"geometry":{"type":"Polygon","coordinates":[[[1.5010,42.4999],[1.5014,42.4999],[1.5014,42.5002],[1.5010,42.5002],[1.5010,42.4999]]]}},
 {"type":"Feature","properties":{"id":"east-gate","kind":"gate","device":"g1"},"geometry":{"type":"Point","coordinates":[1.5020,42.5000]}},
 {"type":"Feature","properties":{"id":"hill","kind":"lift","device":"l1","floors":["0","2"]},"geometry":{"type":"LineString","coordinates":[[1.5030,42.5000],[1.50305,42.5000],[1.5031,42.5000]]}},
 {"type":"Feature","properties":{"id":"pond","kind":"no_go"},"geometry":{"type":"Polygon","coordinates":[[[1.51,42.50],[1.511,42.50],[1.511,42.501],[1.51,42.50]]]}}
],"maps":[{"map_id":"yard","origin":{"lng":1.5,"lat":42.5},"rotation":12},
 {"map_id":"hall","controls":[{"x":0,"y":0,"lng":1.5,"lat":42.5},{"x":0,"y":111.0738,"lng":1.5,"lat":42.501}]}]}`

func TestNetworkRoundTrip(t *testing.T) {
	n, err := lanes.Parse([]byte(quarter))
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Features) != 5 || n.Features[1].Room() != 2 || n.Features[3].Floors[1] != "2" || len(n.Features[1].Points) != 4 {
		t.Errorf("%+v", n.Features)
	}
	if g := n.Maps[1]; g.Map != "hall" || g.Rotation < -0.01 || g.Rotation > 0.01 || g.Scale < 0.999 || g.Scale > 1.001 {
		t.Errorf("fitted %+v", g)
	}
	b, err := n.GeoJSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := lanes.Parse(b)
	if err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	first, _ := json.Marshal(n)
	second, _ := json.Marshal(again)
	if !bytes.Equal(first, second) {
		t.Errorf("%s\ncame back as\n%s", first, second)
	}
}

// Every error names the feature, or where it is in the list, and says what to
// do.
func TestNetworkRefused(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{`"FeatureCollection"`, `"Feature"`, "FeatureCollection"},
		{`"id":"square"`, `"id":"alley"`, `feature "alley": another feature`},
		{`"id":"square"`, `"id":"a b"`, `feature 1: feature "a b"`},
		{`"kind":"zone"`, `"kind":"zoo"`, `feature 1: "square": want`},
		{`"capacity":2`, `"capacity":-2`, `"square": capacity -2`},
		{`"capacity":2`, `"kmh":3`, `"square": only a lane`},
		{`"kmh":4`, `"kmh":40`, `"alley": kmh 40`},
		{`"kmh":4`, `"capacity":4`, `"alley": a lane has no capacity`},
		{`[1.5010,42.5000]]}`, `[42.5010,1.5000]]}`, "longitude before latitude"},
		{`[1.5010,42.5000]]}`, `[1.5000,42.5000]]}`, `"alley": point 1 repeats`},
		{`[1.5010,42.5000]]}`, `[1.5010,142]]}`, `"alley": position 1: lat 142`},
		{`[1.5010,42.5000]]}`, `[1.5010]]}`, "1 numbers"},
		{`"device":"l1"`, `"device":"g1"`, `"hill": device "g1" is that of "east-gate"`},
		{`"floors":["0","2"]`, `"floors":["0"]`, `"hill": floors`},
		{`"kind":"gate"`, `"kind":"gate","radius":1000`, `"east-gate": radius 1000`},
		{`"kind":"no_go"`, `"kind":"no_go","device":"x"`, `"pond": only a gate`},
		{`"geometry":{"type":"Point"`, `"geometry":{"type":"LineString"`, `drawn as a Point`},
		{`"rotation":12`, `"rotation":1200`, "rotation"},
		{`"map_id":"hall"`, `"map_id":"yard"`, `map "yard" is there twice`},
		{`"y":111.0738`, `"y":0`, "hall"},
	} {
		spoilt := strings.Replace(quarter, c.from, c.to, 1)
		if spoilt == quarter {
			t.Fatalf("%q is not there", c.from)
		}
		if _, err := lanes.Parse([]byte(spoilt)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: %v, want %q", c.to, c.from, err, c.want)
		}
	}
}

func TestClosures(t *testing.T) {
	area := []geo.Point{{Lng: 1.5, Lat: 42.5}, {Lng: 1.501, Lat: 42.5}, {Lng: 1.501, Lat: 42.501}}
	var n lanes.Network
	n = n.WithClosure(lanes.Closure{ID: "b", Area: area, Reason: "r"}).WithClosure(lanes.Closure{ID: "a", Area: area, Reason: "r"})
	before := n
	n = n.WithClosure(lanes.Closure{ID: "b", Area: area, Reason: "longer"})
	if n.Revision != 3 || len(n.Closures) != 2 || n.Closures[0].ID != "a" || n.Closure("b").Reason != "longer" || before.Closure("b").Reason != "r" {
		t.Errorf("%+v", n)
	}
	if n = n.WithoutClosure("a"); len(n.Closures) != 1 || n.Closure("a") != nil || len(before.Closures) != 2 {
		t.Errorf("%+v", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(quarter))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := lanes.Parse(b)
		if err != nil {
			return
		}
		out, err := n.GeoJSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lanes.Parse(out); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	})
}
