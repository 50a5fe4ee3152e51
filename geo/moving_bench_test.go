package geo

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"
)

// processorTime is what this process has used: on a busy machine it says more
// than the clock.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// report adds operations a second, and the processor's nanoseconds of each.
func report(b *testing.B, began time.Duration) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
	b.ReportMetric(float64(processorTime()-began)/float64(b.N), "cpu-ns/op")
}

// The measure of the moving index: 100,000 things over 40 by 40 km, and for
// each operation one step of up to 50 m of one of them and the 10 nearest
// within 2 km of some place.
const (
	benchThings = 100_000
	benchNear   = 10
	benchRadius = 2_000.0
)

var benchCity = Bounds{Min: Point{116.1, 39.8}, Max: Point{116.57, 40.16}}

// traffic is a script of moves and questions, so that dice cost nothing.
type traffic struct {
	start []Point
	ids   []uint64
	steps []Point // added to a position
	from  []Point
}

func newTraffic(n, ops int, seed uint64) *traffic {
	dice := rand.New(rand.NewPCG(seed, 9))
	somewhere := func() Point {
		return Point{
			benchCity.Min.Lng + dice.Float64()*(benchCity.Max.Lng-benchCity.Min.Lng),
			benchCity.Min.Lat + dice.Float64()*(benchCity.Max.Lat-benchCity.Min.Lat),
		}
	}
	t := &traffic{}
	for range n {
		t.start = append(t.start, somewhere())
	}
	for range ops {
		t.ids = append(t.ids, dice.Uint64N(uint64(n)))
		t.steps = append(t.steps, Point{(dice.Float64() - 0.5) * 0.001, (dice.Float64() - 0.5) * 0.0008})
		t.from = append(t.from, somewhere())
	}
	return t
}

func (t *traffic) index(b testing.TB, cell float64) *Moving {
	m := newMoving(b, cell)
	for i, p := range t.start {
		if err := m.Put(Thing{ID: uint64(i), Point: p, Traits: Traits{Modes: 1 << (i % 3), Skills: uint32(i % 16), Free: [2]int32{int32(i % 100), 0}}}); err != nil {
			b.Fatal(err)
		}
	}
	return m
}

// drive does n operations of the script, the way of thread w.
func (t *traffic) drive(b testing.TB, m *Moving, n, w int, f Filter) {
	var out []Neighbor
	at := w * len(t.ids) / 7
	for range n {
		i := at % len(t.ids)
		at++
		home := t.start[t.ids[i]]
		to := Point{home.Lng + t.steps[i].Lng, home.Lat + t.steps[i].Lat}
		if _, err := m.Move(t.ids[i], to); err != nil {
			b.Error(err)
		}
		var err error
		if out, err = m.AppendNearest(out[:0], t.from[i], benchNear, benchRadius, f); err != nil {
			b.Error(err)
		}
	}
}

func BenchmarkMoving(b *testing.B) {
	t := newTraffic(benchThings, 1<<17, 1)
	for _, cell := range []float64{125, 180, 250, 350, 500} {
		m := t.index(b, cell)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("cells=%vm/threads=%d", cell, threads), func(b *testing.B) {
				b.ReportAllocs()
				began := processorTime()
				var wg sync.WaitGroup
				for w := range threads {
					wg.Go(func() { t.drive(b, m, b.N/threads, w, Filter{}) })
				}
				wg.Wait()
				report(b, began)
			})
		}
	}
	m := t.index(b, 250)
	for name, f := range map[string]Filter{"third": {Modes: 2}, "skilled": {Skills: 7}, "thirtieth": {Modes: 1, Free: [2]int32{90, 0}}} {
		b.Run("filter="+name, func(b *testing.B) {
			began := processorTime()
			t.drive(b, m, b.N, 0, f)
			report(b, began)
		})
	}
	b.Run("move", func(b *testing.B) {
		for i := range b.N {
			i %= len(t.ids)
			home := t.start[t.ids[i]]
			if _, err := m.Move(t.ids[i], Point{home.Lng + t.steps[i].Lng, home.Lat + t.steps[i].Lat}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
