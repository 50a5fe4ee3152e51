package roadnet

import (
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

func TestBuiltInJurisdictions(t *testing.T) {
	names := JurisdictionNames()
	if strings.Join(names, " ") != "andorra-demo default" {
		t.Errorf("there are %v", names)
	}
	for _, name := range names {
		j, err := NamedJurisdiction(name)
		if err != nil || j.Name != name {
			t.Errorf("%s: %v, name %q", name, err, j.Name)
		}
	}
	if _, err := NamedJurisdiction("atlantis"); err == nil || !strings.Contains(err.Error(), "default") {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestJurisdictionRefusals(t *testing.T) {
	for file, want := range map[string]string{
		`{}`:                      "name",
		`{"name":"x","colour":1}`: "colour",
		`{"name":"x","classes":{"steps":{"allowed":true,"kmh":6,"cost":1}}}`:      "steps",
		`{"name":"x","classes":{"canal":{"allowed":true,"kmh":6,"cost":1}}}`:      "canal",
		`{"name":"x","classes":{"footway":{"allowed":true,"kmh":60,"cost":1}}}`:   "kmh",
		`{"name":"x","classes":{"footway":{"allowed":true,"kmh":6,"cost":0.5}}}`:  "cost",
		`{"name":"x","crossing_seconds":-1}`:                                      "crossing_seconds",
		`{"name":"x","sidewalk":{"allowed":true},"sidewalk_classes":["primary"]}`: "kmh",
		`not json`: "jurisdiction",
	} {
		if _, err := ParseJurisdiction([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error about %s", file, err, want)
		}
	}
}

// Where a robot may drive, it may as fast as the class of the road says, and
// nowhere else.
func TestRobotSpeed(t *testing.T) {
	r := andorra(t)
	classes := r.City().Jurisdiction.Classes
	on, wrong := 0, 0
	r.City().EachRoad(func(class string, line []geo.Point) {
		rule := classes[class]
		a, b := line[len(line)/2-1], line[len(line)/2]
		v := r.RobotSpeed(geo.Point{Lng: (a.Lng + b.Lng) / 2, Lat: (a.Lat + b.Lat) / 2})
		switch {
		case v == 0:
		case rule.Allowed && math.Abs(v-rule.KmH/3.6) < 0.001:
			on++
		default: // another road lies beside it
			wrong++
		}
	})
	if on < 1000 || wrong > on {
		t.Errorf("%d roads have their speed, %d another", on, wrong)
	}
	if v := r.RobotSpeed(geo.Point{Lng: 1.53, Lat: 42.47}); v != 0 {
		t.Errorf("%v m/s on a mountain", v)
	}
}

// TestRobotsByTheHour slows robots down at school time and compares with
// Dijkstra's search on the same speeds.
func TestRobotsByTheHour(t *testing.T) {
	base := andorra(t)
	j := base.City().Jurisdiction
	j.Classes = maps.Clone(j.Classes)
	slow := j.Classes["residential"]
	slow.PercentByHour[8] = 50
	j.Classes["residential"] = slow
	if err := j.Check(); err != nil {
		t.Fatal(err)
	}
	school, err := base.WithTraffic(j.Traffic(), 8)
	if err != nil {
		t.Fatal(err)
	}
	night, err := base.WithTraffic(j.Traffic(), 3)
	if err != nil {
		t.Fatal(err)
	}
	slower := 0
	homes := base.City().Buildings
	for i := 0; i+7 < len(homes); i += 41 {
		from, to := homes[i].Point, homes[i+7].Point
		a, b := base.Leg(geo.Robot, from, to), school.Leg(geo.Robot, from, to)
		if c := night.Leg(geo.Robot, from, to); c != a {
			t.Fatalf("at night %v, usually %v", c, a)
		}
		if a.Reachable() && b.Millis > a.Millis {
			slower++
		}
		if f, g := base.Leg(geo.Foot, from, to), school.Leg(geo.Foot, from, to); f != g {
			t.Fatalf("a robot's speed changed a walk from %v to %v", f, g)
		}
		x, err1 := school.Snap(geo.Robot, from)
		y, err2 := school.Snap(geo.Robot, to)
		if err1 != nil || err2 != nil {
			continue
		}
		if want := school.LegByDijkstra(geo.Robot, x, y); want != school.LegBetween(geo.Robot, x, y) {
			t.Fatalf("%v, Dijkstra says %v", b, want)
		}
	}
	if slower == 0 {
		t.Error("nobody is slower at school time")
	}
	slow.PercentByHour[8] = 401
	j.Classes["residential"] = slow
	if j.Check() == nil {
		t.Error("401 % was accepted")
	}
}
