package dispatch

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
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

// The list of idle orders that a recovery makes is the one that was kept.
func TestIdleOrders(t *testing.T) {
	s := NewState("z", "", DefaultPolicy())
	s.idleOrders()
	rng := rand.New(rand.NewPCG(5, 5))
	for range 2000 {
		id := string(rune('a' + rng.IntN(26)))
		o := orderOf(id, rng.IntN(3))
		if rng.IntN(4) == 0 && s.Orders.Get(o.ID) != nil {
			OrderGone{Order: *s.Orders.Get(o.ID)}.apply(s)
		} else {
			OrderPut{Order: o}.apply(s)
		}
		kept := s.idle
		s.idle = nil
		made := s.idleOrders()
		if kept.orders.Len() != made.orders.Len() {
			t.Fatalf("%d are kept, %d are idle", kept.orders.Len(), made.orders.Len())
		}
		for id := range made.orders.All() {
			if kept.orders.Get(id) == nil {
				t.Fatalf("%s is idle and not kept", id)
			}
		}
		s.idle = kept
	}
}

func orderOf(id string, carriage int) orders.Order {
	return orders.Order{ID: orders.ID(id), Carriage: []orders.State{orders.Unassigned, orders.Assigned, orders.PickedUp}[carriage]}
}
