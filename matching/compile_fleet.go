package matching

import (
	"fmt"
	"math"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// mostCells bounds the matrices of all classes together. Beyond it, vehicles
// with one profile share a class at their lowest prices, and the judge prices
// routes.
const mostCells = 1 << 27

// addFleet adds the vehicles with the routes that they have, and their classes.
func (c *compiled) addFleet() {
	if c.countClasses()*len(c.used)*len(c.used) > mostCells {
		c.judged, c.units.loose = true, true
		c.kinds.coarse = true
	}
	classes := map[string]int32{}
	twins := map[string]int32{}
	for k, t := range c.vehicles {
		v := t.vehicle
		key := c.classKey(t)
		class, ok := classes[key]
		if !ok {
			class = int32(len(c.model.Classes))
			classes[key] = class
			c.model.Classes = append(c.model.Classes, c.class(t))
		}
		twin, ok := twins[c.kinds.twin[k]]
		if !ok {
			twin = int32(len(twins))
			twins[c.kinds.twin[k]] = twin
		}
		m := search.Vehicle{Class: class, Twin: twin, Start: c.places[v.Start], End: -1, Open: c.units.opens(t.ready),
			Close: search.Never, Capacity: row(v.Capacity), Fixed: c.units.money(v.Cost.Fixed), MaxTasks: limit(t), Locked: t.locked}
		if v.Returns {
			m.End = c.places[v.End]
		}
		if v.ShiftEnd != 0 {
			m.Close = c.units.closes(v.ShiftEnd)
		}
		m.Route = c.pin(t)
		c.model.Vehicles = append(c.model.Vehicles, m)
	}

}

// limit returns how many shipments the route may have; 0: any number.
func limit(t *tour) int {
	v := t.vehicle
	most := v.MaxTasks
	if v.MaxNew > 0 && (most == 0 || t.tasks-t.added+v.MaxNew < most) {
		most = t.tasks - t.added + v.MaxNew
	}
	return most
}

func (c *compiled) countClasses() int {
	keys := map[string]bool{}
	for _, t := range c.vehicles {
		keys[c.classKey(t)] = true
	}
	return len(keys)
}

// classKey is equal for vehicles of one class.
func (c *compiled) classKey(t *tour) string {
	v := t.vehicle
	if c.kinds.coarse {
		return fmt.Sprint(v.Profile)
	}
	if c.units.objective == problem.VehiclesDistance {
		return fmt.Sprint(v.Profile, t.typ)
	}
	return fmt.Sprint(v.Profile, t.typ, v.Cost.PerTask, v.Cost.PerHour, v.Cost.PerKm)
}

// class returns the class of a vehicle, still without times at stops.
func (c *compiled) class(t *tour) search.Class {
	n := len(c.used)
	k := search.Class{Travel: make([]int32, n*n), Cost: make([]int32, n*n)}
	cost := t.vehicle.Cost
	if c.kinds.coarse {
		cost = c.cheapest(t.vehicle.Profile)
	}
	spread(n, c.threads, func(i int) {
		for j, to := range c.used[:c.targets] {
			l := t.times.At(c.used[i], to)
			k.Travel[i*n+j], k.Cost[i*n+j] = c.units.travel(l), c.units.drive(l, &cost)
		}
	})
	k.TaskCost = c.units.money(cost.PerTask)
	return k
}

// cheapest returns the lowest prices of the vehicles with a profile.
func (c *compiled) cheapest(profile geo.Profile) problem.Cost {
	low := problem.Cost{PerTask: math.MaxInt32, PerHour: math.MaxInt32, PerKm: math.MaxInt32}
	for _, t := range c.vehicles {
		if x := &t.vehicle.Cost; t.vehicle.Profile == profile {
			low.PerTask, low.PerHour, low.PerKm = min(low.PerTask, x.PerTask), min(low.PerHour, x.PerHour), min(low.PerKm, x.PerKm)
		}
	}
	return low
}

// pin adds the stops that a vehicle has, and returns them.
func (c *compiled) pin(t *tour) []int32 {
	var route []int32
	tasks := map[int]int32{}
	for k := range t.stops {
		s := &t.stops[k]
		id, ok := tasks[s.shipment]
		if !ok {
			id = int32(len(c.model.Tasks))
			tasks[s.shipment] = id
			c.model.Tasks = append(c.model.Tasks, search.Task{Options: []search.Option{{Pickup: -1}}, Undone: 1, Pinned: true})
			c.tasks = append(c.tasks, task{shipment: s.shipment, pinned: true})
		}
		number := c.addStop(id, s, nil)
		o := &c.model.Tasks[id].Options[0]
		if s.kind == problem.Pickup {
			o.Pickup = number
		} else {
			o.Delivery = number
		}
		route = append(route, number)
	}
	return route
}

// addStop adds a stop of a task, and returns its number. timings says how long
// it takes, by type of vehicle; nil: always as it says itself.
func (c *compiled) addStop(id int32, s *stop, timings []timing) int32 {
	if c.tables == nil {
		c.tables = make([][]stop, max(1, len(c.solver.words.types)))
	}
	least := s.service
	for typ := range c.tables {
		x := *s
		if timings != nil && s.kind == problem.Pickup {
			x.service, x.setup = timings[typ].pickup, timings[typ].pickupSetup
		} else if timings != nil {
			x.service, x.setup = timings[typ].delivery, timings[typ].deliverySetup
		}
		if typ == 0 {
			least = x.service
		}
		least = min(least, x.service)
		c.tables[typ] = append(c.tables[typ], x)
	}
	c.model.Stops = append(c.model.Stops, search.Stop{Place: c.places[s.place], Task: id, Open: c.units.opens(s.opens),
		Close: c.units.closes(s.closes), Service: c.units.span(least), Load: row(s.load.Plus(s.takes))})
	return int32(len(c.model.Stops) - 1)
}

// fillServices sets the times at stops, and what they cost, for every class.
func (c *compiled) fillServices() {
	done := make([]bool, len(c.model.Classes))
	for k, t := range c.vehicles {
		class := c.model.Vehicles[k].Class
		if done[class] {
			continue
		}
		done[class] = true
		x := &c.model.Classes[class]
		cost := t.vehicle.Cost
		if c.kinds.coarse {
			cost = c.cheapest(t.vehicle.Profile)
		}
		x.Service, x.ServiceCost = make([]int64, len(c.model.Stops)), make([]int64, len(c.model.Stops))
		for i := range c.model.Stops {
			service := c.tables[t.typ][i].service
			if c.kinds.coarse {
				service = c.leastService(i)
			}
			x.Service[i], x.ServiceCost[i] = c.units.span(service), c.units.work(&cost, service)
		}
	}
}

func (c *compiled) leastService(i int) clock.Instant {
	least := c.tables[0][i].service
	for typ := range c.tables {
		least = min(least, c.tables[typ][i].service)
	}
	return least
}
