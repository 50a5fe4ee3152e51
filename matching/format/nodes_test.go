package format

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/geo"
	"github.com/linli/linli/matching/problem"
)

const bench = "../../../shared/bench"

// files returns the files of a pattern below the shared benchmarks.
func files(t *testing.T, patterns ...string) []string {
	t.Helper()
	var all []string
	for _, p := range patterns {
		found, err := filepath.Glob(filepath.Join(bench, p))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) == 0 {
		t.Skip("the benchmark files are not there: " + bench)
	}
	return all
}

// again writes an instance and reads it.
func again(t *testing.T, x Instance) Instance {
	t.Helper()
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	y, err := Read(b.Bytes(), x.Format())
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%.2000s", err, b.String())
	}
	return y
}

func TestBenchmarkFiles(t *testing.T) {
	for _, path := range files(t, "lilim/*/*.txt", "sartori/*.txt") {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		x, err := Read(b, "")
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if want := LiLim; strings.Contains(path, "sartori") == (x.Format() == want) {
			t.Errorf("%s: read as %s", path, x.Format())
		}
		if !reflect.DeepEqual(x, again(t, x)) {
			t.Errorf("%s: not the same when written and read", path)
		}
		n := x.(*Nodes)
		p, err := n.Problem(Options{})
		if err != nil {
			t.Fatal(err)
		}
		if 2*len(p.Shipments) != len(n.Nodes)-1 {
			t.Errorf("%s: %d shipments of %d nodes", path, len(p.Shipments), len(n.Nodes))
		}
		checkRounding(t, n, p)
	}
}

// checkRounding holds that integers are never kinder than the file's doubles.
func checkRounding(t *testing.T, n *Nodes, p *problem.Problem) {
	t.Helper()
	for i := range n.Nodes {
		for j := range n.Nodes {
			leg, d := p.Leg(geo.Car, i, j), n.Travel(i, j)
			if s := leg.Travel.Seconds(); s < d || s > d+1.000001e-6 {
				t.Fatalf("drive %d-%d takes %v, held as %v", i, j, d, s)
			}
			if m := float64(leg.Meters) / 1e6; math.Abs(m-d) > 1.000001e-6 {
				t.Fatalf("drive %d-%d is %v long, held as %v", i, j, d, m)
			}
		}
	}
	for i := range p.Shipments {
		s := &p.Shipments[i]
		a, _ := n.node(s.ID, problem.Pickup)
		b, _ := n.node(s.ID, problem.Delivery)
		from, to := &n.Nodes[a], &n.Nodes[b]
		if s.PickupWindows[0].From < early(from.Ready) || s.PickupWindows[0].To.Sub(origin).Seconds() > from.Due ||
			s.Earliest.Sub(origin).Seconds() < to.Ready || s.Latest.Sub(origin).Seconds() > to.Due ||
			s.PickupService.Seconds() < from.Service || s.Options[0].Service.Seconds() < to.Service {
			t.Fatalf("shipment %s: %+v of %+v, %+v", s.ID, s, from, to)
		}
	}
}

func TestRoundingInwards(t *testing.T) {
	for _, x := range []float64{0, 0.1, 1.1, 1234567.123456, 0.30000000000000004, 1e-9, 33.3333333333333, 999999999.999999} {
		if u := up(x, 1); float64(u)/1e6 < x || float64(u)/1e6 > x+1.5e-6 {
			t.Errorf("up(%v) = %v", x, u)
		}
		if l := late(x) - origin; float64(l)/1e6 > x || float64(l)/1e6 < x-1.5e-6 {
			t.Errorf("late(%v) = %v", x, l)
		}
	}
	if early(1234.567) != late(1234.567) {
		t.Error("a window without width got lost")
	}
	if u := up(3.0000001, 1000); u != 3001000 {
		t.Errorf("in steps of a millisecond: %v", u)
	}
}

func TestLongDrivesAreCoarser(t *testing.T) {
	x := mustRead(t, "2 10 1\n0 0 0 0 0 90000 0 0 0\n1 30000 0 5 0 90000 0 0 2\n2 0 40000 -5 0 90000 0 1 0\n").(*Nodes)
	p, err := x.Problem(Options{})
	if err != nil {
		t.Fatal(err)
	}
	leg := p.Leg(geo.Car, 1, 2)
	if leg.Travel != 50000*time.Second || leg.Meters != 500_000_000 {
		t.Errorf("the drive of 50000 is %+v", leg)
	}
}

func mustRead(t *testing.T, s string) Instance {
	t.Helper()
	x, err := Read([]byte(s), "")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

const (
	liLimFile   = "2 10 1\n0 0 0 0 0 100 0 0 0\n1 3 4 5 0 50 10 0 2\n2 6 8 -5 20 60 10 1 0\n"
	solomonFile = "C101\n\nVEHICLE\nNUMBER     CAPACITY\n  25         200\n\nCUSTOMER\nCUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n\n" +
		"    0      40         50          0          0       1236          0   \n    1      45         68         10        912        967         90   \n"
	sartoriFile = "NAME: t\nLOCATION: Nowhere\nCOMMENT:  two  words\nSIZE: 3\nROUTE-TIME: 90\nTIME-WINDOW: 60\nCAPACITY: 10\nNODES\n" +
		"0 41.5 2.1 0 0 100 0 0 0\n1 41.6 2.2 5 0 50 10 0 2\n2 41.7 2.3 -5 20 60 10 1 0\nEDGES\n0 5 10\n5 0 5\n11 6 0\nEOF\n"
)

func TestTextFormats(t *testing.T) {
	for _, c := range []struct {
		file   string
		format Format
		title  string
	}{{liLimFile, LiLim, ""}, {solomonFile, Solomon, "C101"}, {sartoriFile, Sartori, "t"}, {"\xef\xbb\xbf\r\n" + liLimFile, LiLim, ""}} {
		x := mustRead(t, c.file)
		if x.Format() != c.format || x.Title() != c.title {
			t.Errorf("read as %s %q", x.Format(), x.Title())
		}
		if !reflect.DeepEqual(x, again(t, x)) {
			t.Errorf("%s: not the same when written and read", c.format)
		}
	}
}

func TestSolomonVisits(t *testing.T) {
	p, err := mustRead(t, solomonFile).Problem(Options{Objective: problem.VehiclesDistance})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Vehicles) != 1 || len(p.Shipments) != 1 || p.Objective != problem.VehiclesDistance {
		t.Fatalf("%d vehicles, %d shipments", len(p.Vehicles), len(p.Shipments))
	}
	s := p.Shipments[0]
	if !s.Visit || s.Load.Grams != 10 || s.Earliest != origin+912e6 || s.Latest != origin+967e6 || s.Options[0].Service != 90*time.Second || s.Options[0].Place != 1 {
		t.Errorf("%+v", s)
	}
}

func TestBadTextFiles(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"", "the file is empty"},
		{"hello\n", "none of the formats"},
		{"2 10 1\n", "there are no nodes"},
		{"0 10 1\n0 0 0 0 0 9 0 0 0\n", "line 1: 0 vehicles"},
		{"2.5 10 1\n", `line 1: the number of vehicles "2.5" is not a whole number`},
		{"2 10 1\n0 0 0 0 0 9 0 0\n", "line 2: node 0: 8 fields, not 9"},
		{"2 10 1\n0 0 NaN 0 0 9 0 0 0\n", `line 2: node 0: y "NaN" is not a number`},
		{"2 10 1\n0 0 0x1p4 0 0 9 0 0 0\n", `line 2: node 0: y "0x1p4" is not a number`},
		{"2 10 1\n0 0 1e300 0 0 9 0 0 0\n", `line 2: node 0: y "1e300" is not a number`},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n2 0 0 0 0 9 0 0 0\n", "line 3: node 2 stands where node 1 should"},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n1 0 0 5 8 7 0 0 2\n2 0 0 -5 0 9 0 1 0\n", "line 3: node 1: the window ends at 7, before it starts at 8"},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n1 0 0 5 0 7 -1 0 2\n2 0 0 -5 0 9 0 1 0\n", "line 3: node 1: the service takes -1"},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n1 0 0 5 0 7 0 0 2\n", "line 3: node 1: it names node 2, and there is none"},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n1 0 0 5 0 7 0 0 2\n2 0 0 -5 0 9 0 2 0\n", "line 3: node 1: a pickup whose delivery, node 2, comes from node 2"},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n1 0 0 5 0 7 0 0 0\n", "line 3: node 1: neither a pickup nor a delivery"},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n1 0 0 -5 0 7 0 0 2\n2 0 0 -5 0 9 0 1 0\n", "line 3: node 1: a negative demand, -5"},
		{"2 10 1\n0 0 0 0 0 9 0 0 0\n1 0 0 5 0 7 0 0 2\n2 0 0 -4 0 9 0 1 0\n", "line 4: node 2: the delivery is of 4, the pickup, node 1, of 5"},
		{strings.Replace(sartoriFile, "\n5 0 5", "\n5 0", 1), "line 14: node 1: its row of EDGES has 2 numbers, not 3"},
		{strings.Replace(sartoriFile, "\n5 0 5", "\n5 0 -5", 1), "line 14: node 1: the travel time to node 2 is -5"},
		{strings.Replace(sartoriFile, "SIZE: 3", "SIZE: 4", 1), "3 nodes, and SIZE is 4"},
		{strings.Replace(sartoriFile, "CAPACITY: 10", "CAPACITY: x", 1), `line 7: CAPACITY: "x" is not a positive number`},
		{strings.Replace(sartoriFile, "EOF", "9 9 9", 1), `"9" stands after the last row`},
		{"C1\nVEHICLE\nCUSTOMER\n0 0 0 0 0 9 0\n", "line 3: no line with the number of vehicles"},
		{strings.Replace(solomonFile, "10        912", "-1        912", 1), "line 11: node 1: a negative demand, -1"},
		{"C1\nVEHICLE\n1 2\n", "the file ends without a line CUSTOMER"},
	} {
		_, err := Read([]byte(c.file), "")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\n got %v\nwant %s", c.file, err, c.want)
		}
	}
	var big strings.Builder
	big.WriteString("2 10 1\n")
	for i := range problem.MaxPlaces + 1 {
		big.WriteString(nodeItem(i)[5:] + " 0 0 0 0 9 0 0 0\n")
	}
	if _, err := Read([]byte(big.String()), ""); err == nil || !strings.Contains(err.Error(), "node 10000: more than 10000 nodes") {
		t.Errorf("too many nodes: %v", err)
	}
}

func TestReadRoutes(t *testing.T) {
	x := mustRead(t, liLimFile).(*Nodes)
	for _, answer := range []string{"1 2\n", "0 1 2 0\n\n", "Instance name : t\nAuthors : x\nSolution\nRoute  1 :  1 2\n", "Route #1: 1 2\n", "Route 1:1 2"} {
		routes, err := x.ReadRoutes([]byte(answer))
		if err != nil || !reflect.DeepEqual(routes, [][]int{{1, 2}}) {
			t.Errorf("%q: %v %v", answer, routes, err)
		}
	}
	for answer, want := range map[string]string{"1 3\n": "line 1: there is no node 3", "1 x\n": `line 1: route 1: a node id "x" is not a number`, "1 -2": "there is no node -2"} {
		if _, err := x.ReadRoutes([]byte(answer)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", answer, err)
		}
	}
}
