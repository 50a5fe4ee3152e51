package matching_test

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// optimum finds the best plan of all: every shipment by every option in every
// vehicle, or undone, in every order of stops, with breaks in every way.
type optimum struct {
	p       *problem.Problem
	waiting []int
	options []int // of each of waiting
	found   bool
	undone  [2]int // by priority 1 and 0
	worth   int64
}

func newOptimum(p *problem.Problem) *optimum {
	o := &optimum{p: p}
	for i := range p.Shipments {
		if p.Shipments[i].Vehicle == "" {
			o.waiting = append(o.waiting, i)
		}
	}
	o.options = make([]int, len(o.waiting))
	o.choose(0)
	return o
}

// choose goes through all options of all shipments.
func (o *optimum) choose(k int) {
	if k == len(o.waiting) {
		o.split()
		return
	}
	for x := range o.p.Shipments[o.waiting[k]].Options {
		o.options[k] = x
		o.choose(k + 1)
	}
}

// split goes through all ways to share the shipments out.
func (o *optimum) split() {
	n := len(o.waiting)
	best := make([][]int64, len(o.p.Vehicles))
	for v := range best {
		best[v] = make([]int64, 1<<n)
		for set := range best[v] {
			best[v][set] = o.route(v, set)
		}
	}
	of := make([]int, n) // vehicle, -1: undone
	var share func(k int)
	share = func(k int) {
		if k == n {
			o.judge(of, best)
			return
		}
		for v := -1; v < len(o.p.Vehicles); v++ {
			of[k] = v
			share(k + 1)
		}
	}
	share(0)
}

// judge prices one way to share the shipments out.
func (o *optimum) judge(of []int, best [][]int64) {
	var undone [2]int
	sets := make([]int, len(best))
	moved, worth := 0, int64(0)
	lockers := map[string][]problem.Load{}
	for k, v := range of {
		s := &o.p.Shipments[o.waiting[k]]
		if v < 0 {
			undone[1-s.Priority]++
			continue
		}
		sets[v] |= 1 << k
		op := &s.Options[o.options[k]]
		price := o.p.Vehicles[v].Cost.PerTask + op.Fee
		if s.Was != "" && s.Was != o.p.Vehicles[v].ID {
			moved++
			price += o.p.Weights.Change
		}
		if o.p.Objective != problem.VehiclesDistance {
			worth += price
		}
		if op.Mode == problem.InLocker {
			lockers[op.Locker] = append(lockers[op.Locker], s.Load)
		}
	}
	if o.p.MaxChanged > 0 && moved > o.p.MaxChanged || !o.together(of) || !o.lockers(lockers) {
		return
	}
	for v, set := range sets {
		if best[v][set] == math.MaxInt64 {
			return
		}
		worth += best[v][set]
	}
	if c := slices.Compare(undone[:], o.undone[:]); !o.found || c < 0 || c == 0 && worth < o.worth {
		o.found, o.undone, o.worth = true, undone, worth
	}
}

func (o *optimum) together(of []int) bool {
	for k, v := range of {
		for x, w := range of {
			if word := o.p.Shipments[o.waiting[k]].Together; word != "" && word == o.p.Shipments[o.waiting[x]].Together && v != w {
				return false
			}
		}
	}
	return true
}

func (o *optimum) lockers(loads map[string][]problem.Load) bool {
	for id, list := range loads {
		free := o.p.Lockers[slices.IndexFunc(o.p.Lockers, func(l problem.Locker) bool { return l.ID == id })].Free
		if !pack(list, free, 0) {
			return false
		}
	}
	return true
}

// pack tries every compartment for every load.
func pack(loads, free []problem.Load, used int) bool {
	if len(loads) == 0 {
		return true
	}
	for c, room := range free {
		if used&(1<<c) == 0 && loads[0].Fits(room) && pack(loads[1:], free, used|1<<c) {
			return true
		}
	}
	return false
}

// route returns the least cost that the set adds to the vehicle's route;
// MaxInt64: it cannot take it.
func (o *optimum) route(v, set int) int64 {
	vehicle := o.p.Vehicles[v]
	if set == 0 {
		return 0
	}
	before, sound := author{o.p}.write(vehicle, vehicle.Route)
	if !sound {
		return math.MaxInt64
	}
	q := *o.p
	q.Shipments = slices.Clone(o.p.Shipments)
	var add [][]problem.Stop
	for k, i := range o.waiting {
		if set&(1<<k) == 0 {
			continue
		}
		s := &q.Shipments[i]
		op := &s.Options[o.options[k]]
		s.Vehicle, s.Option = vehicle.ID, o.options[k]
		own := func(m map[string]time.Duration, all time.Duration) time.Duration {
			if x, ok := m[vehicle.Type]; ok {
				return x
			}
			return all
		}
		var stops []problem.Stop
		if !s.Visit {
			stops = append(stops, problem.Stop{Shipment: i, Kind: problem.Pickup, Place: s.Pickup, Service: own(s.PickupServiceFor, s.PickupService)})
		}
		add = append(add, append(stops, problem.Stop{Shipment: i, Kind: problem.Delivery, Place: op.Place, Service: own(op.ServiceFor, op.Service)}))
	}
	least := int64(math.MaxInt64)
	at := make([]int, len(add))
	var build func(route []problem.Stop, fixed int)
	build = func(route []problem.Stop, fixed int) {
		done := fixed == len(vehicle.Route)
		for k := range add {
			done = done && at[k] == len(add[k])
		}
		if done {
			if r, ok := (author{&q}).write(vehicle, route); ok {
				least = min(least, author{&q}.score(vehicle, r)-author{o.p}.score(vehicle, before))
			}
			return
		}
		if fixed < len(vehicle.Route) {
			build(append(slices.Clip(route), vehicle.Route[fixed]), fixed+1)
		}
		if fixed < min(vehicle.Locked, len(vehicle.Route)) {
			return
		}
		for k := range add {
			if at[k] < len(add[k]) {
				at[k]++
				build(append(slices.Clip(route), add[k][at[k]-1]), fixed)
				at[k]--
			}
		}
	}
	build(nil, 0)
	return least
}

// tiny returns a problem that optimum can solve, with one worker for a visit.
func tiny(d *dice) *problem.Problem {
	n := 2 + d.n(3)
	p := rich(d, size{vehicles: 1 + d.n(2), waiting: n, committed: d.n(2)})
	visits := 0
	for i := range n {
		s := &p.Shipments[i]
		s.Workers = 0
		s.Options = s.Options[:min(len(s.Options), 2)]
		if n > 2 {
			s.Options = s.Options[:1]
		}
		if n > 3 && visits < 2 {
			s.Visit = true
			visits++
		}
	}
	for k := range p.Vehicles {
		v := &p.Vehicles[k]
		v.Breaks = v.Breaks[:min(1, len(v.Breaks))]
	}
	return p
}

// TestOptimum compares plans for small problems with the best ones.
func TestOptimum(t *testing.T) {
	computes(t)
	best, worse := 0, 0
	for seed := range sweep(200) {
		d := dice(6_000_000 + seed)
		p := tiny(&d)
		want := newOptimum(p)
		plan := matching.Optimize(p, matching.Options{Seed: 1, Threads: 1, Iterations: 400})
		if found := check.Plan(p, plan); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		n := undone(p, plan)
		got, left := worth(p, plan), [2]int{n[1], n[0]}
		c := slices.Compare(left[:], want.undone[:])
		switch {
		case c < 0 || c == 0 && got < want.worth:
			t.Fatalf("seed %d: %v undone at %d, and the best plan leaves %v at %d", seed, left, got, want.undone, want.worth)
		case c > 0 || got > want.worth:
			worse++
			t.Logf("seed %d: %v undone at %d, and the best plan leaves %v at %d", seed, left, got, want.undone, want.worth)
		default:
			best++
		}
	}
	t.Logf("%d are the best there is, %d are not", best, worse)
	if worse > best/20 {
		t.Errorf("too few plans are the best there is")
	}
}

// TestThreads asks for one plan on any number of threads.
func TestThreads(t *testing.T) {
	for seed := range 2 {
		d := dice(7_000_000 + seed)
		p := rich(&d, size{vehicles: 5, waiting: 20, committed: 6})
		one := matching.Optimize(p, matching.Options{Seed: 3, Threads: 1, Iterations: 300})
		for _, threads := range []int{2, 4} {
			if many := matching.Optimize(p, matching.Options{Seed: 3, Threads: threads, Iterations: 300}); !reflect.DeepEqual(one, many) {
				t.Fatalf("seed %d: another plan on %d threads", seed, threads)
			}
		}
	}
}

// TestLarge asks the judge about plans for hundreds of tasks of all sorts.
func TestLarge(t *testing.T) {
	for seed := range sweep(10) {
		d := dice(8_000_000 + seed)
		p := rich(&d, size{vehicles: 20 + d.n(20), waiting: 100 + d.n(160), committed: 40})
		plan := matching.Optimize(p, matching.Options{Seed: 1, Threads: 2, Iterations: 1})
		if found := check.Plan(p, plan); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		t.Logf("seed %d: %d assigned, %d undone", seed, len(plan.Assignments), len(plan.Undone))
	}
}
