package simulator

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed scenarios/*.scenario
var embedded embed.FS

// ScenarioNames lists the scenarios that come with the program.
func ScenarioNames() []string {
	files, _ := embedded.ReadDir("scenarios")
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".scenario"))
	}
	return names
}

// NamedScenario returns a scenario that comes with the program.
func NamedScenario(name string) (Scenario, error) {
	if !slices.Contains(ScenarioNames(), name) {
		return Scenario{}, fmt.Errorf("simulator: there is no scenario %q: %s, or a file", name, strings.Join(ScenarioNames(), ", "))
	}
	b, err := embedded.ReadFile(path.Join("scenarios", name+".scenario"))
	if err != nil {
		return Scenario{}, fmt.Errorf("simulator: scenario %s: %w", name, err)
	}
	return ParseScenario(name+".scenario", b)
}

// ParseScenario reads a scenario: one "key = value" a line, "#" begins a
// remark. What the text does not say is as DefaultHabits has it, and nothing is
// drawn from Demand unless a key of it is there. A key that does not exist,
// comes twice, or has a value that makes no sense is an error that begins with
// the file's name and the line. docs/simulator.md lists the keys.
func ParseScenario(file string, text []byte) (Scenario, error) {
	h, care := DefaultHabits(), someCare()
	sc := Scenario{Habits: &h, Care: &care}
	seen := map[string]int{}
	fault := func(line int, format string, args ...any) (Scenario, error) {
		return Scenario{}, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...))
	}
	last := 0
	for i, line := range strings.Split(string(text), "\n") {
		last = i + 1
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok {
			return fault(last, "%q is not key = value", line)
		}
		k, known := scenarioKeys[key]
		if !known {
			return fault(last, "there is no key %q%s", key, nearest(key))
		}
		if first := seen[key]; first > 0 && !k.again {
			return fault(last, "%s was set in line %d already", key, first)
		}
		seen[key] = last
		if err := k.set(&sc, value); err != nil {
			return fault(last, "%s: %v", key, err)
		}
	}
	for _, key := range []string{"city", "start", "span", "orders", "couriers"} {
		if seen[key] == 0 {
			return fault(last, "the file ends without %s", key)
		}
	}
	if sc.Demand == nil && sc.Weather != nil {
		for _, s := range sc.Weather {
			if s.Demand != 1 {
				return fault(seen["weather"], "weather: demand changes with it only where demand = exact or poisson")
			}
		}
	}
	care.complete()
	if s := care.undoable(); s != nil {
		return fault(max(seen["visit"], seen["carer"]), "no carer has all of the skills %v that %s asks for", s.Skills, s.Code)
	}
	if r := care.strange(); r != nil {
		return fault(seen["routine"], "there is no visit %q that could recur", r.Service)
	}
	return sc, nil
}

// nearest suggests a key that begins like a wrong one.
func nearest(key string) string {
	for n := len(key); n >= 3; n-- {
		for _, k := range slices.Sorted(maps.Keys(scenarioKeys)) {
			if strings.HasPrefix(k, key[:n]) {
				return fmt.Sprintf(": did you mean %q?", k)
			}
		}
	}
	return ""
}

// Start times are local: "2026-03-02 06:00", and the zone's distance from UTC
// may follow, "+01:00".
func (sc *Scenario) setStart(v string) error {
	t, err := time.Parse("2006-01-02 15:04 -07:00", v)
	if err != nil {
		if t, err = time.Parse("2006-01-02 15:04", v); err != nil {
			return fmt.Errorf("%q is not a time like 2026-03-02 06:00 +01:00", v)
		}
	}
	_, away := t.Zone()
	sc.Away = time.Duration(away) * time.Second
	sc.Start = instantOf(t)
	return nil
}
