package simulator

import (
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator/report"
)

// The production policy is cheaper and quicker than the rule of thumb, and keeps its
// promises at least as well, in a busy hour that couriers can just cope with.
func TestPolicies(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	sc := Scenario{Seed: 1, Box: AndorraLaVella(), Orders: 120, Couriers: 16, Robots: 3, Lockers: 4, Start: start, Span: 75 * time.Minute}
	lived := func(greedy bool) Figures {
		d, err := NewDay(t.Context(), sc, andorra(t), false, nil)
		if err != nil {
			t.Fatal(err)
		}
		if greedy {
			d.PlanWith(Greedy{shell.RoadPlanner(andorra(t))})
		}
		day := report.NewCollector(0)
		d.Watch = day.Take
		if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
			t.Fatal(err)
		}
		return DayFigures(day.Report(), d.Decision())
	}
	ours, theirs := lived(false), lived(true)
	t.Logf("Linli's %+v; greedy %+v", ours, theirs)
	if ours.Cost >= 0.97*theirs.Cost || ours.Km >= theirs.Km {
		t.Errorf("an order costs %.2f and %.2f km, by greed %.2f and %.2f km", ours.Cost, ours.Km, theirs.Cost, theirs.Km)
	}
	if ours.Late > theirs.Late || ours.OnTime < theirs.OnTime || ours.P50 > theirs.P50 || ours.P95 > theirs.P95 {
		t.Errorf("Linli's %+v keep their promises worse than greed's %+v", ours, theirs)
	}
}
