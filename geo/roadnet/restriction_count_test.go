package roadnet

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linli/linli/geo"
)

// carriageways is a dual carriageway: east (ways 1 and 2) and west (3 and 4),
// joined by a street (5) that goes on to the north (6) and to the south (7).
// Everything is joined by a ring (9). The street is of two ways if north of its
// middle it is another (8).
func carriageways(relations string, street ...string) string {
	var b strings.Builder
	b.WriteString("<osm>")
	for id, at := range [][2]float64{{}, {1.500, 42.5}, {1.501, 42.5}, {1.502, 42.5}, {1.500, 42.5005}, {1.501, 42.5005}, {1.502, 42.5005}, {1.501, 42.501}, {1.501, 42.4995}, {1.501, 42.50025}} {
		if id > 0 {
			fmt.Fprintf(&b, `<node id="%d" lon="%.7f" lat="%.7f"/>`, id, at[0], at[1])
		}
	}
	way := func(id int, nodes, tags string) {
		fmt.Fprintf(&b, `<way id="%d">`, id)
		for n := range strings.FieldsSeq(nodes) {
			fmt.Fprintf(&b, `<nd ref="%s"/>`, n)
		}
		fmt.Fprintf(&b, `%s</way>`, tagXML(fmt.Sprintf("highway=residential name=%d %s", id, tags)))
	}
	way(1, "1 2", "oneway=yes")
	way(2, "2 3", "oneway=yes")
	way(3, "6 5", "oneway=yes")
	way(4, "5 4", "oneway=yes")
	if len(street) > 1 {
		way(5, "2 9", street[0])
		way(8, "9 5", street[1])
	} else {
		way(5, "2 9 5", strings.Join(street, ""))
	}
	way(6, "5 7", "")
	way(7, "8 2", strings.Join(street, ""))
	way(9, "1 4 7 6 3 8 1", "")
	return b.String() + relations + "</osm>"
}

// byWay writes a restriction from way 1 by way of others.
func byWay(to int, ways string, tags string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<relation id="%d"><member type="way" ref="1" role="from"/>`, 1000+to)
	for v := range strings.FieldsSeq(ways) {
		fmt.Fprintf(&b, `<member type="way" ref="%s" role="via"/>`, v)
	}
	fmt.Fprintf(&b, `<member type="way" ref="%d" role="to"/>%s</relation>`, to, tagXML("type=restriction "+tags))
	return b.String()
}

// drives reports whether a profile may drive along roads, named one after the
// other.
func drives(r *Router, p geo.Profile, names string) bool {
	m := r.meshes[p]
	front := map[uint32]bool{}
	for i, name := range strings.Fields(names) {
		next := map[uint32]bool{}
		for v := range uint32(m.size) {
			for k := m.out.head[v]; k < m.out.head[v+1]; k++ {
				e := m.out.edge[k]
				if e == noEdge || m.net.names[m.net.edges[e>>1].name] != name {
					continue
				}
				if i == 0 && v == m.ends[e>>1].tail[e&1] || i > 0 && front[v] {
					next[m.out.arcs[k].to] = true
					if i == 0 {
						next[m.ends[e>>1].head[e&1]] = true
					}
				}
			}
		}
		front = map[uint32]bool{}
		for v := range next {
			front[v] = true
			for k := m.out.head[v]; k < m.out.head[v+1]; k++ {
				if m.out.edge[k] == noEdge {
					front[m.out.arcs[k].to] = true
				}
			}
		}
	}
	return len(front) > 0
}

func TestRestrictionsByWay(t *testing.T) {
	none := "1 5 4|1 5 6|1 2|7 5 4|7 5 6"
	uTurn := "1 5 6|1 2|7 5 4|7 5 6"
	ahead := "1 5 6|1 2|7 5 4|7 5 6"
	respects := RestrictionCount{Read: 1, ByWay: 1}
	for _, c := range []struct {
		name, relations string
		car, bicycle    string
		count           RestrictionCount
	}{
		{"none", "", none, none, RestrictionCount{}},
		{"no u-turn", byWay(4, "5", "restriction=no_u_turn"), uTurn, uTurn, respects},
		{"except bicycles", byWay(4, "5", "restriction=no_u_turn except=bicycle"), uTurn, none, respects},
		{"bicycles alone", byWay(4, "5", "restriction:bicycle=no_left_turn"), none, uTurn, respects},
		{"only ahead", byWay(6, "5", "restriction=only_straight_on"), ahead, ahead, respects},
		{"only back", byWay(4, "5", "restriction=only_u_turn"), "1 5 4|1 2|7 5 4|7 5 6", "1 5 4|1 2|7 5 4|7 5 6", respects},
		{"two that leave nothing", byWay(4, "5", "restriction=no_u_turn") + byWay(6, "5", "restriction=no_straight_on"),
			"1 2|7 5 4|7 5 6", "1 2|7 5 4|7 5 6", RestrictionCount{Read: 2, ByWay: 2}},
		{"some hours", byWay(4, "5", "restriction:conditional=no_u_turn@(07:00-09:00)"), none, none, RestrictionCount{Read: 1, Hours: 1}},
		{"some hours for lorries", byWay(4, "5", "restriction:hgv:conditional=no_u_turn@(07:00-09:00)"), none, none, RestrictionCount{Read: 1, Foreign: 1}},
		{"some hours, the old way", byWay(4, "5", "restriction=no_u_turn hour_on=07:00"), none, none, RestrictionCount{Read: 1, Hours: 1}},
		{"a way that is not there", byWay(4, "55", "restriction=no_u_turn"), none, none, RestrictionCount{Read: 1, Absent: 1}},
		{"a way elsewhere", byWay(4, "5 9", "restriction=no_u_turn"), none, none, RestrictionCount{Read: 1, Absent: 1}},
		{"a way that leads back too", byWay(9, "5 6", "restriction=no_left_turn"), none, none, RestrictionCount{Read: 1, Unclear: 1}},
		{"a node besides", strings.Replace(byWay(4, "5", "restriction=no_u_turn"), "<member", `<member type="node" ref="2" role="via"/><member`, 1),
			none, none, RestrictionCount{Read: 1, Unclear: 1}},
		{"against the one-way street", strings.Replace(byWay(4, "5", "restriction=no_u_turn"), `"1" role="from"`, `"2" role="from"`, 1),
			none, none, RestrictionCount{Read: 1, Absent: 1}},
	} {
		for _, street := range [][]string{{""}, {"", ""}} {
			relations := c.relations
			if len(street) > 1 {
				relations = strings.ReplaceAll(relations, `<member type="way" ref="5" role="via"/>`, `<member type="way" ref="8" role="via"/><member type="way" ref="5" role="via"/>`)
			}
			r := tiny(t, carriageways(relations, street...), Jurisdiction{})
			if r.City().Restrictions != c.count {
				t.Errorf("%s: %+v", c.name, r.City().Restrictions)
			}
			for p, want := range map[geo.Profile]string{geo.Car: c.car, geo.Ebike: c.bicycle, geo.Foot: none, geo.Robot: none} {
				var can []string
				for names := range strings.SplitSeq(none, "|") {
					route := names
					if len(street) > 1 {
						route = strings.Replace(names, "5", "5 8", 1)
					}
					if drives(r, p, route) {
						can = append(can, names)
					}
				}
				if got := strings.Join(can, "|"); got != want {
					t.Errorf("%s: %s may go %s, not %s", c.name, p, got, want)
				}
				if p == geo.Foot && len(r.meshes[p].cut) > 0 {
					t.Errorf("%s: a walker's graph is cut", c.name)
				}
			}
			checkRoundTrip(t, r.City())
		}
	}
}

// TestEdgeEnteredByACopyAlone forbids turning left out of a one-way street that
// has a single way in: nobody comes to it without the start of the forbidden
// way behind him, and it stays a place to go to and to leave.
func TestEdgeEnteredByACopyAlone(t *testing.T) {
	xml := carriageways(byWay(4, "5", "restriction=no_u_turn"), "oneway=yes")
	xml = strings.Replace(xml, `<nd ref="8"/><nd ref="2"/>`, `<nd ref="2"/><nd ref="8"/>`, 1)
	r := tiny(t, xml, Jurisdiction{})
	street, west := geo.Point{Lng: 1.501, Lat: 42.5002}, geo.Point{Lng: 1.5002, Lat: 42.5005}
	s, err := r.Snap(geo.Car, street)
	if err != nil || s.Road != "5" {
		t.Fatalf("%+v, %v", s, err)
	}
	from := geo.Point{Lng: 1.5005, Lat: 42.5}
	if l := r.Leg(geo.Car, from, street); l.Meters > 70 {
		t.Errorf("to the street %v", l)
	}
	if l := r.Leg(geo.Car, street, west); l.Meters > 110 {
		t.Errorf("from the street, whoever stopped there may turn left: %v", l)
	}
	through, walk := r.Leg(geo.Car, from, west), r.Leg(geo.Foot, from, west)
	if through.Meters < 250 || walk.Meters > 170 {
		t.Errorf("a car goes %v, a walker %v", through, walk)
	}
	i, err := r.Within(geo.Car, from, 60_000)
	if err != nil {
		t.Fatal(err)
	}
	if l := i.Leg(street); l != r.Leg(geo.Car, from, street) {
		t.Errorf("isochrone %v", l)
	}
	checkArea(t, i, i.mesh.from(i.Origin))
}

func TestRestrictionCountString(t *testing.T) {
	for want, c := range map[string]RestrictionCount{
		"0 restrictions respected": {},
		"12 restrictions respected (2 by way of a road), left out: 3 for some hours only, 1 unclear": {Read: 16, ByNode: 10, ByWay: 2, Hours: 3, Unclear: 1},
		"1 restrictions respected, left out: 4 with a road absent or closed, 5 for other traffic":    {Read: 10, ByNode: 1, Absent: 4, Foreign: 5},
	} {
		if c.String() != want {
			t.Errorf("%q, not %q", c, want)
		}
	}
}
