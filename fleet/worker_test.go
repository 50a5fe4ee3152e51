package fleet_test

import (
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
)

func TestRobotIsFree(t *testing.T) {
	idle := fleet.Robot{Linked: true}
	if !idle.Free() {
		t.Fatal("an idle linked robot is free")
	}
	for what, spoil := range map[string]func(*fleet.Robot){
		"no link": func(r *fleet.Robot) { r.Linked = false },
		"a fault": func(r *fleet.Robot) { r.Faulty = true },
		"by hand": func(r *fleet.Robot) { r.Manual = true },
		"at work": func(r *fleet.Robot) { r.Mission = "m" },
		"loaded":  func(r *fleet.Robot) { r.Stow(fleet.Cargo{Order: "o"}) },
	} {
		r := idle
		spoil(&r)
		if r.Free() {
			t.Errorf("free with %s", what)
		}
	}
}

func TestRobotReachKeepsAFifth(t *testing.T) {
	for _, c := range []struct {
		charge int
		want   geo.Meters
	}{{100, 8000}, {70, 5000}, {21, 100}, {20, 0}, {0, 0}} {
		r := fleet.Robot{Range: 10000, Charge: c.charge}
		if r.Reach(20) != c.want {
			t.Errorf("at %d%%: %d m, want %d", c.charge, r.Reach(20), c.want)
		}
	}
}

func TestRoute(t *testing.T) {
	route := []fleet.Stop{
		{Order: "a", Kind: fleet.Pickup}, {Order: "b", Kind: fleet.Pickup}, {Order: "a", Kind: fleet.Delivery}, {Order: "b", Kind: fleet.Delivery},
	}
	whole := slices.Clone(route)
	if got := fleet.Without(route, "a", fleet.Pickup); len(got) != 3 || got[0].Order != "b" || !fleet.Carries(got, "a") {
		t.Errorf("without a's pickup: %v", got)
	}
	got := fleet.Without(route, "a", "")
	if len(got) != 2 || fleet.Carries(got, "a") || !fleet.Carries(got, "b") {
		t.Errorf("without a: %v", got)
	}
	for i := range route {
		if route[i].Order != whole[i].Order || route[i].Kind != whole[i].Kind {
			t.Fatal("Without changed its argument")
		}
	}
}

func TestSieve(t *testing.T) {
	var s fleet.Sieve
	here := geo.Point{Lng: 1.52, Lat: 42.5}
	near := geo.Point{Lng: 1.520001, Lat: 42.5}
	far := geo.Point{Lng: 1.53, Lat: 42.5}
	start := clock.FromTime(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	for i, c := range []struct {
		p    geo.Point
		at   time.Duration
		want bool
	}{
		{here, 0, true},
		{near, time.Second, false},
		{near, 59 * time.Second, false},
		{near, time.Minute, true},
		{near, 90 * time.Second, false},
		{far, 91 * time.Second, true},
		{geo.Point{Lng: 400, Lat: 0}, 5 * time.Minute, false},
		{far, 2*time.Minute + 31*time.Second, true},
	} {
		if got := s.Pass(c.p, start.Add(c.at)); got != c.want {
			t.Errorf("step %d: %v", i, got)
		}
	}
}
