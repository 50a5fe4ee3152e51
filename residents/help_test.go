package residents

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
)

var onDuty = []Helper{{"far", 9 * time.Minute}, {"near", 2 * time.Minute}, {"also", 2 * time.Minute}}

func minute(n float64) clock.Instant { return clock.Instant(n * 60e6) }

// record writes the steps: verb, whom, note.
func record(c *HelpCall) string {
	var out []string
	for _, s := range c.Steps {
		line := string(s.What)
		if s.By != "" {
			line += " " + s.By
		}
		if s.Note != "" {
			line += "=" + s.Note
		}
		if s.Late {
			line += "!"
		}
		out = append(out, line)
	}
	return strings.Join(out, ", ")
}

// TestHelpCall plays calls: each act is a verb and who says it, at a minute.
func TestHelpCall(t *testing.T) {
	type act struct {
		at   float64
		verb string
		by   string
		ok   bool
	}
	for name, c := range map[string]struct {
		family []string
		near   []Helper
		acts   []act
		state  HelpState
		taker  string
		want   string
	}{
		"nobody answers: family, two helpers, the desk, and the desk again": {
			[]string{"son", "niece"}, onDuty,
			[]act{{0.9, "timer", "", false}, {1, "timer", "", true}, {1.5, "timer", "", false}, {2, "timer", "", true}, {3, "timer", "", true}, {5, "timer", "", true}},
			HelpDesk, "",
			"raised home=button, call_family son, call_family niece, timed_out=family, call_helper also, timed_out=nearby, call_helper near, timed_out=nearby, call_desk, timed_out=desk, call_desk"},
		"the family goes and says how it ended": {
			[]string{"son"}, onDuty,
			[]act{{0.5, "ack", "son", true}, {1, "timer", "", false}, {4, "close", "niece", false}, {5, "close", "son", true}, {6, "timer", "", false}, {7, "ack", "near", false}, {8, "again", "", false}},
			HelpClosed, "son", "raised home=button, call_family son, acknowledged son, closed son=well"},
		"all of the family decline": {
			[]string{"son", "niece"}, onDuty,
			[]act{{0.1, "no", "son", true}, {0.2, "no", "son", false}, {0.3, "no", "near", false}, {0.4, "no", "niece", true}, {0.5, "no", "far", false}, {0.6, "no", "also", true}},
			HelpNearby, "",
			"raised home=button, call_family son, call_family niece, declined son, declined niece, call_helper also, declined also, call_helper near"},
		"no family":     {nil, onDuty[:1], nil, HelpNearby, "", "raised home=button, call_helper far"},
		"nobody at all": {nil, nil, nil, HelpDesk, "", "raised home=button, call_desk"},
		"an answer that comes late is still help, a second one is told": {
			[]string{"son"}, onDuty,
			[]act{{1, "timer", "", true}, {1.2, "ack", "son", true}, {1.3, "ack", "also", false}, {1.4, "ack", "son", true}},
			HelpTaken, "son", "raised home=button, call_family son, timed_out=family, call_helper also, acknowledged son, acknowledged also!"},
		"who took it falls silent": {
			nil, onDuty, []act{{0.5, "ack", "also", true}, {15.4, "timer", "", false}, {15.5, "timer", "", true}, {16, "close", "also", false}, {17, "desk", "sam", true}},
			HelpClosed, "", "raised home=button, call_helper also, acknowledged also, timed_out also=taken, call_desk=taker_silent, closed sam=well"},
		"who took it cannot go on": {
			nil, onDuty, []act{{0.5, "ack", "also", true}, {0.6, "back", "near", false}, {0.7, "back", "also", true}},
			HelpDesk, "", "raised home=button, call_helper also, acknowledged also, handed_back also=flat_tyre, call_desk=handed_back"},
		"pressed again": {
			[]string{"son"}, onDuty, []act{{0.2, "again", "", true}, {0.5, "ack", "son", true}, {0.6, "again", "", true}},
			HelpTaken, "son", "raised home=button, call_family son, raised_again home, acknowledged son, raised_again home, call_desk=raised_again"},
	} {
		h := Raise("h1", "home", FromButton, false, c.family, c.near, DefaultHelpPolicy(), 0)
		for i, a := range c.acts {
			if got := play(h, a.verb, a.by, c.near, minute(a.at)); got != a.ok {
				t.Errorf("%s: act %d, %s by %q: %v", name, i, a.verb, a.by, got)
			}
		}
		if h.State != c.state || h.Taker != c.taker || record(h) != c.want {
			t.Errorf("%s: %s %q\n got %s\nwant %s", name, h.State, h.Taker, record(h), c.want)
		}
	}
}

func play(h *HelpCall, verb, by string, near []Helper, at clock.Instant) bool {
	switch verb {
	case "timer":
		return h.Expire(near, at)
	case "ack":
		return h.Acknowledge(by, at)
	case "no":
		return h.Decline(by, near, at)
	case "back":
		return h.HandBack(by, "flat_tyre", at)
	case "close":
		return h.Close(by, "well", false, at)
	case "desk":
		return h.Close(by, "well", true, at)
	}
	return h.Again(at)
}

// TestHelpWalk: whatever people say, a call that nobody took or closed has a
// timer ahead that calls somebody, the record only grows, and a drill goes the
// way of a real call.
func TestHelpWalk(t *testing.T) {
	verbs := []string{"timer", "timer", "ack", "no", "no", "back", "close", "again", "desk"}
	people := []string{"son", "niece", "near", "also", "far", "sam", ""}
	closed := 0
	for seed := range uint64(150) {
		dice := rand.New(rand.NewPCG(seed, 7))
		var calls [2]*HelpCall
		for i := range calls {
			calls[i] = Raise("h1", "home", FromCheckIn, i == 1, people[:seed%3], onDuty[:seed%4%3], DefaultHelpPolicy(), minute(1))
		}
		at := minute(1)
		for range 40 {
			at += clock.Instant(dice.IntN(90e6))
			verb, by := verbs[dice.IntN(len(verbs))], people[dice.IntN(len(people))]
			before := fmt.Sprint(calls[0].Steps)
			was := calls[0].State
			for _, c := range calls {
				play(c, verb, by, onDuty[:seed%4%3], at)
			}
			c := calls[0]
			if now := fmt.Sprint(c.Steps); !strings.HasPrefix(now, strings.TrimSuffix(before, "]")) {
				t.Fatalf("seed %d: the record changed: %s, then %s", seed, before, now)
			}
			switch {
			case was == HelpClosed && (c.State != HelpClosed || fmt.Sprint(c.Steps) != before):
				t.Fatalf("seed %d: a closed call went on", seed)
			case c.State == HelpClosed:
			case c.Due == 0 || c.Due > at.Add(c.Policy.Arrive):
				t.Fatalf("seed %d: %s waits until %s", seed, c.State, c.Due)
			case (c.State == HelpTaken) != (c.Taker != ""):
				t.Fatalf("seed %d: %s with taker %q", seed, c.State, c.Taker)
			}
		}
		if calls[0].State != HelpClosed { // left alone, it reaches the desk
			at = max(at, calls[0].Due)
			for range 5 {
				calls[0].Expire(nil, at)
				calls[1].Expire(nil, at)
				at = max(at, calls[0].Due)
			}
			if calls[0].State != HelpDesk {
				t.Fatalf("seed %d: left alone it is with %s", seed, calls[0].State)
			}
		} else {
			closed++
		}
		calls[1].Drill = false
		if !reflect.DeepEqual(calls[0], calls[1]) {
			t.Fatalf("seed %d: a drill goes another way", seed)
		}
		b, err := json.Marshal(calls[0])
		var back HelpCall
		if err != nil || json.Unmarshal(b, &back) != nil {
			t.Fatalf("seed %d: %s, %v", seed, b, err)
		}
		if again, _ := json.Marshal(&back); string(again) != string(b) {
			t.Fatalf("seed %d: %s came back as %s", seed, b, again)
		}
	}
	if closed == 0 || closed == 150 {
		t.Fatalf("%d of 150 were closed: the walk says too little", closed)
	}
}
