package simulator

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/simulator/report"
)

func TestWhatIf(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	router := andorra(t)
	sc := Scenario{Seed: 3, Box: AndorraLaVella(), Orders: 60, Couriers: 8, Robots: 3, Lockers: 3, Start: start, Span: 2 * time.Hour}
	d, err := NewDay(t.Context(), sc, router, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	h, day := NewHistory(), report.NewCollector(0)
	_, err = Replay{Journal: d.Store, Zone: "day", Engines: []string{Engine}, Policy: dispatch.DefaultPolicy(), Each: func(s Step) error {
		h.Take(s)
		day.Take(s.State, s.Record.At, s.Decisions)
		return nil
	}}.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.Settle()
	then := day.Report()
	run := func(c Change, seed uint64) *report.Report {
		t.Helper()
		r, err := Rerun{History: h, Router: router, Policy: dispatch.DefaultPolicy(), Change: c, Seed: seed}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	own, twice := run(Change{}, 1), run(Change{}, 1)
	if own.P50 != twice.P50 || own.Cost != twice.Cost || own.To != twice.To {
		t.Error("the same seed gave two days")
	}
	if len(own.Orders) != len(then.Orders) || own.Delivered < then.Delivered-3 || math.Abs(own.P50-then.P50) > 6 {
		t.Errorf("recorded %d of %d in %.1f min, again %d of %d in %.1f", then.Delivered, len(then.Orders), then.P50, own.Delivered, len(own.Orders), own.P50)
	}
	c, err := ParseChange("couriers=-7,robots=-3,locker=1.52:42.507")
	if err != nil {
		t.Fatal(err)
	}
	fewer := run(c, 1)
	if len(fewer.Couriers) != 1 || len(fewer.Robots) != 0 || fewer.Cells == nil || fewer.OnTime >= own.OnTime {
		t.Errorf("%d couriers, %d robots; on time %.2f, with all of them %.2f", len(fewer.Couriers), len(fewer.Robots), fewer.OnTime, own.OnTime)
	}
	if more := run(Change{Couriers: 2, Robots: 1}, 1); len(more.Couriers) != 10 || len(more.Robots) != 4 {
		t.Errorf("%d couriers, %d robots", len(more.Couriers), len(more.Robots))
	}
	t.Log(h.Fitted())
	t.Log("\n" + SideBySide(then, []*report.Report{own, own}, []*report.Report{fewer, fewer}))
}

func TestParseChange(t *testing.T) {
	c, err := ParseChange("couriers=+5,robots=-2,locker=1.5:42.5,locker=1.6:42.6")
	if err != nil || c.Couriers != 5 || c.Robots != -2 || len(c.Lockers) != 2 || c.Lockers[1] != (geo.Point{Lng: 1.6, Lat: 42.6}) {
		t.Errorf("%+v, %v", c, err)
	}
	for _, bad := range []string{"couriers", "couriers=x", "drones=1", "locker=1", "locker=1:91", "locker=a:b"} {
		if _, err := ParseChange(bad); err == nil || !strings.Contains(err.Error(), strings.SplitN(bad, "=", 2)[0]) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestSpread(t *testing.T) {
	if s := SpreadOf([]float64{1, 2, 3, 4, 5}); s.Mean != 3 || math.Abs(s.Half-2.776*math.Sqrt(0.5)) > 0.01 {
		t.Errorf("%+v", s)
	}
	if got := studentT(19); math.Abs(got-2.093) > 0.001 {
		t.Error(got)
	}
	n := 0
	rs, err := Over(t.Context(), 7, func(_ context.Context, seed uint64) (*report.Report, error) {
		return &report.Report{Delivered: int(seed)}, nil
	}, func() { n++ })
	if err != nil || n != 7 || rs[6].Delivered != 7 || rs[0].Delivered != 1 {
		t.Errorf("%d, %v", n, err)
	}
}
