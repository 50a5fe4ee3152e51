package matching_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/problem"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// supper is a street where a courier and a robot compete, three couriers are
// full, and the resident cannot reach the locker's screen.
func supper() *problem.Problem {
	p := street(24)
	p.Vehicles = []problem.Vehicle{courier("c7", 4), robot("r2", 1)}
	p.Vehicles[1].ReadyAt = in(4)
	p.Shipments = []problem.Shipment{shipment("s1", 6, door(15), inLocker(13, "L1"), handover(15))}
	p.Shipments[0].Needs.NoScreen = true
	p.Shipments[0].Due = in(12)
	p.Lockers = []problem.Locker{{ID: "L1", Free: []problem.Load{{Grams: 5000, Millis: 5000}}}}
	for k, id := range []string{"c1", "c2", "c3"} {
		v := courier(id, 10)
		v.MaxTasks = 1
		p.Vehicles = append(p.Vehicles, v)
		p.Shipments = append(p.Shipments, shipment("old-"+id, 3, door(20)))
		commit(p, 1+k, 2+k)
	}
	return p
}

var stories = []struct {
	name   string
	change func(p *problem.Problem)
}{
	{"supper", func(p *problem.Problem) {}},
	{"supper, the courier has less time", func(p *problem.Problem) {
		p.Vehicles[0].ShiftEnd = in(12)
	}},
	{"supper, the locker may be used", func(p *problem.Problem) {
		p.Shipments[0].Needs.NoScreen = false
		p.Shipments[0].Options[1].Fee = -250
	}},
	{"supper, the locker is full and robots are not wanted", func(p *problem.Problem) {
		p.Shipments[0].Needs.NoScreen = false
		p.Lockers[0].Free = nil
		p.Shipments[0].Options[2].Consent = false
	}},
	{"supper, a resident who cannot come down, a heavy load", func(p *problem.Problem) {
		p.Shipments[0].Needs.NoComingDown = true
		p.Shipments[0].Load.Grams = 30_000
	}},
	{"supper, everything is wrong", func(p *problem.Problem) {
		s := &p.Shipments[0]
		s.Needs = problem.Needs{}
		s.Options[0].Stairs, s.Needs.NoStairs = true, true
		p.Vehicles[1].Range = 100
		p.Vehicles[0].Capacity.Grams = 100
		s.Latest = in(60)
		s.MaxRide = time.Minute
	}},
	{"two equal couriers", func(p *problem.Problem) {
		p.Vehicles = []problem.Vehicle{courier("c1", 6), courier("c2", 6)}
		p.Shipments = p.Shipments[:1]
	}},
	{"one courier", func(p *problem.Problem) {
		p.Vehicles = []problem.Vehicle{courier("c1", 6)}
		p.Shipments = p.Shipments[:1]
	}},
	{"nobody at work", func(p *problem.Problem) {
		p.Vehicles, p.Shipments = nil, p.Shipments[:1]
	}},
	{"a visit by two", func(p *problem.Problem) {
		p.Vehicles = []problem.Vehicle{courier("c1", 10), courier("c2", 8), courier("c3", 8), courier("c4", 4)}
		shared(p, 2)
	}},
	{"a visit by two, and nobody else can", func(p *problem.Problem) {
		p.Vehicles = []problem.Vehicle{courier("c1", 4), courier("c2", 6)}
		shared(p, 2)
	}},
	{"a visit by three of four", func(p *problem.Problem) {
		p.Vehicles = []problem.Vehicle{courier("c1", 4), courier("c2", 6), courier("c3", 8), courier("c4", 10)}
		shared(p, 3)
	}},
	{"a visit by two, and there is one", func(p *problem.Problem) {
		p.Vehicles = []problem.Vehicle{courier("c1", 4)}
		shared(p, 2)
	}},
	{"a dozen couriers", func(p *problem.Problem) {
		p.Vehicles = nil
		p.Shipments = p.Shipments[:1]
		for k := range 12 {
			p.Vehicles = append(p.Vehicles, courier(fmt.Sprintf("c%02d", k), k))
		}
	}},
}

// shared leaves one visit, for so many workers.
func shared(p *problem.Problem, workers int) {
	visit := shipment("s1", 0, door(15))
	visit.Visit, visit.Workers, visit.Due = true, workers, in(30)
	p.Shipments = []problem.Shipment{visit}
}

// TestExplanations compares what is told about decisions with a golden file;
// -update rewrites it.
func TestExplanations(t *testing.T) {
	const file = "testdata/explanations.txt"
	var b bytes.Buffer
	for _, s := range stories {
		p := supper()
		s.change(p)
		fmt.Fprintf(&b, "%s\n----\n", s.name)
		plan := matching.Solve(p, nil)
		for _, as := range plan.Assignments {
			fmt.Fprintf(&b, "%s: %s by option %d\n", as.Shipment, as.Vehicle, as.Option)
			tell(&b, as.Explanation)
		}
		for _, u := range plan.Undone {
			fmt.Fprintf(&b, "%s: undone\n", u.Shipment)
			tell(&b, u.Explanation)
		}
		fmt.Fprintln(&b)
	}
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("explanations changed (go test -update rewrites %s):\n%s", file, b.Bytes())
	}
}

func tell(b *bytes.Buffer, e problem.Explanation) {
	fmt.Fprintln(b, e.Text.En)
	fmt.Fprintln(b, e.Text.Zh)
	for _, c := range e.Candidates {
		fmt.Fprintf(b, "  %-3s %-8s %5.1f min %+v = %d\n", c.Vehicle, c.Mode, c.At.Sub(now).Minutes(), c.Terms, c.Total)
	}
	if e.More > 0 {
		fmt.Fprintf(b, "  and %d more\n", e.More)
	}
	for _, x := range e.Excluded {
		fmt.Fprintf(b, "  out: %-8s %-8s %d %v\n", x.Rule, x.Mode, x.Count, x.Vehicles)
	}
}
