package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/linli/linli/shell"
)

// patience is how long any one exchange with the database may take. Beyond
// it the connection is given up and the outcome of a commit is unknown, which
// is an error like any other: the owner recovers from the journal.
const patience = 5 * time.Second

// Store is a journal in a database. Its methods may be called from any
// goroutine.
type Store struct {
	owner string        // session name, new for each Store
	write *pgxpool.Pool // commits and leases: never behind a long list
	read  *pgxpool.Pool

	mu     sync.Mutex
	leases map[string]lease // zones that this Store owns
	closed bool
	stop   context.CancelFunc
	done   chan struct{} // closed when renewal has ended
}

// lease is this Store's view of a zone.
type lease struct {
	epoch uint64
	until time.Time // counted from before the request that won it
}

var errClosed = errors.New("journal: the store is closed")

// Open connects to the database of the URL and brings its schema up to date.
// It takes no zone: see Claim. pool_max_conns in the URL sizes the pool for
// queries.
func Open(ctx context.Context, url string) (*Store, error) {
	s := &Store{owner: "linli-" + rand.Text(), leases: map[string]lease{}, done: make(chan struct{})}
	read, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("journal: the URL of the database: %w", err) // pgx hides the password
	}
	s.session(read)
	write := read.Copy()
	write.MaxConns = max(4, read.MaxConns)
	if err := upgrade(ctx, read.ConnConfig.Copy()); err != nil {
		return nil, err
	}
	if s.read, err = pgxpool.NewWithConfig(ctx, read); err != nil {
		return nil, fmt.Errorf("journal: open: %w", err)
	}
	if s.write, err = pgxpool.NewWithConfig(ctx, write); err != nil {
		s.read.Close()
		return nil, fmt.Errorf("journal: open: %w", err)
	}
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	go s.renew(life)
	return s, nil
}

// session sets what every session of this Store runs with.
func (s *Store) session(c *pgxpool.Config) {
	p := c.ConnConfig.RuntimeParams
	p["application_name"] = s.owner
	p["statement_timeout"] = "4000" // milliseconds
	p["lock_timeout"] = "2000"
	p["idle_in_transaction_session_timeout"] = "1000"
	p["synchronous_commit"] = "on" // whatever the server's default is
	p["jit"] = "off"
	if c.ConnConfig.ConnectTimeout == 0 || c.ConnConfig.ConnectTimeout > patience {
		c.ConnConfig.ConnectTimeout = patience
	}
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.write.Ping(ctx); err != nil {
		return fmt.Errorf("journal: ping: %w", err)
	}
	return nil
}

// Backup is not for this backend.
func (s *Store) Backup(context.Context, string) error {
	return fmt.Errorf("journal: backup of PostgreSQL: %w: use pg_dump or pg_basebackup", errors.ErrUnsupported)
}

// Close gives the zones up, so that another node can claim them at once, and
// closes the connections.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	s.stop()
	<-s.done
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := s.giveUp(ctx)
	if err != nil {
		err = fmt.Errorf("journal: giving the zones up: %w: others can claim them when the leases expire", err)
	}
	s.write.Close()
	s.read.Close()
	return err
}

// giveUp ends this Store's leases. A connection that the server has ended
// shows it only when used: another is tried.
func (s *Store) giveUp(ctx context.Context) (err error) {
	for range s.write.Config().MaxConns + 1 {
		_, err = s.write.Exec(ctx, `UPDATE zones SET owner = '', expires = clock_timestamp() WHERE owner = $1`, s.owner)
		if err == nil || ctx.Err() != nil {
			break
		}
	}
	return err
}

// one reads one row, or says shell.ErrNotFound.
func (s *Store) one(ctx context.Context, query string, args []any, into ...any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.read.QueryRow(ctx, query, args...).Scan(into...)
	if errors.Is(err, pgx.ErrNoRows) {
		return shell.ErrNotFound
	}
	return err
}

// each runs a query and shows every row to scan.
func (s *Store) each(ctx context.Context, scan func(pgx.Rows) error, query string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	rs, err := s.read.Query(ctx, query, args...)
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

// change runs a statement of its own and returns how many rows it changed.
func (s *Store) change(ctx context.Context, query string, args ...any) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tag, err := s.write.Exec(ctx, query, args...)
	return tag.RowsAffected(), err
}

// found turns a change of no row into shell.ErrNotFound.
func found(changed int64, err error) error {
	if err == nil && changed == 0 {
		return shell.ErrNotFound
	}
	return err
}
