package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/linli/linli/simulator"
)

func TestHeavyDemo(t *testing.T) {
	if os.Getenv("LINLI_HEAVY") == "" {
		t.Skip("runs a whole demo: set LINLI_HEAVY=1, as make check does")
	}
	t.Parallel() // beside the kill: both wait for the clock
	townFile(t)
	out := output(t, "demo", "--headless", "--orders", "60", "--speed", "60", "--addr", "127.0.0.1:0")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var s simulator.Summary
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &s); err != nil {
		t.Fatalf("the last line is not the summary: %v\n%s", err, out)
	}
	if s.Orders != 60 || s.P50 <= 0 || s.P95 < s.P50 || s.Decision <= 0 {
		t.Errorf("implausible summary: %s", s)
	}
	t.Log(s)
}

func TestVerdict(t *testing.T) {
	good := func() *story {
		return &story{summary: simulator.Summary{Orders: 100, Cancelled: 4, Delivered: map[string]int{"courier": 60, "locker": 20, "robot": 16}}}
	}
	if err := good().verdict(true); err != nil {
		t.Errorf("a good run: %v", err)
	}
	for name, spoil := range map[string]func(*story){
		"an order lost":      func(t *story) { t.summary.Cancelled-- },
		"too few delivered":  func(t *story) { t.summary.Delivered["courier"] -= 10; t.summary.Failed += 10 },
		"robots stood still": func(t *story) { t.summary.Delivered["robot"] = 5; t.summary.Delivered["courier"] = 71 },
		"no locker of few": func(t *story) {
			t.summary = simulator.Summary{Orders: 20, Delivered: map[string]int{"courier": 15, "robot": 5}}
		},
		"invariant broken": func(t *story) { t.broken = []string{"order x has no timer"} },
		"engine broken":    func(t *story) { t.bugs = 1 },
	} {
		s := good()
		spoil(s)
		if s.verdict(true) == nil {
			t.Errorf("%s: the verdict is good", name)
		}
		if s.verdict(false) != nil {
			t.Errorf("%s: a demo with a browser is not judged", name)
		}
	}
}
