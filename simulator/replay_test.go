package simulator

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
)

// tape is a journal in a slice.
type tape []dispatch.Record

func (t tape) Records(_ context.Context, _ string, after uint64, each func(dispatch.Record) error) error {
	for _, r := range t {
		if r.Seq > after {
			if err := each(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// recorded is a small day with its journal.
func recorded(t *testing.T) (*Day, tape) {
	t.Helper()
	start := clock.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
	sc := Scenario{Seed: 3, Box: AndorraLaVella(), Orders: 40, Couriers: 6, Robots: 3, Lockers: 3, Start: start, Span: time.Hour}
	d, err := NewDay(t.Context(), sc, andorra(t), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Run(start.Add(24*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	var out tape
	err = d.Store.Records(t.Context(), "day", 0, func(r dispatch.Record) error { out = append(out, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return d, out
}

func TestReplay(t *testing.T) {
	d, whole := recorded(t)
	n := uint64(len(whole))
	again := func(j tape, head uint64) (Replayed, error) {
		return Replay{Journal: j, Zone: "day", Head: head, Engines: []string{Engine}, Policy: dispatch.DefaultPolicy()}.Verify(t.Context())
	}
	got, err := again(whole, n)
	if err != nil || got.Records != n || got.Digest != d.State().Digest || got.Owners != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	change := func(i int, f func(*dispatch.Record)) tape {
		c := slices.Clone(whole)
		c[i] = copyOf(c[i])
		f(&c[i])
		return c
	}
	for what, c := range map[string]struct {
		j    tape
		says string
	}{
		"the end is missing":      {whole[:100], "record 101 is missing"},
		"the beginning is":        {whole[5:], "record 6: it follows record 0"},
		"the middle is":           {slices.Delete(slices.Clone(whole), 50, 51), "record 52: it follows record 50"},
		"nothing is there":        {nil, "no record 1"},
		"a changed decision":      {change(70, func(r *dispatch.Record) { r.Decisions = []byte("[]") }), "record 71: its digest"},
		"a changed digest":        {change(70, func(r *dispatch.Record) { r.Digest = "00" }), "record 71: its digest"},
		"an event of nobody":      {forged(whole, 1, `{"t":"Nothing","v":{}}`), "record 2: its event cannot be read"},
		"another engine":          {forged(whole, 0, `{"t":"Started","v":{"engine":"0.0.7","city":"x"}}`), "record 1: it was decided by engine 0.0.7"},
		"not begun by a start":    {forged(whole, 0, `{"t":"Wake","v":{"timer":"x"}}`), "record 1: the first record"},
		"an event that is broken": {forged(whole, 1, `{"t":"Wake"`), "record 2: its event cannot be read"},
	} {
		if _, err := again(c.j, n); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	stop := errors.New("stop")
	_, err = Replay{Journal: whole, Zone: "day", Engines: []string{Engine}, Policy: dispatch.DefaultPolicy(),
		Each: func(s Step) error { return stop }}.Verify(t.Context())
	if !errors.Is(err, stop) {
		t.Error(err)
	}
}

// forged replaces an event and seals the records anew, as they were decided.
func forged(whole tape, i int, event string) tape {
	out := slices.Clone(whole[:i+1])
	out[i] = copyOf(out[i])
	out[i].Event = []byte(event)
	digest := ""
	if i > 0 {
		digest = out[i-1].Digest
	}
	out[i].Digest = out[i].DigestAfter(digest)
	return out
}

// A history that another policy would have decided otherwise: replay shows the
// first difference.
func TestReplayShowsDrift(t *testing.T) {
	_, whole := recorded(t)
	p := dispatch.DefaultPolicy()
	p.Promise = 46 * time.Minute
	_, err := Replay{Journal: whole, Zone: "day", Engines: []string{Engine}, Policy: p}.Verify(t.Context())
	var drift *Drift
	if !errors.As(err, &drift) {
		t.Fatal(err)
	}
	if !strings.Contains(string(drift.Event), "PlaceOrder") || string(drift.Recorded) == string(drift.Decided) ||
		!strings.Contains(err.Error(), "recorded {") {
		t.Error(err)
	}
	t.Log(err)
}

func TestParsePolicy(t *testing.T) {
	p, err := ParsePolicy([]byte("{\n\"promise\": \"30m\", \"courier_tasks\": 2,\n\"robot_cost\": {\"per_hour\": 100}}"))
	if err != nil || p.Promise != 30*time.Minute || p.CourierTasks != 2 || p.RobotCost.PerHour != 100 || p.RobotCost.PerKm != 30 {
		t.Errorf("%+v, %v", p, err)
	}
	for text, says := range map[string]string{
		"":                                     "line 1",
		"[]":                                   "line 1",
		"{\n\"promise\": 1,\n\"promis\": 2}":   `line 3: there is no policy "promis"`,
		"{\n\"promise\": \"soon\"}":            "line 2: promise",
		"{\n\n\"fee_base\": -1}":               "line 3: fee_base: -1 is negative",
		"{\"robot_cost\": {\"per_week\": 1}}":  "per_week",
		"{\"robot_cost\": {\"per_hour\": -1}}": "negative",
		"{\"fee_base\": \"x\"}":                "line 1: fee_base",
		"{\"fee_base\": 1":                     "line 1",
		"{\"fee_base\": 1} x":                  "line 1",
	} {
		if _, err := ParsePolicy([]byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
