package missions_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/missions"
)

var signals = []missions.Signal{missions.AtPickup, missions.Loaded, missions.AtHandoff, missions.Unloaded, missions.Abort}

// The life of a load written down a second time: a row for each phase, a
// column for each signal. The present phase stands where a repeated signal is
// accepted, "" where it is an error.
var lives = map[missions.Phase][5]missions.Phase{
	//                   at_pickup          loaded              at_handoff          unloaded            abort
	missions.ToPickup:  {missions.Loading, missions.ToHandoff, "", "", missions.Aborted},
	missions.Loading:   {missions.Loading, missions.ToHandoff, "", "", missions.Aborted},
	missions.ToHandoff: {missions.ToHandoff, missions.ToHandoff, missions.Unloading, missions.Done, missions.Aborted},
	missions.Unloading: {missions.Unloading, missions.Unloading, missions.Unloading, missions.Done, missions.Aborted},
	missions.Done:      {missions.Done, missions.Done, missions.Done, missions.Done, ""},
	missions.Aborted:   {missions.Aborted, missions.Aborted, missions.Aborted, missions.Aborted, missions.Aborted},
}

func TestEverySignal(t *testing.T) {
	for phase, row := range lives {
		for i, s := range signals {
			l := missions.Load{Order: "o1", Phase: phase}
			got, err := l.Next(s)
			if got != row[i] || (err == nil) != (row[i] != "") {
				t.Errorf("%s %s: %q, %v; want %q", phase, s, got, err, row[i])
			}
			if l.Phase != phase {
				t.Errorf("%s %s changed the load", phase, s)
			}
			if err == nil { // said again, it changes nothing
				l.Phase = got
				if again, err := l.Next(s); again != got || err != nil {
					t.Errorf("%s %s again: %q, %v", phase, s, again, err)
				}
			}
		}
		l := missions.Load{Phase: phase}
		if l.OnBoard() != (phase == missions.ToHandoff || phase == missions.Unloading) {
			t.Errorf("%s: on board %v", phase, l.OnBoard())
		}
		if l.Over() != (phase == missions.Done || phase == missions.Aborted) {
			t.Errorf("%s: over %v", phase, l.Over())
		}
	}
}

// A signal that nobody knows is an error in every phase.
func TestUnknownSignal(t *testing.T) {
	for phase := range lives {
		l := missions.Load{Order: "o1", Phase: phase}
		if got, err := l.Next("dance"); err == nil {
			t.Errorf("%s takes an unknown signal and goes to %s", phase, got)
		}
	}
}

func TestExtend(t *testing.T) {
	p := func(x float64) geo.Point { return geo.Point{Lng: x} }
	nodes := []missions.Node{{ID: "n0", Point: p(0)}}
	nodes = missions.Extend(nodes, []geo.Point{p(0), p(1), p(1), p(2)}, missions.Node{Point: p(2), Action: missions.PickNode, Order: "o1"})
	nodes = missions.Extend(nodes, []geo.Point{p(2), p(3)}, missions.Node{Point: p(4), Action: missions.DropNode, Order: "o1"})
	want := []missions.Node{
		{ID: "n0", Point: p(0)}, {ID: "n1", Point: p(1)}, {ID: "n2", Point: p(2), Action: missions.PickNode, Order: "o1"},
		{ID: "n3", Point: p(3)}, {ID: "n4", Point: p(4), Action: missions.DropNode, Order: "o1"},
	}
	if len(nodes) != len(want) {
		t.Fatalf("%v", nodes)
	}
	for i := range want {
		if !reflect.DeepEqual(nodes[i], want[i]) {
			t.Errorf("node %d is %+v, want %+v", i, nodes[i], want[i])
		}
	}
	// Picked and dropped at the same place: two nodes, or one action is lost.
	same := missions.Extend([]missions.Node{{ID: "n0", Point: p(0)}}, nil, missions.Node{Point: p(1), Action: missions.PickNode, Order: "o1"})
	same = missions.Extend(same, nil, missions.Node{Point: p(1), Action: missions.DropNode, Order: "o1"})
	if len(same) != 3 || same[1].Action != missions.PickNode || same[2].Action != missions.DropNode {
		t.Errorf("%+v", same)
	}
}

// A robot that says nothing of its way is behind the errand that comes next, and
// past the last that it did, however near another stretch of the way leads by.
func TestWhereARobotIsOnItsWay(t *testing.T) {
	p := func(lng float64) geo.Point { return geo.Point{Lng: lng, Lat: 42.5} }
	m := missions.Mission{
		Loads: []missions.Load{{Order: "o", Phase: missions.ToPickup}},
		Nodes: []missions.Node{{Point: p(1)}, {Point: p(1.001)}, {Point: p(1.002), Action: missions.PickNode, Order: "o"}, {Point: p(1.001)}, {Point: p(1), Action: missions.DropNode, Order: "o"}},
	}
	for _, c := range []struct {
		phase missions.Phase
		at    float64
		node  int
	}{{missions.ToPickup, 1, 0}, {missions.ToPickup, 1.0011, 1}, {missions.Loading, 1.002, 2}, {missions.ToHandoff, 1.002, 2}, {missions.ToHandoff, 1.0011, 3}, {missions.ToHandoff, 1, 4}} {
		m.Loads[0].Phase = c.phase
		if got := m.At(p(c.at)); got != c.node {
			t.Errorf("%s at %v: node %d, want %d", c.phase, c.at, got, c.node)
		}
	}
}

// TestGoodsOnBoard: a mission that only hands over has not begun before its
// robot has done something.
func TestGoodsOnBoard(t *testing.T) {
	m := missions.Mission{ID: "m", Loads: []missions.Load{{Order: "o", Phase: missions.ToHandoff}}, Nodes: []missions.Node{{ID: "n0"}, {ID: "n1", Action: missions.DropNode, Order: "o"}}}
	if m.Begun() {
		t.Error("goods on board count as something done")
	}
	there := m.With("o", func(l *missions.Load) { l.Phase = missions.Unloading })
	if !there.Begun() {
		t.Error("a robot at the door has done nothing")
	}
	m.Nodes = append([]missions.Node{{ID: "p", Action: missions.PickNode, Order: "o"}}, m.Nodes...)
	if !m.Begun() {
		t.Error("what was fetched counts as nothing done")
	}
}

// TestWithoutKeepsTheWay: what is sent again after an order was called off is
// what was sent, and another way leaves its errands out.
func TestWithoutKeepsTheWay(t *testing.T) {
	m := missions.Mission{
		ID: "m", Loads: []missions.Load{{Order: "a", Phase: missions.ToPickup}, {Order: "b", Phase: missions.ToPickup}}, Bases: []int{1},
		Nodes: []missions.Node{{ID: "n0"}, {ID: "n1", Action: missions.PickNode, Order: "a"}, {ID: "n2", Action: missions.PickNode, Order: "b"}},
	}
	rest := m.Without("a")
	if !slices.EqualFunc(rest.Nodes, m.Nodes, func(a, b missions.Node) bool { return a.ID == b.ID && a.Action == b.Action && a.Order == b.Order }) {
		t.Errorf("the way changed: %+v", rest.Nodes)
	}
	if e := rest.Errands(); len(e) != 1 || e[0].ID != "n2" || rest.Load("a").Phase != missions.Aborted {
		t.Errorf("errands %+v of loads %+v", e, rest.Loads)
	}
}
