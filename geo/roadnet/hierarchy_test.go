package roadnet

import (
	"math/rand/v2"
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
