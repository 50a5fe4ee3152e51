package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/shell"
)

const (
	credentialCursor  = "c" // kind of the cursors of Credentials
	credentialColumns = `id, hash, subject, scopes, label, live, created, revoked`
)

// PutCredential adds a credential or replaces the one of its id.
func (s *Store) PutCredential(ctx context.Context, c shell.Credential) error {
	scopes, err := json.Marshal(c.Scopes)
	if err != nil {
		return fmt.Errorf("journal: credential %q: %w", c.ID, err)
	}
	_, err = s.change(ctx, `INSERT INTO credentials (`+credentialColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, subject = excluded.subject, scopes = excluded.scopes,
			label = excluded.label, live = excluded.live, created = excluded.created, revoked = excluded.revoked`,
		rows.Key(c.ID), c.Hash, c.Subject, string(scopes), c.Label, c.Live, int64(c.Created), int64(c.Revoked))
	if err != nil {
		return fmt.Errorf("journal: credential %q: %w", c.ID, err)
	}
	return nil
}

// Credential returns a credential, revoked or not.
func (s *Store) Credential(ctx context.Context, id string) (shell.Credential, error) {
	c, err := scanCredential(s.read.QueryRow(ctx,
		`SELECT `+credentialColumns+` FROM credentials WHERE id = $1`, rows.Key(id)))
	if errors.Is(err, pgx.ErrNoRows) {
		err = shell.ErrNotFound
	}
	if err != nil {
		return c, fmt.Errorf("journal: credential %q: %w", id, err)
	}
	return c, nil
}

// Credentials lists credentials, newest first.
func (s *Store) Credentials(ctx context.Context, limit int, cursor string) ([]shell.Credential, string, error) {
	pos, after, err := rows.ParsePosition(credentialCursor, cursor)
	if err != nil {
		return nil, "", err
	}
	limit = rows.Limit(limit)
	page, next := []shell.Credential{}, ""
	err = s.each(ctx, func(rs pgx.Rows) error {
		if len(page) == limit {
			last := page[limit-1]
			next = rows.Position{At: int64(last.Created), ID: last.ID}.Cursor(credentialCursor)
			return nil
		}
		c, err := scanCredential(rs)
		page = append(page, c)
		return err
	}, `SELECT `+credentialColumns+` FROM credentials WHERE NOT $1::boolean OR (created, id) < ($2, $3)
		ORDER BY created DESC, id DESC LIMIT $4`, after, pos.At, pos.ID, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("journal: credentials: %w", err)
	}
	return page, next, nil
}

// RevokeCredential ends a credential.
func (s *Store) RevokeCredential(ctx context.Context, id string, at clock.Instant) error {
	err := found(s.change(ctx, `UPDATE credentials SET revoked = CASE revoked WHEN 0 THEN $1 ELSE revoked END WHERE id = $2`,
		int64(at), rows.Key(id)))
	if err != nil {
		return fmt.Errorf("journal: revoke credential %q: %w", id, err)
	}
	return nil
}

type scanner interface{ Scan(into ...any) error }

func scanCredential(row scanner) (shell.Credential, error) {
	var c shell.Credential
	var scopes string
	var created, revoked int64
	if err := row.Scan(&c.ID, &c.Hash, &c.Subject, &scopes, &c.Label, &c.Live, &created, &revoked); err != nil {
		return shell.Credential{}, err
	}
	c.Created, c.Revoked = clock.Instant(created), clock.Instant(revoked)
	if err := json.Unmarshal([]byte(scopes), &c.Scopes); err != nil {
		return shell.Credential{}, err
	}
	return c, nil
}
