package matching_test

import (
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// town returns waiting orders from 150 shops for workers all over a town 8 km
// wide, priced as the live dispatcher prices them.
func town(seed, orders, workers int) *problem.Problem {
	d := dice(seed)
	p := &problem.Problem{Epoch: 1, Now: now, Weights: problem.Weights{LatePerMinute: 50, LateStep: 10, WaitPerMinute: 5, ResidentPerMinute: 2}}
	const shops = 150
	for range shops + orders + workers {
		p.Places = append(p.Places, geo.Point{Lng: 1.52 + float64(d.n(9000))/1e5, Lat: 42.5 + float64(d.n(7000))/1e5})
	}
	m := problem.NewMatrix(len(p.Places))
	for i := range p.Places {
		for j := range shops + orders {
			meters := 1.3 * geo.Distance(p.Places[i], p.Places[j])
			m.Set(i, j, problem.Leg{Travel: time.Duration(meters/250*60) * time.Second, Meters: geo.Meters(meters)})
		}
	}
	p.SetMatrix(geo.Ebike, m)
	for k := range orders {
		s := shipment(fmt.Sprintf("s%04d", k), d.n(shops), door(shops+k))
		s.Release, s.Due, s.Latest = in(float64(d.n(20))), in(float64(35+d.n(20))), in(200)
		p.Shipments = append(p.Shipments, s)
	}
	for k := range workers {
		v := courier(fmt.Sprintf("c%04d", k), shops+orders+k)
		v.ShiftEnd, v.MaxTasks = in(240), 6
		p.Vehicles = append(p.Vehicles, v)
	}
	return p
}

// BenchmarkBatch plans 1,000 open orders for 1,500 workers: how long until the
// first complete plan, and what the plan costs after so much time.
func BenchmarkBatch(b *testing.B) {
	p := town(1, 1000, 1500)
	for _, limit := range []time.Duration{300 * time.Millisecond, 3 * time.Second} {
		b.Run(limit.String(), func(b *testing.B) {
			for b.Loop() {
				began := time.Now()
				plan, first := batch(p, 1, limit)
				b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms")
				b.ReportMetric(float64(first.Milliseconds()), "first-ms")
				b.ReportMetric(float64(len(plan.Undone)), "undone")
				b.ReportMetric(float64(plan.Iterations), "iterations")
				b.ReportMetric(float64(check.Cost(p, plan).Terms.Total()), "cost")
			}
		})
	}
}

// BenchmarkBatchGap is by how much a plan of 3 seconds costs more than the best
// of five of two minutes each: ten minutes, LINLI_HEAVY=1 asks for them.
func BenchmarkBatchGap(b *testing.B) {
	if os.Getenv("LINLI_HEAVY") == "" {
		b.Skip("ten minutes: set LINLI_HEAVY=1")
	}
	p := town(1, 1000, 1500)
	cost := func(seed uint64, limit time.Duration) float64 {
		plan, _ := batch(p, seed, limit)
		if len(plan.Undone) > 0 {
			b.Errorf("seed %d: %d orders undone after %v", seed, len(plan.Undone), limit)
		}
		return float64(check.Cost(p, plan).Terms.Total())
	}
	for b.Loop() {
		brief := cost(1, 3*time.Second)
		best := math.Inf(1)
		for seed := range uint64(5) {
			long := cost(seed+1, 2*time.Minute)
			b.Logf("seed %d: %.0f after two minutes, %.0f after 3 s", seed+1, long, brief)
			best = min(best, long)
		}
		b.ReportMetric(brief, "cost")
		b.ReportMetric(best, "best")
		b.ReportMetric(100*(brief/best-1), "%over")
	}
}

// batch plans p on two threads within a limit, and says when the first complete
// plan was there.
func batch(p *problem.Problem, seed uint64, limit time.Duration) (problem.Plan, time.Duration) {
	began, first := time.Now(), time.Duration(0)
	plan := matching.Optimize(p, matching.Options{Seed: seed, Threads: 2, Brief: true,
		Spent: func() float64 { return float64(time.Since(began)) / float64(limit) },
		Progress: func(f matching.Found) {
			if first == 0 && f.Undone == 0 {
				first = time.Since(began)
			}
		}})
	return plan, first
}

// BenchmarkOnline goes from a plan of 120 orders on 40 workers, of which half
// have begun, and five orders more to a new plan.
func BenchmarkOnline(b *testing.B) {
	p, before := running(120, 40)
	for name, o := range map[string]matching.Options{
		"brief":    {Brief: true},     // the new orders go where they are cheapest
		"compared": {},                // and every order is compared with every other place
		"searched": {Iterations: 200}, // after a short search
	} {
		b.Run(name, func(b *testing.B) {
			o.Start, o.Seed, o.Threads = &before, 1, 1
			for b.Loop() {
				matching.Optimize(p, o)
			}
		})
	}
}

// running returns a problem in the middle of a day, and the plan before it:
// what the workers do next is locked, the rest may still change but has a
// promise, and five orders are new.
func running(orders, workers int) (*problem.Problem, problem.Plan) {
	p := town(2, orders+5, workers)
	all := p.Shipments
	p.Shipments = all[:orders]
	before := matching.Optimize(p, matching.Options{Seed: 1, Threads: 2, Iterations: 200})
	p.Shipments = all
	p.Weights.Change, p.MaxChanged = 300, 5
	for _, a := range before.Assignments {
		p.Shipments[index(p, a.Shipment)].Was = a.Vehicle
	}
	for _, r := range before.Routes {
		v := vehicle(p, r.Vehicle)
		first := r.Stops[0]
		for _, s := range r.Stops {
			if s.Shipment != first.Shipment {
				continue
			}
			i := index(p, s.Shipment)
			sh := &p.Shipments[i]
			sh.Vehicle, sh.Was = v.ID, ""
			place := sh.Pickup
			if s.Kind == problem.Delivery {
				place = sh.Options[0].Place
			}
			v.Route = append(v.Route, problem.Stop{Shipment: i, Kind: s.Kind, Place: place, Service: s.Service})
		}
		v.Locked = 1
	}
	return p, before
}

func index(p *problem.Problem, id string) int {
	for i := range p.Shipments {
		if p.Shipments[i].ID == id {
			return i
		}
	}
	return -1
}

// TestOnline asks that locked stops stay, and that few promises change and are
// told.
func TestOnline(t *testing.T) {
	p, before := running(20, 8)
	plan := matching.Optimize(p, matching.Options{Seed: 1, Threads: 2, Iterations: 200, Start: &before})
	if found := check.Plan(p, plan); len(found) > 0 {
		t.Fatal(found)
	}
	fresh := matching.Solve(p, nil)
	t.Logf("%d assigned, %d undone, %d promises changed; from nothing: %d undone, %d changed", len(plan.Assignments), len(plan.Undone), len(plan.Changed),
		len(fresh.Undone), len(fresh.Changed))
	if len(plan.Undone) > 0 || len(plan.Changed) > 5 {
		t.Errorf("undone %d, changed %v", len(plan.Undone), plan.Changed)
	}
	if compare(p, plan, fresh) > 0 {
		t.Errorf("worse than from nothing")
	}
}
