package geo

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// nearestByScan is the oracle: the same question to a plain list.
func nearestByScan(things map[uint64]Thing, from Point, k int, radius float64, f Filter) []Neighbor {
	type hit struct {
		hav float64
		Thing
	}
	var hits []hit
	eye, limit := eyeAt(from), haversineOf(radius)
	for _, t := range things {
		e := entry{fixed(t.Point.Lng), fixed(t.Point.Lat), t.ID}
		if h := eye.haversine(&e); h <= limit && f.passes(&e, &t.Traits) {
			hits = append(hits, hit{h, t})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.hav, b.hav), cmp.Compare(a.ID, b.ID))
	})
	var out []Neighbor
	for _, h := range hits[:max(0, min(k, len(hits)))] {
		out = append(out, Neighbor{h.ID, h.Point, roundMilli(metersOf(h.hav))})
	}
	return out
}

func newMoving(t testing.TB, cell float64) *Moving {
	t.Helper()
	m, err := NewMoving(cell)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMovingAgainstScan walks things at random and asks both, in places that
// are hard for a grid: a city, the antimeridian, both poles, the whole Earth.
func TestMovingAgainstScan(t *testing.T) {
	for _, place := range []struct {
		name         string
		center       Point
		lng, lat     float64 // half widths
		cell, radius float64
	}{
		{"city", Point{116.3, 39.98}, 0.2, 0.15, 250, 5_000},
		{"antimeridian", Point{179.99, -17}, 0.1, 0.1, 250, 8_000},
		{"north pole", Point{0, 89.9}, 180, 0.1, 500, 40_000},
		{"south pole", Point{0, -90}, 180, 0.3, 100, 20_000},
		{"earth", Point{0, 0}, 180, 90, 100_000, 21_000_000},
		{"one cell", Point{1.5, 42.5}, 0.0005, 0.0005, 250, 100},
		{"equator", Point{0, 0}, 0.05, 0.05, 30, 3_000},
	} {
		t.Run(place.name, func(t *testing.T) {
			dice := rand.New(rand.NewPCG(5, 4))
			m := newMoving(t, place.cell)
			list := map[uint64]Thing{}
			somewhere := func() Point {
				p := Point{place.center.Lng + (dice.Float64()*2-1)*place.lng, place.center.Lat + (dice.Float64()*2-1)*place.lat}
				if p.Lng > 180 {
					p.Lng -= 360
				} else if p.Lng < -180 {
					p.Lng += 360
				}
				p.Lat = max(-90, min(90, p.Lat))
				if dice.IntN(4) == 0 { // ties
					p = Point{math.Round(p.Lng*100) / 100, math.Round(p.Lat*100) / 100}
				}
				return p.Round()
			}
			for step := range 3_000 {
				id := uint64(dice.IntN(1500))
				_, known := list[id]
				switch dice.IntN(10) {
				case 0:
					if m.Remove(id) != known {
						t.Fatalf("step %d: Remove(%d) is not %v", step, id, known)
					}
					delete(list, id)
				case 1, 2, 3, 4:
					p := somewhere()
					if ok, err := m.Move(id, p); err != nil || ok != known {
						t.Fatalf("step %d: Move: %v, %v", step, ok, err)
					}
					if known {
						th := list[id]
						th.Point = p
						list[id] = th
					}
				case 5:
					tr := Traits{Modes: 1 << dice.IntN(3), Skills: dice.Uint32N(8), Free: [2]int32{dice.Int32N(100), dice.Int32N(100)}}
					if m.SetTraits(id, tr) != known {
						t.Fatalf("step %d: SetTraits", step)
					}
					if known {
						list[id] = Thing{id, list[id].Point, tr}
					}
				default:
					th := Thing{id, somewhere(), Traits{Modes: 1 << dice.IntN(3), Skills: dice.Uint32N(8), Free: [2]int32{dice.Int32N(100), dice.Int32N(100)}}}
					if err := m.Put(th); err != nil {
						t.Fatal(err)
					}
					list[id] = th
				}
				if step%6 == 0 {
					compareWithScan(t, m, list, somewhere(), place.radius, dice)
				}
			}
			if m.Len() != len(list) {
				t.Errorf("%d things, not %d", m.Len(), len(list))
			}
			for id, want := range list {
				if got, ok := m.Get(id); !ok || got != want {
					t.Fatalf("Get(%d) = %v, %v", id, got, ok)
				}
			}
		})
	}
}

func compareWithScan(t *testing.T, m *Moving, list map[uint64]Thing, from Point, radius float64, dice *rand.Rand) {
	t.Helper()
	k := 1 + dice.IntN(12)
	if dice.IntN(20) == 0 {
		k = 500
	}
	radius *= dice.Float64()
	var f Filter
	switch dice.IntN(4) {
	case 0:
		f = Filter{Modes: 3, Skills: 1 << dice.IntN(3)}
	case 1:
		f = Filter{Free: [2]int32{50, 80}}
	case 2:
		f = Filter{Match: func(t Thing) bool { return t.ID%17 == 0 }}
	}
	got, err := m.Nearest(from, k, radius, f)
	if err != nil {
		t.Fatal(err)
	}
	want := nearestByScan(list, from, k, radius, f)
	if !slices.Equal(got, want) {
		t.Fatalf("%d nearest within %.0f m of %v:\n got %v\nwant %v", k, radius, from, got, want)
	}
	for _, n := range got {
		if d := Distance(from, n.Point); math.Abs(d-n.Meters) > 0.001 && d < 15e6 {
			t.Fatalf("%v is %v m away, not %v", n.Point, d, n.Meters)
		}
	}
}

func TestMovingRefusals(t *testing.T) {
	for _, cell := range []float64{0, 9, 1e6, math.NaN(), math.Inf(1)} {
		if _, err := NewMoving(cell); err == nil {
			t.Errorf("cells of %v m", cell)
		}
	}
	m := newMoving(t, 250)
	if got, err := m.Nearest(Point{1, 1}, 5, math.Inf(1), Filter{}); err != nil || len(got) != 0 {
		t.Errorf("an empty index: %v, %v", got, err)
	}
	if err := m.Put(Thing{ID: 1, Point: Point{Lng: math.NaN()}}); err == nil || m.Len() != 0 {
		t.Error("NaN was put")
	}
	if err := m.Put(Thing{ID: 1, Point: Point{180, 90}}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Move(1, Point{Lat: 91}); err == nil {
		t.Error("moved off the Earth")
	}
	if ok, err := m.Move(2, Point{}); ok || err != nil {
		t.Errorf("moved what is not there: %v, %v", ok, err)
	}
	if _, err := m.Nearest(Point{Lng: 200}, 1, 1, Filter{}); err == nil {
		t.Error("asked off the Earth")
	}
	for _, q := range []struct {
		k int
		r float64
	}{{0, 1e7}, {-1, 1e7}, {1, -1}, {1, math.NaN()}} {
		if got, err := m.Nearest(Point{}, q.k, q.r, Filter{}); err != nil || len(got) != 0 {
			t.Errorf("%v: %v, %v", q, got, err)
		}
	}
	if got, _ := m.Nearest(Point{-180, -90}, 1, math.Inf(1), Filter{}); len(got) != 1 {
		t.Error("the other pole was not found")
	}
}

// TestMovingConcurrently has movers that keep every thing inside one circle,
// across many cells and blocks: a search of the circle must find each exactly
// once, whatever happens meanwhile.
func TestMovingConcurrently(t *testing.T) {
	m := newMoving(t, 50)
	const things, center = 200, 0.0
	put := func(dice *rand.Rand, id uint64) {
		if err := m.Put(Thing{ID: id, Point: Point{center + dice.Float64()*0.02 - 0.01, dice.Float64()*0.02 - 0.01}}); err != nil {
			t.Error(err)
		}
	}
	dice := rand.New(rand.NewPCG(1, 1))
	for id := range uint64(things) {
		put(dice, id)
	}
	var done atomic.Bool
	var movers, searchers sync.WaitGroup
	for w := range uint64(4) {
		movers.Go(func() {
			dice := rand.New(rand.NewPCG(w, 2))
			for range 2_000 {
				id := dice.Uint64N(things)
				if _, err := m.Move(id, Point{dice.Float64()*0.02 - 0.01, dice.Float64()*0.02 - 0.01}); err != nil {
					t.Error(err)
				}
				m.SetTraits(id, Traits{Modes: dice.Uint32()})
				extra := things + dice.Uint64N(20) // these come and go
				if dice.IntN(2) == 0 {
					put(dice, extra)
				} else {
					m.Remove(extra)
				}
				m.Get(extra)
			}
		})
	}
	for w := range uint64(2) {
		searchers.Go(func() {
			dice := rand.New(rand.NewPCG(w, 3))
			for i := 0; !done.Load() || i < 50; i++ {
				got, err := m.Nearest(Point{dice.Float64()*0.01 - 0.005, 0}, 1000, 3_000, Filter{})
				if err != nil {
					t.Error(err)
					return
				}
				if err := eachOnce(got, things); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	movers.Wait()
	done.Store(true)
	searchers.Wait()
	n := 0
	for _, b := range m.blocks.Load().byKey {
		held := 0
		for _, r := range b.rows {
			if held += len(r.entries); len(r.traits) != len(r.entries) || int(r.first[blockSide]) != len(r.entries) {
				t.Errorf("a row of %d entries has %d traits and ends at %d", len(r.entries), len(r.traits), r.first[blockSide])
			}
		}
		if int(b.count.Load()) != held {
			t.Errorf("a block counts %d and holds %d", b.count.Load(), held)
		}
		n += held
	}
	if n != m.Len() {
		t.Errorf("blocks hold %d of %d things", n, m.Len())
	}
}

// TestMovingToANewBlock holds up a search after it has chosen what to lock,
// while a thing goes where none has been yet: it must be found there.
func TestMovingToANewBlock(t *testing.T) {
	m := newMoving(t, 10)
	places := map[uint64]Point{} // 90 m from the eye, by block
	for turn := range 360 {
		sin, cos := math.Sincos(float64(turn) * math.Pi / 180)
		p := Point{cos * 90 / northMeters, sin * 90 / northMeters}
		key, _ := m.cellOf(p)
		places[key] = p
	}
	keys := slices.Sorted(maps.Keys(places))
	if len(keys) < 3 {
		t.Fatalf("the circle touches %d blocks", len(keys))
	}
	for id, key := range keys[:2] {
		if err := m.Put(Thing{ID: uint64(id), Point: places[key]}); err != nil {
			t.Fatal(err)
		}
	}
	gate := m.blocks.Load().byKey[keys[0]]
	gate.mu.Lock()
	found := make(chan []Neighbor)
	go func() {
		got, err := m.Nearest(Point{}, 2, 100, Filter{})
		if err != nil {
			t.Error(err)
		}
		found <- got
	}()
	time.Sleep(20 * time.Millisecond) // let it come to the gate
	if _, err := m.Move(1, places[keys[2]]); err != nil {
		t.Error(err)
	}
	gate.mu.Unlock()
	if err := eachOnce(<-found, 2); err != nil {
		t.Error(err)
	}
}

// TestMovingIDs compares the table of IDs with a map, with IDs that count up,
// that are far apart and that share their low bits.
func TestMovingIDs(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 3))
	s := &idShard{}
	want := map[uint64]uint32{}
	for step := range uint32(60_000) {
		id := dice.Uint64N(700)
		switch id % 3 {
		case 1:
			id <<= 50
		case 2:
			id = hashOf(id)
		}
		l := s.find(id)
		if number, ok := want[id]; ok != (l != nil) || ok && (l.id() != id || l.number != number) {
			t.Fatalf("step %d: %d is at %v, not at %d", step, id, l, number)
		}
		if grow := step/10_000%2 == 0; l != nil && (!grow || dice.IntN(4) == 0) {
			s.remove(l)
			delete(want, id)
		} else if l == nil {
			s.add(id).set(step, int32(step%256))
			want[id] = (step+1)<<8 | step%256
		}
		if s.held != len(want) {
			t.Fatalf("step %d: %d are held, not %d", step, s.held, len(want))
		}
	}
}

func eachOnce(got []Neighbor, things uint64) error {
	seen := map[uint64]bool{}
	for i, n := range got {
		if seen[n.ID] {
			return fmt.Errorf("%d comes twice", n.ID)
		}
		if i > 0 && n.Meters < got[i-1].Meters {
			return fmt.Errorf("out of order at %d", i)
		}
		seen[n.ID] = true
	}
	for id := range things {
		if !seen[id] {
			return fmt.Errorf("%d was not found", id)
		}
	}
	return nil
}
