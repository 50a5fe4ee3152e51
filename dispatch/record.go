package dispatch

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/linli/linli/clock"
)

// Record is one journaled step: the event, what followed, and the digest of
// everything up to here.
type Record struct {
	Seq       uint64
	At        clock.Instant
	Event     []byte // EncodeEvent
	Decisions []byte // EncodeDecisions
	Digest    string // hex
}

// Seal encodes a step and folds it into the state's digest. It is called once
// after each Step, before the commit.
func Seal(s *State, ev Stamped, ds []Decision) (Record, error) {
	r, _, err := seal(s, ev, ds, nil)
	return r, err
}

// SealAndProject is Seal and Project, which write each decision only once
// between them: the projection's data are parts of the record's.
func SealAndProject(s *State, ev Stamped, ds []Decision) (Record, Projection, error) {
	r, spans, err := seal(s, ev, ds, make([]span, 0, 16))
	if err != nil {
		return Record{}, Projection{}, err
	}
	return r, project(s, ev, ds, r.Decisions, spans), nil
}

// seal writes down what the digest is made of, the parts of the record in it.
// spans receives where in the record's decisions each stands.
func seal(s *State, ev Stamped, ds []Decision, spans []span) (Record, []span, error) {
	out := appendHead(s.sheet[:0], s.Digest, ev.Seq, ev.At)
	event := len(out)
	out, _, err := write(out, ev.Event)
	if err != nil {
		return Record{}, nil, err
	}
	out = append(out, '\n')
	decisions := len(out)
	if out, spans, err = writeAll(out, spans, ds); err != nil {
		return Record{}, nil, err
	}
	for i := range spans {
		spans[i] = span{spans[i].from - decisions, spans[i].to - decisions}
	}
	s.Digest, s.sheet = digestOf(out), out
	out = bytes.Clone(out[event:])
	decisions -= event
	return Record{Seq: ev.Seq, At: ev.At, Event: out[: decisions-1 : decisions-1], Decisions: out[decisions:], Digest: s.Digest}, spans, nil
}

// appendHead appends what stands before the event in what the digest is made of.
func appendHead(out []byte, before string, seq uint64, at clock.Instant) []byte {
	out = append(append(out, before...), ' ')
	out = append(strconv.AppendUint(out, seq, 10), ' ')
	return append(strconv.AppendInt(out, int64(at), 10), ' ')
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// DigestAfter returns the digest that the record must have when the one before
// it has the digest before; "" stands before the first.
func (r Record) DigestAfter(before string) string {
	out := appendHead(nil, before, r.Seq, r.At)
	out = append(append(out, r.Event...), '\n')
	return digestOf(append(out, r.Decisions...))
}

// Recover applies a journaled step to the state without deciding again. It
// fails when the record does not follow the state or its digest differs.
func Recover(s *State, r Record) error {
	if r.Seq != s.Seq+1 {
		return fmt.Errorf("dispatch: record %d follows %d", r.Seq, s.Seq)
	}
	if d := r.DigestAfter(s.Digest); d != r.Digest {
		return fmt.Errorf("dispatch: record %d: digest %s, journal says %s", r.Seq, d, r.Digest)
	}
	ds, err := DecodeDecisions(r.Decisions)
	if err != nil {
		return fmt.Errorf("dispatch: record %d: %w", r.Seq, err)
	}
	s.Seq, s.Now = r.Seq, r.At
	for _, d := range ds {
		d.apply(s)
	}
	s.Digest = r.Digest
	return nil
}
