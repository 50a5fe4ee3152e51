package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

const whyJobs = `{"vehicles":[{"id":1,"start":[1.52,42.5],"end":[1.52,42.5],"capacity":[4],"time_window":[0,2400]},
{"id":2,"start":[1.55,42.5],"capacity":[4],"skills":[1],"time_window":[0,1000]}],
"jobs":[{"id":4,"location":[1.53,42.51],"delivery":[1],"service":300},{"id":5,"location":[1.51,42.5],"delivery":[5]},
{"id":6,"location":[1.56,42.5],"delivery":[1],"skills":[1],"service":900}]}`

func TestWhyOfVroom(t *testing.T) {
	problem := file(t, "jobs.json", whyJobs)
	solution := filepath.Join(t.TempDir(), "solution.json")
	if _, err := said(t, "solve", problem, "--iterations", "100", "--out", solution, "--threads", "1"); err != nil {
		t.Fatal(err)
	}
	lines, err := said(t, "why", problem, solution, "--shipment", "4")
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 3 || lines[0] != "Courier 1 has it and hands it over in 3 min." || !strings.HasPrefix(lines[1], "Courier 2 cannot make the visit: its shift ends") {
		t.Errorf("%q", lines)
	}
	if got := last[whyAnswer](t, lines); got.Shipment != "job 4" || len(got.WhyNot) != 2 || got.Help != nil {
		t.Errorf("%+v", got)
	}
	lines, err = said(t, "why", problem, solution, "--shipment", "job 6", "--vehicle", "1", "--by", "60", "--lang", "zh")
	if err != nil {
		t.Fatal(err)
	}
	if got := last[whyAnswer](t, lines); len(got.WhyNot) != 1 || got.WhyNot[0].Ways[0].Rule != "skill" || got.Help == nil || len(got.Help.Remedies) == 0 {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(lines[0], "缺少技能") {
		t.Error(lines[0])
	}
}

func TestWhyOfLinli(t *testing.T) {
	problem := file(t, "lunch.json", `{"linli": 1, "problem": {"now": 1764000000000000,
"places": [{"lng": 1.52, "lat": 42.5}, {"lng": 1.521, "lat": 42.501}, {"lng": 1.53, "lat": 42.51}],
"vehicles": [{"id": "anna", "kind": "courier", "profile": "ebike", "start": 0, "shift_end": 1764000180000000, "capacity": {"grams": 20000, "ml": 60000}}],
"shipments": [{"id": "soup", "pickup": 1, "load": {"grams": 900, "ml": 2000},
  "options": [{"mode": "door", "place": 2, "consent": true, "service": 120000000000}]}]},
"matrices": {"ebike": {"travel_us": [[0,60000000,200000000],[60000000,0,150000000],[200000000,150000000,0]],
  "meters": [[0,300,1000],[300,0,700],[1000,700,0]]}}}`)
	solution := filepath.Join(t.TempDir(), "plan.json")
	if _, err := said(t, "solve", problem, "--iterations", "10", "--out", solution, "--threads", "1"); err != nil {
		t.Fatal(err)
	}
	lines, err := said(t, "why", problem, solution, "--shipment", "soup", "--vehicle", "anna", "--by", "2025-11-24T17:30:00+01:00")
	if err != nil {
		t.Fatal(err)
	}
	if lines[0] != "Courier anna cannot deliver to the door: its shift ends 3 min too soon." ||
		lines[1] != "Courier anna could deliver to the door in 4 min if it worked 3 min longer." {
		t.Errorf("%q", lines)
	}
}

func TestWhyRefuses(t *testing.T) {
	problem := file(t, "jobs.json", whyJobs)
	solution := file(t, "solution.json", `{"code":0,"unassigned":[],"routes":[{"vehicle":1,"steps":[{"type":"start","arrival":0},{"type":"job","id":5,"arrival":100},{"type":"end","arrival":200}]}]}`)
	for _, args := range [][]string{
		{"--shipment", "4"}, // the route is overloaded
		{"--shipment", "9"},
		{"--shipment", "4", "--vehicle", "7"},
		{"--shipment", "4", "--by", "soon"},
		{"--shipment", "4", "--lang", "fr"},
	} {
		_, err := said(t, append([]string{"why", problem, solution}, args...)...)
		if err == nil || exitCode(err) != 2 {
			t.Errorf("%q: %v", args, err)
		}
	}
	if _, err := said(t, "why", problem, solution); !errors.Is(err, errUsage) {
		t.Error(err)
	}
}
