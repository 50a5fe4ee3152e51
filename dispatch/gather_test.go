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
