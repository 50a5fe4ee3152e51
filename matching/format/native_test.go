package format

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/linli/linli/matching/problem"
)

const native = `{"linli": 1, "name": "lunch", "problem": {
 "places": [{"lng": 1.52, "lat": 42.5}, {"lng": 1.521, "lat": 42.501}, {"lng": 1.53, "lat": 42.51}],
 "vehicles": [
  {"id": "anna", "kind": "courier", "profile": "ebike", "start": 0, "returns": true, "end": 0, "capacity": {"grams": 20000, "ml": 60000}, "cost": {"per_hour": 1500}}],
 "shipments": [
  {"id": "soup", "pickup": 1, "load": {"grams": 900, "ml": 2000}, "options": [{"mode": "door", "place": 2, "consent": true, "service": 120000000000}]},
  {"id": "visit", "visit": true, "options": [{"mode": "door", "place": 1, "consent": true}], "skills": []}]
 },
 "matrices": {"ebike": {"travel_us": [[0, 60000000, 200000000], [60000000, 0, 150000000], [200000000, 150000000, -1]], "meters": [[0, 300, 1000], [300, 0, 700], [1000, 700, 0]]}}}`

func TestNative(t *testing.T) {
	x := mustRead(t, native).(*LinliInput)
	y := again(t, x).(*LinliInput)
	x.vehicles, x.shipments, y.vehicles, y.shipments = nil, nil, nil, nil
	if x.Title() != "lunch" || !reflect.DeepEqual(x, y) {
		t.Errorf("not the same when written and read:\n%+v\n%+v", x, y)
	}
	p, plan := solve(t, x, Options{})
	if len(plan.Undone) > 0 || p.Leg(1, 2, 2).Travel != problem.Unreachable {
		t.Errorf("%d undone, %v", len(plan.Undone), p.Leg(1, 2, 2))
	}
	b := answered(t, x, Options{}, p, plan)
	var read problem.Plan
	if err := json.Unmarshal(b, &read); err != nil || !reflect.DeepEqual(&read, plan) {
		t.Errorf("the plan is not the same when written and read: %v", err)
	}
	if m := x.Measure(plan); m.Vehicles != 1 || m.Distance != 300+700+1000 {
		t.Errorf("%+v", m)
	}
}

func TestNativeWithoutMatrix(t *testing.T) {
	file := native[:strings.Index(native, ",\n \"matrices\"")] + "}"
	p, plan := solve(t, mustRead(t, file), Options{})
	if leg := p.Leg(1, 0, 2); leg.Meters < 1300 || leg.Meters > 1500 || len(plan.Undone) > 0 {
		t.Errorf("%+v", leg)
	}
}

func TestBadNative(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"linli": 1`, `"linli": 2`, "version 2 is not 1"},
		{`"name"`, `"nmae"`, "line 1: nmae: there is no such key"},
		{`"places"`, `"plaices"`, "line 2: plaices: a problem has no such key"},
		{`"kind": "courier"`, `"kind": 5`, "line 4: vehicle number 0: kind: number does not belong there"},
		{`"profile": "ebike"`, `"profile": "tank"`, `line 4: vehicle number 0: profile "tank"`},
		{`"pickup": 1`, `"pickup": 9`, `line 6: shipment "soup": pickup is place 9`},
		{`"grams": 900`, `"grams": -900`, `line 6: shipment "soup", grams: -900 is negative`},
		{`"id": "visit"`, `"id": "soup"`, `shipment "soup": the ID is there twice`},
		{`[0, 300, 1000]`, `[0, 300]`, "row 1 has 3 numbers, and row 0 has 2"},
		{`-1]], `, `-2]], `, "row 2, number 2: -2 is not between -1"},
		{`"matrices": {"ebike"`, `"matrices": {"car"`, ""}, // great circles for want of the matrix
	} {
		file := strings.Replace(native, c.old, c.new, 1)
		x, err := Read([]byte(file), "")
		if err == nil {
			_, err = x.Problem(Options{})
		}
		if c.want == "" && err == nil {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.new, err, c.want)
		}
	}
}

// seeds are files of every format.
func seeds() []string { return []string{liLimFile, solomonFile, sartoriFile, everything, native} }

// fuzz holds that what can be read can be written and read again as the same.
func fuzz(f *testing.F, as Format) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := Read(b, as)
		if err != nil {
			return
		}
		y := again(t, x)
		if n, ok := x.(*LinliInput); ok {
			n.vehicles, n.shipments = nil, nil
			y.(*LinliInput).vehicles, y.(*LinliInput).shipments = nil, nil
		}
		if !reflect.DeepEqual(x, y) {
			t.Fatalf("not the same when written and read:\n%+v\n%+v", x, y)
		}
		states(t, x)
	})
}

// states holds that a small instance is stated, or refused, and that a stated
// one is sound.
func states(t *testing.T, x Instance) {
	if n, ok := x.(*LinliInput); ok && len(n.Given.Places) > 100 {
		return
	}
	if n, ok := x.(*VroomInput); ok && len(n.Jobs)+len(n.Shipments)+len(n.Vehicles) > 100 {
		return
	}
	p, err := x.Problem(Options{Objective: x.Objective()})
	if err != nil {
		return
	}
	if err := problem.Validate(p); err != nil {
		t.Fatalf("what was read is not sound: %v", err)
	}
	plan := &problem.Plan{}
	for i := range p.Shipments {
		plan.Undone = append(plan.Undone, problem.Undone{Shipment: p.Shipments[i].ID})
	}
	var b bytes.Buffer
	if err := x.WritePlan(&b, p, plan); err != nil {
		t.Fatal(err)
	}
	if _, _, err := x.Judge(b.Bytes(), Options{Objective: x.Objective()}); err != nil {
		t.Fatalf("the answer cannot be read: %v\n%s", err, b.String())
	}
}

func FuzzLiLim(f *testing.F)   { fuzz(f, LiLim) }
func FuzzSartori(f *testing.F) { fuzz(f, Sartori) }
func FuzzSolomon(f *testing.F) { fuzz(f, Solomon) }
func FuzzVroom(f *testing.F)   { fuzz(f, Vroom) }
func FuzzLinli(f *testing.F)   { fuzz(f, Native) }

// FuzzAnswers holds that no answer, however broken, breaks the judges.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{"1 2\n", "Route 1: 1 2\n", `{"code":0,"routes":[{"vehicle":1,"steps":[{"type":"start"},{"type":"job","id":1,"arrival":32400},{"type":"break","id":1,"arrival":33000,"service":300}]}]}`, `{"routes":[{"vehicle":"anna","stops":[{"shipment":"soup","kind":"pickup"}]}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range seeds() {
			x, err := Read([]byte(s), "")
			if err != nil {
				t.Fatal(err)
			}
			x.Judge(b, Options{Objective: x.Objective()})
		}
	})
}

// The example in the page for callers is a problem that can be solved.
func TestDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/matching.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "### Linli's own\n")
	_, example, _ = strings.Cut(example, "```json\n")
	example, _, _ = strings.Cut(example, "```")
	x := mustRead(t, example)
	if _, plan := solve(t, x, Options{}); x.Title() != "lunch" || len(plan.Undone) > 0 {
		t.Errorf("%s: %d undone", x.Title(), len(plan.Undone))
	}
}
