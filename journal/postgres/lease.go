package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const (
	leaseTime  = 2 * time.Second        // after which a silent owner may be replaced
	renewEvery = 600 * time.Millisecond // three chances within it
)

// lockTimeout is the SQLSTATE of a lock that was not got in time.
const lockTimeout = "55P03"

var errLeased = fmt.Errorf("%w: its lease runs, try again in a second", shell.ErrFenced)

// takeLease wins the zone when nobody holds it, its lease has expired, or it
// is ours already. clock_timestamp moves while the statement waits for a
// lock; now() would not.
const takeLease = `INSERT INTO zones AS z (zone, epoch, head, owner, expires)
	VALUES ($1, 1, 0, $2, clock_timestamp() + $3::interval)
	ON CONFLICT (zone) DO UPDATE SET epoch = z.epoch + 1, owner = excluded.owner,
		expires = clock_timestamp() + $3::interval
	WHERE z.owner IN ('', excluded.owner) OR z.expires < clock_timestamp()
	RETURNING epoch`

// Claim makes this Store the zone's owner and raises its epoch. It fails with
// shell.ErrFenced at once while the lease of another owner runs: try again
// after a second. A repeated claim by this Store succeeds and fences the
// epoch before.
func (s *Store) Claim(ctx context.Context, zone string) (shell.Claimed, error) {
	if err := rows.CheckZone(zone); err != nil {
		return shell.Claimed{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var c shell.Claimed
	err := s.clear(ctx, zone)
	before := time.Now()
	if err == nil {
		err = pgx.BeginFunc(ctx, s.write, func(tx pgx.Tx) error {
			err := tx.QueryRow(ctx, takeLease, zone, s.owner, leaseTime).Scan(&c.Epoch)
			if err != nil {
				return err
			}
			c.Snapshot, err = lastSnapshot(ctx, tx, zone)
			return err
		})
	}
	switch refused := (*pgconn.PgError)(nil); {
	case errors.Is(err, pgx.ErrNoRows):
		err = errLeased
	case errors.As(err, &refused) && refused.Code == lockTimeout:
		err = fmt.Errorf("%w: a commit of its owner is under way, try again", shell.ErrFenced)
	}
	if err != nil {
		return shell.Claimed{}, fmt.Errorf("journal: claim %s: %w", zone, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return shell.Claimed{}, errClosed
	}
	if s.leases[zone].epoch < c.Epoch {
		s.leases[zone] = lease{c.Epoch, before.Add(leaseTime)}
	}
	return c, nil
}

// clear looks at the lease without waiting for a lock. While another owner's
// runs, it refuses. When it has expired, the owner's sessions are ended: one
// that froze in the middle of a commit still holds the row, and before
// version 17 no timeout of the server covers a client that stopped sending
// halfway. An owner that is alive after all connects again and finds itself
// fenced.
func (s *Store) clear(ctx context.Context, zone string) error {
	var owner string
	var expired bool
	err := s.write.QueryRow(ctx, `SELECT owner, expires < clock_timestamp() FROM zones WHERE zone = $1`, zone).
		Scan(&owner, &expired)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil // a new zone
	case err != nil:
		return err
	case owner == "" || owner == s.owner:
		return nil
	case !expired:
		return errLeased
	}
	var ended int
	err = s.write.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE application_name = $1 AND usename = current_user`, owner).Scan(&ended)
	if ended > 0 {
		slog.Warn("journal: ended the sessions of an owner whose lease expired", "zone", zone, "sessions", ended)
	}
	return err
}

func lastSnapshot(ctx context.Context, tx pgx.Tx, zone string) (*shell.Snapshot, error) {
	var snap shell.Snapshot
	err := tx.QueryRow(ctx, `SELECT seq, state FROM snapshots WHERE zone = $1 ORDER BY seq DESC LIMIT 1`, zone).
		Scan(&snap.Seq, &snap.State)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &snap, nil
}

// Owns reports whether the zone's lease, of the epoch, still runs by the
// local clock, counted from before the last renewal was asked for.
func (s *Store) Owns(zone string, epoch uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.leases[zone]
	return !s.closed && epoch != 0 && l.epoch == epoch && time.Now().Before(l.until)
}

// renew keeps the leases until life ends.
func (s *Store) renew(life context.Context) {
	defer close(s.done)
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-life.Done():
			return
		case <-tick.C:
			err := s.renewOnce(life)
			if err != nil { // the connection may have been ended: take another
				err = s.renewOnce(life)
			}
			if err != nil && life.Err() == nil {
				slog.Error("journal: the leases could not be renewed", "error", err)
			}
		}
	}
}

// renewOnce renews every lease in one statement. One that is not ours any
// more is forgotten.
func (s *Store) renewOnce(ctx context.Context) error {
	s.mu.Lock()
	var zones []string
	var epochs []int64
	for zone, l := range s.leases {
		zones, epochs = append(zones, zone), append(epochs, int64(l.epoch))
	}
	s.mu.Unlock()
	if len(zones) == 0 {
		return nil
	}
	before := time.Now()
	ctx, cancel := context.WithTimeout(ctx, leaseTime)
	defer cancel()
	rs, err := s.write.Query(ctx, `UPDATE zones z SET expires = clock_timestamp() + $1::interval
		FROM unnest($2::text[], $3::bigint[]) AS mine (zone, epoch)
		WHERE z.zone = mine.zone AND z.epoch = mine.epoch AND z.owner = $4
		RETURNING z.zone, z.epoch`, leaseTime, zones, epochs, s.owner)
	if err != nil {
		return err
	}
	renewed := map[string]uint64{}
	var zone string
	var epoch uint64
	if _, err := pgx.ForEachRow(rs, []any{&zone, &epoch}, func() error {
		renewed[zone] = epoch
		return nil
	}); err != nil {
		return err
	}
	s.keep(zones, epochs, renewed, before.Add(leaseTime))
	return nil
}

func (s *Store) keep(zones []string, epochs []int64, renewed map[string]uint64, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, zone := range zones {
		asked := uint64(epochs[i])
		if s.leases[zone].epoch != asked {
			continue // claimed anew meanwhile
		}
		if renewed[zone] == asked {
			s.leases[zone] = lease{asked, until}
			continue
		}
		delete(s.leases, zone)
		slog.Warn("journal: another owner has taken the zone", "zone", zone, "epoch", asked)
	}
}
