package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const smallProblem = `{"vehicles":[{"id":1,"start_index":0,"end_index":0}],"jobs":[{"id":4,"location_index":1},{"id":5,"location_index":2,"skills":[9]}],
 "matrices":{"car":{"durations":[[0,60,70],[50,0,20],[70,20,0]]}}}`

// solve asks for a solution and returns the answer's status and content.
func (f *fixture) solve(key, query, body string) (int, map[string]any) {
	f.t.Helper()
	req, err := http.NewRequest("POST", f.url+"/v1/solve"+query, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer res.Body.Close()
	var got map[string]any
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		f.t.Fatal(err)
	}
	return res.StatusCode, got
}

func TestSolve(t *testing.T) {
	f := newFixture(t)
	status, got := f.solve(f.staff, "?seconds=2&iterations=300&seed=3", smallProblem)
	if status != 200 || got["code"] != 0.0 {
		t.Fatalf("%d %v", status, got)
	}
	summary := got["summary"].(map[string]any)
	if summary["cost"] != 110.0 || summary["unassigned"] != 1.0 || summary["routes"] != 1.0 {
		t.Errorf("%v", summary)
	}
	undone := got["unassigned"].([]any)[0].(map[string]any)
	if undone["id"] != 5.0 || undone["type"] != "job" || !strings.Contains(undone["reason"].(string), "skill") {
		t.Errorf("%v", undone)
	}
	status, got = f.solve(f.admin, "", `{"linli":1,"problem":{"places":[{"lng":1,"lat":1}],"vehicles":[{"id":"a","kind":"courier","profile":"foot","start":0}],"shipments":[]}}`)
	if status != 200 || got["iterations"] == nil {
		t.Errorf("Linli's own JSON: %d %v", status, got)
	}
}

func TestSolveRefuses(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct {
		key, query, body string
		status           int
		code, detail     string
	}{
		{"", "", smallProblem, 401, "unauthenticated", ""},
		{f.orders, "", smallProblem, 403, "forbidden", ""},
		{f.staff, "?seconds=31", smallProblem, 422, "validation_failed", "30 at most"},
		{f.staff, "?seconds=NaN", smallProblem, 422, "validation_failed", ""},
		{f.staff, "?iterations=x", smallProblem, 422, "validation_failed", ""},
		{f.staff, "?seed=-1", smallProblem, 422, "validation_failed", ""},
		{f.staff, "?objective=love", smallProblem, 422, "validation_failed", "cost or vehicles-distance"},
		{f.staff, "", "2 10 1\n0 0 0 0 0 1 0 0 0\n", 422, "validation_failed", "text formats"},
		{f.staff, "", strings.Replace(smallProblem, "[50,0,20]", "[50,null,20]", 1), 422, "validation_failed", "row 1, number 1: null"},
		{f.staff, "", strings.Replace(smallProblem, `"id":4,`, `"id":4,"service":-1,`, 1), 422, "validation_failed", "job 4: service is -1"},
		{f.staff, "", `{"vehicles":[{"id":1,"start":[1,1]}],"jobs":[` + manyJobs(solveTasks+1) + `]}`, 422, "problem_too_large", "2001 jobs"},
		{f.staff, "", `{"vehicles":[{"id":1,"start":[1,1]}],"x":"` + strings.Repeat("x", solveBody) + `"}`, 413, "body_too_large", "8 MiB"},
	} {
		status, got := f.solve(c.key, c.query, c.body)
		detail, _ := got["detail"].(string)
		if status != c.status || got["code"] != c.code || !strings.Contains(detail, c.detail) {
			t.Errorf("%s %.80s: %d %v", c.query, c.body, status, got)
		}
	}
}

func manyJobs(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"location":[1,1]}`, i)
	}
	return b.String()
}

func TestSolveSeats(t *testing.T) {
	f := newFixture(t)
	for range solveAtOnce {
		f.s.seats <- struct{}{}
	}
	if status, got := f.solve(f.staff, "", smallProblem); status != 503 || got["code"] != "solver_busy" || got["retryable"] != true {
		t.Errorf("%d %v", status, got)
	}
	for range solveAtOnce {
		<-f.s.seats
	}
	if status, got := f.solve(f.staff, "?seconds=0.1", smallProblem); status != 200 {
		t.Errorf("%d %v", status, got)
	}
}
