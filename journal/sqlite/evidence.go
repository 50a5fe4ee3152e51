package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/linli/linli/clock"
	"github.com/linli/linli/journal/rows"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

const evidenceColumns = `id, order_id, kind, stage, type, bytes, width, height, hash, by_role, by_id, at, expires, gone`

// PutEvidence adds a row; one of the same id is replaced.
func (s *Store) PutEvidence(ctx context.Context, e shell.Evidence) error {
	err := s.write.do(ctx, func(t *tx) error {
		return t.exec(`INSERT OR REPLACE INTO evidence (`+evidenceColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			evidenceValues(e)...)
	})
	if err != nil {
		return fmt.Errorf("journal: evidence %s: %w", e.ID, err)
	}
	return nil
}

func evidenceValues(e shell.Evidence) []any {
	return []any{rows.Key(e.ID), rows.Key(string(e.Order)), e.Kind, e.Stage, e.Type, e.Bytes, e.Width, e.Height, e.Hash,
		string(e.By.Role), rows.Key(e.By.ID), int64(e.At), int64(e.Expires), int64(e.Gone)}
}

// Evidence returns a row, its file gone or not.
func (s *Store) Evidence(ctx context.Context, id string) (shell.Evidence, error) {
	list, err := s.evidence(ctx, `id = ?`, rows.Key(id))
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("journal: evidence %q: %w", id, shell.ErrNotFound)
	}
	if err != nil {
		return shell.Evidence{}, err
	}
	return list[0], nil
}

// EvidenceOf returns an order's rows, oldest first.
func (s *Store) EvidenceOf(ctx context.Context, order orders.ID) ([]shell.Evidence, error) {
	return s.evidence(ctx, `order_id = ? ORDER BY at, id`, rows.Key(string(order)))
}

// ExpiredEvidence returns rows whose file must go by now and has not.
func (s *Store) ExpiredEvidence(ctx context.Context, now clock.Instant, limit int) ([]shell.Evidence, error) {
	return s.evidence(ctx, `gone = 0 AND expires <= ? ORDER BY expires, id LIMIT ?`, int64(now), rows.Limit(limit))
}

func (s *Store) evidence(ctx context.Context, where string, args ...any) ([]shell.Evidence, error) {
	out := []shell.Evidence{}
	err := s.each(ctx, func(rs *sql.Rows) error {
		var e shell.Evidence
		var at, expires, gone int64
		err := rs.Scan(&e.ID, &e.Order, &e.Kind, &e.Stage, &e.Type, &e.Bytes, &e.Width, &e.Height, &e.Hash,
			&e.By.Role, &e.By.ID, &at, &expires, &gone)
		e.At, e.Expires, e.Gone = clock.Instant(at), clock.Instant(expires), clock.Instant(gone)
		out = append(out, e)
		return err
	}, `SELECT `+evidenceColumns+` FROM evidence WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("journal: evidence: %w", err)
	}
	return out, nil
}
