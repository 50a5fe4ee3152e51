package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	driver "modernc.org/sqlite"
)

// readers is the size of the pool for queries.
const readers = 4

// Store is a journal in a file. Its methods may be called from any goroutine.
type Store struct {
	path  string
	write *writer
	read  *sql.DB

	mu     sync.Mutex // guards what follows
	lock   *fileLock  // nil until the first Claim
	epochs map[string]uint64
	closed bool
}

// opening keeps two Opens of this process from touching a new file at once.
var opening sync.Mutex

// Open opens the store in the file, making it and its directory if need be,
// and brings its schema up to date. It takes no zone: see Claim.
func Open(ctx context.Context, path string) (*Store, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, fmt.Errorf("journal: %q is not a file: give a path, like sqlite:linli.db", path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	opening.Lock()
	defer opening.Unlock()
	if err := create(path); err != nil {
		return nil, err
	}
	// Same durability, without the write of a timestamp. Not every system
	// has it, and then fsync stays.
	_, _ = driver.Fdatasync(true)
	w, err := openWriter(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := upgrade(ctx, w); err != nil {
		return nil, errors.Join(err, w.close())
	}
	read, err := sql.Open("sqlite", dsn(path, "rw", "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal: open %s: %w", path, err), w.close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &Store{path: path, write: w, read: read, epochs: map[string]uint64{}}, nil
}

// create makes the file readable by its owner only: it holds addresses.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("journal: %w: is the directory writable?", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// dsn returns the driver's name for the file. Any character may be in path.
func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}}
	for _, p := range append([]string{"busy_timeout(5000)"}, pragmas...) {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// Path returns the file's absolute path.
func (s *Store) Path() string { return s.path }

// Ping reports whether the store can read and write.
func (s *Store) Ping(ctx context.Context) error {
	var zones int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM zones`).Scan(&zones); err != nil {
		return fmt.Errorf("journal: ping: %w", err)
	}
	if err := s.write.do(ctx, func(*tx) error { return nil }); err != nil {
		return fmt.Errorf("journal: ping: %w", err)
	}
	return nil
}

// Close waits for the write under way, closes the file, and then lets go of
// the zones.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	err := errors.Join(s.read.Close(), s.write.close())
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(err, s.lock.release())
}

// each runs a query on a reader and shows every row to scan.
func (s *Store) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	rs, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		if err := scan(rs); err != nil {
			return err
		}
	}
	return rs.Err()
}
