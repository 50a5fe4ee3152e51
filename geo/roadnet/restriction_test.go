package roadnet

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// crossing is a junction of four arms, west, north, east and south (ways 1 to
// 4 with those names), whose far ends are joined by a ring road (way 9).
func crossing(relations string) string {
	var b strings.Builder
	b.WriteString(`<osm>
<node id="10" lat="42.5" lon="1.5"/>
<node id="11" lat="42.5" lon="1.499"/><node id="12" lat="42.501" lon="1.5"/>
<node id="13" lat="42.5" lon="1.501"/><node id="14" lat="42.499" lon="1.5"/>`)
	for i, name := range []string{"west", "north", "east", "south"} {
		fmt.Fprintf(&b, `<way id="%d"><nd ref="%d"/><nd ref="10"/><tag k="highway" v="residential"/><tag k="name" v="%s"/></way>`, i+1, 11+i, name)
	}
	b.WriteString(`<way id="9"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/><tag k="highway" v="service"/></way>`)
	b.WriteString(relations + `</osm>`)
	return b.String()
}

// rule writes a restriction from one way to another by node 10.
func rule(from, to int, tags ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<relation id="%d"><member type="way" ref="%d" role="from"/><member type="node" ref="10" role="via"/><member type="way" ref="%d" role="to"/><tag k="type" v="restriction"/>`, 100*from+to, from, to)
	for _, t := range tags {
		k, v, _ := strings.Cut(t, "=")
		fmt.Fprintf(&b, `<tag k="%s" v="%s"/>`, k, v)
	}
	return b.String() + `</relation>`
}

// movements lists the turns that a profile may make at the crossing, as
// initials of the arms, when any is forbidden there; "all" otherwise.
func movements(r *Router, p geo.Profile) string {
	n := &r.city.net
	l := newLayout(n, p, usable, true)
	if len(l.parts) == 0 {
		return "all"
	}
	arms := map[uint32]string{} // by part: the arm that it leads from or to
	for i := range n.edges {
		name := n.names[n.edges[i].name]
		if name == "" {
			continue
		}
		for k := range 2 {
			arms[l.ends[i].tail[k]] = name[:1]
			arms[l.ends[i].head[k]] = name[:1]
		}
	}
	found := map[string]bool{}
	for _, k := range l.links {
		found[arms[k.from]+arms[k.to]] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(found)), " ")
}

func TestTurnRestrictions(t *testing.T) {
	const others = "en es ew ne ns nw se sn sw"
	for _, c := range []struct {
		name, relations string
		car, bicycle    string
	}{
		{"none", "", "all", "all"},
		{"no left", rule(1, 2, "restriction=no_left_turn"), others + " we ws", others + " we ws"},
		{"no right", rule(1, 4, "restriction=no_right_turn"), others + " we wn", others + " we wn"},
		{"no straight", rule(1, 3, "restriction=no_straight_on"), others + " wn ws", others + " wn ws"},
		{"no u-turn", rule(1, 1, "restriction=no_u_turn"), others + " we wn ws", others + " we wn ws"},
		{"no entry", rule(1, 2, "restriction=no_entry"), others + " we ws", others + " we ws"},
		{"no exit", rule(1, 2, "restriction=no_exit"), others + " we ws", others + " we ws"},
		{"only straight", rule(1, 3, "restriction=only_straight_on"), others + " we", others + " we"},
		{"only left", rule(1, 2, "restriction=only_left_turn"), others + " wn", others + " wn"},
		{"only right", rule(1, 4, "restriction=only_right_turn"), others + " ws", others + " ws"},
		{"only back", rule(1, 1, "restriction=only_u_turn"), others + " ww", others + " ww"},
		{"two", rule(1, 2, "restriction=no_left_turn") + rule(1, 3, "restriction=no_straight_on"), others + " ws", others + " ws"},
		{"three: back is all that is left", rule(1, 2, "restriction=no_left_turn") + rule(1, 3, "restriction=no_straight_on") +
			rule(1, 4, "restriction=no_right_turn"), others + " ww", others + " ww"},
		{"except bicycles", rule(1, 2, "restriction=no_left_turn", "except=psv; bicycle"), others + " we ws", "all"},
		{"except cars", rule(1, 2, "restriction=no_left_turn", "except=motorcar"), "all", others + " we ws"},
		{"bicycles alone", rule(1, 2, "restriction:bicycle=no_left_turn"), "all", others + " we ws"},
		{"cars alone", rule(1, 2, "restriction:motorcar=no_left_turn"), others + " we ws", "all"},
		{"lorries alone", rule(1, 2, "restriction:hgv=no_left_turn"), "all", "all"},
		{"some hours", rule(1, 2, "restriction:conditional=no_left_turn @ (07:00-09:00)"), "all", "all"},
		{"some hours, the old way", rule(1, 2, "restriction=no_left_turn", "hour_on=07:00", "hour_off=09:00"), "all", "all"},
		{"give way is no restriction", rule(1, 2, "restriction=give_way"), "all", "all"},
		{"a way that is not there", rule(1, 8, "restriction=no_left_turn"), "all", "all"},
		{"via a way", strings.Replace(rule(1, 2, "restriction=no_left_turn"), `type="node" ref="10"`, `type="way" ref="3"`, 1), "all", "all"},
		{"two froms", strings.Replace(rule(1, 2, "restriction=no_left_turn"), `<member`, `<member type="way" ref="3" role="from"/><member`, 1), "all", "all"},
		{"two froms, one elsewhere", strings.Replace(rule(1, 2, "restriction=no_left_turn"), `<member`, `<member type="way" ref="9" role="from"/><member`, 1),
			others + " we ws", others + " we ws"},
		{"no entry from two", strings.Replace(rule(1, 2, "restriction=no_entry"), `<member`, `<member type="way" ref="3" role="from"/><member`, 1),
			"es ew ne ns nw se sn sw we ws", "es ew ne ns nw se sn sw we ws"},
		{"no exit to two", strings.Replace(rule(1, 2, "restriction=no_exit"), `<member`, `<member type="way" ref="3" role="to"/><member`, 1), others + " ws", others + " ws"},
		{"not a restriction", strings.Replace(rule(1, 2, "restriction=no_left_turn"), `v="restriction"`, `v="route"`, 1), "all", "all"},
	} {
		r := tiny(t, crossing(c.relations), Jurisdiction{})
		if got := movements(r, geo.Car); got != c.car {
			t.Errorf("%s: cars may go %s, not %s", c.name, got, c.car)
		}
		if got := movements(r, geo.Ebike); got != c.bicycle {
			t.Errorf("%s: bicycles may go %s, not %s", c.name, got, c.bicycle)
		}
		for _, p := range []geo.Profile{geo.Foot, geo.Robot} {
			if got := movements(r, p); got != "all" {
				t.Errorf("%s: the %s may only go %s", c.name, p, got)
			}
		}
		checkRoundTrip(t, r.City())
		checkCrossing(t, c.name, r)
	}
}

// checkCrossing compares all ways between some points of the crossing with the
// oracle.
func checkCrossing(t *testing.T, name string, r *Router) {
	t.Helper()
	var points []geo.Point
	for _, d := range []float64{0, 0.0002, 0.0009} {
		points = append(points, geo.Point{Lng: 1.5 - d, Lat: 42.5}, geo.Point{Lng: 1.5 + d, Lat: 42.5},
			geo.Point{Lng: 1.5, Lat: 42.5 - d}, geo.Point{Lng: 1.5, Lat: 42.5 + d})
	}
	for p := range geo.ProfileCount {
		times := r.Times(geo.Profile(p), points, points)
		for i, a := range points {
			for k, b := range points {
				from, errA := r.Snap(geo.Profile(p), a)
				to, errB := r.Snap(geo.Profile(p), b)
				if errA != nil || errB != nil {
					t.Fatal(errA, errB)
				}
				want := plain(&r.city.net, geo.Profile(p), from, to).leg()
				route, err := r.Route(geo.Profile(p), a, b)
				if times[i][k] != want || err != nil || route.Leg != want || r.LegByDijkstra(geo.Profile(p), from, to) != want {
					t.Errorf("%s, %s: %v → %v: table %v, route %v (%v), oracle %v", name, geo.Profile(p), a, b, times[i][k], route.Leg, err, want)
					continue
				}
				checkPath(t, route)
			}
		}
	}
}

// TestForbiddenTurnIsDrivenAround follows a car that may not turn left: it goes
// straight on, turns where it may and comes back, and the way without the
// restriction is much shorter.
func TestForbiddenTurnIsDrivenAround(t *testing.T) {
	from, to := geo.Point{Lng: 1.4998, Lat: 42.5}, geo.Point{Lng: 1.5, Lat: 42.5002}
	c := tiny(t, crossing(rule(1, 2, "restriction=no_left_turn")), Jurisdiction{}).City()
	with, err := NewRouter(c).Route(geo.Car, from, to)
	if err != nil {
		t.Fatal(err)
	}
	without, err := NewRouterWithoutTurns(c).Route(geo.Car, from, to)
	if err != nil || without.Meters > 45 || with.Meters < 150 {
		t.Errorf("%d m with the restriction, %d m without (%v)", with.Meters, without.Meters, err)
	}
	walk := NewRouter(c).Leg(geo.Foot, from, to)
	if walk.Meters != without.Meters {
		t.Errorf("a walker goes %d m", walk.Meters)
	}
}

// TestTurnTrap forbids every way out of a one-way street: nobody is sent there
// and nobody is snapped to it.
func TestTurnTrap(t *testing.T) {
	trap := rule(1, 2, "restriction=no_left_turn") + rule(1, 3, "restriction=no_straight_on") + rule(1, 4, "restriction=no_right_turn")
	xml := strings.Replace(crossing(trap), `<tag k="name" v="west"/>`, `<tag k="name" v="west"/><tag k="oneway" v="yes"/>`, 1)
	r := tiny(t, xml, Jurisdiction{})
	s, err := r.Snap(geo.Car, geo.Point{Lng: 1.4995, Lat: 42.5})
	if err != nil || s.Road == "west" {
		t.Errorf("a car is snapped to %q (%v)", s.Road, err)
	}
	if s, err = r.Snap(geo.Foot, geo.Point{Lng: 1.4995, Lat: 42.5}); err != nil || s.Road != "west" {
		t.Errorf("a walker is snapped to %q (%v)", s.Road, err)
	}
	checkCrossing(t, "trap", r)
}

// TestRestrictionAtABarrier must not stop the import: the junction is a bollard,
// so nobody turns there by car.
func TestRestrictionAtABarrier(t *testing.T) {
	xml := strings.Replace(crossing(rule(1, 2, "restriction=no_left_turn")), `<node id="10" lat="42.5" lon="1.5"/>`,
		`<node id="10" lat="42.5" lon="1.5"><tag k="barrier" v="bollard"/></node>`, 1)
	r := tiny(t, xml, Jurisdiction{})
	checkRoundTrip(t, r.City())
	checkCrossing(t, "bollard", r)
}
