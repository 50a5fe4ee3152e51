package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const endpointColumns = `id, owner, url, secret, created, disabled`

// PutEndpoint adds an endpoint or replaces the one of its id.
func (s *Store) PutEndpoint(ctx context.Context, e shell.Endpoint) error {
	_, err := s.change(ctx, `INSERT INTO endpoints (`+endpointColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, url = excluded.url, secret = excluded.secret,
			created = excluded.created, disabled = excluded.disabled`,
		rows.Key(e.ID), rows.Key(e.Owner), e.URL, bytesOf(e.Secret), int64(e.Created), e.Disabled)
	if err != nil {
		return fmt.Errorf("journal: endpoint %q: %w", e.ID, err)
	}
	return nil
}

// Endpoint returns an endpoint, disabled or not.
func (s *Store) Endpoint(ctx context.Context, id string) (shell.Endpoint, error) {
	e, err := scanEndpoint(s.read.QueryRow(ctx,
		`SELECT `+endpointColumns+` FROM endpoints WHERE id = $1`, rows.Key(id)))
	if errors.Is(err, pgx.ErrNoRows) {
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
	err := s.each(ctx, func(rs pgx.Rows) error {
		e, err := scanEndpoint(rs)
		out = append(out, e)
		return err
	}, `SELECT `+endpointColumns+` FROM endpoints WHERE $1 = '' OR owner = $1 ORDER BY created, id`, rows.Key(owner))
	if err != nil {
		return nil, fmt.Errorf("journal: endpoints of %q: %w", owner, err)
	}
	return out, nil
}

// DisableEndpoint stops deliveries to it; they wait.
func (s *Store) DisableEndpoint(ctx context.Context, id string) error {
	err := found(s.change(ctx, `UPDATE endpoints SET disabled = true WHERE id = $1`, rows.Key(id)))
	if err != nil {
		return fmt.Errorf("journal: disable endpoint %q: %w", id, err)
	}
	return nil
}

// DeleteEndpoint removes it; what it still waits for is dead.
func (s *Store) DeleteEndpoint(ctx context.Context, id string) error {
	err := found(s.change(ctx, `WITH gone AS (DELETE FROM endpoints WHERE id = $1 RETURNING id),
		dead AS (UPDATE deliveries SET state = 'dead' WHERE endpoint = $1 AND state = 'pending')
		SELECT id FROM gone`, rows.Key(id)))
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
