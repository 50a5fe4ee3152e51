package mdrp

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/simulator"
)

// hamlet is a day with two restaurants, two couriers and four orders; o1 and o2
// are ready together, at the same counter, and go the same way, and c2 comes too
// late to take one of them. Nobody can bring o4 in time.
func hamlet() *Instance {
	return &Instance{
		Name:   "hamlet",
		Params: Params{MetersPerMinute: 100, PickupService: 4, DropoffService: 4, Target: 40, Maximum: 90, PayPerOrder: 10, PayPerHour: 15},
		Orders: []Order{
			{ID: "o1", At: Point{1500, 0}, Placed: 10, Restaurant: 0, Ready: 25},
			{ID: "o2", At: Point{1600, 100}, Placed: 12, Restaurant: 0, Ready: 25},
			{ID: "o3", At: Point{900, 1000}, Placed: 70, Restaurant: 1, Ready: 80},
			{ID: "o4", At: Point{0, 20000}, Placed: 30, Restaurant: 1, Ready: 40},
		},
		Couriers: []Courier{
			{ID: "c1", At: Point{300, 0}, On: 0, Off: 60},
			{ID: "c2", At: Point{0, 900}, On: 60, Off: 240},
		},
		Restaurants: []Restaurant{{ID: "r1", At: Point{0, 0}}, {ID: "r2", At: Point{1000, 1000}}},
	}
}

// watched notes the problems that a solver is asked.
type watched struct {
	shell.Solver
	asked []*problem.Problem
}

func (w *watched) Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	w.asked = append(w.asked, p)
	return w.Solver.Solve(ctx, p)
}

// TestEngine lives a small day and finds all of it in the zone's journal, which
// the engine decides again as it was.
func TestEngine(t *testing.T) {
	for _, v := range []Variant{Plain, Prepositioning} {
		in, store, seen := hamlet(), simulator.NewStore(), &watched{}
		w := DefaultWeights()
		w.Variant = v
		s, _, err := live(t.Context(), in, w, nil, setting{store: store, audit: true, solver: func(s shell.Solver) shell.Solver {
			seen.Solver = s
			return seen
		}})
		if err != nil {
			t.Fatal(err)
		}
		m := Measure(in, s, v)
		if !m.Feasible || m.Over > 0 || m.Delivered != 3 {
			t.Errorf("variant %d: %v, %d over the maximum, %d delivered", v, m.Violations, m.Over, m.Delivered)
		}
		if v == Plain && !slices.ContainsFunc(s.Assignments, func(a Assignment) bool { return len(a.Orders) == 2 && a.At == a.Pickup-5 }) {
			t.Errorf("no bundle, told when the courier must leave: %+v", s.Assignments)
		}
		events, decisions := journal(t, store)
		want := map[string]int{
			"PlaceOrder": 4, "Prepare": 8, "CourierOnline": 2, "AnswerOffer": 3, "PickUpOrder": 3, "DeliverOrder": 3,
			"OfferPut": 3, "OrderGone": 4, "Rejected": 0,
		}
		for name, n := range want {
			if got := events[name] + decisions[name]; got != n {
				t.Errorf("variant %d: the journal has %d of %s, want %d", v, got, name, n)
			}
		}
		if solved := events["Solved"]; solved != len(seen.asked) || solved != decisions["Solve"] || solved < 40 {
			t.Errorf("variant %d: %d plans asked for, %d made, %d came back", v, decisions["Solve"], len(seen.asked), solved)
		}
		blind(t, in, seen.asked)
		again, err := simulator.Replay{Journal: store, Zone: zone, Policy: policyOf(&in.Params), Engines: []string{simulator.Engine}}.Verify(t.Context())
		if err != nil || again.Records != store.Committed {
			t.Errorf("variant %d: decided again: %d of %d records, %v", v, again.Records, store.Committed, err)
		}
	}
}

// journal counts the events and decisions that a store holds, by name, and
// checks that no order is heard of before its placement.
func journal(t *testing.T, store *simulator.Store) (events, decisions map[string]int) {
	t.Helper()
	events, decisions = map[string]int{}, map[string]int{}
	placed := map[string]int{}
	for _, o := range hamlet().Orders {
		placed[o.ID] = o.Placed
	}
	if err := store.Records(t.Context(), zone, 0, func(r dispatch.Record) error {
		ev, err := dispatch.DecodeEvent(r.Event)
		if err != nil {
			return err
		}
		ds, err := dispatch.DecodeDecisions(r.Decisions)
		if err != nil {
			return err
		}
		events[dispatch.NameOf(ev)]++
		for _, d := range ds {
			decisions[dispatch.NameOf(d)]++
		}
		for id, minute := range placed {
			name := []byte(`"` + id + `"`)
			if minuteOf(r.At) < minute && (bytes.Contains(r.Event, name) || bytes.Contains(r.Decisions, name)) {
				t.Errorf("order %s is placed at %d, and in record %d of minute %d", id, minute, r.Seq, minuteOf(r.At))
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return events, decisions
}

// blind checks that no problem speaks of an order before its placement, and that
// each does from then on, while nobody has it.
func blind(t *testing.T, in *Instance, asked []*problem.Problem) {
	t.Helper()
	first := map[string]int{}
	for _, p := range asked {
		for _, sh := range p.Shipments {
			if _, known := first[sh.ID]; !known {
				first[sh.ID] = minuteOf(p.Now)
			}
		}
	}
	for _, o := range in.Orders {
		if at, ok := first[o.ID]; !ok || at != o.Placed {
			t.Errorf("order %s is placed at %d and planned with from %d (%v)", o.ID, o.Placed, at, ok)
		}
	}
}

// TestRefused spoils plans in ways that break the record's rules or the engine's;
// the engine notices, and the day says so.
func TestRefused(t *testing.T) {
	for name, spoil := range map[string]func(*problem.Plan){
		"there sooner than the way allows": func(p *problem.Plan) { p.Routes[0].Stops[0].Arrive -= 60_000_000 },
		"delivered before it is fetched":   func(p *problem.Plan) { slices.Reverse(p.Routes[0].Stops) },
		"a courier who is not at work":     func(p *problem.Plan) { p.Assignments[0].Vehicle, p.Routes[0].Vehicle = "c2", "c2" },
		"picked up before it is ready": func(p *problem.Plan) {
			for i := range p.Routes[0].Stops {
				x := &p.Routes[0].Stops[i]
				x.Arrive, x.Start, x.Depart = x.Arrive.Add(-20*time.Minute), x.Start.Add(-20*time.Minute), x.Depart.Add(-20*time.Minute)
			}
		},
	} {
		_, _, err := live(t.Context(), hamlet(), DefaultWeights(), nil, setting{store: simulator.NewStore(), solver: func(s shell.Solver) shell.Solver {
			return spoiled{s, spoil}
		}})
		if err == nil || !strings.Contains(err.Error(), "the engine refused") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type spoiled struct {
	shell.Solver
	spoil func(*problem.Plan)
}

func (s spoiled) Solve(ctx context.Context, p *problem.Problem) (problem.Plan, error) {
	plan, err := s.Solver.Solve(ctx, p)
	if len(plan.Assignments) > 0 {
		s.spoil(&plan)
	}
	return plan, err
}

// TestGround wants the record's own times between the points of places, also of
// such that are one.
func TestGround(t *testing.T) {
	p := Params{MetersPerMinute: 320}
	g, err := newGround(p)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		a := Point{float64(i*7919%21000) - 10000, float64(i * 104729 % 20011)}
		b := Point{float64(i * 31 % 500), float64(i*17%400) + 0.004}
		from, to := g.put(fmt.Sprint("a", i), a), g.put(fmt.Sprint("b", i), b)
		if same := g.put(fmt.Sprint("c", i), a); same == from || g.minutes(from, same) != 0 {
			t.Fatalf("two places at %v: %v and %v", a, from, same)
		}
		if got, want := g.leg(from, to).Travel, time.Duration(p.Travel(a, b))*time.Minute; got != want {
			t.Fatalf("%v to %v: %s, want %s", a, b, got, want)
		}
	}
}
