package roadnet

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/linli/linli/geo"
)

// extracts are the six cities of the measurements.
func extracts() map[string]string {
	out := map[string]string{"delaware": delawarePath()}
	if path, err := andorraOnce(); err == nil {
		out["andorra"] = path
	}
	for _, name := range []string{"beijing_haidian.osm", "shanghai_center.osm", "heidelberg.osm.pbf", "helsinki.osm.pbf", "liechtenstein.osm.pbf"} {
		out[name] = filepath.Join(sharedExtracts, name)
	}
	return out
}

// rushHour slows the middle of a city and its large roads.
func rushHour(c *City) Traffic {
	b, m := c.Bounds, c.Bounds.Center()
	lng, lat := (b.Max.Lng-b.Min.Lng)/4, (b.Max.Lat-b.Min.Lat)/4
	all := []geo.Profile{geo.Foot, geo.Ebike, geo.Car, geo.Robot}
	t := Traffic{Rules: []TrafficRule{
		{Profiles: all, Area: []geo.Point{{Lng: m.Lng - lng, Lat: m.Lat}, {Lng: m.Lng, Lat: m.Lat + lat}, {Lng: m.Lng + lng, Lat: m.Lat}, {Lng: m.Lng, Lat: m.Lat - lat}}},
		{Profiles: all[1:3], Classes: []string{"primary", "secondary", "tertiary"}},
	}}
	t.Rules[0].Percent[8], t.Rules[1].Percent[8] = 37, 61
	t.Rules[0].Percent[22] = 120
	return t
}

// checkPairs compares the hierarchy and the table with Dijkstra's trees.
func checkPairs(t *testing.T, r *Router, p geo.Profile, dice *rand.Rand, sources, targets int) {
	t.Helper()
	m := r.meshes[p]
	if m.size == 0 {
		return
	}
	from, to := somePlaces(t, r, p, dice, sources), somePlaces(t, r, p, dice, targets)
	to[0], to[1] = from[0], Snap{edge: from[0].edge, offset: from[0].offset / 2}
	to[2] = Snap{edge: from[1].edge} // a vertex
	cells := make([]Leg, sources*targets)
	r.Table(p, from, to, 2, cells)
	bad := 0
	for i, a := range from {
		tree := m.from(a)
		for k, b := range to {
			want := m.direct(a, b)
			for _, e := range m.seeds(b, false) {
				if l := tree.at(e.vertex).plus(e.label); l.less(want) {
					want = l
				}
			}
			if got := m.between(a, b); got != want || cells[i*targets+k] != want.leg() {
				bad++
				t.Errorf("%s: %v → %v: %v, table %v, Dijkstra %v", p, a, b, got, cells[i*targets+k], want)
			}
		}
		if bad > 5 {
			t.FailNow()
		}
	}
	for i := range min(sources, targets) {
		if want := r.LegBetween(p, from[i], to[i]); r.LegByDijkstra(p, from[i], to[i]) != want {
			t.Errorf("%s: a single search says %v, not %v", p, r.LegByDijkstra(p, from[i], to[i]), want)
		}
		route, err := m.route(from[i], to[i])
		if err != nil || route.Leg != r.LegBetween(p, from[i], to[i]) {
			t.Fatalf("%s: route %v (%v), leg %v", p, route.Leg, err, r.LegBetween(p, from[i], to[i]))
		}
		checkPath(t, route)
	}
}

// checkCity compares a city with traffic and without, with turns and without.
func checkCity(t *testing.T, r *Router, sources, targets int) {
	t.Helper()
	dice := rand.New(rand.NewPCG(21, 22))
	if r.meshes[geo.Car].size > 0 && r.meshes[geo.Car].hierarchy == nil {
		t.Error("no hierarchy")
	}
	busy, err := r.WithTraffic(rushHour(r.city), 8)
	if err != nil {
		t.Fatal(err)
	}
	for p := range geo.ProfileCount {
		checkPairs(t, r, geo.Profile(p), dice, sources, targets)
		checkPairs(t, busy, geo.Profile(p), dice, sources, targets/2)
	}
	t.Logf("%d turns forbidden to cars, %d to bicycles", r.city.Turns(geo.Car), r.city.Turns(geo.Ebike))
}

// TestHierarchiesAgainstDijkstra compares some hundred pairs for each profile
// of the smaller cities; the larger ones take too long under the race detector
// and are in TestHeavyMismatch.
func TestHierarchiesAgainstDijkstra(t *testing.T) {
	t.Run("andorra", func(t *testing.T) { checkCity(t, andorra(t), 4, 60) })
	for _, name := range []string{"beijing_haidian.osm", "helsinki.osm.pbf", "liechtenstein.osm.pbf"} {
		t.Run(name, func(t *testing.T) {
			c := importFile(t, filepath.Join(sharedExtracts, name), DefaultJurisdiction())
			checkCity(t, NewRouter(c), 8, 40)
		})
	}
}

// TestHeavyMismatch compares 10,000 pairs for each profile of every city.
func TestHeavyMismatch(t *testing.T) {
	heavy(t)
	for name, path := range extracts() {
		t.Run(name, func(t *testing.T) {
			c := importFile(t, path, DefaultJurisdiction())
			checkCity(t, NewRouter(c), 50, 200)
			checkPairs(t, NewRouterWithoutTurns(c), geo.Car, rand.New(rand.NewPCG(23, 24)), 50, 200)
		})
	}
}

// TestTrafficAgainstTheOracle compares legs under traffic with the oracle on
// the same weights, and the weights with the rules.
func TestTrafficAgainstTheOracle(t *testing.T) {
	r := andorra(t)
	busy, err := r.WithTraffic(rushHour(r.City()), 8)
	if err != nil {
		t.Fatal(err)
	}
	still, err := r.WithTraffic(rushHour(r.City()), 3)
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(31, 32))
	slower := 0
	for p := range geo.ProfileCount {
		profile := geo.Profile(p)
		places := somePlaces(t, r, profile, dice, 12)
		for i := 0; i+1 < len(places); i += 2 {
			a, b := places[i], places[i+1]
			net := busy.meshes[p].net
			if got, want := busy.LegBetween(profile, a, b), plain(net, profile, a, b).leg(); got != want {
				t.Errorf("%s: %v, oracle %v", profile, got, want)
			}
			if busy.LegBetween(profile, a, b).Millis > r.LegBetween(profile, a, b).Millis {
				slower++
			}
			if still.LegBetween(profile, a, b) != r.LegBetween(profile, a, b) {
				t.Error("an hour without traffic is not like no traffic")
			}
		}
	}
	if slower < 5 {
		t.Errorf("only %d legs are slower at the rush hour", slower)
	}
}
