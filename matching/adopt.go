package matching

import (
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// start states the plan of s as a first solution.
func (c *compiled) start(s *solver) [][]int32 {
	pickups, deliveries := make([][]int32, len(s.problem.Shipments)), make([][]int32, len(s.problem.Shipments))
	for t := range c.tasks {
		i := c.tasks[t].shipment
		if c.tasks[t].pinned {
			continue
		}
		deliveries[i] = make([]int32, len(s.problem.Shipments[i].Options))
		for o := range deliveries[i] {
			deliveries[i][o] = -1
		}
		for o, choice := range c.tasks[t].choices {
			x := &c.model.Tasks[t].Options[o]
			pickups[i] = []int32{x.Pickup}
			deliveries[i][choice.option] = x.Delivery
		}
	}
	routes := make([][]int32, len(c.vehicles))
	for v, stays := range c.vehicles {
		t := s.tourOf(stays.vehicle.ID)
		pinned := c.model.Vehicles[v].Route
		for k := range t.stops {
			x := &t.stops[k]
			switch {
			case pickups[x.shipment] == nil:
				if len(pinned) > 0 {
					routes[v] = append(routes[v], pinned[0])
					pinned = pinned[1:]
				}
			case x.kind == problem.Pickup:
				routes[v] = append(routes[v], pickups[x.shipment][0])
			case deliveries[x.shipment][x.option] >= 0:
				routes[v] = append(routes[v], deliveries[x.shipment][x.option])
			}
		}
	}
	return routes
}

// adopt returns the plan that a solution stands for. What turns out to break a
// rule, which would be a bug, is taken out of it, and placed again by polish.
func (c *compiled) adopt(solution *search.Solution) *solver {
	s := c.solver
	for v, stops := range solution.Routes {
		t := c.vehicles[v]
		was, tasks, added := t.stops, t.tasks, t.added
		t.stops = nil
		for _, k := range stops {
			t.stops = append(t.stops, c.tables[t.typ][k])
			if task := &c.tasks[c.model.Stops[k].Task]; !task.pinned && c.tables[t.typ][k].kind == problem.Delivery {
				t.tasks++
				t.added++
			}
		}
		if t.walk(s.by); t.broken != none {
			t.stops, t.tasks, t.added = was, tasks, added
			t.walk(s.by)
			continue
		}
		for _, k := range stops {
			if x := &c.tables[t.typ][k]; x.kind == problem.Delivery && !c.tasks[c.model.Stops[k].Task].pinned {
				s.settle(x.shipment, x.option, t)
			}
		}
	}
	s.tear()
	for i := range s.where {
		for len(s.where[i].tours) > 0 && s.where[i].tours[0].broken != none {
			s.lift(i, s.where[i].tours[0])
		}
	}
	s.tear()
	return s
}

// settle notes that the shipment at i is on the tour, if what tours share
// allows it; else it takes it out again.
func (s *solver) settle(i, option int, t *tour) {
	o := &s.problem.Shipments[i].Options[option]
	fits := o.Mode != problem.InLocker || s.compartments.fits(o.Locker, i)
	s.where[i] = spot{tours: []*tour{t}, option: option}
	if fits && o.Mode == problem.InLocker {
		s.compartments.take(o.Locker, i)
	}
	s.promise(i, 1)
	if most := s.problem.MaxChanged; !fits || most > 0 && s.broken(i) && s.moved > most {
		s.promise(i, -1)
		if fits && o.Mode == problem.InLocker {
			s.compartments.give(o.Locker, i)
		}
		s.where[i] = spot{}
		t.remove(i, s.by)
	}
}

// tear takes out again what is placed without those that it must go with, or
// apart from them.
func (s *solver) tear() {
	for i := range s.where {
		if s.problem.Shipments[i].Together == "" || len(s.where[i].tours) == 0 {
			continue
		}
		for _, j := range s.group(i) {
			if len(s.where[j].tours) == 0 || s.where[j].tours[0] != s.where[i].tours[0] {
				for _, k := range s.group(i) {
					if len(s.where[k].tours) > 0 {
						s.lift(k, s.where[k].tours[0])
					}
				}
				break
			}
		}
	}
}
