package dispatch_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/linli/linli/dispatch"
)

// The same events give the same decisions, byte for byte.
func TestSameDayTwice(t *testing.T) {
	var digests [2]string
	var states [2]string
	for i := range digests {
		w := newWalk(t, 42)
		for range 400 {
			w.take(w.next())
		}
		digests[i], states[i] = w.s.Digest, w.json()
	}
	if digests[0] != digests[1] || states[0] != states[1] {
		t.Errorf("%s, then %s", digests[0], digests[1])
	}
}

// Deciding again over the journaled events gives the journaled records: also
// by a state that came out of a snapshot.
func TestDecideAgain(t *testing.T) {
	w := newWalk(t, 43)
	var snapshot string
	for i := range 400 {
		w.take(w.next())
		if i == 150 {
			snapshot = w.json()
		}
	}
	for what, from := range map[string]string{"from nothing": "", "from a snapshot": snapshot} {
		s := dispatch.NewState("z", "", dispatch.DefaultPolicy())
		if from != "" {
			if err := json.Unmarshal([]byte(from), s); err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range w.records[s.Seq:] {
			ev, err := dispatch.DecodeEvent(want.Event)
			if err != nil {
				t.Fatal(err)
			}
			st := dispatch.Stamped{Seq: want.Seq, At: want.At, Event: ev}
			got, err := dispatch.Seal(s, st, dispatch.Step(s, st))
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Decisions) != string(want.Decisions) || got.Digest != want.Digest {
				t.Fatalf("%s, record %d\n got %s\nwant %s", what, want.Seq, got.Decisions, want.Decisions)
			}
		}
	}
}

// A journal that was changed, or has a hole, is refused.
func TestRecoverRefusesDrift(t *testing.T) {
	z := served(t)
	z.ok(place("o1"))
	fresh := func(upTo int) *dispatch.State {
		s := dispatch.NewState("z", "", dispatch.DefaultPolicy())
		for _, r := range z.records[:upTo] {
			if err := dispatch.Recover(s, r); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	last := len(z.records) - 1
	for what, spoil := range map[string]func(*dispatch.Record){
		"another event":    func(r *dispatch.Record) { r.Event = []byte(strings.Replace(string(r.Event), "t", "T", 1)) },
		"other decisions":  func(r *dispatch.Record) { r.Decisions = []byte("[]") },
		"another time":     func(r *dispatch.Record) { r.At++ },
		"a hole":           func(r *dispatch.Record) { r.Seq++ },
		"a repeat":         func(r *dispatch.Record) { r.Seq-- },
		"another digest":   func(r *dispatch.Record) { r.Digest = strings.Repeat("0", 32) },
		"broken decisions": func(r *dispatch.Record) { r.Decisions = []byte("[") },
	} {
		s := fresh(last)
		before, _ := json.Marshal(s)
		r := z.records[last]
		spoil(&r)
		if err := dispatch.Recover(s, r); err == nil {
			t.Errorf("%s is recovered", what)
		}
		if after, _ := json.Marshal(s); string(after) != string(before) {
			t.Errorf("%s changed the state", what)
		}
	}
	if err := dispatch.Recover(fresh(last), z.records[last]); err != nil {
		t.Error(err)
	}
	// The digest chains: the same record after another history is refused.
	s := fresh(last)
	s.Digest = strings.Repeat("0", 32)
	if err := dispatch.Recover(s, z.records[last]); err == nil {
		t.Error("a record follows another history")
	}
}

// Decisions do not share memory with the state: what was decided stays what it
// was while the state goes on.
func TestDecisionsAreNotAliased(t *testing.T) {
	w := newWalk(t, 44)
	type kept struct {
		ds  []dispatch.Decision
		raw string
	}
	var all []kept
	for range 300 {
		ev := w.next()
		ds := w.do(ev)
		for _, d := range ds {
			if s, ok := d.(dispatch.Solve); ok {
				w.plans = append(w.plans, plan(s.Problem))
			}
		}
		raw, err := dispatch.EncodeDecisions(ds)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, kept{ds, string(raw)})
	}
	for i, k := range all {
		if raw, _ := dispatch.EncodeDecisions(k.ds); string(raw) != k.raw {
			t.Fatalf("event %d's decisions changed later\n from %s\n to   %s", i, k.raw, raw)
		}
	}
}
