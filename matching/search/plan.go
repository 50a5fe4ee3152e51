package search

import "slices"

// plan is a solution while it is worked on. Changes go through touch, so that
// a trial can be taken back.
type plan struct {
	m       *Model
	classes []class
	single  []bool // by stop: of a task that is one stop
	judge   Judge

	routes []route
	at     []int32 // vehicle of each task; -1: undone
	option []int32 // of each task; -1: undone
	used   []int32 // vehicles with stops, in the order of their first use
	undone []int32 // tasks
	weight int64   // of the undone
	cost   int64
	stamps int64 // the last one given; a worker's are its own, so that equal stamps mean equal routes

	broken  []int32   // vehicles whose routes the last removal spoiled
	members [][]int32 // tasks of each group
	twins   [][]int32 // vehicles of each Twin
	trial   trial
}

// trial remembers what a trial changed.
type trial struct {
	open    bool
	touched []int32 // vehicles
	saved   []route // as they were, beside touched
	marked  []bool  // by vehicle
	used    []int32
	undone  []int32
	weight  int64
	cost    int64
	was     []moved
}

// moved is a task of a touched route as it was.
type moved struct{ task, at, option int32 }

// newPlan returns the plan in which every vehicle does its Route and nothing
// else; what cannot be in the Route of a vehicle is a bug of the caller.
func newPlan(m *Model, classes []class, judge Judge, stamps int64) *plan {
	p := &plan{m: m, classes: classes, judge: judge, single: make([]bool, len(m.Stops)), stamps: stamps}
	p.routes = make([]route, len(m.Vehicles))
	p.at = make([]int32, len(m.Tasks))
	p.option = make([]int32, len(m.Tasks))
	for t := range m.Tasks {
		p.at[t], p.option[t] = -1, -1
		for _, o := range m.Tasks[t].Options {
			p.single[o.Delivery] = o.Pickup < 0
		}
		if g := m.Tasks[t].Group; g > 0 {
			for int(g) >= len(p.members) {
				p.members = append(p.members, nil)
			}
			p.members[g] = append(p.members[g], int32(t))
		}
		if !m.Tasks[t].Pinned {
			p.undone = append(p.undone, int32(t))
			p.weight += m.Tasks[t].Undone
		}
	}
	p.trial.marked = make([]bool, len(m.Vehicles))
	for v := range m.Vehicles {
		twin := int(m.Vehicles[v].Twin)
		for twin >= len(p.twins) {
			p.twins = append(p.twins, nil)
		}
		p.twins[twin] = append(p.twins[twin], int32(v))
		p.begin(int32(v))
	}
	return p
}

// begin gives a vehicle the route that it has in hand.
func (p *plan) begin(v int32) {
	vehicle, r := &p.m.Vehicles[v], &p.routes[v]
	end := vehicle.End
	if end < 0 {
		end = int32(p.m.Places)
	}
	r.seq = append(r.seq, entry{stop: -1, place: vehicle.Start})
	for _, s := range vehicle.Route {
		r.seq = append(r.seq, p.entry(s))
		t := p.m.Stops[s].Task
		p.at[t] = v
		p.option[t] = p.optionWith(t, s)
	}
	r.seq = append(r.seq, entry{stop: -1, place: end})
	p.refresh(v)
	p.price(v)
	p.cost += r.cost
	if r.used() {
		p.used = append(p.used, v)
	}
}

func (p *plan) entry(stop int32) entry {
	s := &p.m.Stops[stop]
	return entry{stop: stop, place: s.Place, open: s.Open}
}

// price asks the judge what a route costs; false when it forbids the route.
func (p *plan) price(v int32) bool {
	r := &p.routes[v]
	if p.judge == nil || !r.used() {
		return true
	}
	cost, credit, ok := p.judge.Route(v, p.stops(v, nil))
	if ok {
		r.cost, r.credit = cost, credit
		r.starts = p.judge.Starts(r.starts[:0])
	}
	return ok
}

// stops appends the stops of a route to list.
func (p *plan) stops(v int32, list []int32) []int32 {
	for _, e := range p.routes[v].seq {
		if e.stop >= 0 {
			list = append(list, e.stop)
		}
	}
	return list
}

func (p *plan) value(fewest bool) Value {
	v := Value{Undone: p.weight, Cost: p.cost}
	if fewest {
		v.Vehicles = len(p.used)
	}
	return v
}

// start begins a trial.
func (p *plan) start() {
	t := &p.trial
	t.open = true
	t.touched, t.was = t.touched[:0], t.was[:0]
	t.used = append(t.used[:0], p.used...)
	t.undone = append(t.undone[:0], p.undone...)
	t.weight, t.cost = p.weight, p.cost
}

// touch saves a route that is about to change.
func (p *plan) touch(v int32) {
	t := &p.trial
	if !t.open || t.marked[v] {
		return
	}
	t.marked[v] = true
	n := len(t.touched)
	t.touched = append(t.touched, v)
	if n == len(t.saved) {
		t.saved = append(t.saved, route{})
	}
	t.saved[n].copyFrom(&p.routes[v])
	for _, e := range p.routes[v].seq {
		if e.stop >= 0 {
			task := p.m.Stops[e.stop].Task
			t.was = append(t.was, moved{task, v, p.option[task]})
		}
	}
}

// keep ends a trial and keeps what it did.
func (p *plan) keep() {
	for _, v := range p.trial.touched {
		p.trial.marked[v] = false
	}
	p.trial.open = false
}

// back ends a trial and takes back what it did.
func (p *plan) back() {
	t := &p.trial
	for i, v := range t.touched {
		for _, e := range p.routes[v].seq {
			if e.stop >= 0 {
				task := p.m.Stops[e.stop].Task
				p.at[task], p.option[task] = -1, -1
			}
		}
		p.routes[v], t.saved[i] = t.saved[i], p.routes[v]
	}
	for _, w := range t.was {
		p.at[w.task], p.option[w.task] = w.at, w.option
	}
	p.used = append(p.used[:0], t.used...)
	p.undone = append(p.undone[:0], t.undone...)
	p.weight, p.cost = t.weight, t.cost
	p.keep()
}

// insert puts an undone task where spot says.
func (p *plan) insert(task int32, s *spot) {
	p.touch(s.vehicle)
	r := &p.routes[s.vehicle]
	o := &p.m.Tasks[task].Options[s.option]
	if !r.used() {
		p.used = append(p.used, s.vehicle)
	}
	r.seq = slices.Insert(r.seq, int(s.delivery)+1, p.entry(o.Delivery))
	if o.Pickup >= 0 {
		r.seq = slices.Insert(r.seq, int(s.pickup)+1, p.entry(o.Pickup))
	}
	p.at[task], p.option[task] = s.vehicle, s.option
	p.undone = without(p.undone, task)
	p.weight -= p.m.Tasks[task].Undone
	p.settle(s.vehicle)
}

// settle recomputes a route and the plan's cost with it.
func (p *plan) settle(v int32) bool {
	r := &p.routes[v]
	p.cost -= r.cost
	fine := p.refresh(v) && p.price(v)
	p.cost += r.cost
	if !r.used() {
		p.used = without(p.used, v)
	}
	return fine
}

// remove takes tasks out of their routes, with all of their groups. Pinned
// tasks and those already undone stay what they are. It reports whether every
// route that is left is allowed: taking work away can break a rule of Judge.
func (p *plan) remove(tasks []int32) bool {
	p.broken = p.broken[:0]
	for _, t := range tasks {
		p.take(t)
		if g := p.m.Tasks[t].Group; g > 0 {
			for _, other := range p.members[g] {
				p.take(other)
			}
		}
	}
	for i := 0; i < len(p.used); i++ {
		v := p.used[i]
		if p.routes[v].stamp != 0 {
			continue
		}
		if !p.settle(v) {
			p.broken = append(p.broken, v)
		}
		if !p.routes[v].used() {
			i-- // settle took it out of the list
		}
	}
	return len(p.broken) == 0
}

// take removes the stops of a task; its route is left with stamp 0, to settle.
func (p *plan) take(task int32) {
	v := p.at[task]
	if v < 0 || p.m.Tasks[task].Pinned {
		return
	}
	p.touch(v)
	r := &p.routes[v]
	kept := r.seq[:0]
	for _, e := range r.seq {
		if e.stop < 0 || p.m.Stops[e.stop].Task != task {
			kept = append(kept, e)
		}
	}
	r.seq = kept
	r.stamp = 0
	p.at[task], p.option[task] = -1, -1
	p.undone = append(p.undone, task)
	p.weight += p.m.Tasks[task].Undone
}

// without removes x from list, keeping the order.
func without(list []int32, x int32) []int32 {
	if i := slices.Index(list, x); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// copyFrom makes p what q is, a plan of the same model.
func (p *plan) copyFrom(q *plan) {
	for v := range q.routes {
		if p.routes[v].stamp != q.routes[v].stamp {
			p.routes[v].copyFrom(&q.routes[v])
		}
	}
	copy(p.at, q.at)
	copy(p.option, q.option)
	p.used = append(p.used[:0], q.used...)
	p.undone = append(p.undone[:0], q.undone...)
	p.weight, p.cost = q.weight, q.cost
}
