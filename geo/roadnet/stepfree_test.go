package roadnet

import (
	"math/rand/v2"
	"testing"

	"github.com/linli/linli/geo"
)

// TestWheelchairs: what a way or a barrier says about wheelchairs closes it to
// robots and to the step-free walk, never to walkers.
func TestWheelchairs(t *testing.T) {
	for _, c := range []struct {
		road, middle string
		wheels       bool
	}{
		{"highway=footway", "", true},
		{"highway=footway wheelchair=no", "", false},
		{"highway=footway wheelchair=limited", "", true},
		{"highway=footway", "barrier=gate wheelchair=no", false},
		{"highway=footway", "barrier=gate", true},
		{"highway=footway", "barrier=kissing_gate", false},
		{"highway=footway", "barrier=bollard", true},
		{"highway=steps", "", false},
	} {
		r := tiny(t, square(c.road, c.middle), Jurisdiction{})
		free := r.StepFree()
		want := map[bool]string{true: "both", false: "no"}[c.wheels]
		if got := across(free, geo.Foot); got != want {
			t.Errorf("%s, %q: a wheelchair goes %s, want %s", c.road, c.middle, got, want)
		}
		if got := across(r, geo.Robot); got != want {
			t.Errorf("%s, %q: a robot goes %s, want %s", c.road, c.middle, got, want)
		}
		if got := across(r, geo.Foot); got != "both" {
			t.Errorf("%s, %q: a walker goes %s", c.road, c.middle, got)
		}
		if across(free, geo.Car) != across(r, geo.Car) {
			t.Errorf("%s, %q: cars are not the same", c.road, c.middle)
		}
	}
}

// TestStepFreeIsNeverShorter, and its isochrones hold too.
func TestStepFreeIsNeverShorter(t *testing.T) {
	r := andorra(t)
	free := r.StepFree()
	dice := rand.New(rand.NewPCG(31, 32))
	compared := 0
	points := somePoints(r.City(), dice, 120)
	for k := 0; k+1 < len(points); k += 2 {
		a, errA := free.Snap(geo.Foot, points[k])
		b, errB := free.Snap(geo.Foot, points[k+1])
		if errA != nil || errB != nil {
			continue
		}
		with, without := r.Leg(geo.Foot, a.Point, b.Point), free.LegBetween(geo.Foot, a, b)
		if !without.Reachable() || without != free.LegByDijkstra(geo.Foot, a, b) {
			t.Fatalf("%v → %v: %v, Dijkstra %v", a.Point, b.Point, without, free.LegByDijkstra(geo.Foot, a, b))
		}
		if without.Millis+60_000 < with.Millis { // private ways are avoided by cost, not by time
			t.Errorf("%v → %v: %v without steps, %v with", a.Point, b.Point, without, with)
		}
		compared++
	}
	if compared < 20 {
		t.Errorf("only %d pairs", compared)
	}
	i, err := free.Within(geo.Foot, andorraLaVella.Center(), 15*60_000)
	if err != nil {
		t.Fatal(err)
	}
	checkArea(t, i, free.meshes[geo.Foot].from(i.Origin))
}

func TestGatesKeepWhatTheySay(t *testing.T) {
	r := tiny(t, square("highway=footway", "barrier=gate access=private wheelchair=no name=East"), Jurisdiction{})
	gates := r.City().Gates
	if len(gates) != 1 {
		t.Fatalf("%d gates", len(gates))
	}
	if g := gates[0]; g.ID != 28 || g.Kind != "gate" || g.Name != "East" || g.Access != "private" || g.Wheelchair != "no" || !g.Shut() {
		t.Errorf("%+v", g)
	}
	if got := across(r, geo.Foot); got != "no" {
		t.Errorf("walkers go %s through a private gate", got)
	}
	checkRoundTrip(t, r.City())
	if open := (&Gate{Kind: "gate", Access: "residents"}); open.Shut() {
		t.Error("a gate for residents is shut")
	}
}

// TestStepFreeUnderTraffic: both orders of asking give the same router.
func TestStepFreeUnderTraffic(t *testing.T) {
	r := tiny(t, square("highway=steps", ""), Jurisdiction{})
	jam := Traffic{Rules: []TrafficRule{{Profiles: []geo.Profile{geo.Foot}, Percent: [24]int{8: 50}}}}
	slowed, err := r.WithTraffic(jam, 8)
	if err != nil {
		t.Fatal(err)
	}
	a := slowed.StepFree()
	b, err := r.StepFree().WithTraffic(jam, 8)
	if err != nil {
		t.Fatal(err)
	}
	top, bottom := geo.Point{Lng: 1.502, Lat: 42.502}, geo.Point{Lng: 1.502, Lat: 42.500}
	want := r.StepFree().Leg(geo.Foot, top, bottom)
	for _, got := range []Leg{a.Leg(geo.Foot, top, bottom), b.Leg(geo.Foot, top, bottom)} {
		if got.Meters != want.Meters || got.Millis < 2*want.Millis-10 || got.Millis > 2*want.Millis+10 {
			t.Errorf("round the steps at half speed: %v, at full speed %v", got, want)
		}
	}
	if steps := slowed.Leg(geo.Foot, top, bottom); steps.Meters >= want.Meters {
		t.Errorf("with steps %v", steps)
	}
	if again := a.StepFree(); again != a {
		t.Error("made step-free twice")
	}
	for _, free := range []*Router{a, b} {
		i, err := free.Within(geo.Foot, top, 5*60_000)
		if err != nil {
			t.Fatal(err)
		}
		checkArea(t, i, i.mesh.from(i.Origin))
	}
}
