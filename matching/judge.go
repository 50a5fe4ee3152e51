package matching

import (
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// judge follows whole routes for the search, with every rule and cost.
type judge struct {
	c     *compiled
	by    *itinerary
	last  *rig     // of the route followed last
	added []string // words of what the route at hand adds that must go apart
	fixed []string // and of what stays in it
}

func newJudge(c *compiled) *judge { return &judge{c: c, by: newItinerary(c.solver.problem)} }

// Fork returns a judge with scratch space of its own.
func (j *judge) Fork() search.Judge { return newJudge(j.c) }

// Route implements search.Judge.
func (j *judge) Route(vehicle int32, stops []int32) (cost, credit int64, ok bool) {
	c := j.c
	t := c.vehicles[vehicle]
	if !j.apart(stops) || !j.inTurn(stops) {
		return 0, 0, false
	}
	table := c.tables[t.typ]
	j.last = &t.rig
	j.by.stops = j.by.stops[:0]
	for _, s := range stops {
		j.by.stops = append(j.by.stops, &table[s])
	}
	broken := none
	if c.stows[vehicle] {
		broken = j.by.follow(&t.rig)
	} else {
		broken = j.by.drive(&t.rig)
	}
	if broken != none {
		return 0, 0, false
	}
	cost, credit = c.price(t, &j.by.end.measure)
	setup, extra := clock.Instant(0), int64(0)
	for _, s := range stops {
		x := &table[s]
		if setup += x.setup; x.kind == problem.Delivery {
			extra += t.vehicle.Cost.PerTask
			if !c.tasks[c.model.Stops[s].Task].pinned {
				extra += j.extra(t, x)
			}
		}
	}
	if setup > 0 {
		credit += c.units.work(&t.vehicle.Cost, setup)
	}
	return cost + c.units.money(extra), credit, true
}

// Start implements search.Judge: lateness, and the resident's time.
func (j *judge) Start(stop int32, at int64) int64 {
	u, w := &j.c.units, &j.c.solver.problem.Weights
	x := &j.c.tables[0][stop]
	if x.kind == problem.Pickup || u.objective == problem.VehiclesDistance {
		return 0
	}
	start := u.base + clock.Instant(at)*u.tick
	return u.late(lateness(w, x.due, start)) + u.scaled(w.ResidentPerMinute, int64(max(0, start+x.after-x.placed)), int64(minute))
}

// Starts implements search.Judge for vehicles without breaks.
func (j *judge) Starts(list []int64) []int64 {
	u, w, r := &j.c.units, &j.c.solver.problem.Weights, j.last
	if len(r.rests) > 0 || u.objective == problem.VehiclesDistance {
		return list
	}
	g := r.begin()
	for _, s := range j.by.stops {
		late, resident := g.late, g.resident
		r.visit(&g, s, s.boarded)
		cost := int64(-1)
		if s.kind == problem.Delivery {
			cost = u.late(g.late-late) + u.scaled(w.ResidentPerMinute, int64(g.resident-resident), int64(minute)) + 1
		}
		list = append(list, cost)
	}
	return list
}

// extra is the price of a placed shipment beside the task's.
func (j *judge) extra(t *tour, x *stop) int64 {
	s := &j.c.solver.problem.Shipments[x.shipment]
	extra := s.Options[x.option].Fee + strangeness(s, t.vehicle.ID)
	if s.Was != "" && s.Was != t.vehicle.ID {
		extra += j.c.solver.problem.Weights.Change
	}
	return extra
}

// apart reports whether the route adds nothing that must go apart from others.
func (j *judge) apart(stops []int32) bool {
	if !j.c.parts {
		return true
	}
	j.added, j.fixed = j.added[:0], j.fixed[:0]
	for _, s := range stops {
		x := &j.c.tables[0][s]
		word := j.c.solver.problem.Shipments[x.shipment].Apart
		switch {
		case word == "" || x.kind == problem.Pickup:
		case slices.Contains(j.added, word):
			return false
		case j.c.tasks[j.c.model.Stops[s].Task].pinned:
			j.fixed = append(j.fixed, word)
		case slices.Contains(j.fixed, word):
			return false
		default:
			j.added = append(j.added, word)
		}
	}
	return true
}

// inTurn reports whether the route adds nothing out of turn.
func (j *judge) inTurn(stops []int32) bool {
	q := j.c.solver.words.sequence
	if q == nil {
		return true
	}
	for k, s := range stops {
		x := &j.c.tables[0][s]
		if x.kind == problem.Pickup || len(q.behind[x.shipment]) == 0 {
			continue
		}
		stays := j.c.tasks[j.c.model.Stops[s].Task].pinned
		for _, e := range stops[:k] {
			if slices.Contains(q.behind[x.shipment], j.c.tables[0][e].shipment) && !(stays && j.c.tasks[j.c.model.Stops[e].Task].pinned) {
				return false
			}
		}
	}
	return true
}

// price returns what a route measured so costs in the units of the search, and
// how much of that is idle time.
func (c *compiled) price(t *tour, m *measure) (cost, idle int64) {
	u, w, v := &c.units, &c.solver.problem.Weights, t.vehicle
	if u.objective == problem.VehiclesDistance {
		return m.meters, 0
	}
	idle = u.scaled(w.WaitPerMinute, int64(m.wait), int64(minute))
	cost = idle + u.work(&v.Cost, m.work) + u.scaled(v.Cost.PerKm, m.meters, 1000) +
		u.scaled(w.ResidentPerMinute, int64(m.resident), int64(minute)) + u.late(m.late) + u.money(v.Cost.Fixed)
	if w.Uneven != 0 {
		cost += uneven(w.Uneven*u.scale, m.work+t.prices.worked) - uneven(w.Uneven*u.scale, t.prices.worked)
	}
	return cost, idle
}
