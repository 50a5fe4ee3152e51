package roadnet

import (
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/paulmach/orb"
)

// towns are the extracts that isochrones are checked on: path below
// ../../../shared/osm, "" for Andorra. Heidelberg takes half a minute to import
// under the race detector, so the heavy tests alone look at it.
var (
	towns    = []string{"", "helsinki.osm.pbf", "beijing_haidian.osm"}
	allTowns = append([]string{"heidelberg.osm.pbf"}, towns...)
)

var townRouters sync.Map // name → *Router

// town returns a router over one of towns, or skips.
func town(t testing.TB, name string) *Router {
	t.Helper()
	if name == "" {
		return andorra(t)
	}
	if r, ok := townRouters.Load(name); ok {
		return r.(*Router)
	}
	r := NewRouter(importFile(t, filepath.Join("..", "..", "..", "shared", "osm", name), DefaultJurisdiction()))
	townRouters.Store(name, r)
	return r
}

// checkArea holds an isochrone's area against the exact vertices.
func checkArea(t *testing.T, i *Isochrone, exact *tree) (polygons, holes int) {
	t.Helper()
	area := i.Area()
	checkValid(t, area)
	g := newBorder(area)
	limit := float64(i.Tolerance())
	m := i.mesh
	for v, c := range m.net.vertices {
		if m.local[v] == outside {
			continue
		}
		in := false
		for _, part := range m.parts(uint32(v)) {
			reached := exact.at(part) != nowhere && exact.at(part).millis() <= i.Millis
			if reached != i.inside(part) {
				t.Fatalf("vertex %d: exact %v, isochrone %v", v, exact.at(part), i.wave.at(part))
			}
			in = in || reached
		}
		p := c.point()
		if got := g.contains(p); got != in && g.distance(p, limit) > limit {
			t.Fatalf("%s, %d ms from %v: vertex at %v is inside %v, reached %v, more than %v m from the border",
				m.profile, i.Millis, i.Origin.Point, p, got, in, limit)
		}
	}
	for _, p := range area {
		holes += len(p) - 1
	}
	return len(area), holes
}

func TestAreasAgainstExactVertices(t *testing.T) { checkAreas(t, towns, 10) }

// TestHeavyAreas is the long sweep.
func TestHeavyAreas(t *testing.T) {
	heavy(t)
	checkAreas(t, allTowns, 120)
	checkIsochroneLegs(t, town(t, "heidelberg.osm.pbf"))
	r := NewRouter(importFile(t, delawarePath(), DefaultJurisdiction()))
	for _, minutes := range []uint32{15, 45, 90} { // the last two are wider than the fine lattice
		i, err := r.Within(geo.Car, geo.Point{Lng: -75.55, Lat: 39.74}, minutes*60_000)
		if err != nil {
			t.Fatal(err)
		}
		p, h := checkArea(t, i, i.mesh.from(i.Origin))
		t.Logf("%d minutes by car: %d polygons, %d holes, %d vertices, within %d m", minutes, p, h, i.Vertices(), i.Tolerance())
	}
}

func checkAreas(t *testing.T, towns []string, rounds int) {
	for _, name := range towns {
		t.Run(name, func(t *testing.T) {
			r := town(t, name)
			dice := rand.New(rand.NewPCG(11, 12))
			polygons, holes, done := 0, 0, 0
			for done < rounds {
				profile := geo.Profile(dice.IntN(geo.ProfileCount))
				millis := uint32(dice.IntN(20 * 60_000))
				if dice.IntN(8) == 0 {
					millis = uint32(dice.IntN(3000))
				}
				at := somePoints(r.City(), dice, 1)[0]
				toward := dice.IntN(2) == 0
				i, err := r.isochrone(profile, at, millis, toward)
				if err != nil {
					done++
					continue
				}
				exact := i.mesh.from(i.Origin)
				if toward {
					exact = i.mesh.to(i.Origin)
				}
				p, h := checkArea(t, i, exact)
				polygons, holes, done = polygons+p, holes+h, done+1
				i.Release()
			}
			t.Logf("%d areas: %d polygons, %d holes", rounds, polygons, holes)
		})
	}
}

// TestIsochroneLegs compares the legs of a bounded search with Leg.
func TestIsochroneLegs(t *testing.T) {
	for _, name := range towns[:2] {
		t.Run(name, func(t *testing.T) { checkIsochroneLegs(t, town(t, name)) })
	}
}

func checkIsochroneLegs(t *testing.T, r *Router) {
	dice := rand.New(rand.NewPCG(13, 14))
	inside := 0
	for range 12 {
		profile := geo.Profile(dice.IntN(geo.ProfileCount))
		at := somePoints(r.City(), dice, 1)[0]
		limit := uint32(60_000 * (1 + dice.IntN(20)))
		from, err := r.Within(profile, at, limit)
		if err != nil {
			continue
		}
		to, err := r.Toward(profile, at, limit)
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			p := geo.Point{Lng: at.Lng + (dice.Float64()-0.5)/40, Lat: at.Lat + (dice.Float64()-0.5)/40}
			for _, c := range []struct{ want, got Leg }{{r.Leg(profile, at, p), from.Leg(p)}, {r.Leg(profile, p, at), to.Leg(p)}} {
				if c.want.Millis > limit {
					c.want = noLeg
				} else {
					inside++
				}
				if c.got != c.want {
					t.Fatalf("%s %v, %v within %d: %v, want %v", profile, at, p, limit, c.got, c.want)
				}
			}
		}
	}
	if inside < 200 {
		t.Errorf("only %d legs were within the limit", inside)
	}
}

func TestAreaOfNothing(t *testing.T) {
	r := tiny(t, square("highway=residential", ""), Jurisdiction{})
	i, err := r.Within(geo.Foot, geo.Point{Lng: 1.502, Lat: 42.501}, 0)
	if err != nil {
		t.Fatal(err)
	}
	area := i.Area()
	checkValid(t, area)
	if len(area) != 1 || len(area[0]) != 1 {
		t.Errorf("in no time: %v", area)
	}
	if _, err := r.Within(geo.Foot, geo.Point{Lng: 3, Lat: 42.501}, 0); err == nil {
		t.Error("an isochrone far from any road")
	}
}

// TestAreaKeepsHoles: round a block of 1 km in ten minutes nothing in the
// middle is near a road.
func TestAreaKeepsHoles(t *testing.T) {
	const ring = `<osm version="0.6">
 <node id="1" lat="42.500" lon="1.500"/><node id="2" lat="42.500" lon="1.504"/>
 <node id="3" lat="42.503" lon="1.504"/><node id="4" lat="42.503" lon="1.500"/>
 <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="residential"/></way></osm>`
	r := tiny(t, ring, Jurisdiction{})
	i, err := r.Within(geo.Foot, geo.Point{Lng: 1.5, Lat: 42.5}, 15*60_000)
	if err != nil {
		t.Fatal(err)
	}
	area := i.Area()
	checkValid(t, area)
	if len(area) != 1 || len(area[0]) != 2 {
		t.Fatalf("%d polygons, want one with one hole: %v", len(area), area)
	}
	if newBorder(area).contains(geo.Point{Lng: 1.502, Lat: 42.5015}) {
		t.Error("the middle is inside")
	}
	if area[0][0].Orientation() != orb.CCW || area[0][1].Orientation() != orb.CW {
		t.Error("rings run the wrong way round")
	}
}

func BenchmarkIsochroneHeidelberg(b *testing.B) {
	r := town(b, "heidelberg.osm.pbf")
	at := geo.Point{Lng: 8.6940, Lat: 49.4094} // Bismarckplatz
	b.Run("reach", func(b *testing.B) {
		for b.Loop() {
			i, err := r.Within(geo.Foot, at, 15*60_000)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(i.Vertices()), "vertices")
			i.Release()
		}
	})
	b.Run("area", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			i, _ := r.Within(geo.Foot, at, 15*60_000)
			i.Area()
			i.Release()
		}
	})
	b.Run("cells", func(b *testing.B) {
		for b.Loop() {
			i, _ := r.Within(geo.Foot, at, 15*60_000)
			if _, err := i.Cells(geo.CellResolution); err != nil {
				b.Fatal(err)
			}
			i.Release()
		}
	})
	b.Run("dijkstra", func(b *testing.B) {
		m := r.meshes[geo.Foot]
		s, _ := r.Snap(geo.Foot, at)
		for b.Loop() {
			m.from(s)
		}
	})
}

func TestIsochroneCells(t *testing.T) {
	r := andorra(t)
	at := andorraLaVella.Center()
	i, err := r.Within(geo.Foot, at, 10*60_000)
	if err != nil {
		t.Fatal(err)
	}
	cells, err := i.Cells(geo.CellResolution)
	if err != nil || len(cells) < 30 {
		t.Fatalf("%d cells, %v", len(cells), err)
	}
	held := map[geo.Cell]bool{}
	for _, c := range cells {
		held[geo.Cell(c.Cell)] = true
		if l := r.Leg(geo.Foot, at, c.Center); l.Millis != c.Millis || c.Millis > i.Millis {
			t.Errorf("cell %s: %d ms, leg %v", c.Cell, c.Millis, l)
		}
	}
	// No cell near the area is forgotten.
	start, err := geo.CellOf(at)
	if err != nil {
		t.Fatal(err)
	}
	disk, err := start.Disk(15)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range disk {
		center, err := c.Center()
		if err != nil {
			t.Fatal(err)
		}
		want := r.Reaches(geo.Foot, center) && r.Leg(geo.Foot, at, center).Millis <= i.Millis
		if held[c] != want {
			t.Errorf("cell %s: listed %v, reached %v", c, held[c], want)
		}
	}
	for _, bad := range []int{-1, 16} {
		if _, err := i.Cells(bad); err == nil {
			t.Errorf("resolution %d was accepted", bad)
		}
	}
	if fine, err := i.Cells(11); err != nil || len(fine) < 5*len(cells) {
		t.Errorf("%d cells of resolution 11, %v", len(fine), err)
	}
	if _, err := i.Cells(15); err == nil {
		t.Error("millions of cells were listed")
	}
}
