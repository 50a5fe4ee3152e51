package journaltest

import (
	"maps"
	"testing"

	"github.com/linli/linli/journal"
)

// heads grow with each commit; a zone that was only claimed has none.
func heads(t *testing.T, s journal.Store) {
	expect := func(want map[string]uint64) {
		t.Helper()
		if got, err := s.Heads(t.Context()); err != nil || !maps.Equal(got, want) {
			t.Fatalf("heads %v, %v; want %v", got, err, want)
		}
	}
	expect(map[string]uint64{})
	c := claim(t, s, Zone)
	expect(map[string]uint64{})
	commit(t, s, Batch(c.Epoch, 1, 3))
	commit(t, s, Batch(c.Epoch, 4, 1))
	expect(map[string]uint64{Zone: 4})
}
