package matching

import (
	"math"
	"slices"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/matching/problem"
	"github.com/linli/linli/matching/search"
)

// mostNear is how many of many vehicles a task may go to in the search: those
// whose way to its first stop is shortest. Equal vehicles count as one.
const mostNear = 100

// addWaiting adds a shipment that is to be placed, unless no vehicle can take
// it.
func (c *compiled) addWaiting(i int) {
	s := c.solver
	sh := &s.problem.Shipments[i]
	s.prepare(i, 0)
	id := int32(len(c.model.Tasks))
	var t task
	var options []search.Option
	pickup := int32(-1)
	stops := len(c.model.Stops)
	for o := range sh.Options {
		w := &s.ways[o]
		near := c.suited(o)
		if len(near) == 0 || w.delivery.closes < w.delivery.opens {
			continue
		}
		if !sh.Visit && pickup < 0 {
			pickup = c.addStop(id, &w.pickup, w.timings)
		}
		delivery := c.addStop(id, &w.delivery, w.timings)
		floor := c.floor(w)
		for _, changed := range [2]bool{false, true} {
			list := near
			if sh.Was != "" {
				list = c.promised(near, sh.Was, changed)
			} else if changed {
				continue
			}
			for _, alike := range c.acquainted(sh, list) {
				price := sh.Options[o].Fee + alike.price
				if changed {
					price += s.problem.Weights.Change
				}
				x := search.Option{Pickup: pickup, Delivery: delivery, Cost: c.units.money(price) + floor, Floor: floor, Near: alike.vehicles}
				if len(alike.vehicles) == len(c.vehicles) {
					x.Near = nil
				}
				options = append(options, x)
				t.choices = append(t.choices, choiceOf{o, changed})
			}
		}
	}
	if len(options) == 0 {
		c.model.Stops = c.model.Stops[:stops]
		return
	}
	t.shipment = i
	c.tasks = append(c.tasks, t)
	c.model.Tasks = append(c.model.Tasks, search.Task{Options: options, Undone: 1, Group: c.group(sh.Together)})
}

// floor is the least that lateness and the resident's time cost, whatever
// vehicle comes. It lets the kernel rule spots out before it asks the judge,
// whose prices have it in them.
func (c *compiled) floor(w *way) int64 {
	if !c.judged || c.units.objective == problem.VehiclesDistance {
		return 0
	}
	at := c.units.base
	if !w.visit {
		service, least := w.pickup.service, clock.Never
		for _, t := range w.timings {
			service = min(service, t.pickup)
		}
		for i := range c.solver.problem.Times {
			if m := c.solver.problem.Times[i]; m != nil {
				if l := m.At(w.pickup.place, w.delivery.place); !unreachable(l) {
					least = min(least, micros(l.Travel))
				}
			}
		}
		if least == clock.Never {
			return 0
		}
		at = max(at, w.pickup.opens) + service + least
	}
	d := &w.delivery
	at = max(at, d.opens)
	weights := &c.solver.problem.Weights
	return c.units.late(lateness(weights, d.due, at)) +
		c.units.scaled(weights.ResidentPerMinute, int64(max(0, at+d.after-d.placed)), int64(minute))
}

// possible reports whether some vehicle may take the shipment by some option.
func (c *compiled) possible(i int) bool {
	c.solver.prepare(i, 0)
	for o := range c.solver.problem.Shipments[i].Options {
		if w := &c.solver.ways[o]; w.delivery.opens <= w.delivery.closes && len(c.suited(o)) > 0 {
			return true
		}
	}
	return false
}

// suited returns the vehicles whose rules about the pair the option of the
// shipment at hand keeps.
func (c *compiled) suited(option int) []int32 {
	var list []int32
	for _, g := range c.kinds.groups {
		if c.solver.suits(c.vehicles[g.vehicles[0]], option) == none {
			for _, v := range g.vehicles {
				list = append(list, int32(v))
			}
		}
	}
	slices.Sort(list)
	return list
}

// promised returns the vehicle of the list that was promised, or all others.
func (c *compiled) promised(list []int32, was string, changed bool) []int32 {
	return slices.DeleteFunc(slices.Clone(list), func(v int32) bool { return (c.vehicles[v].vehicle.ID != was) != changed })
}

// alike is vehicles whose coming costs the same.
type alike struct {
	price    int64
	vehicles []int32
}

// acquainted parts the list by what it costs that they come with the shipment.
func (c *compiled) acquainted(sh *problem.Shipment, list []int32) []alike {
	if len(list) == 0 {
		return nil
	}
	if len(sh.Known) == 0 {
		return []alike{{sh.Strange, list}}
	}
	var parts []alike
	for _, v := range list {
		price := strangeness(sh, c.vehicles[v].vehicle.ID)
		k := slices.IndexFunc(parts, func(a alike) bool { return a.price == price })
		if k < 0 {
			k = len(parts)
			parts = append(parts, alike{price: price})
		}
		parts[k].vehicles = append(parts[k].vehicles, v)
	}
	return parts
}

// group numbers the words that bind shipments together.
func (c *compiled) group(word string) int32 {
	if word == "" {
		return 0
	}
	if _, ok := c.names[word]; !ok {
		c.names[word] = int32(len(c.names) + 1)
	}
	return c.names[word]
}

// fillNear sets the vehicles that task t may go to.
func (c *compiled) fillNear(t int) {
	if !c.tasks[t].pinned {
		m := &c.model.Tasks[t]
		m.Near = c.near(m.Options, &c.solver.problem.Shipments[c.tasks[t].shipment])
	}
}

// near returns the vehicles that a task may go to by any of its options; nil
// for all. Of many it returns the nearest.
func (c *compiled) near(options []search.Option, sh *problem.Shipment) []int32 {
	may := make([]bool, len(c.vehicles))
	all := false
	for _, o := range options {
		all = all || o.Near == nil
		for _, v := range o.Near {
			may[v] = true
		}
	}
	var first []int32 // of each group of twins
	seen := make([]bool, len(c.vehicles))
	for v := range may {
		if twin := c.model.Vehicles[v].Twin; (all || may[v]) && !seen[twin] {
			seen[twin] = true
			first = append(first, int32(v))
		}
	}
	place := sh.Pickup
	if sh.Visit {
		place = sh.Options[0].Place
	}
	nearest := c.nearest(first, place)
	if all && len(nearest) == len(first) {
		return nil
	}
	clear(seen)
	for _, v := range nearest {
		seen[c.model.Vehicles[v].Twin] = true
	}
	kept := map[string]bool{sh.Was: true}
	for _, k := range sh.Known {
		kept[k.Vehicle] = true
	}
	var list []int32
	for v := range may {
		if (all || may[v]) && (seen[c.model.Vehicles[v].Twin] || kept[c.vehicles[v].vehicle.ID]) {
			list = append(list, int32(v))
		}
	}
	return list
}

// nearest returns those vehicles of the list with the shortest ways to place,
// from where they start or stop.
func (c *compiled) nearest(list []int32, place int) []int32 {
	if len(list) <= mostNear {
		return list
	}
	type way struct {
		far int64
		v   int32
	}
	ways := make([]way, 0, mostNear+1) // a heap, the farthest on top
	farther := func(a, b way) bool { return a.far > b.far || a.far == b.far && a.v > b.v }
	for _, v := range list {
		w := way{c.far(c.vehicles[v], place), v}
		if len(ways) == mostNear {
			if !farther(ways[0], w) {
				continue
			}
			ways[0] = w
			for k := 0; ; {
				child := 2*k + 1
				if child >= len(ways) {
					break
				}
				if child+1 < len(ways) && farther(ways[child+1], ways[child]) {
					child++
				}
				if !farther(ways[child], ways[k]) {
					break
				}
				ways[child], ways[k] = ways[k], ways[child]
				k = child
			}
			continue
		}
		ways = append(ways, w)
		for k := len(ways) - 1; k > 0 && farther(ways[k], ways[(k-1)/2]); k = (k - 1) / 2 {
			ways[k], ways[(k-1)/2] = ways[(k-1)/2], ways[k]
		}
	}
	near := make([]int32, len(ways))
	for i, w := range ways {
		near[i] = w.v
	}
	return near
}

// far returns how long the vehicle's way to a place is, from where that is
// shortest.
func (c *compiled) far(t *tour, place int) int64 {
	least := int64(math.MaxInt64)
	from := func(p int) {
		if l := t.times.At(p, place); !unreachable(l) {
			least = min(least, int64(l.Travel))
		}
	}
	from(t.vehicle.Start)
	for k := range t.stops {
		from(t.stops[k].place)
	}
	return least
}

// weigh sets the weights of what is left undone: one of a higher priority
// weighs more than all below together, as long as that fits; above, equal.
func (c *compiled) weigh() {
	weights := undoneWeights(c.solver.problem)
	for k := range c.tasks {
		if !c.tasks[k].pinned {
			c.model.Tasks[k].Undone = weights[c.solver.problem.Shipments[c.tasks[k].shipment].Priority]
		}
	}
}

// undoneWeights returns what it weighs to leave a shipment undone, by priority.
func undoneWeights(p *problem.Problem) map[int]int64 {
	count := map[int]int64{}
	var levels []int
	for _, i := range waiting(p) {
		s := &p.Shipments[i]
		if count[s.Priority] == 0 {
			levels = append(levels, s.Priority)
		}
		count[s.Priority] += int64(max(1, s.Workers))
	}
	slices.Sort(levels)
	weights := map[int]int64{}
	weight, below := int64(1), int64(0)
	for _, l := range levels {
		if below < 1<<60/(count[l]+1) {
			weight = below + 1
		}
		weights[l] = weight
		below += weight * count[l]
	}
	return weights
}
