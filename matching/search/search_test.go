package search

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// random returns a model with a mix of what the kernel knows.
func random(d *rand.Rand, tasks, vehicles int) *Model {
	m := &Model{Places: 2*tasks + vehicles, Dims: 1 + d.IntN(2)}
	x, y := make([]float64, m.Places), make([]float64, m.Places)
	for i := range x {
		x[i], y[i] = d.Float64()*100, d.Float64()*100
	}
	for range 1 + d.IntN(2) {
		c := Class{Travel: make([]int32, m.Places*m.Places), Cost: make([]int32, m.Places*m.Places), TaskCost: int64(d.IntN(5))}
		for i := range m.Places {
			for j := range m.Places {
				far := int32(abs(int64(x[i]-x[j])) + abs(int64(y[i]-y[j])))
				c.Travel[i*m.Places+j], c.Cost[i*m.Places+j] = far+int32(d.IntN(5)), 2*far+int32(d.IntN(9))
				if d.IntN(60) == 0 {
					c.Travel[i*m.Places+j] = NoWay
				}
			}
		}
		m.Classes = append(m.Classes, c)
	}
	stop := func(t int, place int, load int64) int32 {
		s := Stop{Place: int32(place), Task: int32(t), Service: int64(d.IntN(10)), Close: Never}
		if d.IntN(2) == 0 {
			s.Open = int64(d.IntN(300))
			s.Close = s.Open + int64(20+d.IntN(300))
		}
		s.Load[0] = load
		if m.Dims > 1 {
			s.Load[1] = load / 2
		}
		m.Stops = append(m.Stops, s)
		return int32(len(m.Stops) - 1)
	}
	for t := range tasks {
		k := Task{Undone: int64(1 + d.IntN(3))}
		for range 1 + d.IntN(2) {
			load := int64(1 + d.IntN(6))
			switch d.IntN(3) {
			case 0:
				k.Options = append(k.Options, Option{Pickup: -1, Delivery: stop(t, 2*t, load*int64(1-2*d.IntN(2))), Cost: int64(d.IntN(20))})
			default:
				k.Options = append(k.Options, Option{Pickup: stop(t, 2*t, load), Delivery: stop(t, 2*t+1, -load), Cost: int64(d.IntN(20))})
			}
		}
		if d.IntN(4) == 0 {
			for v := range vehicles {
				if d.IntN(2) == 0 {
					k.Near = append(k.Near, int32(v))
				}
			}
			if k.Near == nil {
				k.Near = []int32{0}
			}
		}
		if d.IntN(4) == 0 {
			k.Group = int32(1 + d.IntN(2))
		}
		m.Tasks = append(m.Tasks, k)
	}
	for v := range vehicles {
		w := Vehicle{Class: int32(d.IntN(len(m.Classes))), Twin: int32(v), Start: int32(2*tasks + v), End: -1, Close: int64(300 + d.IntN(600)),
			Capacity: Load{int64(6 + d.IntN(8)), int64(4 + d.IntN(6))}, Fixed: int64(d.IntN(50)), MaxTasks: d.IntN(4)}
		if d.IntN(2) == 0 {
			w.End = w.Start
		}
		m.Vehicles = append(m.Vehicles, w)
	}
	return m
}

// follow judges one route from the model alone.
func follow(m *Model, v int, stops []int32, option []int32) (int64, error) {
	if len(stops) == 0 {
		return 0, nil
	}
	w := &m.Vehicles[v]
	c := &m.Classes[w.Class]
	load := w.Aboard
	tasks := 0
	cost := w.Fixed
	seen := map[int32]int{}
	for _, s := range stops {
		t := m.Stops[s].Task
		o := &m.Tasks[t].Options[option[t]]
		if o.Pickup < 0 {
			for x := range load {
				load[x] += max(0, -m.Stops[s].Load[x])
			}
		}
	}
	at, now := w.Start, w.Open
	drive := func(to int32) error {
		k := int(at)*m.Places + int(to)
		if c.Travel[k] == NoWay {
			return fmt.Errorf("no way from %d to %d", at, to)
		}
		now += int64(c.Travel[k])
		cost += int64(c.Cost[k])
		at = to
		return nil
	}
	for _, s := range stops {
		q := &m.Stops[s]
		t := q.Task
		o := &m.Tasks[t].Options[option[t]]
		if err := drive(q.Place); err != nil {
			return 0, err
		}
		now = max(now, q.Open)
		if now > q.Close {
			return 0, fmt.Errorf("stop %d late", s)
		}
		now += q.Service
		seen[t]++
		for x := range load {
			if load[x] > w.Capacity[x] {
				return 0, fmt.Errorf("overloaded before stop %d", s)
			}
			load[x] += q.Load[x]
			if load[x] > w.Capacity[x] {
				return 0, fmt.Errorf("overloaded after stop %d", s)
			}
		}
		switch {
		case s == o.Delivery && (o.Pickup < 0 && seen[t] == 1 || o.Pickup >= 0 && seen[t] == 2):
			tasks++
			cost += o.Cost + c.TaskCost
		case s == o.Pickup && seen[t] == 1:
		default:
			return 0, fmt.Errorf("stop %d of task %d out of order", s, t)
		}
		if !among(m.Tasks[t].Near, int32(v)) {
			return 0, fmt.Errorf("task %d may not go there", t)
		}
	}
	if w.End >= 0 {
		if err := drive(w.End); err != nil {
			return 0, err
		}
	}
	if now > w.Close || w.MaxTasks > 0 && tasks > w.MaxTasks {
		return 0, fmt.Errorf("vehicle %d is late or full", v)
	}
	return cost, nil
}

// verify returns what is wrong with a solution.
func verify(m *Model, s *Solution, fewest bool) error {
	var value Value
	at := map[int32]int{}
	count := map[int32]int{}
	for v, stops := range s.Routes {
		cost, err := follow(m, v, stops, s.Options)
		if err != nil {
			return err
		}
		value.Cost += cost
		if fewest && len(stops) > 0 {
			value.Vehicles++
		}
		for _, q := range stops {
			at[m.Stops[q].Task] = v + 1
			count[m.Stops[q].Task]++
		}
	}
	groups := map[int32]int{}
	for t := range m.Tasks {
		k := &m.Tasks[t]
		if at[int32(t)] == 0 {
			value.Undone += k.Undone
			if s.Options[t] != -1 {
				return fmt.Errorf("task %d is undone by option %d", t, s.Options[t])
			}
		} else if o := k.Options[s.Options[t]]; count[int32(t)] != 1 && o.Pickup < 0 || count[int32(t)] != 2 && o.Pickup >= 0 {
			return fmt.Errorf("task %d has %d stops", t, count[int32(t)])
		}
		if k.Group > 0 {
			if was, ok := groups[k.Group]; ok && was != at[int32(t)] {
				return fmt.Errorf("group %d is torn", k.Group)
			}
			groups[k.Group] = at[int32(t)]
		}
	}
	if value != s.Value {
		return fmt.Errorf("worth %v, said to be %v", value, s.Value)
	}
	return nil
}

// TestSolutionsHold judges solutions of random models from the model alone,
// and asks for the same with 1, 2 and 4 threads.
func TestSolutionsHold(t *testing.T) {
	done, seeds := 0, uint64(150)
	if testing.Short() {
		seeds = 15 // for the race detector, which makes them slow
	}
	for seed := range seeds {
		d := rand.New(rand.NewPCG(seed, 1))
		m := random(d, 1+d.IntN(30), 1+d.IntN(6))
		o := Options{Seed: seed, Threads: 1, Iterations: 600, FewestVehicles: seed%2 == 0}
		s := Search(m, o)
		if err := verify(m, s, o.FewestVehicles); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, o.Threads = range []int{2, 4} {
			if again := Search(m, o); !reflect.DeepEqual(s, again) {
				t.Fatalf("seed %d: %d threads find another solution", seed, o.Threads)
			}
		}
		o.Start = s.Routes
		o.Iterations = 1
		if again := Search(m, o); s.Value.Less(again.Value) {
			t.Fatalf("seed %d: from %v to %v", seed, s.Value, again.Value)
		} else if err := verify(m, again, o.FewestVehicles); err != nil {
			t.Fatalf("seed %d, from a start: %v", seed, err)
		}
		for _, k := range s.Options {
			if k >= 0 {
				done++
			}
		}
	}
	if done < int(seeds)*10/3 {
		t.Errorf("only %d tasks done in all: the models are too hard to say much", done)
	}
}

// brute returns the best value there is, by trying everything.
func brute(m *Model, fewest bool) Value {
	routes := make([][]int32, len(m.Vehicles))
	options := make([]int32, len(m.Tasks))
	best := Value{Undone: 1 << 60}
	var place func(t int)
	place = func(t int) {
		if t == len(m.Tasks) {
			s := &Solution{Routes: routes, Options: options}
			var v Value
			for k := range routes {
				c, err := follow(m, k, routes[k], options)
				if err != nil {
					return
				}
				v.Cost += c
				if fewest && len(routes[k]) > 0 {
					v.Vehicles++
				}
			}
			for k := range options {
				if options[k] < 0 {
					v.Undone += m.Tasks[k].Undone
				}
			}
			s.Value = v
			if verify(m, s, fewest) == nil && v.Less(best) {
				best = v
			}
			return
		}
		options[t] = -1
		place(t + 1)
		for o := range m.Tasks[t].Options {
			k := &m.Tasks[t].Options[o]
			options[t] = int32(o)
			for v := range routes {
				was := routes[v]
				for j := 0; j <= len(was); j++ {
					one := append(append(append([]int32{}, was[:j]...), k.Delivery), was[j:]...)
					if k.Pickup < 0 {
						routes[v] = one
						place(t + 1)
						continue
					}
					for i := 0; i <= j; i++ {
						routes[v] = append(append(append([]int32{}, one[:i]...), k.Pickup), one[i:]...)
						place(t + 1)
					}
				}
				routes[v] = was
			}
			options[t] = -1
		}
	}
	place(0)
	return best
}

// TestBestOfSmall compares with everything there is. A heuristic may miss one
// in a hundred.
func TestBestOfSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("searches in one thread: the tests at full speed run it")
	}
	missed := 0
	for seed := range uint64(120) {
		d := rand.New(rand.NewPCG(seed, 2))
		m := random(d, 1+d.IntN(4), 1+d.IntN(2))
		fewest := seed%2 == 0
		s := Search(m, Options{Seed: seed, Threads: 1, Iterations: 1500, FewestVehicles: fewest})
		if err := verify(m, s, fewest); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if want := brute(m, fewest); s.Value != want {
			if s.Value.Less(want) {
				t.Fatalf("seed %d: %v is better than the best, %v", seed, s.Value, want)
			}
			t.Logf("seed %d: %v, the best is %v", seed, s.Value, want)
			missed++
		}
	}
	if missed > 1 {
		t.Errorf("%d of 120 missed", missed)
	}
}

// TestStepAllocatesNothing holds the inner loop to no garbage.
func TestStepAllocatesNothing(t *testing.T) {
	m := random(rand.New(rand.NewPCG(5, 3)), 60, 10)
	s := newSearch(m, &Options{Seed: 1, Iterations: 100, FewestVehicles: true})
	s.construct()
	w := s.workers[0]
	w.anneal(3000, s.hot)
	if n := testing.AllocsPerRun(500, func() { w.step(s.hot, w.toll) }); n != 0 {
		t.Errorf("a step allocates %v times", n)
	}
}

func BenchmarkStep(b *testing.B) {
	m := random(rand.New(rand.NewPCG(5, 3)), 100, 20)
	s := newSearch(m, &Options{Seed: 1, Iterations: 100})
	s.construct()
	w := s.workers[0]
	w.anneal(3000, s.hot)
	b.ReportAllocs()
	for b.Loop() {
		w.step(s.hot, w.toll)
	}
}
