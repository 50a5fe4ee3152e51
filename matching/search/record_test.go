package search

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// benchFolder has the public instances.
const benchFolder = "../../../shared/bench/lilim"

// lilim reads an instance of Li and Lim as a model with a scale of a million.
func lilim(t testing.TB, path string) *Model {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no benchmark data: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	field := func(line string) []float64 {
		var out []float64
		for _, f := range strings.Fields(line) {
			x, err := strconv.ParseFloat(f, 64)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, x)
		}
		return out
	}
	head := field(lines[0])
	nodes := make([][]float64, 0, len(lines)-1)
	for _, l := range lines[1:] {
		nodes = append(nodes, field(l))
	}
	const scale = 1e6
	n := len(nodes)
	m := &Model{Places: n, Dims: 1}
	times := make([]int32, n*n)
	for i, a := range nodes {
		for j, b := range nodes {
			times[i*n+j] = int32(math.Ceil(math.Hypot(a[1]-b[1], a[2]-b[2]) * scale))
		}
	}
	m.Classes = []Class{{Travel: times, Cost: times}}
	m.Stops = make([]Stop, n-1)
	for i, a := range nodes[1:] {
		s := &m.Stops[i]
		*s = Stop{Place: int32(i + 1), Open: int64(a[4] * scale), Close: int64(a[5] * scale), Service: int64(a[6] * scale)}
		s.Load[0] = int64(a[3])
		if a[8] > 0 {
			s.Task = int32(len(m.Tasks))
			m.Tasks = append(m.Tasks, Task{Undone: 1, Options: []Option{{Pickup: int32(i), Delivery: int32(a[8]) - 1}}})
		}
	}
	for t := range m.Tasks {
		m.Stops[m.Tasks[t].Options[0].Delivery].Task = int32(t)
	}
	for range int(head[0]) {
		m.Vehicles = append(m.Vehicles, Vehicle{End: 0, Open: int64(nodes[0][4] * scale), Close: int64(nodes[0][5] * scale), Capacity: Load{int64(head[1])}})
	}
	return m
}

// sartori reads an instance of Sartori and Buriol.
func sartori(t testing.TB, path string) *Model {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no benchmark data: %v", err)
	}
	const scale = 1e6
	m := &Model{Dims: 1}
	var capacity int64
	var times []int32
	part := ""
	for _, line := range strings.Split(string(data), "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
		case len(f) == 1:
			part = f[0]
		case f[0] == "CAPACITY:":
			capacity, _ = strconv.ParseInt(f[1], 10, 64)
		case part == "NODES":
			x := make([]int64, len(f))
			for i := range f {
				x[i], _ = strconv.ParseInt(f[i], 10, 64)
			}
			if x[0] == 0 {
				for range 50 {
					m.Vehicles = append(m.Vehicles, Vehicle{Open: x[4] * scale, Close: x[5] * scale, Capacity: Load{capacity}})
				}
				continue
			}
			s := Stop{Place: int32(x[0]), Open: x[4] * scale, Close: x[5] * scale, Service: x[6] * scale}
			s.Load[0] = x[3]
			if x[8] > 0 {
				s.Task = int32(len(m.Tasks))
				m.Tasks = append(m.Tasks, Task{Undone: 1, Options: []Option{{Pickup: int32(x[0]) - 1, Delivery: int32(x[8]) - 1}}})
			}
			m.Stops = append(m.Stops, s)
		case part == "EDGES":
			for _, y := range f {
				z, _ := strconv.ParseInt(y, 10, 64)
				times = append(times, int32(z*scale))
			}
		}
	}
	m.Places = len(m.Stops) + 1
	m.Classes = []Class{{Travel: times, Cost: times}}
	for t := range m.Tasks {
		m.Stops[m.Tasks[t].Options[0].Delivery].Task = int32(t)
	}
	return m
}

// processor is the processor time of this process: on a machine that others use
// too it says more than the clock.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestRecord shows how close some instances come to the record in a given
// processor time of two threads: LINLI_RECORD=names LINLI_SECONDS=10 go test -run TestRecord -v
func TestRecord(t *testing.T) {
	names := os.Getenv("LINLI_RECORD")
	if names == "" {
		t.Skip("LINLI_RECORD names no instance")
	}
	data, err := os.ReadFile(filepath.Join(benchFolder, "best_known.json"))
	if err != nil {
		t.Skip(err)
	}
	var record map[string]struct {
		Class    string
		Vehicles int     `json:"solved_with_vehicles"`
		Cost     float64 `json:"best_known_cost"`
	}
	if err := json.Unmarshal(data, &record); err != nil {
		t.Fatal(err)
	}
	seconds, _ := strconv.ParseFloat(os.Getenv("LINLI_SECONDS"), 64)
	vehicles, over, equal := 0, 0.0, 0
	for _, name := range strings.Split(names, ",") {
		r, ok := record[name]
		var m *Model
		if ok {
			m = lilim(t, filepath.Join(benchFolder, r.Class, name+".txt"))
		} else {
			m = sartori(t, filepath.Join(benchFolder, "../sartori", name+".txt"))
			list, _ := os.ReadFile(filepath.Join(benchFolder, "../sartori/best_known.csv"))
			for _, line := range strings.Split(string(list), "\n") {
				if f := strings.Split(line, ";"); f[0] == name {
					r.Vehicles, _ = strconv.Atoi(f[2])
					r.Cost, _ = strconv.ParseFloat(f[3], 64)
				}
			}
		}
		began := processor()
		var trace strings.Builder
		last := 0
		s := Search(m, Options{Seed: 1, Threads: 2, FewestVehicles: true,
			Spent: func() float64 { return (processor() - began).Seconds() / 2 / seconds },
			Progress: func(v Value, n int64) {
				if v.Vehicles != last {
					last = v.Vehicles
					fmt.Fprintf(&trace, " %d@%.1f", v.Vehicles, (processor()-began).Seconds()/2)
				}
			}})
		miss := ""
		if s.Value.Vehicles != r.Vehicles || s.Value.Undone > 0 {
			miss = fmt.Sprintf("VEHICLES %+d undone %d", s.Value.Vehicles-r.Vehicles, s.Value.Undone)
			vehicles += s.Value.Vehicles - r.Vehicles
		} else {
			equal++
			over += float64(s.Value.Cost)/1e6/r.Cost - 1
		}
		fmt.Printf("%-9s %2d/%-9.2f record %2d/%-9.2f %+6.2f%% %8d it %s%s\n", name, s.Value.Vehicles, float64(s.Value.Cost)/1e6, r.Vehicles, r.Cost,
			100*(float64(s.Value.Cost)/1e6/r.Cost-1), s.Iterations, miss, trace.String())
	}
	fmt.Printf("vehicles %+d, mean over where equal %.3f%%\n", vehicles, 100*over/float64(max(1, equal)))
}
