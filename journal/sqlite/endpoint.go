package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const endpointColumns = `id, owner, url, secret, created, disabled`

// PutEndpoint adds an endpoint or replaces the one of its id.
func (s *Store) PutEndpoint(ctx context.Context, e shell.Endpoint) error {
	err := s.write.do(ctx, func(t *tx) error {
		return t.exec(`INSERT OR REPLACE INTO endpoints (`+endpointColumns+`) VALUES (?, ?, ?, ?, ?, ?)`,
			rows.Key(e.ID), rows.Key(e.Owner), e.URL, bytesOf(e.Secret), int64(e.Created), e.Disabled)
	})
	if err != nil {
		return fmt.Errorf("journal: endpoint %q: %w", e.ID, err)
	}
	return nil
}

// Endpoint returns an endpoint, disabled or not.
func (s *Store) Endpoint(ctx context.Context, id string) (shell.Endpoint, error) {
	e, err := scanEndpoint(s.read.QueryRowContext(ctx,
		`SELECT `+endpointColumns+` FROM endpoints WHERE id = ?`, rows.Key(id)))
	if errors.Is(err, sql.ErrNoRows) {
		err = shell.ErrNotFound
	}
	if err != nil {
		return e, fmt.Errorf("journal: endpoint %q: %w", id, err)
	}
	return e, nil
}

// Endpoints returns an owner's endpoints, or all, oldest first.
func (s *Store) Endpoints(ctx context.Context, owner string) ([]shell.Endpoint, error) {
	out := []shell.Endpoint{}
	err := s.each(ctx, func(rs *sql.Rows) error {
		e, err := scanEndpoint(rs)
		out = append(out, e)
		return err
	}, `SELECT `+endpointColumns+` FROM endpoints WHERE ?1 = '' OR owner = ?1 ORDER BY created, id`, rows.Key(owner))
	if err != nil {
		return nil, fmt.Errorf("journal: endpoints of %q: %w", owner, err)
	}
	return out, nil
}

// DisableEndpoint stops deliveries to it; they wait.
func (s *Store) DisableEndpoint(ctx context.Context, id string) error {
	err := s.write.do(ctx, func(t *tx) error {
		return found(t.change(`UPDATE endpoints SET disabled = 1 WHERE id = ?`, rows.Key(id)))
	})
	if err != nil {
		return fmt.Errorf("journal: disable endpoint %q: %w", id, err)
	}
	return nil
}

// DeleteEndpoint removes it; what it still waits for is dead.
func (s *Store) DeleteEndpoint(ctx context.Context, id string) error {
	err := s.write.do(ctx, func(t *tx) error {
		if err := found(t.change(`DELETE FROM endpoints WHERE id = ?`, rows.Key(id))); err != nil {
			return err
		}
		return t.exec(`UPDATE deliveries SET state = ? WHERE endpoint = ? AND state = ?`,
			string(shell.DeliveryDead), rows.Key(id), string(shell.DeliveryPending))
	})
	if err != nil {
		return fmt.Errorf("journal: delete endpoint %q: %w", id, err)
	}
	return nil
}

func scanEndpoint(row scanner) (shell.Endpoint, error) {
	var e shell.Endpoint
	var created int64
	err := row.Scan(&e.ID, &e.Owner, &e.URL, &e.Secret, &created, &e.Disabled)
	e.Created = clock.Instant(created)
	return e, err
}
