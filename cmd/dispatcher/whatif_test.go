package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestWhatIfCommand(t *testing.T) {
	computes(t)
	day := smallDay(t)
	got := output(t, "whatif", day, "--with", "couriers=+5,robots=+2,locker=1.5218:42.5075")
	own, other := strings.Index(got, "under its own policy, 20 seeds"), strings.Index(got, "what if couriers=+5,robots=+2,locker=1.5218:42.5075, 20 seeds")
	if own < 0 || other < own || !strings.Contains(got[own:other], "gap") || strings.Contains(got[own:other], "difference") {
		t.Fatalf("first the gap, then the comparison:\n%s", got)
	}
	if rows := regexp.MustCompile(`(?m)^on time % .* ± .* ± .* [+-][0-9.]+ ± [0-9.]+$`).FindAllString(got[other:], -1); len(rows) != 1 {
		t.Errorf("no interval of the difference:\n%s", got)
	}
	if alone := output(t, "whatif", day, "--seeds", "5"); strings.Contains(alone, "what if") || strings.Contains(alone, "difference") || !strings.Contains(alone, "gap") {
		t.Errorf("with nothing changed:\n%s", alone)
	}
	policy := func(text string) string {
		path := filepath.Join(t.TempDir(), "policy.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	notes := policy("no journal at all, but long enough to hold a header")
	for what, c := range map[string]struct {
		args []string
		says string
	}{
		"unknown key":    {[]string{day, "--policy", policy("{\n \"promise\": \"46m\",\n \"promises\": 3\n}")}, `line 3: there is no policy "promises"`},
		"negative":       {[]string{day, "--policy", policy("{\n \"promise\": \"-46m\"\n}")}, "line 2: promise: -46m0s is negative"},
		"no policy":      {[]string{day, "--policy", filepath.Join(t.TempDir(), "none")}, "no such file"},
		"no change":      {[]string{day, "--with", "bikes=+1"}, `"bikes=+1" is none of couriers=±N`},
		"no number":      {[]string{day, "--with", "couriers=many"}, "--with: couriers=many"},
		"no place":       {[]string{day, "--with", "locker=1.52"}, "--with: locker=1.52"},
		"not on earth":   {[]string{day, "--with", "locker=1.52:95"}, "--with: locker=1.52:95"},
		"too few seeds":  {[]string{day, "--seeds", "3"}, "--seeds is 5 at least"},
		"no journal":     {nil, "name one journal"},
		"not a database": {[]string{notes}, "is no journal: give the SQLite file"},
	} {
		if code, says := refused(t, append([]string{"whatif"}, c.args...)...); code != 2 || !strings.Contains(says, c.says) {
			t.Errorf("%s: exit %d: %s", what, code, says)
		}
	}
}
