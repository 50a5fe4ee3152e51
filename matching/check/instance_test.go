package check

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// pairs returns an instance with two pairs on a cross of four roads, all 3-4-5
// triangles: 1→2 and 3→4.
func pairs() *Instance {
	return &Instance{Vehicles: 2, Capacity: 10, Nodes: []InstanceNode{
		{Due: 100},
		{X: 3, Y: 4, Demand: 6, Ready: 10, Due: 20, Service: 2, Delivery: 2},
		{X: 6, Y: 8, Demand: -6, Due: 30, Service: 2, Pickup: 1},
		{X: -3, Y: -4, Demand: 5, Due: 60, Service: 2, Delivery: 4},
		{X: -6, Y: -8, Demand: -5, Due: 70, Service: 2, Pickup: 3},
	}}
}

func TestJudge(t *testing.T) {
	both := [][]int{{1, 2}, {3, 4}}
	one := [][]int{{1, 2, 3, 4}} // 5 wait 10 +2 +5 = 17 +2 +15 = 34 +2 +5 = 41 +2 +10 = 53
	cases := []struct {
		name       string
		change     func(x *Instance)
		routes     [][]int
		vehicles   int
		distance   float64
		unassigned []int
		rules      []string
	}{
		{"two vehicles", nil, both, 2, 40, nil, nil},
		{"one vehicle and an empty one", nil, append([][]int{{}}, one...), 1, 40, nil, nil},
		{"one left out", nil, both[:1], 1, 20, []int{3, 4}, nil},
		{"nothing", nil, nil, 0, 0, []int{1, 2, 3, 4}, nil},
		{"just in time", func(x *Instance) { x.Nodes[2].Due = 17; x.Nodes[0].Due = 53 }, one, 1, 40, nil, nil},
		{"just in time but for noise", func(x *Instance) { x.Nodes[2].Due = 17 - Noise/2 }, one, 1, 40, nil, nil},
		{"too late", func(x *Instance) { x.Nodes[2].Due = 17 - 2*Noise }, one, 1, 40, nil, []string{"window"}},
		{"back too late", func(x *Instance) { x.Nodes[0].Due = 53 - 2*Noise }, one, 1, 40, nil, []string{"back"}},
		{"back just in the route time", func(x *Instance) { x.RouteTime = 53 }, one, 1, 40, nil, nil},
		{"route too long", func(x *Instance) { x.RouteTime = 52.9 }, one, 1, 40, nil, []string{"back"}},
		{"the depot opens later", func(x *Instance) { x.Nodes[0].Ready, x.RouteTime = 20, 100 }, [][]int{{3, 4}}, 1, 20, []int{1, 2}, nil},
		{"overloaded", nil, [][]int{{3, 1, 2, 4}}, 1, 50, nil, []string{"capacity"}},
		{"delivered first", func(x *Instance) { x.Nodes[1].Due = 90 }, [][]int{{2, 1}, {3, 4}}, 2, 40, nil, []string{"order"}},
		{"torn apart", func(x *Instance) { x.Nodes[2].Due = 90 }, [][]int{{1}, {3, 4, 2}}, 2, 50, nil, []string{"pair"}},
		{"half of a pair", nil, [][]int{{1}, {3, 4}}, 2, 30, []int{2}, []string{"pair"}},
		{"the other half", nil, [][]int{{2}, {3, 4}}, 2, 40, []int{1}, []string{"pair"}},
		{"twice", nil, [][]int{{1, 2}, {3, 4}, {1, 2}}, 3, 60, nil, []string{"node", "vehicles"}},
		{"twice on one route", nil, [][]int{{1, 2, 2}, {3, 4}}, 2, 40, nil, []string{"node"}},
		{"the depot", nil, [][]int{{1, 0, 2}, {3, 4}}, 2, 40, nil, []string{"node"}},
		{"no such node", nil, [][]int{{1, 2, 5}, {3, 4, -1}}, 2, 40, nil, []string{"node"}},
		{"too many", func(x *Instance) { x.Vehicles = 1 }, both, 2, 40, nil, []string{"vehicles"}},
		{"no limit of vehicles", func(x *Instance) { x.Vehicles = 0 }, both, 2, 40, nil, nil},
		{"a hole", func(x *Instance) { x.Nodes[2].X = math.NaN() }, both[1:], 1, 20, []int{1, 2}, nil},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			x := pairs()
			if tc.change != nil {
				tc.change(x)
			}
			vehicles, distance, unassigned, found := Judge(x, tc.routes)
			if vehicles != tc.vehicles || math.Abs(distance-tc.distance) > 1e-9 || !slices.Equal(unassigned, tc.unassigned) {
				t.Errorf("%d vehicles, %g, without %v; want %d, %g, without %v", vehicles, distance, unassigned, tc.vehicles, tc.distance, tc.unassigned)
			}
			if got := rules(found); !slices.Equal(got, tc.rules) {
				t.Errorf("found %v, want %v", found, tc.rules)
			}
		})
	}
}

// TestJudgeHole asks that a drive that is no number keeps no window.
func TestJudgeHole(t *testing.T) {
	x := pairs()
	x.Nodes[2].X = math.NaN()
	if _, _, _, found := Judge(x, [][]int{{1, 2}}); !slices.Equal(rules(found), []string{"window", "back"}) {
		t.Errorf("found %v", found)
	}
}

// TestJudgeMatrix gives the way there and back other times, and lengths of
// their own.
func TestJudgeMatrix(t *testing.T) {
	x := &Instance{Capacity: 1, Nodes: []InstanceNode{{Due: 12}, {Demand: 1, Due: 7, Service: 1, Delivery: 2}, {Demand: -1, Due: 9, Pickup: 1}},
		Travel: [][]float64{{0, 7, 1}, {1, 0, 1}, {3, 1, 0}}}
	if v, d, _, found := Judge(x, [][]int{{1, 2}}); v != 1 || d != 11 || found != nil {
		t.Errorf("%d vehicles, %g: %v", v, d, found)
	}
	x.Distance = [][]float64{{0, 100, 0}, {0, 0, 20}, {3, 0, 0}}
	x.Nodes[0].Due = 11.5
	if _, d, _, found := Judge(x, [][]int{{1, 2}}); d != 123 || !slices.Equal(rules(found), []string{"back"}) {
		t.Errorf("%g: %v", d, found)
	}
}

// TestJudgeDeliveries judges an instance in Solomon's way: nothing is paired,
// and a route's whole demand is on board at once.
func TestJudgeDeliveries(t *testing.T) {
	x := &Instance{Capacity: 10, Nodes: []InstanceNode{{Due: 100}, {X: 1, Demand: 6, Due: 50}, {X: 2, Demand: 4, Due: 50}, {X: 3, Demand: 1, Due: 50}}}
	if v, d, un, found := Judge(x, [][]int{{1, 2}, {3}}); v != 2 || d != 10 || un != nil || found != nil {
		t.Errorf("%d vehicles, %g, without %v: %v", v, d, un, found)
	}
	if _, _, _, found := Judge(x, [][]int{{1, 2, 3}}); !slices.Equal(rules(found), []string{"capacity"}) {
		t.Errorf("found %v", found)
	}
}

// TestJudgeReal reads an instance of the benchmark with a reader of its own and
// serves every pair by a vehicle of its own: all instances allow that.
func TestJudgeReal(t *testing.T) {
	file, err := os.Open("../../../shared/bench/lilim/li_lim_100/lr101.txt")
	if err != nil {
		t.Skip("the benchmark data are not here: ../../../shared/bench")
	}
	defer file.Close()
	x, lines := &Instance{}, bufio.NewScanner(file)
	for lines.Scan() {
		if len(x.Nodes) == 0 && x.Capacity == 0 {
			var speed int
			if _, err := fmt.Sscan(lines.Text(), &x.Vehicles, &x.Capacity, &speed); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var n InstanceNode
		var id int
		if _, err := fmt.Sscan(lines.Text(), &id, &n.X, &n.Y, &n.Demand, &n.Ready, &n.Due, &n.Service, &n.Pickup, &n.Delivery); err != nil {
			t.Fatal(err)
		}
		x.Nodes = append(x.Nodes, n)
	}
	var routes [][]int
	for i, n := range x.Nodes {
		if n.Delivery > 0 {
			routes = append(routes, []int{i, n.Delivery})
		}
	}
	x.Vehicles = 0
	if v, _, un, found := Judge(x, routes); v != len(routes) || un != nil || found != nil {
		t.Errorf("%d vehicles, without %v: %v", v, un, found)
	}
}

// rules returns the rules broken, each once, in the order of their finding.
func rules(found []Violation) (list []string) {
	for _, f := range found {
		if !slices.Contains(list, f.Rule) {
			list = append(list, f.Rule)
		}
	}
	return list
}
