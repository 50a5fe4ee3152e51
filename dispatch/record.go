package dispatch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	r, _, err := seal(s, ev, ds)
	return r, err
}

// SealAndProject is Seal and Project, which write each decision only once
// between them: the projection's data are parts of the record's.
func SealAndProject(s *State, ev Stamped, ds []Decision) (Record, Projection, error) {
	r, each, err := seal(s, ev, ds)
	if err != nil {
		return Record{}, Projection{}, err
	}
	return r, project(s, ev, ds, each), nil
}

func seal(s *State, ev Stamped, ds []Decision) (Record, []json.RawMessage, error) {
	e, err := EncodeEvent(ev.Event)
	if err != nil {
		return Record{}, nil, err
	}
	d, each, err := encodeDecisions(ds)
	if err != nil {
		return Record{}, nil, err
	}
	s.Digest = fold(s.Digest, ev.Seq, ev.At, e, d)
	return Record{Seq: ev.Seq, At: ev.At, Event: e, Decisions: d, Digest: s.Digest}, each, nil
}

// DigestAfter returns the digest that the record must have when the one before
// it has the digest before; "" stands before the first.
func (r Record) DigestAfter(before string) string {
	return fold(before, r.Seq, r.At, r.Event, r.Decisions)
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

func fold(digest string, seq uint64, at clock.Instant, event, decisions []byte) string {
	h := sha256.New()
	head := append(make([]byte, 0, 80), digest...)
	head = strconv.AppendUint(append(head, ' '), seq, 10)
	head = strconv.AppendInt(append(head, ' '), int64(at), 10)
	h.Write(append(head, ' '))
	h.Write(event)
	h.Write([]byte{'\n'})
	h.Write(decisions)
	return hex.EncodeToString(h.Sum(nil)[:16])
}
