package format

import (
	"fmt"
	"math"

	"github.com/linli/linli/matching/problem"
)

// What a number of VROOM's JSON may be at most: an instant in the year 2112, a
// duration of 31 years, an amount or cost of a billion.
const (
	maxVroomTime     = 4_500_000_000
	maxVroomDuration = 1_000_000_000
	maxVroomAmount   = 1_000_000_000
)

// check refuses what the API does not allow.
func (r *vroomReader) check() error {
	x := r.x
	if len(x.Vehicles) == 0 {
		return mistake(0, "vehicles", "there are none")
	}
	if err := x.checkMatrices(); err != nil {
		return err
	}
	dims := x.dims()
	if dims > problem.MaxDims {
		return mistake(0, "capacity", "%d measures, and %d is the most", dims, problem.MaxDims)
	}
	jobs, pickups, deliveries, vehicles := map[int64]bool{}, map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	for i := range x.Jobs {
		j := &x.Jobs[i]
		c := itemCheck{line: r.jobs[i], item: fmt.Sprintf("job %d", j.ID), dims: dims}
		c.task("job number "+fmt.Sprint(i), &j.VroomTask, jobs, x)
		c.goods(j.Priority, j.Skills, j.Delivery, j.Pickup)
		if c.err != nil {
			return c.err
		}
	}
	for i := range x.Shipments {
		s := &x.Shipments[i]
		c := itemCheck{line: r.shipments[i], item: fmt.Sprintf("pickup %d", s.Pickup.ID), dims: dims}
		c.task(fmt.Sprintf("shipment number %d, pickup", i), &s.Pickup, pickups, x)
		c.goods(s.Priority, s.Skills, s.Amount)
		c.item = fmt.Sprintf("delivery %d", s.Delivery.ID)
		c.task(fmt.Sprintf("shipment number %d, delivery", i), &s.Delivery, deliveries, x)
		if c.err != nil {
			return c.err
		}
	}
	tasks, steps := map[string]map[int64]bool{"job": jobs, "pickup": pickups, "delivery": deliveries}, map[string]bool{}
	for i := range x.Vehicles {
		v := &x.Vehicles[i]
		c := itemCheck{line: r.vehicles[i], item: fmt.Sprintf("vehicle %d", v.ID), dims: dims}
		c.vehicle(i, v, vehicles, x)
		c.steps(v, tasks, steps)
		if c.err != nil {
			return c.err
		}
	}
	return nil
}

// dims returns how many measures amounts have: as the first that says any.
func (x *VroomInput) dims() int {
	for i := range x.Vehicles {
		if n := len(x.Vehicles[i].Capacity); n > 0 {
			return n
		}
	}
	n := 0
	for i := range x.Jobs {
		n = max(n, len(x.Jobs[i].Delivery), len(x.Jobs[i].Pickup))
	}
	for i := range x.Shipments {
		n = max(n, len(x.Shipments[i].Amount))
	}
	return n
}

// size returns how many places the matrices are for, 0 for none.
func (x *VroomInput) size() int {
	for _, p := range x.profiles() {
		m := x.Matrices[p]
		for _, t := range []*Table{m.Durations, m.Distances, m.Costs} {
			if t != nil {
				return t.N
			}
		}
	}
	return 0
}

func (x *VroomInput) checkMatrices() error {
	for _, p := range x.profiles() {
		m := x.Matrices[p]
		item := fmt.Sprintf("matrices of %q", p)
		for _, t := range []*Table{m.Durations, m.Distances, m.Costs} {
			if t != nil && (t.N == 0 || t.N != x.size()) {
				return mistake(0, item, "a matrix of %d places beside one of %d", t.N, x.size())
			}
			if t == nil {
				continue
			}
			if err := t.outside(0, math.MaxUint32); err != nil {
				return mistake(0, item, "%v", err)
			}
		}
		if m.Distances != nil && m.Durations == nil {
			return mistake(0, item, "distances without durations")
		}
	}
	return nil
}

// itemCheck keeps the first mistake found in an item.
type itemCheck struct {
	line int
	item string
	dims int
	err  error
}

func (c *itemCheck) fail(detail string, args ...any) {
	if c.err == nil {
		c.err = mistake(c.line, c.item, detail, args...)
	}
}

// id refuses a missing or repeated one.
func (c *itemCheck) id(where string, id int64, seen map[int64]bool) {
	if id < 0 {
		c.item = where
		c.fail("an id from 0 is missing")
	}
	if seen[id] {
		c.fail("the id is there twice")
	}
	seen[id] = true
}

func (c *itemCheck) task(where string, t *VroomTask, seen map[int64]bool, x *VroomInput) {
	c.id(where, t.ID, seen)
	c.place("location", t.Location, t.LocationIndex, x, true)
	c.between("setup", t.Setup, maxVroomDuration)
	c.between("service", t.Service, maxVroomDuration)
	for _, byType := range []map[string]int64{t.SetupPerType, t.ServicePerType} {
		for _, k := range sortedKeys(byType) {
			c.between(fmt.Sprintf("the time for type %q", k), byType[k], maxVroomDuration)
		}
	}
	c.windows(t.TimeWindows)
}

// place refuses a place that is not told in the way that the problem asks for.
func (c *itemCheck) place(name string, at []float64, index *int64, x *VroomInput, must bool) {
	n := x.size()
	if index != nil && (*index < 0 || n > 0 && *index >= int64(n)) {
		c.fail("%s_index %d: the matrices are for %d places, from 0", name, *index, n)
	}
	switch {
	case n > 0 && index == nil && (must || at != nil):
		c.fail("%s_index is missing: there are matrices", name)
	case n == 0 && at == nil && index != nil:
		c.fail("%s_index %d without matrices, and no coordinates", name, *index)
	case n == 0 && at == nil && must:
		c.fail("%s is missing", name)
	}
	if at == nil {
		return
	}
	if len(at) != 2 {
		c.fail("%s has %d numbers, not longitude and latitude", name, len(at))
		return
	}
	if n == 0 && !(math.Abs(at[0]) <= 180 && math.Abs(at[1]) <= 90) {
		c.fail("%s %v,%v is no longitude and latitude", name, at[0], at[1])
	}
}

func (c *itemCheck) between(name string, n, most int64) {
	if n < 0 || n > most {
		c.fail("%s is %d, not between 0 and %d", name, n, most)
	}
}

func (c *itemCheck) windows(list [][]int64) {
	for _, w := range list {
		c.window("a time window", w)
	}
}

func (c *itemCheck) window(name string, w []int64) {
	if len(w) != 2 {
		c.fail("%s has %d numbers, not a start and an end", name, len(w))
		return
	}
	c.between("the start of "+name, w[0], maxVroomTime)
	c.between("the end of "+name, w[1], maxVroomTime)
	if w[1] < w[0] {
		c.fail("%s ends at %d, before it starts at %d", name, w[1], w[0])
	}
}

func (c *itemCheck) goods(priority int64, skills []int64, amounts ...[]int64) {
	c.between("the priority", priority, 100)
	for _, s := range skills {
		c.between("a skill", s, math.MaxUint32)
	}
	for _, a := range amounts {
		c.amount("an amount", a)
	}
}

func (c *itemCheck) amount(name string, a []int64) {
	if len(a) > 0 && len(a) != c.dims {
		c.fail("%s has %d measures, others have %d", name, len(a), c.dims)
	}
	for _, n := range a {
		c.between(name, n, maxVroomAmount)
	}
}

func (c *itemCheck) vehicle(i int, v *VroomVehicle, seen map[int64]bool, x *VroomInput) {
	c.id(fmt.Sprintf("vehicle number %d", i), v.ID, seen)
	c.place("start", v.Start, v.StartIndex, x, false)
	c.place("end", v.End, v.EndIndex, x, false)
	if v.starts(x) < 0 && v.ends(x) < 0 {
		c.fail("neither a start nor an end is given, by coordinates or, with matrices, by index")
	}
	c.amount("the capacity", v.Capacity)
	c.goods(0, v.Skills)
	if v.TimeWindow != nil {
		c.window("the time window", v.TimeWindow)
	}
	costs, perHour := v.costs()
	for _, n := range []int64{costs.Fixed, perHour, costs.PerTaskHour, costs.PerKm} {
		c.between("a cost", n, maxVroomAmount)
	}
	if perHour != 3600 && x.Matrices[v.profile()].Costs != nil {
		c.fail("per_hour beside a matrix of costs")
	}
	if f := v.SpeedFactor; f != nil && !(*f > 0 && *f <= 5) {
		c.fail("speed_factor %v is not above 0 and at most 5", *f)
	}
	for _, n := range []*int64{v.MaxTasks, v.MaxTravelTime, v.MaxDistance} {
		if n != nil {
			c.between("a maximum", *n, 1<<40)
		}
	}
	c.breaks(v)
}

func (c *itemCheck) breaks(v *VroomVehicle) {
	seen := map[int64]bool{}
	if len(v.Breaks) > problem.MaxBreaks {
		c.fail("more than %d breaks", problem.MaxBreaks)
	}
	for i := range v.Breaks {
		b := &v.Breaks[i]
		if seen[b.ID] {
			c.fail("break %d is there twice", b.ID)
		}
		seen[b.ID] = true
		if len(b.MaxLoad) > 0 {
			c.fail("break %d has a max_load, which Linli does not know: leave it out", b.ID)
		}
		c.between(fmt.Sprintf("the service of break %d", b.ID), b.Service, maxVroomDuration)
		c.windows(b.TimeWindows)
	}
}

// starts returns what a vehicle says of its start: ≥ 0, or -1 for nothing. Of
// both ways to say it the problem's counts.
func (v *VroomVehicle) starts(x *VroomInput) int { return told(v.Start, v.StartIndex, x) }

func (v *VroomVehicle) ends(x *VroomInput) int { return told(v.End, v.EndIndex, x) }

func told(at []float64, index *int64, x *VroomInput) int {
	switch {
	case x.size() > 0 && index != nil:
		return int(*index)
	case x.size() == 0 && at != nil:
		return 0
	}
	return -1
}
