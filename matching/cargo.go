package matching

import "github.com/linli/linli/matching/problem"

// cargo is what a vehicle has on board part-way along a route.
type cargo struct {
	load  problem.Load
	bays  []problem.Load // by compartment
	stray bool           // there are goods that no compartment is for
	boxes boxes
	stack []int // for last in, first out: shipments picked up on the route and not yet handed over
}

// reset empties the vehicle.
func (c *cargo) reset(r *rig) {
	c.load, c.bays, c.stack, c.stray = problem.Load{}, c.bays[:0], c.stack[:0], false
	for range r.bays {
		c.bays = append(c.bays, problem.Load{})
	}
	c.boxes.reset(r.vehicle)
}

// bring puts on board at the start what s hands over.
func (c *cargo) bring(r *rig, s *stop) {
	c.load = c.load.Minus(s.load)
	c.sort(r, s, problem.Load{}.Minus(s.load))
}

// sort adds a load of the stop's class to the compartment for it.
func (c *cargo) sort(r *rig, s *stop, load problem.Load) {
	if len(c.bays) == 0 {
		return
	}
	if b := r.bay(s.class); b >= 0 {
		c.bays[b] = c.bays[b].Plus(load)
	} else {
		c.stray = true
	}
}

// fits returns the rule that the load on board breaks.
func (c *cargo) fits(r *rig) rule {
	if overloaded(r.vehicle, c.load) {
		return capacity
	}
	if c.stray {
		return compartment
	}
	for b := range c.bays {
		if !c.bays[b].Fits(r.bays[b]) {
			return compartment
		}
	}
	return none
}

// pass loads or unloads at s and returns the rule that this breaks. picked
// says whether the goods handed over at s were picked up on the route.
func (c *cargo) pass(r *rig, s *stop, picked bool) rule {
	c.load = c.load.Plus(s.load).Plus(s.takes)
	c.sort(r, s, s.load.Plus(s.takes))
	broken := none
	if s.kind == problem.Delivery && !c.boxes.put(&r.problem.Shipments[s.shipment]) {
		return compartment
	}
	if s.kind == problem.Pickup || s.takes != (problem.Load{}) {
		broken = c.fits(r)
	}
	if r.vehicle.LastInFirstOut && !c.turn(s, picked) && broken == none {
		broken = lifo
	}
	return broken
}

// turn puts goods on the stack or takes them off. It returns false when others
// lie on top.
func (c *cargo) turn(s *stop, picked bool) bool {
	n := len(c.stack)
	switch s.nesting() {
	case 1:
		c.stack = append(c.stack, s.shipment)
	case -1:
		if !picked {
			return n == 0
		}
		for k := n - 1; k >= 0; k-- {
			if c.stack[k] == s.shipment {
				c.stack = append(c.stack[:k], c.stack[k+1:]...)
				return k == n-1
			}
		}
	}
	return true
}
