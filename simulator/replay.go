package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
)

// Engine is what days that were lived in process name as their engine's
// version: they are of the program that holds them.
const Engine = "simulator"

// Journal is a recorded history. Every store of the journal package is one,
// and so is the Store of a simulated day that kept its records.
type Journal interface {
	// Records passes the zone's records after seq to each, in order, and
	// stops at its first error.
	Records(ctx context.Context, zone string, after uint64, each func(dispatch.Record) error) error
}

// Replay decides a recorded history again, with the production engine.
type Replay struct {
	Journal Journal
	Zone    string
	Head    uint64          // seq of the last record that there must be; 0: unknown
	Engines []string        // versions of the engine whose decisions this one must repeat
	Policy  dispatch.Policy // that the zone was begun under

	// Each, which may be nil, is told of every step that was decided as
	// recorded. Its first error ends the replay.
	Each func(Step) error
}

// Step is one step of a history.
type Step struct {
	Record    dispatch.Record
	Event     dispatch.Stamped
	Decisions []dispatch.Decision
	State     *dispatch.State // after it; for reading, until Each returns
}

// Replayed is a history that was decided again, all of it as recorded.
type Replayed struct {
	Records  uint64
	From, To clock.Instant // of the first and the last record
	Digest   string        // of the last record
	Engine   string        // version that the last owner journaled
	Owners   int           // times the zone was started
}

// Drift is the first record that this engine decides otherwise, although the
// record itself is sound.
type Drift struct {
	Seq      uint64
	At       clock.Instant
	Event    []byte // as recorded
	Nth      int    // index of the first decision that differs
	Recorded []byte // that decision in the journal; nil: there is none
	Decided  []byte // and now; nil: there is none
}

// Error shows the difference, on several lines.
func (d *Drift) Error() string {
	or := func(b []byte) string {
		if b == nil {
			return "(nothing more)"
		}
		return string(b)
	}
	return fmt.Sprintf("record %d at %s is decided otherwise, from decision %d on:\n  event    %s\n  recorded %s\n  decided  %s",
		d.Seq, d.At, d.Nth+1, d.Event, or(d.Recorded), or(d.Decided))
}

// Verify decides every record again and compares it, byte for byte, with what
// is journaled. It stops at the first difference, a *Drift. Any other error is
// about the journal and names the record: one that cannot be read, does not
// follow the one before, was decided by another engine, or is missing.
func (r Replay) Verify(ctx context.Context) (Replayed, error) {
	v := verifier{Replay: r, state: dispatch.NewState(r.Zone, "", r.Policy)}
	err := r.Journal.Records(ctx, r.Zone, 0, func(rec dispatch.Record) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return v.take(rec)
	})
	switch {
	case v.fault != nil:
		return v.done, v.fault
	case err != nil:
		return v.done, fmt.Errorf("after record %d: the journal cannot be read on: %w", v.done.Records, err)
	case v.done.Records == 0:
		return v.done, fmt.Errorf("zone %s has no record 1: the journal is empty", r.Zone)
	case v.done.Records < r.Head:
		return v.done, fmt.Errorf("record %d is missing: the journal is cut off, its store committed up to record %d", v.done.Records+1, r.Head)
	}
	return v.done, nil
}

// verifier is a Replay on its way.
type verifier struct {
	Replay
	state *dispatch.State
	done  Replayed
	fault error // said by take, not by the journal
}

func (v *verifier) take(rec dispatch.Record) error {
	v.fault = v.decide(rec)
	return v.fault
}

// decide decides one record again.
func (v *verifier) decide(rec dispatch.Record) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("record %d: %s", rec.Seq, fmt.Sprintf(format, args...))
	}
	if rec.Seq != v.state.Seq+1 {
		return bad("it follows record %d: what is between is missing", v.state.Seq)
	}
	if rec.Digest != rec.DigestAfter(v.state.Digest) {
		return bad("its digest is not that of its content after record %d: the journal was changed or is damaged", rec.Seq-1)
	}
	if rec.At < v.state.Now {
		return bad("it is of %s, before record %d of %s", rec.At, rec.Seq-1, v.state.Now)
	}
	event, err := dispatch.DecodeEvent(rec.Event)
	if err != nil {
		return bad("its event cannot be read: %v", err)
	}
	if s, ok := event.(dispatch.Started); ok {
		if !slices.Contains(v.Engines, s.Engine) {
			return bad("it was decided by engine %s and this one is %s: decide it again with engine %s", quoted(s.Engine), strings.Join(v.Engines, " or "), quoted(s.Engine))
		}
		v.done.Engine = s.Engine
		v.done.Owners++
	} else if rec.Seq == 1 {
		return bad("the first record of a zone is its start, not %s", dispatch.NameOf(event))
	}
	ev := dispatch.Stamped{Seq: rec.Seq, At: rec.At, Event: event}
	got, ds, err := step(v.state, ev)
	if err != nil {
		return bad("this engine cannot take its event %s: %v", rec.Event, err)
	}
	if !bytes.Equal(got.Decisions, rec.Decisions) || got.Digest != rec.Digest {
		return drift(rec, got)
	}
	v.count(rec)
	if v.Each != nil {
		return v.Each(Step{Record: rec, Event: ev, Decisions: ds, State: v.state})
	}
	return nil
}

func (v *verifier) count(rec dispatch.Record) {
	if v.done.Records == 0 {
		v.done.From = rec.At
	}
	v.done.Records, v.done.To, v.done.Digest = rec.Seq, rec.At, rec.Digest
}

// step decides an event; a panic of the engine is an error here.
func step(s *dispatch.State, ev dispatch.Stamped) (rec dispatch.Record, ds []dispatch.Decision, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	ds = dispatch.Step(s, ev)
	rec, err = dispatch.Seal(s, ev, ds)
	return rec, ds, err
}

// drift finds where two records of the same event part.
func drift(want, got dispatch.Record) error {
	d := &Drift{Seq: want.Seq, At: want.At, Event: want.Event}
	var then, now []json.RawMessage
	if err := json.Unmarshal(want.Decisions, &then); err != nil {
		return fmt.Errorf("record %d: its decisions cannot be read: %w", want.Seq, err)
	}
	if err := json.Unmarshal(got.Decisions, &now); err != nil {
		return fmt.Errorf("record %d: %w", want.Seq, err)
	}
	if bytes.Equal(want.Decisions, got.Decisions) { // the event's stored form changed
		d.Recorded, d.Decided = want.Event, got.Event
		return d
	}
	for d.Nth < len(then) && d.Nth < len(now) && bytes.Equal(then[d.Nth], now[d.Nth]) {
		d.Nth++
	}
	if d.Nth < len(then) {
		d.Recorded = then[d.Nth]
	}
	if d.Nth < len(now) {
		d.Decided = now[d.Nth]
	}
	return d
}

func quoted(s string) string {
	if s == "" {
		return `""`
	}
	return s
}
