package simulator

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// rounds follows which carer is at work where.
type rounds struct {
	t     *testing.T
	busy  map[string]orders.ID // by carer: the visit that has begun
	plans map[string]int       // by plan: visits that ended
	done  int
}

func (h *rounds) take(s *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
	for _, d := range ds {
		m, ok := d.(dispatch.OrderMoved)
		if !ok {
			continue
		}
		if m.Move.To.Terminal() {
			if plan := dispatch.PlanOf(m.Order); plan != "" {
				h.plans[string(plan)]++
			}
			for w, id := range h.busy {
				if id == m.Order {
					delete(h.busy, w)
				}
			}
		}
		switch m.Move.To {
		case orders.Started:
			w := string(s.Orders.Get(m.Order).Worker)
			if other := h.busy[w]; w == "" || other != "" {
				h.t.Errorf("%s begins %s, and is at %q", w, m.Order, other)
			}
			h.busy[w] = m.Order
		case orders.Done:
			h.done++
		}
	}
}

// A week of goods, meals, and visits booked one by one and by plan, with carers
// who fall ill: every step's invariants hold, nobody is at two rounds at once,
// each plan has its visits, and all of it ends.
func TestHeavyWeek(t *testing.T) {
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("a whole week: set LINLI_HEAVY=1, as make check does; and LINLI_SWEEP=1 to check each step in full")
	}
	sc, err := NamedScenario("week")
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDay(context.Background(), sc, andorra(t), os.Getenv("LINLI_SWEEP") != "", nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &rounds{t: t, busy: map[string]orders.ID{}, plans: map[string]int{}}
	d.Watch = h.take
	if err := d.Run(sc.Start.Add(sc.Span+24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	s := d.Summary()
	t.Log(s)
	if len(h.plans) != sc.Plans || h.done != s.Visits.Done {
		t.Errorf("%d of %d plans had visits; %d visits were done, and the summary says %d", len(h.plans), sc.Plans, h.done, s.Visits.Done)
	}
	for _, r := range d.World.plans {
		if n := h.plans[string(r.Plan.ID)]; n != 7 && n != 3 && n != 1 {
			t.Errorf("plan %s had %d visits", r.Plan.ID, n)
		}
	}
	if s.Visits.Done*100 < 93*s.Visits.Booked || s.Visits.OnTime < 0.9 || s.OnTime < 0.9 || d.Loop().Stats().Bugs > 0 {
		t.Errorf("%v", s)
	}
}
