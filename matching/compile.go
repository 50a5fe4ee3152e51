package matching

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// compiled is a problem made ready for the search, with the way back from its
// numbers.
type compiled struct {
	solver *solver // its tours hold what stays where it is
	model  search.Model
	units  units
	judged bool   // the kernel does not know all rules and costs
	parts  bool   // some shipments must go apart
	stows  []bool // by vehicle of the model: the kernel does not know all about its load, or it has breaks

	vehicles []*tour  // by the model's vehicles
	index    []int    // by tour: vehicle of the model, -1: it takes nothing
	tables   [][]stop // by type of vehicle: the model's stops
	tasks    []task   // by the model's tasks

	places  []int32 // by the problem's places: the model's, -1: not in use
	used    []int   // and back
	targets int     // so many of them, the first, are driven to; the others are starts only
	kinds   kinds
	names   map[string]int32 // groups
	threads int
	changes int // promises that may still be changed; -1: any number
}

// task is where a task of the model comes from.
type task struct {
	shipment int
	pinned   bool
	choices  []choiceOf // by option of the model
}

// choiceOf is where an option of the model comes from.
type choiceOf struct {
	option  int  // of the shipment
	changed bool // by other vehicles than the one promised
}

// compile states what s has not placed as a model. What is in its tours is
// pinned there.
func compile(s *solver, threads int) *compiled {
	c := &compiled{solver: s, names: map[string]int32{}, changes: -1, threads: threads}
	if most := s.problem.MaxChanged; most > 0 {
		c.changes = max(0, most-s.moved)
	}
	c.listVehicles()
	c.listPlaces()
	c.measure()
	c.judged = c.needsJudge()
	c.units.loose = c.judged
	c.kinds = newKinds(c)
	c.addFleet()
	open := c.open()
	for _, i := range open {
		c.addWaiting(i)
	}
	spread(len(c.tasks), threads, c.fillNear)
	c.fillServices()
	c.weigh()
	c.addDims()
	if c.judged {
		c.listStows()
		c.model.Judge = newJudge(c)
	}
	if shared := newShared(c); shared != nil {
		c.model.Shared = shared
	}
	return c
}

// open lists the shipments that the search may place. Where one cannot go
// anywhere, neither can those that must go with it.
func (c *compiled) open() []int {
	s := c.solver
	lost := map[string]bool{}
	var list []int
	for _, i := range waiting(s.problem) {
		switch word := s.problem.Shipments[i].Together; {
		case len(s.where[i].tours) > 0 || c.alone(i):
		case word != "" && !c.possible(i):
			lost[word] = true
		default:
			list = append(list, i)
		}
	}
	return slices.DeleteFunc(list, func(i int) bool { return lost[s.problem.Shipments[i].Together] })
}

// alone reports whether the shipment at i is none of the search's business: a
// visit for several workers, or one that must go with such a visit.
func (c *compiled) alone(i int) bool {
	return c.solver.problem.Shipments[i].Workers > 1 || c.solver.mates(i).torn
}

// listVehicles finds the vehicles that can take anything.
func (c *compiled) listVehicles() {
	s := c.solver
	c.index = make([]int, len(s.tours))
	for k := range s.tours {
		t := &s.tours[k]
		c.index[k] = -1
		if t.broken == none && t.times != nil && !breaksTasks(&pair{tour: t}) {
			c.index[k] = len(c.vehicles)
			c.vehicles = append(c.vehicles, t)
		}
	}
}

// listPlaces numbers the places in use.
func (c *compiled) listPlaces() {
	p := c.solver.problem
	c.places = make([]int32, len(p.Places))
	for i := range c.places {
		c.places[i] = -1
	}
	use := func(place int) {
		if c.places[place] < 0 {
			c.places[place] = int32(len(c.used))
			c.used = append(c.used, place)
		}
	}
	for _, t := range c.vehicles {
		if t.vehicle.Returns {
			use(t.vehicle.End)
		}
		for k := range t.stops {
			use(t.stops[k].place)
		}
	}
	for i := range p.Shipments {
		s := &p.Shipments[i]
		if s.Vehicle != "" {
			continue
		}
		if !s.Visit {
			use(s.Pickup)
		}
		for k := range s.Options {
			use(s.Options[k].Place)
		}
	}
	c.targets = len(c.used)
	for _, t := range c.vehicles {
		use(t.vehicle.Start)
	}
	c.model.Places = len(c.used)
}

// measure chooses the units.
func (c *compiled) measure() {
	p := c.solver.problem
	var longest problem.Leg
	var perHour, perKm int64
	base := clock.Never
	var seen []*problem.Matrix
	for _, t := range c.vehicles {
		base = min(base, t.ready)
		perHour, perKm = max(perHour, t.vehicle.Cost.PerHour), max(perKm, t.vehicle.Cost.PerKm)
		if slices.Contains(seen, t.times) {
			continue
		}
		seen = append(seen, t.times)
		for _, i := range c.used {
			for _, j := range c.used[:c.targets] {
				if l := t.times.At(i, j); !unreachable(l) {
					longest.Travel, longest.Meters = max(longest.Travel, l.Travel), max(longest.Meters, l.Meters)
				}
			}
		}
	}
	c.units = newUnits(p, base, longest, perHour, perKm)
}

// listStows finds the vehicles whose load the judge has to follow.
func (c *compiled) listStows() {
	takes := false
	for i := range c.solver.problem.Shipments {
		s := &c.solver.problem.Shipments[i]
		c.parts = c.parts || s.Apart != ""
		takes = takes || s.Takes != (problem.Load{})
	}
	for _, t := range c.vehicles {
		c.stows = append(c.stows, takes || len(t.rests) > 0 || len(t.bays) > 0 || t.vehicle.LastInFirstOut)
	}
}

// needsJudge reports whether some rule or cost is beyond the kernel: it knows
// single windows, loads and the cost of drives, services and tasks.
func (c *compiled) needsJudge() bool {
	p := c.solver.problem
	w := &p.Weights
	money := p.Objective != problem.VehiclesDistance
	if c.units.clipped || c.solver.words.sequence != nil || money && (w.ResidentPerMinute|w.WaitPerMinute|w.Uneven) != 0 {
		return true
	}
	for _, t := range c.vehicles {
		v := t.vehicle
		if len(t.rests) > 0 || v.LastInFirstOut || len(t.bays) > 0 || v.Range != 0 || v.MaxDrive != 0 {
			return true
		}
		for k := range t.stops {
			if beyond(&t.stops[k]) {
				return true
			}
		}
	}
	late := money && (w.LatePerMinute|w.LateStep) != 0
	for i := range p.Shipments {
		s := &p.Shipments[i]
		if s.Apart != "" || len(s.PickupWindows) > 1 || len(s.Windows) > 1 || late && s.Due != 0 ||
			!s.Visit && s.MaxRide != 0 || s.PickupSetup != 0 || len(s.PickupSetupFor) > 0 ||
			s.Visit && s.Load != (problem.Load{}) && s.Takes != (problem.Load{}) {
			return true
		}
		for k := range s.Options {
			if s.Options[k].Setup != 0 || len(s.Options[k].SetupFor) > 0 {
				return true
			}
		}
	}
	return false
}

// beyond reports whether a stop in hand has what the kernel does not know.
func beyond(s *stop) bool { return s.windows != nil || s.setup != 0 || s.maxRide != 0 }

// addDims counts the measures in use.
func (c *compiled) addDims() {
	m := &c.model
	for k := range m.Stops {
		for d := range m.Stops[k].Load {
			if m.Stops[k].Load[d] != 0 {
				m.Dims = max(m.Dims, d+1)
			}
		}
	}
	m.Dims = max(m.Dims, 1)
}

// row returns a load as the search has it.
func row(l problem.Load) search.Load {
	out := search.Load{l.Grams, l.Millis}
	copy(out[2:], l.More[:])
	return out
}
