package dispatch

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
)

// The nearest that a plan looks at are those that a sort by distance finds.
func TestCandidatesAreTheNearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for range 50 {
		p := DefaultPolicy()
		p.Nearest = 5
		s := NewState("z", "", p)
		at := func() geo.Point { return geo.Point{Lng: 1.5 + rng.Float64()/10, Lat: 42.5 + rng.Float64()/10} }
		for i := range 60 {
			id := fleet.WorkerID(fmt.Sprintf("c%d", i))
			c := fleet.Courier{ID: id, Point: at(), Online: i%7 > 0}
			for range rng.IntN(4) {
				c.Route = append(c.Route, fleet.Stop{Point: at(), Kind: fleet.Delivery})
			}
			s.Couriers.Put(id, c)
		}
		o := orders.Order{ID: "o", Pickup: at(), Excluded: []string{"c3"}, Barred: []string{"c4"}}
		got, _ := s.candidates([]*orders.Order{&o})
		var all []*fleet.Courier
		for _, c := range s.Couriers.All() {
			if c.Online && len(c.Route) < p.CourierTasks && c.ID != "c3" && c.ID != "c4" {
				all = append(all, c)
			}
		}
		scale := math.Cos(o.Pickup.Lat * math.Pi / 180)
		slices.SortStableFunc(all, func(a, b *fleet.Courier) int {
			if courierFar(a, o.Pickup, scale) < courierFar(b, o.Pickup, scale) {
				return -1
			}
			return 1
		})
		if len(got) != 5 {
			t.Fatalf("%d candidates", len(got))
		}
		for _, c := range got {
			if !slices.Contains(all[:5], c) {
				t.Errorf("%s is not among the nearest", c.ID)
			}
		}
		o.Only = "c3"
		if got, _ = s.candidates([]*orders.Order{&o}); !slices.ContainsFunc(got, func(c *fleet.Courier) bool { return c.ID == "c3" }) {
			t.Error("the courier whom staff chose is left out")
		}
		s.Policy.Nearest = 0
		if got, _ = s.candidates([]*orders.Order{&o}); len(got) != 51 {
			t.Errorf("%d candidates without a bound", len(got))
		}
	}
}
