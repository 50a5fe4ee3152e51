package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/linli/linli/journal"
	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/journal/sqlite"
)

func TestConformance(t *testing.T) {
	journaltest.Run(t, func(t *testing.T) func() journal.Store {
		// Every character that a URI gives a meaning to.
		path := filepath.Join(t.TempDir(), "town ?x=1#%20&☂", "linli.db")
		return func() journal.Store { return open(t, path) }
	})
}

func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
