package postgres

import "github.com/jackc/pgx/v5/pgxpool"

// Freeze stops the renewal of leases, as a stopped process does, and leaves
// everything else alone.
func (s *Store) Freeze() {
	s.stop()
	<-s.done
}

// Writer returns the pool for commits, whose sessions bear the owner's name.
func (s *Store) Writer() *pgxpool.Pool { return s.write }
