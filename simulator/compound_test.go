package simulator

import (
	"context"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/orders"
)

// TestDayOfCompounds: couriers bring what is for compounds to their gates, and
// robots take it over there, some of which break down with it. No courier but one
// who is let in goes into any, goods have one holder, and all orders end.
func TestDayOfCompounds(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	habits := DefaultHabits()
	habits.Robot, habits.RobotFailsPerKm = 0.9, 0.15
	sc := Scenario{
		Seed: 7, Box: AndorraLaVella(), Orders: 60, Couriers: 6, Robots: 6, Start: start, Span: time.Hour,
		Drawn: Drawn{Compounds: 5}, Habits: &habits,
	}
	d, err := NewDay(context.Background(), sc, andorra(t), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	met, codes := map[orders.ID]bool{}, map[string]int{}
	rescued := 0
	d.Watch = func(s *dispatch.State, _ clock.Instant, ds []dispatch.Decision) {
		for _, dec := range ds {
			switch dec := dec.(type) {
			case dispatch.OrderMoved:
				if dec.Move.Verb == orders.HandOver {
					met[dec.Order] = true
				}
				if dec.Move.Verb == orders.Rescue && met[dec.Order] {
					rescued++
				}
			case dispatch.Alerted:
				codes[dec.Code]++
			}
		}
	}
	if err := d.Run(sc.Start.Add(48*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s\n%d taken over at a gate, %d of them rescued, alerts %v", d.World.Summary(d.Decision()), len(met), rescued, codes)
	if len(met) < 3 || rescued == 0 || d.State().Orders.Len() > 0 || d.Loop().Stats().Bugs > 0 {
		t.Errorf("%d taken over, %d rescued, %d open, %+v", len(met), rescued, d.State().Orders.Len(), d.Loop().Stats())
	}
}
