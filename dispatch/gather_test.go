package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// TestGather lets three orders come within a policy's wait: one plan sees all
// of them, or as many as the policy lets it look at, the most urgent.
func TestGather(t *testing.T) {
	for _, c := range []struct {
		batch int
		want  []string
	}{{0, []string{"o3", "o2", "o1"}}, {2, []string{"o3", "o2"}}} {
		z := served(t)
		z.s.Policy.Gather, z.s.Policy.Batch, z.s.Policy.Lead = 10*time.Second, c.batch, time.Hour
		first := z.now
		for _, id := range []orders.ID{"o1", "o2", "o3"} {
			p := place(id)
			p.Due = first.Add(40*time.Minute - time.Duration(id[1]-'0')*time.Minute)
			if ds := z.do(p); refusal(ds) != nil || has[dispatch.Solve](ds) {
				t.Fatalf("%s: %+v", id, ds)
			}
			z.now = z.now.Add(3 * time.Second)
		}
		if at := z.s.Timers.Get("gather"); at == nil || *at != first.Add(10*time.Second) {
			t.Fatalf("the plan waits until %v, not 10 s after %v", at, first)
		}
		z.now = first.Add(10 * time.Second)
		p := only[dispatch.Solve](t, z.do(dispatch.Wake{Timer: "gather"})).Problem
		var got []string
		for _, s := range p.Shipments {
			got = append(got, s.ID)
		}
		if !slices.Equal(got, c.want) || p.Now != z.now {
			t.Errorf("batch %d: the plan looks at %v at %v", c.batch, got, p.Now)
		}
		z.solve()
		if z.s.Couriers.Get("c1").Offer == "" {
			t.Error("nothing is offered")
		}
	}
}

// TestStarving lets one order be late by as long as it was promised in: the
// only courier is offered it before one that is not.
func TestStarving(t *testing.T) {
	z := served(t)
	z.s.Policy.Gather, z.s.Policy.Lead = 30*time.Minute, time.Hour
	first := z.now
	for _, id := range []orders.ID{"o1", "o2"} {
		p := place(id)
		p.Due = z.now.Add(10 * time.Minute)
		z.ok(p)
		z.now = z.now.Add(15 * time.Minute)
	}
	z.now = first.Add(30 * time.Minute)
	z.ok(dispatch.CourierAt{Courier: "c1", Point: z.s.Couriers.Get("c1").Point})
	p := only[dispatch.Solve](t, z.do(dispatch.Wake{Timer: "gather"})).Problem
	if len(p.Shipments) != 2 || p.Shipments[0].Priority != 1 || p.Shipments[1].Priority != 0 {
		t.Fatalf("priorities of %+v", p.Shipments)
	}
	z.solve()
	if f := z.s.Offers.Get(z.s.Couriers.Get("c1").Offer); f == nil || f.Order != "o1" {
		t.Errorf("c1 is offered %+v", f)
	}
}
