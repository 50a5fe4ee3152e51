package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/linli/linli/journal/migrate"
)

// Backup writes a copy of the live store, as of one moment, to dest, which
// must not exist. It returns when the copy and its name are on disk; commits
// go on meanwhile. A backup holds personal data, also of people who are
// erased later: delete it in time.
func (s *Store) Backup(ctx context.Context, dest string) error {
	if err := copyStore(ctx, s.path, dest); err != nil {
		return fmt.Errorf("journal: backup: %w", err)
	}
	return nil
}

// Restore makes a store at dest from a backup. The backup is checked first:
// its pages, its schema, and that no zone's journal has a gap. Nothing that
// is at dest is ever overwritten.
func Restore(ctx context.Context, src, dest string) error {
	if err := restore(ctx, src, dest); err != nil {
		return fmt.Errorf("journal: restore %s: %w", src, err)
	}
	return nil
}

func restore(ctx context.Context, src, dest string) error {
	if _, err := os.Stat(src); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dest), 0o700); err != nil {
		return err
	}
	lock, err := takeLock(dest)
	if err != nil {
		return err
	}
	defer func() { _ = lock.release() }()
	// A log or journal left beside a missing database would be played into
	// the restored one.
	for _, leftover := range []string{dest + "-wal", dest + "-shm", dest + "-journal"} {
		if err := mustNotExist(leftover); err != nil {
			return err
		}
	}
	if err := mustNotExist(dest); err != nil {
		return err
	}
	if err := verify(ctx, src); err != nil {
		return err
	}
	return copyStore(ctx, src, dest)
}

func mustNotExist(path string) error {
	switch _, err := os.Lstat(path); {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("%s exists: move it away first, nothing is overwritten", path)
}

// copyStore copies the database at src to dest under another name, syncs it,
// and only then gives it its name; a copy cut short leaves no dest.
func copyStore(ctx context.Context, src, dest string) (err error) {
	if err := mustNotExist(dest); err != nil {
		return err
	}
	dir := filepath.Dir(dest)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(dir, filepath.Base(dest)+".part*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(part.Name())) }()
	if err := part.Close(); err != nil {
		return err
	}
	if err := vacuumInto(ctx, src, part.Name()); err != nil {
		return err
	}
	if err := syncFile(part.Name()); err != nil {
		return err
	}
	// Unlike a rename, a link never replaces.
	if err := os.Link(part.Name(), dest); err != nil {
		return err
	}
	return syncDir(dir)
}

func vacuumInto(ctx context.Context, src, part string) (err error) {
	db, err := sql.Open("sqlite", dsn(absolute(src), "rw"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, dsn(absolute(part), "rwc"))
	return err
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// verify checks a backup without changing it.
func verify(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(absolute(path), "rw", "query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	var result string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&result); err != nil {
		return fmt.Errorf("not a sound database: %w", err)
	}
	if result != "ok" {
		return fmt.Errorf("not a sound database: %s", result)
	}
	steps, err := migrate.Load(migrations, "migrations")
	if err != nil {
		return err
	}
	var version int
	if err := db.QueryRowContext(ctx, `SELECT max(version) FROM schema_version`).Scan(&version); err != nil {
		return fmt.Errorf("not a backup of this program: %w", err)
	}
	if _, err := migrate.Pending(version, steps); err != nil {
		return err
	}
	return verifyChain(ctx, db)
}

// verifyChain looks for gaps: a zone's records must be 1, 2, 3 … up to its
// head. The digests are checked when the engine recovers from them.
func verifyChain(ctx context.Context, db *sql.DB) error {
	var zone string
	var first, last, count, head int64
	err := db.QueryRowContext(ctx, `SELECT z.zone, z.head, count(r.seq), coalesce(min(r.seq), 1), coalesce(max(r.seq), 0)
		FROM zones z LEFT JOIN records r ON r.zone = z.zone GROUP BY z.zone, z.head
		HAVING count(r.seq) <> z.head OR coalesce(min(r.seq), 1) <> 1 OR coalesce(max(r.seq), 0) <> z.head
		LIMIT 1`).Scan(&zone, &head, &count, &first, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("zone %s has %d records, %d to %d, where 1 to %d belong: take an older backup", zone, count, first, last, head)
}
