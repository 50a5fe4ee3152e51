package missions_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/missions"
)

func ask(robot string, since clock.Instant, capacity int, way ...string) missions.GrantMove {
	m := missions.GrantMove{Verb: missions.Ask, Robot: robot, Mission: missions.ID("m" + robot), Since: since}
	for _, w := range way {
		m.Way = append(m.Way, missions.Resource{ID: w, Capacity: capacity})
	}
	return m
}

func move(v missions.GrantVerb, robot, resource string) missions.GrantMove {
	return missions.GrantMove{Verb: v, Robot: robot, Mission: missions.ID("m" + robot), Resource: resource}
}

func apply(t *testing.T, g *missions.Grants, ms ...missions.GrantMove) {
	t.Helper()
	for _, m := range ms {
		if err := g.Apply(m); err != nil {
			t.Fatal(err)
		}
		if wrong := g.Check(); len(wrong) > 0 {
			t.Fatalf("after %+v: %q", m, wrong)
		}
	}
}

// given gives all that can be given and returns it as "robot:resource".
func given(t *testing.T, g *missions.Grants) string {
	t.Helper()
	var out []string
	for m, ok := g.Next(); ok; m, ok = g.Next() {
		apply(t, g, m)
		out = append(out, m.Robot+":"+m.Resource)
	}
	return strings.Join(out, " ")
}

func TestGrants(t *testing.T) {
	type step struct {
		moves []missions.GrantMove
		gives string
	}
	for what, steps := range map[string][]step{
		"first come by the order's time": {
			{[]missions.GrantMove{ask("b", 1, 1, "x"), ask("a", 2, 1, "x"), ask("c", 0, 1, "x")}, "c:x"},
			{[]missions.GrantMove{move(missions.Leave, "c", "x")}, "b:x"},
			{[]missions.GrantMove{move(missions.Drop, "c", ""), move(missions.Leave, "b", "x")}, "a:x"},
		},
		"as many as there is room for": {
			{[]missions.GrantMove{ask("a", 1, 2, "x"), ask("b", 2, 2, "x"), ask("c", 3, 2, "x")}, "a:x b:x"},
			{[]missions.GrantMove{move(missions.Enter, "b", "x"), move(missions.Leave, "b", "x")}, "c:x"},
		},
		"it outlives its mission": {
			{[]missions.GrantMove{ask("a", 1, 1, "x"), ask("b", 2, 1, "x")}, "a:x"},
			{[]missions.GrantMove{move(missions.Drop, "a", "")}, ""},
			{[]missions.GrantMove{move(missions.Free, "a", "x")}, "b:x"},
		},
		"what is not given ends with its mission": {
			{[]missions.GrantMove{ask("a", 1, 1, "x"), ask("b", 2, 1, "x"), ask("c", 3, 1, "x")}, "a:x"},
			{[]missions.GrantMove{move(missions.Drop, "b", ""), move(missions.Leave, "a", "x")}, "c:x"},
		},
		"two ways that cross do not lock": {
			{[]missions.GrantMove{ask("a", 1, 1, "x", "y"), ask("b", 2, 1, "y", "x")}, "a:x a:y"},
			{[]missions.GrantMove{move(missions.Leave, "a", "x")}, ""},
			{[]missions.GrantMove{move(missions.Leave, "a", "y"), move(missions.Drop, "a", "")}, "b:y b:x"},
		},
		"who is inside passes an older one": {
			{[]missions.GrantMove{ask("b", 2, 1, "y", "x")}, "b:y b:x"},
			{[]missions.GrantMove{ask("a", 1, 1, "x", "y"), move(missions.Leave, "b", "y")}, ""},
			{[]missions.GrantMove{move(missions.Leave, "b", "x"), move(missions.Drop, "b", "")}, "a:x a:y"},
		},
		"a robot that stands there without a mission stops those behind it and nobody else": {
			{[]missions.GrantMove{ask("d", 1, 1, "x")}, "d:x"},
			{[]missions.GrantMove{move(missions.Drop, "d", ""), ask("a", 2, 1, "w", "x"), ask("b", 3, 1, "w")}, "b:w"},
			{[]missions.GrantMove{move(missions.Leave, "b", "w"), move(missions.Free, "d", "x")}, "a:w a:x"},
		},
		"it must leave before it may come again": {
			{[]missions.GrantMove{ask("a", 1, 1, "x")}, "a:x"},
			{[]missions.GrantMove{move(missions.Drop, "a", ""), ask("a", 2, 1, "x"), ask("b", 3, 1, "x")}, ""},
			{[]missions.GrantMove{move(missions.Leave, "a", "x")}, "a:x"},
		},
	} {
		var g missions.Grants
		for i, s := range steps {
			apply(t, &g, s.moves...)
			if got := given(t, &g); got != s.gives {
				t.Errorf("%s, step %d: gives %q, want %q", what, i+1, got, s.gives)
			}
		}
	}
}

func TestGrantsRefuse(t *testing.T) {
	var g missions.Grants
	apply(t, &g, ask("a", 1, 1, "x", "y"), ask("b", 2, 1, "x"), move(missions.Give, "a", "x"))
	before, _ := json.Marshal(g)
	for what, m := range map[string]missions.GrantMove{
		"one too many":     move(missions.Give, "b", "x"),
		"out of turn":      move(missions.Give, "b", "y"),
		"twice":            move(missions.Give, "a", "x"),
		"asks twice":       ask("a", 3, 1, "z"),
		"asks for nothing": ask("c", 3, 1),
		"no room ever":     ask("c", 3, 0, "z"),
		"same twice":       ask("c", 3, 1, "z", "z"),
		"not held":         move(missions.Leave, "b", "x"),
		"not held, staff":  move(missions.Free, "b", "y"),
		"never entered":    move(missions.Enter, "c", "x"),
		"no claim":         move(missions.Drop, "c", ""),
		"other mission":    {Verb: missions.Drop, Robot: "a", Mission: "other"},
		"no verb":          move("expire", "a", "x"),
	} {
		if err := g.Apply(m); err == nil {
			t.Errorf("%s was taken", what)
		}
		if after, _ := json.Marshal(g); string(after) != string(before) {
			t.Errorf("%s changed the table", what)
		}
	}
}

func TestStuck(t *testing.T) {
	var g missions.Grants
	apply(t, &g, ask("d", 1, 1, "x"), move(missions.Give, "d", "x"), ask("a", 2, 1, "x"), ask("b", 3, 1, "y"))
	if s := g.Stuck(); len(s) != 0 {
		t.Errorf("%q: d has a mission and will leave", s)
	}
	apply(t, &g, move(missions.Drop, "d", ""))
	if s := g.Stuck(); !slices.Equal(s, []string{"a"}) {
		t.Errorf("%q", s)
	}
}

// Robots come at random, with random ways through a few narrow places, drive
// on when granted and leave behind them: there are never more in a place than
// it has room for, every one comes through, and the table is empty at the end.
// It is stored and read back again and again on the way.
func TestGrantsProperty(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 7))
		places := 1 + r.IntN(5)
		room := make([]int, places)
		for i := range room {
			room[i] = 1 + r.IntN(2)
		}
		var g missions.Grants
		left := 30 // robots still to come
		inside := map[string]int{}
		steps := 0
		for now := clock.Instant(0); left > 0 || len(g.Claims) > 0 || len(g.Holds) > 0; now++ {
			if steps++; steps > 5000 {
				t.Fatalf("seed %d: nobody moves any more: %+v", seed, g)
			}
			if left > 0 && r.IntN(3) == 0 {
				left--
				m := missions.GrantMove{Verb: missions.Ask, Robot: fmt.Sprintf("r%02d", left), Mission: missions.ID("m" + fmt.Sprintf("r%02d", left)), Since: now}
				for _, p := range r.Perm(places)[:1+r.IntN(places)] {
					m.Way = append(m.Way, missions.Resource{ID: fmt.Sprint(p), Capacity: room[p]})
				}
				apply(t, &g, m)
			}
			for m, ok := g.Next(); ok; m, ok = g.Next() {
				apply(t, &g, m)
				inside[m.Resource]++
				var place int
				fmt.Sscan(m.Resource, &place)
				if inside[m.Resource] > room[place] {
					t.Fatalf("seed %d: %d robots in place %s for %d", seed, inside[m.Resource], m.Resource, room[place])
				}
			}
			if len(g.Holds) > 0 { // somebody leaves a place, or waits in the last that was granted
				h := g.Holds[r.IntN(len(g.Holds))]
				c, _ := g.Claim(h.Robot)
				if len(c.Way) == 0 || len(g.Of(h.Robot)) > 1 {
					apply(t, &g, missions.GrantMove{Verb: missions.Leave, Robot: h.Robot, Resource: h.Resource})
					inside[h.Resource]--
				}
				if len(c.Way) == 0 && len(g.Of(h.Robot)) == 0 {
					apply(t, &g, missions.GrantMove{Verb: missions.Drop, Robot: h.Robot, Mission: c.Mission})
				}
			}
			if s := g.Stuck(); len(s) > 0 {
				t.Fatalf("seed %d: %q cannot come through", seed, s)
			}
			raw, _ := json.Marshal(g)
			g = missions.Grants{}
			if err := json.Unmarshal(raw, &g); err != nil {
				t.Fatal(err)
			}
		}
		if len(g.Resources) > 0 {
			t.Fatalf("seed %d: %+v is left", seed, g.Resources)
		}
	}
}
