package simulator

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
)

// The scenario of the default city is the day that the program always lived,
// with visits.
func TestScenarioAndorra(t *testing.T) {
	sc, err := NamedScenario("andorra")
	if err != nil {
		t.Fatal(err)
	}
	h, care := DefaultHabits(), DefaultCare()
	care.Trades[2].Carries = 0.4
	care.Breaks = []BreakRule{{After: 3 * time.Hour, Within: 2 * time.Hour, For: 30 * time.Minute}}
	care.Limit, care.Ill = 9*time.Hour, 0.02
	want := Scenario{
		Name: "andorra", City: "andorra", Jurisdiction: "andorra-demo", Seed: 1, Box: AndorraLaVella(),
		Orders: 2000, Couriers: 60, Robots: 10, Lockers: 6, Carers: 16, Visits: 60,
		Start: clock.FromTime(time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)), Span: 16 * time.Hour,
		Peaks: MealDay(), Away: time.Hour, Habits: &h, Care: &care,
	}
	if !reflect.DeepEqual(sc, want) {
		t.Errorf("the file says\n%+v\nnot\n%+v", sc, want)
	}
}

func TestScenariosParse(t *testing.T) {
	for _, name := range ScenarioNames() {
		if sc, err := NamedScenario(name); err != nil || sc.Name != name {
			t.Errorf("%s: %q, %v", name, sc.Name, err)
		}
	}
	if _, err := NamedScenario("atlantis"); err == nil || !strings.Contains(err.Error(), "wilmington") {
		t.Errorf("an unknown name: %v", err)
	}
}

// A bad file is refused with its name and the line.
func TestScenarioRefused(t *testing.T) {
	const good = "city = andorra\nstart = 2026-03-02 06:00\nspan = 2h\norders = 10\ncouriers = 2\n"
	if _, err := ParseScenario("x", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"courier = 3":               `x:6: there is no key "courier": did you mean "couriers"?`,
		"zzz = 3":                   `x:6: there is no key "zzz"`,
		"orders = 11":               "x:6: orders was set in line 4 already",
		"robots = -1":               `x:6: robots: "-1" is not a number from 0`,
		"decline = 1.2":             `x:6: decline: "1.2" is not a share`,
		"decline = NaN":             `x:6: decline: "NaN" is not a share`,
		"robot_fails_per_km = -0.1": `x:6: robot_fails_per_km: "-0.1" is not a number from 0 up`,
		"robots":                    `x:6: "robots" is not key = value`,
		"stride = 0s":               `x:6: stride: "0s" is not a time`,
		"area = 1, 2, 3":            "x:6: area: ",
		"area = 3, 2, 1, 4":         "x:6: area: ",
		"area = 1, 95, 2, 96":       "x:6: area: ",
		"peak = at 12:00, width 1h": "x:6: peak: weight is missing",
		"peak = at 12:00, high 1h":  `x:6: peak: "high 1h" is none of: at, width, weight, meals`,
		"peak = at noon, width 1h, weight 1, meals 1":            `x:6: peak: at: "noon" is not a time`,
		"shift = at 12:00, for 1h, weight -1":                    "x:6: shift: weight: ",
		"shift = at 12:00, for 1h, weight 0":                     "x:6: shift: weight: nobody",
		"weather = from 9:00, to 8:00, demand 1, pace 1":         "x:6: weather: it ends before",
		"weather = from 7:00, to 8:00, demand 2, pace 1":         "x:6: weather: demand changes with it only",
		"promotion = category tea, from 1:00, to 2:00, factor 2": "x:6: promotion: category: ",
		"visits = -1":                               `x:6: visits: "-1" is not a number from 0`,
		"carer_ill = 2":                             `x:6: carer_ill: "2" is not a share`,
		"visit_off = -0.1":                          `x:6: visit_off: "-0.1" is not a share`,
		"carer_shifts = 1":                          `x:6: there is no key "carer_shifts": did you mean "carer_shift"?`,
		"carer = skills care, weight 1":             "x:6: carer: carries is missing",
		"carer = skills Ärzte, carries 0, weight 1": "x:6: carer: skills: skill",
		"carer_break = after 3h, within 1h, for 5s": "x:6: carer_break: for: 5s is not from a minute",
		"carer_shift = at 7:00, for 8h, weight 0":   "x:6: carer_shift: weight: nobody",
		"visit_peak = at 7:00, width 1h, weight 0":  "x:6: visit_peak: weight: nothing",
		"visit = service s, skills care, work 13h, spread 0, window 1h, hard 0, weight 1":        "x:6: visit: a duration of 13h",
		"visit = service s, skills fly, work 1h, spread 0, window 1h, hard 0, weight 1":          "x:6: no carer has all of the skills [fly] that s asks for",
		"carer_break = after 3h, within 1h, for 30m\ncarer_break = after 4h, within 1h, for 30m": "x:7: carer_break: after: the break before may last until 4h30m",
		"demand = much":   "x:6: demand: ",
		"weekday = 1 1 1": "x:6: weekday: 3 factors",
		"seed = -3":       "x:6: seed: ",
		"reach = 0":       "x:6: reach: ",
		"fair_pay = -4":   "x:6: fair_pay: ",
		"city = b":        "x:6: city was set in line 1",
	} {
		if _, err := ParseScenario("x", []byte(good+line)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, not %s", line, err, want)
		}
	}
	if _, err := ParseScenario("x", []byte("city = a\nstart = soon")); err == nil || !strings.HasPrefix(err.Error(), "x:2: start: ") {
		t.Errorf("a bad start: %v", err)
	}
	if _, err := ParseScenario("x", []byte("city = a\n")); err == nil || !strings.Contains(err.Error(), "without start") {
		t.Errorf("a truncated file: %v", err)
	}
}

// Every file that parses gives a scenario that can be parsed again from the
// same text, and no text makes the parser panic.
func FuzzScenario(f *testing.F) {
	for _, name := range ScenarioNames() {
		b, _ := embedded.ReadFile("scenarios/" + name + ".scenario")
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := ParseScenario("f", b)
		again, err2 := ParseScenario("f", b)
		if (err == nil) != (err2 == nil) || !reflect.DeepEqual(a, again) {
			t.Fatalf("read twice: %v, %v", err, err2)
		}
		if err == nil && (a.Span <= 0 || a.Orders < 0 || a.Habits.Stride <= 0) {
			t.Fatalf("makes no sense: %+v", a)
		}
	})
}
