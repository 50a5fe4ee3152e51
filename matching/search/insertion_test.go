package search

import (
	"math/rand/v2"
	"testing"
)

// impatient is a judge for whom each minute of a delivery's start costs.
type impatient struct {
	m    *Model
	last []int64
}

func (j *impatient) Fork() Judge { return &impatient{m: j.m} }

func (j *impatient) Start(stop int32, at int64) int64 {
	if j.m.Stops[stop].Load[0] > 0 {
		return 0
	}
	return 7*at + max(0, at-200)*max(0, at-200)/20
}

func (j *impatient) Starts(list []int64) []int64 { return append(list, j.last...) }

func (j *impatient) Route(vehicle int32, stops []int32) (cost, credit int64, ok bool) {
	c, v := &j.m.Classes[0], &j.m.Vehicles[vehicle]
	at, now := v.Start, v.Open
	j.last = j.last[:0]
	for _, s := range stops {
		x := &j.m.Stops[s]
		leg := int(at)*j.m.Places + int(x.Place)
		cost += int64(c.Cost[leg])
		now = max(now+int64(c.Travel[leg]), x.Open)
		price := j.Start(s, now)
		cost += price
		if x.Load[0] > 0 {
			price = -1
		}
		j.last = append(j.last, price)
		now, at = now+x.Service, x.Place
	}
	return cost, 0, true
}

// cheapest tries a task everywhere.
func cheapest(p *plan, task int32) int64 {
	best := int64(noCost)
	o := p.m.Tasks[task].Options[0]
	for v := range p.routes {
		now := p.stops(int32(v), nil)
		before, _, _ := p.judge.Route(int32(v), now)
		for i := range len(now) + 1 {
			for k := i; k <= len(now); k++ {
				trial := append([]int32(nil), now[:i]...)
				trial = append(append(append(append(trial, o.Pickup), now[i:k]...), o.Delivery), now[k:]...)
				cost, _, _ := p.judge.Route(int32(v), trial)
				best = min(best, cost-before)
			}
		}
	}
	return best
}

// What the finder rules out before it asks the judge is never the best.
func TestFinderMissesNothing(t *testing.T) {
	d := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		m := &Model{Places: 26, Dims: 1}
		c := Class{Travel: make([]int32, 26*26), Cost: make([]int32, 26*26)}
		var x, y [26]int64
		for i := range x {
			x[i], y[i] = int64(d.IntN(30)), int64(d.IntN(30))
			for j := range i {
				far := int32(abs(x[i]-x[j]) + abs(y[i]-y[j]))
				c.Travel[i*26+j], c.Travel[j*26+i] = far, far
				c.Cost[i*26+j], c.Cost[j*26+i] = 3*far, 3*far
			}
		}
		m.Classes = []Class{c}
		for k := range int32(12) {
			up := Stop{Place: 2 * k, Task: k, Open: int64(d.IntN(600)), Close: Never, Service: int64(d.IntN(9)), Load: Load{1}}
			down := Stop{Place: 2*k + 1, Task: k, Close: Never, Service: int64(d.IntN(9)), Load: Load{-1}}
			m.Stops = append(m.Stops, up, down)
			m.Tasks = append(m.Tasks, Task{Undone: 1, Options: []Option{{Pickup: 2 * k, Delivery: 2*k + 1}}})
		}
		judge := &impatient{m: m}
		for k := range m.Tasks {
			o := &m.Tasks[k].Options[0]
			o.Floor = judge.Start(o.Delivery, m.Stops[o.Pickup].Open)
			o.Cost = o.Floor
		}
		for v := range int32(2) {
			m.Vehicles = append(m.Vehicles, Vehicle{Twin: v, Start: 24 + v, End: -1, Close: Never, Capacity: Load{99}})
		}
		p := newPlan(m, []class{newClass(m, &m.Classes[0], 1)}, judge, 0)
		f := finder{p: p, limit: 2}
		for k := range int32(12) {
			s := f.find(k)
			if want := cheapest(p, k); s.cost != want {
				t.Fatalf("round %d, task %d: found %d, there is %d", round, k, s.cost, want)
			}
			p.insert(k, &s)
		}
	}
}
