package matching

import (
	"slices"

	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// Options steer Optimize. With neither Iterations nor Spent it does what Solve
// does, and then moves single shipments as long as that helps.
type Options struct {
	Seed       uint64
	Threads    int            // goroutines at most; the plan does not depend on it
	Iterations int64          // of the search; 0: no limit
	Spent      func() float64 // share of the time that is over, from 0 to 1; nil: no limit of time
	Progress   func(Found)    // told each better plan that the search finds; nil: nobody
	Start      *problem.Plan  // an earlier answer, to begin with: what still waits is put where it says; nil: from nothing

	// Brief leaves the comparison with other vehicles out of the explanations:
	// each has the candidate chosen, and all time goes into the search.
	Brief bool
}

// over reports whether the time is.
func (o *Options) over() bool { return o.Spent != nil && o.Spent() >= 1 }

// mostPairs is up to how many shipments times vehicles a first plan is built
// with every vehicle in mind. Beyond it, the search builds it from the nearest.
const mostPairs = 20_000

// Found is what a plan is worth that the search has found on its way.
type Found struct {
	Undone     int64 // weight of what is left undone
	Vehicles   int   // in use
	Cost       int64 // minor units, or metres if they are the objective
	Iterations int64
}

// reserve is the share of the time that the search leaves for the explanations.
const (
	reserve      = 0.08
	reserveBrief = 0.02
)

// Optimize answers p with a plan that a search has made better: a first plan
// is built as Solve builds it, or as Options.Start says; package search moves
// shipments about in it; then each shipment is compared with every other place
// that it could have in the final plan, and moved while there is a cheaper
// one, so that its explanation is true of the plan as it is. Only when the time
// is over before that is a shipment not compared, and its text says so.
//
// The same problem, seed and Iterations give the same plan on any number of
// threads, if Spent is nil. p is read only, and has to be sound
// (problem.Validate). Stops in hand stay; a visit for several workers keeps
// the vehicles and the start that the first plan gave it.
func Optimize(p *problem.Problem, o Options) problem.Plan {
	first := newSolver(p)
	first.follow(o.Start)
	searches := o.Iterations > 0 || o.Spent != nil
	var draft problem.Plan
	if searches && len(p.Shipments)*len(p.Vehicles) > mostPairs {
		first.constructCrews(&draft, o.over)
	} else {
		first.construct(&draft, o.over)
	}
	best, iterations := first, int64(0)
	if searches {
		best, iterations = first.search(&o)
	}
	plan := problem.Plan{Epoch: p.Epoch, Iterations: iterations}
	best.polish(&plan, &o)
	for k := range best.tours {
		if best.tours[k].added > 0 {
			plan.Routes = append(plan.Routes, best.tours[k].route())
		}
	}
	plan.Changed = best.changed()
	return plan
}

// search returns a better plan than s, or s, and how long it took.
func (s *solver) search(o *Options) (*solver, int64) {
	c := compile(s.stays(), o.Threads)
	if !slices.ContainsFunc(c.tasks, func(t task) bool { return !t.pinned }) {
		return s, 0
	}
	options := c.options(o)
	options.Start = c.start(s)
	solution := search.Search(&c.model, options)
	if found := c.adopt(solution); found.value().less(s.value()) {
		return found, solution.Iterations
	}
	return s, solution.Iterations
}

// value is what a plan is worth; less is better.
type value struct{ undone, cost int64 }

func (v value) less(w value) bool {
	return v.undone < w.undone || v.undone == w.undone && v.cost < w.cost
}

// value weighs the plan as it stands.
func (s *solver) value() value {
	var v value
	weights := undoneWeights(s.problem)
	for i := range s.problem.Shipments {
		sh := &s.problem.Shipments[i]
		if sh.Vehicle == "" {
			v.undone += weights[sh.Priority] * int64(max(1, sh.Workers)-len(s.where[i].tours))
		}
		for n, t := range s.where[i].tours {
			price := t.vehicle.Cost.PerTask + sh.Options[s.where[i].option].Fee + strangeness(sh, t.vehicle.ID)
			if n == 0 && s.broken(i) {
				price += s.problem.Weights.Change
			}
			v.cost += t.prices.extra(price)
		}
	}
	for k := range s.tours {
		v.cost += s.tours[k].cost
	}
	return v
}

// options returns the options of the search.
func (c *compiled) options(o *Options) search.Options {
	out := search.Options{Seed: o.Seed, Threads: max(1, o.Threads), Iterations: o.Iterations,
		FewestVehicles: c.units.objective == problem.VehiclesDistance}
	if o.Spent != nil {
		share := 1 - reserve
		if o.Brief {
			share = 1 - reserveBrief
		}
		out.Spent = func() float64 { return o.Spent() / share }
	}
	if o.Progress != nil {
		out.Progress = func(v search.Value, iterations int64) {
			f := Found{Undone: v.Undone, Vehicles: v.Vehicles, Cost: v.Cost / c.units.scale, Iterations: iterations}
			o.Progress(f)
		}
	}
	return out
}

// follow places what waits where an earlier plan had it, as far as that is
// still allowed.
func (s *solver) follow(plan *problem.Plan) {
	if plan == nil {
		return
	}
	index := make(map[string]int, len(s.problem.Shipments))
	for i := range s.problem.Shipments {
		index[s.problem.Shipments[i].ID] = i
	}
	option := make(map[string]int, len(plan.Assignments))
	for _, a := range plan.Assignments {
		option[a.Shipment] = a.Option
	}
	for k := range plan.Routes {
		t := s.tourOf(plan.Routes[k].Vehicle)
		if t == nil || t.broken != none {
			continue
		}
		for n := range plan.Routes[k].Stops {
			x := &plan.Routes[k].Stops[n]
			i, known := index[x.Shipment]
			o, chosen := option[x.Shipment]
			if known && chosen && x.Kind == problem.Delivery {
				s.again(i, o, t)
			}
		}
	}
}

// again places the shipment at i by the option in the tour, if it may go there
// and neither binds others nor is bound.
func (s *solver) again(i, option int, t *tour) {
	sh := &s.problem.Shipments[i]
	if sh.Vehicle != "" || sh.Together != "" || sh.Workers > 1 || s.decided[i] || option < 0 || option >= len(sh.Options) {
		return
	}
	s.verdict.reset(sh)
	s.prepare(i, 0)
	s.onlyOption = option
	s.judge(t)
	s.onlyOption = -1
	if c, ok := s.verdict.chosen(); ok {
		s.put(i, c)
		s.decided[i] = true
	}
}

// stays returns a solver in which only what the search may not move is placed:
// the visits for several workers.
func (s *solver) stays() *solver {
	out := newSolver(s.problem)
	for k := range s.tours {
		if s.tours[k].added == 0 {
			continue
		}
		t := &out.tours[k]
		from := s.tours[k].stops
		t.stops = t.stops[:0]
		for n := range from {
			if sh := &s.problem.Shipments[from[n].shipment]; sh.Vehicle != "" || sh.Workers > 1 {
				t.stops = append(t.stops, from[n])
				if sh.Vehicle == "" {
					t.tasks++
					t.added++
				}
			}
		}
		t.walk(out.by)
	}
	for i := range s.where {
		if s.problem.Shipments[i].Workers > 1 {
			out.copySpot(i, s)
		}
	}
	for i := range out.where { // a route that only held with what is gone from it
		if slices.ContainsFunc(out.where[i].tours, func(t *tour) bool { return t.broken != none }) {
			for n := len(out.where[i].tours); n > 0; n-- {
				out.lift(i, out.where[i].tours[n-1])
			}
			out.decided[i] = false
		}
	}
	return out
}

// copySpot notes that the shipment at i is where from has it.
func (s *solver) copySpot(i int, from *solver) {
	at := from.where[i]
	if len(at.tours) == 0 {
		return
	}
	s.decided[i] = true
	spot := spot{option: at.option, start: at.start}
	for _, t := range at.tours {
		spot.tours = append(spot.tours, s.tourOf(t.vehicle.ID))
	}
	s.where[i] = spot
	s.promise(i, 1)
	if o := &s.problem.Shipments[i].Options[at.option]; o.Mode == problem.InLocker {
		s.compartments.take(o.Locker, i)
	}
}
