package lanes_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/lanes"
	"github.com/linli/linli/geo/roadnet"
)

// town is a grid of footways, 100 m apart, with some missing and some one-way
// service roads: 8 by 8 corners.
func town(t testing.TB, seed uint64) *roadnet.City {
	t.Helper()
	p := newPlan(t)
	r := rand.New(rand.NewPCG(seed, 2))
	var b strings.Builder
	b.WriteString(`<osm version="0.6">`)
	for i := range 64 {
		at := p.at(float64(i%8)*100, float64(i/8)*100)[0]
		fmt.Fprintf(&b, `<node id="%d" lat="%.7f" lon="%.7f"/>`, i+1, at.Lat, at.Lng)
	}
	way := 0
	street := func(a, c int) {
		if r.Float64() < 0.12 {
			return
		}
		way++
		tag := `<tag k="highway" v="footway"/>`
		if r.Float64() < 0.1 {
			tag = `<tag k="highway" v="service"/>`
		}
		fmt.Fprintf(&b, `<way id="%d"><nd ref="%d"/><nd ref="%d"/>%s</way>`, way, a+1, c+1, tag)
	}
	for i := range 64 {
		if i%8 < 7 {
			street(i, i+1)
		}
		if i/8 < 7 {
			street(i, i+8)
		}
	}
	b.WriteString(`</osm>`)
	city, err := roadnet.Import(strings.NewReader(b.String()), int64(b.Len()), roadnet.XML, roadnet.Options{Name: "grid"})
	if err != nil {
		t.Fatal(err)
	}
	return city
}

// Without a drawing the ways are the road network's own.
func TestGraphAgreesWithRouter(t *testing.T) {
	p := newPlan(t)
	for seed := range uint64(4) {
		city := town(t, seed)
		router := roadnet.NewRouter(city)
		g, err := lanes.NewGround(city).Graph(&lanes.Network{})
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(seed, 3))
		var from, to []geo.Point
		for range 12 {
			from = append(from, p.at(r.Float64()*700, r.Float64()*700)...)
			to = append(to, p.at(r.Float64()*700, r.Float64()*700)...)
		}
		legs := g.Times(from, to)
		for i := range from {
			for k := range to {
				want := router.Leg(geo.Robot, from[i], to[k])
				got := legs[i][k]
				if got.OK != want.Reachable() || math.Abs(float64(got.Millis)-float64(want.Millis)) > 500 {
					t.Fatalf("seed %d: %v to %v: %+v, the router says %+v", seed, p.Local(from[i]), p.Local(to[k]), got, want)
				}
				way, err := g.Way(from[i], to[k])
				if err != nil {
					t.Fatal(err)
				}
				meters := 0.0
				for j := 2; j < len(way)-1; j++ { // without the steps to the road
					meters += geo.Distance(way[j-1], way[j])
				}
				if math.Abs(meters-float64(got.Meters)) > 3 {
					t.Fatalf("seed %d: the way is %.1f m long, the leg %d", seed, meters, got.Meters)
				}
			}
		}
	}
}

func graphOf(t *testing.T, g *lanes.Ground, n lanes.Network, avoid ...string) *lanes.Graph {
	t.Helper()
	if err := n.Check(); err != nil {
		t.Fatal(err)
	}
	x, err := g.Graph(&n, avoid...)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestGraphRoundWhatIsClosed(t *testing.T) {
	p := newPlan(t)
	ground := lanes.NewGround(town(t, 9))
	r := rand.New(rand.NewPCG(9, 9))
	round, none := 0, 0
	for rev := range uint64(150) {
		n := lanes.Network{Revision: rev}
		for i := range 4 {
			f := p.box(fmt.Sprintf("x%d", i), r.Float64()*600, r.Float64()*600, 40+r.Float64()*80)
			f.Kind = lanes.NoGo
			n.Features = append(n.Features, f)
		}
		n = n.WithClosure(lanes.Closure{ID: "c", Area: p.box("", r.Float64()*600, r.Float64()*600, 60).Points, Reason: "works"})
		o := p.overlay(t, n)
		a, b := p.at(r.Float64()*700, r.Float64()*700)[0], p.at(r.Float64()*700, r.Float64()*700)[0]
		way, err := graphOf(t, ground, n).Way(a, b)
		if errors.Is(err, lanes.ErrNoWay) {
			none++
			continue
		}
		if o.Closed(way[1 : len(way)-1]) {
			t.Fatalf("revision %d: the way leads through what is closed: %v", rev, way)
		}
		if free, err := graphOf(t, ground, lanes.Network{Revision: 1000}).Way(a, b); err == nil && o.Closed(free[1:len(free)-1]) {
			round++
		}
	}
	if round < 30 || none > 60 {
		t.Errorf("%d ways round something, %d times no way: the test sees too little", round, none)
	}
}

// A lane across a block is a short cut; one-way it is so in one direction; and
// a way that is to avoid it, or a zone on it, goes round.
func TestGraphLanes(t *testing.T) {
	p := newPlan(t)
	ground := lanes.NewGround(town(t, 1))
	cut := lanes.Feature{ID: "cut", Kind: lanes.Lane, SingleFile: true, Points: p.at(100, 100, 350, 320, 600, 600)}
	length := func(n lanes.Network, back bool, avoid ...string) float64 {
		ends := p.at(100, 100, 600, 600)
		if back {
			ends[0], ends[1] = ends[1], ends[0]
		}
		way, err := graphOf(t, ground, n, avoid...).Way(ends[0], ends[1])
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i := 1; i < len(way); i++ {
			sum += geo.Distance(way[i-1], way[i])
		}
		return sum
	}
	with := lanes.Network{Revision: 1, Features: []lanes.Feature{cut}}
	oneWay := lanes.Network{Revision: 2, Features: []lanes.Feature{cut}}
	oneWay.Features[0].OneWay = true
	if there, back := length(with, false), length(with, true); there > 720 || back > 720 {
		t.Errorf("%v m there and %v m back: want some 710 along the lane", there, back)
	}
	if there, back := length(oneWay, false), length(oneWay, true); there > 720 || back < 990 {
		t.Errorf("%v m with the lane and %v m against it", there, back)
	}
	if round := length(with, false, "lane/cut"); round < 990 {
		t.Errorf("%v m: it was to avoid the lane", round)
	}
	way, _ := graphOf(t, ground, with).Way(p.at(100, 100)[0], p.at(600, 600)[0])
	if !graphOf(t, ground, with).Drawn(cut.Points[1]) {
		t.Error("the lane's corner is not known as drawn")
	}
	found := false
	for _, x := range way {
		found = found || x == cut.Points[1]
	}
	if !found {
		t.Error("the way leaves the lane's corner out")
	}
}

// A way that begins on a lane has a first step all the same, of no length: who
// looks at the way for what was closed leaves that step out, and no other.
func TestWayFromALane(t *testing.T) {
	p := newPlan(t)
	line := p.at(900, 900, 1000, 900)
	g := graphOf(t, lanes.NewGround(town(t, 1)), lanes.Network{Features: []lanes.Feature{{ID: "l", Kind: lanes.Lane, Points: line}}})
	way, err := g.Way(line[0], line[1])
	if err != nil || len(way) != 4 || way[0] != way[1] || way[2] != way[3] {
		t.Fatalf("%v %v", way, err)
	}
}
