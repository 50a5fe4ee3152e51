package dispatch

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
)

// What is written by hand is what the library writes.
func TestAppendValueIsJSON(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	names := []string{"", "c1", "sim-c17", `a"b`, "a\\b", "<&>", "ü", "\u2028", "a\nb", "offer/o12.3", "\x7f"}
	numbers := []float64{0, math.Copysign(0, -1), 1, -75.5612345, 39.7, 1e-6, 9.9e-7, -1e-7, 1e20, 1e21, 179.9999999}
	for range 3000 {
		name := names[rng.IntN(len(names))]
		p := geo.Point{Lng: numbers[rng.IntN(len(numbers))], Lat: numbers[rng.IntN(len(numbers))]}
		at := clock.Instant(rng.Int64() - rng.Int64())
		for _, v := range []any{
			CourierAt{fleet.WorkerID(name), p}, CourierMoved{fleet.WorkerID(name), p, at},
			TimerSet{name, at}, TimerGone{name}, Wake{name}, CourierOffline{fleet.WorkerID(name)},
		} {
			want, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := appendValue([]byte("x"), v); err != nil || string(got) != "x"+string(want) {
				t.Fatalf("%s, %v, not x%s", got, err, want)
			}
		}
	}
}
