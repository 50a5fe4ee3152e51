package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// said runs a command and returns the lines that it printed.
func said(t *testing.T, args ...string) ([]string, error) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	old := os.Stdout
	os.Stdout = w
	lines := make(chan []string)
	go func() {
		b := new(strings.Builder)
		buf := make([]byte, 4096)
		for {
			n, err := r.Read(buf)
			b.Write(buf[:n])
			if err != nil {
				break
			}
		}
		lines <- strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	}()
	err = run(t.Context(), args)
	os.Stdout = old
	w.Close()
	return <-lines, err
}

// last reads the JSON object of the last line.
func last[T any](t *testing.T, lines []string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &v); err != nil {
		t.Fatalf("the last line is no JSON: %v\n%s", err, strings.Join(lines, "\n"))
	}
	return v
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	pairs    = "2 10 1\n0 0 0 0 0 100 0 0 0\n1 3 4 5 0 50 10 0 2\n2 6 8 -5 20 60 10 1 0\n3 0 5 8 0 90 1 0 4\n4 0 9 -8 0 90 1 3 0\n"
	jobsFile = `{"vehicles":[{"id":1,"start":[1.52,42.5],"end":[1.52,42.5],"capacity":[4]}],"jobs":[{"id":4,"location":[1.53,42.51],"delivery":[1]},{"id":5,"location":[1.51,42.5],"delivery":[9]}]}`
)

func TestSolveAndCheck(t *testing.T) {
	problem := file(t, "pairs.txt", pairs)
	out := filepath.Join(t.TempDir(), "routes.txt")
	began := time.Now()
	lines, err := said(t, "solve", problem, "--time", "300ms", "--out", out, "--threads", "1")
	took := time.Since(began)
	if err != nil {
		t.Fatal(err)
	}
	got := last[solved](t, lines)
	if got.Instance != "pairs" || got.Vehicles != 1 || got.Unassigned != 0 || got.Iterations == 0 || got.Seconds > 1 {
		t.Errorf("%+v", got)
	}
	if took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	lines, err = said(t, "check", problem, out)
	if c := last[checked](t, lines); err != nil || !c.Feasible || c.Vehicles != got.Vehicles || c.Distance != got.Distance {
		t.Errorf("%v %+v", err, c)
	}
	lines, err = said(t, "check", problem, file(t, "bad.txt", "2 1\n"))
	if c := last[checked](t, lines); exitCode(err) != 1 || c.Feasible || c.Violations == 0 || !strings.Contains(lines[0], "order") {
		t.Errorf("%v %q", err, lines)
	}
}

func TestSolveSameSeed(t *testing.T) {
	problem := file(t, "pairs.txt", pairs)
	var answers []string
	for _, threads := range []string{"1", "2", "4"} {
		out := filepath.Join(t.TempDir(), "routes.txt")
		if _, err := said(t, "solve", problem, "--iterations", "500", "--seed", "7", "--threads", threads, "--out", out); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, string(b))
	}
	if answers[0] == "" || answers[0] != answers[1] || answers[0] != answers[2] {
		t.Errorf("1, 2 and 4 threads: %q", answers)
	}
}

func TestSolveVroom(t *testing.T) {
	problem := file(t, "orders.json", jobsFile)
	out := filepath.Join(t.TempDir(), "answer.json")
	lines, err := said(t, "solve", problem, "--time", "100ms", "--out", out)
	if err != nil {
		t.Fatal(err)
	}
	if got := last[solved](t, lines); got.Instance != "orders" || got.Vehicles != 1 || got.Unassigned != 1 || got.Distance < 2000 {
		t.Errorf("%+v", got)
	}
	lines, err = said(t, "check", problem, out)
	if c := last[checked](t, lines); err != nil || !c.Feasible || c.Unassigned != 1 {
		t.Errorf("%v %q", err, lines)
	}
	lines, err = said(t, "solve", file(t, "bad.json", strings.Replace(jobsFile, `"id":4`, `"id":-4`, 1)), "--out", "-")
	if got := last[struct {
		Code  int
		Error string
	}](t, lines); exitCode(err) != 2 || got.Code != 2 || !strings.Contains(got.Error, "line 1: job number 0: an id from 0 is missing") {
		t.Errorf("%v %+v", err, got)
	}
}

func TestSolveRefuses(t *testing.T) {
	problem := file(t, "pairs.txt", pairs)
	for _, args := range [][]string{
		{"solve"}, {"solve", "nowhere.txt"}, {"solve", problem, "--time", "-1s"}, {"solve", problem, "--threads", "0"},
		{"solve", problem, "--format", "vroom"}, {"solve", problem, "--format", "x"}, {"solve", problem, "--objective", "love"},
		{"check", problem}, {"check", problem, file(t, "x.txt", "1 9\n")}, {"solve", file(t, "bad.txt", strings.Replace(pairs, "-8", "-7", 1))},
	} {
		if _, err := said(t, args...); exitCode(err) != 2 {
			t.Errorf("%q: %v", args, err)
		}
	}
}

func TestBenchMatching(t *testing.T) {
	computes(t)
	data := filepath.Join("..", "..", "..", "shared", "bench")
	if _, err := os.Stat(data); err != nil {
		t.Skip("the benchmark files are not there: ", err)
	}
	results := filepath.Join(t.TempDir(), "results", "r.jsonl")
	for range 2 { // the second time from the file
		lines, err := said(t, "bench", "matching", "--data", data, "--only", "lilim100-1s/lc101", "--stop-at-record", "--resume", results)
		text := strings.Join(lines, "\n")
		if err != nil || !strings.Contains(text, "1 s each: 1 instances") || !strings.Contains(text, "the record on every instance") {
			t.Errorf("%v\n%s", err, text)
		}
	}
	b, err := os.ReadFile(results)
	if err != nil || strings.Count(string(b), "\n") != 1 {
		t.Errorf("%v %s", err, b)
	}
}
