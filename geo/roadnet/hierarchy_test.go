package roadnet

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/linli/linli/geo"
)

// somePlaces returns n snapped points.
func somePlaces(t testing.TB, r *Router, p geo.Profile, dice *rand.Rand, n int) []Snap {
	t.Helper()
	out := make([]Snap, 0, n)
	for tries := 0; len(out) < n; tries++ {
		if tries > 20*n {
			t.Skipf("%s has too few roads", p)
		}
		if s, err := r.Snap(p, somePoints(r.City(), dice, 1)[0]); err == nil {
			out = append(out, s)
		}
	}
	return out
}

// wild returns a network of n vertices and random two-way edges, which has no
// small separators.
func wild(n int, dice *rand.Rand) *network {
	net := &network{names: []string{""}, shapeAt: []uint32{0}}
	for range n {
		net.vertices = append(net.vertices, coord{lng: int32(dice.IntN(1e6)), lat: int32(dice.IntN(1e6))})
	}
	for v := 1; v < 3*n; v++ {
		a, b := uint32(dice.IntN(n)), uint32(v%n)
		if v < n {
			a = uint32(dice.IntN(v)) // a tree first: all is connected
		}
		if a == b {
			continue
		}
		line := []coord{net.vertices[a], net.vertices[b]}
		length := lineLength(line)
		e := edge{from: a, to: b, millimeter: uint32(length)}
		e.way[geo.Car] = passage{millis: uint32(length / 10), cost: uint32(length / 10), dirs: forward | backward | usable}
		net.edges = append(net.edges, e)
		net.shape = append(net.shape, line...)
		net.shapeAt = append(net.shapeAt, uint32(len(net.shape)))
	}
	return net
}

// TestGraphThatIsNoRoadNetwork: without small separators a hierarchy would
// need a shortcut for nearly every pair; it is given up, and the answers come
// from Dijkstra.
func TestGraphThatIsNoRoadNetwork(t *testing.T) {
	computes(t)
	dice := rand.New(rand.NewPCG(41, 42))
	for _, n := range []int{60, 4000} {
		m := newMesh(wild(n, dice), geo.Car, true)
		if (m.hierarchy == nil) != (n > 1000) {
			t.Errorf("%d vertices: hierarchy %v", n, m.hierarchy != nil)
		}
		r := &Router{city: &City{net: *m.net}, caches: &[geo.ProfileCount]snapCache{}}
		r.meshes[geo.Car] = m
		checkPairs(t, r, geo.Car, dice, 4, 30)
	}
}

// FuzzOrder reads city files whose hierarchies have any order at all and any
// forbidden turns: they are refused, or their answers are those of the oracle.
func FuzzOrder(f *testing.F) {
	xml := crossing(rule(1, 2, "restriction=no_left_turn") + rule(2, 3, "restriction=only_straight_on"))
	good, err := importBytes([]byte(xml), XML)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{0, 1, 2, 3}, []byte{}, []byte{})
	f.Add([]byte{7, 3, 3, 9, 20, 1}, []byte{4, 0, 1, 4, 4, 1, 0, 12}, []byte{0, 2, 4, 4, 7, 9, 12, 4})
	f.Fuzz(func(t *testing.T, swaps, turns, chains []byte) {
		c := &City{Name: good.Name, Jurisdiction: good.Jurisdiction, Bounds: good.Bounds, net: good.net}
		for i := 0; i+3 < len(turns); i += 4 {
			c.net.turns = append(c.net.turns[:len(c.net.turns):len(c.net.turns)], turn{uint32(turns[i]), uint32(turns[i+1]), uint32(turns[i+2]), profileSet(turns[i+3])})
		}
		c.net.turns = sortTurns(append([]turn(nil), c.net.turns...))
		sound := !slices.ContainsFunc(c.net.turns, func(t turn) bool {
			n := uint32(len(c.net.edges))
			return t.via >= uint32(len(c.net.vertices)) || t.from >= n || t.to >= n
		})
		c.net.chains = wander(&c.net, chains)
		for p := range c.net.orders {
			order := append([]uint32(nil), c.net.orders[p]...)
			if sound {
				if size := newLayout(&c.net, geo.Profile(p), usable, true).size; size != len(order) { // what is forbidden makes it larger
					order = make([]uint32, size)
					for v := range order {
						order[v] = uint32(v)
					}
				}
			}
			for i := 0; i+1 < len(swaps); i += 2 {
				a, b := int(swaps[i])%len(order), int(swaps[i+1])%len(order)
				order[a], order[b] = order[b], order[a]
			}
			c.net.orders[p] = order
		}
		b, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeCity(b)
		if err != nil {
			return
		}
		checkCrossing(t, "fuzz", NewRouter(back))
	})
}

// wander reads forbidden ways from bytes, four each: where it begins and which
// edge of those that leave comes next.
func wander(n *network, steps []byte) (list []chain) {
	for ; len(steps) >= 4; steps = steps[4:] {
		d := uint32(steps[0]) % uint32(2*len(n.edges))
		c := chain{edges: []uint32{d}, profiles: 1<<geo.Car | profileSet(steps[3]&2)}
		for _, s := range steps[1:4] {
			var next []uint32
			for e := range uint32(2 * len(n.edges)) {
				if n.tail(e) == n.head(d) {
					next = append(next, e)
				}
			}
			d = next[int(s)%len(next)]
			c.edges = append(c.edges, d)
		}
		list = append(list, c)
	}
	return sortChains(list)
}

// TestAnyOrderIsExact shuffles the order of a whole town: what it costs is
// time.
func TestAnyOrderIsExact(t *testing.T) {
	c := importFile(t, filepath.Join(sharedExtracts, "helsinki.osm.pbf"), DefaultJurisdiction())
	dice := rand.New(rand.NewPCG(51, 52))
	for p := range c.net.orders {
		dice.Shuffle(len(c.net.orders[p]), func(i, j int) {
			o := c.net.orders[p]
			o[i], o[j] = o[j], o[i]
		})
	}
	b, err := c.encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := decodeCity(b)
	if err != nil {
		t.Fatal(err)
	}
	r := NewRouter(back)
	for p, m := range r.meshes {
		t.Logf("%s: hierarchy %v", geo.Profile(p), m.hierarchy != nil)
		checkPairs(t, r, geo.Profile(p), dice, 4, 30)
	}
}

// TestOrdersAreTopological holds what the searches rest on: all that a vertex
// leads up to lies on its way to the root.
func TestOrdersAreTopological(t *testing.T) {
	r := andorra(t)
	for p, m := range r.meshes {
		s := m.hierarchy.skeleton
		for v := range uint32(s.size) {
			up := v
			for k := s.head[v]; k < s.head[v+1]; k++ {
				for up != outside && up < s.to[k] {
					up = s.parent[up]
				}
				if up != s.to[k] {
					t.Fatalf("%s: %d leads up to %d, which is not above it", geo.Profile(p), v, s.to[k])
				}
			}
		}
	}
}

func BenchmarkHierarchy(b *testing.B) {
	r := NewRouter(importFile(b, delawarePath(), DefaultJurisdiction()))
	m := r.meshes[geo.Car]
	h := m.hierarchy
	b.Logf("%d vertices, %d arcs, skeleton %d arcs, kept %d up %d down", m.size, len(m.out.arcs), len(h.skeleton.to), len(h.up.arcs), len(h.down.arcs))
	dice := rand.New(rand.NewPCG(8, 8))
	places := somePlaces(b, r, geo.Car, dice, 1<<12)
	depth := 0
	for _, s := range places {
		for v := m.ends[s.edge].tail[0]; v != outside; v = h.skeleton.parent[v] {
			depth++
		}
	}
	b.Logf("depth %.1f", float64(depth)/float64(len(places)))
	q := newSearch(m.size)
	marks := 0
	for _, s := range places {
		seeds := m.seeds(s, true)
		marks += len(q.marks(h, &seeds, &h.up, &h.down, nil))
	}
	b.Logf("marks %.1f", float64(marks)/float64(len(places)))
	b.Run("order", func(b *testing.B) {
		for b.Loop() {
			orderOf(m.net, geo.Car, newLayout(m.net, geo.Car, usable, true))
		}
	})
	b.Run("skeleton", func(b *testing.B) {
		g := newAdjacency(m.size, &m.out)
		for b.Loop() {
			newSkeleton(g)
		}
	})
	b.Run("customize", func(b *testing.B) {
		for b.Loop() {
			h.skeleton.customize(&m.out)
		}
	})
	b.Run("point", func(b *testing.B) {
		i := 0
		for b.Loop() {
			r.LegBetween(geo.Car, places[i&4095], places[(i*7+511)&4095])
			i++
		}
	})
	b.Run("plain", func(b *testing.B) {
		i := 0
		for b.Loop() {
			r.LegByDijkstra(geo.Car, places[i&4095], places[(i*7+511)&4095])
			i++
		}
	})
	for _, n := range []int{100, 1000} {
		cells := make([]Leg, n*n)
		for workers := 1; workers <= 2; workers++ {
			b.Run("table"+string(rune('0'+n/1000))+"k/"+string(rune('0'+workers)), func(b *testing.B) {
				for b.Loop() {
					r.Table(geo.Car, places[:n], places[2000:2000+n], workers, cells)
				}
			})
		}
	}
}
