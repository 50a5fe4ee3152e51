package dispatch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
	"github.com/linli/linli/orders"
)

// The orders that wait are found without a look at all of them, as time goes
// and as they change.
func TestWaitingOrders(t *testing.T) {
	s := NewState("z", "", DefaultPolicy())
	s.idleOrders()
	s.Couriers.Put("c", fleet.Courier{ID: "c"})
	rng := rand.New(rand.NewPCG(5, 5))
	seen := 0
	for range 5000 {
		s.Now = s.Now.Add(time.Duration(rng.IntN(60)) * time.Second)
		o := idleOrder(rng, s.Now)
		f := s.offerOf(o.ID)
		switch n := rng.IntN(8); {
		case n < 2 && s.Orders.Get(o.ID) != nil:
			OrderGone{Order: *s.Orders.Get(o.ID)}.apply(s)
		case n == 2 && f == nil:
			OfferPut{Offer: Offer{ID: string(o.ID) + ".1", Order: o.ID, Courier: "c"}}.apply(s)
		case n < 5 && f != nil:
			OfferGone{Offer: f.ID, Order: o.ID, Courier: "c"}.apply(s)
		default:
			OrderPut{Order: o}.apply(s)
		}
		var want []orders.ID
		for id, o := range s.Orders.All() {
			if s.waits(o) && s.offerOf(id) == nil {
				want = append(want, id)
			}
		}
		var got []orders.ID
		for _, o := range s.waiting() {
			got = append(got, o.ID)
		}
		seen += len(got)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%v are found, %v wait", got, want)
		}
		kept := s.idle
		s.idle = nil // as after a recovery
		if again := s.waiting(); len(again) != len(want) {
			t.Fatalf("%d are found after a recovery, %d wait", len(again), len(want))
		}
		s.idle = kept
	}
	if seen == 0 {
		t.Fatal("nothing ever waited")
	}
	if n := len(s.idle.later); n > 200 {
		t.Errorf("%d orders for later are kept of 26", n)
	}
}

// idleOrder draws one of 26 orders, in any phase.
func idleOrder(rng *rand.Rand, now clock.Instant) orders.Order {
	pick := func(states ...orders.State) orders.State { return states[rng.IntN(len(states))] }
	return orders.Order{
		ID: orders.ID(rune('a' + rng.IntN(26))), Held: rng.IntN(5) == 0,
		Carriage:    pick(orders.Unassigned, orders.Unassigned, orders.Assigned, orders.PickedUp),
		Preparation: pick(orders.Placed, orders.Accepted, orders.Preparing, orders.Ready),
		ReadyAt:     now.Add(time.Duration(rng.IntN(40)-5) * time.Minute),
	}
}

// What the roster says of couriers is what the couriers say.
func TestRosterFollows(t *testing.T) {
	s := NewState("z", "", DefaultPolicy())
	rng := rand.New(rand.NewPCG(6, 6))
	at := func() geo.Point { return geo.Point{Lng: 1.5 + rng.Float64()/10, Lat: 42.5 + rng.Float64()/10} }
	for range 3000 {
		s.Now = s.Now.Add(time.Duration(rng.IntN(20)) * time.Second)
		id := fleet.WorkerID(fmt.Sprint("c", rng.IntN(30)))
		c := s.Couriers.Get(id)
		switch {
		case c == nil || rng.IntN(3) == 0:
			put := fleet.Courier{ID: id, Online: rng.IntN(4) > 0, Point: at(), Seen: s.Now, ShiftEnd: s.Now.Add(time.Hour)}
			for range rng.IntN(9) {
				kind := []fleet.StopKind{fleet.Pickup, fleet.Delivery, fleet.Visit}[rng.IntN(3)]
				put.Route = append(put.Route, fleet.Stop{Kind: kind, Point: at()})
			}
			if rng.IntN(3) == 0 {
				put.Skills = []string{"bath"}
			}
			if rng.IntN(3) > 0 {
				put.Capacity = fleet.Capacity{Grams: 1}
			}
			if c != nil {
				put.Offer = c.Offer
			}
			CourierPut{Courier: put}.apply(s)
		case c.Offer != "":
			OfferGone{Offer: c.Offer, Courier: id}.apply(s)
		case rng.IntN(3) == 0:
			OfferPut{Offer: Offer{ID: fmt.Sprint(id, ".1"), Courier: id}}.apply(s)
		default:
			CourierMoved{Courier: id, Point: at(), At: s.Now}.apply(s)
		}
		from, posts, o := at(), s.posts().posts, taking(rng)
		if len(posts) != s.Couriers.Len() {
			t.Fatalf("%d of %d couriers are on the roster", len(posts), s.Couriers.Len())
		}
		i := 0
		for id, c := range s.Couriers.All() {
			p := &posts[i]
			if far := courierFar(c, from, 0.7); p.far(from, 0.7) != far {
				t.Fatalf("%s is %v away, the roster says %v", id, far, p.far(from, 0.7))
			}
			if p.row != c || p.available(s) != s.available(c) || p.least(from, 0.7) > courierFar(c, from, 0.7) {
				t.Fatalf("%s is %+v, the roster says %+v", id, c, p)
			}
			if could := s.couldTake(c, o); p.couldTake(s, o) != could {
				t.Fatalf("%s, %+v, could take %+v: %t", id, c, o, could)
			}
			i++
		}
	}
}

// taking draws an order as far as it matters to who could take it.
func taking(rng *rand.Rand) *orders.Order {
	o := &orders.Order{}
	if rng.IntN(2) == 0 {
		o.Call = &orders.Call{Skills: [][]string{nil, {"bath"}, {"injection"}}[rng.IntN(3)]}
	}
	if rng.IntN(2) == 0 {
		o.Excluded, o.Barred = []string{fmt.Sprint("c", rng.IntN(30))}, []string{fmt.Sprint("c", rng.IntN(30))}
	}
	return o
}

// couldTake is what a post says, out of the courier's row.
func (s *State) couldTake(c *fleet.Courier, o *orders.Order) bool {
	tasks := 0
	for _, stop := range c.Route {
		if stop.Kind != fleet.Pickup {
			tasks++
		}
	}
	fits := len(c.Skills) == 0 || c.Capacity != fleet.Capacity{}
	if o.Call != nil {
		fits = c.Can(o.Call.Skills, o.Call.Ends())
	}
	return fits && tasks < s.tasks(len(c.Skills) > 0) && !slices.Contains(slices.Concat(o.Excluded, o.Barred), string(c.ID))
}

// Whose hold has an order's goods is known without a look at all robots.
func TestHolder(t *testing.T) {
	s := NewState("z", "", DefaultPolicy())
	rng := rand.New(rand.NewPCG(7, 7))
	robots := []string{"r1", "r2", "r3"}
	for range 2000 {
		r, order := fleet.Robot{ID: fleet.WorkerID(robots[rng.IntN(3)])}, fmt.Sprint("o", rng.IntN(4))
		free := true
		for _, other := range s.Robots.All() {
			free = free && other.Cargo(order) == nil
		}
		switch {
		case free && s.Robots.Get(r.ID) != nil && rng.IntN(3) == 0:
			MissionPut{Mission: missions.Mission{Robot: string(r.ID), Loads: []missions.Load{{Order: order, Phase: missions.ToHandoff}}}}.apply(s)
		case free && rng.IntN(2) == 0:
			r.Stow(fleet.Cargo{Order: order})
			RobotPut{Robot: r}.apply(s)
		default:
			RobotPut{Robot: r}.apply(s)
		}
		for _, id := range []orders.ID{"", "o0", "o1", "o2", "o3"} {
			var want *fleet.Robot
			for _, r := range s.Robots.All() {
				if r.Cargo(string(id)) != nil {
					want = r
				}
			}
			if got := s.Holder(id); got != want {
				t.Fatalf("%q is with %+v, not %+v", id, got, want)
			}
		}
		if rng.IntN(100) == 0 {
			s.holds = nil // as after a recovery
		}
	}
}

// Offers and missions of an order are found by their names, also where the
// name of one order begins another's.
func TestOfferOf(t *testing.T) {
	s := NewState("z", "", DefaultPolicy())
	s.Couriers.Put("c", fleet.Courier{ID: "c"})
	for _, id := range []orders.ID{"o", "o.1", "o1", "o-m1"} {
		for n := range 3 {
			OfferPut{Offer: Offer{ID: fmt.Sprintf("%s.%d", id, n), Order: id, Courier: "c"}}.apply(s)
		}
	}
	for _, id := range []orders.ID{"o", "o.1", "o1", "o-m1"} {
		for range 3 {
			f := s.offerOf(id)
			if f == nil || f.Order != id {
				t.Fatalf("of %s: %+v", id, f)
			}
			s.Offers.Delete(f.ID)
		}
		if f := s.offerOf(id); f != nil {
			t.Errorf("of %s, which has none: %+v", id, f)
		}
	}
}
