package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestNearestByTime compares with the travel times of all: roads are modelled
// by a detour that depends on the thing, from none at all to no way.
func TestNearestByTime(t *testing.T) {
	dice := rand.New(rand.NewPCG(8, 8))
	m := newMoving(t, 250)
	var things []Thing
	for id := range uint64(800) {
		th := Thing{ID: id, Point: Point{116.3 + dice.Float64()*0.1, 39.9 + dice.Float64()*0.1}.Round(), Traits: Traits{Modes: 1 << (id % 2)}}
		things = append(things, th)
		if err := m.Put(th); err != nil {
			t.Fatal(err)
		}
	}
	const speed, slack = 10.0, 200.0
	for range 300 {
		to := Point{116.3 + dice.Float64()*0.1, 39.9 + dice.Float64()*0.1}
		salt := dice.Uint64()
		calls, asked := 0, 0
		took := func(p Point) time.Duration {
			h := salt ^ math.Float64bits(p.Lng)*0x9E3779B97F4A7C15 ^ math.Float64bits(p.Lat)
			h ^= h >> 29
			if h%10 == 0 {
				return -1
			}
			detour := 1 + float64(h%97)/30
			return time.Duration(max(0, Distance(p, to)-slack) * detour / speed * 1e9).Round(time.Second)
		}
		times := func(from []Point) []time.Duration {
			calls++
			asked += len(from)
			var out []time.Duration
			for _, p := range from {
				out = append(out, took(p))
			}
			return out
		}
		k, radius := 1+dice.IntN(8), 500+dice.Float64()*8000
		f := Filter{Modes: uint32(dice.IntN(4))}
		got, err := m.NearestByTime(to, k, radius, f, times, Reach{speed * 1.01, slack + 10})
		if err != nil {
			t.Fatal(err)
		}
		var want []Arrival
		eye := eyeAt(to)
		for _, th := range things {
			d := metersOf(eye.haversine(&entry{lng: fixed(th.Point.Lng), lat: fixed(th.Point.Lat)}))
			if s := took(th.Point); s >= 0 && d <= radius && (f.Modes == 0 || f.Modes&th.Modes != 0) {
				want = append(want, Arrival{Neighbor{th.ID, th.Point, roundMilli(d)}, s})
			}
		}
		slices.SortStableFunc(want, func(a, b Arrival) int { return int(a.Travel - b.Travel) })
		want = want[:min(k, len(want))]
		if !slices.Equal(got, want) {
			t.Fatalf("%d first within %.0f m:\n got %v\nwant %v", k, radius, got, want)
		}
		if asked > len(things) {
			t.Errorf("%d times were asked for in %d calls", asked, calls)
		}
	}
}

func TestNearestByTimeRefusals(t *testing.T) {
	m := newMoving(t, 250)
	if err := m.Put(Thing{ID: 1, Point: Point{1, 1}}); err != nil {
		t.Fatal(err)
	}
	none := func(from []Point) []time.Duration { return nil }
	for _, r := range []Reach{{}, {-1, 0}, {math.NaN(), 0}, {1, -1}} {
		if _, err := m.NearestByTime(Point{1, 1}, 1, 10, Filter{}, none, r); err == nil {
			t.Errorf("%v was taken", r)
		}
	}
	if _, err := m.NearestByTime(Point{1, 1}, 1, 10, Filter{}, none, Reach{1, 0}); err == nil {
		t.Error("no times for one thing")
	}
	if got, err := m.NearestByTime(Point{1, 1}, 0, 10, Filter{}, none, Reach{1, 0}); err != nil || len(got) != 0 {
		t.Errorf("none of them: %v, %v", got, err)
	}
	if _, err := m.NearestByTime(Point{Lat: 100}, 1, 10, Filter{}, none, Reach{1, 0}); err == nil {
		t.Error("off the Earth")
	}
}
