package check

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/linli/linli/matching/problem"
)

// Numbers and words that somebody sends some day.
var (
	oddNumbers = []float64{-1, 0, 1, 2, 7, 100, 1e6, 2e9, 1e15, 4e18, -4e18}
	oddWords   = []string{"", "c0", "c1-1", "team", "gone", "pickup", "delivery", "locker", "handover", "courier", "robot", "van", "levels"}
)

// mutate changes one leaf of chance in a tree of JSON, or repeats or drops a
// member of a list.
func mutate(d *dice, x any) any {
	switch x := x.(type) {
	case map[string]any:
		if len(x) == 0 {
			return x
		}
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		k := keys[d.n(len(keys))]
		x[k] = mutate(d, x[k])
		return x
	case []any:
		if len(x) == 0 {
			return x
		}
		k := d.n(len(x))
		switch {
		case d.one(8):
			return slices.Delete(x, k, k+1)
		case d.one(8):
			return append(x, x[k])
		}
		x[k] = mutate(d, x[k])
		return x
	case float64:
		if d.one(2) {
			return x + float64(d.n(3)-1)
		}
		return oddNumbers[d.n(len(oddNumbers))]
	case string:
		return oddWords[d.n(len(oddWords))]
	case bool:
		return !x
	}
	return nil
}

// through sends x through JSON into out, changed n times on the way.
func through(d *dice, x, out any, n int) bool {
	data, err := json.Marshal(x)
	if err != nil {
		return false
	}
	var tree any
	if json.Unmarshal(data, &tree) != nil {
		return false
	}
	for range n {
		tree = mutate(d, tree)
	}
	data, err = json.Marshal(tree)
	return err == nil && json.Unmarshal(data, out) == nil
}

// strange judges a world whose problem and plan were changed by chance, and
// reports how far it came: read, and valid.
func strange(t *testing.T, seed int, problems, plans int) (read, valid bool) {
	w := newWorld(seed)
	d := dice(seed)
	var p problem.Problem
	var plan problem.Plan
	if !through(&d, w.p, &p, problems) || !through(&d, w.plan, &plan, plans) {
		return false, false
	}
	p.Times = w.p.Times
	err := problem.Validate(&p)
	if err != nil {
		if err.Error() == "" {
			t.Error("an error without words")
		}
		return true, false
	}
	Plan(&p, plan)
	Cost(&p, plan)
	for _, r := range plan.Routes {
		for _, v := range p.Vehicles {
			Route(&p, v, r)
			RouteCost(&p, v, r)
		}
	}
	return true, true
}

// TestStrange asks that neither Validate nor the judge of what it passes ever
// panics.
func TestStrange(t *testing.T) {
	read, valid := 0, 0
	for seed := range 1000 {
		r, v := strange(t, seed, seed%4, seed/4%6)
		if r {
			read++
		}
		if v {
			valid++
		}
	}
	if read < 800 || valid < 400 || valid == read {
		t.Errorf("%d read, %d valid", read, valid)
	}
	t.Logf("%d read, %d valid", read, valid)
}

func FuzzPlan(f *testing.F) {
	f.Add(1, uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, seed int, problems, plans uint8) {
		strange(t, seed, int(problems%32), int(plans%64))
	})
}

func FuzzJudge(f *testing.F) {
	f.Add(int64(10), 3.0, 20.0, 5, []byte{1, 2, 0, 3, 4})
	f.Fuzz(func(t *testing.T, capacity int64, ready, due float64, pair int, stops []byte) {
		x := pairs()
		x.Capacity, x.Nodes[2].Ready, x.Nodes[3].Due, x.Nodes[3].Delivery = capacity, ready, due, pair
		routes := [][]int{nil}
		for _, s := range stops {
			if s == 0 {
				routes = append(routes, nil)
				continue
			}
			last := len(routes) - 1
			routes[last] = append(routes[last], int(s)-1)
		}
		vehicles, distance, unassigned, _ := Judge(x, routes)
		if vehicles > len(routes) || distance < 0 || len(unassigned) > 4 {
			t.Fatalf("%d vehicles, %g, without %v", vehicles, distance, unassigned)
		}
	})
}
