package simulator

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/geo/roadnet"
	"github.com/linli/linli/orders"
)

// plain is a town without roads: homes on a grid, a merchant of each category
// at every tenth.
func plain() (ps []circle.Provider, hs []roadnet.Building) {
	for i := range 400 {
		p := geo.Point{Lng: 1.5 + float64(i%20)/500, Lat: 42.5 + float64(i/20)/500}
		hs = append(hs, roadnet.Building{ID: int64(i + 1), Point: p})
		if i%10 == 0 {
			ps = append(ps, circle.Provider{ID: circle.ProviderID(fmt.Sprint("p", i)), Category: sold[i/10%3], Point: p})
		}
	}
	return ps, hs
}

// ordinary is two days from a Monday on.
func ordinary(t *testing.T, more string) Scenario {
	t.Helper()
	sc, err := ParseScenario("s", []byte(`
city = nowhere
start = 2026-03-02 00:00 +01:00
span = 48h
orders = 20000
couriers = 0
demand = poisson
peak = at 12:00, width 60m, weight 0.6, meals 0.8
peak = at 18:00, width 60m, weight 0.4, meals 0.25
`+more))
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// near reports whether a count is one that a Poisson process of that mean
// has, within five standard deviations.
func near(got int, mean float64) bool { return math.Abs(float64(got)-mean) < 5*math.Sqrt(mean) }

// drawn lists the orders of a scenario.
func drawn(t *testing.T, sc *Scenario, ps []circle.Provider, hs []roadnet.Building) (list []Placement) {
	t.Helper()
	w, err := newDemand(sc, ps, hs)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range w.due {
		p, err := w.draw(a.n)
		if err != nil || p.At != a.at {
			t.Fatalf("order %d comes at %s, then at %s: %v", a.n, a.at, p.At, err)
		}
		list = append(list, p)
	}
	return list
}

// Orders come as often as the peaks, the weekday, the weather and promotions
// say.
func TestArrivalsFollowTheRates(t *testing.T) {
	ps, hs := plain()
	sc := ordinary(t, `weekday = 1 0.5 1 1 1 1 1
pharmacy = 0.2
uneven = 0.4
weather = from 9:00, to 12:00, demand 1.5, pace 1
promotion = category pharmacy, from 36:00, to 48:00, factor 3`)
	list := drawn(t, &sc, ps, hs)
	noon, nextNoon := sc.Start.Add(12*time.Hour), sc.Start.Add(36*time.Hour)
	kinds := map[circle.ProviderID]circle.Category{}
	for _, p := range ps {
		kinds[p.ID] = p.Category
	}
	var morning, evening, tuesday, meals, drugs int
	last := sc.Start
	for _, o := range list {
		if o.At < last || o.At > sc.Start.Add(sc.Span) {
			t.Fatalf("an order at %s after one at %s", o.At, last)
		}
		last = o.At
		c := kinds[o.Merchant]
		if (c == circle.Meals) != (o.Kind == orders.Meal) {
			t.Fatalf("%s from %s", o.Kind, c)
		}
		if c == circle.Meals {
			meals++
		}
		switch {
		case o.At < noon:
			morning++
		case o.At < sc.Start.Add(24*time.Hour):
			evening++
		default:
			tuesday++
		}
		if o.At >= nextNoon && c == circle.Pharmacy {
			drugs++
		}
	}
	// Half a bell before noon is 6,000 orders, nearly all of it after nine.
	if !near(morning, 1.5*6000) || !near(evening, 6000+8000) {
		t.Errorf("%d orders before noon, %d after it", morning, evening)
	}
	// On Tuesday half of everything, and after noon three times the drugs.
	wantDrugs := 0.5 * 3 * 0.2 * (0.2*6000 + 0.75*8000)
	if !near(drugs, wantDrugs) || !near(tuesday, 0.5*20000+wantDrugs*2/3) {
		t.Errorf("%d orders on Tuesday, %d of drugs after noon, not %.0f", tuesday, drugs, wantDrugs)
	}
	if !near(meals, 0.8*(9000+6000)+0.25*8000+0.5*(0.8*12000+0.25*8000)) {
		t.Errorf("%d meals", meals)
	}
}

// An exact scenario has its number of orders, another seed another number, and
// the same seed the same orders.
func TestArrivalsBySeed(t *testing.T) {
	ps, hs := plain()
	sc := ordinary(t, "")
	sc.Orders = 2000
	draw := func() []Placement { return drawn(t, &sc, ps, hs) }
	first, again := draw(), draw()
	if fmt.Sprint(first) != fmt.Sprint(again) {
		t.Error("the same seed draws other orders")
	}
	sc.Seed = 2
	if len(draw()) == len(first) {
		t.Error("another seed draws as many orders")
	}
	sc.Demand.Exact = true
	if n := len(draw()); n != 2000 {
		t.Errorf("%d orders instead of 2000", n)
	}
	sc.Habits.Reach = 1
	ps = ps[:1]
	ps[0].Point.Lat += 1
	if _, err := newDemand(&sc, ps, hs); err == nil {
		t.Error("nobody can order, and nobody says so")
	}
}

// The pace of couriers is that of the weather and the night.
func TestPace(t *testing.T) {
	sc := ordinary(t, "night_pace = 1.2\nweather = from 20:00, to 24:00, demand 1, pace 1.5")
	for hour, want := range map[int]float64{12: 1, 20: 1.5, 22: 1.8, 26: 1.2, 30: 1, 46: 1.2} {
		if got := sc.pace(sc.Start.Add(time.Duration(hour) * time.Hour)); math.Abs(got-want) > 1e-9 {
			t.Errorf("at %d: %v, not %v", hour, got, want)
		}
	}
}

// Signals are lost and found without a word lost, breaks are taken and shifts
// end, and the engine's invariants hold in all of it.
func TestDayOfTrouble(t *testing.T) {
	r := andorra(t)
	var digests [2]string
	for i := range digests {
		sc, err := ParseScenario("trouble", []byte(`
city = andorra
area = 1.508, 42.499, 1.542, 42.516
seed = 4
start = 2026-03-02 10:00 +01:00
span = 3h
orders = 120
couriers = 24
robots = 6
lockers = 4
nearest = 4
demand = poisson
uneven = 0.5
weekday = 1 1 1 1 1 1 1
shift = at 09:00, for 4h, weight 1
shift = at 11:00, for 8h, weight 2
break_after = 1h
break_for = 20m
signal_lost = 2
signal_for = 3m
decline_per_km = 0.1
decline_poor = 0.2
fair_pay = 1200
away = 0.05
robot_fails_per_km = 0.1
robot_fails_per_hour = 0.1
locker_jams = 0.05
night_pace = 1.2
`))
		if err != nil {
			t.Fatal(err)
		}
		d, err := NewDay(t.Context(), sc, r, i == 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Run(sc.Start.Add(80*time.Hour), nil); err != nil {
			t.Fatal(err)
		}
		digests[i] = d.State().Digest
		s := d.World.Summary(0)
		t.Log(s, d.Loop().Stats().Events)
		if n := s.Delivered["courier"] + s.Delivered["locker"] + s.Delivered["robot"]; n < s.Orders*3/4 {
			t.Errorf("%d of %d orders delivered", n, s.Orders)
		}
		for _, c := range d.World.couriers {
			if c.line.times == 0 || c.shift.day == 0 {
				t.Errorf("%s: %d losses of signal looked for, %d shifts", c.ID, c.line.times, c.shift.day)
			}
			if now := d.State().Now; c.shift.on && c.shift.ends < now && c.shift.ends != clock.Never {
				t.Errorf("%s works at %s beyond its shift", c.ID, now)
			}
		}
	}
	if digests[0] != digests[1] {
		t.Errorf("the same day ended with %s and %s", digests[0], digests[1])
	}
}
