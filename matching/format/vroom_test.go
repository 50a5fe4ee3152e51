package format

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/linli/linli/matching"
	"github.com/linli/linli/matching/check"
	"github.com/linli/linli/matching/problem"
)

// everything is a problem with all that VROOM's API has, with matrices.
const everything = `{
 "vehicles": [
  {"id": 1, "description": "van", "start_index": 0, "end_index": 0, "capacity": [4, 10], "skills": [1, 14], "time_window": [28800, 43200],
   "breaks": [{"id": 1, "service": 300, "time_windows": [[32400, 34200]], "description": "coffee"}], "costs": {"fixed": 100, "per_hour": 3600},
   "type": "van", "speed_factor": 1.25, "max_tasks": 8, "max_travel_time": 20000},
  {"id": 2, "profile": "bike", "start_index": 1, "capacity": [4, 10], "skills": [2, 14], "time_window": [28800, 43200], "breaks": [{"id": 2, "service": 60}]},
  {"id": 3, "profile": "bike", "end_index": 1, "capacity": [4, 10], "max_distance": 50000, "costs": {"per_km": 10}}
 ],
 "jobs": [
  {"id": 1, "location_index": 2, "location": [2.1, 48.1], "service": 300, "setup": 30, "delivery": [1, 1], "skills": [1], "time_windows": [[32400, 36000]]},
  {"id": 2, "location_index": 2, "service": 300, "pickup": [1, 2], "skills": [1], "setup": 30, "priority": 10, "service_per_type": {"van": 200}},
  {"id": 3, "location_index": 3, "description": "Frau Ü", "service": 300, "delivery": [1, 0], "pickup": [2, 2], "time_windows": [[29000, 30000], [40000, 41000]]}
 ],
 "shipments": [
  {"amount": [1, 3], "skills": [2], "priority": 100, "pickup": {"id": 1, "location_index": 3, "service": 60, "setup_per_type": {"van": 5}}, "delivery": {"id": 1, "location_index": 0, "service": 60}}
 ],
 "matrices": {
  "car": {"durations": [[0, 100, 200, 300], [100, 0, 150, 250], [200, 150, 0, 120], [300, 250, 120, 0]]},
  "bike": {"durations": [[0, 200, 400, 600], [200, 0, 300, 500], [400, 300, 0, 240], [600, 500, 240, 0]],
           "distances": [[0, 1000, 2000, 3000], [1000, 0, 1500, 2500], [2000, 1500, 0, 1200], [3000, 2500, 1200, 0]]}
 }
}`

// solve plans a problem greedily and judges the plan.
func solve(t *testing.T, x Instance, o Options) (*problem.Problem, *problem.Plan) {
	t.Helper()
	p, err := x.Problem(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := problem.Validate(p); err != nil {
		t.Fatal(err)
	}
	plan := matching.Solve(p, nil)
	for _, v := range check.Plan(p, plan) {
		t.Errorf("the plan: %s", v)
	}
	return p, &plan
}

// answered returns what WritePlan writes, after judging it.
func answered(t *testing.T, x Instance, o Options, p *problem.Problem, plan *problem.Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := x.WritePlan(&b, p, plan); err != nil {
		t.Fatal(err)
	}
	f, violations, err := x.Judge(b.Bytes(), o)
	if err != nil {
		t.Fatalf("the answer cannot be read: %v\n%s", err, b.String())
	}
	for _, v := range violations {
		t.Errorf("the answer: %s\n%s", v, b.String())
	}
	if m := x.Measure(plan); m != f {
		t.Errorf("the plan measures %+v, the answer %+v", m, f)
	}
	return b.Bytes()
}

func TestVroomEverything(t *testing.T) {
	x := mustRead(t, everything)
	if x.Format() != Vroom || !reflect.DeepEqual(x, again(t, x)) {
		t.Fatal("not the same when written and read")
	}
	for _, o := range []problem.Objective{problem.Money, problem.VehiclesDistance} {
		p, plan := solve(t, x, Options{Objective: o})
		b := answered(t, x, Options{Objective: o}, p, plan)
		t.Logf("%s", b)
		if len(plan.Undone) > 0 {
			t.Errorf("%d undone", len(plan.Undone))
		}
	}
}

func TestVroomExample(t *testing.T) { // docs/example_2.json of the VROOM project
	x := mustRead(t, `{"vehicles":[{"id":0,"start_index":0,"end_index":3}],"jobs":[{"id":1414,"location_index":1},{"id":1515,"location_index":2}],
	 "matrix":[[0,2104,197,1299],[2103,0,2255,3152],[197,2256,0,1102],[1299,3153,1102,0]]}`)
	p, plan := solve(t, x, Options{})
	var got vroomAnswer
	if err := json.Unmarshal(answered(t, x, Options{}, p, plan), &got); err != nil {
		t.Fatal(err)
	}
	if s := got.Summary; got.Code != 0 || s.Cost != 5461 || s.Duration != 5461 || s.Routes != 1 || s.Unassigned != 0 || s.Distance != nil {
		t.Errorf("summary %+v", got.Summary)
	}
	var steps []string
	for _, s := range got.Routes[0].Steps {
		steps = append(steps, s.Type)
	}
	if strings.Join(steps, " ") != "start job job end" || *got.Routes[0].Steps[1].ID != 1414 || got.Routes[0].Steps[3].Arrival != 5461 {
		t.Errorf("steps %+v", got.Routes[0].Steps)
	}
}

func TestVroomStartsLate(t *testing.T) {
	x := mustRead(t, `{"vehicles":[{"id":1,"start":[2.35,48.71]}],"jobs":[{"id":7,"location":[2.36,48.72],"time_windows":[[1700000000,1700003600]]}]}`)
	p, plan := solve(t, x, Options{})
	var got vroomAnswer
	if err := json.Unmarshal(answered(t, x, Options{}, p, plan), &got); err != nil {
		t.Fatal(err)
	}
	steps := got.Routes[0].Steps
	if steps[1].Waiting != 0 || steps[1].Arrival != 1700000000 || steps[0].Arrival < 1700000000-600 {
		t.Errorf("%+v", steps)
	}
	if got.Summary.Distance == nil || *got.Summary.Distance < 1000 {
		t.Errorf("no distance: %+v", got.Summary)
	}
}

func TestVroomUnassigned(t *testing.T) {
	x := mustRead(t, `{"vehicles":[{"id":1,"start_index":0,"capacity":[1]}],"jobs":[{"id":7,"location_index":1,"skills":[5],"description":"far"}],
	 "shipments":[{"amount":[2],"pickup":{"id":8,"location_index":0},"delivery":{"id":9,"location_index":1}}],"matrices":{"car":{"durations":[[0,5],[5,0]]}}}`)
	p, plan := solve(t, x, Options{})
	var got vroomAnswer
	if err := json.Unmarshal(answered(t, x, Options{}, p, plan), &got); err != nil {
		t.Fatal(err)
	}
	if got.Summary.Unassigned != 3 || len(got.Unassigned) != 3 || x.Measure(plan).Unassigned != 2 {
		t.Fatalf("%+v", got)
	}
	for _, u := range got.Unassigned {
		if u.Reason == "" || u.Type == "job" && u.Description != "far" || u.LocationIndex == nil {
			t.Errorf("%+v", u)
		}
	}
}

func TestBadVroom(t *testing.T) {
	const tail = `,"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0,5],[5,0]]}}}`
	for _, c := range []struct{ file, want string }{
		{`{`, "the file ends too soon"},
		{"{\n\"jobs\": [\n{\"id\": 1,}\n]}", "line 3: job number 0: this is not JSON"},
		{`{"jobs":[]} x`, "something stands behind"},
		{`{"jobs":[]}`, "vehicles: there are none"},
		{`{"jobs":{}}`, "a list should stand here"},
		{"{\"jobs\":[\n{\"location_index\":1}]" + tail, "line 2: job number 0: an id from 0 is missing"},
		{"{\"jobs\":[\n{\"id\":\"x\",\"location_index\":1}]" + tail, "line 2: job number 0: id: string does not belong there"},
		{"{\"jobs\":[{\"id\":1,\"location_index\":1},\n{\"id\":1,\"location_index\":1}]" + tail, "line 2: job 1: the id is there twice"},
		{`{"jobs":[{"id":1,"location_index":2}]` + tail, "job 1: location_index 2: the matrices are for 2 places"},
		{`{"jobs":[{"id":1}]` + tail, "job 1: location_index is missing"},
		{`{"jobs":[{"id":1,"location":[1,2]}]` + tail, "job 1: location_index is missing"},
		{`{"jobs":[{"id":1,"location_index":1,"service":-1}]` + tail, "job 1: service is -1"},
		{`{"jobs":[{"id":1,"location_index":1,"priority":101}]` + tail, "job 1: the priority is 101"},
		{`{"jobs":[{"id":1,"location_index":1,"delivery":[-1]}]` + tail, "job 1: an amount is -1"},
		{`{"jobs":[{"id":1,"location_index":1,"delivery":[1],"pickup":[1,2]}]` + tail, "job 1: an amount has 1 measures, others have 2"},
		{`{"jobs":[{"id":1,"location_index":1,"delivery":[1,2,3,4,5,6,7,8,9]}]` + tail, "9 measures, and 8 is the most"},
		{`{"jobs":[{"id":1,"location_index":1,"time_windows":[[9,8]]}]` + tail, "job 1: a time window ends at 8, before it starts at 9"},
		{`{"jobs":[{"id":1,"location_index":1,"time_windows":[[9]]}]` + tail, "job 1: a time window has 1 numbers"},
		{`{"jobs":[{"id":1,"location_index":1,"time_windows":[[9,null]]}]` + tail, "job 1: a time window ends at 0"},
		{`{"shipments":[{"pickup":{"id":1,"location_index":1}}]` + tail, "shipment number 0, delivery: an id from 0 is missing"},
		{`{"shipments":[{"pickup":{"id":1,"location_index":1},"delivery":{"id":2,"location_index":5}}]` + tail, "delivery 2: location_index 5"},
		{`{"jobs":[],"vehicles":[{"id":1}]}`, "vehicle 1: neither a start nor an end"},
		{`{"jobs":[],"vehicles":[{"id":1,"start":[200,0]}]}`, "vehicle 1: start 200,0 is no longitude and latitude"},
		{`{"jobs":[],"vehicles":[{"id":1,"start":[2]}]}`, "vehicle 1: start has 1 numbers"},
		{`{"jobs":[],"vehicles":[{"id":1,"start_index":0}]}`, "vehicle 1: start_index 0 without matrices"},
		{`{"jobs":[],"vehicles":[{"id":1,"start":[1,1],"time_window":[5,1]}]}`, "vehicle 1: the time window ends at 1"},
		{`{"jobs":[],"vehicles":[{"id":1,"start":[1,1],"speed_factor":9}]}`, "vehicle 1: speed_factor 9"},
		{`{"jobs":[],"vehicles":[{"id":1,"start":[1,1],"breaks":[{"id":3,"max_load":[1]}]}]}`, "vehicle 1: break 3 has a max_load"},
		{`{"jobs":[],"vehicles":[{"id":1,"start":[1,1],"steps":[{"type":"fly"}]}]}`, `vehicle 1: step 0 is of an unknown type, "fly"`},
		{`{"jobs":[],"vehicles":[{"id":1,"start":[1,1],"steps":[{"type":"job","id":5}]}]}`, `vehicle 1: step 0 is no job of the problem`},
		{`{"jobs":[{"id":5,"location":[1,1]}],"vehicles":[{"id":1,"start":[1,1],"steps":[{"type":"job","id":5},{"type":"job","id":5}]}]}`, `step 1, job 5, is there twice`},
		{`{"vehicles":[{"id":1,"start_index":0}],` + "\n" + `"matrices":{"car":{"durations":[[0,5],[5]]}}}`, `line 2: matrices of "car": row 1 has 1 numbers, and row 0 has 2`},
		{`{"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0,null],[5,0]]}}}`, "row 0, number 1: null is not a whole number"},
		{`{"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0,-5],[5,0]]}}}`, "row 0, number 1: -5 is not between 0"},
		{`{"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0,1.5],[5,0]]}}}`, "row 0, number 1: 1.5 is not a whole number"},
		{`{"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0,5]]}}}`, "1 rows of 2 numbers"},
		{`{"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0]]},"bike":{"durations":[[0,1],[1,0]]}}}`, "a matrix of 1 places beside one of 2"},
	} {
		_, err := Read([]byte(c.file), "")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.file, err, c.want)
		}
	}
	jobs := `{"jobs":[` + strings.Repeat(`{"id":1},`, problem.MaxShipments+1) + `{"id":2}]`
	if _, err := Read([]byte(jobs+tail), ""); err == nil || !strings.Contains(err.Error(), "job number 100000: more than 100000") {
		t.Errorf("too many jobs: %v", err)
	}
}

func TestVroomSteps(t *testing.T) {
	x := mustRead(t, strings.Replace(everything, `"max_tasks": 8,`, `"max_tasks": 8, "steps": [{"type": "start"}, {"type": "job", "id": 2}, {"type": "break", "id": 1}, {"type": "job", "id": 1}],`, 1))
	p, err := x.Problem(Options{})
	if err != nil {
		t.Fatal(err)
	}
	plan := x.Initial(p)
	if plan == nil || len(plan.Routes) != 1 || len(plan.Assignments) != 2 || plan.Routes[0].Vehicle != "1" || plan.Routes[0].Stops[0].Shipment != "job 2" {
		t.Errorf("%+v", plan)
	}
	if mustRead(t, everything).Initial(p) != nil {
		t.Error("a plan out of nothing")
	}
}

func TestVroomNeedsDistances(t *testing.T) {
	x := mustRead(t, `{"vehicles":[{"id":1,"start_index":0,"costs":{"per_km":5}}],"jobs":[{"id":1,"location_index":1}],"matrices":{"car":{"durations":[[0,5],[5,0]]}}}`)
	if _, err := x.Problem(Options{}); err == nil || !strings.Contains(err.Error(), "no distances") {
		t.Errorf("%v", err)
	}
}
