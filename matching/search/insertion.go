package search

import "math"

// spot is where a task may go and what that adds to the plan's cost.
type spot struct {
	cost             int64
	vehicle          int32
	option           int32
	pickup, delivery int32 // behind these entries of the route as it is now
}

const noCost = math.MaxInt64 / 4

// finder looks for spots in a plan. It is scratch space of one goroutine.
type finder struct {
	p    *plan
	dice *dice
	// blinks is the chance, in 1/2^32, that a spot is overlooked
	// (Christiaens and Vanden Berghe 2020).
	blinks uint32
	limit  int  // vehicles that may be used
	fewest bool // an idle vehicle only if no other can

	near  [][]int32 // nearest tasks of each; nil: not known yet
	seen  []int64   // by vehicle: the look at which it was tried
	looks int64
	open  []bool // by option of the task at hand, see ready

	detour, least []int64 // of the delivery, by gap
	route         []int32 // for the judge
	firsts        []int32 // one idle vehicle of each twin

	// Of the route at hand.
	r       *route
	c       *class
	vehicle int32
	o       *Option
	option  int32
	extra   int64 // what the task costs there beside its drives
	best    spot
}

// find returns the cheapest spot of a task; cost noCost: there is none.
func (f *finder) find(task int32) spot {
	f.best = spot{cost: noCost, vehicle: -1}
	f.ready(task)
	t := &f.p.m.Tasks[task]
	if mate := f.mate(task); mate >= 0 {
		if among(t.Near, mate) {
			f.look(task, mate)
		}
		return f.best
	}
	if f.near != nil && len(f.p.used) > wide {
		f.around(task)
	} else {
		for _, v := range f.p.used {
			if among(t.Near, v) {
				f.look(task, v)
			}
		}
	}
	if len(f.p.used) >= f.limit || f.fewest && f.best.cost != noCost {
		return f.best
	}
	if t.Near == nil {
		for _, v := range f.idle() {
			f.look(task, v)
		}
	}
	for _, v := range t.Near {
		if !f.p.routes[v].used() && f.p.first(v) {
			f.look(task, v)
		}
	}
	return f.best
}

// In a plan with more used vehicles than wide, a task is only tried where one
// of its nearest tasks is.
const (
	wide    = 40
	nearest = 250
)

// around looks at the routes of the nearest tasks.
func (f *finder) around(task int32) {
	if len(f.seen) == 0 {
		f.seen = make([]int64, len(f.p.routes))
	}
	f.looks++
	list := f.near[task]
	for _, t := range list[:min(len(list), nearest)] {
		v := f.p.at[t]
		if v < 0 || f.seen[v] == f.looks {
			continue
		}
		f.seen[v] = f.looks
		if among(f.p.m.Tasks[task].Near, v) {
			f.look(task, v)
		}
	}
}

// ready asks which options of a task the other routes leave open, once for all
// vehicles; it holds until the plan changes. It comes before any look.
func (f *finder) ready(task int32) {
	m := f.p.m
	f.open = f.open[:0]
	for i := range m.Tasks[task].Options {
		f.open = append(f.open, m.Shared == nil || m.Shared.Fits(task, int32(i), f.p.option))
	}
}

// mate returns the vehicle of the task's group, -1 if it has none yet.
func (f *finder) mate(task int32) int32 {
	if g := f.p.m.Tasks[task].Group; g > 0 {
		for _, t := range f.p.members[g] {
			if f.p.at[t] >= 0 {
				return f.p.at[t]
			}
		}
	}
	return -1
}

// idle returns an idle vehicle of each kind of twins.
func (f *finder) idle() []int32 {
	f.firsts = f.firsts[:0]
	for _, twins := range f.p.twins {
		for _, v := range twins {
			if !f.p.routes[v].used() {
				f.firsts = append(f.firsts, v)
				break
			}
		}
	}
	return f.firsts
}

// first reports whether v is the first idle one of its twins.
func (p *plan) first(v int32) bool {
	for _, w := range p.twins[p.m.Vehicles[v].Twin] {
		if !p.routes[w].used() {
			return w == v
		}
	}
	return false
}

// look tries every option of a task in the route of a vehicle. The first task
// of a group passes half of the vehicles by: it does not know where the others
// fit.
func (f *finder) look(task, v int32) {
	if f.blinks > 0 && f.p.m.Tasks[task].Group > 0 && f.p.at[task] < 0 && f.dice.n(2) == 0 && f.mate(task) < 0 {
		return
	}
	f.lookIn(task, v, &f.p.routes[v])
}

// lookIn tries every option of a task in r as the route of a vehicle.
func (f *finder) lookIn(task, v int32, r *route) {
	p := f.p
	vehicle := &p.m.Vehicles[v]
	f.r, f.vehicle, f.c = r, v, &p.classes[vehicle.Class]
	if vehicle.MaxTasks > 0 && f.r.tasks >= vehicle.MaxTasks {
		return
	}
	t := &p.m.Tasks[task]
	for i := range t.Options {
		o := &t.Options[i]
		if !f.open[i] || !among(o.Near, v) {
			continue
		}
		f.o, f.option = o, int32(i)
		f.extra = o.Cost + f.c.taskCost
		if f.c.stopCost != nil {
			f.extra += f.c.stopCost[o.Delivery]
			if o.Pickup >= 0 {
				f.extra += f.c.stopCost[o.Pickup]
			}
		}
		if !f.r.used() {
			f.extra += vehicle.Fixed
		}
		f.extra -= f.r.credit
		if o.Pickup < 0 {
			f.single(o, vehicle)
		} else {
			f.pair(o, vehicle)
		}
	}
}

func among(list []int32, v int32) bool {
	if list == nil {
		return true
	}
	lo, hi := 0, len(list)
	for lo < hi {
		if mid := (lo + hi) / 2; list[mid] < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(list) && list[lo] == v
}

// pair tries a pickup and its delivery at every two gaps of the route. The
// detours of the delivery are known for all gaps first, so that no time is
// spent on pickups that cannot become the best.
func (f *finder) pair(o *Option, vehicle *Vehicle) {
	p, r, c := f.p, f.r, f.c
	seq := r.seq
	gaps := len(seq) - 1
	f.deliveries(o, gaps)
	least, detour := f.least, f.detour
	up, down := &p.m.Stops[o.Pickup], &p.m.Stops[o.Delivery]
	costIn, costOut := c.from(c.costTo, up.Place), c.from(c.cost, up.Place)
	timeIn, timeOut := c.from(c.travelTo, up.Place), c.from(c.travel, up.Place)
	downCostOut := c.from(c.cost, down.Place)
	downTimeIn, downTimeOut := c.from(c.travelTo, down.Place), c.from(c.travel, down.Place)
	upService, downService := c.service[o.Pickup], c.service[o.Delivery]
	between, betweenCost := int64(timeOut[down.Place]), int64(costOut[down.Place])

	for i := vehicle.Locked; i < gaps; i++ {
		e, next := &seq[i], &seq[i+1]
		if e.leave > up.Close {
			break
		}
		in := int64(costIn[e.place]) - int64(next.cost) + f.extra
		direct := in + betweenCost + int64(downCostOut[next.place])
		in += int64(costOut[next.place])
		if direct >= f.best.cost && in+least[i+1] >= f.best.cost {
			continue
		}
		t := max(e.leave+int64(timeIn[e.place]), up.Open)
		if t > up.Close || !f.room(i, &up.Load, vehicle) || c.holes && timeIn[e.place] == NoWay {
			continue
		}
		t += upService
		if direct < f.best.cost {
			at := max(t+between, down.Open)
			if at <= down.Close && at+downService+int64(downTimeOut[next.place]) <= next.late {
				f.offer(direct, i, i, at)
			}
		}
		drive := int64(timeOut[next.place])
		for k := i + 1; k < gaps && in+least[k] < f.best.cost; k++ {
			x := &seq[k]
			t = max(t+drive, x.open)
			if t > x.late || !f.room(k, &up.Load, vehicle) {
				break
			}
			t += x.leave - x.early
			if t > down.Close {
				break
			}
			after := &seq[k+1]
			drive = int64(after.travel)
			total := in + detour[k]
			if total >= f.best.cost {
				continue
			}
			at := max(t+int64(downTimeIn[x.place]), down.Open)
			if at <= down.Close && at+downService+int64(downTimeOut[after.place]) <= after.late {
				f.offer(total, i, k, at)
			}
		}
	}
}

// deliveries computes what a delivery adds in each gap, and the least of it
// from each gap on.
func (f *finder) deliveries(o *Option, gaps int) {
	if cap(f.detour) < gaps+1 {
		f.detour, f.least = make([]int64, 2*gaps+2), make([]int64, 2*gaps+2)
	}
	f.detour, f.least = f.detour[:gaps+1], f.least[:gaps+1]
	place := f.p.m.Stops[o.Delivery].Place
	in, out := f.c.from(f.c.costTo, place), f.c.from(f.c.cost, place)
	seq := f.r.seq
	least := int64(noCost)
	f.least[gaps] = noCost
	for k := gaps - 1; k >= 0; k-- {
		next := &seq[k+1]
		d := int64(in[seq[k].place]) + int64(out[next.place]) - int64(next.cost)
		f.detour[k] = d
		least = min(least, d)
		f.least[k] = least
	}
}

// room reports whether the load fits on top of what is on board behind entry k.
func (f *finder) room(k int, load *Load, vehicle *Vehicle) bool {
	d := f.p.m.Dims
	for x := range d {
		if f.r.load[k*d+x]+load[x] > vehicle.Capacity[x] {
			return false
		}
	}
	return true
}

// single tries a task that is one stop in every gap.
func (f *finder) single(o *Option, vehicle *Vehicle) {
	p, r, c := f.p, f.r, f.c
	s := &p.m.Stops[o.Delivery]
	in, out := c.from(c.costTo, s.Place), c.from(c.cost, s.Place)
	timeIn, timeOut := c.from(c.travelTo, s.Place), c.from(c.travel, s.Place)
	service := c.service[o.Delivery]
	for i := vehicle.Locked; i < len(r.seq)-1; i++ {
		e, next := &r.seq[i], &r.seq[i+1]
		if e.leave > s.Close {
			break
		}
		cost := int64(in[e.place]) + int64(out[next.place]) - int64(next.cost) + f.extra
		if cost >= f.best.cost {
			continue
		}
		t := max(e.leave+int64(timeIn[e.place]), s.Open)
		if t > s.Close || t+service+int64(timeOut[next.place]) > next.late || !f.bears(i, &s.Load, vehicle) {
			continue
		}
		f.offer(cost, i, i, t)
	}
}

// bears reports whether the load of a single stop behind entry k fits: what it
// hands over has been on board since the start, what it takes stays to the end.
func (f *finder) bears(k int, load *Load, vehicle *Vehicle) bool {
	d := f.p.m.Dims
	for x := range d {
		switch l := load[x]; {
		case l < 0 && f.r.before[k*d+x]-l > vehicle.Capacity[x],
			l > 0 && f.r.after[k*d+x]+l > vehicle.Capacity[x]:
			return false
		}
	}
	return true
}

// offer makes a spot that the kernel allows the best, unless it is overlooked
// or the judge is against it. start is when service at the delivery starts at
// the earliest.
func (f *finder) offer(cost int64, pickup, delivery int, start int64) {
	late, judge := int64(0), f.p.judge
	if judge != nil {
		if late = judge.Start(f.o.Delivery, start) - f.o.Floor; cost+late >= f.best.cost {
			return
		}
	}
	if f.blinks > 0 && uint32(f.dice.next()>>32) < f.blinks {
		return
	}
	if f.c.holes && f.hole(pickup, delivery) {
		return
	}
	if judge != nil {
		if enough := f.best.cost - cost - late; f.delays(pickup, delivery, start, enough) >= enough {
			return
		}
		var ok bool
		if cost, ok = f.judged(pickup, delivery); !ok || cost >= f.best.cost {
			return
		}
	}
	f.best = spot{cost, f.vehicle, f.option, int32(pickup), int32(delivery)}
}

// delays returns what it costs at the least that the spot makes the stops
// behind its own start later; it need not look further once that is enough.
// A detour that is quicker than the drive it replaces is taken for one as long.
// start is when service at the delivery starts at the earliest.
func (f *finder) delays(pickup, delivery int, start, enough int64) int64 {
	seq := f.r.seq
	if len(f.r.starts) == 0 {
		return 0
	}
	cost := int64(0)
	if pickup < delivery {
		up := &f.p.m.Stops[f.o.Pickup]
		t := max(seq[pickup].leave+int64(f.c.from(f.c.travelTo, up.Place)[seq[pickup].place]), up.Open)
		t += f.c.service[f.o.Pickup] + int64(f.c.from(f.c.travel, up.Place)[seq[pickup+1].place])
		if cost = f.later(pickup+1, delivery+1, t, enough); cost >= enough {
			return cost
		}
	}
	down := f.p.m.Stops[f.o.Delivery].Place
	t := start + f.c.service[f.o.Delivery] + int64(f.c.from(f.c.travel, down)[seq[delivery+1].place])
	return cost + f.later(delivery+1, len(seq)-1, t, enough-cost)
}

// later returns what it costs at the least beside now that the vehicle comes to
// entry k at t or later, by the stops from there on and before end.
func (f *finder) later(k, end int, t, enough int64) int64 {
	cost := int64(0)
	for ; k < end && cost < enough; k++ {
		e := &f.r.seq[k]
		if t <= e.early {
			break
		}
		if now := f.r.starts[k-1]; now >= 0 {
			cost += max(0, f.p.judge.Start(e.stop, t)-now)
		}
		t += e.leave - e.early + int64(f.r.seq[k+1].travel)
	}
	return cost
}

// judged returns what the judge says the spot adds.
func (f *finder) judged(pickup, delivery int) (int64, bool) {
	o := f.o
	f.route = f.route[:0]
	for k := range f.r.seq {
		if s := f.r.seq[k].stop; s >= 0 {
			f.route = append(f.route, s)
		}
		if k == pickup && o.Pickup >= 0 {
			f.route = append(f.route, o.Pickup)
		}
		if k == delivery {
			f.route = append(f.route, o.Delivery)
		}
	}
	cost, _, ok := f.p.judge.Route(f.vehicle, f.route)
	return cost - f.r.cost, ok
}

// hole reports whether a drive of the spot cannot be made.
func (f *finder) hole(pickup, delivery int) bool {
	seq, c := f.r.seq, f.c
	way := func(a, b int32) bool { return c.travel[int(a)*c.stride+int(b)] != NoWay }
	down := f.p.m.Stops[f.o.Delivery].Place
	before, after := seq[delivery].place, seq[delivery+1].place
	if f.o.Pickup < 0 {
		return !way(before, down) || !way(down, after)
	}
	up := f.p.m.Stops[f.o.Pickup].Place
	if pickup == delivery {
		return !way(before, up) || !way(up, down) || !way(down, after)
	}
	return !way(seq[pickup].place, up) || !way(up, seq[pickup+1].place) || !way(before, down) || !way(down, after)
}
