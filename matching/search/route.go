package search

// entry is a stop of a route with what an insertion beside it must know:
// when service starts at the earliest, and at the latest if all behind it is
// to hold (Savelsbergh 1992).
type entry struct {
	early, late int64
	leave       int64 // earliest departure
	open        int64
	stop, place int32 // stop is -1 at both ends
	travel      int32 // of the drive that leads here
	cost        int32
}

// route is what one vehicle does: seq begins at its start and ends at its end.
type route struct {
	seq    []entry
	load   []int64 // after each entry, dims to each
	before []int64 // peak of load up to each entry
	after  []int64 // peak of load from each entry on
	starts []int64 // of the stops, see Judge
	cost   int64
	credit int64 // see Judge
	tasks  int
	stamp  int64 // changes whenever the route does
}

// copyFrom makes r what s is.
func (r *route) copyFrom(s *route) {
	r.seq = append(r.seq[:0], s.seq...)
	r.load = append(r.load[:0], s.load...)
	r.before = append(r.before[:0], s.before...)
	r.after = append(r.after[:0], s.after...)
	r.starts = append(r.starts[:0], s.starts...)
	r.cost, r.credit, r.tasks, r.stamp = s.cost, s.credit, s.tasks, s.stamp
}

// used reports whether the route has any stop.
func (r *route) used() bool { return len(r.seq) > 2 }

// refresh computes a route of the plan from its stops. It reports false when
// it breaks a rule of the kernel.
func (p *plan) refresh(v int32) bool {
	p.stamps++
	p.routes[v].stamp = p.stamps
	return p.compute(&p.routes[v], &p.m.Vehicles[v])
}

// compute fills in everything about a route but its stops.
func (p *plan) compute(r *route, vehicle *Vehicle) bool {
	c := &p.classes[vehicle.Class]
	n := len(r.seq)
	r.starts = r.starts[:0]
	fine := p.drive(r, vehicle, c)
	last := &r.seq[n-1]
	last.late = vehicle.Close
	if last.early > last.late {
		fine = false
	}
	for k := n - 2; k >= 0; k-- {
		e, next := &r.seq[k], &r.seq[k+1]
		e.late = next.late - int64(next.travel) - (e.leave - e.early)
		if e.stop >= 0 {
			e.late = min(e.late, p.m.Stops[e.stop].Close)
		}
		if e.early > e.late {
			fine = false
		}
	}
	return p.weigh(r, vehicle) && fine
}

// drive follows the route forward and adds its cost up.
func (p *plan) drive(r *route, vehicle *Vehicle, c *class) bool {
	fine := true
	r.cost, r.tasks = 0, 0
	first := &r.seq[0]
	first.early, first.leave = vehicle.Open, vehicle.Open
	for k := 1; k < len(r.seq); k++ {
		e, prev := &r.seq[k], &r.seq[k-1]
		at := int(prev.place)*c.stride + int(e.place)
		e.travel, e.cost = c.travel[at], c.cost[at]
		if e.travel == NoWay {
			fine = false
		}
		e.early = max(prev.leave+int64(e.travel), e.open)
		e.leave = e.early
		r.cost += int64(e.cost)
		if e.stop < 0 {
			continue
		}
		e.leave += c.service[e.stop]
		if c.stopCost != nil {
			r.cost += c.stopCost[e.stop]
		}
		if t := p.m.Stops[e.stop].Task; p.deliveryOf(t) == e.stop {
			r.tasks++
			r.cost += c.taskCost + p.m.Tasks[t].Options[max(0, p.option[t])].Cost
		}
	}
	if r.used() {
		r.cost += vehicle.Fixed
	} else {
		r.cost, r.seq[1].cost = 0, 0 // an idle vehicle stays where it is
	}
	if vehicle.MaxTasks > 0 && r.tasks > vehicle.MaxTasks {
		fine = false
	}
	return fine
}

// deliveryOf returns the last stop of a task by its chosen option.
func (p *plan) deliveryOf(task int32) int32 {
	return p.m.Tasks[task].Options[max(0, p.option[task])].Delivery
}

// weigh fills in the loads and their peaks.
func (p *plan) weigh(r *route, vehicle *Vehicle) bool {
	d, n := p.m.Dims, len(r.seq)
	r.load = grow(r.load, n*d)
	r.before = grow(r.before, n*d)
	r.after = grow(r.after, n*d)
	fine := true
	for x := range d {
		load := vehicle.Aboard[x]
		for k := range r.seq {
			if s := r.seq[k].stop; s >= 0 && p.single[s] && p.m.Stops[s].Load[x] < 0 {
				load -= p.m.Stops[s].Load[x]
			}
		}
		peak := int64(0)
		for k := range r.seq {
			if s := r.seq[k].stop; s >= 0 {
				load += p.m.Stops[s].Load[x]
			}
			peak = max(peak, load)
			r.load[k*d+x], r.before[k*d+x] = load, peak
		}
		if peak > vehicle.Capacity[x] {
			fine = false
		}
		peak = 0
		for k := n - 1; k >= 0; k-- {
			peak = max(peak, r.load[k*d+x])
			r.after[k*d+x] = peak
		}
	}
	return fine
}

func grow(s []int64, n int) []int64 {
	if cap(s) < n {
		return make([]int64, n, 2*n)
	}
	return s[:n]
}
