package lanes_test

import (
	"strings"
	"testing"

	"github.com/linli/linli/geo/lanes"
)

// A way leads past a station, not through it; who stands within its radius is at
// it. Only a station charges.
func TestStation(t *testing.T) {
	p := newPlan(t)
	n, err := lanes.Parse([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature",
		"properties":{"id":"s","kind":"station","capacity":3,"charge":true},"geometry":{"type":"Point","coordinates":[1.52,42.5]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	f := n.Feature("station/s")
	if f == nil || !f.Charge || f.Room() != 3 || f.Shared() {
		t.Fatalf("%+v", f)
	}
	for _, s := range p.overlay(t, n).Lay(p.at(-100, 0, 100, 0)) {
		if len(s.In) > 0 {
			t.Errorf("a way past it is in %v", s.In)
		}
	}
	if !f.Near(p.at(5, 5)[0]) || f.Near(p.at(7, 7)[0]) {
		t.Error("it reaches 8 m")
	}
	gate := lanes.Feature{ID: "g", Kind: lanes.Gate, Points: p.at(0, 0), Charge: true}
	if err := gate.Check(); err == nil || !strings.Contains(err.Error(), "only a station charges") {
		t.Errorf("%v", err)
	}
}
