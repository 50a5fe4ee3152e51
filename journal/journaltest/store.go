package journaltest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/shell"
)

// RunStore runs the cases that ask for shell.Store only. Open returns an
// empty store for each case and sees to its end.
func RunStore(t *testing.T, open func(t *testing.T) shell.Store) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s shell.Store)
	}{
		{"claim raises the epoch", claimRaises},
		{"records come back exactly and in order", recordsExact},
		{"records stop at the caller's error", recordsStop},
		{"an older epoch is fenced", olderEpochFenced},
		{"an epoch that nobody claimed is fenced", unclaimedFenced},
		{"a batch is all or nothing", allOrNothing},
		{"a gap or a repetition is refused", gapRefused},
		{"the last snapshot comes with the claim", snapshotWithClaim},
		{"a snapshot needs the epoch", snapshotFenced},
		{"zones are apart", zonesApart},
		{"a context that ended writes nothing", endedContext},
		{"what was given may be reused", noAliases},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

func claim(t *testing.T, s shell.Store, zone string) shell.Claimed {
	t.Helper()
	c, err := s.Claim(t.Context(), zone)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	return c
}

func commit(t *testing.T, s shell.Store, b shell.Batch) {
	t.Helper()
	if err := s.Commit(t.Context(), b); err != nil {
		t.Fatalf("commit: %v", err)
	}
}

func records(t *testing.T, s shell.Store, zone string, after uint64) []dispatch.Record {
	t.Helper()
	var out []dispatch.Record
	err := s.Records(t.Context(), zone, after, func(r dispatch.Record) error {
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatalf("records: %v", err)
	}
	return out
}

// want fails unless the journal after a seq holds exactly Record(after+1) to
// Record(last).
func want(t *testing.T, s shell.Store, after, last uint64) {
	t.Helper()
	got := records(t, s, Zone, after)
	if uint64(len(got)) != last-after {
		t.Fatalf("%d records after %d, want up to %d", len(got), after, last)
	}
	for i, r := range got {
		if !reflect.DeepEqual(r, Record(after+1+uint64(i))) {
			t.Fatalf("record %d came back as %+v", after+1+uint64(i), r)
		}
	}
}

func wantFenced(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, shell.ErrFenced) {
		t.Fatalf("got %v, want ErrFenced", err)
	}
}

func claimRaises(t *testing.T, s shell.Store) {
	last := uint64(0)
	for range 3 {
		c := claim(t, s, Zone)
		if c.Epoch <= last {
			t.Fatalf("epoch %d after %d", c.Epoch, last)
		}
		if c.Snapshot != nil {
			t.Fatalf("a new zone has a snapshot: %+v", c.Snapshot)
		}
		last = c.Epoch
	}
	want(t, s, 0, 0)
}

func recordsExact(t *testing.T, s shell.Store) {
	c := claim(t, s, Zone)
	next := uint64(1)
	for _, n := range []int{1, 2, 256, 1, 700} {
		commit(t, s, Batch(c.Epoch, next, n))
		next += uint64(n)
	}
	for _, after := range []uint64{0, 1, 3, 500, next - 2, next - 1, next + 5} {
		want(t, s, after, max(after, next-1))
	}
}

func recordsStop(t *testing.T, s shell.Store) {
	commit(t, s, Batch(claim(t, s, Zone).Epoch, 1, 5))
	enough := errors.New("enough")
	n := 0
	err := s.Records(t.Context(), Zone, 1, func(dispatch.Record) error {
		if n++; n == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 2 {
		t.Fatalf("got %v after %d records", err, n)
	}
}

func olderEpochFenced(t *testing.T, s shell.Store) {
	before := claim(t, s, Zone)
	commit(t, s, Batch(before.Epoch, 1, 2))
	now := claim(t, s, Zone)
	wantFenced(t, s.Commit(t.Context(), Batch(before.Epoch, 3, 1)))
	want(t, s, 0, 2)
	commit(t, s, Batch(now.Epoch, 3, 1))
	wantFenced(t, s.Commit(t.Context(), Batch(before.Epoch, 4, 1)))
	want(t, s, 0, 3)
}

func unclaimedFenced(t *testing.T, s shell.Store) {
	wantFenced(t, s.Commit(t.Context(), Batch(1, 1, 1)))
	c := claim(t, s, Zone)
	wantFenced(t, s.Commit(t.Context(), Batch(c.Epoch+1, 1, 1)))
	wantFenced(t, s.Commit(t.Context(), Batch(0, 1, 1)))
	want(t, s, 0, 0)
}

func allOrNothing(t *testing.T, s shell.Store) {
	c := claim(t, s, Zone)
	commit(t, s, Batch(c.Epoch, 1, 3))
	b := Batch(c.Epoch, 4, 3)
	b.Records[2] = Record(2) // cannot be written again
	if err := s.Commit(t.Context(), b); err == nil || errors.Is(err, shell.ErrFenced) {
		t.Fatalf("a broken batch: %v", err)
	}
	want(t, s, 0, 3)
	commit(t, s, Batch(c.Epoch, 4, 3))
	want(t, s, 0, 6)
}

func gapRefused(t *testing.T, s shell.Store) {
	c := claim(t, s, Zone)
	commit(t, s, Batch(c.Epoch, 1, 3))
	for _, first := range []uint64{1, 3, 5, 100} {
		if err := s.Commit(t.Context(), Batch(c.Epoch, first, 1)); err == nil || errors.Is(err, shell.ErrFenced) {
			t.Fatalf("record %d after 3: %v", first, err)
		}
	}
	commit(t, s, Batch(c.Epoch, 4, 1))
	want(t, s, 0, 4)
}

func snapshotWithClaim(t *testing.T, s shell.Store) {
	c := claim(t, s, Zone)
	commit(t, s, Batch(c.Epoch, 1, 9))
	for _, seq := range []uint64{3, 7, 9} {
		state := append([]byte("\x00state "), byte('0'+seq))
		if err := s.Snapshot(t.Context(), Zone, c.Epoch, shell.Snapshot{Seq: seq, State: state}); err != nil {
			t.Fatalf("snapshot %d: %v", seq, err)
		}
		got := claim(t, s, Zone)
		if got.Snapshot == nil || got.Snapshot.Seq != seq || string(got.Snapshot.State) != string(state) {
			t.Fatalf("claimed %+v after snapshot %d", got.Snapshot, seq)
		}
		c = got
	}
	want(t, s, 0, 9) // a snapshot removes no record
}

func snapshotFenced(t *testing.T, s shell.Store) {
	before := claim(t, s, Zone)
	commit(t, s, Batch(before.Epoch, 1, 1))
	now := claim(t, s, Zone)
	wantFenced(t, s.Snapshot(t.Context(), Zone, before.Epoch, shell.Snapshot{Seq: 1, State: []byte("{}")}))
	if c := claim(t, s, Zone); c.Snapshot != nil || c.Epoch <= now.Epoch {
		t.Fatalf("claimed %+v", c)
	}
}

func zonesApart(t *testing.T, s shell.Store) {
	here, there := claim(t, s, Zone), claim(t, s, "village-1")
	commit(t, s, Batch(here.Epoch, 1, 3))
	b := Batch(there.Epoch, 1, 1)
	b.Zone = "village-1"
	commit(t, s, b)
	claim(t, s, "village-1") // fences that zone only
	commit(t, s, Batch(here.Epoch, 4, 1))
	want(t, s, 0, 4)
	if got := records(t, s, "village-1", 0); len(got) != 1 {
		t.Fatalf("%d records in the other zone", len(got))
	}
	if got := records(t, s, "nowhere", 0); len(got) != 0 {
		t.Fatalf("%d records in a zone that never was", len(got))
	}
}

func endedContext(t *testing.T, s shell.Store) {
	c := claim(t, s, Zone)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Commit(ctx, Batch(c.Epoch, 1, 1)); err == nil {
		t.Fatal("committed under a context that had ended")
	}
	want(t, s, 0, 0)
	commit(t, s, Batch(c.Epoch, 1, 1))
}

func noAliases(t *testing.T, s shell.Store) {
	c := claim(t, s, Zone)
	b := Batch(c.Epoch, 1, 1)
	commit(t, s, b)
	clear(b.Records[0].Event)
	state := []byte("state")
	if err := s.Snapshot(t.Context(), Zone, c.Epoch, shell.Snapshot{Seq: 1, State: state}); err != nil {
		t.Fatal(err)
	}
	clear(state)
	want(t, s, 0, 1)
	clear(records(t, s, Zone, 0)[0].Event)
	want(t, s, 0, 1)
	if got := claim(t, s, Zone).Snapshot; got == nil || string(got.State) != "state" {
		t.Fatalf("snapshot %+v", got)
	}
}
