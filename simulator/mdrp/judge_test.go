package mdrp

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// bench is the folder of the record's instances; it is no part of the project.
const bench = "../../../shared/bench/mdrp"

// town is a day that can be followed by hand: 100 m a minute, two restaurants,
// five orders, two couriers.
func town() *Instance {
	return &Instance{
		Name:        "town",
		Params:      Params{MetersPerMinute: 100, PickupService: 4, DropoffService: 4, Target: 40, Maximum: 90, PayPerOrder: 10, PayPerHour: 15},
		Restaurants: []Restaurant{{"r1", Point{0, 0}}, {"r2", Point{1000, 0}}},
		Orders: []Order{
			{"o1", Point{500, 0}, 10, 0, 20},
			{"o2", Point{600, 0}, 12, 0, 22},
			{"o3", Point{1000, 250}, 30, 1, 60},
			{"o4", Point{0, 300}, 15, 0, 25},
			{"o5", Point{0, 900}, 200, 0, 210},
		},
		Couriers: []Courier{{"c1", Point{0, 200}, 0, 120}, {"c2", Point{300, 0}, 5, 125}},
	}
}

// good delivers four of the five: c1 fetches o1 and o2 at 22 and o3 at 60, c2
// fetches o4 at 25.
func good() *Solution {
	return &Solution{
		Assignments: []Assignment{
			{13, 22, "c1", []string{"o1", "o2"}},
			{40, 60, "c1", []string{"o3"}},
			{16, 25, "c2", []string{"o4"}},
		},
		Deliveries: []Delivery{
			{"o1", 22, 31, "c1"}, {"o2", 22, 36, "c1"}, {"o3", 60, 67, "c1"}, {"o4", 25, 32, "c2"}, {"o5", 0, 0, ""},
		},
		Moves: []Move{
			{"c1", 18, "0", "r1"}, {"c1", 24, "r1", "o1"}, {"c1", 33, "o1", "o2"},
			{"c1", 40, "o2", "r2"}, {"c1", 62, "r2", "o3"},
			{"c2", 16, "0", "r1"}, {"c2", 27, "r1", "o4"},
		},
	}
}

func TestJudge(t *testing.T) {
	if found := Judge(town(), good(), Plain); len(found) > 0 {
		t.Fatalf("a good day: %v", found)
	}
	spoiled := []struct {
		name string
		rule int
		do   func(*Instance, *Solution)
	}{
		{"twice in one bundle", Once, func(_ *Instance, s *Solution) { s.Assignments[2].Orders = []string{"o4", "o4"} }},
		{"delivered, never assigned", Once, func(_ *Instance, s *Solution) {
			s.Assignments, s.Moves = s.Assignments[:2], s.Moves[:5]
		}},
		{"assigned before it is placed", Known, func(_ *Instance, s *Solution) { s.Assignments[0].At = 11 }},
		{"fetched after the shift", OnDuty, func(in *Instance, _ *Solution) { in.Couriers[0].Off = 59 }},
		{"fetched before it is ready", Cooked, func(in *Instance, _ *Solution) { in.Orders[1].Ready = 23 }},
		{"dropped off in another sequence", Sequence, func(_ *Instance, s *Solution) { s.Assignments[0].Orders = []string{"o2", "o1"} }},
		{"dropped off on the heels of the last", Sequence, func(in *Instance, s *Solution) {
			in.Orders[1].At = in.Orders[0].At
			s.Moves[2].Depart, s.Deliveries[1].Dropoff = 33, 34
		}},
		{"leaves where he is not", Continuous, func(_ *Instance, s *Solution) { s.Moves[3].From = "o1" }},
		{"leaves before he arrives", Continuous, func(in *Instance, s *Solution) {
			s.Moves[3].Depart, s.Assignments[1].At = 33, 33
		}},
		{"moves before his shift", Continuous, func(in *Instance, _ *Solution) { in.Couriers[1].On = 17 }},
		{"not at the restaurant", AtKitchen, func(_ *Instance, s *Solution) { s.Moves[5].Depart = 21 }},
		{"leaves before the pickup is over", AtKitchen, func(_ *Instance, s *Solution) { s.Moves[6].Depart = 26 }},
		{"a bundle of two restaurants", AtKitchen, func(in *Instance, _ *Solution) { in.Orders[1].Restaurant = 1 }},
		{"not at the door", AtDoor, func(_ *Instance, s *Solution) { s.Deliveries[2].Dropoff = 66 }},
		{"assigned and not delivered", AtDoor, func(_ *Instance, s *Solution) { s.Deliveries[2] = Delivery{Order: "o3"} }},
		{"carried by another", AtDoor, func(_ *Instance, s *Solution) { s.Deliveries[3].Courier = "c1" }},
		{"two at once", Apart, func(_ *Instance, s *Solution) { s.Assignments[1].Pickup = 37 }},
		{"told on the way", Undisturbed, func(_ *Instance, s *Solution) { s.Assignments[1].At = 37 }},
		{"told before his shift", Undisturbed, func(in *Instance, s *Solution) { in.Couriers[0].On = 14 }},
		{"leaves before he is told", Undisturbed, func(_ *Instance, s *Solution) { s.Assignments[2].At = 17 }},
		{"leaves for nothing", Undisturbed, func(_ *Instance, s *Solution) {
			s.Moves = append(s.Moves, Move{"c2", 40, "o4", "r2"})
		}},
	}
	for _, c := range spoiled {
		in, s := town(), good()
		c.do(in, s)
		hit := false
		for _, v := range Judge(in, s, Plain) {
			hit = hit || v.Rule == c.rule
		}
		if !hit {
			t.Errorf("%s: rule %d is not found broken: %v", c.name, c.rule, Judge(in, s, Plain))
		}
	}
}

// TestPrepositioning sends c2 to r2 after his delivery, which only the variant
// knows, and not while he is told something.
func TestPrepositioning(t *testing.T) {
	in, s := town(), good()
	s.Moves = append(s.Moves, Move{"c2", 40, "o4", "r2"})
	if found := Judge(in, s, Prepositioning); len(found) > 0 {
		t.Errorf("an empty move: %v", found)
	}
	s.Moves[7].Depart = 33
	if found := Judge(in, s, Prepositioning); len(found) == 0 {
		t.Error("an empty move begins during the service at a door, and nothing is found")
	}
	s.Moves[7] = Move{"c2", 40, "o4", "o3"}
	if found := Judge(in, s, Prepositioning); len(found) == 0 {
		t.Error("an empty move leads to a customer, and nothing is found")
	}
	s = good()
	s.Assignments[2].At = 18 // c2 leaves at 16 for three minutes
	if found := Judge(in, s, Prepositioning); len(found) != 1 || found[0].Rule != Undisturbed {
		t.Errorf("told on an empty move: %v", found)
	}
	s.Assignments[2].At = 19
	if found := Judge(in, s, Prepositioning); len(found) > 0 {
		t.Errorf("told on arrival: %v", found)
	}
}

func TestMeasure(t *testing.T) {
	m := Measure(town(), good(), Plain)
	// o1 is 2 late, o2 is 4 late, o5 counts with 90 minutes over a floor of 23.
	if want := (2 + 4 + 67) / 5.0; math.Abs(m.Excess-want) > 1e-9 {
		t.Errorf("excess %v, want %v", m.Excess, want)
	}
	if m.Delivered != 4 || m.TotalPay != 60 || m.CostPerOrder != 15 || m.TrueUp != 0.5 {
		t.Errorf("delivered %d, paid %v, %v an order, %v trued up", m.Delivered, m.TotalPay, m.CostPerOrder, m.TrueUp)
	}
	if want := (21 + 24 + 37 + 17) / 4.0; m.ClickToDoor.Mean != want || m.ClickToDoor.Min != 17 || m.ClickToDoor.Max != 37 {
		t.Errorf("click-to-door %+v, want mean %v", m.ClickToDoor, want)
	}
	// c1 drives 2+5+1+4+3, fetches twice and hands over three times, in 120 minutes.
	if want := (15 + 8 + 12) / 120.0; m.Utilisation.Max != want {
		t.Errorf("utilisation %v, want %v", m.Utilisation.Max, want)
	}
	// Nobody is on duty when o5 is ready.
	if want := 67 / 5.0; math.Abs(m.ExcessBound-want) > 1e-9 {
		t.Errorf("bound %v, want %v", m.ExcessBound, want)
	}
}

func TestSpread(t *testing.T) {
	s := SpreadOf([]float64{4, 1, 3, 2})
	want := "{2.50 1.29 1.00 1.30 2.50 3.70 4.00}"
	if got := fmt.Sprintf("%.2f", s); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestFiles writes a day, reads it back, and judges what was read.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	in := town()
	if err := good().Write(in, dir); err != nil {
		t.Fatal(err)
	}
	s, err := ReadSolution(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s, good()) {
		t.Errorf("read back %+v", s)
	}
	text, _ := os.ReadFile(filepath.Join(dir, couriersFile))
	want := "courier departure_time origin destination\nc1 18 0 r1\nc1 24 r1 o1\nc1 33 o1 o2\n\nc1 40 o2 r2\nc1 62 r2 o3\n\nc2 16 0 r1\nc2 27 r1 o4\n"
	if string(text) != want {
		t.Errorf("the couriers' file:\n%s", text)
	}
}

func TestReadComplains(t *testing.T) {
	files := map[string]string{
		"instance_parameters.txt": "meters_per_minute\tps\tds\tt\tm\tp\tg\n320\t4\t4\t40\t90\t10\t15\n",
		"restaurants.txt":         "restaurant\tx\ty\nr1\t1\t2\n",
		"couriers.txt":            "courier\tx\ty\ton_time\toff_time\nc1\t1\t1\t0\t90\n",
		"orders.txt":              "order\tx\ty\tplacement_time\trestaurant\tready_time\no1\t5\t5\t10\tr1\t20\n",
	}
	for _, c := range []struct{ file, text, want string }{
		{"", "", ""},
		{"instance_parameters.txt", "h\n0\t4\t4\t40\t90\t10\t15\n", "instance_parameters.txt:2: the speed"},
		{"instance_parameters.txt", "h\n", "no parameters"},
		{"restaurants.txt", "h\nr1\t1\t2\nr1\t3\t4\n", "restaurants.txt:3: the restaurant is there already"},
		{"couriers.txt", "h\nc1\t1\t1\t90\t0\n", "couriers.txt:2: the courier goes off"},
		{"couriers.txt", "h\nc1\t1\t1\tx\t0\n", `couriers.txt:2: no number: "x"`},
		{"orders.txt", "h\no1\t5\t5\t10\tr9\t20\n", "orders.txt:2: no such restaurant"},
		{"orders.txt", "h\no1\t5\t5\t-1\tr1\t20\n", "orders.txt:2: no whole number"},
		{"orders.txt", "h\no1\t5\t5\t30\tr1\t20\n", "orders.txt:2: the order is ready before"},
		{"orders.txt", "h\no1\t5\n", "orders.txt:2: 2 fields"},
	} {
		dir := t.TempDir()
		for name, text := range files {
			if name == c.file {
				text = c.text
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Read(dir)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.file, err, c.want)
		}
	}
}

// TestFloor holds reader and floor against the mean floor that the record's
// description gives for the 120 instances, and so the bound on cost.
func TestFloor(t *testing.T) {
	dirs, _ := filepath.Glob(filepath.Join(bench, "*", "orders.txt"))
	if len(dirs) != 120 {
		t.Skipf("the record's 120 instances are not at %s", bench)
	}
	floor, cost := 0.0, 0.0
	for _, d := range dirs {
		in, err := Read(filepath.Dir(d))
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i := range in.Orders {
			sum += float64(in.Floor(i)) / float64(len(in.Orders))
		}
		floor += sum / 120
		cost += CostBound(in) / 120
	}
	if got := fmt.Sprintf("%.2f", floor); got != "30.46" {
		t.Errorf("mean floor %s, want 30.46", got)
	}
	if got := fmt.Sprintf("%.2f", cost); got != "10.28" {
		t.Errorf("mean bound on cost %s, want 10.28", got)
	}
}
