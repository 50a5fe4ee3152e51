package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/linli/linli/simulator"
)

func TestPoliciesCommand(t *testing.T) {
	computes(t)
	townFile(t)
	small := []string{"policies", "--seeds", "2", "--orders", "40", "--couriers", "4", "--robots", "2", "--lockers", "2", "--carers", "3", "--visits", "4", "--hindsight", "50"}
	got := output(t, small...)
	for _, name := range []string{"greedy nearest", "rolling-horizon matching", "Linli without robots", "Linli without lockers", "hindsight plan", "lower bound"} {
		lines := regexp.MustCompile(`(?m)^`+name+` .*$`).FindAllString(got, -1)
		if len(lines) != 2 || strings.Count(lines[0], "±") < 6 || !regexp.MustCompile(`[+-][0-9.]+ ±`).MatchString(lines[1]) {
			t.Errorf("%s: %q\n%s", name, lines, got)
		}
	}
	if lines := regexp.MustCompile(`(?m)^Linli  .*$`).FindAllString(got, -1); len(lines) != 1 || strings.Count(lines[0], "±") != len(simulator.FigureNames) {
		t.Errorf("%q\n%s", lines, got)
	}
	got = output(t, append(small, "--front", "--hindsight", "0")...)
	if lines := regexp.MustCompile(`(?m)^(Linli|resident's minute at [0-9]+) .*±`).FindAllString(got, -1); len(lines) != 11 {
		t.Errorf("%q\n%s", lines, got)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--seeds", "1"}, "--seeds is 2 at least"},
		{[]string{"--orders", "-4"}, "are 0 at least"},
		{[]string{"--hindsight", "-1"}, "are 0 at least"},
		{[]string{"--scenario", "atlantis"}, `there is no scenario "atlantis"`},
		{[]string{"--seeds", "many"}, `invalid value "many" for flag -seeds`},
		{[]string{"monday"}, `flags only, not "monday"`},
	} {
		if code, says := refused(t, append([]string{"policies"}, c.args...)...); code != 2 || !strings.Contains(says, c.says) {
			t.Errorf("%q: exit %d: %s", c.args, code, says)
		}
	}
}
