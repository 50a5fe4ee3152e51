package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

// Claim makes this Store the zone's owner and raises its epoch. The first
// claim locks the file against every other process and Store; it fails with
// shell.ErrFenced while one of them has claimed any zone. A repeated claim by
// this Store succeeds and fences the epoch before.
func (s *Store) Claim(ctx context.Context, zone string) (shell.Claimed, error) {
	if err := rows.CheckZone(zone); err != nil {
		return shell.Claimed{}, err
	}
	if err := s.fence(); err != nil {
		return shell.Claimed{}, err
	}
	var c shell.Claimed
	err := s.write.do(ctx, func(t *tx) error {
		err := t.row(`INSERT INTO zones (zone, epoch, head, owner) VALUES (?, 1, 0, ?)
			ON CONFLICT (zone) DO UPDATE SET epoch = epoch + 1, owner = excluded.owner
			RETURNING epoch`, []any{zone, fmt.Sprintf("process %d", os.Getpid())}, &c.Epoch)
		if err != nil {
			return err
		}
		var snap shell.Snapshot
		err = t.row(`SELECT seq, state FROM snapshots WHERE zone = ? ORDER BY seq DESC LIMIT 1`,
			[]any{zone}, &snap.Seq, &snap.State)
		switch {
		case err == nil:
			c.Snapshot = &snap
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		return nil
	})
	if err != nil {
		return shell.Claimed{}, fmt.Errorf("journal: claim %s: %w", zone, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epochs[zone] = max(s.epochs[zone], c.Epoch)
	return c, nil
}

func (s *Store) fence() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if s.lock != nil {
		return nil
	}
	lock, err := takeLock(s.path)
	if err != nil {
		return err
	}
	s.lock = lock
	return nil
}

// Owns reports whether the zone was last claimed by this Store, under the
// epoch.
func (s *Store) Owns(zone string, epoch uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.closed && s.lock != nil && epoch != 0 && s.epochs[zone] == epoch
}

// prove returns shell.ErrFenced unless the zone still has the epoch, and the
// seq of its last record.
func (t *tx) prove(zone string, epoch uint64) (head uint64, err error) {
	var now uint64
	err = t.row(`SELECT epoch, head FROM zones WHERE zone = ?`, []any{zone}, &now, &head)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, fmt.Errorf("%w: nobody has claimed zone %s in this store", shell.ErrFenced, zone)
	case err != nil:
		return 0, err
	case now != epoch:
		return 0, fmt.Errorf("%w: zone %s has epoch %d, this owner's is %d", shell.ErrFenced, zone, now, epoch)
	}
	return head, nil
}

// locked returns shell.ErrFenced unless this Store holds the file's lock: an
// epoch alone could be guessed by a Store that never claimed.
func (s *Store) locked(zone string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if s.lock == nil {
		return fmt.Errorf("%w: this store has not claimed zone %s", shell.ErrFenced, zone)
	}
	return nil
}
