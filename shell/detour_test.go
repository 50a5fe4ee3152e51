package shell_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
)

// block is a footway round a block, 200 m a side, with the places in the middle
// of its four sides: south, east, north, west.
func block(t *testing.T) (*roadnet.Router, [4]geo.Point) {
	t.Helper()
	at := func(east, north float64) geo.Point {
		return geo.Point{Lng: 1.5 + east/82_000, Lat: 42.5 + north/111_195}.Round()
	}
	var b strings.Builder
	b.WriteString(`<osm version="0.6">`)
	for i, p := range []geo.Point{at(0, 0), at(200, 0), at(200, 200), at(0, 200)} {
		fmt.Fprintf(&b, `<node id="%d" lat="%.7f" lon="%.7f"/>`, i+1, p.Lat, p.Lng)
	}
	for i := range 4 {
		fmt.Fprintf(&b, `<way id="%d"><nd ref="%d"/><nd ref="%d"/><tag k="highway" v="footway"/></way>`, i+1, i+1, (i+1)%4+1)
	}
	b.WriteString(`</osm>`)
	city, err := roadnet.Import(strings.NewReader(b.String()), int64(b.Len()), roadnet.XML, roadnet.Options{Name: "block"})
	if err != nil {
		t.Fatal(err)
	}
	return roadnet.NewRouter(city), [4]geo.Point{at(100, 0), at(200, 100), at(100, 200), at(0, 100)}
}

// A detour goes round the place that it must avoid, and is none when there is
// one on either side.
func TestDetour(t *testing.T) {
	router, sides := block(t)
	network := lanes.Network{Revision: 1, Features: []lanes.Feature{
		{ID: "east", Kind: lanes.Gate, Points: sides[1:2]}, {ID: "west", Kind: lanes.Gate, Points: sides[3:4]},
	}}
	for _, c := range []struct {
		avoid []string
		ways  int
	}{{[]string{"gate/east"}, 1}, {[]string{"gate/west"}, 1}, {[]string{"gate/east", "gate/west"}, 0}} {
		p := &problem.Problem{Lanes: &network, Detours: []problem.Detour{{Mission: "m", From: sides[0], Stops: []geo.Point{sides[2]}, Avoid: c.avoid}}}
		plan, err := shell.RoadPlanner(router).Solve(context.Background(), p)
		if err != nil || len(plan.Ways) != 1 || plan.Ways[0].Mission != "m" || len(plan.Ways[0].Paths) != c.ways {
			t.Fatalf("avoiding %v: %+v, %v", c.avoid, plan.Ways, err)
		}
		if c.ways == 0 {
			continue
		}
		o, err := network.NewOverlay(sides[0])
		if err != nil {
			t.Fatal(err)
		}
		passes := map[string]bool{}
		for _, s := range o.Lay(plan.Ways[0].Paths[0]) {
			for _, r := range s.In {
				passes[r] = true
			}
		}
		if len(passes) != 1 || passes[c.avoid[0]] {
			t.Errorf("avoiding %v it passes %v", c.avoid, passes)
		}
	}
}

// A robot that is too wide for the gate on one side takes the other, and a lane
// that is too narrow is no short cut for it; to others nothing changes.
func TestRoundWhatIsTooNarrow(t *testing.T) {
	router, sides := block(t)
	network := lanes.Network{Revision: 1, Features: []lanes.Feature{
		{ID: "east", Kind: lanes.Gate, Points: sides[1:2], Width: 0.7},
		{ID: "cut", Kind: lanes.Lane, Points: []geo.Point{sides[0], sides[2]}, Width: 0.7},
	}}
	p := &problem.Problem{Lanes: &network}
	for width, most := range map[int]float64{600: 210, 800: 420} {
		trip := problem.Trip{Robot: "r", From: sides[0], Goals: []geo.Point{sides[2]}, Avoid: network.Narrow(width)}
		p.Trips = []problem.Trip{trip}
		p.Vehicles = []problem.Vehicle{{ID: "r", Kind: problem.Robot, Profile: p.ProfileAround(trip.Avoid)}}
		p.Places, p.Shipments = []geo.Point{sides[0], sides[2]}, []problem.Shipment{{ID: "o", Pickup: 0, Options: []problem.Option{{Mode: problem.Handover, Place: 1, Consent: true}}}}
		plan, err := shell.RoadPlanner(router).Solve(context.Background(), p)
		if err != nil || len(plan.Trips) != 1 {
			t.Fatal(plan.Trips, err)
		}
		if got := float64(p.Leg(p.Vehicles[0].Profile, 0, 1).Meters); got < most-20 || got > most {
			t.Errorf("%d mm: a leg of %v m, want %v", width, got, most)
		}
		o, err := network.NewOverlay(sides[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, stop := range o.Lay(plan.Trips[0].Path) {
			if len(stop.In) > 0 && width > 700 {
				t.Errorf("it passes %v", stop.In)
			}
		}
	}
}
