package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/linli/linli/journal/journaltest"
	"github.com/linli/linli/journal/sqlite"
	"github.com/linli/linli/shell"
)

// TestBackupLive copies a store while it commits, restores each copy, and
// finds a whole number of batches in it.
func TestBackupLive(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "linli.db"))
	epoch := claim(t, s)
	if err := s.Commit(t.Context(), journaltest.Full(epoch, 1, 8)); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for next := uint64(9); ; next += 8 {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			if err := s.Commit(t.Context(), journaltest.Full(epoch, next, 8)); err != nil {
				stopped <- err
				return
			}
		}
	}()
	last := uint64(0)
	for i := range 4 {
		copied := filepath.Join(dir, fmt.Sprintf("copy %d?.db", i))
		if err := s.Backup(t.Context(), copied); err != nil {
			t.Fatal(err)
		}
		restored := filepath.Join(dir, "new", fmt.Sprint(i), "linli.db")
		if err := sqlite.Restore(t.Context(), copied, restored); err != nil {
			t.Fatal(err)
		}
		r := open(t, restored)
		n := count(t, r)
		if n%8 != 0 || n < max(last, 8) {
			t.Fatalf("backup %d holds %d records, the one before %d", i, n, last)
		}
		last = n
		if now := claim(t, r); now <= epoch {
			t.Fatalf("epoch %d in the copy, %d in the original", now, epoch)
		}
		if err := r.Commit(t.Context(), journaltest.Full(epoch+1, n+1, 1)); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.part*"))
	if err != nil || len(left) != 0 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

// TestNothingOverwritten tries to copy over what exists.
func TestNothingOverwritten(t *testing.T) {
	dir := t.TempDir()
	path, good := filepath.Join(dir, "linli.db"), filepath.Join(dir, "good.db")
	s := open(t, path)
	claim(t, s)
	if err := s.Backup(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	precious := filepath.Join(dir, "precious")
	if err := os.WriteFile(precious, nil, 0o600); err != nil { // SQLite would fill an empty file
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ghost.db-wal"), []byte("old log"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"backup over a file":          s.Backup(t.Context(), precious),
		"backup over itself":          s.Backup(t.Context(), path),
		"restore over a file":         sqlite.Restore(t.Context(), good, precious),
		"restore over a live store":   sqlite.Restore(t.Context(), good, path),
		"restore beside an old log":   sqlite.Restore(t.Context(), good, filepath.Join(dir, "ghost.db")),
		"restore of nothing":          sqlite.Restore(t.Context(), filepath.Join(dir, "none"), filepath.Join(dir, "x.db")),
		"restore of an empty file":    sqlite.Restore(t.Context(), precious, filepath.Join(dir, "x.db")),
		"backup into a file's inside": s.Backup(t.Context(), filepath.Join(precious, "x.db")),
	} {
		if err == nil {
			t.Errorf("%s succeeded", name)
		}
	}
	if info, err := os.Stat(precious); err != nil || info.Size() != 0 {
		t.Fatalf("the file was touched: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Fatal("a missing backup was made")
	}
}

// TestRestoreRefuses damages backups in several ways.
func TestRestoreRefuses(t *testing.T) {
	for _, c := range []struct{ name, damage, says string }{
		{"a gap", `DELETE FROM records WHERE seq = 17`, "zone town has 39 records"},
		{"no start", `DELETE FROM records WHERE seq = 1`, "39 records"},
		{"no end", `DELETE FROM records WHERE seq = 40`, "1 to 40 belong"},
		{"a newer program's", `INSERT INTO schema_version (version) VALUES (77)`, "schema 77"},
		{"flipped pages", "", "not a sound database"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, filepath.Join(dir, "linli.db"))
			if err := s.Commit(t.Context(), journaltest.Full(claim(t, s), 1, 40)); err != nil {
				t.Fatal(err)
			}
			if c.damage != "" {
				if err := s.Exec(t.Context(), c.damage); err != nil {
					t.Fatal(err)
				}
			}
			copied, dest := filepath.Join(dir, "copy.db"), filepath.Join(dir, "restored.db")
			if err := s.Backup(t.Context(), copied); err != nil {
				t.Fatal(err)
			}
			if c.damage == "" {
				b, err := os.ReadFile(copied)
				if err != nil {
					t.Fatal(err)
				}
				for i := 4096 * 3; i < len(b); i += 97 {
					b[i] ^= 0x55
				}
				if err := os.WriteFile(copied, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := sqlite.Restore(t.Context(), copied, dest)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v", err)
			}
			if _, err := os.Stat(dest); err == nil {
				t.Fatal("something was restored")
			}
		})
	}
}

// TestErased looks for a person's data in the bytes of the file.
func TestErased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linli.db")
	s := open(t, path)
	b := journaltest.Batch(claim(t, s), 1, 1)
	b.Persons = []shell.Person{{Order: "o", Name: "Wanda Unmistakable", Note: strings.Repeat("Unmistakable ", 900)}}
	if err := s.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := s.ErasePerson(t.Context(), "o"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil { // folds the log into the file
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		file, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if strings.Contains(string(file), "Unmistakable") {
			t.Errorf("still in %s", filepath.Base(name))
		}
	}
}
