package simulator

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/ledger"
)

var (
	andorraOnce   sync.Mutex
	andorraRouter *roadnet.Router
)

// andorra imports the default city once for all tests. A day in it is lived in
// one goroutine, so that the race detector would only make it slow.
func andorra(t testing.TB) *roadnet.Router {
	t.Helper()
	if testing.Short() {
		t.Skip("lives in one goroutine: the tests at full speed run it")
	}
	andorraOnce.Lock()
	defer andorraOnce.Unlock()
	if andorraRouter == nil {
		andorraRouter = importAndorra(t)
	}
	return andorraRouter
}

func importAndorra(t testing.TB) *roadnet.Router {
	t.Helper()
	dir, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Skipf("no Go module cache: %v", err)
	}
	path, err := roadnet.DefaultExtract(strings.TrimSpace(string(dir)))
	if err != nil {
		t.Skip(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, _ := f.Stat()
	format, _ := roadnet.FormatOf(filepath.Base(path))
	j, err := roadnet.NamedJurisdiction("andorra-demo")
	if err != nil {
		t.Fatal(err)
	}
	c, err := roadnet.Import(f, st.Size(), format, roadnet.Options{Name: "Andorra", Jurisdiction: j})
	if err != nil {
		t.Fatal(err)
	}
	return roadnet.NewRouter(c)
}

func TestDaySmall(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	sc := Scenario{Seed: 1, Box: AndorraLaVella(), Orders: 100, Couriers: 12, Robots: 6, Lockers: 6, Start: start, Span: 2 * time.Hour}
	d, err := NewDay(context.Background(), sc, andorra(t), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	t.Log(d.World.Summary(d.Decision()), d.Loop().Stats())
}

func TestHeavyDay(t *testing.T) {
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("a whole day twice: set LINLI_HEAVY=1, as make check does")
	}
	r := andorra(t)
	start := clock.FromTime(time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC))
	sc := Scenario{
		Seed: 7, Box: AndorraLaVella(), Orders: 2000, Couriers: 60, Robots: 10, Lockers: 6,
		Start: start, Span: 16 * time.Hour, Peaks: MealDay(), Away: time.Hour,
	}
	var digests [2]string
	for i := range digests {
		d, err := NewDay(context.Background(), sc, r, i == 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := d.Run(start.Add(48*time.Hour), nil); err != nil {
			t.Fatal(err)
		}
		wall := time.Since(began)
		digests[i] = d.State().Digest
		t.Logf("%s; %.1f simulated hours in %.2f s: %.1f hours a second; %d events; audited: %v; %+v", d.World.Summary(d.Decision()),
			d.Now().Sub(start).Hours(), wall.Seconds(), d.Now().Sub(start).Hours()/wall.Seconds(), d.Store.Committed, i == 0, d.Loop().Stats())
	}
	if digests[0] != digests[1] {
		t.Fatalf("the same day ended with digests %s and %s", digests[0], digests[1])
	}
}

// Where only one robot may wait at a gate, robots are let in one by one, drive
// on when they are, and out of the way after: all orders still end.
func TestDayOneRobotAtAGate(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	sc := Scenario{Seed: 2, Box: AndorraLaVella(), Orders: 60, Couriers: 2, Robots: 12, Start: start, Span: time.Hour}
	d, err := NewDay(context.Background(), sc, andorra(t), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.State().Policy.HandoverCapacity = 1
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	s := d.World.Summary(d.Decision())
	g := d.State().Grants
	if s.Delivered["robot"] < 5 || d.State().Orders.Len() > 0 || len(g.Claims) > 0 || d.Loop().Stats().Bugs > 0 {
		t.Errorf("%s %+v %+v", s, g, d.Loop().Stats())
	}
	t.Log(s)
}

// Merchants who put goods into lockers themselves: no order is lost, and most
// of those that may wait in one get there without a courier.
func TestMerchantsBringToLockers(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	h := DefaultHabits()
	h.Deposits, h.LockerJams = 1, 0.1
	sc := Scenario{Seed: 5, Box: AndorraLaVella(), Orders: 60, Couriers: 6, Lockers: 6, Start: start, Span: 2 * time.Hour, Habits: &h}
	d, err := NewDay(context.Background(), sc, andorra(t), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	s := d.World.Summary(0)
	if n := s.Delivered["courier"] + s.Delivered["locker"] + s.Failed + s.Cancelled; n != s.Orders || s.Delivered["locker"] < 20 || !d.World.Over() {
		t.Errorf("%v", s)
	}
}

// Robots that put goods into lockers do so where that costs the least, and every
// order comes to its end, also where doors jam and robots break down.
func TestRobotsBringToLockers(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	h := DefaultHabits()
	h.RobotDeposits, h.LockerJams, h.RobotFailsPerKm, h.Robot = 1, 0.05, 0.05, 0
	sc := Scenario{Seed: 3, Box: AndorraLaVella(), Orders: 60, Couriers: 2, Robots: 8, Lockers: 6, Start: start, Span: 2 * time.Hour, Habits: &h}
	d, err := NewDay(context.Background(), sc, andorra(t), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	s := d.World.Summary(0)
	byRobot := int64(0)
	for _, r := range d.World.robots {
		byRobot += d.Loop().State().Ledger.Balance(ledger.Provider.Of(r.Serial), "cny")
	}
	if !d.World.Over() || s.Delivered["robot"] != 0 || s.Delivered["locker"] < 15 || byRobot == 0 {
		t.Errorf("%v, robots have earned %d", s, byRobot)
	}
}

// Robots whose residents do not come go on to a locker, although the plan would
// never choose one.
func TestRobotsGoOnToLockers(t *testing.T) {
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	h, p := DefaultHabits(), dispatch.DefaultPolicy()
	h.RobotDeposits, h.Away, h.Robot, h.Locker, p.LockerFee = 1, 0.5, 1, 1, 100_000
	sc := Scenario{
		Seed: 4, Box: AndorraLaVella(), Orders: 40, Couriers: 2, Robots: 8, Lockers: 8, Start: start, Span: 2 * time.Hour, Habits: &h, Policy: &p,
	}
	d, err := NewDay(context.Background(), sc, andorra(t), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	if s := d.World.Summary(0); !d.World.Over() || s.Delivered["locker"] < 3 || s.Delivered["robot"] < 3 {
		t.Errorf("%v", s)
	}
}
