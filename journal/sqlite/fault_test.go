package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/journal/sqlite"
	"github.com/linli/linli/shell"
)

func claim(t testing.TB, s shell.Store) uint64 {
	t.Helper()
	c, err := s.Claim(t.Context(), journaltest.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return c.Epoch
}

func count(t testing.TB, s shell.Store) (n uint64) {
	t.Helper()
	if err := s.Records(t.Context(), journaltest.Zone, 0, func(dispatch.Record) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestDiskFull fills the file until commits fail: each is written whole or
// not at all, and they work again once there is room.
func TestDiskFull(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "linli.db"))
	epoch := claim(t, s)
	pages, err := s.Pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetMaxPages(t.Context(), pages+60); err != nil {
		t.Fatal(err)
	}
	next := uint64(1)
	failures := 0
	for tries := 0; failures < 20; tries++ {
		if tries > 10_000 {
			t.Fatal("the limit was never met")
		}
		n := 1 + tries%40
		err := s.Commit(t.Context(), journaltest.Full(epoch, next, n))
		if err == nil {
			next += uint64(n)
			continue
		}
		if !strings.Contains(err.Error(), "full") || errors.Is(err, shell.ErrFenced) {
			t.Fatal(err)
		}
		failures++
		if got := count(t, s); got != next-1 {
			t.Fatalf("%d records after a failed commit, acknowledged were %d", got, next-1)
		}
		if _, err := s.Timeline(t.Context(), "order-00000000"); err != nil {
			t.Fatalf("a full disk stops the readers: %v", err)
		}
	}
	if next == 1 {
		t.Fatal("nothing fitted at all")
	}
	if err := s.SetMaxPages(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), journaltest.Full(epoch, next, 40)); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	if got := count(t, s); got != next+39 {
		t.Fatalf("%d records, want %d", got, next+39)
	}
	dest := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), dest); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Restore(t.Context(), dest, dest+".2"); err != nil {
		t.Fatalf("the file is not sound: %v", err)
	}
}

// TestConnectionLost breaks the writer in the middle of a transaction: the
// next write makes a new one, with all its settings.
func TestConnectionLost(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "linli.db"))
	epoch := claim(t, s)
	for i := range uint64(3) {
		if err := s.Break(t.Context()); err == nil {
			t.Fatal("a broken connection committed")
		}
		if err := s.Commit(t.Context(), journaltest.Full(epoch, i+1, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if got := count(t, s); got != 3 {
		t.Fatalf("%d records", got)
	}
}

func TestNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linli.db")
	s := open(t, path)
	if err := s.Exec(t.Context(), `INSERT INTO schema_version (version) VALUES (999)`); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(t.Context(), path)
	if err == nil || !strings.Contains(err.Error(), "schema 999") || !strings.Contains(err.Error(), "newer program") {
		t.Fatalf("got %v", err)
	}
}

func TestNotAStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.txt")
	text := strings.Repeat("dear diary ", 1000)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(t.Context(), path); err == nil {
		t.Fatal("opened a text file")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != text {
		t.Fatalf("the file was changed: %v", err)
	}
	for _, path := range []string{"", ":memory:"} {
		if _, err := sqlite.Open(t.Context(), path); err == nil {
			t.Errorf("opened %q", path)
		}
	}
}

func TestFileMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linli.db")
	s := open(t, path)
	claim(t, s)
	for _, name := range []string{path, path + "-wal", path + "-shm", path + ".lock"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v: it holds addresses", name, info.Mode())
		}
	}
}

// TestTogether commits to several zones, reads and writes the rest, all at
// once, from two handles.
func TestTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linli.db")
	a, b := open(t, path), open(t, path)
	var wg sync.WaitGroup
	run := func(f func(ctx context.Context, i uint64) error) {
		wg.Go(func() {
			for i := range uint64(30) {
				if err := f(t.Context(), i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for _, zone := range []string{"x", "y", "z"} {
		c, err := a.Claim(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		run(func(ctx context.Context, i uint64) error {
			batch := journaltest.Full(c.Epoch, i*4+1, 4)
			batch.Zone = zone
			return a.Commit(ctx, batch)
		})
	}
	for _, s := range []*sqlite.Store{a, b} {
		run(func(ctx context.Context, i uint64) error {
			return s.PutEndpoint(ctx, shell.Endpoint{ID: "e", Created: 1})
		})
		run(func(ctx context.Context, i uint64) error {
			_, _, err := s.Orders(ctx, shell.OrderFilter{})
			return err
		})
		run(func(ctx context.Context, i uint64) error {
			_, _, err := s.Feed(ctx, dispatch.TopicStatus, "", "", 0)
			return err
		})
	}
	wg.Wait()
}
