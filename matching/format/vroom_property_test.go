package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// chance makes a problem of everything that the API has.
func chance(d *rand.Rand, matrices bool) *VroomInput {
	x := &VroomInput{}
	const places = 9
	task := func(id int64) VroomTask {
		t := VroomTask{ID: id, Service: d.Int64N(300), Setup: d.Int64N(2) * d.Int64N(200)}
		at := d.Int64N(places)
		if matrices {
			t.LocationIndex = &at
		} else {
			t.Location = []float64{1.5 + float64(at%3)/100, 42.5 + float64(at/3)/100}
		}
		if d.IntN(4) == 0 {
			t.ServicePerType = map[string]int64{"van": d.Int64N(100)}
			t.SetupPerType = map[string]int64{"van": d.Int64N(100)}
		}
		for range d.IntN(3) {
			from := d.Int64N(20000)
			t.TimeWindows = append(t.TimeWindows, []int64{from, from + d.Int64N(8000)})
		}
		return t
	}
	amount := func() []int64 { return []int64{d.Int64N(4), d.Int64N(3)} }
	skills := func() (s []int64) {
		for k := range int64(3) {
			if d.IntN(4) == 0 {
				s = append(s, k)
			}
		}
		return s
	}
	for k := range d.Int64N(12) {
		j := VroomJob{VroomTask: task(k), Skills: skills(), Priority: d.Int64N(101)}
		if d.IntN(3) > 0 {
			j.Delivery = amount()
		}
		if d.IntN(3) > 0 {
			j.Pickup = amount()
		}
		x.Jobs = append(x.Jobs, j)
	}
	for k := range d.Int64N(8) {
		x.Shipments = append(x.Shipments, VroomShipment{Pickup: task(k), Delivery: task(k), Amount: amount(), Skills: skills(), Priority: d.Int64N(101)})
	}
	for k := range 1 + d.Int64N(4) {
		x.Vehicles = append(x.Vehicles, chanceVehicle(d, k, places, matrices))
	}
	if matrices {
		x.Matrices = map[string]VroomMatrices{}
		for _, p := range []string{"car", "bike"} {
			durations, distances := &Table{N: places}, &Table{N: places}
			for i := range places * places {
				n := d.Int64N(2000)
				if i%(places+1) == 0 {
					n = 0
				}
				durations.Cells, distances.Cells = append(durations.Cells, n), append(distances.Cells, n*7)
			}
			x.Matrices[p] = VroomMatrices{Durations: durations, Distances: distances}
		}
	}
	return x
}

func chanceVehicle(d *rand.Rand, id int64, places int, matrices bool) VroomVehicle {
	v := VroomVehicle{ID: id, Profile: []string{"", "car", "bike"}[d.IntN(3)], Type: []string{"", "van"}[d.IntN(2)], Capacity: []int64{3 + d.Int64N(9), 3 + d.Int64N(9)}}
	for k := range int64(3) {
		if d.IntN(4) > 0 {
			v.Skills = append(v.Skills, k)
		}
	}
	start, end := d.Int64N(int64(places)), d.Int64N(int64(places))
	ends := d.IntN(4) // 0: no start, 1: no end
	if matrices {
		v.StartIndex, v.EndIndex = &start, &end
	} else {
		v.Start, v.End = []float64{1.5, 42.5}, []float64{1.51, 42.5}
	}
	switch ends {
	case 0:
		v.Start, v.StartIndex = nil, nil
	case 1:
		v.End, v.EndIndex = nil, nil
	}
	if d.IntN(3) > 0 {
		from := d.Int64N(5000)
		v.TimeWindow = []int64{from, from + 5000 + d.Int64N(20000)}
	}
	for k := range d.Int64N(3) {
		b := VroomBreak{ID: k, Service: d.Int64N(900)}
		if d.IntN(4) > 0 {
			from := 3000 + 9000*k + d.Int64N(3000)
			b.TimeWindows = [][]int64{{from, from + d.Int64N(4000)}}
		}
		v.Breaks = append(v.Breaks, b)
	}
	if d.IntN(3) == 0 {
		perHour := 1000 + d.Int64N(5000)
		v.Costs = &VroomCosts{Fixed: d.Int64N(1000), PerHour: &perHour, PerTaskHour: d.Int64N(2) * 700, PerKm: d.Int64N(2) * 50}
	}
	if d.IntN(3) == 0 {
		speed := float64(50+d.IntN(200)) / 100
		v.SpeedFactor = &speed
	}
	limit := func(most int64) *int64 {
		if d.IntN(4) > 0 {
			return nil
		}
		n := most/4 + d.Int64N(most)
		return &n
	}
	v.MaxTasks, v.MaxTravelTime, v.MaxDistance = limit(12), limit(12000), limit(60000)
	return v
}

// Answers to problems of chance keep every rule, by the judge and by a plain
// reading of VROOM's words.
func TestVroomProblemsOfChance(t *testing.T) {
	for seed := range uint64(150) {
		d := rand.New(rand.NewPCG(seed, 9))
		var b bytes.Buffer
		if err := chance(d, seed%3 > 0).Write(&b); err != nil {
			t.Fatal(err)
		}
		x := mustRead(t, b.String()).(*VroomInput)
		o := Options{Objective: []problem.Objective{problem.Money, problem.VehiclesDistance}[seed%2]}
		p, err := x.Problem(o)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := problem.Validate(p); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		plan := matching.Optimize(p, matching.Options{Seed: seed, Threads: 2, Iterations: 100, Brief: seed%2 == 0})
		for _, v := range check.Plan(p, plan) {
			t.Errorf("seed %d: the plan: %s", seed, v)
		}
		answer := answered(t, x, o, p, &plan)
		for _, wrong := range plainly(x, answer) {
			t.Errorf("seed %d: %s", seed, wrong)
		}
		if t.Failed() {
			t.Logf("%s\n%s", b.String(), answer)
			t.FailNow()
		}
	}
}

// plainly reads an answer as VROOM's page says it, and returns what is wrong.
func plainly(x *VroomInput, answer []byte) (wrong []string) {
	fail := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var a vroomAnswer
	if err := json.Unmarshal(answer, &a); err != nil {
		return []string{err.Error()}
	}
	tasks, done := x.stopsByTask(), map[string]bool{}
	vehicles := map[int64]*VroomVehicle{}
	for i := range x.Vehicles {
		vehicles[x.Vehicles[i].ID] = &x.Vehicles[i]
	}
	var cost, duration int64
	for _, r := range a.Routes {
		v := vehicles[r.Vehicle]
		cost, duration = cost+r.Cost, duration+r.Duration
		count, picked, before := int64(0), map[int64]bool{}, int64(0)
		for k, s := range r.Steps {
			if s.Arrival < before-1 {
				fail("vehicle %d: step %d begins at %d, before %d", v.ID, k, s.Arrival, before)
			}
			before = s.Arrival + s.Waiting + s.Setup + s.Service
			for m, n := range s.Load {
				if n < 0 || n > v.Capacity[m] {
					fail("vehicle %d: load %v at step %d", v.ID, s.Load, k)
				}
			}
			if v.TimeWindow != nil && (s.Arrival < v.TimeWindow[0] || before > v.TimeWindow[1]+1) {
				fail("vehicle %d: step %d from %d to %d is outside of %v", v.ID, k, s.Arrival, before, v.TimeWindow)
			}
			if s.Type == "start" || s.Type == "end" || s.Type == "break" {
				continue
			}
			count++
			name := taskName(s.Type, *s.ID)
			if _, ok := tasks[name]; !ok || done[name] {
				fail("vehicle %d: %s is unknown or there twice", v.ID, name)
			}
			done[name] = true
			if s.Type == "pickup" {
				picked[*s.ID] = true
			}
			if s.Type == "delivery" && !picked[*s.ID] { // the ids of both ends are the same in these problems
				fail("vehicle %d: %s before its pickup", v.ID, name)
			}
			at := s.Arrival + s.Waiting
			if list := x.task(s.Type, *s.ID).TimeWindows; len(list) > 0 {
				in := false
				for _, w := range list {
					in = in || at >= w[0] && at <= w[1]
				}
				if !in {
					fail("%s at %d is in none of %v", name, at, list)
				}
			}
		}
		if v.MaxTasks != nil && count > *v.MaxTasks || v.MaxTravelTime != nil && r.Duration > *v.MaxTravelTime ||
			v.MaxDistance != nil && *r.Distance > *v.MaxDistance {
			fail("vehicle %d: %d tasks, %d s, %v m", v.ID, count, r.Duration, r.Distance)
		}
	}
	for _, u := range a.Unassigned {
		name := taskName(u.Type, u.ID)
		if done[name] {
			fail("%s is done and unassigned", name)
		}
		done[name] = true
	}
	if len(done) != len(tasks) || a.Summary.Cost != cost || a.Summary.Duration != duration || a.Summary.Routes != len(a.Routes) {
		fail("%d of %d tasks, %+v", len(done), len(tasks), a.Summary)
	}
	return wrong
}

// task returns the task of a step.
func (x *VroomInput) task(kind string, id int64) *VroomTask {
	for i := range x.Jobs {
		if kind == "job" && x.Jobs[i].ID == id {
			return &x.Jobs[i].VroomTask
		}
	}
	for i := range x.Shipments {
		if kind == "pickup" && x.Shipments[i].Pickup.ID == id {
			return &x.Shipments[i].Pickup
		}
		if kind == "delivery" && x.Shipments[i].Delivery.ID == id {
			return &x.Shipments[i].Delivery
		}
	}
	return nil
}
