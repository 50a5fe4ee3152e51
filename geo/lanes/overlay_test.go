package lanes_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
)

var home = geo.Point{Lng: 1.52, Lat: 42.5}

// plan draws in metres around home.
type plan struct{ geo.Frame }

func newPlan(t testing.TB) plan {
	t.Helper()
	f, err := geo.NewFrame(home)
	if err != nil {
		t.Fatal(err)
	}
	return plan{f}
}

func (p plan) at(pairs ...float64) []geo.Point {
	var out []geo.Point
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, p.Point(geo.Local{East: pairs[i], North: pairs[i+1]}))
	}
	return out
}

func (p plan) box(id string, east, north, side float64) lanes.Feature {
	return lanes.Feature{ID: id, Kind: lanes.Zone, Points: p.at(east, north, east+side, north, east+side, north+side, east, north+side)}
}

func (p plan) overlay(t testing.TB, n lanes.Network) *lanes.Overlay {
	t.Helper()
	if err := n.Check(); err != nil {
		t.Fatal(err)
	}
	o, err := n.NewOverlay(home)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A zone and a gate on a straight road: the robot can wait before each, and is
// out of each at the stop behind; and there is a stop every 40 m.
func TestLay(t *testing.T) {
	p := newPlan(t)
	o := p.overlay(t, lanes.Network{Features: []lanes.Feature{
		p.box("z", 100, -10, 20), {ID: "g", Kind: lanes.Gate, Points: p.at(200.5, 0)},
	}})
	var got []string
	for _, s := range o.Lay(p.at(0, 0, 110, 0, 300, 0)) {
		got = append(got, fmt.Sprintf("%.0f%v", p.Local(s.Point).East, s.In))
	}
	want := []string{"0[]", "40[]", "79[]", "97[]", "110[zone/z]", "123[zone/z]", "150[]", "190[]", "197[]", "205[gate/g]", "229[]", "269[]", "300[]"}
	if !slices.EqualFunc(got, want, func(a, b string) bool { return a == b }) {
		t.Errorf("%v\nwant %v", got, want)
	}
}

// A lift: the way into the cabin wants it at the first floor, the way out at
// the other.
func TestLayThroughLift(t *testing.T) {
	p := newPlan(t)
	o := p.overlay(t, lanes.Network{Features: []lanes.Feature{
		{ID: "l", Kind: lanes.Lift, Points: p.at(100, 0, 104, 0, 108, 0), Floors: []string{"street", "hill"}},
	}})
	for _, way := range [][]geo.Point{p.at(0, 0, 100, 0, 104, 0, 108, 0, 150, 0), p.at(150, 0, 108, 0, 104, 0, 100, 0, 0, 0)} {
		floors := []string{"street", "hill"}
		if way[0] == p.at(150, 0)[0] {
			slices.Reverse(floors)
		}
		inside := false
		for _, s := range o.Lay(way) {
			cabin := s.Point == p.at(104, 0)[0]
			switch {
			case !slices.Contains(s.In, "lift/l"):
				if s.Floor != "" {
					t.Errorf("outside, and wants the cabin at %q", s.Floor)
				}
			case !inside && s.Floor != floors[0], inside && s.Floor != floors[1]:
				t.Errorf("%+v wants the cabin at %q, was inside: %v", p.Local(s.Point), s.Floor, inside)
			}
			inside = inside || cabin
		}
		if !inside {
			t.Error("no stop in the cabin")
		}
	}
}

// For ways and networks at random: whoever is in a feature has it in the list
// of the stop that it drives to, and with no feature there is nothing but the
// way itself, and a stop every 40 m.
func TestLayCovers(t *testing.T) {
	p := newPlan(t)
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		var n lanes.Network
		for i := range 6 {
			f := p.box(fmt.Sprintf("z%d", i), r.Float64()*300, r.Float64()*300, 10+r.Float64()*60)
			switch i {
			case 4:
				f = lanes.Feature{ID: "h", Kind: lanes.Handover, Points: p.at(r.Float64()*300, r.Float64()*300)}
			case 5:
				f = lanes.Feature{ID: "s", Kind: lanes.Lane, SingleFile: true, Points: p.at(r.Float64()*300, r.Float64()*300, r.Float64()*300, r.Float64()*300)}
			}
			n.Features = append(n.Features, f)
		}
		o := p.overlay(t, n)
		var way []geo.Point
		for range 6 {
			way = append(way, p.at(r.Float64()*300, r.Float64()*300)...)
		}
		stops := o.Lay(way)
		least := len(way)
		for i := 1; i < len(way); i++ {
			least += int(math.Ceil(geo.Distance(way[i-1], way[i]))) / 41
		}
		if plain := p.overlay(t, lanes.Network{}).Lay(way); len(plain) < least || len(plain) > least+len(way) {
			t.Fatalf("seed %d: %d stops on an empty map for %d points; want %d", seed, len(plain), len(way), least)
		}
		k := 0
		for _, s := range stops {
			if k < len(way) && s.Point == way[k] {
				k++
			}
		}
		if k != len(way) {
			t.Fatalf("seed %d: point %d of the way is left out", seed, k)
		}
		for i := 1; i < len(stops); i++ {
			a, b := p.Local(stops[i-1].Point), p.Local(stops[i].Point)
			steps := int(math.Hypot(b.East-a.East, b.North-a.North)*3) + 1
			for k := range steps + 1 {
				x := geo.Local{East: a.East + (b.East-a.East)*float64(k)/float64(steps), North: a.North + (b.North-a.North)*float64(k)/float64(steps)}
				for j := range n.Features {
					f := &n.Features[j]
					if inside(p, f, x) && !slices.Contains(stops[i].In, f.Resource()) {
						t.Fatalf("seed %d: on the way to stop %d the robot is in %s at %+v, and the stop lists %v", seed, i, f.Resource(), x, stops[i].In)
					}
				}
			}
		}
	}
}

// inside is the drawing itself, without the margin.
func inside(p plan, f *lanes.Feature, x geo.Local) bool {
	a, b := p.Local(f.Points[0]), p.Local(f.Points[len(f.Points)/2])
	switch f.Kind {
	case lanes.Zone:
		return x.East > a.East && x.East < b.East && x.North > a.North && x.North < b.North
	case lanes.Handover:
		return math.Hypot(x.East-a.East, x.North-a.North) < 11
	}
	l := math.Hypot(b.East-a.East, b.North-a.North)
	along := ((x.East-a.East)*(b.East-a.East) + (x.North-a.North)*(b.North-a.North)) / l
	off := ((x.East-a.East)*(b.North-a.North) - (x.North-a.North)*(b.East-a.East)) / l
	return along > 0 && along < l && math.Abs(off) < 1
}

// A stop outside a place is outside on every map: also on one around another
// point, with the stop's coordinates rounded.
func TestStopsOutsideStayOutside(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		at := geo.Point{Lng: 1.52 + dice.Float64()/100, Lat: 42.5 + dice.Float64()/100}
		n := lanes.Network{Features: []lanes.Feature{{ID: "g", Kind: lanes.Gate, Points: []geo.Point{at}}}}
		angle, far := 2*math.Pi*dice.Float64(), 20+dice.Float64()*100
		end := func(sign float64) geo.Point {
			return geo.Point{Lng: at.Lng + sign*far*math.Cos(angle)/82_000, Lat: at.Lat + sign*far*math.Sin(angle)/111_195}.Round()
		}
		from, to := end(-1), end(1)
		o, err := n.NewOverlay(from)
		if err != nil {
			t.Fatal(err)
		}
		later, err := n.NewOverlay(geo.Point{Lng: 1.5, Lat: 42.49})
		if err != nil {
			t.Fatal(err)
		}
		stops := o.Lay([]geo.Point{from, to})
		for i, s := range stops {
			next := i+1 == len(stops) || len(stops[i+1].In) == 0
			if p := s.Point.Round(); len(s.In) == 0 && len(later.At(p)) > 0 || i > 0 && len(s.In) > 0 && next && i+1 < len(stops) && len(later.At(p)) > 0 {
				t.Fatalf("stop %d of %v at %v is outside on its own map, and inside on another", i, stops, p)
			}
		}
	}
}
